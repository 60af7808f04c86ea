//! What isn't written and is known: types of bindings, and of calls whom they ask and what they cost.

use orchestra_compiler::{
    Database, SourceFile,
    hir::{ExprKind, PatternKind, Statement, lower},
    infer::infer,
    items::items,
    types::Type,
};
use orchestra_diagnostics::Span;

use crate::call_hints::call_hints;

/// Characters of a type that are worth their place in a line.
const LONGEST: usize = 60;

/// What is shown at a place of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InlayHint {
    /// Behind which byte.
    pub offset: u32,
    /// What is shown: `: string[]`, ` → desearch.web_search · ≤ 0.003 USD`.
    pub label: String,
    /// What it tells.
    pub kind: HintKind,
}

/// What a hint tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HintKind {
    /// The type of a binding.
    Type,
    /// Whom a call asks first, and what it costs at most.
    Call,
}

/// Within `range`, the types of the bindings whose types aren't written, and what is known of calls, as far
/// as they are wanted.
#[must_use]
pub fn inlay_hints(
    db: &Database,
    file: SourceFile,
    range: Span,
    is_wanted: impl Fn(HintKind) -> bool,
) -> Vec<InlayHint> {
    let mut hints = Vec::new();
    if is_wanted(HintKind::Call) {
        hints.extend(call_hints(db, file, range));
    }
    if is_wanted(HintKind::Type) {
        hints.extend(type_hints(db, file, range));
    }
    hints.sort_by_key(|hint| hint.offset);
    hints
}

fn type_hints(db: &Database, file: SourceFile, range: Span) -> Vec<InlayHint> {
    let mut hints = Vec::new();
    for declared in items(db, file).declared() {
        let body = lower::body(db, declared.id);
        let spans = lower::body_spans(db, declared.id);
        let inference = infer(db, declared.id);
        for expression in &body.exprs {
            let ExprKind::Block(block) = &expression.kind else { continue };
            for statement in &block.statements {
                let Statement::Let { binder, ty: None, .. } = statement else { continue };
                let PatternKind::Bind { local, ty: None } = &body.pattern(*binder).kind else {
                    continue;
                };
                let span = spans.span(body.local(*local).name.at);
                let ty = inference.local(*local);
                let label = format!(": {ty}");
                let is_within = range.start <= span.end && span.end <= range.end;
                if is_within && *ty != Type::Error && label.chars().count() <= LONGEST {
                    hints.push(InlayHint { offset: span.end, label, kind: HintKind::Type });
                }
            }
        }
    }
    hints
}
