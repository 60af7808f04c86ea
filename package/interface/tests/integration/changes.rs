//! The corpus in `tests/changes/`: each case is a package before and after a change, its verdict, a caller,
//! and all that is said of the change.
//!
//! The caller compiles before the change. After it, it goes on compiling where the verdict says so,
//! and doesn't where the verdict is that callers break: each break is shown by somebody who breaks. A
//! case whose title ends with "means something else" is a break that compiles.
//! Verdicts are written by hand; `UPDATE=1` writes down what is said.

use std::{fmt::Write as _, path::PathBuf};

use orchestra_package_interface::{Interface, Verdict, compare, verdict};

use crate::package::Package;

/// Cases that the corpus has at least.
const LEAST_CASES: usize = 80;

struct Case {
    title: String,
    verdict: Verdict,
    before: String,
    after: String,
    caller: String,
    said: String,
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the tests read their corpus, and bless it if asked to"
)]
fn changes_mean_what_the_corpus_says() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/changes");
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = String::new();
    let mut count = 0;
    let entries = std::fs::read_dir(folder).expect("the corpus is there");
    let mut paths: Vec<PathBuf> = entries.map(|it| it.expect("it can be read").path()).collect();
    paths.sort();
    for path in paths {
        let text = std::fs::read_to_string(&path).expect("it can be read");
        let (head, cases) = read(&text);
        let mut blessed = head;
        for case in cases {
            count += 1;
            let said = said(&case, &mut wrong);
            if said != case.said && !update {
                let _ = writeln!(wrong, "{}: says\n{said}instead of\n{}", case.title, case.said);
            }
            let _ = write!(
                blessed,
                "\n=== {}\n-- before\n{}-- after\n{}-- caller\n{}-- said\n{said}",
                case.title, case.before, case.after, case.caller
            );
        }
        if update && blessed != text {
            std::fs::write(&path, blessed).expect("it can be written");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(count >= LEAST_CASES, "only {count} cases");
}

/// What is said of a change; whatever is wrong about the case otherwise goes to `wrong`.
fn said(case: &Case, wrong: &mut String) -> String {
    let mut before = Package::new(&case.before);
    let mut after = Package::new(&case.after);
    let mut expect = |sound: bool, what: &str, errors: &[String]| {
        if sound != errors.is_empty() {
            let _ = writeln!(wrong, "{}: {what}: {errors:#?}", case.title);
        }
    };
    expect(true, "the package before", &before.errors());
    expect(true, "the package after", &after.errors());
    expect(true, "the caller before", &before.errors_of_caller(&case.caller));
    let goes_on = case.verdict < Verdict::Major || case.title.ends_with("means something else");
    expect(goes_on, "the caller after", &after.errors_of_caller(&case.caller));
    let changes = compare(&kept(&before.interface()), &kept(&after.interface()));
    if verdict(&changes) != case.verdict {
        let _ = writeln!(wrong, "{}: the verdict is {:?}", case.title, verdict(&changes));
    }
    let lines = changes.iter().map(|change| {
        let verdict = format!("{:?}", change.verdict).to_lowercase();
        format!("{verdict}: {}: {}\n", change.export, change.what)
    });
    lines.collect()
}

/// As it is read again where it was kept.
fn kept(interface: &Interface) -> Interface {
    let text = serde_json::to_string(interface).expect("it is plain data");
    let read = serde_json::from_str(&text).expect("it reads what it wrote");
    assert_eq!(*interface, read);
    read
}

/// The words above the first case, and the cases.
fn read(text: &str) -> (String, Vec<Case>) {
    let mut parts = text.split("\n=== ");
    let head = parts.next().unwrap_or_default().to_owned();
    let cases = parts.map(|part| {
        let (title, rest) = part.split_once('\n').expect("a title stands on its line");
        let section = |name: &str| {
            let start = format!("-- {name}\n");
            let Some((_, text)) = rest.split_once(&start) else { return String::new() };
            let text = text.split("\n-- ").next().unwrap_or_default();
            // Of an empty section, the next one follows at once.
            if text.starts_with("-- ") {
                return String::new();
            }
            format!("{}\n", text.trim_end()).trim_start_matches('\n').to_owned()
        };
        let verdict = match title.split(':').next() {
            Some("major") => Verdict::Major,
            Some("minor") => Verdict::Minor,
            Some("patch") => Verdict::Patch,
            _ => panic!("`{title}` begins with no verdict"),
        };
        Case {
            title: title.to_owned(),
            verdict,
            before: section("before"),
            after: section("after"),
            caller: section("caller"),
            said: section("said"),
        }
    });
    (head, cases.collect())
}
