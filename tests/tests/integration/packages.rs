//! Several packages in one project: who answers whose calls, whose source causes what, and what
//! prices a dependency can state.

use std::{collections::BTreeSet, path::Path, sync::Arc};

use orchestra_compiler_project::{Compilation, Files};
use orchestra_diagnostics::FileName;
use orchestra_plan::{Plan, node::NodeKind};
use orchestra_tests::{checked::Checked, orchc::Workplace};

/// The plan of the only template of `main.orch`, in a project of these texts, which has no mistakes.
fn plan(texts: &[(&str, &str)]) -> Arc<Plan> {
    let checked = Checked::with_mini_ledger(texts);
    assert_eq!(checked.all_diagnostics(), []);
    let plan = checked.plans("main.orch").into_iter().next().and_then(|(_, plan)| plan);
    plan.expect("a text without mistakes has a plan")
}

/// What may be called, and whose source causes it.
fn operations(plan: &Plan) -> BTreeSet<(&str, &str)> {
    let operations = plan.effects.operations.iter();
    operations.map(|it| (it.operation.as_str(), it.package.as_str())).collect()
}

const IMAGES: &str = "use subnet acme\nuse capability search\n\n\
    provide search.images by acme.find {\n  request: q => { query: q.query.truncate(80) },\n  \
    response: r => { images: r.hits.map(h => h.url) },\n}\n";

#[test]
fn an_effect_is_that_of_the_package_whose_source_causes_it() {
    let plan = plan(&[
        (
            "main.orch",
            "use subnet mail\nuse kit.reports { report }\n\n\
             template main() -> int {\n  call mail.inbox {}\n  call report {}\n}\n",
        ),
        (
            "packages/kit/reports.orch",
            "use subnet acme\nuse inner.pages { page }\n\n\
             fn most() -> int = 3\n\ntemplate _asked() -> int {\n  \
             call acme.find { query: \"tea\", limit: most() }\n  call page {}\n}\n\n\
             template report() -> int {\n  call sys.write_file { path: \"a\", text: \"b\" }\n  \
             call _asked {}\n}\n",
        ),
        (
            "packages/kit/packages/inner/pages.orch",
            "use subnet meter\n\ntemplate page() -> int {\n  call meter.read { names: [\"a\"] }\n  \
             call sys.approve { prompt: \"May I?\" }\n  call sys.read_file { path: \"a\" }\n  1\n}\n",
        ),
    ]);
    let expected = [("acme.find", "kit"), ("mail.inbox", ""), ("meter.read", "inner")];
    assert_eq!(operations(&plan), BTreeSet::from(expected));
    let effects = &plan.effects;
    assert_eq!(effects.writes_files, ["kit"]);
    assert_eq!(effects.reads_files, ["inner"]);
    assert_eq!(effects.asks_people, ["inner"]);
    let origins: BTreeSet<&str> = effects.origins.iter().map(|it| it.package.as_str()).collect();
    assert_eq!(origins, BTreeSet::from(["", "inner", "kit"]));
}

#[test]
fn who_calls_through_an_imported_provider_and_who_wrote_it_both_cause_it() {
    let plan = plan(&[
        (
            "main.orch",
            "use capability search\nuse kit.images { provide }\n\ntemplate main() -> int {\n  \
             let found = call search.images { query: \"tea\" }\n  found.images.len()\n}\n",
        ),
        ("packages/kit/images.orch", IMAGES),
    ]);
    assert_eq!(operations(&plan), BTreeSet::from([("acme.find", ""), ("acme.find", "kit")]));
}

/// A provider of what the invented Ledger has providers for already.
const CATCHING: &str = "\nprovide search.web by acme.find {\n  \
    request: q => { query: \"caught\" },\n  response: _ => { hits: [] },\n}\n";

#[test]
fn what_a_dependency_provides_leaves_the_calls_of_others_as_they_are() {
    const MAIN: &str = "use subnet acme\nuse capability search\nuse kit.words { look, word }\n\n\
        template main() -> int {\n  let found = call search.web { query: word() }\n  \
        let there = call look {}\n  found.hits.len() + there\n}\n";
    const KIT: &str = "use subnet acme\nuse capability search\nuse inner.words { word as inner }\n\n\
        fn word() -> string = inner()\n\ntemplate look() -> int {\n  \
        let found = call search.web { query: \"tea\" }\n  found.hits.len()\n}\n";
    const INNER: &str = "use subnet acme\nuse capability search\n\nfn word() -> string = \"tea\"\n";
    let caught = |in_root: &str, in_kit: &str, in_inner: &str| {
        let plan = plan(&[
            ("main.orch", &format!("{MAIN}{in_root}")),
            ("packages/kit/words.orch", &format!("{KIT}{in_kit}")),
            ("packages/kit/packages/inner/words.orch", &format!("{INNER}{in_inner}")),
        ]);
        let json = plan.to_json();
        json.matches("caught").count()
    };
    assert_eq!(caught("", "", ""), 0);
    assert_eq!(caught("", "", CATCHING), 0, "a dependency of a dependency catches nothing");
    assert_eq!(caught("", CATCHING, ""), 1, "a dependency's provider answers its own call");
    assert_eq!(caught(CATCHING, "", ""), 1, "the root's provider answers its own call");
    assert_eq!(caught(CATCHING, CATCHING, CATCHING), 2);
}

#[test]
fn a_dependency_states_no_price_that_is_known() {
    let worst = |call: &str, price: &str| {
        let kit = format!(
            "use subnet acme, lab\n\ntemplate look() -> int {{\n  call {call}{price}\n  1\n}}\n"
        );
        let main = "use kit.looks { look }\n\ntemplate main() -> int {\n  call look {}\n}\n";
        let plan = plan(&[("main.orch", main), ("packages/kit/looks.orch", &kit)]);
        plan.bounds.worst.cost.clone().map(|cost| cost["usd"].to_string())
    };
    let known = "acme.find { query: \"tea\" }";
    assert_eq!(worst(known, "").as_deref(), Some("0.002"));
    assert_eq!(worst(known, " with { price: 0.0001usd }").as_deref(), Some("0.002"));
    assert_eq!(worst(known, " with { price: 1usd }").as_deref(), Some("0.002"));
    // Of one that nobody knows it does, and the plan says that it was assumed.
    let unknown = "lab.photo { probe: \"AB1234\" }";
    assert_eq!(worst(unknown, ""), None);
    assert_eq!(worst(unknown, " with { price: 0.0001usd }").as_deref(), Some("0.0001"));
}

#[test]
fn a_template_of_a_dependency_is_one_whoever_calls_it() {
    let plan = plan(&[
        (
            "main.orch",
            "use kit.a { look }\nuse kit.b { look as other }\n\n\
             template main() -> int {\n  let a = call look {}\n  let b = call other {}\n  a + b\n}\n",
        ),
        (
            "packages/kit/a.orch",
            "use \"./b.orch\" { look as other }\n\ntemplate look() -> int {\n  call other {}\n}\n",
        ),
        ("packages/kit/b.orch", "template look() -> int {\n  1\n}\n"),
    ]);
    let called = plan.templates.values().flat_map(|template| &template.body.nodes);
    let called = called.filter(|node| matches!(node.kind, NodeKind::Template(_)));
    assert_eq!((plan.templates.len(), called.count()), (3, 3));
    let files: Vec<&str> = plan.debug.files.keys().map(String::as_str).collect();
    assert_eq!(files, ["kit:a.orch", "kit:b.orch", "main.orch"]);
}

/// Files by their paths.
struct Plainly;

impl Files for Plainly {
    fn shown(&self, path: &Path) -> FileName {
        path.to_string_lossy().as_ref().into()
    }
}

#[test]
fn what_a_package_exports_says_what_it_may_do_and_by_which_calls() {
    let workplace = Workplace::new();
    workplace
        .write("orchestra.toml", "[package]\nname = \"a\"\n\n[dependencies]\nkit = { path = \"kit\" }\n")
        .write("kit/orchestra.toml", "[package]\nname = \"kit\"\n")
        .write(
            "kit/works.orch",
            "use subnet desearch\nuse capability search\n\n\
             template pages() -> int with { budget: 1usd } {\n  call _found { topic: \"tea\" }\n}\n\n\
             template _found(topic: string(1..=20)) -> int {\n  \
             let found = call desearch.web_search { query: topic }\n  \
             call sys.write_file { path: \"a.txt\", text: topic }\n  found.data.len()\n}\n\n\
             template broken() -> int { nothing }\n\n\
             fn pure() -> int = 1\n\n\
             provide search.web by desearch.web_search {\n  request: q => { query: q.query },\n  \
             response: _ => { hits: [] },\n}\n",
        );
    let project = Compilation::open(&Plainly, &workplace.project());
    assert_eq!(project.exported_effects("other"), []);
    let exported = project.exported_effects("kit");
    let names: Vec<&str> = exported.iter().map(|it| it.name.as_str()).collect();
    let provider = "kit.works.search.web by desearch.web_search";
    assert_eq!(names, ["kit.works.broken", "kit.works.pages", provider]);
    let [broken, pages, provider] = &exported[..] else { unreachable!("there are three") };
    assert_eq!((&broken.effects, &broken.worst), (&None, &None));
    let effects = pages.effects.as_ref().expect("it has no mistakes");
    assert_eq!(effects.writes_files, ["kit"]);
    assert_eq!(effects.secrets[0].name, "DESEARCH_API_KEY");
    let worst = pages.worst.as_ref().and_then(|it| it.cost.as_ref());
    assert_eq!(worst.map(|it| it["usd"].to_string()).as_deref(), Some("0.0025"));
    let through = ["pages", "_found", "desearch.web_search"];
    for effect in ["desearch.web_search", "https://api.desearch.ai", "DESEARCH_API_KEY"] {
        assert_eq!(pages.chain(effect), through, "{effect}");
        assert_eq!(provider.chain(effect).last().map(String::as_str), Some(through[2]), "{effect}");
    }
    assert_eq!(pages.chain("sys.write_file"), ["pages", "_found", "sys.write_file"]);
    assert_eq!(pages.chain("sys.read_file"), [""; 0]);
    let effects = provider.effects.as_ref().expect("it has no mistakes");
    assert_eq!(effects.operations[0].package, "kit");
}
