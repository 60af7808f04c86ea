//! The step tree on a terminal, while the job runs.

use std::{collections::HashMap, time::Duration};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::step_tree::StepTree;

/// More lines than this only scroll.
const MOST_LINES: usize = 40;

/// Draws to stderr, which must be a terminal.
pub(crate) struct Live {
    all: MultiProgress,
    bars: HashMap<String, ProgressBar>,
}

impl Live {
    pub(crate) fn start() -> Self {
        let all = MultiProgress::with_draw_target(ProgressDrawTarget::stderr_with_hz(12));
        Self { all, bars: HashMap::new() }
    }

    /// Brings the screen up to what the tree says.
    pub(crate) fn draw(&mut self, tree: &StepTree) {
        let width = tree.lines().iter().map(|line| line.label().chars().count()).max().unwrap_or(0);
        for (index, line) in tree.lines().iter().take(MOST_LINES).enumerate() {
            let bar = self.bars.entry(line.path.clone()).or_insert_with(|| {
                let bar = self.all.insert(index, ProgressBar::new_spinner());
                bar.set_style(running_style());
                bar.enable_steady_tick(Duration::from_millis(120));
                bar
            });
            let label = line.label();
            let gap = " ".repeat(width.saturating_sub(label.chars().count()));
            let text = format!("{label}{gap}  {}", line.detail());
            if line.running() > 0 {
                bar.set_message(text);
            } else {
                bar.disable_steady_tick();
                bar.set_style(ended_style());
                bar.set_message(format!("{} {text}", line.sign()));
                bar.tick();
            }
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

fn running_style() -> ProgressStyle {
    ProgressStyle::with_template("{spinner} {msg}  {elapsed:.dim}").expect("a template of ours")
}

fn ended_style() -> ProgressStyle {
    ProgressStyle::with_template("{msg}").expect("a template of ours")
}
