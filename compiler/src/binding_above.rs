//! How a `call` that stands in pure code is bound above the statement around it.

use orchestra_diagnostics::Span;
use orchestra_syntax::{NodeKind, NodeRef, Parse, TokenKind};

/// What to write so that a call stands in a `let` of its own.
pub(crate) struct BindingAbove {
    /// Where the `let` goes.
    pub(crate) at: Span,
    /// The `let`, with the blanks before what follows.
    pub(crate) binding: String,
    /// What the name takes the place of: the call with the parentheses around it.
    pub(crate) replaced: Span,
    /// The name.
    pub(crate) name: String,
}

/// Where a node on the way to the call stands.
#[derive(Clone, Copy)]
enum Standing<'p> {
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

impl BindingAbove {
    /// Of the call whose word begins at `call`. None where it stands in no block of a template or
    /// test, or where its statement may come to its end without it: bound above, it would be asked
    /// and paid all the same.
    pub(crate) fn of(parse: &Parse, call: Span) -> Option<Self> {
        let path = path_to(parse, call)?;
        let item = path
            .iter()
            .position(|node| matches!(node.kind(), NodeKind::TemplateItem | NodeKind::TestItem))?;
        let mut standing = None;
        for pair in path[item..].windows(2) {
            standing = Some(step(standing, pair[0], pair[1])?);
        }
        let Some(Standing::Always(statement)) = standing else { return None };
        let whole = *path.last()?;
        let around = path.iter().rev().nth(1).filter(|node| node.kind() == NodeKind::Paren);
        let replaced = around.map_or(whole.span(), |paren| paren.span());
        let within = |part: &Span| replaced.start <= part.start && part.end <= replaced.end;
        let mut comments = parse.tree.comments().iter().map(|comment| comment.span);
        if comments.any(|comment| within(&comment)) || is_allowed(parse, statement) {
            return None;
        }
        let (at, name) = (statement.span().start, free_name(parse));
        let (text, from) = (parse.tree.text(), line_start(parse, at));
        let blanks: String = text[from..].chars().take_while(|c| *c == ' ' || *c == '\t').collect();
        let binding = format!("let {name} = {}\n{blanks}", whole.text());
        Some(Self { at: Span::at(at), binding, replaced, name })
    }
}

/// The nodes from the root to the call whose word begins at `call`.
fn path_to(parse: &Parse, call: Span) -> Option<Vec<NodeRef<'_>>> {
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

/// Whether a comment above the statement allows a lint in it, which it would no longer be about.
fn is_allowed(parse: &Parse, statement: NodeRef<'_>) -> bool {
    let start = statement.span().start;
    let tokens = parse.tree.tokens();
    let before = tokens.partition_point(|token| token.start < start).checked_sub(1);
    let end = before.map_or(0, |at| tokens[at].end);
    !parse.tree.comments_in(Span::new(end, start)).is_empty()
}

fn line_start(parse: &Parse, at: u32) -> usize {
    parse.tree.text()[..at as usize].rfind('\n').map_or(0, |newline| newline + 1)
}

/// A name that the file doesn't have.
fn free_name(parse: &Parse) -> String {
    let tokens = parse.tree.tokens();
    let is_free = |name: &String| tokens.iter().all(|token| parse.tree.slice(token.span()) != name);
    let more = (2..).map(|number| format!("answer_{number}"));
    std::iter::once("answer".to_owned()).chain(more).find(is_free).expect("a file is finite")
}
