//! Typed views of a tree's nodes: what the compiler, the formatter and the editor read.
//!
//! A view is a [`NodeRef`] that is known to follow one rule. It holds nothing and checks nothing:
//! every part is optional, since any part may be missing in a file with mistakes, and what is
//! missing has been reported already. Parts that are told apart by place alone (the two sides of an
//! operator) are held by `Missing…` nodes, so that a missing one doesn't move the next into its
//! place.
//!
//! To add one: a line in the `views!` of its file for the kind, and methods for its parts. The
//! methods take `self`; views are as cheap as references.

mod blocks;
mod control;
mod expressions;
mod items;
mod names;
mod patterns;
mod strings;
mod types;

use orchestra_diagnostics::Span;

use crate::kind::{NodeKind, TokenKind};
use crate::tree::{CommentKind, NodeRef, TokenRef};

pub use blocks::{
    Binder, BinderField, Block, ElseClause, Ensure, IntoClause, Let, Mock, MockFailure, MockValue,
    NameBinder, Policies, Policy, RecordBinder, Statement, TupleBinder, WildcardBinder,
};
pub use control::{Else, For, If, Match, MatchArm, Repeat};
pub use expressions::{
    Apply, Argument, Arguments, Binary, BinaryOperator, Call, Calls, Expr, FailExpr, FieldAccess,
    Index, Into, Lambda, LambdaParam, List, ListEntry, Literal, NameExpr, NonNull, Paren, Record,
    RecordEntry, RecordField, Shorthand, Spread, Unary, UnaryOperator,
};
pub use items::{
    Alias, ConstItem, EnumItem, FnItem, Generics, Import, Item, ModulePath, Param, ParamList,
    ProvideEntry, ProvideItem, TemplateItem, TestItem, TypeItem, UseCapabilities, UseModule,
    UseSubnets, Variant,
};
pub use names::{Key, Name, Target};
pub use patterns::{
    BindingPattern, LiteralPattern, OrPattern, Pattern, PatternField, RecordPattern, TuplePattern,
    VariantPattern, WildcardPattern,
};
pub use strings::{Interpolation, StringLiteral, StringPart};
pub use types::{
    Bound, ListType, LiteralType, NamedType, OptionalType, ParenType, PatternRefinement, Range,
    RecordType, Refinement, Refinements, TupleType, Type, TypeArguments, TypeField, TypeRest,
    UnionType,
};

/// A typed view of a node.
pub trait View<'t>: Copy + Sized {
    /// The view of `node`, if it follows the rule.
    fn cast(node: NodeRef<'t>) -> Option<Self>;

    /// The node behind it.
    fn node(self) -> NodeRef<'t>;

    /// Where it stands.
    fn span(self) -> Span {
        self.node().span()
    }
}

/// Views of one kind each: a struct around the node.
macro_rules! views {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name<'t>(crate::tree::NodeRef<'t>);

        impl<'t> crate::ast::View<'t> for $name<'t> {
            fn cast(node: crate::tree::NodeRef<'t>) -> Option<Self> {
                (node.kind() == crate::kind::NodeKind::$name).then_some(Self(node))
            }

            fn node(self) -> crate::tree::NodeRef<'t> {
                self.0
            }
        }
    )*};
}

/// A view of several kinds: an enum of views.
macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident($view:ident)),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name<'t> {
            $($(#[$variant_doc])* $variant($view<'t>),)*
        }

        impl<'t> crate::ast::View<'t> for $name<'t> {
            fn cast(node: crate::tree::NodeRef<'t>) -> Option<Self> {
                match node.kind() {
                    $(crate::kind::NodeKind::$view => $view::cast(node).map(Self::$variant),)*
                    _ => None,
                }
            }

            fn node(self) -> crate::tree::NodeRef<'t> {
                match self { $(Self::$variant(view) => view.node(),)* }
            }
        }
    };
}

pub(crate) use {choice, views};

views! {
    /// A whole file.
    File,
}

impl<'t> File<'t> {
    /// Its items, in order.
    pub fn items(self) -> impl Iterator<Item = Item<'t>> + Clone {
        children(self.0)
    }

    /// What the `//!` lines at its beginning say.
    #[must_use]
    pub fn docs(self) -> Option<String> {
        let tree = self.0.tree();
        let end = tree.tokens().first().map_or(tree.text().len() as u32, |token| token.start);
        let comments = tree.comments_in(Span::new(0, end)).iter();
        join_docs(
            comments
                .filter(|comment| comment.kind == CommentKind::FileDoc)
                .map(|comment| tree.slice(comment.span)),
        )
    }
}

/// What the `///` lines above `node` say: those between the token before it and its first one.
#[must_use]
pub fn docs_of(node: NodeRef<'_>) -> Option<String> {
    join_docs(doc_comments(node))
}

/// Whether the `///` lines above `node` say anything.
#[must_use]
pub fn is_documented(node: NodeRef<'_>) -> bool {
    doc_comments(node).any(|comment| !line_of(comment).is_empty())
}

/// The `///` comments above `node`.
fn doc_comments<'t>(node: NodeRef<'t>) -> impl Iterator<Item = &'t str> {
    let tree = node.tree();
    let first = node.token_range().start;
    let before = first.checked_sub(1).map_or(0, |at| tree.tokens()[at as usize].end);
    let comments = tree.comments_in(Span::new(before, node.span().start)).iter();
    comments
        .filter(|comment| comment.kind == CommentKind::Doc)
        .map(|comment| tree.slice(comment.span))
}

fn join_docs<'t>(comments: impl Iterator<Item = &'t str>) -> Option<String> {
    let lines: Vec<&str> = comments.map(line_of).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// What a doc comment says.
fn line_of(comment: &str) -> &str {
    let text = &comment[3..];
    text.strip_prefix(' ').unwrap_or(text).trim_end()
}

/// The first child that is a `T`.
fn child<'t, T: View<'t>>(node: NodeRef<'t>) -> Option<T> {
    node.children().find_map(T::cast)
}

/// The children that are a `T`.
fn children<'t, T: View<'t>>(node: NodeRef<'t>) -> impl Iterator<Item = T> + Clone {
    node.children().filter_map(T::cast)
}

/// The child number `index` of those that are a `T` or stand for a missing one.
fn slot<'t, T: View<'t>>(node: NodeRef<'t>, missing: NodeKind, index: usize) -> Option<T> {
    node.children()
        .filter(|child| child.kind() == missing || T::cast(*child).is_some())
        .nth(index)
        .and_then(T::cast)
}

fn expr_slot(node: NodeRef<'_>, index: usize) -> Option<Expr<'_>> {
    slot(node, NodeKind::MissingExpr, index)
}

fn type_slot(node: NodeRef<'_>, index: usize) -> Option<Type<'_>> {
    slot(node, NodeKind::MissingType, index)
}

/// The first own token of `kind`.
fn token(node: NodeRef<'_>, kind: TokenKind) -> Option<TokenRef<'_>> {
    node.token(kind)
}
