//! Files of the project: what `sys` reaches, and what it doesn't.

use std::path::Path;

use orchestra_plan::node::SysOperation;
use orchestra_runtime_engine::ProjectFolder;
use serde_json::{Value as Json, json};

use super::{
    bench::{Bench, job},
    plans::*,
};

/// The text of a file, or why it isn't read.
fn read(bench: &Bench, path: &str) -> Result<Json, String> {
    perform(bench, SysOperation::ReadFile, &[("path", path)])
}

fn write(bench: &Bench, path: &str, content: &str) -> Result<Json, String> {
    perform(bench, SysOperation::WriteFile, &[("path", path), ("text", content)])
}

fn perform(
    bench: &Bench,
    operation: SysOperation,
    arguments: &[(&str, &str)],
) -> Result<Json, String> {
    let arguments: Vec<_> = arguments.iter().map(|(name, value)| (*name, text(value))).collect();
    let node = system(1, "file", operation, record(&arguments));
    let mut job = job("j", plan(vec![node], slot(1)).reaching_files());
    job.id = None;
    bench.run(job).ended.unwrap().result.map_err(|failure| failure.message)
}

#[expect(clippy::disallowed_methods, reason = "the test looks at what is there")]
fn on_disk(path: &Path) -> Option<String> {
    std::fs::read_to_string(path).ok()
}

#[expect(clippy::disallowed_methods, reason = "the test sets up a project")]
fn put(path: &Path, content: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, content).unwrap();
}

#[test]
fn files_below_the_project_are_read_and_replaced() {
    let mut bench = Bench::new(&[]);
    let project = bench.project();
    assert_eq!(write(&bench, "out/deep/report.txt", "one"), Ok(json!(null)));
    assert_eq!(write(&bench, "out/deep/report.txt", "two"), Ok(json!(null)));
    assert_eq!(on_disk(&project.join("out/deep/report.txt")).as_deref(), Some("two"));
    assert_eq!(read(&bench, "out/deep/report.txt"), Ok(json!("two")));
    let left = project.join("out/deep").read_dir().unwrap().count();
    assert_eq!(left, 1, "nothing in the making is left");
    assert!(read(&bench, "out/none.txt").unwrap_err().contains("can't be read"));
    assert!(read(&bench, "out/deep").unwrap_err().contains("is no file"));
    assert!(write(&bench, "out/deep", "x").unwrap_err().contains("is a folder"));
    put(&project.join("binary"), "x");
    #[expect(clippy::disallowed_methods, reason = "the test sets up a project")]
    std::fs::write(project.join("binary"), b"\xff").unwrap();
    assert!(read(&bench, "binary").unwrap_err().contains("UTF-8"));
}

#[test]
fn no_path_leads_out_of_the_project() {
    let mut bench = Bench::new(&[]);
    let project = bench.project();
    let outside = project.with_file_name("outside.txt");
    put(&outside, "outside");
    let absolute = outside.to_str().unwrap();
    let ways =
        [absolute, "../outside.txt", "a/../../outside.txt", "a//b", "", "/", "C:x", "a\\b", "a/"];
    for path in ways {
        assert!(read(&bench, path).unwrap_err().contains("isn't reached"), "{path}");
        assert!(write(&bench, path, "x").unwrap_err().contains("isn't reached"), "{path}");
    }
    assert_eq!(on_disk(&outside).as_deref(), Some("outside"));
}

#[test]
fn names_that_begin_with_a_dot_are_neither_read_nor_written() {
    let mut bench = Bench::new(&[]);
    let project = bench.project();
    put(&project.join(".env"), "KEY=1");
    put(&project.join(".git/config"), "x");
    for path in [".env", ".git/config", "a/.hidden/b", "./a.txt"] {
        assert!(read(&bench, path).unwrap_err().contains("begin with a dot"), "{path}");
        assert!(write(&bench, path, "x").unwrap_err().contains("begin with a dot"), "{path}");
    }
    assert_eq!(on_disk(&project.join(".env")).as_deref(), Some("KEY=1"));
}

#[test]
fn the_project_itself_is_not_written() {
    let mut bench = Bench::new(&[]);
    let project = bench.project();
    for path in [
        "orchestra.toml",
        "orchestra.lock",
        "main.orch",
        "templates/other.orch",
        "Orchestra.TOML",
        "MAIN.ORCH",
        "overlay/subnets/mine.json",
        "Overlay/x",
        "overlay",
    ] {
        let refused = write(&bench, path, "x").unwrap_err();
        assert!(refused.contains("part of the project itself"), "{path}: {refused}");
    }
    assert_eq!(project.read_dir().unwrap().count(), 0);
    put(&project.join("orchestra.toml"), "[package]");
    assert_eq!(read(&bench, "orchestra.toml"), Ok(json!("[package]")), "it may be read");
    assert_eq!(write(&bench, "overlays.txt", "x"), Ok(json!(null)));
}

#[cfg(unix)]
#[test]
fn links_lead_nowhere_that_a_path_could_not() {
    use std::os::unix::fs::symlink;

    let mut bench = Bench::new(&[]);
    let project = bench.project();
    let outside = project.with_file_name("outside");
    put(&outside.join("secret.txt"), "outside");
    put(&project.join(".env"), "KEY=1");
    put(&project.join(".git/config"), "x");
    put(&project.join("notes.txt"), "notes");
    put(&project.join("overlay/mine.json"), "{}");
    let link = |to: &Path, name: &str| symlink(to, project.join(name)).unwrap();
    link(&outside, "folder");
    link(&outside.join("secret.txt"), "file.txt");
    link(Path::new("../outside/secret.txt"), "relative.txt");
    link(Path::new(".env"), "env.txt");
    link(Path::new(".git"), "git");
    link(Path::new("notes.txt"), "also.txt");
    link(Path::new("overlay"), "innocent");
    for path in ["folder/secret.txt", "file.txt", "relative.txt", "env.txt", "git/config"] {
        assert!(read(&bench, path).is_err(), "{path}");
    }
    assert_eq!(read(&bench, "also.txt"), Ok(json!("notes")), "a link within is followed");
    for path in ["folder/new.txt", "folder/secret.txt", "git/hooks/x", "innocent/mine.json"] {
        assert!(write(&bench, path, "x").unwrap_err().contains("no folder"), "{path}");
    }
    // A link in the place of the file is replaced, not followed.
    assert_eq!(write(&bench, "file.txt", "mine"), Ok(json!(null)));
    assert_eq!(on_disk(&project.join("file.txt")).as_deref(), Some("mine"));
    assert_eq!(on_disk(&outside.join("secret.txt")).as_deref(), Some("outside"));
    assert_eq!(outside.read_dir().unwrap().count(), 1);
    assert_eq!(project.join(".git").read_dir().unwrap().count(), 1);
    assert_eq!(on_disk(&project.join("overlay/mine.json")).as_deref(), Some("{}"));
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_waited_for() {
    let mut bench = Bench::new(&[]);
    let project = bench.project();
    // A socket stands for whatever isn't a file: it can be made without a foreign call.
    let _socket = std::os::unix::net::UnixListener::bind(project.join("pipe")).unwrap();
    assert!(read(&bench, "pipe").unwrap_err().contains("is no file"));
}

#[test]
fn files_have_a_largest_size() {
    let mut bench = Bench::new(&[]);
    let project = bench.project();
    put(&project.join("large.txt"), &"x".repeat(16 * 1024 * 1024 + 1));
    assert!(read(&bench, "large.txt").unwrap_err().contains("larger than 16 MiB"));
}

#[test]
fn without_a_project_there_are_no_files() {
    let mut bench = Bench::new(&[]);
    assert!(read(&bench, "a.txt").unwrap_err().contains("no project"));
    bench.project = Some(ProjectFolder { path: bench.beside("gone"), overlay: None });
    assert!(write(&bench, "a.txt", "x").unwrap_err().contains("can't be opened"));
}
