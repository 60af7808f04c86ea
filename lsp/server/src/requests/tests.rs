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
            let found = snapshot.with_file(&text_document.uri, tests_of).flatten();
            found.into_iter().collect()
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
