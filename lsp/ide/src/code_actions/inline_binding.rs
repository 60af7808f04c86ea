//! A binding goes, and what was bound stands wherever it was read.

use orchestra_diagnostics::Span;
use orchestra_syntax::{NodeKind, NodeRef, TokenKind, ast, ast::View as _};

use super::{
    CodeAction, CodeActionKind,
    selected::{Selected, nodes_in, path_around, takes_postfix},
};
use crate::{
    Symbol,
    occurrences::{Form, Occurrence, Role, occurrence_at, occurrences},
};

pub(super) fn action(selected: &Selected<'_>) -> Option<CodeAction> {
    let (db, file) = (selected.at.db, selected.at.file);
    let found = occurrence_at(db, file, selected.span.start)?;
    let is_selected = selected.span.end <= found.span.end;
    if !matches!(found.symbol, Symbol::Local(..)) || !is_selected {
        return None;
    }
    let all = occurrences(db, file).into_iter().filter(|it| it.symbol == found.symbol);
    let (declared, read): (Vec<_>, Vec<_>) = all.partition(|it| it.role == Role::Definition);
    let [declared] = &declared[..] else { return None };
    let path = path_around(selected.tree(), declared.span);
    let [.., whole, binder] =
        &path[..path.iter().position(|it| it.kind() == NodeKind::NameBinder)? + 1]
    else {
        return None;
    };
    let binding = ast::Let::cast(*whole)?;
    let value = binding.value()?.node();
    let is_plain = binder.span() == declared.span && binding.declared_type().is_none();
    if read.is_empty() || !is_plain || !can_move(selected, value, &read) {
        return None;
    }
    let mut edits = vec![(removal(selected, *whole), String::new())];
    for it in &read {
        edits.push((it.span, in_place(selected, it, value)?));
    }
    edits.sort_by_key(|(span, _)| *span);
    let title = format!("Inline `{}`", selected.text(declared.span));
    Some(CodeAction::new(title, CodeActionKind::Inline, edits))
}

/// Whether `value` means the same wherever `read` are.
fn can_move(selected: &Selected<'_>, value: NodeRef<'_>, read: &[Occurrence]) -> bool {
    // Calls are made once; what a record is depends on what is expected of it.
    let bound =
        [NodeKind::Call, NodeKind::Calls, NodeKind::FailExpr, NodeKind::Record, NodeKind::Error];
    let inside = nodes_in(value);
    let has_comments = !selected.tree().comments_in(value.span()).is_empty();
    if has_comments || inside.iter().any(|it| bound.contains(&it.kind()) || it.is_broken()) {
        return false;
    }
    let Some(ty) = selected.at.type_of(value) else { return false };
    // That a binding isn't null is learnt by its name; of a field, by its path.
    let is_path = inside
        .iter()
        .all(|it| matches!(it.kind(), NodeKind::NameExpr | NodeKind::FieldAccess | NodeKind::Key));
    if ty.admits_null(&selected.at.environment()) && !is_path {
        return false;
    }
    let lines = value.text().contains('\n');
    let in_text = |it: &Occurrence| {
        let path = path_around(selected.tree(), it.span);
        path.iter().any(|node| node.kind() == NodeKind::Interpolation)
    };
    if lines && read.iter().any(in_text) {
        return false;
    }
    let Some(captured) = selected.captured(value.span()) else { return false };
    // A name that is bound more than once may mean another thing elsewhere.
    let names = inside.iter().filter(|it| it.kind() == NodeKind::NameExpr).map(|it| it.text());
    names.into_iter().all(|name| {
        let is_captured = captured.iter().any(|it| it.name == name);
        let bound = selected.at.places_of_locals(name);
        let outside = bound.iter().filter(|at| !super::selected::within(**at, value.span()));
        outside.count() <= usize::from(is_captured)
    })
}

/// The lines of the binding; where something else stands there, it and the blanks behind it.
fn removal(selected: &Selected<'_>, binding: NodeRef<'_>) -> Span {
    let span = binding.span();
    let text = selected.tree().text();
    let behind = &text[span.end as usize..];
    let blank = behind.len() - behind.trim_start_matches([' ', '\t', '\r']).len();
    let ends_line = behind[blank..].starts_with('\n');
    match selected.begins_line(span.start) && ends_line {
        true => Span::new(selected.line_start(span.start), span.end + blank as u32 + 1),
        false => Span::new(span.start, span.end + blank as u32),
    }
}

/// The value as it stands in place of its name.
fn in_place(selected: &Selected<'_>, read: &Occurrence, value: NodeRef<'_>) -> Option<String> {
    let text = value.text();
    let path = path_around(selected.tree(), read.span);
    Some(match read.form {
        Form::ShorthandValue => format!("{}: {text}", selected.text(read.span)),
        Form::ShorthandKey => return None,
        Form::Plain => {
            let level = path.iter().rposition(|node| node.kind() == NodeKind::NameExpr)?;
            let (name, around) = (path[level], *path.get(level.checked_sub(1)?)?);
            // It would go on with the statement before it.
            let begins = value.first_token().is_some_and(|it| it.kind() == TokenKind::Minus);
            let is_first = |pair: &[NodeRef<'_>]| {
                pair[0].kind() == NodeKind::Block && pair[1].span().start == name.span().start
            };
            let goes_on = begins && path.windows(2).any(is_first);
            match goes_on || comes_apart(value, name, around) {
                true => format!("({text})"),
                false => text.to_owned(),
            }
        }
    })
}

/// Whether `value` in place of `name` would be read otherwise, for what stands around it.
fn comes_apart(value: NodeRef<'_>, name: NodeRef<'_>, around: NodeRef<'_>) -> bool {
    let is_operand = around.children().next() == Some(name);
    let is_before_postfix = match around.kind() {
        NodeKind::FieldAccess | NodeKind::Apply | NodeKind::NonNull | NodeKind::Into => true,
        NodeKind::Index => is_operand,
        _ => false,
    };
    match value.kind() {
        kind if takes_postfix(kind) => false,
        NodeKind::List | NodeKind::StringLiteral => false,
        NodeKind::Literal | NodeKind::Unary => is_before_postfix,
        NodeKind::Binary => match (rank(value), rank(around)) {
            (Some(own), Some(outer)) => {
                own < outer || own == outer && (!is_operand || !chains(own))
            }
            _ => is_before_postfix || around.kind() == NodeKind::Unary,
        },
        _ => !is_bracketed(around.kind()),
    }
}

/// How closely a binary operator binds.
fn rank(node: NodeRef<'_>) -> Option<u8> {
    use ast::BinaryOperator as Operator;
    Some(match ast::Binary::cast(node)?.operator()? {
        Operator::Coalesce => 0,
        Operator::Or => 1,
        Operator::And => 2,
        Operator::Add | Operator::Subtract => 4,
        Operator::Multiply | Operator::Divide | Operator::Remainder => 5,
        _ => COMPARISON,
    })
}

/// The rank of what compares.
const COMPARISON: u8 = 3;

/// Whether operators of a rank stand behind each other as if the left ones were in parentheses.
fn chains(rank: u8) -> bool {
    !matches!(rank, 0 | COMPARISON)
}

/// Whether an expression stands there between brackets, commas or the ends of a statement.
fn is_bracketed(around: NodeKind) -> bool {
    matches!(
        around,
        NodeKind::Let
            | NodeKind::Arguments
            | NodeKind::Argument
            | NodeKind::List
            | NodeKind::RecordField
            | NodeKind::Paren
            | NodeKind::Interpolation
    )
}
