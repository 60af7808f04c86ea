//! Trees and layouts, of texts of all kinds: one binary of all of it
//! (`docs/decisions/0017-one-test-binary-a-package.md`). A new subject is a module.
//!
//! The fuzz targets take [`layout`] and [`whole_tree`] from here.

mod corpus;
mod depth;
mod every_byte;
mod format;
mod format_depth;
mod format_properties;
mod grammar;
mod layout;
mod literals;
mod recovery;
mod whole_file;
mod whole_tree;
