//! What went wrong at a place while it ran: it has no code, and looks like a diagnostic.

use ariadne::{Color, Report, ReportKind};

use super::{
    Sources,
    human::{config, place, written},
};
use crate::{FileName, Span, terminal::escape_controls};

/// What is to be said of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// What went wrong.
    pub message: String,
    /// The file that `span` lies in.
    pub file: FileName,
    /// Where.
    pub span: Span,
    /// What is said at the place itself; not empty, since a label without words isn't drawn.
    pub words: String,
}

/// The remark, with the lines that it points at.
#[must_use]
pub fn remark(remark: &Remark, sources: &Sources, color: bool) -> String {
    let place = place(sources, &remark.file, remark.span);
    let label = ariadne::Label::new(place.clone())
        .with_message(escape_controls(&remark.words))
        .with_color(Color::Red);
    let report = Report::build(ReportKind::Error, place)
        .with_config(config(color))
        .with_message(escape_controls(&remark.message))
        .with_label(label)
        .finish();
    written([report], sources)
}
