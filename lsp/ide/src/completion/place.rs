//! What kind of place the cursor is in.
//!
//! Decided by the last token before the word that is being typed, and by the innermost bracket that
//! is open there; nodes tell apart what the same token means in different rules.

use orchestra_syntax::{NodeKind, NodeRef, TokenKind, ast, ast::View as _};

use crate::cursor::{Cursor, Frame};

/// What kind of place the cursor is in. A `level` is a node's place in the cursor's path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place<'t> {
    /// Where a new name is thought of.
    Nothing,
    /// In a text.
    Text,
    /// Behind the `.` or `?.` of this index among the tokens.
    Member(u32),
    /// Behind `call`.
    Target,
    /// Behind `mock` or `calls(`.
    Mocked,
    /// Behind the `.` of a target.
    Offered { first: &'t str },
    /// Behind `provide`.
    Provided,
    /// Behind `by`.
    ProvidedBy,
    /// Behind `use`.
    Use,
    /// In a `use subnet`.
    Subnets,
    /// In a `use capability`.
    Families,
    /// In the path of a module, behind these words and the `.` after them.
    Module { before: &'t str },
    /// In the braces of a `use`.
    Imports(NodeRef<'t>),
    /// At the beginning of an entry of a `with`.
    PolicyName(usize),
    /// Behind the colon of a policy.
    PolicyValue { policies: usize, name: &'t str },
    /// At the beginning of an entry of a policy's record.
    PolicyField(&'t str),
    /// Behind the colon of an entry of a policy's record, or in a list there.
    PolicyWord { policy: &'t str, field: &'t str },
    /// In the list of a `route`, perhaps behind a subnet and its `.`.
    Routed { first: Option<&'t str> },
    /// At the beginning of an entry of a record.
    RecordField(usize),
    /// At the beginning of an entry of a record pattern or binder.
    BoundField(usize),
    /// Behind the `fail` of a mock.
    Failure,
    /// At the beginning of an entry of a `provide`.
    ProvideEntry,
    /// Where a type stands.
    Type,
    /// In a refinement or the size of a list.
    Bound,
    /// Where a pattern stands; at the beginning of an arm, or inside another pattern.
    Pattern { arm: bool },
    /// Where an expression stands, or, of a step, a `call` too.
    Expression { step: bool },
    /// At the beginning of a statement.
    Statement,
    /// Behind something whole, on its line.
    Clause,
    /// At the top of the file.
    Item,
}

impl<'t> Place<'t> {
    pub(super) fn of(cursor: &Cursor<'t>) -> Self {
        if cursor.is_in_text() {
            return Self::Text;
        }
        let frame = cursor.frame();
        let Some(last) = cursor.kind(0) else { return Self::Item };
        match last {
            TokenKind::Dot | TokenKind::QuestionDot => return behind_dot(cursor, frame),
            TokenKind::Call => return Self::Target,
            TokenKind::Use if frame.is_none() => return Self::Use,
            TokenKind::Provide if frame.is_none() => return Self::Provided,
            TokenKind::Provide => return Self::Nothing,
            TokenKind::Let
            | TokenKind::For
            | TokenKind::Repeat
            | TokenKind::As
            | TokenKind::Fn
            | TokenKind::Template
            | TokenKind::Type
            | TokenKind::Enum
            | TokenKind::Const
            | TokenKind::Test => return Self::Nothing,
            TokenKind::Name => {
                if let Some(place) = behind_word(cursor, frame) {
                    return place;
                }
            }
            _ => {}
        }
        if let Some(place) = in_use(cursor, frame) {
            return place;
        }
        if let Some(place) = in_type(cursor) {
            return place;
        }
        frame.map_or_else(|| at_top(cursor), |frame| in_frame(cursor, frame))
    }
}

/// Behind a word that the language reads in some places only.
fn behind_word<'t>(cursor: &Cursor<'t>, frame: Option<Frame<'t>>) -> Option<Place<'t>> {
    if cursor.on_new_line() {
        return None;
    }
    let is_first = cursor.token(0).is_some_and(|token| token.first_on_line);
    let in_block = frame.is_some_and(|frame| frame.node.kind() == NodeKind::Block);
    match cursor.text(0) {
        "mock" if is_first && in_block => Some(Place::Mocked),
        "mock" if in_block && cursor.kind(1) == Some(TokenKind::LeftBrace) => Some(Place::Mocked),
        "by" if cursor.level_of(&[NodeKind::ProvideItem]).is_some() => Some(Place::ProvidedBy),
        "subnet" if cursor.kind(1) == Some(TokenKind::Use) => Some(Place::Subnets),
        "capability" if cursor.kind(1) == Some(TokenKind::Use) => Some(Place::Families),
        "until" | "max" if cursor.owner().kind() == NodeKind::Repeat => {
            Some(Place::Expression { step: false })
        }
        _ => None,
    }
}

fn behind_dot<'t>(cursor: &Cursor<'t>, frame: Option<Frame<'t>>) -> Place<'t> {
    let first = cursor.text(1);
    let is_target = match cursor.kind(2) {
        Some(TokenKind::Call | TokenKind::Provide) => true,
        Some(TokenKind::Name) => {
            let within = |kinds: &[NodeKind]| cursor.level_of(kinds).is_some();
            match cursor.text(2) {
                "mock" => within(&[NodeKind::Mock]),
                "by" => within(&[NodeKind::ProvideItem]),
                _ => false,
            }
        }
        Some(TokenKind::LeftParen) => cursor.level_of(&[NodeKind::Calls]).is_some(),
        _ => false,
    };
    if is_target && cursor.kind(1) == Some(TokenKind::Name) {
        return Place::Offered { first };
    }
    if let Some(before) = module_words(cursor) {
        return Place::Module { before };
    }
    let routed = frame.is_some_and(|frame| policy_around(cursor, frame) == Some(("route", None)));
    if routed && cursor.kind(1) == Some(TokenKind::Name) {
        return Place::Routed { first: Some(first) };
    }
    Place::Member(cursor.before - 1)
}

/// The words of a module before the cursor, without the last `.`, where that is what stands there.
fn module_words<'t>(cursor: &Cursor<'t>) -> Option<&'t str> {
    let mut back = 1;
    loop {
        if !cursor.kind(back)?.is_word() {
            return None;
        }
        match cursor.kind(back + 1)? {
            TokenKind::Use => break,
            TokenKind::Dot => back += 2,
            _ => return None,
        }
    }
    let (from, to) = (cursor.token(back)?.start, cursor.token(1)?.end);
    Some(cursor.tree.slice(orchestra_diagnostics::Span::new(from, to)))
}

fn in_use<'t>(cursor: &Cursor<'t>, frame: Option<Frame<'t>>) -> Option<Place<'t>> {
    if let Some(frame) = frame.filter(|frame| frame.node.kind() == NodeKind::UseModule) {
        let is_empty = cursor.entry(frame).is_empty();
        return Some(if is_empty { Place::Imports(frame.node) } else { Place::Clause });
    }
    let level =
        cursor.level_of(&[NodeKind::UseSubnets, NodeKind::UseCapabilities, NodeKind::UseModule])?;
    let is_subnets = cursor.path[level].kind() == NodeKind::UseSubnets;
    let is_module = cursor.path[level].kind() == NodeKind::UseModule;
    match cursor.kind(0)? {
        TokenKind::Comma if is_subnets => Some(Place::Subnets),
        TokenKind::Comma if !is_module => Some(Place::Families),
        _ if cursor.on_new_line() => Some(Place::Item),
        _ => Some(Place::Clause),
    }
}

fn in_type<'t>(cursor: &Cursor<'t>) -> Option<Place<'t>> {
    let owner = cursor.owner().kind();
    let is_type = match cursor.kind(0)? {
        TokenKind::Colon => matches!(
            owner,
            NodeKind::Param
                | NodeKind::Let
                | NodeKind::ConstItem
                | NodeKind::Repeat
                | NodeKind::TypeField
                | NodeKind::BindingPattern
        ),
        TokenKind::Arrow | TokenKind::Into => true,
        TokenKind::Equal => owner == NodeKind::TypeItem,
        TokenKind::Pipe => {
            owner == NodeKind::UnionType
                || cursor.level_of(&[NodeKind::UnionType, NodeKind::TypeItem]).is_some()
        }
        TokenKind::Less => owner == NodeKind::TypeArguments,
        TokenKind::LeftBracket => owner == NodeKind::TupleType,
        TokenKind::LeftParen => owner == NodeKind::ParenType,
        TokenKind::Comma => matches!(owner, NodeKind::TypeArguments | NodeKind::TupleType),
        TokenKind::Ellipsis => owner == NodeKind::TypeRest,
        _ => false,
    };
    is_type.then_some(Place::Type)
}

fn at_top<'t>(cursor: &Cursor<'t>) -> Place<'t> {
    let owner = cursor.owner().kind();
    match cursor.kind(0) {
        Some(TokenKind::Equal) => match owner {
            NodeKind::ConstItem | NodeKind::FnItem => Place::Expression { step: false },
            _ => Place::Nothing,
        },
        Some(kind) if wants_operand(kind) => Place::Expression { step: false },
        _ if cursor.on_new_line() => Place::Item,
        _ => Place::Clause,
    }
}

fn in_frame<'t>(cursor: &Cursor<'t>, frame: Frame<'t>) -> Place<'t> {
    let entry = cursor.entry(frame);
    let begins = entry.is_empty();
    if let Some((policy, field)) = policy_around(cursor, frame) {
        return in_policy(cursor, frame, policy, field);
    }
    match frame.node.kind() {
        NodeKind::Policies if begins => Place::PolicyName(frame.level),
        NodeKind::Policies => match entry.get(1).map(|token| token.kind) {
            Some(TokenKind::Colon) if entry.len() == 2 => Place::PolicyValue {
                policies: frame.level,
                name: cursor.tree.slice(entry[0].span()),
            },
            Some(TokenKind::Colon) => operand(cursor, false),
            _ => Place::Nothing,
        },
        NodeKind::Record if begins => Place::RecordField(frame.level),
        NodeKind::RecordBinder | NodeKind::RecordPattern if begins => {
            Place::BoundField(frame.level)
        }
        NodeKind::RecordPattern => match cursor.kind(0) {
            Some(TokenKind::Colon | TokenKind::Pipe) => Place::Pattern { arm: false },
            _ => Place::Nothing,
        },
        NodeKind::TuplePattern => match cursor.kind(0) {
            Some(TokenKind::LeftBracket | TokenKind::Comma | TokenKind::Pipe) => {
                Place::Pattern { arm: false }
            }
            _ => Place::Nothing,
        },
        NodeKind::ProvideItem if begins => Place::ProvideEntry,
        NodeKind::Refinements | NodeKind::ListType => Place::Bound,
        NodeKind::Calls => {
            if begins {
                Place::Mocked
            } else {
                Place::Nothing
            }
        }
        NodeKind::RecordType
        | NodeKind::EnumItem
        | NodeKind::Generics
        | NodeKind::LambdaParams
        | NodeKind::RecordBinder
        | NodeKind::TupleBinder => Place::Nothing,
        NodeKind::ParamList => match cursor.kind(0) {
            Some(TokenKind::Equal) => Place::Expression { step: false },
            _ => Place::Nothing,
        },
        NodeKind::TupleType | NodeKind::TypeArguments | NodeKind::ParenType => Place::Nothing,
        NodeKind::Match => in_match(cursor, frame),
        NodeKind::Block => in_block(cursor, frame),
        NodeKind::Paren => operand(cursor, begins),
        _ => operand(cursor, false),
    }
}

fn in_match<'t>(cursor: &Cursor<'t>, frame: Frame<'t>) -> Place<'t> {
    let arm = cursor.path.get(frame.level + 1).filter(|node| node.kind() == NodeKind::MatchArm);
    let Some(arm) = arm else { return Place::Pattern { arm: true } };
    let behind = |kind: TokenKind| {
        arm.token(kind).filter(|token| token.index() < cursor.before).map(|token| token.index())
    };
    match behind(TokenKind::FatArrow) {
        Some(arrow) if arrow + 1 == cursor.before => Place::Expression { step: true },
        Some(_) if cursor.on_new_line() && !cursor.kind(0).is_some_and(wants_operand) => {
            Place::Pattern { arm: true }
        }
        Some(_) => operand(cursor, false),
        None if arm
            .child(NodeKind::Guard)
            .is_some_and(|guard| guard.token_range().start < cursor.before) =>
        {
            operand(cursor, false)
        }
        None if cursor.kind(0) == Some(TokenKind::Pipe) => Place::Pattern { arm: false },
        None => Place::Clause,
    }
}

fn in_block<'t>(cursor: &Cursor<'t>, frame: Frame<'t>) -> Place<'t> {
    let Some(last) = cursor.kind(0) else { return Place::Nothing };
    if last == TokenKind::LeftBrace && cursor.owner() == frame.node {
        return Place::Statement;
    }
    let owner = cursor.owner().kind();
    match last {
        TokenKind::Fail if owner == NodeKind::MockFailure || is_mocked_failure(cursor) => {
            Place::Failure
        }
        TokenKind::Equal if owner == NodeKind::Let => Place::Expression { step: true },
        TokenKind::Else => Place::Expression { step: true },
        TokenKind::Comma if owner == NodeKind::For => Place::Nothing,
        kind if wants_operand(kind) => Place::Expression { step: false },
        TokenKind::With => Place::Nothing,
        _ if cursor.on_new_line() => Place::Statement,
        _ => Place::Clause,
    }
}

fn is_mocked_failure(cursor: &Cursor<'_>) -> bool {
    cursor.kind(1) == Some(TokenKind::FatArrow)
        && cursor.level_of(&[NodeKind::Mock]).is_some()
        && !cursor.on_new_line()
}

/// Behind what wants an operand, an expression; else what may follow one.
fn operand<'t>(cursor: &Cursor<'t>, step: bool) -> Place<'t> {
    if cursor.kind(0).is_some_and(wants_operand) {
        Place::Expression { step }
    } else {
        Place::Clause
    }
}

/// Whether an operand must stand behind such a token.
fn wants_operand(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::LeftParen
            | TokenKind::LeftBracket
            | TokenKind::InterpolationStart
            | TokenKind::Comma
            | TokenKind::Colon
            | TokenKind::FatArrow
            | TokenKind::Ellipsis
            | TokenKind::Equal
            | TokenKind::EqualEqual
            | TokenKind::NotEqual
            | TokenKind::Less
            | TokenKind::LessEqual
            | TokenKind::Greater
            | TokenKind::Plus
            | TokenKind::Minus
            | TokenKind::Star
            | TokenKind::Slash
            | TokenKind::Percent
            | TokenKind::Bang
            | TokenKind::And
            | TokenKind::Or
            | TokenKind::Coalesce
            | TokenKind::Ensure
            | TokenKind::Fail
            | TokenKind::If
            | TokenKind::In
            | TokenKind::Match
            | TokenKind::Else
    )
}

/// The policy around `frame`, a record or list of its value, and the field of it that the frame is
/// the value of.
fn policy_around<'t>(cursor: &Cursor<'t>, frame: Frame<'t>) -> Option<(&'t str, Option<&'t str>)> {
    let is_plain = matches!(frame.node.kind(), NodeKind::Record | NodeKind::List);
    let above = frame.level.checked_sub(1).filter(|_| is_plain)?;
    let above_node = cursor.path[above];
    if let Some(policy) = ast::Policy::cast(above_node) {
        return Some((policy.name()?.text(), None));
    }
    let field = ast::RecordField::cast(above_node)?;
    let policy = ast::Policy::cast(cursor.path[above.checked_sub(2)?])?;
    let key = field.node().first_token()?.text();
    Some((policy.name()?.text(), Some(key)))
}

fn in_policy<'t>(
    cursor: &Cursor<'t>,
    frame: Frame<'t>,
    policy: &'t str,
    field: Option<&'t str>,
) -> Place<'t> {
    let entry = cursor.entry(frame);
    match (frame.node.kind(), field) {
        (NodeKind::List, None) if policy == "route" && entry.is_empty() => {
            Place::Routed { first: None }
        }
        (NodeKind::List, Some(field)) if entry.is_empty() => Place::PolicyWord { policy, field },
        (NodeKind::Record, None) if entry.is_empty() => Place::PolicyField(policy),
        (NodeKind::Record, None) if entry.len() == 2 && entry[1].kind == TokenKind::Colon => {
            Place::PolicyWord { policy, field: cursor.tree.slice(entry[0].span()) }
        }
        _ => operand(cursor, false),
    }
}
