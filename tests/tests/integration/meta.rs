//! Tests that guard the tests and the pages: every code has a page whose examples say the truth and
//! a case; every example of the docs compiles; what ships compiles.

use std::path::Path;

use orchestra_compiler_project::{Compilation, Files};
use orchestra_diagnostics::{Code, Diagnostic, FileName};
use orchestra_package_model::{Lock, Manifest, PackageGraph, graph::Lookup};
use orchestra_tests::{
    checked::Checked,
    corpus,
    examples::{Example, examples},
    mini_ledger::{mini_ledger, mini_ledger_when_cheaper},
    orchc::Workplace,
};

/// What is wrong with an example, by its language; none where nothing of ours reads it. Examples of
/// a lint are linted.
fn problems(example: &Example, lint: Option<Code>) -> Option<Vec<Diagnostic>> {
    match example.language.as_str() {
        "orch" if lint == Some(Code::E0406) => Some(drifted(example)),
        "orch" => {
            let checked = Checked::example(&example.text);
            let linted = if lint.is_some() { checked.linted(lint) } else { checked };
            Some(linted.all_diagnostics())
        }
        "toml" if lint == Some(Code::E0704) => Some(permitted(example)),
        "toml" if lint.is_some_and(|code| OF_PACKAGES.contains(&code)) => {
            Some(of_packages(example))
        }
        "toml" => Some(Manifest::parse(&"orchestra.toml".into(), &example.text).1),
        _ => None,
    }
}

/// Codes of what is wrong with the packages that a manifest asks for.
const OF_PACKAGES: [Code; 2] = [Code::E0702, Code::E0703];

/// What is wrong with a manifest and the packages that it asks for, as `pages/packages` locks them.
fn of_packages(example: &Example) -> Vec<Diagnostic> {
    let file = "orchestra.toml".into();
    let (manifest, mut problems) = Manifest::parse(&file, &example.text);
    let folder = corpus::folder("pages/packages");
    let lock = corpus::read(&folder.join("orchestra.lock"));
    let (lock, wrong) = Lock::parse(&"orchestra.lock".into(), &lock);
    assert_eq!(wrong, []);
    let found = PackageGraph::find(&Lookup {
        root: &folder,
        manifest: &manifest,
        file: &file,
        lock: Some(&lock),
        cache: Some(&folder.join("cache")),
        name: &|path| path.to_string_lossy().as_ref().into(),
        may_read: &|_| true,
    });
    problems.extend(found.problems);
    problems
}

/// What is wrong with the package of `pages/permissions`, where this is its manifest.
fn permitted(example: &Example) -> Vec<Diagnostic> {
    struct Plainly;
    impl Files for Plainly {
        fn shown(&self, path: &Path) -> FileName {
            path.to_string_lossy().as_ref().into()
        }
    }
    let (from, to) = (corpus::folder("pages/permissions"), Workplace::new());
    to.write("orchestra.toml", &example.text);
    for file in ["main.orch", "shared/orchestra.toml", "shared/reports.orch"] {
        to.write(file, &corpus::read(&from.join(file)));
    }
    Compilation::open(&Plainly, &to.project()).problems()
}

/// What is wrong with an example of E0406. One that fails was locked while everything was cheaper.
fn drifted(example: &Example) -> Vec<Diagnostic> {
    let checked = Checked::example(&example.text);
    let uses = checked.ledger_uses("example.orch");
    let locked = if example.fails { mini_ledger_when_cheaper() } else { mini_ledger() };
    let lock = Lock::of(&locked, uses.iter().map(|it| (it.kind, it.name.clone())));
    let drift = lock.drift(&mini_ledger());
    let mut found = checked.all_diagnostics();
    found.extend(uses.into_iter().filter_map(|it| {
        let drift = drift.get(&(it.kind, it.name))?;
        Some(drift.diagnostic("example.orch".into(), it.span, it.through.as_deref()))
    }));
    found
}

#[test]
fn every_page_shows_its_code_and_how_to_mend_it() {
    let mut wrong = Vec::new();
    for code in Code::ALL {
        let page = code.page();
        if !page.starts_with(&format!("# {code}: {}\n", code.title())) {
            wrong.push(format!("{code}: its page begins otherwise"));
        }
        let (mut failing, mut mended) = (0, 0);
        for example in examples(page) {
            let shown = code.default_level().map(|_| *code);
            let is_shown_otherwise =
                [Code::E0406, Code::E0704].contains(code) || OF_PACKAGES.contains(code);
            let shown = shown.or(is_shown_otherwise.then_some(*code));
            let Some(found) = problems(&example, shown) else { continue };
            let is_right = if example.fails {
                failing += 1;
                found.len() == 1 && found[0].code == *code
            } else {
                mended += 1;
                found.is_empty()
            };
            if !is_right {
                wrong.push(format!("{code}, line {}: {found:#?}", example.line));
            }
        }
        if failing == 0 || mended == 0 {
            wrong.push(format!("{code}: {failing} failing and {mended} mended examples"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_of_the_language_has_a_case() {
    let cases = corpus::files(&corpus::folder("conformance"), ".orch");
    let covers = |code: &Code, case: &Path| {
        case.components().any(|part| part.as_os_str().to_string_lossy().contains(code.as_str()))
    };
    // What is wrong with manifests, overlays and locks is told by tests of those who read them.
    let of_manifests =
        [Code::E0406, Code::E0701, Code::E0702, Code::E0703, Code::E0704, Code::E0901];
    let of_the_language = Code::ALL.iter().filter(|code| !of_manifests.contains(code));
    let missing: Vec<_> =
        of_the_language.filter(|code| !cases.iter().any(|case| covers(code, case))).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(cases.len() > 300, "only {} cases were found", cases.len());
}

#[test]
fn every_lint_finds_what_it_should_and_keeps_silent_elsewhere() {
    let cases = corpus::files(&corpus::folder("conformance/lints"), ".orch");
    for lint in Code::lints() {
        let of_lint = cases.iter().filter(|case| {
            let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
            name.strip_prefix(lint.as_str()).is_some_and(|rest| rest.starts_with('-'))
        });
        let texts: Vec<_> = of_lint.map(|case| corpus::read(case)).collect();
        let annotation = format!("[{lint}]: ");
        let finding = texts.iter().filter(|text| text.contains(&annotation)).count();
        let allowing = texts.iter().filter(|text| text.contains(&format!("allow({lint}"))).count();
        assert!(texts.len() >= 3, "{lint} has {} cases", texts.len());
        assert!(finding > 0 && finding < texts.len(), "{lint} finds always or never");
        assert!(allowing > 0, "{lint} is never allowed");
    }
}

#[test]
fn every_example_of_the_docs_compiles() {
    let mut pages = corpus::files(&corpus::folder("../docs"), ".md");
    pages.extend([corpus::folder("../README.md"), corpus::folder("../CHANGELOG.md")]);
    let mut wrong = Vec::new();
    for page in pages.iter().filter(|page| page.exists()) {
        for example in examples(&corpus::read(page)) {
            let Some(found) = problems(&example, None) else { continue };
            if found.is_empty() == example.fails {
                wrong.push(format!("{}:{}: {found:#?}", page.display(), example.line));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_invented_providers_compile() {
    let found = Checked::with_mini_ledger(&[]).linted(None).diagnostics_of_std();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn what_ships_compiles_to_plans() {
    let templates = corpus::files(&corpus::folder("../stdlib/templates"), ".orch");
    let texts: Vec<_> = templates
        .iter()
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), corpus::read(path)))
        .collect();
    let texts: Vec<_> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let checked = Checked::with_embedded_ledger(&texts).linted(None);
    let mut found = checked.diagnostics_of_std();
    found.extend(checked.all_diagnostics());
    assert!(found.is_empty(), "{found:#?}");
    for (path, _) in texts {
        let plans = checked.plans(path);
        assert!(!plans.is_empty(), "{path} has no template");
        for (template, plan) in plans {
            assert!(plan.is_some(), "`{template}` of {path} has no plan");
        }
    }
}
