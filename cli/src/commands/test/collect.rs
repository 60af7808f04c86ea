//! The tests of the sources that were asked for, compiled.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use orchestra_compiler::{
    SourceFile,
    items::{Declared, ItemKind, item_places, items},
    test_plan,
};
use orchestra_compiler_project::Compilation;
use orchestra_diagnostics::{Diagnostic, FileName, Severity, Sources, Span, render};
use orchestra_plan::{TestPlan, plan::Position};
use orchestra_runtime_engine::{
    Replay,
    simulate::{TestOutcome, run_test},
};

use super::{in_order::words_of_panic, services::Neighbourhood};
use crate::{
    asked::{Asked, AskedProject},
    command_error::CommandError,
};

/// Tests, and what keeps some of them from running.
pub(super) struct Collected {
    /// In the order of files and positions.
    pub(super) cases: Vec<Case>,
    /// How many the filters leave out.
    pub(super) left_out: usize,
    /// Errors of sources, sorted.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What couldn't be looked at.
    pub(super) unread: Vec<CommandError>,
    /// The texts that `diagnostics` point into.
    pub(super) sources: Sources,
    projects: Vec<Compilation>,
}

/// One test.
pub(super) struct Case {
    pub(super) title: String,
    /// Where its title stands.
    pub(super) place: Place,
    project: usize,
    readiness: Readiness,
    neighbourhood: Arc<Neighbourhood>,
}

/// A stretch of a source, as people name the file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) file: FileName,
    pub(super) span: Span,
}

/// Whether a test can run.
enum Readiness {
    Ready(Arc<TestPlan>),
    /// What it is made of has errors.
    Broken,
    /// The compiler failed over it; in words.
    Bug(String),
}

/// How a case ended.
pub(super) enum Ended {
    Ran(Box<TestOutcome>),
    /// It never ran: what it is made of has errors.
    Broken,
    /// We failed over it, in words.
    Bug(String),
}

impl Collected {
    /// The tests of what was asked for whose names hold one of `filters`; without any, all.
    /// What they don't mock `replay` answers, if there is one.
    pub(super) fn of(asked: Asked, filters: &[String], replay: Option<&Replay>) -> Self {
        let mut collected = Self {
            cases: Vec::new(),
            left_out: 0,
            diagnostics: Vec::new(),
            unread: asked.unread,
            sources: Sources::default(),
            projects: Vec::new(),
        };
        for AskedProject { compilation, files } in asked.projects {
            collected.project(&compilation, &files, filters, replay);
            collected.projects.push(compilation);
        }
        collected.cases.sort_by(|a, b| a.place.cmp(&b.place));
        render::sort(&mut collected.diagnostics);
        collected
    }

    /// Where a position of a case's plan lies.
    pub(super) fn place(&self, case: &Case, position: &Position) -> Place {
        let file = self.projects[case.project].shown(&position.file.as_str().into());
        Place { file, span: Span::new(position.start, position.end) }
    }

    /// The texts around a case.
    pub(super) fn sources(&self, case: &Case) -> &Sources {
        &self.projects[case.project].sources
    }

    fn project(
        &mut self,
        compilation: &Compilation,
        files: &[SourceFile],
        filters: &[String],
        replay: Option<&Replay>,
    ) {
        let neighbourhood = Arc::new(Neighbourhood::of(&compilation.package, replay));
        let problems = errors(compilation.problems());
        let mut is_meant = false;
        for file in files {
            let name = compilation.name(*file);
            let declared = items(&compilation.db, *file);
            let tests: Vec<_> =
                declared.declared().filter(|it| it.kind == ItemKind::Test).collect();
            let (meant, others): (Vec<_>, Vec<_>) =
                tests.into_iter().partition(|it| is_asked(&name, &it.name.text, filters));
            self.left_out += others.len();
            if meant.is_empty() && !filters.is_empty() {
                continue;
            }
            is_meant = true;
            let found = errors(compilation.diagnostics(*file));
            let is_broken = !found.is_empty() || !problems.is_empty();
            self.blame(compilation, found);
            for test in meant {
                let readiness = match is_broken {
                    true => Readiness::Broken,
                    false => self.compiled(compilation, *file, test),
                };
                let span = item_places(&compilation.db, *file).span(test.name.at);
                self.cases.push(Case {
                    title: test.name.text.to_string(),
                    place: Place { file: name.clone(), span },
                    project: self.projects.len(),
                    readiness,
                    neighbourhood: neighbourhood.clone(),
                });
            }
        }
        if is_meant {
            self.blame(compilation, problems);
        }
    }

    fn compiled(
        &mut self,
        compilation: &Compilation,
        file: SourceFile,
        test: &Declared,
    ) -> Readiness {
        let plan = || test_plan(&compilation.db, test.id);
        match catch_unwind(AssertUnwindSafe(plan)) {
            Ok(Some(plan)) => Readiness::Ready(plan),
            Ok(None) => {
                let needed = compilation.closure(&[file]).into_iter();
                let found = needed.flat_map(|it| compilation.diagnostics(it)).collect();
                match errors(found) {
                    found if found.is_empty() => {
                        Readiness::Bug("the compiler kept silent about why".to_owned())
                    }
                    found => {
                        self.blame(compilation, found);
                        Readiness::Broken
                    }
                }
            }
            Err(panic) => Readiness::Bug(words_of_panic(&*panic)),
        }
    }

    fn blame(&mut self, compilation: &Compilation, found: Vec<Diagnostic>) {
        for diagnostic in &found {
            let labels = diagnostic.labels.iter().map(|label| &label.file);
            for name in [&diagnostic.file].into_iter().chain(labels) {
                self.sources.insert(name.clone(), compilation.sources.text(name));
            }
        }
        self.diagnostics.extend(found);
    }
}

impl Case {
    /// `FILE: TITLE`, which filters look into.
    pub(super) fn name(&self) -> String {
        name(&self.place.file, &self.title)
    }

    /// Runs it, on virtual time and without any door to the outside.
    pub(super) fn run(&self, seed: u64) -> Ended {
        match &self.readiness {
            Readiness::Ready(plan) => match run_test(plan, self.neighbourhood.services(), seed) {
                Ok(outcome) => Ended::Ran(Box::new(outcome)),
                Err(error) => Ended::Bug(error.to_string()),
            },
            Readiness::Broken => Ended::Broken,
            Readiness::Bug(words) => Ended::Bug(words.clone()),
        }
    }
}

fn name(file: &str, title: &str) -> String {
    format!("{file}: {title}")
}

fn is_asked(file: &str, title: &str, filters: &[String]) -> bool {
    let name = name(file, title);
    filters.is_empty() || filters.iter().any(|filter| name.contains(filter))
}

fn errors(mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    found.retain(|it| it.severity == Severity::Error);
    found
}
