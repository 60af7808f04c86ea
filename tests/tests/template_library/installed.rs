//! A package from its sources to the plan of somebody who added it.

use orchestra_tests::orchc::{Ran, Workplace, finish};

#[test]
fn what_one_publishes_another_adds_and_runs() {
    let workplace = Workplace::new();
    workplace
        .write("kit/orchestra.toml", "[package]\nname = \"greeting-kit\"\nversion = \"0.1.0\"\n")
        .write(
            "kit/words.orch",
            "template greet(name: string(1..=40)) -> string {\n  \"Hello, ${name}\"\n}\n",
        )
        .write(
            "app/orchestra.toml",
            "[package]\nname = \"app\"\nversion = \"0.1.0\"\n\n[library]\ndefault = \"../library\"\n",
        )
        .write(
            "app/main.orch",
            "use greeting_kit.words { greet }\n\ntemplate hello() -> string {\n  \
             let said = call greet { name: \"Ada\" }\n  said\n}\n",
        );
    let run = |folder: &str, arguments: &[&str]| -> Ran {
        let mut command = workplace.command(arguments);
        command.current_dir(workplace.project().join(folder));
        let ran = finish(command.output().unwrap());
        assert_eq!(ran.code, Some(0), "{arguments:?} {ran:#?}");
        ran
    };
    run("kit", &["publish", "--library", "../library"]);
    let added = run("app", &["add", "greeting-kit", "--yes"]);
    assert!(added.stdout.contains("signed by nobody"), "{added:#?}");
    run("app", &["check", "--locked"]);
    assert_eq!(run("app", &["run", "main.orch", "--sandbox"]).stdout, "\"Hello, Ada\"\n");
}
