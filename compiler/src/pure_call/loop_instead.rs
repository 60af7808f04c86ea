//! A `call` in the lambda of `.map(…)`: `for` is the loop that may ask.

use orchestra_syntax::{
    NodeKind, NodeRef, Parse,
    ast::{self, View as _},
};

use super::{
    Mend,
    standing::{Standing, standing},
};

/// What makes a `for` of the `.map(…)` around the call that `path` leads to. None where it is no
/// step, or where the call would still stand in pure code.
pub(super) fn loop_instead(parse: &Parse, path: &[NodeRef<'_>]) -> Option<Mend> {
    let lambda = path.iter().rposition(|node| node.kind() == NodeKind::Lambda)?;
    let apply = path[..lambda].iter().rposition(|node| node.kind() == NodeKind::Apply)?;
    let Some(Standing::Step(_)) = standing(&path[..=apply]) else { return None };
    if !path[lambda + 1..].iter().all(|node| may_ask(*node)) {
        return None;
    }
    let whole = ast::Apply::cast(path[apply])?;
    let ast::Expr::Field(method) = whole.callee()? else { return None };
    let is_map = method.key().is_some_and(|key| key.text() == "map");
    let mut arguments = whole.arguments();
    let (only, None) = (arguments.next()?, arguments.next()) else { return None };
    let lambda = ast::Lambda::cast(path[lambda])?;
    let is_lambda = only.value().is_some_and(|value| value.span() == lambda.span());
    let [param] = lambda.params()[..] else { return None };
    let param = match param {
        ast::LambdaParam::Name(name) => name.text().to_owned(),
        ast::LambdaParam::Wildcard(_) => "_".to_owned(),
    };
    let (list, body) = (method.object()?, lambda.body()?);
    let (list, body) = (parse.tree.slice(list.span()), parse.tree.slice(body.span()));
    // A record can't stand in a head, and one at the start of a block would be a block.
    let is_plain = !list.contains('{') && !body.starts_with('{');
    let is_whole = is_map && is_lambda && !method.is_optional();
    let has_comments = !parse.tree.comments_in(whole.span()).is_empty();
    (is_whole && is_plain && !has_comments).then(|| Mend {
        title: "ask in a `for`",
        help: "a lambda is pure; `for` is the loop that may ask",
        edits: vec![(whole.span(), format!("for {param} in {list} {{ {body} }}"))],
    })
}

/// Whether a call may stand within `node`, in a step.
fn may_ask(node: NodeRef<'_>) -> bool {
    matches!(
        node.kind(),
        NodeKind::Call
            | NodeKind::Paren
            | NodeKind::FieldAccess
            | NodeKind::Index
            | NodeKind::NonNull
            | NodeKind::Binary
            | NodeKind::Apply
    )
}
