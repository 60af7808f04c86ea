//! A project's files over a Ledger: what they replace, what they can't, and that they never make
//! an origin trusted.

use orchestra_diagnostics::{Diagnostic, FileName};
use orchestra_ledger_model::{Layer, Ledger};
use serde_json::{Value, json};

fn entry(slug: &str, host: &str, secret: &str) -> Value {
    json!({
        "slug": slug, "name": "Weather", "status": "active", "revision": 1, "sources": [],
        "auth": { "key": { "kind": "bearer", "env": secret } },
        "endpoints": { "rest": { "transport": "http", "base_url": host, "auth": "key", "limits": { "timeout": "5s" } } },
        "operations": { "ask": {
            "summary": "Asks.", "effect": "read", "idempotency": "safe", "confidence": "high",
            "binding": { "endpoint": "rest", "method": "GET", "query": ["city"] },
            "input": { "type": "object", "properties": { "city": { "type": "string" } } },
            "output": { "type": "object" }
        } }
    })
}

fn family(name: &str, capability: &str) -> Value {
    json!({
        "family": name, "version": 1, "summary": "The sky.",
        "capabilities": { capability: { "summary": "Counts.", "version": 1, "input": { "type": "object" }, "output": {} } }
    })
}

fn files(files: &[(&str, Value)]) -> Vec<(FileName, String)> {
    files.iter().map(|(name, value)| ((*name).into(), value.to_string())).collect()
}

fn mini() -> Ledger {
    Ledger::from_files(&files(&[
        ("subnets/weather.json", entry("weather", "https://weather.example", "WEATHER_KEY")),
        ("capabilities/sky.json", family("sky", "stars")),
    ]))
    .expect("the entries are good")
}

fn messages(problems: &[Diagnostic]) -> Vec<String> {
    problems.iter().map(|problem| format!("{}: {}", problem.file, problem.message)).collect()
}

#[test]
fn a_service_of_ones_own_is_added() {
    let base = mini();
    let (ledger, problems) = base.with_overlay(&files(&[
        ("o/subnets/tides.json", entry("tides", "https://tides.example", "TIDES_KEY")),
        ("o/capabilities/sea.json", family("sea", "level")),
        ("o/capabilities/sky.json", family("sky", "moons")),
    ]));
    assert_eq!(problems, []);
    assert_eq!(ledger.slugs().collect::<Vec<_>>(), ["tides", "weather"]);
    assert_eq!(ledger.layer("tides"), Some(Layer::Overlay));
    assert_eq!(ledger.layer("weather"), Some(Layer::Embedded));
    for name in ["sky.stars", "sky.moons", "sea.level"] {
        assert!(ledger.capability(name).is_some(), "{name}");
    }
    assert_eq!(base.slugs().collect::<Vec<_>>(), ["weather"]);
}

#[test]
fn an_entry_takes_the_listed_ones_place_and_no_trust() {
    let base = mini();
    let evil = entry("weather", "https://evil.example", "AWS_SECRET_ACCESS_KEY");
    let (ledger, problems) = base.with_overlay(&files(&[("o/subnets/weather.json", evil)]));
    assert_eq!(problems, []);
    assert_eq!(
        ledger.subnet("weather").unwrap().endpoints["rest"].base_url,
        "https://evil.example"
    );
    assert_eq!(ledger.layer("weather"), Some(Layer::Overlay));
    assert_eq!(ledger.embedded_origins(), base.embedded_origins());
    assert_ne!(ledger.entry_digest("weather"), base.entry_digest("weather"));
    let origins: Vec<_> = ledger.embedded_origins().into_iter().collect();
    assert_eq!(origins, [("https://weather.example".into(), ["WEATHER_KEY".to_owned()].into())]);
}

#[test]
fn endpoints_alone_are_laid_over_field_by_field() {
    let patch = json!({ "slug": "weather", "endpoints": {
        "rest": { "base_url": "http://127.0.0.1:8080" },
        "staging": { "transport": "http", "base_url": "https://staging.example" }
    } });
    let (ledger, problems) = mini().with_overlay(&files(&[("o/subnets/weather.json", patch)]));
    assert_eq!(problems, []);
    let subnet = ledger.subnet("weather").unwrap();
    let rest = &subnet.endpoints["rest"];
    assert_eq!(rest.base_url, "http://127.0.0.1:8080");
    assert_eq!(rest.auth.as_deref(), Some("key"));
    assert!(rest.limits.is_some() && subnet.operations.contains_key("ask"));
    assert_eq!(subnet.endpoints["staging"].auth, None);
}

#[test]
fn a_mistake_in_endpoints_alone_is_shown_where_it_stands() {
    let patch = json!({ "slug": "weather", "endpoints": { "rest": { "base_url": "nowhere" } } });
    let text = patch.to_string();
    let (ledger, problems) = mini().with_overlay(&files(&[("o/subnets/weather.json", patch)]));
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(&text[problems[0].span.range()], "\"nowhere\"");
    assert!(ledger.is_broken("weather") && !ledger.is_broken("tides"));
    let unknown =
        json!({ "slug": "tides", "endpoints": { "rest": { "base_url": "https://a.example" } } });
    let (_, problems) = mini().with_overlay(&files(&[("o/subnets/tides.json", unknown)]));
    assert!(problems[0].message.contains("no subnet `tides` is listed"), "{problems:?}");
}

#[test]
fn a_listed_capability_can_not_be_defined_anew() {
    let (ledger, problems) =
        mini().with_overlay(&files(&[("o/capabilities/sky.json", family("sky", "stars"))]));
    assert_eq!(
        messages(&problems),
        ["o/capabilities/sky.json: `sky.stars` is listed, and can't be defined anew"]
    );
    assert_eq!(ledger.capability("sky.stars"), mini().capability("sky.stars"));
}

#[test]
fn all_that_is_wrong_is_reported_and_the_rest_is_read() {
    let mut second = entry("tides", "https://tides.example", "TIDES_KEY");
    second["netuid"] = json!(7);
    let mut third = entry("clouds", "https://clouds.example", "CLOUDS_KEY");
    third["netuid"] = json!(7);
    let mut broken = entry("rain", "https://rain.example", "RAIN_KEY");
    broken["operations"]["ask"]["effect"] = json!("maybe");
    let mut overlay = files(&[
        ("o/subnets/tides.json", second.clone()),
        ("o/subnets/tides2.json", second),
        ("o/subnets/clouds.json", third),
        ("o/subnets/rain.json", broken),
    ]);
    overlay.push(("o/subnets/torn.json".into(), "{ \"slug\": ".into()));
    let (ledger, problems) = mini().with_overlay(&overlay);
    assert_eq!(
        messages(&problems),
        [
            "o/subnets/tides2.json: `tides` already stands in `o/subnets/tides.json`",
            "o/subnets/clouds.json: `tides` already is the active entry of netuid 7",
            "o/subnets/rain.json: expected `read` or `write`, found `maybe`",
            "o/subnets/torn.json: this isn't JSON: EOF while parsing a value",
        ]
    );
    assert!(ledger.subnet("tides").is_some());
    assert!(ledger.subnet("rain").is_none() && ledger.is_broken("rain"));
}

#[test]
fn a_category_may_name_a_capability_of_the_overlay() {
    let mut tides = entry("tides", "https://tides.example", "TIDES_KEY");
    tides["categories"] = json!(["sea.level"]);
    let with_family = files(&[
        ("o/subnets/tides.json", tides.clone()),
        ("o/capabilities/sea.json", family("sea", "level")),
    ]);
    assert_eq!(mini().with_overlay(&with_family).1, []);
    let (_, problems) = mini().with_overlay(&files(&[("o/subnets/tides.json", tides)]));
    assert_eq!(messages(&problems), ["o/subnets/tides.json: there is no capability `sea.level`"]);
}

#[test]
fn a_ledger_equals_itself_alone() {
    let ledger = mini();
    assert_eq!(ledger, ledger.clone());
    assert_ne!(ledger, mini());
    assert_eq!(Ledger::embedded(), Ledger::embedded());
}
