//! Blocks, their statements, binders, and the clauses of calls and loops.

use std::borrow::Cow;

use super::{
    Call, Expr, For, If, Key, Match, Name, Repeat, Target, Type, View, child, children, choice,
    expr_slot, slot, type_slot, views,
};
use super::{FailExpr, NodeRef};
use crate::kind::NodeKind;

views! {
    /// `{ statements value }`
    Block,
    /// `let binder: T = step`
    Let,
    /// `ensure condition, message`
    Ensure,
    /// `mock target => …`
    Mock,
    /// `fail reason`, behind the arrow of a mock.
    MockFailure,
    /// A name that is bound.
    NameBinder,
    /// `_`
    WildcardBinder,
    /// `{ title, url: link }`
    RecordBinder,
    /// `title`, `url: link`
    BinderField,
    /// `[a, b]`
    TupleBinder,
    /// `into T` behind a call.
    IntoClause,
    /// `else step` behind a call.
    ElseClause,
    /// `with { … }`
    Policies,
    /// `timeout: 20s`
    Policy,
}

choice! {
    /// What a block does before its value.
    Statement {
        /// `let …`
        Let(Let),
        /// `ensure …`
        Ensure(Ensure),
        /// `mock …`
        Mock(Mock),
        /// A call whose value isn't used.
        Call(Call),
        /// An `if` for its effects.
        If(If),
        /// A `match` for its effects.
        Match(Match),
        /// A `for` for its effects.
        For(For),
        /// A `repeat` for its effects.
        Repeat(Repeat),
        /// `fail …`
        Fail(FailExpr),
    }
}

choice! {
    /// What a value is bound to.
    Binder {
        /// A name.
        Name(NameBinder),
        /// `_`
        Wildcard(WildcardBinder),
        /// `{ title, url: link }`
        Record(RecordBinder),
        /// `[a, b]`
        Tuple(TupleBinder),
    }
}

impl<'t> Block<'t> {
    /// What it does, in order; its value isn't among them.
    pub fn statements(self) -> impl Iterator<Item = Statement<'t>> + Clone {
        let value = self.value().map(|value| value.node());
        self.0.children().filter(move |node| Some(*node) != value).filter_map(Statement::cast)
    }

    /// Its value: its last child, where that is an expression or a call.
    #[must_use]
    pub fn value(self) -> Option<Expr<'t>> {
        self.0.children().next_back().and_then(Expr::cast)
    }
}

impl<'t> Let<'t> {
    /// What is bound.
    #[must_use]
    pub fn binder(self) -> Option<Binder<'t>> {
        child(self.0)
    }

    /// The type behind the colon.
    #[must_use]
    pub fn declared_type(self) -> Option<Type<'t>> {
        type_slot(self.0, 0)
    }

    /// The expression or call behind `=`.
    #[must_use]
    pub fn value(self) -> Option<Expr<'t>> {
        expr_slot(self.0, 0)
    }
}

impl<'t> Ensure<'t> {
    /// What must hold.
    #[must_use]
    pub fn condition(self) -> Option<Expr<'t>> {
        expr_slot(self.0, 0)
    }

    /// What is said where it doesn't.
    #[must_use]
    pub fn message(self) -> Option<Expr<'t>> {
        expr_slot(self.0, 1)
    }
}

/// What a mock answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MockValue<'t> {
    /// A value, or a lambda that makes one of the arguments.
    Value(Expr<'t>),
    /// `fail reason`.
    Failure(MockFailure<'t>),
}

impl<'t> Mock<'t> {
    /// What is mocked.
    #[must_use]
    pub fn target(self) -> Option<Target<'t>> {
        child(self.0)
    }

    /// What stands behind the arrow.
    #[must_use]
    pub fn value(self) -> Option<MockValue<'t>> {
        child(self.0).map(MockValue::Failure).or_else(|| expr_slot(self.0, 0).map(MockValue::Value))
    }
}

impl<'t> MockFailure<'t> {
    /// The kind of failure.
    #[must_use]
    pub fn reason(self) -> Option<Name<'t>> {
        child(self.0)
    }
}

impl<'t> Binder<'t> {
    /// All names that it binds, in order of the text.
    #[must_use]
    pub fn names(self) -> Vec<Name<'t>> {
        let mut names = Vec::new();
        let mut open = vec![self.node()];
        while let Some(node) = open.pop() {
            match node.kind() {
                NodeKind::Name => names.extend(Name::cast(node)),
                _ => open.extend(node.children().rev()),
            }
        }
        names
    }
}

impl<'t> NameBinder<'t> {
    /// The name.
    #[must_use]
    pub fn name(self) -> Option<Name<'t>> {
        child(self.0)
    }
}

impl<'t> RecordBinder<'t> {
    /// The fields, in order.
    pub fn fields(self) -> impl Iterator<Item = BinderField<'t>> + Clone {
        children(self.0)
    }
}

impl<'t> BinderField<'t> {
    /// The field's name before the colon; none where the bound name stands for both.
    #[must_use]
    pub fn key(self) -> Option<Key<'t>> {
        child(self.0)
    }

    /// What the field is bound to.
    #[must_use]
    pub fn binder(self) -> Option<Binder<'t>> {
        child(self.0)
    }

    /// The field's name, be it key or shorthand.
    #[must_use]
    pub fn field_name(self) -> Option<Cow<'t, str>> {
        self.key().map(Key::text).or_else(|| match self.binder()? {
            Binder::Name(binder) => Some(binder.name()?.text().into()),
            _ => None,
        })
    }
}

impl<'t> TupleBinder<'t> {
    /// What the place `index` is bound to.
    #[must_use]
    pub fn binder(self, index: usize) -> Option<Binder<'t>> {
        slot(self.0, NodeKind::MissingBinder, index)
    }

    /// The binders, in order.
    pub fn binders(self) -> impl Iterator<Item = Binder<'t>> + Clone {
        children(self.0)
    }
}

impl<'t> IntoClause<'t> {
    /// The type behind `into`.
    #[must_use]
    pub fn into_type(self) -> Option<Type<'t>> {
        type_slot(self.0, 0)
    }
}

impl<'t> ElseClause<'t> {
    /// The expression or call behind `else`.
    #[must_use]
    pub fn value(self) -> Option<Expr<'t>> {
        expr_slot(self.0, 0)
    }
}

impl<'t> Policies<'t> {
    /// The policies, in order.
    pub fn entries(self) -> impl Iterator<Item = Policy<'t>> + Clone {
        children(self.0)
    }

    /// The first policy called `name`.
    #[must_use]
    pub fn get(self, name: &str) -> Option<Policy<'t>> {
        self.entries().find(|policy| policy.name().is_some_and(|word| word.text() == name))
    }
}

impl<'t> Policy<'t> {
    /// Its name.
    #[must_use]
    pub fn name(self) -> Option<Name<'t>> {
        child(self.0)
    }

    /// Its value, unless that is the word `fail`.
    #[must_use]
    pub fn value(self) -> Option<Expr<'t>> {
        expr_slot(self.0, 0)
    }

    /// The node of the word `fail`, where it stands alone as the value.
    #[must_use]
    pub fn fail_word(self) -> Option<NodeRef<'t>> {
        self.0.child(NodeKind::FailWord)
    }
}
