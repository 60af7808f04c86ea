//! `orchestra/tests`: what tests there are, in files that are open and in others.

use orchestra_compiler::SourceFile;
use orchestra_compiler_project::Compilation;
use orchestra_package_model::Project;

use crate::{
    protocol::{FileTests, ListedTest, TestsParams},
    snapshot::{Snapshot, View, path_of},
};

/// File by file, those that have none left out, except one that was asked for.
pub(crate) fn answer(snapshot: &Snapshot, params: &TestsParams) -> Vec<FileTests> {
    match params {
        TestsParams::File { text_document } => {
            let uri = &text_document.uri;
            if let Some(view) = snapshot.view(uri) {
                return tests_of(&view).into_iter().collect();
            }
            let Some(path) = path_of(uri).filter(|path| path.is_file()) else { return Vec::new() };
            let compilation = snapshot.opened(&path);
            let file = compilation.file_at(&path);
            let view = file.map(|file| snapshot.view_of(&compilation, file));
            view.as_ref().and_then(tests_of).into_iter().collect()
        }
        TestsParams::Folder { folder } => {
            let Some(folder) = path_of(folder) else { return Vec::new() };
            let folders = Project::folders_below(&folder);
            let found = folders.iter().flat_map(|folder| {
                let compilation = snapshot.project_of(Some(folder));
                let files: Vec<SourceFile> = compilation.modules().collect();
                files_tests(snapshot, &compilation, &files)
            });
            found.collect()
        }
    }
}

fn files_tests(
    snapshot: &Snapshot,
    compilation: &Compilation,
    files: &[SourceFile],
) -> Vec<FileTests> {
    let tests = files.iter().filter_map(|file| tests_of(&snapshot.view_of(compilation, *file)));
    tests.filter(|it| !it.tests.is_empty()).collect()
}

fn tests_of(view: &View<'_>) -> Option<FileTests> {
    let found = orchestra_lsp_ide::runnables(view.db(), view.file);
    let tests = found.into_iter().filter(|it| it.is_test).map(|it| ListedTest {
        title: it.name,
        range: view.range(it.span).into(),
        title_range: view.range(it.name_span).into(),
    });
    Some(FileTests { uri: view.uri()?.to_string(), tests: tests.collect() })
}
