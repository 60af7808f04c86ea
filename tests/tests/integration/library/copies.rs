//! `orchc new --from std:NAME` makes a package of a shipped template that stands on its own: it checks
//! without a word, is laid out, its tests pass, and it runs as its page says.

use std::thread;

use orchestra_tests::{
    corpus,
    orchc::{Ran, Workplace},
};

use super::template::{Template, templates, words};

#[track_caller]
fn succeeded(what: &str, ran: Ran) -> Ran {
    assert_eq!(ran.code, Some(0), "{what}: {ran:#?}");
    ran
}

fn copy(template: &Template) {
    let name = &template.name;
    let workplace = Workplace::new();
    let folder = name.replace('_', "-");
    let made = succeeded(name, workplace.run(["new", "--from", &format!("std:{name}")]));
    assert!(made.stderr.contains(&format!("made the package `{folder}` in {folder}")), "{made:#?}");
    let file = format!("{name}.orch");
    let text = corpus::read(&workplace.project().join(&folder).join(&file));
    assert!(!text.contains(&format!("std:{name}")), "{name}: its page speaks of the original");
    let inside = |arguments: &[&str]| {
        let mut command = workplace.command(arguments);
        command.current_dir(workplace.project().join(&folder));
        orchestra_tests::orchc::finish(command.output().expect("orchc can be started"))
    };
    let checked = succeeded(name, inside(&["check", "--deny", "warnings"]));
    assert_eq!(checked.stdout, "", "{checked:#?}");
    succeeded(name, inside(&["fmt", "--check"]));
    let tested = succeeded(name, inside(&["test"]));
    assert!(tested.stderr.contains("passed") && !tested.stderr.contains(" 0 "), "{tested:#?}");
    // The last line of what is said is what the workflow runs too.
    let run = made.stderr.trim().lines().last().expect("what comes next is said").trim().to_owned();
    let workflow =
        corpus::read(&workplace.project().join(&folder).join(".github/workflows/orchestra.yml"));
    assert!(workflow.contains(&format!("\n          {run}\n")), "{workflow}");
    let run = words(&run);
    assert_eq!(run[..3], ["orchc", "run", &file]);
    let run: Vec<_> = run[1..].iter().map(String::as_str).collect();
    let ran = succeeded(name, inside(&run));
    assert!(ran.json().is_object(), "{name}: {ran:#?}");
}

#[test]
fn a_copy_of_every_template_stands_on_its_own() {
    let mut all = templates();
    let half = all.split_off(all.len() / 2);
    thread::scope(|scope| {
        for part in [all, half] {
            scope.spawn(move || part.iter().for_each(copy));
        }
    });
}

#[test]
fn what_isnt_shipped_is_refused_with_what_was_meant() {
    let workplace = Workplace::new();
    for (from, said) in [
        ("std:fact_chek", "did you mean `std:fact_check`?"),
        ("fact_check", "`--from std:fact_check`"),
        ("std:", "there are"),
        ("std:../std/text", "no template"),
    ] {
        let ran = workplace.run(["new", "mine", "--from", from]);
        assert_eq!(ran.code, Some(2), "{ran:#?}");
        assert!(ran.stderr.contains(said), "{from}: {ran:#?}");
    }
    assert_eq!(workplace.files().len(), 0);
}
