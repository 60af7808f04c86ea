//! What a problem is, for every layer above: spans, codes, labels, fixes, pages.
//!
//! Parser, compiler, Ledger and manifest all report in the one type [`Diagnostic`]; nothing here
//! knows how they found it. One renderer a format turns a batch of them into text ([`render`]).
//! To add a code: a row in [`code`] and a page in `pages/CODE.md`; `tests/src/meta.rs` holds every
//! code to a page and a conformance case.

pub mod code;
pub mod diagnostic;
pub mod line_index;
pub mod render;
pub mod span;
pub mod terminal;

pub use code::Code;
pub use diagnostic::{Diagnostic, Edit, FileName, Fix, Label, Severity};
pub use line_index::{LineIndex, Position};
pub use render::Sources;
pub use span::Span;
