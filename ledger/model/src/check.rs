//! Says what is wrong with an entry or a family, all of it, where it stands (E0701).
//!
//! First [`shape`] walks the text along the schema of its type: unknown and missing fields, wrong
//! types, texts of a form of their own. Only what has the right shape is looked at further: one
//! module a part of the form, each with a function that reports through [`Report`]. To add a rule,
//! add it to the module of its part, and a line to the table of cases in
//! `tests/integration/check.rs`.

mod family;
pub(crate) mod formats;
mod interface;
mod operation;
mod pricing;
mod report;
mod shape;
mod subnet;

use orchestra_diagnostics::{Diagnostic, FileName};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{Family, Ledger, Subnet, document::Document, embedded, overlay};

pub(crate) use report::{Report, problem};

/// What is asked of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standard {
    /// The Ledger's own: every fact has a source.
    Listed,
    /// A project's: the form alone.
    Overlay,
}

/// The files of the Ledger in the binary, by the names that they have in the source tree.
#[must_use]
pub fn embedded_files() -> Vec<(FileName, String)> {
    let named = |folder: &str, (name, text): &(&str, &str)| {
        (format!("ledger/{folder}/{name}.json").into(), (*text).to_owned())
    };
    let subnets = embedded::subnets().iter().map(|entry| named("subnets", entry));
    let families = embedded::families().iter().map(|entry| named("capabilities", entry));
    subnets.chain(families).collect()
}

/// What is wrong with the files of a Ledger that stands alone: `…/capabilities/*.json` are
/// families, all others subnets.
#[must_use]
pub fn check_files(files: &[(FileName, String)], standard: Standard) -> Vec<Diagnostic> {
    let (_, mut problems) = overlay::read(&Default::default(), files, standard);
    problems.extend(misnamed(files, standard));
    problems
}

/// What is wrong with the text of one subnet's entry, whose categories name capabilities of
/// `ledger`.
#[must_use]
pub fn check_subnet(
    file: &FileName,
    text: &str,
    ledger: &Ledger,
    standard: Standard,
) -> Vec<Diagnostic> {
    let known = |name: &str| ledger.capability(name).is_some();
    match Document::read(text) {
        Ok(document) => subnet(file, &document, standard, &known).1,
        Err((span, message)) => vec![problem(file, span, message)],
    }
}

/// The entry that a text is, to be looked at by itself: whether the capabilities exist that it
/// names isn't asked.
///
/// # Errors
/// All that is wrong with it.
pub fn read_subnet(file: &FileName, text: &str) -> Result<Subnet, Vec<Diagnostic>> {
    let document = read_document(file, text)?;
    let (entry, problems) = subnet(file, &document, Standard::Overlay, &|_| true);
    entry.ok_or(problems)
}

/// The family that a text is.
///
/// # Errors
/// All that is wrong with it.
pub fn read_family(file: &FileName, text: &str) -> Result<Family, Vec<Diagnostic>> {
    let (entry, problems) = family(file, &read_document(file, text)?);
    entry.ok_or(problems)
}

fn read_document(file: &FileName, text: &str) -> Result<Document, Vec<Diagnostic>> {
    Document::read(text).map_err(|(span, message)| vec![problem(file, span, message)])
}

/// What is wrong with the text of one family.
#[must_use]
pub fn check_family(file: &FileName, text: &str) -> Vec<Diagnostic> {
    match Document::read(text) {
        Ok(document) => family(file, &document).1,
        Err((span, message)) => vec![problem(file, span, message)],
    }
}

/// Reads an entry, with all that is wrong with it. `known` says which capabilities exist.
pub(crate) fn subnet(
    file: &FileName,
    document: &Document,
    standard: Standard,
    known: &dyn Fn(&str) -> bool,
) -> (Option<Subnet>, Vec<Diagnostic>) {
    typed(file, document, crate::subnet_schema(), |entry: &Subnet, report| {
        subnet::check(entry, standard, known, report);
    })
}

/// Reads a family, with all that is wrong with it.
pub(crate) fn family(file: &FileName, document: &Document) -> (Option<Family>, Vec<Diagnostic>) {
    typed(file, document, crate::capability_schema(), family::check)
}

/// What `document` says, where nothing is wrong with it, and what is wrong otherwise.
fn typed<T: DeserializeOwned>(
    file: &FileName,
    document: &Document,
    schema: &Value,
    check: impl FnOnce(&T, &mut Report<'_>),
) -> (Option<T>, Vec<Diagnostic>) {
    let mut report = Report::new(file, document);
    for (name, span) in &document.repeated {
        report.at_span(*span, format!("`{name}` stands here a second time"));
    }
    shape::check(schema, &mut report);
    if !report.problems.is_empty() {
        return (None, report.problems);
    }
    match T::deserialize(&document.value) {
        Ok(value) => {
            check(&value, &mut report);
            (report.problems.is_empty().then_some(value), report.problems)
        }
        Err(error) => {
            report.at_key("", error.to_string());
            (None, report.problems)
        }
    }
}

/// Listed entries are found by the names of their files.
fn misnamed(files: &[(FileName, String)], standard: Standard) -> Vec<Diagnostic> {
    if standard == Standard::Overlay {
        return Vec::new();
    }
    let mut problems = Vec::new();
    for (file, text) in files {
        let stem = file.rsplit('/').next().and_then(|name| name.strip_suffix(".json"));
        let Ok(document) = Document::read(text) else { continue };
        let key = if overlay::is_family(file) { "family" } else { "slug" };
        let Some(name) = document.value.get(key).and_then(Value::as_str) else { continue };
        if stem != Some(name) {
            let span = document.value_span(&format!("/{key}"));
            problems.push(problem(file, span, format!("`{name}` belongs into `{name}.json`")));
        }
    }
    problems
}
