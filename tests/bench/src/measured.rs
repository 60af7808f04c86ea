//! Whole runs of programs, as the system accounts for them.

use std::{
    fmt,
    path::Path,
    process::{Command, Stdio},
};

/// What one run of a program took.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// From start to end, in microseconds.
    pub wall_us: u64,
    /// Of all processors, user and system, in microseconds.
    pub cpu_us: u64,
    /// The most memory that was resident, in KiB.
    pub peak_kib: u64,
}

/// Several runs of one program.
#[derive(Clone, Debug)]
pub struct Runs(Vec<Run>);

/// The middle of several figures, with the least and the greatest.
#[derive(Clone, Copy, Debug)]
pub struct Spread {
    /// The median.
    pub median: f64,
    least: f64,
    greatest: f64,
}

/// Runs the program at `command[0]` in `folder`; it has to succeed.
fn run(folder: &Path, command: &[&str]) -> Run {
    let output = Command::new("python3")
        .args(["-c", include_str!("measure.py")])
        .args(command)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("there is a Python that measures");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {told}");
    let printed = String::from_utf8_lossy(&output.stdout);
    let mut figures = printed.split_whitespace().map(|it| it.parse().expect("figures are printed"));
    let mut next = || figures.next().expect("three figures are printed");
    Run { wall_us: next(), cpu_us: next(), peak_kib: next() }
}

/// Runs commands in turn, `rounds` times, so that a machine that slows down slows all of them.
#[must_use]
pub fn in_turn<const N: usize>(rounds: usize, commands: [(&Path, &[&str]); N]) -> [Runs; N] {
    let mut all = [(); N].map(|()| Runs(Vec::new()));
    for round in 0..=rounds {
        for (runs, (folder, command)) in all.iter_mut().zip(commands) {
            let run = run(folder, command);
            // The first round fills the caches of the system.
            if round > 0 {
                runs.0.push(run);
            }
        }
    }
    all
}

impl Runs {
    /// Processor time in milliseconds.
    #[must_use]
    pub fn cpu_ms(&self) -> Spread {
        self.spread(|run| run.cpu_us as f64 / 1000.0)
    }

    /// Wall time in milliseconds.
    #[must_use]
    pub fn wall_ms(&self) -> Spread {
        self.spread(|run| run.wall_us as f64 / 1000.0)
    }

    /// Peak memory in KiB.
    #[must_use]
    pub fn peak_kib(&self) -> Spread {
        self.spread(|run| run.peak_kib as f64)
    }

    /// How many times as long as `other` it took, run by run.
    #[must_use]
    pub fn ratio(&self, other: &Self, of: fn(&Run) -> u64) -> Spread {
        let pairs = self.0.iter().zip(&other.0);
        Spread::of(pairs.map(|(own, other)| of(own) as f64 / of(other) as f64).collect())
    }

    fn spread(&self, of: impl Fn(&Run) -> f64) -> Spread {
        Spread::of(self.0.iter().map(of).collect())
    }
}

impl Spread {
    /// That of `figures`, of which there is at least one.
    ///
    /// # Panics
    /// Where there is none.
    #[must_use]
    pub fn of(mut figures: Vec<f64>) -> Self {
        figures.sort_by(f64::total_cmp);
        let last = figures.len().checked_sub(1).expect("something was measured");
        Self { median: figures[last / 2], least: figures[0], greatest: figures[last] }
    }
}

impl fmt::Display for Spread {
    /// `12.3 (11.9 to 14.0)`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1} ({:.1} to {:.1})", self.median, self.least, self.greatest)
    }
}
