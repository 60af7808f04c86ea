//! The step tree on a terminal, while the job runs.

use std::{collections::HashMap, time::Duration};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::step_tree::{Line, StepTree};

/// More lines than this only scroll.
const MOST_LINES: usize = 40;
/// How often the screen and a spinner are drawn at most.
const FRAMES_A_SECOND: u8 = 12;
const TICK: Duration = Duration::from_millis(120);

/// Draws to stderr, which must be a terminal.
pub(crate) struct Live {
    all: MultiProgress,
    bars: HashMap<String, Bar>,
}

/// A line on the screen.
struct Bar {
    bar: ProgressBar,
    spins: bool,
}

impl Live {
    pub(crate) fn start() -> Self {
        let target = ProgressDrawTarget::stderr_with_hz(FRAMES_A_SECOND);
        Self { all: MultiProgress::with_draw_target(target), bars: HashMap::new() }
    }

    /// Brings the screen up to what the tree says.
    pub(crate) fn draw(&mut self, tree: &StepTree) {
        let width = tree.lines().iter().map(|line| line.label().chars().count()).max().unwrap_or(0);
        for (index, line) in tree.lines().iter().take(MOST_LINES).enumerate() {
            let bar = self.bars.entry(line.path.clone()).or_insert_with(|| {
                let bar = self.all.insert(index, ProgressBar::new_spinner());
                bar.set_style(style("{msg}"));
                Bar { bar, spins: false }
            });
            bar.show(line, width);
        }
    }

    /// A line above the tree.
    pub(crate) fn note(&self, text: &str) {
        drop(self.all.println(text));
    }

    /// Takes the tree off the screen.
    pub(crate) fn clear(self) {
        drop(self.all.clear());
    }
}

impl Bar {
    /// A step that runs has a spinner and a clock, one that has ended a sign.
    fn show(&mut self, line: &Line, width: usize) {
        let label = line.label();
        let gap = " ".repeat(width.saturating_sub(label.chars().count()));
        let text = format!("{label}{gap}  {}", line.detail());
        let runs = line.running() > 0;
        if runs != self.spins {
            self.spins = runs;
            if runs {
                self.bar.set_style(style("{spinner} {msg}  {elapsed:.dim}"));
                self.bar.enable_steady_tick(TICK);
            } else {
                self.bar.disable_steady_tick();
                self.bar.set_style(style("{msg}"));
            }
        }
        if runs {
            self.bar.set_message(text);
        } else {
            self.bar.set_message(format!("{} {text}", line.sign()));
            self.bar.tick();
        }
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).expect("a template of ours")
}
