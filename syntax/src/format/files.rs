//! The file: one empty line between items, and `use` lines in order.
//!
//! `use` lines that follow one another are a run, sorted as a whole: subnets, capabilities, `std`,
//! dependencies, files. Each takes the comments right above it along; what an empty line parts from
//! the first one heads the run, and stays.

use orchestra_diagnostics::Span;

use super::document::{Element, Line};
use super::writer::Writer;
use crate::kind::{NodeKind, TokenKind};
use crate::tree::{Comment, CommentKind, NodeRef};

pub(super) fn file<'t>(w: &mut Writer<'t>, root: NodeRef<'t>) {
    let items: Vec<NodeRef<'t>> = root.children().collect();
    let mut at = 0;
    while at < items.len() {
        let is_sortable = |index: &usize| is_use(items[*index]) && w.broken(&items[*index..]) == 0;
        let uses = (at..items.len()).take_while(is_sortable).count();
        if uses > 0 {
            run_of_uses(w, &items[at..at + uses]);
            at += uses;
        } else {
            heading(w, at == 0);
            at += w.unit(&items[at..]);
        }
    }
    w.at = w.tree.tokens().len() as u32;
    w.comments(true);
}

/// Whether `item` is a `use` line.
pub(super) fn is_use(item: NodeRef<'_>) -> bool {
    matches!(item.kind(), NodeKind::UseSubnets | NodeKind::UseCapabilities | NodeKind::UseModule)
}

/// The comments before the next item, and the empty line that parts it from what is before them.
fn heading(w: &mut Writer<'_>, is_first: bool) {
    let mut needs_blank = !is_first;
    let mut is_file_doc = false;
    let offset = w.offset();
    while let Some(comment) = w.comment_before(offset) {
        let stands_alone = w.newlines_before(comment.span.start) > 0;
        if stands_alone && (needs_blank || is_file_doc && comment.kind != CommentKind::FileDoc) {
            w.document.push(Element::Line(Line::Blank));
            needs_blank = false;
        }
        w.one_comment(comment, true);
        is_file_doc = comment.kind == CommentKind::FileDoc;
    }
    let has_blank = needs_blank || is_file_doc || w.newlines_before(offset) > 1;
    w.document.push(Element::Line(if has_blank { Line::Blank } else { Line::Space }));
}

/// A `use` line with the comments that move along with it, by their indices.
struct Use<'t> {
    node: NodeRef<'t>,
    above: usize,
    end: usize,
}

fn run_of_uses<'t>(w: &mut Writer<'t>, nodes: &[NodeRef<'t>]) {
    let [first, ..] = nodes else { return };
    let last = nodes[nodes.len() - 1];
    head_of_run(w, *first);
    let above = w.comment_before(w.offset()).map_or(w.offset(), |comment| comment.span.start);
    w.mark_start(above);

    let mut uses = Vec::with_capacity(nodes.len());
    let mut above = w.comment;
    for node in nodes {
        let end = end_of_line(w, *node);
        uses.push(Use { node: *node, above, end });
        above = end;
    }
    // A comment that documents the file where it is first would do so.
    let moved = &w.tree.comments()[w.comment..above];
    if !moved.iter().any(|comment| w.tree.slice(comment.span).starts_with("//!")) {
        uses.sort_by_cached_key(|line| key(line.node));
    }
    for (index, line) in uses.iter().enumerate() {
        w.at = line.node.token_range().start;
        w.comment = line.above;
        let offset = w.offset();
        let mut is_first = index == 0;
        while let Some(comment) = w.comment_before(offset) {
            if !std::mem::take(&mut is_first) {
                w.document.push(Element::Line(Line::Space));
            }
            w.document.push(Element::Comment {
                span: comment.span,
                own_line: true,
                blank_before: false,
            });
            w.comment += 1;
        }
        if !is_first {
            w.document.push(Element::Line(Line::Space));
        }
        w.node(line.node);
        while w.comment < line.end {
            w.one_comment(w.tree.comments()[w.comment], false);
        }
    }
    w.at = last.token_range().end;
    w.comment = above;
    w.document.push(Element::Mark(last.span().end));
}

/// What stands before a run and stays there: the comments of the line before, and those parted from
/// its first line by an empty one.
fn head_of_run<'t>(w: &mut Writer<'t>, first: NodeRef<'t>) {
    w.at = first.token_range().start;
    let comments = w.tree.comments();
    let is_first_item = w.at == 0;
    let end = w.comment + comments[w.comment..].partition_point(|c| c.span.start < w.offset());
    let before = &comments[w.comment..end];
    let stays = |index: usize| {
        let next = before.get(index + 1).map_or(w.offset(), |next| next.span.start);
        let comment: &Comment = &before[index];
        comment.kind == CommentKind::FileDoc
            || w.newlines_before(comment.span.start) == 0
            || w.newlines_before(next) > 1
    };
    let kept = (0..before.len()).rev().find(|index| stays(*index)).map_or(0, |index| index + 1);
    let mut needs_blank = !is_first_item;
    for comment in &before[..kept] {
        let stands_alone = w.newlines_before(comment.span.start) > 0;
        if stands_alone && std::mem::take(&mut needs_blank) {
            w.document.push(Element::Line(Line::Blank));
        }
        w.one_comment(*comment, true);
    }
    w.document.push(Element::Line(Line::Blank));
}

/// The index behind the comments in and behind `node`, on the line on which it ends.
fn end_of_line<'t>(w: &Writer<'t>, node: NodeRef<'t>) -> usize {
    let comments = w.tree.comments();
    let mut end = comments.partition_point(|comment| comment.span.start < node.span().end);
    let next = w.tree.tokens().get(node.token_range().end as usize);
    let limit = next.map_or(w.tree.text().len() as u32, |next| next.start);
    while let Some(comment) = comments.get(end)
        && comment.span.end <= limit
        && w.newlines_before(comment.span.start) == 0
    {
        end += 1;
    }
    end
}

/// What `use` lines are sorted by: their group, then their text.
fn key(node: NodeRef<'_>) -> (u8, String) {
    let tokens = &node.tree().tokens()[node.token_range().start as usize + 1..]
        [..node.token_range().len() - 1];
    let text = |span: Span| node.tree().slice(span);
    let group = match node.kind() {
        NodeKind::UseSubnets => 0,
        NodeKind::UseCapabilities => 1,
        _ => match tokens.first() {
            Some(token) if token.kind == TokenKind::StringStart => 4,
            Some(token) if text(token.span()) == "std" => 2,
            _ => 3,
        },
    };
    // Only what stands before the braces: `a.b` before `a.b.c`, and the rest as it was.
    let path = tokens.iter().take_while(|token| token.kind != TokenKind::LeftBrace);
    (group, path.map(|token| text(token.span())).collect())
}
