//! Where in a template or test a `call` stands, from the outside inwards.

use orchestra_diagnostics::Span;
use orchestra_syntax::{NodeKind, NodeRef, Parse, TokenKind};

/// Where a node on the way to the call stands.
#[derive(Clone, Copy)]
pub(super) enum Standing<'p> {
    /// It is a block of a template or test.
    Block,
    /// It is a step, of the block's statement.
    Step(NodeRef<'p>),
    /// It is an `if` behind `else`: its blocks hold steps, its condition is asked only sometimes.
    Otherwise,
    /// It is an arm of a `match` that is a step.
    Arm,
    /// Whenever the statement runs, so does it.
    Always(NodeRef<'p>),
}

/// Where the last of `path`, which leads there from the root, stands; none where it stands in no
/// block of a template or test, or isn't always asked.
pub(super) fn standing<'p>(path: &[NodeRef<'p>]) -> Option<Standing<'p>> {
    let is_item =
        |node: &NodeRef<'_>| matches!(node.kind(), NodeKind::TemplateItem | NodeKind::TestItem);
    let item = path.iter().position(is_item)?;
    let mut standing = None;
    for pair in path[item..].windows(2) {
        standing = Some(step(standing, pair[0], pair[1])?);
    }
    standing
}

/// The nodes from the root to the call whose word begins at `call`.
pub(super) fn path_to(parse: &Parse, call: Span) -> Option<Vec<NodeRef<'_>>> {
    let mut path = vec![parse.tree.root()];
    loop {
        let last = *path.last()?;
        if last.kind() == NodeKind::Call && last.span().start == call.start {
            return Some(path);
        }
        let holds =
            |node: &NodeRef<'_>| node.span().start <= call.start && call.start < node.span().end;
        path.push(last.children().find(holds)?);
    }
}

/// Where `child` stands, whose parent stands as `standing` says; none where it is pure, or not always
/// asked.
fn step<'p>(
    standing: Option<Standing<'p>>,
    parent: NodeRef<'p>,
    child: NodeRef<'p>,
) -> Option<Standing<'p>> {
    use NodeKind as N;
    let is_block = child.kind() == N::Block;
    let is_first = parent.children().next().is_some_and(|first| first.id() == child.id());
    let Some(standing) = standing else { return is_block.then_some(Standing::Block) };
    match (standing, parent.kind()) {
        (Standing::Block, _) => Some(Standing::Step(child)),
        (
            Standing::Step(_) | Standing::Otherwise | Standing::Arm,
            N::If | N::For | N::Repeat | N::MatchArm,
        ) if is_block => Some(Standing::Block),
        (Standing::Step(_) | Standing::Otherwise, N::If) if child.kind() == N::If => {
            Some(Standing::Otherwise)
        }
        (Standing::Step(_), N::Match) if child.kind() == N::MatchArm => Some(Standing::Arm),
        (Standing::Otherwise | Standing::Arm, _) => None,
        (Standing::Step(statement), N::Let) => Some(Standing::Step(statement)),
        (Standing::Step(statement) | Standing::Always(statement), _) => {
            let is_lazy = |operator: TokenKind| parent.token(operator).is_some();
            let always = match parent.kind() {
                N::Binary
                    if [TokenKind::And, TokenKind::Or, TokenKind::Coalesce]
                        .into_iter()
                        .any(is_lazy) =>
                {
                    is_first
                }
                N::If | N::Ensure => is_first,
                N::Match => child.kind() != N::MatchArm,
                N::For => !is_block && !matches!(child.kind(), N::ForCondition | N::Policies),
                N::Call => child.kind() == N::Record,
                N::Binary
                | N::Paren
                | N::Unary
                | N::FieldAccess
                | N::Index
                | N::NonNull
                | N::Into
                | N::Apply
                | N::Arguments
                | N::Argument
                | N::Record
                | N::RecordField
                | N::Spread
                | N::List
                | N::StringLiteral
                | N::Interpolation
                | N::FailExpr => true,
                _ => false,
            };
            always.then_some(Standing::Always(statement))
        }
    }
}
