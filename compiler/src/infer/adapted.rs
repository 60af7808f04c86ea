//! What functions make of what is really given to them, inferred anew for its types: on the way through a
//! provider's `request`, and where a template applies them. What they declare may be much wider.

use std::{cell::Cell, rc::Rc, sync::Arc};

use super::{Inference, Inferer, Signature, Use, signature::signature_of};
use crate::{
    bounds::has_greatest_text,
    hir::{ExprId, ExprKind, Root},
    items::ItemId,
    types::{Field, RecordType, Type, given::given, solve::Solution},
};

/// Functions within functions before their written results are all that is said.
const DEEPEST: u32 = 16;

/// Applications of functions before the same: each is inferred anew, and functions that apply others twice
/// double them.
const MOST: u32 = 1_000;

/// How much more is inferred anew.
#[derive(Clone, Debug)]
pub(super) struct Specializing {
    depth: u32,
    left: Rc<Cell<u32>>,
}

impl Specializing {
    fn new() -> Self {
        Self { depth: DEEPEST, left: Rc::new(Cell::new(MOST)) }
    }

    /// Inside of one function more; none where it is enough.
    fn deeper(&self) -> Option<Self> {
        self.left.set(self.left.get().checked_sub(1)?);
        Some(Self { depth: self.depth.checked_sub(1)?, left: Rc::clone(&self.left) })
    }
}

/// What is known of an item's body where functions yield what they do for the very types of their
/// arguments; none where all that it applies declare how large their results are, or it can't be told so.
pub(crate) fn specialized(
    db: &dyn salsa::Database,
    item: ItemId,
    declared: &Inference,
) -> Option<Inference> {
    let mut inferer = Inferer::new(db, item);
    let env = &inferer.environment;
    let is_wide = |id: ExprId| match declared.expr(id).head(env) {
        Type::List(list) if list.size.max.is_none() => true,
        ty => !has_greatest_text(env, &ty),
    };
    let mut applied = declared.uses.iter().filter(|(_, it)| matches!(it, Use::Apply { .. }));
    if !applied.any(|(id, _)| is_wide(id)) {
        return None;
    }
    inferer.specialized = Some(Specializing::new());
    let found = inferer.whole();
    found.facts.is_empty().then_some(found)
}

/// The type of a provider's request for `arguments` of its capability; none where that can't be
/// told.
pub(crate) fn adapted(
    db: &dyn salsa::Database,
    provider: ItemId,
    arguments: &Type,
) -> Option<Type> {
    let exact = request(db, provider, arguments);
    // What is given may make a comparison with null senseless; it is one of several cases then.
    exact.or_else(|| request(db, provider, &loose(arguments)))
}

/// The same arguments, as if any might be left out.
fn loose(arguments: &Type) -> Type {
    let Type::Record(record) = arguments else { return arguments.clone() };
    let fields = record.fields.iter().map(|field| Field { optional: true, ..field.clone() });
    Type::Record(Arc::new(RecordType { fields: fields.collect(), rest: record.rest.clone() }))
}

fn request(db: &dyn salsa::Database, provider: ItemId, arguments: &Type) -> Option<Type> {
    let mut inferer = Inferer::new(db, provider);
    inferer.specialized = Some(Specializing::new());
    let body = inferer.body;
    let Root::Provide { request: Some(request), .. } = &body.root else { return None };
    match body.expr(*request) {
        ExprKind::Lambda { params, body } => {
            if let Some(Some(local)) = params.first() {
                inferer.bind(*local, arguments.clone());
            }
            let ty = inferer.infer(*body);
            (inferer.result.facts.is_empty() && !ty.is_error()).then_some(ty)
        }
        ExprKind::Name(name) => {
            let function = inferer.scope.item(&name.text)?;
            inferer.specialize(function, std::slice::from_ref(arguments))
        }
        _ => None,
    }
}

impl Inferer<'_> {
    /// The type of a function's value for arguments of these types; none where that can't be told.
    pub(super) fn specialize(&self, function: ItemId, arguments: &[Type]) -> Option<Type> {
        if crate::recursion::recursive(self.db, function) {
            return None;
        }
        let specializing = self.specialized.as_ref()?.deeper()?;
        let mut signature = signature_of(self.db, function)?;
        let mut inner = Inferer::new(self.db, function);
        inner.specialized = Some(specializing);
        if !signature.generics.is_empty() {
            let mut solution = Solution::new(&signature.generics);
            for (param, argument) in signature.params.iter().zip(arguments) {
                solution.meet(&self.environment, &param.ty, argument).then_some(())?;
            }
            inner.type_arguments = solution.arguments(&self.environment);
            signature = Arc::new(signature.instantiated(self, &inner.type_arguments));
        }
        let body = inner.body;
        let Root::Function { params, body: value, .. } = &body.root else { return None };
        for ((param, written), argument) in params.iter().zip(&signature.params).zip(arguments) {
            let mut ty = given(&inner.environment, argument, &written.ty);
            if written.ty.admits_null(&inner.environment) {
                ty = ty.null_or();
            }
            inner.bind(param.local, ty);
        }
        let found = inner.infer(*value);
        let fine = inner.result.facts.is_empty() && !found.is_error();
        fine.then(|| given(&self.environment, &found, &signature.result))
    }

    /// The arguments of a function's call, in order: what is given, or the default's type.
    pub(super) fn argument_types(
        &self,
        slots: &[Option<ExprId>],
        signature: &Signature,
    ) -> Vec<Type> {
        let of = |id: ExprId| self.result.expr(id).clone();
        let params = slots.iter().zip(&signature.params);
        params.map(|(slot, param)| slot.map_or(param.ty.clone(), of)).collect()
    }
}
