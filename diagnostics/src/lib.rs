//! What a problem is, for every layer above: spans, codes, labels, fixes, pages.
//!
//! Parser, compiler, Ledger and manifest all report in the one type [`Diagnostic`]; nothing here
//! knows how they found it. One renderer a format turns a batch of them into text ([`render`]).
//! To add a code: a row in [`code`] and a page in `pages/CODE.md`; `tests/tests/integration/meta.rs`
//! holds every code to a page and a conformance case. A lint is a code with a level ([`level`]).

pub mod code;
pub mod diagnostic;
pub mod level;
pub mod line_index;
pub mod nearest;
pub mod render;
pub mod span;
pub mod terminal;

pub use code::Code;
pub use diagnostic::{Diagnostic, Edit, FileName, Fix, Label, Severity};
pub use level::{Level, LintLevels};
pub use line_index::{LineIndex, Position};
pub use nearest::nearest;
pub use render::Sources;
pub use span::Span;
