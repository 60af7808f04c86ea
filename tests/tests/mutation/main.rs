//! One mistake, one diagnostic: every valid file of the corpora is broken in one place, and what the
//! compiler says of it is counted.
//!
//! A break deletes a token, writes it twice, or swaps it with the next; renames one word; or gives a
//! literal another type. By default a part of all breaks is tried, chosen by a fixed seed:
//! `MUTANTS=all cargo test -p orchestra-tests --test mutation` tries every one, `SEED=n` chooses
//! others, and `SHOW=n` prints n of those that go against the rules.

mod figures;
mod mutants;
mod roles;
mod subjects;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    time::Duration,
};

use libtest_mimic::{Arguments, Failed, Trial};
use orchestra_tests::generate::Choices;

use figures::{Figures, Verdict};
use mutants::{Mutant, mutants};
use subjects::{Subject, subjects};

/// One of how many breaks is tried where nothing else is said.
const SHARE: usize = 15;

/// A break over which the compiler sits longer than this is taken for one that never ends.
const PATIENCE: Duration = Duration::from_secs(120);

fn main() {
    let arguments = Arguments::from_args();
    let trial = Trial::test("one_mistake_is_one_diagnostic_near_by", broken_corpora);
    libtest_mimic::run(&arguments, vec![trial]).exit();
}

/// What the environment asks for.
#[derive(Clone, Copy)]
struct Wish {
    share: usize,
    seed: u64,
    show: usize,
}

impl Wish {
    #[expect(clippy::disallowed_methods, reason = "a test may be told to try more")]
    fn read() -> Self {
        let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
        let all = std::env::var("MUTANTS").is_ok_and(|text| text == "all");
        Self {
            share: if all { 1 } else { SHARE },
            seed: number("SEED").unwrap_or(0),
            show: number("SHOW").map_or(0, |show| show as usize),
        }
    }
}

#[expect(clippy::print_stdout, reason = "the figures are for those who read the test's output")]
fn broken_corpora() -> Result<(), Failed> {
    let wish = Wish::read();
    let (subjects, figures) = (subjects(), Mutex::new(Figures::default()));
    assert!(subjects.len() > 250, "only {} files are broken", subjects.len());
    let next = AtomicUsize::new(0);
    let (progress, watched) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            let progress = progress.clone();
            let (subjects, figures, next) = (&subjects, &figures, &next);
            scope.spawn(move || {
                while let Some(subject) = subjects.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let own = break_everywhere(subject, wish, &progress);
                    figures.lock().expect("nobody panics with it").add(own);
                }
            });
        }
        drop(progress);
        watch(&watched);
    });
    let figures = figures.into_inner().expect("nobody panics with it");
    print!("{}", figures.text(wish.show));
    figures.check().map_err(Failed::from)
}

/// Ends the process where nothing was finished for long: a thread that never ends can't be joined.
#[expect(clippy::print_stderr, reason = "no test is left that could fail")]
fn watch(watched: &mpsc::Receiver<()>) {
    loop {
        match watched.recv_timeout(PATIENCE) {
            Ok(()) => {}
            Err(mpsc::RecvTimeoutError::Disconnected) => return,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                eprintln!("no break was judged for {PATIENCE:?}: the compiler hangs");
                std::process::exit(1);
            }
        }
    }
}

/// Breaks one file in every place that was chosen.
fn break_everywhere(subject: &Subject, wish: Wish, progress: &mpsc::Sender<()>) -> Figures {
    let mut figures = Figures::default();
    let mut checked = subject.checked();
    let problems = checked.all_diagnostics();
    assert!(problems.is_empty(), "{} isn't valid: {problems:#?}", subject.name);
    let mut choices = Choices::new(wish.seed ^ subject.seed());
    for mutant in mutants(subject) {
        if choices.below(wish.share) != 0 {
            continue;
        }
        let judged = catch_unwind(AssertUnwindSafe(|| {
            checked.edit(subject.path(), &mutant.text);
            let found = checked.all_diagnostics();
            if found.is_empty() {
                // What is still a program has a plan, too.
                drop(checked.plans(subject.path()));
            }
            Verdict::of(subject, &mutant, &found)
        }));
        figures.count(judged.unwrap_or_else(|_| {
            checked = subject.checked();
            Verdict::panicked(subject, &mutant)
        }));
        progress.send(()).expect("somebody watches");
    }
    figures
}
