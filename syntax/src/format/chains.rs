//! Chains: of operators, of methods, and of alternatives. They are as deep in the tree as they are
//! long, so they are unrolled in loops.

use super::document::{GroupKind, Line};
use super::expressions;
use super::writer::Writer;
use crate::kind::{NodeKind, TokenKind};
use crate::tree::NodeRef;

/// `A | B`
pub(super) fn alternatives<'t>(w: &mut Writer<'t>, node: NodeRef<'t>) {
    w.open(GroupKind::Chain);
    for (index, child) in node.children().enumerate() {
        if index == 1 {
            w.indent();
        }
        if index > 0 {
            w.line(Line::Space);
        }
        if w.at < child.token_range().start {
            w.token();
            w.space();
        }
        w.node(child);
    }
    if node.children().count() > 1 {
        w.dedent();
    }
    w.close();
}

/// How tightly the operator of `node` binds.
fn level(node: NodeRef<'_>) -> u8 {
    match node.tokens().next().map(|token| token.kind()) {
        Some(TokenKind::Coalesce) => 1,
        Some(TokenKind::Or) => 2,
        Some(TokenKind::And) => 3,
        Some(TokenKind::Plus | TokenKind::Minus) => 5,
        Some(TokenKind::Star | TokenKind::Slash | TokenKind::Percent) => 6,
        _ => 4,
    }
}

/// `a + b - c`: operators of one level are one chain.
pub(super) fn operators<'t>(w: &mut Writer<'t>, node: NodeRef<'t>) {
    let own = level(node);
    let mut operands = Vec::new();
    let mut first = node;
    loop {
        let mut sides = first.children();
        let left = sides.next();
        operands.extend(sides.next());
        let Some(left) = left else { break };
        first = left;
        if left.kind() != NodeKind::Binary || level(left) != own {
            break;
        }
    }
    // A record, list or the like behind a single operator follows it.
    let hugs = matches!(&operands[..], [last] if expressions::is_delimited(*last));
    w.comments(false);
    w.open(if hugs { GroupKind::Head } else { GroupKind::Chain });
    w.node(first);
    w.indent();
    for operand in operands.into_iter().rev() {
        w.line(Line::Space);
        while w.at < operand.token_range().start {
            w.token();
        }
        w.space();
        w.node(operand);
    }
    w.dedent();
    w.close();
}

/// `a.b(c).d[0]! into T`: what stands behind an operand.
pub(super) fn postfix<'t>(w: &mut Writer<'t>, node: NodeRef<'t>) {
    let mut steps = Vec::new();
    let mut operand = node;
    while is_postfix(operand) {
        steps.push(operand);
        match operand.children().next() {
            Some(inner) => operand = inner,
            None => break,
        }
    }
    steps.reverse();
    // A method is a field that is applied.
    let is_method = |index: usize| {
        steps[index].kind() == NodeKind::FieldAccess
            && steps.get(index + 1).is_some_and(|next| next.kind() == NodeKind::Apply)
    };
    let methods = (0..steps.len()).filter(|index| is_method(*index)).count();
    let first_method = (0..steps.len()).find(|index| is_method(*index)).unwrap_or(0);
    w.comments(false);
    w.open(if methods > 1 { GroupKind::Chain } else { GroupKind::Head });
    if !steps.contains(&operand) {
        w.node(operand);
    }
    let mut is_indented = false;
    for (index, step) in steps.iter().enumerate() {
        let is_field = step.kind() == NodeKind::FieldAccess;
        // The fields before the first method belong to what it is called on.
        if is_field && index >= first_method {
            if !is_indented {
                is_indented = true;
                w.indent();
            }
            w.line(if w.is_behind_question() { Line::Space } else { Line::Soft });
        }
        suffix(w, *step);
    }
    if is_indented {
        w.dedent();
    }
    w.close();
}

fn is_postfix(node: NodeRef<'_>) -> bool {
    matches!(
        node.kind(),
        NodeKind::FieldAccess
            | NodeKind::Apply
            | NodeKind::Index
            | NodeKind::NonNull
            | NodeKind::Into
    )
}

/// What `step` adds to its operand, which was written.
fn suffix<'t>(w: &mut Writer<'t>, step: NodeRef<'t>) {
    let written = w.at;
    if step.kind() == NodeKind::Into {
        w.space();
        w.token();
        w.space();
    }
    for child in step.children().filter(|child| child.token_range().start >= written) {
        while w.at < child.token_range().start {
            w.token();
        }
        w.node(child);
    }
    w.tight(step);
}
