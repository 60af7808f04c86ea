//! What commands have in common that work with the packages of a project: [`trial`] is the project as it
//! would be with another manifest or other versions, [`signer`] says who signed a release that it takes,
//! [`moved`] that a version isn't what it was, [`refusals`] why packages can't be had, [`excess`] what they
//! do beyond what they were granted.

mod excess;
mod moved;
mod newest;
mod refusals;
mod signer;
mod trial;

use std::path::Path;

use orchestra_compiler_project::Files as _;
use orchestra_package_model::{Project, project::Reading};

pub(crate) use self::{
    excess::{excess_document, excess_told},
    moved::{moved, or_moved},
    newest::newest_of,
    refusals::{cant_be_had, library_error, no_package, unresolved},
    trial::{PackageMove, Trial, Tried},
};
pub(crate) use crate::library::OpenLibraries;
use crate::{session::Session, with_texts::WithTexts};

/// The project of `path`, without its modules' being read.
pub(crate) fn open_project(session: &Session, path: &Path) -> Project {
    open(&WithTexts::new(session), path)
}

/// The same of `root`, with texts in place of those on disk.
fn open(texts: &WithTexts<'_>, root: &Path) -> Project {
    let cache = texts.packages();
    Project::open_reading(
        root,
        &Reading {
            name: &|path| texts.shown(path),
            cache: cache.as_deref(),
            text: &|path| texts.text(path),
            may_read: &|_| true,
        },
    )
}
