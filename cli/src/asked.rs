//! The sources that the paths of a command line stand for, compiled project by project.

use std::{
    collections::BTreeSet,
    fmt::Display,
    path::{Path, PathBuf},
};

use orchestra_compiler::SourceFile;
use orchestra_compiler_project::Compilation;
use orchestra_package_model::Project;

use crate::{command_error::CommandError, session::Session};

/// What was asked for.
pub(crate) struct Asked {
    pub(crate) projects: Vec<AskedProject>,
    /// What couldn't be looked at.
    pub(crate) unread: Vec<CommandError>,
}

/// How often it is looked at.
pub(crate) enum Looking {
    /// This once.
    Once,
    /// After each of many edits. Projects that were opened before are taken over.
    Again(Vec<Compilation>),
}

/// A project and those of its files that were asked for.
pub(crate) struct AskedProject {
    pub(crate) compilation: Compilation,
    pub(crate) files: Vec<SourceFile>,
}

impl Asked {
    /// By files, and folders with all that is in them; without any, by the package around the
    /// working folder, or the files of that folder. Where there is none, a note says so.
    pub(crate) fn by(session: &Session, paths: &[PathBuf], looking: Looking) -> Self {
        let mut asked = Self { projects: Vec::new(), unread: Vec::new() };
        let mut opening = match looking {
            Looking::Once => None,
            Looking::Again(earlier) => Some(earlier),
        };
        let mut open = |path: &Path| {
            let Some(earlier) = &mut opening else { return Compilation::open(session, path) };
            match earlier.iter().position(|it| it.holds(path)) {
                Some(known) => earlier.swap_remove(known).again(session, path),
                None => Compilation::open_for_edits(session, path),
            }
        };
        if paths.is_empty() {
            asked.package(session, &mut open);
        } else {
            asked.paths(session, paths, &mut open);
        }
        asked
    }

    fn package(&mut self, session: &Session, open: &mut dyn FnMut(&Path) -> Compilation) {
        let compilation = open(&session.working);
        let modules = compilation.package.modules.clone();
        if modules.is_empty() {
            session.note("there is no `.orch` file here");
        }
        self.project(compilation, modules);
    }

    fn paths(
        &mut self,
        session: &Session,
        paths: &[PathBuf],
        open: &mut dyn FnMut(&Path) -> Compilation,
    ) {
        // Files of one project are checked together, so that it is read once.
        let mut projects: Vec<(Compilation, BTreeSet<String>)> = Vec::new();
        for path in paths {
            let shown = path.display();
            let path = session.working.join(path);
            if let Err(error) = refuse(&path, &shown) {
                self.unread.push(error);
                continue;
            }
            let folders = match path.is_dir() {
                true => Project::folders_below(&path),
                false => vec![path],
            };
            let mut any = false;
            for path in folders {
                let known = projects.iter().position(|(it, _)| it.holds(&path));
                let index = known.unwrap_or_else(|| {
                    projects.push((open(&path), BTreeSet::new()));
                    projects.len() - 1
                });
                let (compilation, modules) = &mut projects[index];
                let inside = compilation.modules_at(&path);
                any |= !inside.is_empty();
                modules.extend(inside);
            }
            if !any {
                session.note(&format!("there is no `.orch` file in {shown}"));
            }
        }
        for (compilation, modules) in projects {
            self.project(compilation, modules);
        }
    }

    fn project(&mut self, compilation: Compilation, modules: impl IntoIterator<Item = String>) {
        let mut files = Vec::new();
        for module in modules {
            match compilation.root_module(&module) {
                Ok(file) => files.push(file),
                Err(why) => self.unread.push(CommandError::usage(why)),
            }
        }
        self.projects.push(AskedProject { compilation, files });
    }
}

/// Refuses what isn't there, or is no source.
pub(crate) fn refuse(path: &Path, shown: &dyn Display) -> Result<(), CommandError> {
    if !path.exists() {
        return Err(CommandError::usage(format!("there is no file or folder `{shown}`")));
    }
    if path.is_file() && path.extension().is_none_or(|it| it != "orch") {
        return Err(CommandError::usage(format!("`{shown}` is no source of ours"))
            .hint("sources end in `.orch`; a manifest is checked with its folder"));
    }
    Ok(())
}
