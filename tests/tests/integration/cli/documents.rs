//! What is printed for programs and as pages: JSON that fits the schemas that `orchc schema` prints, plans,
//! the Ledger, explanations.

use orchestra_schema::Validator;
use orchestra_tests::{corpus, orchc::Workplace};
use regex::Regex;
use serde_json::{Value, json};

use super::{project, succeeded};

/// A schema, as `orchc schema` prints it.
fn printed_schema(workplace: &Workplace, name: &str) -> Validator {
    let schema = succeeded(workplace.run(["schema", name])).json();
    Validator::new(&schema).unwrap()
}

#[track_caller]
fn assert_fits(workplace: &Workplace, schema: &str, document: &Value) {
    let fits = printed_schema(workplace, schema).validate(document);
    fits.unwrap_or_else(|error| panic!("{schema}: {document:#}: {error}"));
}

#[test]
fn the_ledger_is_listed_shown_and_checked_with_its_overlay() {
    let (workplace, _server) = project();
    let listed = succeeded(workplace.run(["ledger", "list"]));
    for word in ["desearch", "search.web", "numbers (overlay)"] {
        assert!(listed.stdout.contains(word), "{word} {listed:#?}");
    }
    let listed = succeeded(workplace.run(["ledger", "list", "--format", "json"])).json();
    let subnets = listed["subnets"].as_array().unwrap_or_else(|| panic!("{listed}"));
    assert!(subnets.len() > 10 && subnets.iter().any(|it| it["slug"] == "numbers"));
    let shown = succeeded(workplace.run(["ledger", "show", "root"]));
    assert!(shown.stdout.contains("no public interface"), "{shown:?}");
    let shown = succeeded(workplace.run(["ledger", "show", "search.web", "--format", "json"]));
    let served = shown.json()["served_by"].clone();
    assert!(served.to_string().contains("desearch") && !served.to_string().contains("rec4ll"));
    let shown = succeeded(workplace.run(["ledger", "show", "desearch"]));
    assert!(shown.stdout.contains("web_search") && shown.stdout.contains("DESEARCH_API_KEY"));
    let shown = succeeded(workplace.run(["ledger", "show", "numbers", "--format", "json"])).json();
    assert!(shown.to_string().contains("\"slug\":\"numbers\""), "{shown}");
    succeeded(workplace.run(["ledger", "check"]));
}

#[test]
fn what_the_ledger_prints_as_json_fits_its_schemas() {
    let workplace = Workplace::new();
    let json = |arguments: &[&str]| succeeded(workplace.run(arguments)).json();
    let fits = |schema: &str, document: &Value| assert_fits(&workplace, schema, document);
    for what in ["subnets", "operations", "capabilities"] {
        let listed = json(&["ledger", "list", what, "--format", "json"]);
        assert!(listed[what].as_array().is_some_and(|rows| rows.len() > 40), "{listed}");
        fits("ledger-list", &listed);
    }
    let found = json(&["ledger", "search", "wether", "--format", "json"]);
    assert_eq!(found["hits"][0]["name"], "weather.forecast");
    assert_eq!(found["corrected"][0], json!({ "from": "wether", "to": "weather" }));
    fits("ledger-search", &found);
    let shown = json(&["ledger", "show", "search.web", "--format", "json"]);
    assert_eq!(shown["providers"][0]["example"]["typical"][0]["amount"], "0.0025");
    fits("ledger-providers", &shown["providers"]);
}

#[test]
fn what_publishing_and_searching_print_as_json_fits_their_schemas() {
    let workplace = Workplace::new();
    let json = |arguments: &[&str]| succeeded(workplace.run(arguments)).json();
    let fits = |schema: &str, document: &Value| assert_fits(&workplace, schema, document);
    let write = |version: &str, text: &str| {
        let manifest = format!(
            "[package]\nname = \"news-kit\"\nversion = \"{version}\"\nkeywords = [\"news\"]\n"
        );
        workplace.write("orchestra.toml", &manifest).write("news.orch", text);
    };
    let text = "use subnet desearch\n\n/// Finds news.\ntemplate news(\n  /// What about.\n  \
                topic: string(1..=80),\n  most: int(1..=9) = 3,\n  token: secret,\n) -> int {\n  \
                let found = call desearch.web_search { query: topic }\n  \
                found.data.take(most).len()\n}\n";
    write("0.1.0", text);
    let publish = ["publish", "--library", "./library", "--format", "json"];
    let first = json(&publish);
    fits("publish", &first);
    assert_eq!((&first["published"], &first["compared"]), (&json!("now"), &Value::Null));
    assert_eq!(first["config"]["templates"][0]["parameters"].as_array().unwrap().len(), 3);
    write("0.2.0", &text.replace("topic: string(1..=80)", "topic: string(1..=20)"));
    let second = json(&[&publish[..], &["--dry-run"]].concat());
    fits("publish", &second);
    assert_eq!(
        (&second["published"], &second["compared"]["with"]),
        (&json!("no"), &json!("0.1.0"))
    );
    let found = json(&["search", "news", "--library", "./library", "--format", "json"]);
    fits("search", &found);
    assert_eq!(found["hits"][0]["name"], "news-kit");
}

#[test]
fn every_code_is_explained_and_every_schema_printed() {
    let workplace = Workplace::new();
    let listed = succeeded(workplace.run(["explain"])).stdout;
    let codes: Vec<_> = listed.split_whitespace().filter(|it| it.starts_with("E0")).collect();
    assert!(codes.len() > 30, "{listed}");
    for code in ["E0101", "E0304", "E0901"] {
        assert!(codes.contains(&code), "{listed}");
        let page = succeeded(workplace.run(["explain", code])).stdout;
        assert!(page.starts_with(&format!("# {code}: ")), "{page}");
    }
    for what in
        ["plan", "events", "entry", "capability", "diagnostics", "quote", "publish", "search"]
    {
        let schema = succeeded(workplace.run(["schema", what])).json();
        assert!(schema["$schema"].is_string() || schema["type"].is_string(), "{what}");
    }
    for shell in ["bash", "zsh", "fish"] {
        let script = succeeded(workplace.run(["completions", shell])).stdout;
        assert!(script.contains("orchc") && script.contains("sandbox-seed"), "{shell}");
    }
    let version = succeeded(workplace.run(["--version", "--verbose"])).stdout;
    assert!(version.contains(&workplace.root().display().to_string()), "{version}");
}

#[test]
fn a_plan_as_json_fits_the_schema_that_is_printed() {
    let (workplace, _server) = project();
    for file in ["main.orch", "std:market_research"] {
        let plan = succeeded(workplace.run(["plan", file, "--format", "json"])).json();
        assert_eq!(plan["plan_version"], 1);
        assert_fits(&workplace, "plan", &plan);
    }
    let fits = printed_schema(&workplace, "events");
    let ran = succeeded(workplace.run(["run", "main.orch", "--events", "-"]));
    for line in ran.stdout.lines() {
        let event: Value = serde_json::from_str(line).unwrap();
        fits.validate(&event).unwrap_or_else(|error| panic!("{line}: {error}"));
    }
    workplace.write("wrong.orch", "use subnet nombers\n\nconst A: int = \"a\"\n");
    let found = workplace.run(["check", "--format", "json"]).json();
    assert_eq!(found["summary"]["errors"], 2, "{found}");
    assert_fits(&workplace, "diagnostics", &found);
}

#[test]
fn a_plan_as_a_page_loads_nothing_and_shows_what_sources_say_as_text() {
    let (workplace, _server) = project();
    workplace.write(
        "main.orch",
        "use subnet numbers\n\n/// Adds <script>alert(1)</script> & more.\ntemplate main(\n  /// How <b>many</b>.\n  \
         of: int(0..=9) = 3,\n  word: string(0..=20) = \"</code><i>\",\n) -> int {\n  \
         let all = for n in of.range() { call numbers.get { n } }\n  all.sum() + word.len()\n}\n",
    );
    let page =
        |format: &str| succeeded(workplace.run(["plan", "main.orch", "--format", format])).stdout;
    let (html, svg) = (page("html"), page("svg"));
    assert_eq!((&page("html"), &page("svg")), (&html, &svg), "the same plan gives the same bytes");
    for text in ["&lt;script&gt;alert(1)", "How &lt;b&gt;many", "&lt;/code&gt;&lt;i&gt;"] {
        assert!(html.contains(text), "{text} {html}");
    }
    for word in ["default-src 'none'", "<svg", "numbers.get", "At most", "What it touches"] {
        assert!(html.contains(word), "{word} {html}");
    }
    let loads = Regex::new(r#"(?i)(src|href|url)\s*=\s*["']?https?:|@import|url\(["']?http|<link"#)
        .unwrap();
    for text in [&html, &svg] {
        assert!(!loads.is_match(text), "{text}");
        assert!(!text.contains("<script>alert") && !text.contains("<i>"), "{text}");
    }
    assert!(!svg.contains("<script") && !svg.contains("var("), "{svg}");
}

#[test]
fn a_quote_stands_beside_the_plan_and_fits_its_schema() {
    let (workplace, _server) = project();
    let plan = |further: &[&str]| {
        let asked = ["plan", "main.orch", "--format", "json"].iter().chain(further);
        succeeded(workplace.run(asked)).json()
    };
    let of_offer = |quoted: &Value, index: usize, pointer: &str| {
        quoted["quote"]["offers"][index].pointer(pointer).unwrap().clone()
    };
    let unknown = plan(&["--quote"]);
    assert_fits(&workplace, "quote", &unknown);
    assert_eq!(of_offer(&unknown, 1, "/worst/month"), Value::Null);
    let gaps = unknown["quote"]["gaps"].to_string();
    assert!(gaps.contains("what numbers.get costs isn't known"), "{gaps}");
    assert_eq!(unknown["plan"], plan(&[]));

    let manifest = "[ledger]\noverlay = \"ledger/\"\n\n[prices]\n\"numbers.get\" = \"0.0001usd\"\n";
    workplace.write("orchestra.toml", manifest);
    let quoted = plan(&["--quote", "--jobs-per-month", "30000"]);
    assert_fits(&workplace, "quote", &quoted);
    assert_eq!(quoted["quote"]["offers"].as_array().map(Vec::len), Some(1));
    // Nine calls at most: 0.0009usd and a fifth of it, thirty thousand times.
    assert_eq!(
        of_offer(&quoted, 0, "/worst"),
        json!({
            "job": { "usd": "0.00108" },
            "month": { "usd": "32.4" },
        })
    );
}

#[test]
fn a_comment_is_no_other_plan() {
    let (workplace, _server) = project();
    let plan = || {
        let mut plan = succeeded(workplace.run(["plan", "main.orch", "--format", "json"])).json();
        plan.as_object_mut().unwrap().remove("debug");
        plan
    };
    let before = plan();
    let text = corpus::read(&workplace.project().join("main.orch"));
    workplace.write("main.orch", &text.replace("{\n  let", "{\n  // Why.\n\n     let"));
    assert_eq!(plan(), before);
}
