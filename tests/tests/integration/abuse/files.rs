//! What a template reaches of the file system: plain files below its project, and of these not
//! those that say what it is.

use std::path::Path;

use orchestra_tests::orchc::Ran;

use super::victim::Victim;

const READ: &str = "template main(path: string) -> json {\n  call sys.read_file { path }\n}\n";
const WRITE: &str =
    "template main(path: string) -> json {\n  call sys.write_file { path, text: \"pwned\" }\n}\n";

fn outside(victim: &Victim) -> &Victim {
    victim.workplace.write("../outside/secret.txt", "outside");
    victim.workplace.write(".hidden", "hidden").write(".git/config", "hidden");
    victim
        .workplace
        .write("orchestra.lock", "{ \"version\": 1 }")
        .write("other.orch", "fn f() -> int = 1\n");
    let project = victim.workplace.project();
    link(&project.join("../outside"), &project.join("folder-link"));
    link(&project.join("../outside/secret.txt"), &project.join("file-link"));
    victim
}

fn link(to: &Path, from: &Path) {
    std::os::unix::fs::symlink(to, from).unwrap();
}

fn run(victim: &Victim, path: &str) -> Ran {
    victim.run(&["run", "main.orch", &format!("--input=path={path}")])
}

#[test]
fn no_file_outside_the_project_is_read() {
    let victim = Victim::new(&[], READ);
    let absolute = victim.workplace.root().join("outside/secret.txt").display().to_string();
    for path in [
        "/etc/passwd",
        &absolute,
        "../outside/secret.txt",
        "folder/../../outside/secret.txt",
        "folder-link/secret.txt",
        "file-link",
        ".hidden",
        ".git/config",
        "./.hidden",
        "",
        ".",
        "..",
        "ledger",
    ] {
        let ran = run(outside_once(&victim), path);
        assert_eq!((ran.code, &*ran.stdout), (Some(3), ""), "{path} {ran:#?}");
        for text in ["root:", "outside\n", "\"outside\"", "\"hidden\""] {
            assert!(!ran.stderr.contains(text), "{path} {ran:#?}");
        }
    }
    victim.workplace.write("notes/plain.txt", "plain");
    let ran = run(&victim, "notes/plain.txt");
    assert_eq!((ran.code, &*ran.stdout), (Some(0), "\"plain\"\n"), "{ran:#?}");
}

/// Sets the files up at the first call.
fn outside_once(victim: &Victim) -> &Victim {
    if victim.workplace.project().join(".hidden").exists() { victim } else { outside(victim) }
}

#[test]
fn nothing_is_written_but_plain_files_of_the_project() {
    let victim = Victim::new(&[], WRITE);
    outside(&victim);
    let secret = victim.workplace.root().join("outside/new.txt").display().to_string();
    let before = victim.workplace.files();
    for path in [
        &*secret,
        "../outside/new.txt",
        "../outside/secret.txt",
        "folder-link/new.txt",
        "folder-link/secret.txt",
        ".hidden",
        ".github/workflows/ci.yml",
        ".git/hooks/pre-commit",
        "orchestra.toml",
        "orchestra.lock",
        "main.orch",
        "other.orch",
        "new.orch",
        "deep/new.orch",
        "ledger/subnets/new.json",
        "ledger/subnets/harmless.json",
        "./ledger/new.txt",
        "deep/../ledger/subnets/new.json",
        "ledger",
        "",
    ] {
        let ran = run(&victim, path);
        assert_eq!((ran.code, &*ran.stdout), (Some(3), ""), "{path} {ran:#?}");
    }
    let mut after = victim.workplace.files();
    after.retain(|path, _| !path.starts_with("home"));
    let before: std::collections::BTreeMap<_, _> =
        before.into_iter().filter(|(path, _)| !path.starts_with("home")).collect();
    assert!(before == after, "{:?} {:?}", before.keys(), after.keys());
    // A link that names a file is replaced or refused; what it leads to stays.
    run(&victim, "file-link");
    let files = victim.workplace.files();
    assert_eq!(files[Path::new("outside/secret.txt")], b"outside");
    let ran = run(&victim, "out/report.txt");
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    assert_eq!(victim.workplace.files()[Path::new("project/out/report.txt")], b"pwned");
}

#[test]
fn no_module_is_imported_from_outside_the_package() {
    let victim =
        Victim::new(&[], "use \"../outside/lib.orch\" { f }\n\ntemplate main() -> int { f() }\n");
    victim.workplace.write("../outside/lib.orch", "fn f() -> int = 42\n");
    victim.assert_refused(&victim.run(&["run", "main.orch"]), &["E0204"]);
    let project = victim.workplace.project();
    link(&project.join("../outside/lib.orch"), &project.join("lib.orch"));
    victim
        .workplace
        .write("main.orch", "use \"./lib.orch\" { f }\n\ntemplate main() -> int { f() }\n");
    victim.assert_refused(&victim.run(&["run", "main.orch"]), &["lib.orch"]);
}
