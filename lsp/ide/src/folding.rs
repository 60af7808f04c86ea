//! What can be folded away: blocks, lists, comments of several lines, runs of `use`.

use orchestra_compiler::{Database, SourceFile, parse};
use orchestra_diagnostics::Span;
use orchestra_syntax::{CommentKind, NodeKind};

/// What a fold holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FoldKind {
    /// Code between brackets.
    Code,
    /// Comments.
    Comment,
    /// `use` lines.
    Imports,
}

/// Stretches of several lines that can be folded away, in order; those of code reach from behind the
/// opening bracket to before the closing one.
#[must_use]
pub fn folds(db: &Database, file: SourceFile) -> Vec<(Span, FoldKind)> {
    let tree = &parse(db, file).tree;
    let text = tree.text();
    let has_lines = |span: Span| text[span.range()].contains(['\n', '\r']);
    let mut folds = Vec::new();
    for node in tree.nodes() {
        let span = node.span();
        let is_folded =
            matches!(text[span.range()].as_bytes(), [b'{' | b'[' | b'(', .., b'}' | b']' | b')']);
        if is_folded && has_lines(span) {
            folds.push((Span::new(span.start + 1, span.end - 1), FoldKind::Code));
        }
    }
    let mut run: Option<Span> = None;
    let uses = tree.root().children().filter(|node| {
        matches!(
            node.kind(),
            NodeKind::UseSubnets | NodeKind::UseCapabilities | NodeKind::UseModule
        )
    });
    for node in uses {
        run = Some(run.map_or(node.span(), |run| run.cover(node.span())));
    }
    folds.extend(run.filter(|run| has_lines(*run)).map(|run| (run, FoldKind::Imports)));
    let mut comments: Option<(Span, CommentKind)> = None;
    for comment in tree.comments() {
        let is_next = |(span, kind): &(Span, CommentKind)| {
            let between = &text[span.end as usize..comment.span.start as usize];
            *kind == comment.kind && between.trim().is_empty() && between.matches('\n').count() < 2
        };
        match &mut comments {
            Some(run) if is_next(run) => run.0 = run.0.cover(comment.span),
            _ => {
                let ended = comments.replace((comment.span, comment.kind));
                folds.extend(ended.map(|(span, _)| (span, FoldKind::Comment)));
            }
        }
    }
    folds.extend(comments.map(|(span, _)| (span, FoldKind::Comment)));
    folds.retain(|(span, _)| has_lines(*span));
    folds.sort_by_key(|(span, _)| *span);
    folds.dedup();
    folds
}
