//! Items: what stands at a file's top.

use super::{
    Block, Expr, Lambda, Name, Policies, StringLiteral, Target, Type, View, child, children,
    choice, docs_of, expr_slot, names::Key, type_slot, views,
};
use crate::kind::{NodeKind, TokenKind};

choice! {
    /// Any item.
    Item {
        /// `use subnet …`
        UseSubnets(UseSubnets),
        /// `use capability …`
        UseCapabilities(UseCapabilities),
        /// `use path { … }`
        UseModule(UseModule),
        /// `type …`
        Type(TypeItem),
        /// `enum …`
        Enum(EnumItem),
        /// `const …`
        Const(ConstItem),
        /// `fn …`
        Fn(FnItem),
        /// `template …`
        Template(TemplateItem),
        /// `provide …`
        Provide(ProvideItem),
        /// `test …`
        Test(TestItem),
    }
}

views! {
    /// `use subnet desearch, chutes as llm`
    UseSubnets,
    /// `use capability search, text`
    UseCapabilities,
    /// `use std.text { bullet_list }`, `use "./shared.orch" { Score }`
    UseModule,
    /// The `std.text` of a `use`.
    ModulePath,
    /// `chutes as llm`, or a name alone.
    Alias,
    /// `type Rival = { … }`
    TypeItem,
    /// `enum Depth { quick, standard }`
    EnumItem,
    /// One variant of an enum.
    Variant,
    /// `const PAGE: int = 20`
    ConstItem,
    /// `fn pages(depth: Depth) -> int = …`
    FnItem,
    /// `template compare(…) -> T with { … } { … }`
    TemplateItem,
    /// `provide search.web by desearch.web_search { … }`
    ProvideItem,
    /// `request: lambda`, `response: lambda`
    ProvideEntry,
    /// `test "…" { … }`
    TestItem,
    /// `<T, U>` behind a declared name.
    Generics,
    /// The parameters of a function or template, with their parentheses.
    ParamList,
    /// `depth: Depth = Depth.standard`
    Param,
}

impl<'t> Item<'t> {
    /// The name that it declares, if it declares one.
    #[must_use]
    pub fn name(self) -> Option<Name<'t>> {
        match self {
            Self::Type(item) => item.name(),
            Self::Enum(item) => item.name(),
            Self::Const(item) => item.name(),
            Self::Fn(item) => item.name(),
            Self::Template(item) => item.name(),
            Self::UseSubnets(_)
            | Self::UseCapabilities(_)
            | Self::UseModule(_)
            | Self::Provide(_)
            | Self::Test(_) => None,
        }
    }

    /// What the `///` lines above it say.
    #[must_use]
    pub fn docs(self) -> Option<String> {
        docs_of(self.node())
    }
}

/// One entry of the braces of a `use`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Import<'t> {
    /// A name, perhaps under another one.
    Name(Alias<'t>),
    /// `provide`: the module's providers.
    Providers(super::NodeRef<'t>),
}

impl<'t> UseSubnets<'t> {
    /// The subnets, each with its alias.
    pub fn subnets(self) -> impl Iterator<Item = Alias<'t>> + Clone {
        children(self.0)
    }
}

impl<'t> UseCapabilities<'t> {
    /// The families.
    pub fn families(self) -> impl Iterator<Item = Name<'t>> + Clone {
        children(self.0)
    }
}

impl<'t> UseModule<'t> {
    /// The module as a path of names, if it isn't a string.
    #[must_use]
    pub fn path(self) -> Option<ModulePath<'t>> {
        child(self.0)
    }

    /// The module as a file, if it isn't a path.
    #[must_use]
    pub fn file(self) -> Option<StringLiteral<'t>> {
        child(self.0)
    }

    /// What is imported, in order.
    pub fn imports(self) -> impl Iterator<Item = Import<'t>> + Clone {
        self.0.children().filter_map(|node| match node.kind() {
            NodeKind::Alias => Alias::cast(node).map(Import::Name),
            NodeKind::ImportProvide => Some(Import::Providers(node)),
            _ => None,
        })
    }
}

impl<'t> ModulePath<'t> {
    /// The words between the points.
    pub fn segments(self) -> impl Iterator<Item = Name<'t>> + Clone {
        children(self.0)
    }
}

impl<'t> Alias<'t> {
    /// The name that is meant.
    #[must_use]
    pub fn name(self) -> Option<Name<'t>> {
        children(self.0).next()
    }

    /// The word behind `as`.
    #[must_use]
    pub fn alias(self) -> Option<Name<'t>> {
        children(self.0).nth(1)
    }
}

impl<'t> TypeItem<'t> {
    /// The declared name.
    #[must_use]
    pub fn name(self) -> Option<Name<'t>> {
        child(self.0)
    }

    /// `<T>` behind the name.
    #[must_use]
    pub fn generics(self) -> Option<Generics<'t>> {
        child(self.0)
    }

    /// What the name stands for.
    #[must_use]
    pub fn definition(self) -> Option<Type<'t>> {
        type_slot(self.0, 0)
    }
}

impl<'t> EnumItem<'t> {
    /// The declared name.
    #[must_use]
    pub fn name(self) -> Option<Name<'t>> {
        child(self.0)
    }

    /// The variants, in order.
    pub fn variants(self) -> impl Iterator<Item = Variant<'t>> + Clone {
        children(self.0)
    }
}

impl<'t> Variant<'t> {
    /// Its name.
    #[must_use]
    pub fn name(self) -> Option<Name<'t>> {
        child(self.0)
    }

    /// What the `///` lines above it say.
    #[must_use]
    pub fn docs(self) -> Option<String> {
        docs_of(self.0)
    }
}

impl<'t> ConstItem<'t> {
    /// The declared name.
    #[must_use]
    pub fn name(self) -> Option<Name<'t>> {
        child(self.0)
    }

    /// The type behind the colon.
    #[must_use]
    pub fn declared_type(self) -> Option<Type<'t>> {
        type_slot(self.0, 0)
    }

    /// Its value.
    #[must_use]
    pub fn value(self) -> Option<Expr<'t>> {
        expr_slot(self.0, 0)
    }
}

impl<'t> FnItem<'t> {
    /// The declared name.
    #[must_use]
    pub fn name(self) -> Option<Name<'t>> {
        child(self.0)
    }

    /// `<T>` behind the name.
    #[must_use]
    pub fn generics(self) -> Option<Generics<'t>> {
        child(self.0)
    }

    /// The parameters, in order.
    pub fn params(self) -> impl Iterator<Item = Param<'t>> + Clone {
        child::<ParamList<'_>>(self.0).into_iter().flat_map(ParamList::params)
    }

    /// The parameters with their parentheses.
    #[must_use]
    pub fn param_list(self) -> Option<ParamList<'t>> {
        child(self.0)
    }

    /// The type behind `->`.
    #[must_use]
    pub fn result_type(self) -> Option<Type<'t>> {
        type_slot(self.0, 0)
    }

    /// The expression behind `=`, if it has no block.
    #[must_use]
    pub fn value(self) -> Option<Expr<'t>> {
        expr_slot(self.0, 0)
    }

    /// The block, if it has no `=`.
    #[must_use]
    pub fn body(self) -> Option<Block<'t>> {
        child(self.0)
    }
}

impl<'t> TemplateItem<'t> {
    /// The declared name.
    #[must_use]
    pub fn name(self) -> Option<Name<'t>> {
        child(self.0)
    }

    /// The parameters, in order.
    pub fn params(self) -> impl Iterator<Item = Param<'t>> + Clone {
        child::<ParamList<'_>>(self.0).into_iter().flat_map(ParamList::params)
    }

    /// The parameters with their parentheses.
    #[must_use]
    pub fn param_list(self) -> Option<ParamList<'t>> {
        child(self.0)
    }

    /// The type behind `->`.
    #[must_use]
    pub fn result_type(self) -> Option<Type<'t>> {
        type_slot(self.0, 0)
    }

    /// `with { … }`
    #[must_use]
    pub fn policies(self) -> Option<Policies<'t>> {
        child(self.0)
    }

    /// The block.
    #[must_use]
    pub fn body(self) -> Option<Block<'t>> {
        child(self.0)
    }
}

impl<'t> ProvideItem<'t> {
    /// The capability that is provided.
    #[must_use]
    pub fn capability(self) -> Option<Target<'t>> {
        child(self.0)
    }

    /// The operation that provides it.
    #[must_use]
    pub fn operation(self) -> Option<Target<'t>> {
        child(self.0.child(NodeKind::ProvideBy)?)
    }

    /// All entries, in order.
    pub fn entries(self) -> impl Iterator<Item = ProvideEntry<'t>> + Clone {
        children(self.0)
    }

    /// What maps the capability's input to the operation's.
    #[must_use]
    pub fn request(self) -> Option<Lambda<'t>> {
        self.entry("request")
    }

    /// What maps the operation's output back.
    #[must_use]
    pub fn response(self) -> Option<Lambda<'t>> {
        self.entry("response")
    }

    fn entry(self, key: &str) -> Option<Lambda<'t>> {
        let entry = self.entries().find(|entry| entry.key().is_some_and(|k| k.text() == key));
        match entry?.value()? {
            Expr::Lambda(lambda) => Some(lambda),
            _ => None,
        }
    }
}

impl<'t> ProvideEntry<'t> {
    /// `request` or `response`.
    #[must_use]
    pub fn key(self) -> Option<Key<'t>> {
        child(self.0)
    }

    /// The lambda behind the colon.
    #[must_use]
    pub fn value(self) -> Option<Expr<'t>> {
        expr_slot(self.0, 0)
    }
}

impl<'t> TestItem<'t> {
    /// What the test is called.
    #[must_use]
    pub fn title(self) -> Option<StringLiteral<'t>> {
        child(self.0)
    }

    /// The block.
    #[must_use]
    pub fn body(self) -> Option<Block<'t>> {
        child(self.0)
    }
}

impl<'t> Generics<'t> {
    /// The names of the type parameters.
    pub fn names(self) -> impl Iterator<Item = Name<'t>> + Clone {
        children(self.0)
    }
}

impl<'t> ParamList<'t> {
    /// The parameters, in order.
    pub fn params(self) -> impl Iterator<Item = Param<'t>> + Clone {
        children(self.0)
    }
}

impl<'t> Param<'t> {
    /// Its name.
    #[must_use]
    pub fn name(self) -> Option<Name<'t>> {
        child(self.0)
    }

    /// The type behind the colon.
    #[must_use]
    pub fn declared_type(self) -> Option<Type<'t>> {
        type_slot(self.0, 0)
    }

    /// The value behind `=`.
    #[must_use]
    pub fn default(self) -> Option<Expr<'t>> {
        expr_slot(self.0, 0)
    }

    /// Whether `=` stands there, be it without a value.
    #[must_use]
    pub fn has_default(self) -> bool {
        self.0.token(TokenKind::Equal).is_some()
    }

    /// What the `///` lines above it say.
    #[must_use]
    pub fn docs(self) -> Option<String> {
        docs_of(self.0)
    }
}
