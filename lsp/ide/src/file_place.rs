//! Places in files.

use orchestra_compiler::SourceFile;
use orchestra_diagnostics::Span;

/// A stretch of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FilePlace {
    /// Which file.
    pub file: SourceFile,
    /// Where in its text.
    pub span: Span,
}
