//! What a problem is, for every layer above: spans, codes, labels, fixes, pages.
//!
//! Parser, compiler, Ledger and manifest all report in the one type [`Diagnostic`]; nothing here
//! knows how they found it. One renderer a format turns a batch of them into text ([`render`]).
//! To add a code: a row in [`code`], a page in `pages/CODE.md`; the tests in `tests/src/meta.rs`
//! hold every code to a page and a conformance case.

pub mod code;
pub mod diagnostic;
pub mod span;

pub use code::Code;
pub use diagnostic::{Diagnostic, Edit, FileName, Fix, Label, Severity};
pub use span::Span;
