//! What manifests say, and what is wrong with them.

use orchestra_diagnostics::{Code, FileName, Level, Sources, render};
use rust_decimal::Decimal;

use super::{Manifest, Source, package::TOOLS};

fn problems(text: &str) -> String {
    let file: FileName = "orchestra.toml".into();
    let (_, problems) = Manifest::parse(&file, text);
    let mut sources = Sources::default();
    sources.insert(file, text);
    render::short(&problems, &sources)
}

#[test]
fn a_whole_manifest_is_read() {
    let text = r#"
        [package]
        name = "market-kit"
        version = "0.1.0"
        edition = 1
        keywords = ["research"]
        [toolchain]
        version = ">=0.1"
        [ledger]
        overlay = "ledger/"
        [prices]
        "desearch.web_search" = "0.003usd"
        "chutes.chat" = { input_token = "0.10usd", output_token = "0.40usd" }
        [rates]
        tao = { usd = "310.5", on = "2026-11-22" }
        [lint]
        no-budget = "deny"
    "#;
    let (manifest, problems) = Manifest::parse(&"orchestra.toml".into(), text);
    assert_eq!(problems, []);
    assert_eq!(manifest.name.as_deref(), Some("market-kit"));
    assert_eq!(manifest.overlay.map(|(folder, _)| folder).as_deref(), Some("ledger/"));
    assert_eq!(manifest.prices["desearch.web_search"][0].amount, Decimal::new(3, 3));
    assert_eq!(manifest.prices["chutes.chat"].len(), 2);
    assert_eq!(manifest.rates["tao"].usd, Decimal::new(3105, 1));
    assert_eq!(manifest.lints.level(Code::NoBudget), Some(Level::Deny));
    assert_eq!(manifest.lints.level(Code::UnusedLet), Some(Level::Warn));
}

#[test]
fn everything_wrong_is_reported_where_it_stands() {
    let text = "[pakage]\n[package]\nname = \"Market\"\nversion = 1\nlicence = \"MIT\"\n[prices]\nx = \"1usd\"\n\"a.b\" = \"cheap\"\n[lint]\nno-budgets = \"deny\"\nunused-let = \"forbid\"\n";
    assert_eq!(
        problems(text),
        "orchestra.toml:10:1: error[E0701]: `[lint]` has no `no-budgets`\n\
         orchestra.toml:11:14: error[E0701]: `forbid` is no level: write \"allow\", \"warn\" or \"deny\"\n\
         orchestra.toml:5:1: error[E0701]: `[package]` has no `licence`\n\
         orchestra.toml:3:8: error[E0701]: `Market` isn't a package's name: write words of a-z and 0-9, joined by `-`\n\
         orchestra.toml:4:11: error[E0701]: expected a string, found integer\n\
         orchestra.toml:1:2: error[E0701]: a manifest has no `pakage`\n\
         orchestra.toml:8:9: error[E0701]: `cheap` isn't an amount: write it as \"0.003usd\"\n\
         orchestra.toml:7:1: error[E0701]: `x` isn't an operation: write \"subnet.operation\"\n"
    );
}

#[test]
fn prices_and_rates_are_plain_decimals() {
    let price = |text: &str| problems(&format!("[prices]\n\"a.b\" = \"{text}\"\n"));
    assert_eq!(price("0.003usd"), "");
    for text in ["-1usd", "1_000usd", "1e3usd", "usd", "1", "1us", "1USD"] {
        assert!(price(text).contains("isn't an amount"), "{text}");
    }
    let rate = |usd: &str, on: &str| {
        problems(&format!("[rates]\ntao = {{ usd = \"{usd}\", on = \"{on}\" }}\n"))
    };
    assert_eq!(rate("310.5", "2026-11-22"), "");
    for (usd, on) in [("0", "2026-11-22"), ("-1", "2026-11-22"), ("1", "22.11.2026")] {
        assert!(rate(usd, on).contains("a rate is written"), "{usd} {on}");
    }
}

#[test]
fn other_tools_are_refused() {
    assert_eq!(
        problems("[toolchain]\nversion = \">=9\"\n"),
        format!(
            "orchestra.toml:2:11: error[E0701]: this package wants tools of version >=9, and these are {TOOLS}\n"
        )
    );
}

#[test]
fn what_is_no_toml_is_reported() {
    assert!(problems("[package\nname = ").contains("error[E0701]"));
}

#[test]
fn a_misspelt_word_suggests_the_one_that_was_meant() {
    for (text, written, meant) in [
        ("[pakage]\n", "pakage", "package"),
        ("[package]\nlicence = \"MIT\"\n", "licence", "license"),
        ("[package]\nname = \"Market_Kit\"\n", "\"Market_Kit\"", "\"market-kit\""),
        ("[toolchain]\nversoin = \"0.1\"\n", "versoin", "version"),
        ("[ledger]\noverlays = \"a/\"\n", "overlays", "overlay"),
        ("[prices]\n\"a.b\" = { input_tokens = \"1usd\" }\n", "input_tokens", "input_token"),
        ("[rates]\ntao = { uds = \"1\", on = \"2026-11-22\" }\n", "uds", "usd"),
        ("[dependencies]\nmarket_kit = \"1\"\n", "market_kit", "market-kit"),
        ("[dependencies]\na = { verson = \"1\" }\n", "verson", "version"),
        ("[lint]\nunused-lett = \"deny\"\n", "unused-lett", "unused-let"),
        ("[lint]\nunused-let = \"wran\"\n", "\"wran\"", "\"warn\""),
    ] {
        let (_, problems) = Manifest::parse(&"orchestra.toml".into(), text);
        let [problem] = &problems[..] else { panic!("{text}: {problems:#?}") };
        assert_eq!(problem.help.as_deref(), Some(&*format!("did you mean `{meant}`?")), "{text}");
        let edit = &problem.fixes[0].edits[0];
        assert_eq!(&text[edit.span.start as usize..edit.span.end as usize], written);
        assert_eq!(edit.text, meant);
    }
}

#[test]
fn a_dependency_is_reported_where_it_is_written_wrongly() {
    for (line, at, said) in [
        ("acme = 1", 8, "an integer isn't a dependency"),
        ("acme = {}", 8, "this says neither version nor path"),
        ("acme = \"newest\"", 8, "`newest` isn't a range of versions"),
        ("acme = { version = 1 }", 20, "expected a string, found integer"),
        ("acme = { path = \"/shared\" }", 17, "`/shared` isn't a path from this manifest's folder"),
        ("acme = { path = \"C:/shared\" }", 17, "isn't a path from this manifest's folder"),
        ("acme = { path = \"\" }", 17, "isn't a path from this manifest's folder"),
        ("acme = { library = \"oci://a.b/c\" }", 8, "a package of a library needs a `version`"),
        ("acme = { library = \"http://a.b\", version = \"1\" }", 20, "isn't a library"),
        ("acme = { library = \"oci://\", version = \"1\" }", 20, "`oci://` isn't a library"),
        ("acme = { path = \"../a\", library = \"./b\" }", 25, "not from both"),
        ("acme = { git = \"https://a.b\" }", 10, "a dependency has no `git`"),
        ("std = \"1\"", 1, "`std` comes with the tools, and can't be a dependency"),
        ("1acme = \"1\"", 1, "`1acme` isn't a package's name"),
    ] {
        let told = problems(&format!("[dependencies]\n{line}\n"));
        let place = format!("orchestra.toml:2:{at}: error[E0701]: ");
        assert!(told.starts_with(&place) && told.contains(said), "{line}: {told}");
        assert_eq!(told.lines().count(), 1, "{line}: {told}");
    }
}

#[test]
fn a_dependency_says_where_it_comes_from_and_which_versions_will_do() {
    let library = |library: Option<&str>, requirement: &str| Source::Library {
        library: library.map(Into::into),
        requirement: requirement.parse().unwrap(),
    };
    for (line, expected) in [
        ("acme = \"1.2\"", library(None, "1.2")),
        ("acme = \">=1.2, <3\"", library(None, ">=1.2, <3")),
        ("acme = { version = \"=1.2.3\" }", library(None, "=1.2.3")),
        ("acme = { path = \"../acme\" }", Source::Path("../acme".into())),
        ("acme = { path = \"../acme\", version = \"1\" }", Source::Path("../acme".into())),
        (
            "acme = { library = \"oci://registry.example/team\", version = \"0.3\" }",
            library(Some("oci://registry.example/team"), "0.3"),
        ),
        (
            "acme = { library = \"./library\", version = \"0.3\" }",
            library(Some("./library"), "0.3"),
        ),
    ] {
        let text = format!("[dependencies]\n{line}\n");
        let (manifest, problems) = Manifest::parse(&"orchestra.toml".into(), &text);
        assert_eq!(problems, [], "{line}");
        let read = &manifest.dependencies["acme"];
        assert_eq!(read.source, expected, "{line}");
        assert_eq!(read.version_there.is_some(), line.contains("path") && line.contains("version"));
        assert_eq!(&text[read.at.start as usize..read.at.end as usize], "acme");
    }
}

#[test]
fn one_that_is_written_wrongly_comes_from_nowhere() {
    let (manifest, _) =
        Manifest::parse(&"orchestra.toml".into(), "[dependencies]\nAcme = \"1\"\nkit = 1\n");
    let sources: Vec<_> = manifest.dependencies.values().map(|it| &it.source).collect();
    assert_eq!(sources, [&Source::Unreadable, &Source::Unreadable]);
}

#[test]
fn libraries_permissions_and_keys_are_read_with_their_places() {
    let key = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
    let text = format!(
        "[library]\ndefault = \"oci://registry.example/team\"\n[permissions]\nfiles = [\"kit\"]\n[trust]\nkeys = [\"{key}\"]\n"
    );
    let (manifest, problems) = Manifest::parse(&"orchestra.toml".into(), &text);
    assert_eq!(problems, []);
    let at = |span: orchestra_diagnostics::Span| &text[span.start as usize..span.end as usize];
    let (library, span) = manifest.library.unwrap();
    assert_eq!(
        (library.as_str(), at(span)),
        ("oci://registry.example/team", "\"oci://registry.example/team\"")
    );
    let (name, span) = &manifest.file_permissions[0];
    assert_eq!((name.as_str(), at(*span)), ("kit", "\"kit\""));
    assert_eq!(manifest.trusted_keys[0].0, key);
}

#[test]
fn what_is_wrong_with_them_is_told_where_it_stands() {
    for (text, said) in [
        (
            "[library]\ndefault = \"http://a.b\"\n",
            "2:11: error[E0701]: `http://a.b` isn't a library",
        ),
        ("[library]\nurl = \"oci://a.b\"\n", "2:1: error[E0701]: `[library]` has no `url`"),
        ("[permissions]\nfiles = \"kit\"\n", "2:9: error[E0701]: `files` is a list of strings"),
        ("[permissions]\nfiles = [1]\n", "2:10: error[E0701]: expected a string, found integer"),
        ("[permissions]\nfiles = [\"Kit\"]\n", "2:10: error[E0701]: `Kit` isn't a package's name"),
        ("[permissions]\nnetwork = []\n", "2:1: error[E0701]: `[permissions]` has no `network`"),
        ("[trust]\nkeys = [\"5Grw\"]\n", "2:9: error[E0701]: `5Grw` isn't an SS58 address: "),
        ("[trust]\norigins = []\n", "2:1: error[E0701]: `[trust]` has no `origins`"),
    ] {
        let told = problems(text);
        assert!(told.starts_with(&format!("orchestra.toml:{said}")), "{text}: {told}");
        assert_eq!(told.lines().count(), 1, "{text}: {told}");
    }
}
