//! Types as they are written.

use super::{Key, Name, View, child, children, choice, docs_of, token, type_slot, views};
use crate::kind::{NodeKind, TokenKind};
use crate::literal::{self, LiteralValue};
use crate::tree::TokenRef;

choice! {
    /// Any type.
    Type {
        /// `string(..=80)`, `map<T>`, `Rival`
        Named(NamedType),
        /// `(A | B)`
        Paren(ParenType),
        /// `[A, B]`
        Tuple(TupleType),
        /// `{ a: T, b?: T, ...U }`
        Record(RecordType),
        /// `"x"`, `-1`, `true`, `null`
        Literal(LiteralType),
        /// `T?`
        Optional(OptionalType),
        /// `T[]`, `T[1..=10]`
        List(ListType),
        /// `A | B`
        Union(UnionType),
    }
}

views! {
    /// A name, perhaps with type arguments and refinements.
    NamedType,
    /// `<T, U>`
    TypeArguments,
    /// `(1..=80, r"^[a-z]+$")`
    Refinements,
    /// The `r"…"` among refinements.
    PatternRefinement,
    /// `1..=10`, `..=10`, `1..`, `3`
    Range,
    /// One end of a range: a number or a constant.
    Bound,
    /// `(A | B)`
    ParenType,
    /// `[A, B]`
    TupleType,
    /// `{ a: T, b?: T, ...U }`
    RecordType,
    /// `a: T`, `b?: T`
    TypeField,
    /// `...U`: further fields of a record type.
    TypeRest,
    /// A literal as a type.
    LiteralType,
    /// `T?`
    OptionalType,
    /// `T[]`, `T[1..=10]`
    ListType,
    /// `A | B`
    UnionType,
}

impl<'t> NamedType<'t> {
    /// The name.
    #[must_use]
    pub fn name(self) -> Option<Name<'t>> {
        child(self.0)
    }

    /// `<T>`
    #[must_use]
    pub fn arguments(self) -> Option<TypeArguments<'t>> {
        child(self.0)
    }

    /// `(…)`
    #[must_use]
    pub fn refinements(self) -> Option<Refinements<'t>> {
        child(self.0)
    }
}

impl<'t> TypeArguments<'t> {
    /// The arguments, in order.
    pub fn types(self) -> impl Iterator<Item = Type<'t>> + Clone {
        children(self.0)
    }
}

/// One refinement of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refinement<'t> {
    /// Of length or value.
    Range(Range<'t>),
    /// Of the text.
    Pattern(PatternRefinement<'t>),
}

impl<'t> Refinements<'t> {
    /// The refinements, in order.
    pub fn entries(self) -> impl Iterator<Item = Refinement<'t>> + Clone {
        self.0.children().filter_map(|node| match node.kind() {
            NodeKind::Range => Range::cast(node).map(Refinement::Range),
            NodeKind::PatternRefinement => PatternRefinement::cast(node).map(Refinement::Pattern),
            _ => None,
        })
    }
}

impl<'t> PatternRefinement<'t> {
    /// The pattern, without `r"` and `"`; none where it isn't closed.
    #[must_use]
    pub fn pattern(self) -> Option<&'t str> {
        literal::raw_text(token(self.0, TokenKind::Raw)?.text())
    }
}

impl<'t> Range<'t> {
    /// The lower end: of `1..=9` and `1..`; of `3` the only one.
    #[must_use]
    pub fn low(self) -> Option<Bound<'t>> {
        let before = self.operator().map_or(u32::MAX, TokenRef::index);
        children::<Bound<'_>>(self.0).find(|bound| bound.0.token_range().start < before)
    }

    /// The upper end, which is included: of `1..=9` and `..=9`; of `3` the only one.
    #[must_use]
    pub fn high(self) -> Option<Bound<'t>> {
        let Some(operator) = self.operator() else { return self.low() };
        children::<Bound<'_>>(self.0).find(|bound| bound.0.token_range().start > operator.index())
    }

    /// Whether it is one number alone.
    #[must_use]
    pub fn is_exact(self) -> bool {
        self.operator().is_none()
    }

    fn operator(self) -> Option<TokenRef<'t>> {
        token(self.0, TokenKind::DotDotEqual).or_else(|| token(self.0, TokenKind::DotDot))
    }
}

impl<'t> Bound<'t> {
    /// The number, if it is one.
    #[must_use]
    pub fn number(self) -> Option<LiteralValue> {
        self.name().is_none().then(|| literal::value(self.0)).flatten()
    }

    /// The constant, if it is one.
    #[must_use]
    pub fn name(self) -> Option<Name<'t>> {
        child(self.0)
    }
}

impl<'t> ParenType<'t> {
    /// The type inside.
    #[must_use]
    pub fn inner(self) -> Option<Type<'t>> {
        type_slot(self.0, 0)
    }
}

impl<'t> TupleType<'t> {
    /// The types of its places.
    pub fn types(self) -> impl Iterator<Item = Type<'t>> + Clone {
        children(self.0)
    }
}

impl<'t> RecordType<'t> {
    /// The fields, in order.
    pub fn fields(self) -> impl Iterator<Item = TypeField<'t>> + Clone {
        children(self.0)
    }

    /// `...U`, in order; more than one is a mistake.
    pub fn rests(self) -> impl Iterator<Item = TypeRest<'t>> + Clone {
        children(self.0)
    }
}

impl<'t> TypeField<'t> {
    /// The field's name.
    #[must_use]
    pub fn key(self) -> Option<Key<'t>> {
        child(self.0)
    }

    /// Whether `?` stands behind the name.
    #[must_use]
    pub fn is_optional(self) -> bool {
        token(self.0, TokenKind::Question).is_some()
    }

    /// The type behind the colon.
    #[must_use]
    pub fn declared_type(self) -> Option<Type<'t>> {
        type_slot(self.0, 0)
    }

    /// What the `///` lines above it say.
    #[must_use]
    pub fn docs(self) -> Option<String> {
        docs_of(self.0)
    }
}

impl<'t> TypeRest<'t> {
    /// The type behind `...`.
    #[must_use]
    pub fn rest_type(self) -> Option<Type<'t>> {
        type_slot(self.0, 0)
    }
}

impl LiteralType<'_> {
    /// The value, unless the literal is malformed.
    #[must_use]
    pub fn value(self) -> Option<LiteralValue> {
        literal::value(self.0)
    }
}

impl<'t> OptionalType<'t> {
    /// The type before `?`.
    #[must_use]
    pub fn inner(self) -> Option<Type<'t>> {
        type_slot(self.0, 0)
    }
}

impl<'t> ListType<'t> {
    /// The type before `[`.
    #[must_use]
    pub fn element(self) -> Option<Type<'t>> {
        type_slot(self.0, 0)
    }

    /// The size between the brackets, if one is written.
    #[must_use]
    pub fn size(self) -> Option<Range<'t>> {
        child(self.0)
    }
}

impl<'t> UnionType<'t> {
    /// The arms, in order.
    pub fn arms(self) -> impl Iterator<Item = Type<'t>> + Clone {
        children(self.0)
    }
}
