//! Imports that follow the files which are moved.

use orchestra_compiler::{
    Database, ModulePath, SourceFile,
    items::{Entry, ModuleSource, item_places, items},
    scope::{module_of_use, name_of_module},
};

use crate::{FilePlace, imports::relative, symbols::own_files};

/// Files or folders that get another path, from the package's root, with `/`: `a/b.orch`, `a`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moves(pub Vec<(String, String)>);

impl Moves {
    /// Where `path` lies behind them.
    fn after(&self, path: &str) -> String {
        let moved = self.0.iter().find_map(|(from, to)| {
            let rest = path.strip_prefix(from.as_str())?;
            (rest.is_empty() || rest.starts_with('/')).then(|| format!("{to}{rest}"))
        });
        moved.unwrap_or_else(|| path.to_owned())
    }
}

/// What must be written in the `use` lines of the project's own files for them to mean the same after
/// `moves`. The places are those before it.
#[must_use]
pub fn imports_after(db: &Database, moves: &Moves) -> Vec<(FilePlace, String)> {
    let mut edits = Vec::new();
    for file in own_files(db) {
        let places = item_places(db, file);
        for entry in &items(db, file).entries {
            let Entry::Module(used) = entry else { continue };
            let Some(written) = source_after(db, moves, file, &used.source) else { continue };
            if written != used.source {
                let span = places.span(used.at);
                let text = match &written {
                    ModuleSource::File(path) => format!("\"{path}\""),
                    ModuleSource::Path(_) => written.to_string(),
                };
                edits.push((FilePlace { file, span }, text));
            }
        }
    }
    edits
}

/// How `file` names the same module afterwards; none where it named none before.
fn source_after(
    db: &Database,
    moves: &Moves,
    file: SourceFile,
    source: &ModuleSource,
) -> Option<ModuleSource> {
    let used = module_of_use(db, file, source)?.path(db);
    let after = moves.after(used.path());
    match source {
        ModuleSource::File(written) => {
            let from = ModulePath::root(&moves.after(file.path(db).path()));
            let is_right = from.join(written).is_some_and(|it| it.path() == after);
            Some(match is_right {
                true => source.clone(),
                false => ModuleSource::File(relative(from.path(), &after).into()),
            })
        }
        ModuleSource::Path(_) if after == used.path() => Some(source.clone()),
        ModuleSource::Path(_) => {
            let name = name_of_module(db, &ModulePath::root(&after))?;
            Some(ModuleSource::Path(name.split('.').map(Into::into).collect()))
        }
    }
}
