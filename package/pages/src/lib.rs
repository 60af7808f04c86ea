//! A package as people read it: a static site of what it exports, with graphs, bounds and sources.
//!
//! [`pages`] makes it of a compiled package. Pages work from `file://` and load nothing
//! ([`orchestra_ledger_pages::frame`]); whatever the package says is escaped, links lead to other pages
//! of the site alone, and its documentation is text with a little form ([`prose`]), never HTML. The same
//! package always gives the same bytes: no page says when it was made.
//!
//! A plan has a page by itself too ([`plan_page`]), made of the same parts.
//!
//! To add a page: a function in a file here that returns its main part, a line in [`pages`], a path in
//! [`place`], and a link to it from a page that is there already.

mod book;
pub mod graph;
mod highlight;
mod index;
mod module;
mod place;
mod plan;
mod prose;
mod source;
mod template;
mod typed;

use std::collections::BTreeMap;

use orchestra_compiler::Database;
use orchestra_package_interface::Export;

use book::Book;

pub use plan::{PlanParameter, plan_page};

/// What the manifest says of the package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Its name; of a folder without a manifest, the folder's.
    pub name: String,
    /// Its version.
    pub version: Option<String>,
    /// What it is for, in a line.
    pub description: Option<String>,
    /// An SPDX expression.
    pub license: Option<String>,
    /// What to find it by.
    pub keywords: Vec<String>,
    /// Where its sources are kept.
    pub repository: Option<String>,
}

/// Every page of the site, by its path with `/`.
#[must_use]
pub fn pages(db: &Database, about: &About) -> BTreeMap<String, String> {
    let book = Book::new(db, about);
    let mut pages = BTreeMap::from([("index.html".to_owned(), index::page(&book))]);
    for (name, module) in &book.interface.modules {
        pages.insert(place::module(name), module::page(&book, name, module));
        for (item, export) in &module.exports {
            if let Export::Template(described) = export {
                let full = format!("{name}.{item}");
                pages.insert(place::template(&full), template::page(&book, &full, described));
            }
        }
    }
    for file in book.files.values() {
        pages.insert(place::source(file.path(db).path()), source::page(&book, *file));
    }
    pages
}
