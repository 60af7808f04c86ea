//! Notes at imports of modules that have errors.

use std::collections::HashMap;

use orchestra_compiler::{
    SourceFile, imported_files,
    items::{Entry, ModuleSource, item_places, items},
};
use orchestra_diagnostics::{Diagnostic, Severity, Span};

use crate::Compilation;

impl Compilation {
    /// A note at each `use` of the `asked` that leads to errors in modules which aren't among them.
    pub fn notes_on_imports(&self, asked: &[SourceFile]) -> Vec<Diagnostic> {
        let of_std = |file: &SourceFile| file.path(&self.db).package().is_std();
        let faulty: HashMap<SourceFile, Vec<Diagnostic>> = self.closure(asked)[asked.len()..]
            .iter()
            .filter(|module| !of_std(module))
            .map(|module| (*module, self.errors(*module)))
            .filter(|(_, errors)| !errors.is_empty())
            .collect();
        if faulty.is_empty() {
            return Vec::new();
        }
        let mut notes = Vec::new();
        for file in asked {
            for imported in imported_files(&self.db, *file) {
                for module in self.closure(&[imported]) {
                    let errors = faulty.get(&module).map(Vec::as_slice).unwrap_or_default();
                    notes.extend(self.note_on_import(*file, imported, module, errors));
                }
            }
        }
        notes
    }

    /// A note in `file` that `module`, to which its `use` of `imported` leads, has these errors.
    fn note_on_import(
        &self,
        file: SourceFile,
        imported: SourceFile,
        module: SourceFile,
        errors: &[Diagnostic],
    ) -> Option<Diagnostic> {
        let first = errors.first()?;
        let count = match errors.len() {
            1 => "an error".to_owned(),
            count => format!("{count} errors"),
        };
        let message = format!("`{}`, which is needed here, has {count}", self.name(module));
        let span = self.span_of_use(file, imported);
        let note = Diagnostic::error(first.code, self.name(file), span, message)
            .with_severity(Severity::Note)
            .with_label_in(first.file.clone(), first.span, first.message.clone());
        Some(note)
    }

    /// Where `file` names the module `imported`, which it uses.
    fn span_of_use(&self, file: SourceFile, imported: SourceFile) -> Span {
        let (from, to) = (file.path(&self.db), imported.path(&self.db));
        let stem = to.path().rsplit('/').next().and_then(|name| name.strip_suffix(".orch"));
        let leads_there = |source: &ModuleSource| match source {
            ModuleSource::File(relative) => from.join(relative).as_ref() == Some(&to),
            ModuleSource::Path(words) => words.last().map(|word| &**word) == stem,
        };
        let entries = items(&self.db, file);
        let used = entries.entries.iter().find_map(|entry| match entry {
            Entry::Module(used) if leads_there(&used.source) => Some(used.at),
            _ => None,
        });
        used.map(|at| item_places(&self.db, file).span(at)).unwrap_or_default()
    }
}
