//! A package from its sources to the plan of somebody who added it.

use std::path::Path;

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
    run(&workplace, "kit", &["publish", "--library", "../library"]);
    let added = run(&workplace, "app", &["add", "greeting-kit", "--yes"]);
    assert!(added.stdout.contains("signed by nobody"), "{added:#?}");
    run(&workplace, "app", &["check", "--locked"]);
    let ran = run(&workplace, "app", &["run", "main.orch", "--sandbox"]);
    assert_eq!(ran.stdout, "\"Hello, Ada\"\n");
}

/// What a command says that succeeds in a folder of the workplace's.
#[track_caller]
fn run(workplace: &Workplace, folder: &str, arguments: &[&str]) -> Ran {
    let mut command = workplace.command(arguments);
    command.current_dir(workplace.project().join(folder));
    let ran = finish(command.output().unwrap());
    assert_eq!(ran.code, Some(0), "{arguments:?} {ran:#?}");
    ran
}

#[test]
fn the_shipped_templates_are_a_package_too() {
    let workplace = Workplace::new();
    let mut templates = Vec::new();
    for (name, text) in shipped() {
        workplace.write(&format!("templates/{name}"), &text);
        templates.extend(name.strip_suffix(".orch").map(str::to_owned));
    }
    workplace
        .write(
            "app/orchestra.toml",
            "[package]\nname = \"app\"\n\n[library]\ndefault = \"../library\"\n",
        )
        .write(
            "app/main.orch",
            "use orchestra_templates.fact_check { fact_check }\n\ntemplate main() -> json {\n  \
             call fact_check { statement: \"Water boils at 90 degrees on Mont Blanc.\" }\n}\n",
        );
    run(&workplace, "templates", &["publish", "--library", "../library"]);
    let added = run(&workplace, "app", &["add", "orchestra-templates", "--yes"]).stdout;
    for name in templates {
        assert!(added.contains(&format!("orchestra_templates.{name}.{name}\n")), "{name}: {added}");
    }
    run(&workplace, "app", &["check", "--locked"]);
    let ran = run(&workplace, "app", &["run", "main.orch", "--sandbox"]);
    assert!(ran.stdout.contains("\"verdict\""), "{ran:#?}");
}

/// The files of the folder that the templates are shipped from.
#[expect(clippy::disallowed_methods, reason = "the test reads the folder that is embedded")]
fn shipped() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../stdlib/templates");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let read = |entry: std::fs::DirEntry| {
        (entry.file_name().into_string().unwrap(), std::fs::read_to_string(entry.path()).unwrap())
    };
    entries.map(read).collect()
}
