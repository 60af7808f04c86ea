//! What is called breaking, and why: each case of `tests/changes/` changes an entry or a family, and says
//! what is told of it.
//!
//! A case begins with a comment that says why the verdict is right. `set PLACE JSON` and
//! `remove PLACE` change the base (`subnet.json`, or `family.json` where the case's first line is
//! `family`), `sign ROLE KEY` has it signed as it then stands; what stands under `given` is changed in old and new alike. Below `---` stand the
//! changes, one a line: class, kind, place, reason; `(old)` where the place is gone. `UPDATE=1`
//! writes these lines anew.
#![expect(clippy::disallowed_methods, reason = "the harness reads its corpus")]

use std::{collections::BTreeSet, fs, path::Path};

use orchestra_keys::Hotkey;
use orchestra_ledger_model::{
    Change, Family, Ledger, Subnet, Verification,
    check::{Standard, check_family, check_subnet},
    family_changes,
    signing::{MAIN_NETWORK, Terms},
    subnet_changes,
};
use serde_json::{Value, json};

struct Case {
    name: String,
    text: String,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/changes");
    let files = fs::read_dir(folder).expect("the corpus is there");
    let mut cases: Vec<_> = files
        .filter_map(|file| {
            let path = file.expect("it can be read").path();
            let name = path.file_name()?.to_str()?.strip_suffix(".change")?.to_owned();
            Some(Case { name, text: fs::read_to_string(&path).expect("it can be read") })
        })
        .collect();
    cases.sort_by(|left, right| left.name.cmp(&right.name));
    cases
}

impl Case {
    fn read(&self) -> (Value, Value, bool) {
        let is_family = self.text.lines().any(|line| line == "family");
        let base = if is_family { "family" } else { "subnet" };
        let path = format!("{}/tests/changes/{base}.json", env!("CARGO_MANIFEST_DIR"));
        let text = fs::read_to_string(path).expect("the base is there");
        let mut old: Value = serde_json::from_str(&text).expect("the base is JSON");
        let (edits, _) = self.text.split_once("---\n").expect("a case has two parts");
        let mut new = old.clone();
        let mut given = false;
        for line in edits.lines() {
            let mut words = line.splitn(3, ' ');
            match (words.next(), words.next(), words.next()) {
                (Some("given"), None, _) => given = true,
                (Some("changed"), None, _) => given = false,
                (Some(word @ ("set" | "remove")), Some(place), json) => {
                    let value = json.map(|json| serde_json::from_str(json).expect("it is JSON"));
                    assert_eq!(value.is_some(), word == "set", "{}: {line}", self.name);
                    edit(&mut new, place, value.clone());
                    if given {
                        edit(&mut old, place, value);
                    }
                }
                (Some("sign"), Some(role), Some(key)) => {
                    sign(&mut new, role, key);
                    if given {
                        sign(&mut old, role, key);
                    }
                }
                (Some("//" | "family" | ""), ..) => {}
                _ => panic!("{}: what is `{line}`?", self.name),
            }
        }
        (old, new, is_family)
    }

    fn told(&self) -> String {
        let (old, new, is_family) = self.read();
        for value in [&old, &new] {
            let text = value.to_string();
            let problems = match is_family {
                true => check_family(&"family.json".into(), &text),
                false => check_subnet(
                    &"subnet.json".into(),
                    &text,
                    &Ledger::embedded(),
                    Standard::Overlay,
                ),
            };
            if !problems.is_empty() {
                return format!("not an entry: {problems:?}\n");
            }
        }
        lines(&changes(&old, &new, is_family))
    }
}

/// Has an entry signed, and by nobody else. A key is a digit.
fn sign(entry: &mut Value, role: &str, key: &str) {
    let key = Hotkey::from_seed([key.parse().expect("a key is a digit"); 32]);
    let terms = Terms {
        by: serde_json::from_value(role.into()).expect("a role"),
        network: MAIN_NETWORK.to_owned(),
        signed_on: "2026-11-22".to_owned(),
        expires_on: "2027-11-22".to_owned(),
        matched_by: Some("chain".to_owned()),
    };
    let signatures = vec![terms.sign(entry, &key)];
    entry["verification"] = json!(Verification::Signed { signatures });
}

fn edit(document: &mut Value, place: &str, value: Option<Value>) {
    let (around, name) = place.rsplit_once('/').expect("a place lies in something");
    let name = name.replace("~1", "/").replace("~0", "~");
    match (document.pointer_mut(around).expect("the place is there"), value) {
        (Value::Object(fields), Some(value)) => drop(fields.insert(name, value)),
        (Value::Object(fields), None) => drop(fields.shift_remove(&name).expect("it is there")),
        (Value::Array(items), Some(value)) if name == "-" => items.push(value),
        (Value::Array(items), Some(value)) => {
            items[name.parse::<usize>().expect("a place")] = value
        }
        (Value::Array(items), None) => drop(items.remove(name.parse().expect("a place"))),
        _ => panic!("nothing lies in {around}"),
    }
}

fn changes(old: &Value, new: &Value, is_family: bool) -> Vec<Change> {
    if is_family {
        let read =
            |value: &Value| serde_json::from_value::<Family>(value.clone()).expect("a family");
        return family_changes(&read(old), &read(new));
    }
    let read = |value: &Value| serde_json::from_value::<Subnet>(value.clone()).expect("an entry");
    subnet_changes(&read(old), &read(new))
}

fn lines(changes: &[Change]) -> String {
    let lines = changes.iter().map(|change| {
        let Change { class, kind, pointer, in_old, reason } = change;
        let old = if *in_old { " (old)" } else { "" };
        format!("{} {} {pointer}{old}: {reason}\n", class.name(), kind.name())
    });
    lines.collect()
}

#[test]
fn every_case_is_told_as_it_says() {
    let cases = cases();
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    for case in &cases {
        let found = case.told();
        let (edits, expected) = case.text.split_once("---\n").expect("a case has two parts");
        assert!(edits.starts_with("// ") || edits.contains("\n// "), "{} says nothing", case.name);
        if found == expected {
            continue;
        }
        if update && !found.starts_with("not an entry") {
            let path = format!("{}/tests/changes/{}.change", env!("CARGO_MANIFEST_DIR"), case.name);
            fs::write(path, format!("{edits}---\n{found}")).expect("it can be written");
        } else {
            wrong.push(format!("{}\n--- expected\n{expected}--- found\n{found}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(cases.len() >= 60, "only {} cases", cases.len());
    let told: String = cases.iter().map(|case| case.text.as_str()).collect();
    for class in ["breaking ", "compatible "] {
        assert!(told.matches(&format!("\n{class}")).count() > 25, "{class} is hardly tried");
    }
}

/// Every leaf of an entry: whatever is changed, something is told of it, and where it stands.
#[test]
fn no_change_goes_untold() {
    let path = format!("{}/tests/changes/subnet.json", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(path).expect("the base is there");
    let old: Value = serde_json::from_str(&text).expect("the base is JSON");
    let mut leaves = BTreeSet::new();
    collect_leaves(&old, String::new(), &mut leaves);
    let mut tried = 0;
    for leaf in leaves {
        let mut new = old.clone();
        let value = new.pointer_mut(&leaf).expect("it is there");
        *value = match value {
            Value::String(text) => format!("{text}1").into(),
            Value::Number(number) => (number.as_f64().unwrap_or_default() + 1.0).into(),
            Value::Bool(is) => (!*is).into(),
            _ => continue,
        };
        let (Ok(was), Ok(is)) =
            (serde_json::from_value::<Subnet>(old.clone()), serde_json::from_value::<Subnet>(new))
        else {
            continue;
        };
        tried += 1;
        assert!(was == is || !subnet_changes(&was, &is).is_empty(), "{leaf}");
    }
    assert!(tried > 40, "only {tried} leaves were changed");
}

fn collect_leaves(value: &Value, pointer: String, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, field)| {
            let name = name.replace('~', "~0").replace('/', "~1");
            collect_leaves(field, format!("{pointer}/{name}"), found);
        }),
        Value::Array(items) => items.iter().enumerate().for_each(|(index, item)| {
            collect_leaves(item, format!("{pointer}/{index}"), found);
        }),
        _ => drop(found.insert(pointer)),
    }
}

#[test]
fn nothing_changes_from_an_entry_to_itself() {
    let ledger = Ledger::embedded();
    for subnet in ledger.subnets() {
        assert_eq!(subnet_changes(subnet, subnet), [], "{}", subnet.slug);
    }
    for family in ledger.families() {
        assert_eq!(family_changes(family, family), [], "{}", family.family);
    }
}
