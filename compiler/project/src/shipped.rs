//! The standard library, as it is built into the binary.

use include_dir::{Dir, include_dir};

static STDLIB: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../stdlib");

/// Where shipped templates lie in the standard library.
const TEMPLATES: &str = "templates/";

/// Every module with its text: `std/text.orch`, `providers/acme.orch`, `templates/x.orch`.
#[must_use]
pub fn shipped_modules() -> Vec<(String, &'static str)> {
    let mut modules = Vec::new();
    let mut folders = vec![&STDLIB];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        for file in folder.files() {
            let path = file.path().to_string_lossy().replace('\\', "/");
            if let (true, Some(text)) = (path.ends_with(".orch"), file.contents_utf8()) {
                modules.push((path, text));
            }
        }
    }
    modules
}

/// The path of the shipped template called `name`, if there is one.
#[must_use]
pub fn shipped_template(name: &str) -> Option<String> {
    let path = format!("{TEMPLATES}{name}.orch");
    shipped_modules().into_iter().map(|(path, _)| path).find(|known| *known == path)
}

/// The names of all shipped templates, sorted.
#[must_use]
pub fn shipped_templates() -> Vec<String> {
    let modules = shipped_modules().into_iter();
    let mut names: Vec<_> = modules
        .filter_map(|(path, _)| {
            Some(path.strip_prefix(TEMPLATES)?.strip_suffix(".orch")?.to_owned())
        })
        .collect();
    names.sort();
    names
}
