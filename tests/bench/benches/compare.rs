//! `orchc check` beside `baml-cli check`, whole processes in turn, on packages of the same lines and
//! the same number of declarations.
//!
//! Where `baml-cli` can't be had, nothing is compared, and that is said.

use std::path::Path;

use orchestra_tests_bench::{
    Language, Run, Runs, Shape, baml_cli, in_turn, package, release_binary, say, write_package,
};

const ROUNDS: usize = 7;

/// Lines of the packages. The least is one file.
const SIZES: [usize; 3] = [200, 10_000, 40_000];

fn main() {
    let Some(baml) = baml_cli() else {
        return say(
            "skipped: baml-cli can't be installed here (it needs python3 with pip and venv)",
        );
    };
    let orchc = release_binary();
    let folder = tempfile::tempdir().expect("there is room for temporary files");
    for size in SIZES {
        for shape in [Shape::ManyFiles, Shape::OneFile] {
            compare(folder.path(), [&orchc, &baml], size, shape);
        }
    }
}

fn compare(folder: &Path, [orchc, baml]: [&Path; 2], size: usize, shape: Shape) {
    let ours = package(size, shape, Language::Orch);
    let theirs = package(size, shape, Language::Baml);
    let count = |files: &[(String, String)]| files.iter().map(|(_, it)| it.lines().count()).sum();
    let lines: usize = count(&ours);
    assert_eq!(lines, count(&theirs), "both have the same lines");
    let folder = folder.join(format!("{size}-{shape:?}"));
    write_package(&folder.join("ours"), &ours);
    write_package(&folder.join("theirs/baml_src"), &theirs);
    let own = [text(orchc), "check"];
    let other = [text(baml), "check"];
    let commands = [(&*folder.join("ours"), &own[..]), (&*folder.join("theirs"), &other[..])];
    let [own, other] = in_turn(ROUNDS, commands);
    say(&format!("{lines} lines, {} files", ours.len()));
    for (name, runs) in [("orchc", &own), ("baml-cli", &other)] {
        say(&format!(
            "  {name}: wall {} ms, processors {} ms, peak {} KiB",
            runs.wall_ms(),
            runs.cpu_ms(),
            runs.peak_kib()
        ));
    }
    let ratio = |of: fn(&Run) -> u64| Runs::ratio(&other, &own, of);
    let (wall, cpu) = (ratio(|run| run.wall_us), ratio(|run| run.cpu_us));
    say(&format!("  baml-cli takes {wall} times the wall time, {cpu} times the processor time"));
}

fn text(path: &Path) -> &str {
    path.to_str().expect("target folders have names in UTF-8")
}
