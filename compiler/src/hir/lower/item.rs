//! Items.

use orchestra_syntax::{
    NodeKind, NodeRef,
    ast::{self, View as _},
};

use super::lowering::Lowering;
use crate::hir::{ExprId, Name, Param, Root};

impl Lowering {
    pub(super) fn item(&mut self, item: ast::Item<'_>) -> Root {
        match item {
            // One whose type parameters couldn't be read may mean anything.
            ast::Item::Type(item) if is_broken(item.generics()) => Root::Missing,
            ast::Item::Type(item) => {
                let generics = self.generics(item.generics());
                Root::Type { generics, ty: self.ty(item.definition(), item.span()) }
            }
            ast::Item::Enum(item) => self.enumeration(item),
            ast::Item::Const(item) => {
                let ty = self.ascription(item.node(), item.declared_type());
                let value = self.purely(|own| own.expr(item.value(), item.span()));
                Root::Const { ty, value }
            }
            ast::Item::Fn(item) => self.function(item),
            ast::Item::Template(item) => self.template(item),
            ast::Item::Provide(item) => self.provide(item),
            ast::Item::Test(item) => self.test(item),
            ast::Item::UseSubnets(_) | ast::Item::UseCapabilities(_) | ast::Item::UseModule(_) => {
                Root::Missing
            }
        }
    }

    /// The item's type parameters, which types in it may name from here on.
    fn generics(&mut self, generics: Option<ast::Generics<'_>>) -> Vec<Name> {
        let names = generics.into_iter().flat_map(ast::Generics::names);
        let names: Vec<Name> = names.map(|name| self.name(name)).collect();
        self.refuse_twice(names.iter(), "type parameter");
        self.generics.clone_from(&names);
        names
    }

    fn enumeration(&mut self, item: ast::EnumItem<'_>) -> Root {
        // One that is broken may have any variants.
        if item.node().is_broken() || item.variants().next().is_none() {
            return Root::Missing;
        }
        let variants: Vec<Name> =
            item.variants().filter_map(|variant| Some(self.name(variant.name()?))).collect();
        self.refuse_twice(variants.iter(), "variant");
        Root::Enum { variants }
    }

    fn function(&mut self, item: ast::FnItem<'_>) -> Root {
        if is_unreadable(item.node()) || is_broken(item.generics()) {
            return Root::Missing;
        }
        let generics = self.generics(item.generics());
        self.scoped(|own| {
            let params = own.params(item.params());
            let result = own.ty(item.result_type(), item.span());
            let body = own.purely(|own| match item.body() {
                Some(block) => own.block_here(block),
                None => own.expr(item.value(), item.span()),
            });
            Root::Function { generics, params, result, body }
        })
    }

    fn template(&mut self, item: ast::TemplateItem<'_>) -> Root {
        if is_unreadable(item.node()) {
            return Root::Missing;
        }
        self.scoped(|own| {
            // Policies of a template hold for all of it, so its parameters aren't known there.
            let policies = own.policies(item.policies());
            let params = own.params(item.params());
            let result = own.ty(item.result_type(), item.span());
            let body = match item.body() {
                Some(block) => own.block_here(block),
                None => own.missing(item.span()),
            };
            Root::Template { params, result, policies, body }
        })
    }

    /// Defaults know no parameter: all of them are bound after all defaults are read.
    fn params<'t>(&mut self, params: impl Iterator<Item = ast::Param<'t>>) -> Vec<Param> {
        let params: Vec<_> = params.filter_map(|param| Some((param, param.name()?))).collect();
        let read: Vec<_> = params
            .into_iter()
            .map(|(param, name)| {
                let name = self.name(name);
                let ty = self.ty(param.declared_type(), param.span());
                let default = param
                    .has_default()
                    .then(|| self.purely(|own| own.expr(param.default(), param.span())));
                (name, ty, default)
            })
            .collect();
        read.into_iter()
            .map(|(name, ty, default)| {
                let local = self.bind(name.clone(), "parameter");
                Param { name, local, ty, default }
            })
            .collect()
    }

    fn provide(&mut self, item: ast::ProvideItem<'_>) -> Root {
        let (Some(capability), Some(operation)) =
            (self.target(item.capability()), self.target(item.operation()))
        else {
            return Root::Missing;
        };
        let mut half = |lambda: Option<ast::Lambda<'_>>| -> Option<ExprId> {
            lambda.map(|lambda| self.expr(Some(ast::Expr::Lambda(lambda)), lambda.span()))
        };
        let (request, response) = (half(item.request()), half(item.response()));
        let (capability, operation) = (Box::new(capability), Box::new(operation));
        Root::Provide { capability, operation, request, response }
    }
}

/// Whether what a function or template takes couldn't be read: then nobody's arguments are held
/// against it.
fn is_unreadable(item: NodeRef<'_>) -> bool {
    item.child(NodeKind::ParamList).is_none_or(NodeRef::is_broken)
}

fn is_broken(generics: Option<ast::Generics<'_>>) -> bool {
    generics.is_some_and(|generics| generics.node().is_broken())
}
