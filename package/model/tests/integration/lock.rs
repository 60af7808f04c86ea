//! A lock as it is written and read, by whomever; what it says of a Ledger that has changed.

use orchestra_diagnostics::{Diagnostic, Sources, render};
use orchestra_ledger_model::{Ledger, UsedKind};
use orchestra_package_model::{
    Grant, Lock,
    lock::{LockedPackage, LockedSource, Move, lock_schema},
};
use orchestra_schema::Validator;
use serde_json::{Value, json};

fn entry(revision: u32, change: impl Fn(&mut Value)) -> Ledger {
    let operation = json!({
        "summary": "Asks.", "effect": "read", "idempotency": "safe", "confidence": "high",
        "binding": { "endpoint": "rest", "method": "GET", "path": "/ask", "query": ["q"] },
        "input": {
            "type": "object", "properties": { "q": { "type": "string" } },
            "required": ["q"], "additionalProperties": false
        },
        "output": { "type": "string" },
        "pricing": { "unit": "request", "amount": "0.01", "currency": "USD" },
    });
    let mut entry = json!({
        "slug": "acme", "name": "Acme", "status": "active", "revision": revision, "sources": [],
        "endpoints": { "rest": { "transport": "http", "base_url": "https://acme.example" } },
        "operations": { "ask": operation.clone(), "tell": operation },
    });
    change(&mut entry);
    Ledger::from_files(&[("subnets/acme.json".into(), entry.to_string())])
        .unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn plain() -> Ledger {
    entry(1, |_| {})
}

fn ask() -> (UsedKind, String) {
    (UsedKind::Operation, "acme.ask".to_owned())
}

fn locked(ledger: &Ledger) -> Lock {
    Lock::of(ledger, [ask()])
}

/// A line for each diagnostic.
fn short(text: &str, problems: &[Diagnostic]) -> String {
    let mut sources = Sources::default();
    sources.insert("orchestra.lock".into(), text);
    render::short(problems, &sources)
}

fn problems(text: &str) -> String {
    let (lock, problems) = Lock::parse(&"orchestra.lock".into(), text);
    assert!(problems.is_empty() || lock.entries.len() < 2, "what is wrong isn't taken for right");
    short(text, &problems)
}

#[test]
fn every_fact_of_the_embedded_ledger_is_read_as_it_was_written() {
    let ledger = Ledger::embedded();
    let operations = ledger.subnets().flat_map(|subnet| {
        let names = subnet.operations.keys();
        names.map(|name| (UsedKind::Operation, format!("{}.{name}", subnet.slug)))
    });
    let capabilities = ledger.families().flat_map(|family| {
        let names = family.capabilities.keys();
        names.map(|name| (UsedKind::Capability, format!("{}.{name}", family.family)))
    });
    let lock = Lock::of(&ledger, operations.chain(capabilities));
    assert!(lock.entries.len() > 150, "{} facts", lock.entries.len());
    let text = lock.text();
    assert_eq!(text.lines().count(), lock.entries.len() + 7, "a line a fact");
    let (read, problems) = Lock::parse(&"orchestra.lock".into(), &text);
    assert_eq!(short(&text, &problems), "");
    assert_eq!(read.text(), text);
    assert!(read.drift(&ledger).is_empty());
    let schema = Validator::new(&lock_schema()).expect("a schema");
    assert_eq!(schema.validate(&serde_json::from_str(&text).expect("JSON")), Ok(()));
}

#[test]
fn packages_are_read_as_they_were_written() {
    let digest = format!("sha256:{}", "0a".repeat(32));
    let usd = |cents| Some([("usd".to_owned(), rust_decimal::Decimal::new(cents, 2))].into());
    let grant = Grant {
        operations: ["acme.ask".to_owned()].into(),
        origins: ["https://acme.example".to_owned()].into(),
        secrets: ["ACME_KEY https://acme.example".to_owned()].into(),
        reads_files: true,
        costs: [("best".to_owned(), usd(5)), ("any".to_owned(), None)].into(),
        ..Grant::default()
    };
    let of_library = LockedPackage {
        version: Some("1.2.0".parse().unwrap()),
        source: LockedSource::Library { library: "oci://a.example/team".into(), digest },
        signer: Some("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY".into()),
        grant,
        at: orchestra_diagnostics::Span::at(0),
    };
    let at_path = LockedPackage {
        version: None,
        source: LockedSource::Path("../shared".into()),
        signer: None,
        grant: Grant::default(),
        ..of_library.clone()
    };
    let mut lock = locked(&plain());
    lock.packages = [("acme-kit".to_owned(), of_library), ("shared".to_owned(), at_path)].into();
    let text = lock.text();
    assert!(text.ends_with(
        "  \"packages\": {\n    \"acme-kit\": {\"version\":\"1.2.0\",\"library\":\"oci://a.example/team\",\"digest\":\"sha256:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a\",\"signer\":\"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY\",\"grant\":{\"operations\":[\"acme.ask\"],\"origins\":[\"https://acme.example\"],\"secrets\":[\"ACME_KEY https://acme.example\"],\"reads_files\":true,\"costs\":{\"any\":null,\"best\":{\"usd\":\"0.05\"}}}},\n    \"shared\": {\"path\":\"../shared\"}\n  }\n}\n"
    ), "{text}");
    let (mut read, problems) = Lock::parse(&"orchestra.lock".into(), &text);
    assert_eq!(short(&text, &problems), "");
    assert_eq!(read.text(), text);
    for package in read.packages.values_mut() {
        package.at = orchestra_diagnostics::Span::at(0);
    }
    assert_eq!(read.packages, lock.packages);
    let schema = Validator::new(&lock_schema()).expect("a schema");
    assert_eq!(schema.validate(&serde_json::from_str(&text).expect("JSON")), Ok(()));
}

#[test]
fn what_nothing_rests_on_is_no_drift() {
    let lock = locked(&plain());
    for change in [
        (|it: &mut Value| it["operations"]["ask"]["summary"] = json!("Asks on.")) as fn(&mut Value),
        |it| it["operations"]["ask"]["input"]["properties"]["q"]["description"] = json!("What."),
        |it| it["operations"]["ask"]["pricing"]["checked_on"] = json!("2026-11-28"),
        |it| it["operations"]["ask"]["latency"] = json!({ "p50": "1s", "basis": "measured" }),
        |it| it["operations"]["tell"]["pricing"]["amount"] = json!("9"),
        |it| it["auth"] = json!({ "key": { "kind": "bearer", "env": "ACME_KEY" } }),
    ] {
        assert_eq!(lock.drift(&entry(1, change)), [].into());
    }
}

#[test]
fn drift_says_what_changed_from_which_revision_to_which() {
    let lock = locked(&plain());
    let dearer = entry(2, |it| {
        it["operations"]["ask"]["pricing"]["amount"] = json!("0.02");
        it["operations"]["ask"]["output"] = json!({ "type": ["string", "null"] });
    });
    let drift = &lock.drift(&dearer)[&ask()];
    assert!(drift.is_breaking());
    let told =
        drift.diagnostic("a.orch".into(), orchestra_diagnostics::Span::new(0, 1), None).message;
    assert_eq!(
        told,
        "`acme.ask` changed since it was locked: revision 1 is 2 now; /output/type: the type is \
         string or null, was string; /pricing/amount: it costs 0.02 USD a request, was 0.01"
    );
    let cheaper = entry(2, |it| it["operations"]["ask"]["pricing"]["amount"] = json!("0.005"));
    assert!(!lock.drift(&cheaper)[&ask()].is_breaking());
    let rewritten = entry(1, |it| it["operations"]["ask"]["effect"] = json!("write"));
    let told = lock.drift(&rewritten)[&ask()]
        .diagnostic("a.orch".into(), orchestra_diagnostics::Span::new(0, 1), None)
        .message;
    assert!(told.starts_with("`acme.ask` isn't what was locked, though its revision still is 1; "));
    let gone =
        entry(2, |it| drop(it["operations"].as_object_mut().and_then(|all| all.remove("ask"))));
    assert_eq!(lock.drift(&gone)[&ask()].to, None);
    assert!(lock.drift(&gone)[&ask()].is_breaking());
}

#[test]
fn moves_tell_apart_what_is_new_unused_gone_and_changed() {
    let (old, tell) = (plain(), (UsedKind::Operation, "acme.tell".to_owned()));
    let lock = locked(&old);
    let moved = |lock: &Lock, ledger: &Ledger, names: &[(UsedKind, String)]| {
        lock.moves(&Lock::of(ledger, names.iter().cloned()), ledger)
    };
    assert!(moved(&lock, &old, &[ask()]).is_empty());
    assert_eq!(moved(&lock, &old, &[ask(), tell.clone()])[&tell], Move::Added { to: 1 });
    assert_eq!(moved(&lock, &old, &[])[&ask()], Move::Dropped { from: 1 });
    let later = entry(2, |_| {});
    let Move::Drifted(drift) = &moved(&lock, &later, &[ask()])[&ask()] else {
        panic!("a revision is a move")
    };
    assert_eq!((drift.from, drift.to, drift.is_breaking()), (1, Some(2), false));
    let gone =
        entry(2, |it| drop(it["operations"].as_object_mut().and_then(|all| all.remove("ask"))));
    let Move::Drifted(drift) = &moved(&lock, &gone, &[ask()])[&ask()] else {
        panic!("what is gone drifted")
    };
    assert_eq!(drift.to, None);
}

#[test]
fn what_is_wrong_in_a_lock_is_told_where_it_stands() {
    let right = locked(&plain()).text();
    assert_eq!(problems(&right), "");
    assert_eq!(problems("{ \"version\": 1 }"), "");
    let other = |from: &str, to: &str| {
        let text = right.replacen(from, to, 1);
        assert_ne!(text, right, "{from} is there");
        problems(&text)
    };
    for (found, expected) in [
        (
            problems(""),
            "orchestra.lock:1:1: error[E0701]: this isn't JSON: EOF while parsing a value\n",
        ),
        (problems("[]"), "orchestra.lock:1:1: error[E0701]: a lock is an object\n"),
        (problems("{}"), "orchestra.lock:1:1: error[E0701]: a lock says its `version`\n"),
        (
            problems("{\n  \"version\": 2,\n  \"packages\": 0\n}"),
            "orchestra.lock:2:14: error[E0701]: these tools read locks of version 1, and this one is of version 2\n",
        ),
        (
            problems("{\n  \"version\": 1,\n  \"licences\": {}\n}"),
            "orchestra.lock:3:3: error[E0701]: these tools know no `licences` in a lock, and can't hold a project to it\n",
        ),
        (
            problems("{\n  \"version\": 1,\n  \"packages\": []\n}"),
            "orchestra.lock:3:15: error[E0701]: `packages` is an object\n",
        ),
        (
            problems("{ \"version\": 1, \"packages\": { \"Kit\": {} } }"),
            "orchestra.lock:1:31: error[E0701]: `Kit` isn't a package's name\n",
        ),
        (
            problems("{ \"version\": 1, \"packages\": { \"kit\": {} } }"),
            "orchestra.lock:1:38: error[E0701]: a package is locked with a `path`, or with a `library` and a `digest`\n",
        ),
        (
            problems(
                "{ \"version\": 1, \"packages\": { \"kit\": { \"path\": \"../kit\", \"mood\": 1 } } }",
            ),
            "orchestra.lock:1:38: error[E0701]: this isn't how a package is locked: unknown field `mood`, expected one of `version`, `path`, `library`, `digest`, `signer`, `grant`\n",
        ),
        (
            problems(
                "{ \"version\": 1, \"packages\": { \"kit\": { \"library\": \"./l\", \"digest\": \"../../x\", \"version\": \"1.0.0\" } } }",
            ),
            "orchestra.lock:1:38: error[E0701]: `../../x` isn't a digest\n",
        ),
        (
            problems("{\n  \"version\": 1,\n  \"operations\": []\n}"),
            "orchestra.lock:3:17: error[E0701]: `operations` is an object\n",
        ),
        (
            problems("{\n<<<<<<< HEAD\n  \"version\": 1\n}"),
            "orchestra.lock:2:1: error[E0701]: this isn't JSON: key must be a string\n",
        ),
        (
            other("\"acme.ask\"", "\"acme\""),
            "orchestra.lock:4:13: error[E0701]: `acme` isn't the name of an operation or capability\n",
        ),
        (
            other("\"revision\":1", "\"revision\":-1"),
            "orchestra.lock:4:29: error[E0701]: a revision is a number\n",
        ),
        (
            other("\"revision\":1,", ""),
            "orchestra.lock:4:17: error[E0701]: `revision` is missing\n",
        ),
        (
            other("\"revision\":1", "\"revision\":1,\"signer\":2"),
            "orchestra.lock:4:40: error[E0701]: what is locked has no `signer`\n",
        ),
        (
            other("\"amount\":\"0.01\"", "\"amount\":\"0.09\""),
            "orchestra.lock:4:40: error[E0701]: this isn't the digest of what stands beside it: somebody changed it\n",
        ),
    ] {
        assert_eq!(found, expected);
    }
    assert!(
        other("\"effect\":\"read\"", "\"effect\":\"reed\"")
            .contains("this isn't what the Ledger says of one: unknown variant `reed`")
    );
    assert!(problems("{ \"version\": 1, \"version\": 1 }").contains("stands here a second time"));
}

/// Nothing that is done to a lock panics, and whatever is done to a fact is seen.
#[test]
fn broken_locks_are_refused_and_never_believed() {
    let right = locked(&plain()).text();
    let mut refused = 0;
    for cut in (0..right.len()).step_by(7) {
        let (lock, problems) = Lock::parse(&"orchestra.lock".into(), &right[..cut]);
        assert!(!problems.is_empty() && lock.entries.is_empty(), "{cut}");
        refused += 1;
    }
    for at in (0..right.len()).filter(|at| right.as_bytes()[*at].is_ascii_alphanumeric()) {
        let mut bytes = right.clone().into_bytes();
        bytes[at] = if bytes[at] == b'z' { b'y' } else { b'z' };
        let text = String::from_utf8(bytes).expect("ASCII stays ASCII");
        let (lock, problems) = Lock::parse(&"orchestra.lock".into(), &text);
        let is_renamed = lock.entries.keys().all(|key| *key != ask());
        assert!(!problems.is_empty() || is_renamed, "{at}: {text}");
        refused += 1;
    }
    assert!(refused > 400, "{refused}");
}
