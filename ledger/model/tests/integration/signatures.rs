//! Signatures of entries: what they are over, and every way in which one is worth nothing.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

use orchestra_keys::Hotkey;
use orchestra_ledger_model::{
    EntrySignature, Ledger, SignerRole, Standing, Subnet,
    check::{Standard, check_subnet},
    signing::{Judge, KnownSigners, MAIN_NETWORK, Terms, Worth, with_signature},
};
use serde_json::{Value, json};

const TODAY: &str = "2026-11-28";

/// An entry as its owner wrote it.
const ENTRY: &str = r#"{
  "$schema": "../schema/subnet.schema.json",
  "netuid": 7,
  "slug": "mine",
  "name":   "Mine",
  "status": "active",
  "revision": 3,
  "sources": []
}
"#;

fn terms(by: SignerRole) -> Terms {
    Terms {
        by,
        network: MAIN_NETWORK.to_owned(),
        signed_on: "2026-11-01".to_owned(),
        expires_on: "2027-11-01".to_owned(),
        matched_by: (by == SignerRole::Owner).then(|| "block 5000000".to_owned()),
    }
}

fn owner() -> Hotkey {
    Hotkey::from_seed([1; 32])
}

fn document(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn problems(text: &str) -> Vec<String> {
    let found = check_subnet(&"mine.json".into(), text, &Ledger::embedded(), Standard::Overlay);
    found.into_iter().map(|problem| problem.message).collect()
}

fn signed(text: &str, terms: &Terms, key: &Hotkey) -> String {
    let subnet: Subnet = serde_json::from_str(text).unwrap();
    with_signature(text, &subnet, terms.sign(&document(text), key)).unwrap()
}

fn signatures(text: &str) -> Vec<EntrySignature> {
    let subnet: Subnet = serde_json::from_str(text).unwrap();
    subnet.verification.signatures().to_vec()
}

fn judge(network: &str, today: &str) -> Judge {
    let known = KnownSigners {
        publishers: vec![Hotkey::from_seed([2; 32]).address()],
        owners: [("mine".to_owned(), owner().address())].into_iter().collect(),
    };
    Judge { known, network: network.to_owned(), today: today.to_owned() }
}

fn worth(text: &str) -> Worth {
    let signature = &signatures(text)[0];
    judge(MAIN_NETWORK, TODAY).worth(&document(text), signature)
}

/// The signed entry with another text in the place of one.
fn altered(from: &str, to: &str) -> String {
    let text = signed(ENTRY, &terms(SignerRole::Owner), &owner());
    assert_eq!(text.matches(from).count(), 1, "{from}");
    text.replace(from, to)
}

#[test]
fn a_signed_entry_is_right_and_reads_as_it_did() {
    let text = signed(ENTRY, &terms(SignerRole::Owner), &owner());
    assert_eq!(problems(&text), Vec::<String>::new());
    assert_eq!(worth(&text), Worth::Holds);
    let unchanged = ENTRY.trim_end().trim_end_matches('}').trim_end();
    assert!(text.starts_with(unchanged) && text.ends_with("}\n}\n"), "{text}");
    // Neither order nor blanks matter, nor where an editor finds the schema.
    let other = text
        .replace(
            "\"name\":   \"Mine\",\n  \"status\": \"active\"",
            "\"status\":\"active\",\"name\":\"Mine\"",
        )
        .replace("../schema/", "./");
    assert_ne!(other, text);
    assert_eq!(worth(&other), Worth::Holds);
}

#[test]
fn several_sign_and_each_once_in_a_role() {
    let publisher = Hotkey::from_seed([2; 32]);
    let text = signed(ENTRY, &terms(SignerRole::Owner), &owner());
    let text = signed(&text, &terms(SignerRole::Publisher), &publisher);
    let again = signed(&text, &terms(SignerRole::Owner), &owner());
    let roles: Vec<_> = signatures(&again).iter().map(|it| it.by).collect();
    assert_eq!(roles, [SignerRole::Publisher, SignerRole::Owner]);
    assert_eq!(problems(&again), Vec::<String>::new());
    // What was signed before a change is gone with the next signature.
    let changed = again.replace("\"revision\": 3", "\"revision\": 4");
    let anew = signed(&changed, &terms(SignerRole::Publisher), &publisher);
    assert_eq!(signatures(&anew).len(), 1);
    assert_eq!(problems(&anew), Vec::<String>::new());
}

#[test]
fn a_signature_is_of_one_entry_of_one_revision_on_one_network() {
    for (from, to) in [
        ("\"name\":   \"Mine\"", "\"name\": \"Yours\""),
        ("\"slug\": \"mine\"", "\"slug\": \"other\""),
        ("\"revision\": 3", "\"revision\": 4"),
        ("\"netuid\": 7", "\"netuid\": 8"),
        ("\"sources\": []", "\"sources\": [], \"description\": \"x\""),
        (MAIN_NETWORK, &format!("0x{}", "0".repeat(64))),
        ("\"by\": \"owner\"", "\"by\": \"publisher\""),
        ("2027-11-01", "2028-11-01"),
        ("2026-11-01", "2026-11-02"),
        ("block 5000000", "block 6000000"),
        (&owner().address().to_string(), &Hotkey::from_seed([3; 32]).address().to_string()),
    ] {
        let text = altered(from, to);
        assert_eq!(worth(&text), Worth::Broken, "{from} -> {to}");
        let problems = problems(&text);
        assert_eq!(problems, ["the signature isn't of this entry by this key"], "{from} -> {to}");
    }
}

#[test]
fn a_signature_ends_and_belongs_to_its_network_and_its_key() {
    let text = signed(ENTRY, &terms(SignerRole::Owner), &owner());
    let (document, signature) = (document(&text), &signatures(&text)[0]);
    let on = |network: &str, day: &str| judge(network, day).worth(&document, signature);
    assert_eq!(on(MAIN_NETWORK, "2027-11-01"), Worth::Holds);
    assert_eq!(on(MAIN_NETWORK, "2027-11-02"), Worth::Expired);
    assert_eq!(on(&format!("0x{}", "0".repeat(64)), TODAY), Worth::OtherNetwork);
    // A good signature by a key that isn't the owner's makes nobody an owner.
    let stranger = Hotkey::from_seed([3; 32]);
    assert_eq!(worth(&signed(ENTRY, &terms(SignerRole::Owner), &stranger)), Worth::UnknownKey);
    // A publisher's key isn't an owner's, nor the owner's of another subnet.
    let publisher = Hotkey::from_seed([2; 32]);
    assert_eq!(worth(&signed(ENTRY, &terms(SignerRole::Owner), &publisher)), Worth::UnknownKey);
    assert_eq!(worth(&signed(ENTRY, &terms(SignerRole::Publisher), &publisher)), Worth::Holds);
    assert_eq!(worth(&signed(ENTRY, &terms(SignerRole::Publisher), &owner())), Worth::UnknownKey);
    let elsewhere = ENTRY.replace("\"slug\": \"mine\"", "\"slug\": \"other\"");
    assert_eq!(worth(&signed(&elsewhere, &terms(SignerRole::Owner), &owner())), Worth::UnknownKey);
}

#[test]
fn what_is_no_signature_is_refused_where_it_stands() {
    let text = signed(ENTRY, &terms(SignerRole::Owner), &owner());
    let made = signatures(&text)[0].signature.clone();
    for (from, to, words) in [
        (&made, "0x00", "it isn't a signature"),
        (&made, &format!("0x{}", "f".repeat(128)), "it isn't a signature"),
        (&made, &format!("0x{}80", "0".repeat(126)), "isn't of this entry"),
        (&owner().address().to_string(), "5Grwva", "isn't an address"),
        (&"2027-11-01".to_owned(), "2027-13-01", "isn't a day"),
        (&"2027-11-01".to_owned(), "2026-10-31", "before the day of the signature"),
        (&MAIN_NETWORK.to_owned(), "finney", "isn't a genesis hash"),
    ] {
        let found = problems(&altered_in(&text, from, to));
        assert!(found.iter().any(|it| it.contains(words)), "{to}: {found:?}");
    }
    let mut unmatched = terms(SignerRole::Owner);
    unmatched.matched_by = None;
    let found = problems(&signed(ENTRY, &unmatched, &owner()));
    assert!(found[0].contains("`matched_by`"), "{found:?}");
}

fn altered_in(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from}");
    text.replace(from, to)
}

#[test]
fn an_overlay_that_moves_an_endpoint_is_signed_by_nobody() {
    let entry = json!({
        "slug": "mine", "name": "Mine", "status": "active", "revision": 1, "sources": [],
        "endpoints": { "rest": { "transport": "http", "base_url": "https://a.example" } },
    });
    let text = signed(&entry.to_string(), &terms(SignerRole::Publisher), &owner());
    let ledger = Ledger::from_files(&[("ledger/subnets/mine.json".into(), text)]).unwrap();
    assert_eq!(ledger.subnet("mine").unwrap().verification.signatures().len(), 1);
    let patch =
        json!({ "slug": "mine", "endpoints": { "rest": { "base_url": "https://b.example" } } });
    let (patched, problems) =
        ledger.with_overlay(&[("ledger/subnets/mine.json".into(), patch.to_string())]);
    assert!(problems.is_empty(), "{problems:?}");
    let subnet = patched.subnet("mine").unwrap();
    assert_eq!(subnet.endpoints["rest"].base_url, "https://b.example");
    assert!(subnet.verification.signatures().is_empty());
}

#[test]
fn who_stands_behind_an_entry_the_user_says_or_the_embedded_ledger() {
    let publisher = Hotkey::from_seed([2; 32]);
    let (by_owner, by_publisher, by_stranger) = (
        signed(ENTRY, &terms(SignerRole::Owner), &owner()),
        signed(ENTRY, &terms(SignerRole::Publisher), &publisher),
        signed(ENTRY, &terms(SignerRole::Owner), &Hotkey::from_seed([3; 32])),
    );
    let file = |text: &str| [("ledger/subnets/mine.json".into(), text.to_owned())];
    let of = |ledger: Ledger, today: &str| {
        let judged = ledger.judged_by(judge(MAIN_NETWORK, today));
        (Standing::of(&ledger, "mine"), Standing::of(&judged, "mine"))
    };
    let (listed, published, owned) =
        (Standing::Listed, Standing::PublisherSigned, Standing::OwnerSigned);
    for (text, today, embedded, overlaid) in [
        (ENTRY, TODAY, (listed, listed), (listed, listed)),
        (&by_owner, TODAY, (owned, owned), (listed, owned)),
        (&by_owner, "2030-01-01", (owned, listed), (listed, listed)),
        (&by_publisher, TODAY, (published, published), (listed, published)),
        (&by_stranger, TODAY, (owned, owned), (listed, listed)),
    ] {
        assert_eq!(of(Ledger::from_files(&file(text)).unwrap(), today), embedded, "{text}");
        let (ledger, problems) = Ledger::embedded().with_overlay(&file(text));
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(of(ledger, today), overlaid, "{text}");
    }
}
