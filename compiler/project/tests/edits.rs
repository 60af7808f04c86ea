//! A project that is opened once, and one that is opened for edits.

use std::path::{Path, PathBuf};

use orchestra_compiler_project::{Compilation, Files};
use orchestra_diagnostics::FileName;
use orchestra_package_model::FileText;

const RIGHT: &str = "template main() -> int {\n  1\n}\n";
const WRONG: &str = "template main() -> string {\n  1\n}\n";

struct Plainly;

impl Files for Plainly {
    fn shown(&self, path: &Path) -> FileName {
        path.display().to_string().into()
    }
}

/// A folder with one module, and the place of the module.
fn module() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("there is room for temporary files");
    let place = folder.path().canonicalize().expect("it is there").join("main.orch");
    write(&place, RIGHT);
    (folder, place)
}

fn codes(project: &Compilation, place: &Path) -> Vec<String> {
    let file = project.file_at(place).expect("it is a module");
    project.diagnostics(file).iter().map(|it| it.code.to_string()).collect()
}

#[test]
fn a_project_that_is_opened_once_takes_no_edit_and_is_opened_anew() {
    let (_folder, place) = module();
    let mut project = Compilation::open(&Plainly, &place);
    assert!(!project.edit(&place, &FileText::new(WRONG.as_bytes())));
    assert_eq!(codes(&project, &place), Vec::<String>::new());
    write(&place, WRONG);
    assert_eq!(codes(&project, &place), Vec::<String>::new(), "it is as it was when it was opened");
    assert_eq!(codes(&project.again(&Plainly, &place), &place), ["E0301"]);
}

#[test]
fn a_project_that_is_opened_for_edits_takes_them() {
    let (_folder, place) = module();
    let mut project = Compilation::open_for_edits(&Plainly, &place);
    assert!(project.edit(&place, &FileText::new(WRONG.as_bytes())));
    assert_eq!(codes(&project, &place), ["E0301"]);
    assert_eq!(codes(&project.again(&Plainly, &place), &place), Vec::<String>::new());
}

#[expect(clippy::disallowed_methods, reason = "the test writes the file that it changes")]
fn write(place: &Path, text: &str) {
    std::fs::write(place, text).expect("it can be written");
}
