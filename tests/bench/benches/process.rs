//! Whole runs of the release binary: what a person waits for.
//!
//! Each figure is the median of [`RUNS`] runs, beside its ratio to the shortest thing that the
//! binary can do, `orchc --version`, in the same session.

use std::{
    path::PathBuf,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use orchestra_tests_bench::{Language, Shape, package, release_binary, say, write_package};

const RUNS: usize = 9;

/// Steps of a chain and of a fan-out.
const STEPS: usize = 1000;

fn main() {
    let binary = release_binary();
    let folder = tempfile::tempdir().expect("there is room for temporary files");
    let write = |name, files: &[_]| write_package(&folder.path().join(name), files);
    write("one", &package(200, Shape::OneFile, Language::Orch));
    write("large", &package(20_000, Shape::ManyFiles, Language::Orch));
    write("jobs", &[("jobs.orch".to_owned(), jobs())]);
    let bench = Bench { binary, folder: folder.path().to_owned() };
    let least = bench.median("orchc --version", None, &["--version"]);
    bench.median("check one file of 200 lines", Some(least), &["check", "one"]);
    bench.median("check a package of 20,000 lines", Some(least), &["check", "large"]);
    let one = bench.job("run one step", least, "one");
    let chain = bench.job("run a chain of 1,000 steps", least, "chain");
    let wide = bench.job("run 1,000 steps at once", least, "wide");
    for (what, took) in [("chain", chain), ("fan-out", wide)] {
        let each = took.saturating_sub(one) / (STEPS - 1) as u32;
        say(&format!("overhead per step of the {what}: {each:.1?}"));
    }
}

struct Bench {
    binary: PathBuf,
    folder: PathBuf,
}

impl Bench {
    fn job(&self, what: &str, least: Duration, template: &str) -> Duration {
        self.median(what, Some(least), &["run", "jobs/jobs.orch", "-t", template, "--quiet"])
    }

    fn median(&self, what: &str, least: Option<Duration>, arguments: &[&str]) -> Duration {
        let mut times: Vec<Duration> = (0..RUNS).map(|_| self.run(arguments)).collect();
        times.sort();
        let (median, spread) = (times[RUNS / 2], times[RUNS - 1].saturating_sub(times[0]));
        let ratio = least.map_or(1.0, |least| median.as_secs_f64() / least.as_secs_f64());
        say(&format!("{what}: {median:.1?} (spread {spread:.1?}), {ratio:.1} times --version"));
        median
    }

    fn run(&self, arguments: &[&str]) -> Duration {
        let start = now();
        let output = Command::new(&self.binary)
            .args(arguments)
            .current_dir(&self.folder)
            .env("HOME", &self.folder)
            .stdin(Stdio::null())
            .output()
            .expect("the binary was built");
        let took = start.elapsed();
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {told}");
        took
    }
}

/// Steps that ask nobody: what is left is our own work, the journal's included.
fn jobs() -> String {
    format!(
        "template one() -> float {{ call sys.random {{}} }}\n\n\
         template chain() -> float {{\n  \
           repeat sum = 0.0 until false max {STEPS} {{\n    \
             let next = call sys.random {{}}\n    sum + next\n  }}\n}}\n\n\
         template wide() -> int {{\n  \
           let all = for i in {STEPS}.range() with {{ parallel: {STEPS} }} {{ call sys.random {{}} }}\n  \
           all.len()\n}}\n"
    )
}

#[expect(clippy::disallowed_methods, reason = "a bench reads the clock")]
fn now() -> Instant {
    Instant::now()
}
