//! What is known of an item without its body: a type's meaning, parameters, results.

use std::sync::Arc;

use super::Inferer;
use crate::{
    hir::{ExprId, Root},
    items::ItemId,
    types::{Field, Literal, Named, RecordType, Type, TypeEnvironment, generic::substitute},
};

/// What a function or template takes and yields.
#[derive(Clone, Debug, PartialEq)]
pub struct Signature {
    /// The type parameters, which stand in the types below.
    pub generics: Vec<Arc<str>>,
    /// In order.
    pub params: Vec<ParamSignature>,
    /// Its value.
    pub result: Type,
}

/// A parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct ParamSignature {
    /// Its name.
    pub name: Arc<str>,
    /// Its type.
    pub ty: Type,
    /// Its default, in the item's body.
    pub default: Option<ExprId>,
}

/// What a function or template takes and yields; none of any other item.
#[salsa::tracked(returns(clone))]
pub fn signature_of(db: &dyn salsa::Database, item: ItemId) -> Option<Arc<Signature>> {
    let mut inferer = Inferer::new(db, item);
    let body = inferer.body;
    let (Root::Function { params, result, .. } | Root::Template { params, result, .. }) =
        &body.root
    else {
        return None;
    };
    let generics = generics_of(&body.root);
    let params = params
        .iter()
        .map(|param| ParamSignature {
            name: Arc::clone(&param.name.text),
            ty: inferer.written(param.ty),
            default: param.default,
        })
        .collect();
    Some(Arc::new(Signature { generics, params, result: inferer.written(*result) }))
}

/// What an item is called where types are written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Heading {
    /// The names of the type parameters of a `type` or `fn`.
    pub(super) parameters: Box<[Arc<str>]>,
    /// The name as a type without arguments, made once for all that mention it.
    plain: Type,
}

/// What `item` is called where types are written.
#[salsa::tracked]
pub(super) fn heading(db: &dyn salsa::Database, item: ItemId) -> Heading {
    Heading {
        parameters: generics_of(&crate::hir::lower::body(db, item).root).into(),
        plain: Type::named(Named::item(item, item.name(db), Arc::default())),
    }
}

fn generics_of(root: &Root) -> Vec<Arc<str>> {
    root.generics().iter().map(|name| Arc::clone(&name.text)).collect()
}

/// The type that a `type` or `enum` declares, its type parameters standing in it; [`Type::Error`]
/// where it contains itself by value.
#[salsa::tracked(returns(clone))]
pub fn declared_type(db: &dyn salsa::Database, item: ItemId) -> Type {
    if crate::recursion::recursive(db, item) {
        return Type::Error;
    }
    let mut inferer = Inferer::new(db, item);
    let body = inferer.body;
    match &body.root {
        Root::Type { ty, .. } => inferer.written(*ty),
        Root::Enum { variants } => {
            let arms = variants.iter().map(|v| Type::Literal(Literal::String(v.text.clone())));
            Type::union(&inferer.environment, arms)
        }
        _ => Type::Error,
    }
}

/// The name of a `type` or `enum`, as a type, for these type arguments.
pub(super) fn named(db: &dyn salsa::Database, item: ItemId, arguments: Vec<Type>) -> Type {
    if arguments.is_empty() {
        return heading(db, item).plain.clone();
    }
    Type::named(Named::item(item, item.name(db), arguments.into()))
}

impl Signature {
    /// With `arguments` in place of its type parameters, one each.
    pub(super) fn instantiated(&self, inferer: &Inferer<'_>, arguments: &[Type]) -> Self {
        let with = |ty: &Type| substitute(&inferer.environment, ty, &self.generics, arguments);
        let params = self.params.iter();
        Self {
            generics: Vec::new(),
            params: params.map(|it| ParamSignature { ty: with(&it.ty), ..it.clone() }).collect(),
            result: with(&self.result),
        }
    }

    /// The arguments as a record: what has a default, or admits null, may be left out.
    #[must_use]
    pub fn arguments(&self, env: &dyn TypeEnvironment) -> Type {
        let fields = self.params.iter().map(|param| Field {
            name: Arc::clone(&param.name),
            ty: param.ty.clone(),
            optional: param.default.is_some() || param.ty.admits_null(env),
        });
        Type::Record(Arc::new(RecordType { fields: fields.collect(), rest: None }))
    }
}
