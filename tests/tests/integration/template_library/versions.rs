//! The number of a version, as `orchc publish` holds it against what changed.

use orchestra_tests::orchc::{Ran, Workplace};

fn publish(workplace: &Workplace, version: &str, source: &str) -> Ran {
    let manifest = format!("[package]\nname = \"greeting-kit\"\nversion = \"{version}\"\n");
    workplace.write("orchestra.toml", &manifest).write("words.orch", source);
    workplace.run(["publish", "--library", "./library"])
}

const ONE: &str = "fn greet(name: string(1..=40)) -> string {\n  \"Hello, ${name}\"\n}\n";
const MORE: &str = "fn greet(name: string(1..=40)) -> string {\n  \"Hello, ${name}\"\n}\n\n\
                    fn part(name: string(1..=40)) -> string {\n  \"Bye, ${name}\"\n}\n";
const LESS: &str = "fn part(name: string(1..=40)) -> string {\n  \"Bye, ${name}\"\n}\n";

#[test]
fn a_number_that_hides_what_breaks_callers_is_refused() {
    let workplace = Workplace::new();
    for (version, source, expected) in [
        ("1.0.0", ONE, Ok("is published")),
        ("1.0.1", MORE, Err("1.1.0")),
        ("1.1.0", MORE, Ok("is published")),
        ("1.1.1", LESS, Err("2.0.0")),
        ("1.2.0", LESS, Err("2.0.0")),
        ("2.0.0", LESS, Ok("is published")),
    ] {
        let ran = publish(&workplace, version, source);
        match expected {
            Ok(word) => {
                assert_eq!(ran.code, Some(0), "{ran:#?}");
                assert!(ran.stderr.contains(word), "{ran:#?}");
            }
            Err(needed) => {
                assert_eq!(ran.code, Some(1), "{ran:#?}");
                let hint = format!("write `version = \"{needed}\"`");
                assert!(ran.stderr.contains(&hint), "{ran:#?}");
                assert!(ran.stderr.contains("nothing was published"), "{ran:#?}");
            }
        }
    }
}
