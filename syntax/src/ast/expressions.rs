//! Expressions and calls.

use orchestra_diagnostics::Span;

use super::{
    ElseClause, For, If, IntoClause, Key, Match, Name, Policies, Repeat, StringLiteral, Target,
    Type, View, child, children, choice, expr_slot, token, type_slot, views,
};
use crate::kind::{NodeKind, TokenKind};
use crate::literal::{self, LiteralValue};

choice! {
    /// Any expression, and the call, which stands where a step may.
    Expr {
        /// A name.
        Name(NameExpr),
        /// A number, duration, amount, raw string, bool or null.
        Literal(Literal),
        /// A string or a text block.
        String(StringLiteral),
        /// `x => e`
        Lambda(Lambda),
        /// `a + b`
        Binary(Binary),
        /// `!a`, `-a`
        Unary(Unary),
        /// `a.b`, `a?.b`
        Field(FieldAccess),
        /// `f(x)`, `a.m(x)`
        Apply(Apply),
        /// `a[i]`
        Index(Index),
        /// `a!`
        NonNull(NonNull),
        /// `a into T`
        Into(Into),
        /// `(a)`
        Paren(Paren),
        /// `{ a: 1 }`
        Record(Record),
        /// `[1, 2]`
        List(List),
        /// `if c { … } else { … }`
        If(If),
        /// `match v { … }`
        Match(Match),
        /// `for x in xs { … }`
        For(For),
        /// `repeat s = a until c max n { … }`
        Repeat(Repeat),
        /// `fail m`
        Fail(FailExpr),
        /// `calls(target)`
        Calls(Calls),
        /// `call target { … }`
        Call(Call),
    }
}

views! {
    /// A name as a value.
    NameExpr,
    /// A number, duration, amount, raw string, bool or null.
    Literal,
    /// `x => e`, `(a, b) => e`
    Lambda,
    /// Two operands and an operator.
    Binary,
    /// `!a`, `-a`
    Unary,
    /// `a.b`, `a?.b`
    FieldAccess,
    /// A function or method with its arguments.
    Apply,
    /// `(x, weight: 2)`
    Arguments,
    /// `x`, `weight: 2`
    Argument,
    /// `a[i]`
    Index,
    /// `a!`
    NonNull,
    /// `a into T`
    Into,
    /// `(a)`, `(call …)`
    Paren,
    /// `{ a: 1, b, ...rest }`
    Record,
    /// `a: 1`
    RecordField,
    /// `b`, for `b: b`
    Shorthand,
    /// `...rest`
    Spread,
    /// `[1, ...rest]`
    List,
    /// `fail m`
    FailExpr,
    /// `calls(search.web)`
    Calls,
    /// `call target { … } into T with { … } else v`
    Call,
}

impl<'t> NameExpr<'t> {
    /// The name.
    #[must_use]
    pub fn name(self) -> &'t str {
        self.0.text()
    }
}

impl Literal<'_> {
    /// The value, unless the literal is malformed.
    #[must_use]
    pub fn value(self) -> Option<LiteralValue> {
        literal::value(self.0)
    }
}

/// One parameter of a lambda: a name, or `_`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LambdaParam<'t> {
    /// A name.
    Name(Name<'t>),
    /// `_`
    Wildcard(Span),
}

impl<'t> Lambda<'t> {
    /// The parameters, in order.
    #[must_use]
    pub fn params(self) -> Vec<LambdaParam<'t>> {
        let Some(list) = self.0.child(NodeKind::LambdaParams) else { return Vec::new() };
        let names = children::<Name<'_>>(list).map(LambdaParam::Name);
        let wildcards = list.tokens().filter(|token| token.kind() == TokenKind::Underscore);
        let mut params: Vec<_> =
            names.chain(wildcards.map(|token| LambdaParam::Wildcard(token.span()))).collect();
        params.sort_by_key(|param| match param {
            LambdaParam::Name(name) => name.span().start,
            LambdaParam::Wildcard(span) => span.start,
        });
        params
    }

    /// The expression behind the arrow.
    #[must_use]
    pub fn body(self) -> Option<Expr<'t>> {
        expr_slot(self.0, 0)
    }
}

/// An operator between two operands, loosest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is one sign, which `text` tells")]
pub enum BinaryOperator {
    Coalesce,
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    In,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl BinaryOperator {
    /// As it is written.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Coalesce => "??",
            Self::Or => "||",
            Self::And => "&&",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
            Self::In => "in",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
        }
    }
}

impl<'t> Binary<'t> {
    /// The operand before the operator.
    #[must_use]
    pub fn left(self) -> Option<Expr<'t>> {
        expr_slot(self.0, 0)
    }

    /// The operand behind the operator.
    #[must_use]
    pub fn right(self) -> Option<Expr<'t>> {
        expr_slot(self.0, 1)
    }

    /// The operator.
    #[must_use]
    pub fn operator(self) -> Option<BinaryOperator> {
        let mut tokens = self.0.tokens();
        let first = tokens.find_map(|token| operator_of(token.kind()))?;
        let joined = first == BinaryOperator::Greater && token(self.0, TokenKind::Equal).is_some();
        Some(if joined { BinaryOperator::GreaterEqual } else { first })
    }

    /// Where the operator stands.
    #[must_use]
    pub fn operator_span(self) -> Option<Span> {
        let spans = self.0.tokens().map(|token| token.span());
        spans.reduce(Span::cover)
    }
}

const fn operator_of(kind: TokenKind) -> Option<BinaryOperator> {
    Some(match kind {
        TokenKind::Coalesce => BinaryOperator::Coalesce,
        TokenKind::Or => BinaryOperator::Or,
        TokenKind::And => BinaryOperator::And,
        TokenKind::EqualEqual => BinaryOperator::Equal,
        TokenKind::NotEqual => BinaryOperator::NotEqual,
        TokenKind::Less => BinaryOperator::Less,
        TokenKind::LessEqual => BinaryOperator::LessEqual,
        TokenKind::Greater => BinaryOperator::Greater,
        TokenKind::In => BinaryOperator::In,
        TokenKind::Plus => BinaryOperator::Add,
        TokenKind::Minus => BinaryOperator::Subtract,
        TokenKind::Star => BinaryOperator::Multiply,
        TokenKind::Slash => BinaryOperator::Divide,
        TokenKind::Percent => BinaryOperator::Remainder,
        _ => return None,
    })
}

/// An operator before its operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnaryOperator {
    /// `!`
    Not,
    /// `-`
    Negate,
}

impl<'t> Unary<'t> {
    /// The operator.
    #[must_use]
    pub fn operator(self) -> Option<UnaryOperator> {
        self.0.tokens().find_map(|token| match token.kind() {
            TokenKind::Bang => Some(UnaryOperator::Not),
            TokenKind::Minus => Some(UnaryOperator::Negate),
            _ => None,
        })
    }

    /// The operand.
    #[must_use]
    pub fn operand(self) -> Option<Expr<'t>> {
        expr_slot(self.0, 0)
    }
}

impl<'t> FieldAccess<'t> {
    /// What the field is of.
    #[must_use]
    pub fn object(self) -> Option<Expr<'t>> {
        expr_slot(self.0, 0)
    }

    /// The field's or method's name.
    #[must_use]
    pub fn key(self) -> Option<Key<'t>> {
        child(self.0)
    }

    /// Whether it is `?.`.
    #[must_use]
    pub fn is_optional(self) -> bool {
        token(self.0, TokenKind::QuestionDot).is_some()
    }
}

impl<'t> Apply<'t> {
    /// The function; of a method its [`FieldAccess`].
    #[must_use]
    pub fn callee(self) -> Option<Expr<'t>> {
        expr_slot(self.0, 0)
    }

    /// The arguments, in order.
    pub fn arguments(self) -> impl Iterator<Item = Argument<'t>> + Clone {
        child::<Arguments<'_>>(self.0).into_iter().flat_map(Arguments::entries)
    }

    /// The arguments with their parentheses.
    #[must_use]
    pub fn argument_list(self) -> Option<Arguments<'t>> {
        child(self.0)
    }
}

impl<'t> Arguments<'t> {
    /// The arguments, in order.
    pub fn entries(self) -> impl Iterator<Item = Argument<'t>> + Clone {
        children(self.0)
    }
}

impl<'t> Argument<'t> {
    /// The parameter's name before the colon, if there is one.
    #[must_use]
    pub fn name(self) -> Option<Name<'t>> {
        child(self.0)
    }

    /// The value.
    #[must_use]
    pub fn value(self) -> Option<Expr<'t>> {
        expr_slot(self.0, 0)
    }
}

impl<'t> Index<'t> {
    /// What is indexed.
    #[must_use]
    pub fn object(self) -> Option<Expr<'t>> {
        expr_slot(self.0, 0)
    }

    /// What stands between the brackets.
    #[must_use]
    pub fn index(self) -> Option<Expr<'t>> {
        expr_slot(self.0, 1)
    }
}

impl<'t> NonNull<'t> {
    /// What isn't null.
    #[must_use]
    pub fn operand(self) -> Option<Expr<'t>> {
        expr_slot(self.0, 0)
    }
}

impl<'t> Into<'t> {
    /// What is converted.
    #[must_use]
    pub fn operand(self) -> Option<Expr<'t>> {
        expr_slot(self.0, 0)
    }

    /// The type behind `into`.
    #[must_use]
    pub fn into_type(self) -> Option<Type<'t>> {
        type_slot(self.0, 0)
    }
}

impl<'t> Paren<'t> {
    /// What stands between the parentheses; perhaps a call.
    #[must_use]
    pub fn inner(self) -> Option<Expr<'t>> {
        expr_slot(self.0, 0)
    }
}

choice! {
    /// One entry of a record.
    RecordEntry {
        /// `a: 1`
        Field(RecordField),
        /// `b`
        Shorthand(Shorthand),
        /// `...rest`
        Spread(Spread),
    }
}

impl<'t> Record<'t> {
    /// The entries, in order.
    pub fn entries(self) -> impl Iterator<Item = RecordEntry<'t>> + Clone {
        children(self.0)
    }

    /// The opening brace.
    #[must_use]
    pub fn open_span(self) -> Option<Span> {
        token(self.0, TokenKind::LeftBrace).map(crate::tree::TokenRef::span)
    }
}

impl<'t> RecordField<'t> {
    /// The field's name.
    #[must_use]
    pub fn key(self) -> Option<Key<'t>> {
        child(self.0)
    }

    /// The value behind the colon.
    #[must_use]
    pub fn value(self) -> Option<Expr<'t>> {
        expr_slot(self.0, 0)
    }
}

impl<'t> Shorthand<'t> {
    /// The name of the field and of its value.
    #[must_use]
    pub fn name(self) -> Option<Name<'t>> {
        child(self.0)
    }
}

impl<'t> Spread<'t> {
    /// What is spread.
    #[must_use]
    pub fn value(self) -> Option<Expr<'t>> {
        expr_slot(self.0, 0)
    }
}

/// One entry of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListEntry<'t> {
    /// A value.
    Value(Expr<'t>),
    /// `...rest`
    Spread(Spread<'t>),
}

impl<'t> List<'t> {
    /// The entries, in order.
    pub fn entries(self) -> impl Iterator<Item = ListEntry<'t>> + Clone {
        self.0.children().filter_map(|node| {
            Spread::cast(node)
                .map(ListEntry::Spread)
                .or_else(|| Expr::cast(node).map(ListEntry::Value))
        })
    }
}

impl<'t> FailExpr<'t> {
    /// The message.
    #[must_use]
    pub fn message(self) -> Option<Expr<'t>> {
        expr_slot(self.0, 0)
    }
}

impl<'t> Calls<'t> {
    /// What was called.
    #[must_use]
    pub fn target(self) -> Option<Target<'t>> {
        child(self.0)
    }
}

impl<'t> Call<'t> {
    /// What is called.
    #[must_use]
    pub fn target(self) -> Option<Target<'t>> {
        child(self.0)
    }

    /// The arguments.
    #[must_use]
    pub fn arguments(self) -> Option<Record<'t>> {
        child(self.0)
    }

    /// The type behind `into`.
    #[must_use]
    pub fn into_type(self) -> Option<Type<'t>> {
        child::<IntoClause<'_>>(self.0)?.into_type()
    }

    /// `with { … }`
    #[must_use]
    pub fn policies(self) -> Option<Policies<'t>> {
        child(self.0)
    }

    /// The expression or call behind `else`.
    #[must_use]
    pub fn otherwise(self) -> Option<Expr<'t>> {
        child::<ElseClause<'_>>(self.0)?.value()
    }

    /// The word `call`.
    #[must_use]
    pub fn word_span(self) -> Option<Span> {
        token(self.0, TokenKind::Call).map(crate::tree::TokenRef::span)
    }
}
