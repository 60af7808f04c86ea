//! Patterns of `match`.

use std::borrow::Cow;

use super::{Key, Name, Type, child, children, choice, slot, type_slot, views};
use crate::kind::NodeKind;
use crate::literal::{self, LiteralValue};

choice! {
    /// Any pattern.
    Pattern {
        /// `"web"`, `-1`, `null`
        Literal(LiteralPattern),
        /// `Depth.quick`
        Variant(VariantPattern),
        /// `x`, `x: T`
        Binding(BindingPattern),
        /// `_`
        Wildcard(WildcardPattern),
        /// `{ kind: "web", title }`
        Record(RecordPattern),
        /// `[a, b]`
        Tuple(TuplePattern),
        /// `a | b`
        Or(OrPattern),
    }
}

views! {
    /// A literal.
    LiteralPattern,
    /// `Depth.quick`
    VariantPattern,
    /// `x`, `x: T`
    BindingPattern,
    /// `_`
    WildcardPattern,
    /// `{ kind: "web", title }`
    RecordPattern,
    /// `title`, `kind: "web"`
    PatternField,
    /// `[a, b]`
    TuplePattern,
    /// `a | b`
    OrPattern,
}

impl LiteralPattern<'_> {
    /// The value, unless the literal is malformed.
    #[must_use]
    pub fn value(self) -> Option<LiteralValue> {
        literal::value(self.0)
    }
}

impl<'t> VariantPattern<'t> {
    /// The enum.
    #[must_use]
    pub fn enum_name(self) -> Option<Name<'t>> {
        children(self.0).next()
    }

    /// The variant.
    #[must_use]
    pub fn variant(self) -> Option<Name<'t>> {
        children(self.0).nth(1)
    }
}

impl<'t> BindingPattern<'t> {
    /// The name that is bound.
    #[must_use]
    pub fn name(self) -> Option<Name<'t>> {
        child(self.0)
    }

    /// The type behind the colon.
    #[must_use]
    pub fn declared_type(self) -> Option<Type<'t>> {
        type_slot(self.0, 0)
    }
}

impl<'t> RecordPattern<'t> {
    /// The fields, in order.
    pub fn fields(self) -> impl Iterator<Item = PatternField<'t>> + Clone {
        children(self.0)
    }
}

impl<'t> PatternField<'t> {
    /// The field's name before the colon; none where the bound name stands for both.
    #[must_use]
    pub fn key(self) -> Option<Key<'t>> {
        child(self.0)
    }

    /// What the field must be like.
    #[must_use]
    pub fn pattern(self) -> Option<Pattern<'t>> {
        child(self.0)
    }

    /// The field's name, be it key or shorthand.
    #[must_use]
    pub fn field_name(self) -> Option<Cow<'t, str>> {
        self.key().map(Key::text).or_else(|| match self.pattern()? {
            Pattern::Binding(binding) => Some(binding.name()?.text().into()),
            _ => None,
        })
    }
}

impl<'t> TuplePattern<'t> {
    /// What the place `index` must be like.
    #[must_use]
    pub fn pattern(self, index: usize) -> Option<Pattern<'t>> {
        slot(self.0, NodeKind::MissingPattern, index)
    }

    /// The patterns, in order.
    pub fn patterns(self) -> impl Iterator<Item = Pattern<'t>> + Clone {
        children(self.0)
    }
}

impl<'t> OrPattern<'t> {
    /// The alternatives, in order.
    pub fn alternatives(self) -> impl Iterator<Item = Pattern<'t>> + Clone {
        children(self.0)
    }
}
