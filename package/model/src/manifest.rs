//! `orchestra.toml`: read as a tree with spans, so that everything wrong in it is reported at once
//! and where it stands.
//!
//! To add a section: a row in [`SECTIONS`], and its function beside those of its kind.

mod dependencies;
mod ledger;
mod lint;
mod package;
mod reader;
#[cfg(test)]
mod tests;
mod trust;

use std::collections::BTreeMap;

use orchestra_diagnostics::{Diagnostic, FileName, LintLevels, Span};
use rust_decimal::Decimal;
use semver::{Version, VersionReq};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

pub(crate) use package::is_kebab;
use reader::{Reader, to_span};

/// The version of the tools.
pub const TOOLS: &str = package::TOOLS;

/// What a project says of itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Manifest {
    /// The package's name, kebab-case.
    pub name: Option<String>,
    /// The package's version.
    pub version: Option<Version>,
    /// What it is for, in a line.
    pub description: Option<String>,
    /// An SPDX expression.
    pub license: Option<String>,
    /// What to find it by.
    pub keywords: Vec<String>,
    /// Where its sources are kept.
    pub repository: Option<String>,
    /// Versions of the tools that the package wants, where these aren't among them.
    pub other_tools: Option<String>,
    /// The folder of the overlay, relative to the manifest's.
    pub overlay: Option<(String, Span)>,
    /// What the user pays: amounts by operation.
    pub prices: BTreeMap<String, Vec<StatedPrice>>,
    /// What a currency is worth in another.
    pub rates: BTreeMap<String, Rate>,
    /// Dependencies by their packages' names. One whose name is wrong stands among them: modules may
    /// begin with it, and needn't be reported too.
    pub dependencies: BTreeMap<String, Dependency>,
    /// Where packages come from that say no library: `oci://…`, or a folder relative to the manifest.
    pub library: Option<(String, Span)>,
    /// Dependencies that may read and write files.
    pub file_permissions: Vec<(String, Span)>,
    /// SS58 addresses whose signatures of packages count.
    pub trusted_keys: Vec<(String, Span)>,
    /// How severe what lints find is.
    pub lints: LintLevels,
}

/// A package that another one needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// Where its name stands.
    pub at: Span,
    /// Where it comes from.
    pub source: Source,
    /// Where that stands.
    pub source_at: Span,
    /// Of one that lies at a path: which versions may lie there, where the manifest says.
    pub version_there: Option<VersionReq>,
}

/// Where a dependency comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A folder, relative to the manifest's, with `/`.
    Path(String),
    /// A library.
    Library {
        /// `oci://…`, or a folder relative to the manifest's; none for the one that `[library]` names.
        library: Option<String>,
        /// Which versions will do.
        requirement: VersionReq,
    },
    /// It isn't written as one, and the manifest's problems say so.
    Unreadable,
}

/// A price that the user states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedPrice {
    /// The unit, where the manifest names it.
    pub unit: Option<String>,
    /// How much.
    pub amount: Decimal,
    /// Of what, lower case.
    pub currency: String,
}

/// What one unit of a currency is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    /// US dollars for one.
    pub usd: Decimal,
    /// The day of which this is true, `YYYY-MM-DD`.
    pub on: String,
}

type Section = fn(&mut Reader, &Spanned<DeValue<'_>>);

/// Every section, with what reads it.
const SECTIONS: &[(&str, Section)] = &[
    ("package", Reader::package),
    ("toolchain", Reader::toolchain),
    ("dependencies", Reader::dependencies),
    ("ledger", Reader::ledger),
    ("prices", Reader::prices),
    ("rates", Reader::rates),
    ("library", Reader::default_library),
    ("permissions", Reader::permissions),
    ("trust", Reader::trust),
    ("lint", Reader::lint),
];

impl Manifest {
    /// Reads `text`, the manifest named `file`. What can't be read is reported and left out.
    #[must_use]
    pub fn parse(file: &FileName, text: &str) -> (Self, Vec<Diagnostic>) {
        let mut reader = Reader::new(file.clone());
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let span = error.span().map_or(Span::at(0), to_span);
            reader.problem(span, error.message().to_owned());
        }
        let names: Vec<_> = SECTIONS.iter().map(|(name, _)| *name).collect();
        for (key, value) in table.get_ref() {
            match SECTIONS.iter().find(|(name, _)| *name == key.get_ref()) {
                Some((_, read)) => read(&mut reader, value),
                None => reader.unknown(key, "a manifest", &names),
            }
        }
        (reader.manifest, reader.problems)
    }
}
