//! How time and memory of `orchc check` grow with a package: whole processes.
//!
//! Both should grow as the lines do. Sizes are measured in turn; what stands last is how much a line
//! costs in the largest package beside one of 10,000 lines.

use std::path::Path;

use orchestra_tests_bench::{
    Language, Runs, Shape, in_turn, package, release_binary, say, write_package,
};

const ROUNDS: usize = 5;

const SIZES: [usize; 4] = [1_000, 10_000, 40_000, 200_000];

/// Which of [`SIZES`] the largest is held against.
const BESIDE: usize = 1;

fn main() {
    let orchc = release_binary();
    let folder = tempfile::tempdir().expect("there is room for temporary files");
    for shape in [Shape::ManyFiles, Shape::OneFile] {
        scale(folder.path(), &orchc, shape);
    }
}

fn scale(folder: &Path, orchc: &Path, shape: Shape) {
    let empty = folder.join(format!("{shape:?}-empty"));
    write_package(&empty, &[("none.orch".to_owned(), String::new())]);
    let packages = SIZES.map(|size| {
        let files = package(size, shape, Language::Orch);
        let folder = folder.join(format!("{shape:?}-{size}"));
        write_package(&folder, &files);
        (folder, files.iter().map(|(_, text)| text.lines().count()).sum::<usize>())
    });
    let command = [orchc.to_str().expect("target folders have names in UTF-8"), "check"];
    let [none, runs @ ..]: [Runs; SIZES.len() + 1] = in_turn(
        ROUNDS,
        std::array::from_fn(|at| {
            let folder = at.checked_sub(1).map_or(&empty, |at| &packages[at].0);
            (&**folder, &command[..])
        }),
    );
    say(&format!("{shape:?}: an empty package takes {} ms of processors", none.cpu_ms()));
    let each = |at: usize| runs[at].cpu_ms().median * 1000.0 / packages[at].1 as f64;
    for (at, (runs, (_, lines))) in runs.iter().zip(&packages).enumerate() {
        let peak = (runs.peak_kib().median - none.peak_kib().median) * 1024.0 / *lines as f64;
        say(&format!(
            "  {lines} lines: wall {} ms, processors {} ms, {:.2} µs a line; {peak:.0} bytes a line",
            runs.wall_ms(),
            runs.cpu_ms(),
            each(at),
        ));
    }
    let growth = each(SIZES.len() - 1) / each(BESIDE);
    say(&format!("  a line of the largest costs {growth:.2} times one of {} lines", SIZES[BESIDE]));
}
