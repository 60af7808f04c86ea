//! How a `call` that stands in pure code gets to where it may stand.

mod binding_above;
mod loop_instead;
mod standing;

use orchestra_diagnostics::Span;
use orchestra_syntax::Parse;

use binding_above::binding_above;
use loop_instead::loop_instead;
use standing::path_to;

/// What to write so that a call may stand where it does.
pub(crate) struct Mend {
    /// As an order.
    pub(crate) title: &'static str,
    /// Why it helps.
    pub(crate) help: &'static str,
    /// What stands in the place of what; they don't overlap.
    pub(crate) edits: Vec<(Span, String)>,
}

/// What mends the call whose word begins at `call`, where that asks no more often than is written.
pub(crate) fn mend(parse: &Parse, call: Span) -> Option<Mend> {
    let path = path_to(parse, call)?;
    binding_above(parse, &path).or_else(|| loop_instead(parse, &path))
}
