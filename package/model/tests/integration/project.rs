//! Projects in real folders: what belongs to one, what its overlay does, and that nothing outside
//! it is read.

use std::{fs, path::Path};

use orchestra_diagnostics::{FileName, render};
use orchestra_ledger_model::Layer;
use orchestra_package_model::{ModuleError, Project};
use tempfile::TempDir;

const TIDES: &str = r#"{
  "slug": "tides", "name": "Tides", "status": "active", "revision": 1, "sources": [],
  "endpoints": { "rest": { "transport": "http", "base_url": "https://tides.example" } },
  "operations": { "ask": {
    "summary": "Asks.", "effect": "read", "idempotency": "safe", "confidence": "high",
    "binding": { "endpoint": "rest", "method": "GET" },
    "input": { "type": "object" }, "output": { "type": "object" }
  } }
}"#;

#[expect(clippy::disallowed_methods, reason = "the test makes the folder that it opens")]
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("there is room for a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("it is ours");
        fs::write(path, text).expect("the folder is ours");
    }
    folder
}

fn open(path: &Path) -> Project {
    let name = |path: &Path| -> FileName {
        path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default().into()
    };
    Project::open(path, &name)
}

fn problems(project: &Project) -> String {
    render::short(&project.problems, &project.sources)
}

#[test]
fn a_package_is_found_from_inside_with_all_its_modules() {
    let folder = folder(&[
        ("orchestra.toml", "[package]\nname = \"kit\"\n"),
        ("main.orch", "1"),
        ("parts/deep/search.orch", "2"),
        (".hidden/no.orch", ""),
        ("target/no.orch", ""),
        ("notes.txt", ""),
    ]);
    let project = open(&folder.path().join("parts/deep/search.orch"));
    assert_eq!(problems(&project), "");
    assert!(project.is_package);
    assert_eq!(project.root, folder.path().canonicalize().unwrap());
    assert_eq!(project.modules, ["main.orch", "parts/deep/search.orch"]);
    let module = project.read_module("parts/deep/search.orch");
    assert_eq!(module.map(|module| module.text), Ok("2".into()));
}

#[test]
fn a_package_inside_another_is_its_own() {
    let folder = folder(&[
        ("orchestra.toml", ""),
        ("main.orch", ""),
        ("examples/one/orchestra.toml", ""),
        ("examples/one/one.orch", ""),
        ("examples/loose.orch", ""),
    ]);
    assert_eq!(open(folder.path()).modules, ["examples/loose.orch", "main.orch"]);
    let below = |path: &str| -> Vec<String> {
        let found = Project::folders_below(&folder.path().join(path)).into_iter();
        let relative = found.map(|it| it.strip_prefix(folder.path()).unwrap().to_owned());
        relative.map(|it| it.to_string_lossy().into_owned()).collect()
    };
    assert_eq!(below(""), ["", "examples/one"]);
    assert_eq!(below("examples"), ["examples", "examples/one"]);
}

#[test]
fn outside_packages_every_folder_with_modules_is_its_own() {
    let folder = folder(&[
        ("a.orch", ""),
        ("b/none.txt", ""),
        ("b/c/d.orch", ""),
        ("e/orchestra.toml", ""),
        (".hidden/x.orch", ""),
    ]);
    let found = Project::folders_below(folder.path());
    let found: Vec<_> = found.iter().map(|it| it.strip_prefix(folder.path()).unwrap()).collect();
    assert_eq!(found, [Path::new(""), Path::new("b/c"), Path::new("e")]);
}

#[test]
fn a_file_outside_any_package_has_its_folder_as_root() {
    let folder = folder(&[("a.orch", ""), ("b.orch", ""), ("inner/c.orch", "")]);
    let project = open(&folder.path().join("a.orch"));
    assert!(!project.is_package);
    assert_eq!(project.modules, ["a.orch", "b.orch"]);
}

#[test]
fn an_overlay_is_laid_over_the_ledger() {
    let folder = folder(&[
        ("orchestra.toml", "[ledger]\noverlay = \"ledger/\"\n"),
        ("ledger/subnets/tides.json", TIDES),
    ]);
    let project = open(folder.path());
    assert_eq!(problems(&project), "");
    assert_eq!(project.ledger.layer("tides"), Some(Layer::Overlay));
}

#[test]
fn what_is_wrong_with_an_overlay_is_shown_in_its_files() {
    let wrong = TIDES.replace("\"read\"", "\"maybe\"");
    let folder = folder(&[
        ("orchestra.toml", "[ledger]\noverlay = \"ledger\"\n"),
        ("ledger/subnets/tides.json", &wrong),
    ]);
    let shown = problems(&open(folder.path()));
    assert!(
        shown.starts_with("tides.json:5:35: error[E0701]: expected `read` or `write`"),
        "{shown}"
    );
}

#[test]
fn an_overlay_is_a_folder_inside_the_project() {
    for (named, expected) in [
        ("none/", "there is no folder `none/`"),
        ("../other", "the overlay `../other` isn't inside the project"),
        ("/etc", "the overlay `/etc` isn't inside the project"),
        ("./", "the overlay `./` is the project's own folder"),
    ] {
        let manifest = format!("[ledger]\noverlay = \"{named}\"\n");
        let shown = problems(&open(folder(&[("orchestra.toml", &manifest)]).path()));
        assert_eq!(shown, format!("orchestra.toml:2:11: error[E0701]: {expected}\n"));
    }
}

#[test]
fn no_module_outside_the_project_is_read() {
    let folder = folder(&[("orchestra.toml", ""), ("main.orch", "")]);
    let project = open(folder.path());
    for path in ["../main.orch", "/etc/hostname", "a/../../b.orch"] {
        assert_eq!(project.read_module(path), Err(ModuleError::Outside), "{path}");
    }
    assert!(matches!(project.read_module("none.orch"), Err(ModuleError::Unreadable(_))));
}

#[cfg(unix)]
#[test]
fn links_that_lead_out_are_not_followed() {
    use std::os::unix::fs::symlink;

    let outside = folder(&[("secret.orch", "x"), ("subnets/tides.json", TIDES)]);
    let inside = folder(&[
        ("orchestra.toml", "[ledger]\noverlay = \"ledger\"\n"),
        ("ledger/readme.txt", ""),
    ]);
    symlink(outside.path().join("secret.orch"), inside.path().join("link.orch")).unwrap();
    symlink(outside.path().join("subnets"), inside.path().join("ledger/subnets")).unwrap();
    let project = open(inside.path());
    assert_eq!(project.modules, [""; 0]);
    assert_eq!(project.read_module("link.orch"), Err(ModuleError::Outside));
    assert!(problems(&project).contains("is a link that leads out of the overlay"));
    assert_eq!(project.ledger.layer("tides"), None);
}
