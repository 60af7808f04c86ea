//! An item with all that lints ask of it.

use std::sync::Arc;

use orchestra_ledger_model::{Effect, Operation};
use rustc_hash::FxHashMap;

use crate::{
    db::Project,
    hir::{Body, Call, ExprId, ExprKind, LocalId, Param, PatternKind, Root, Site, lower::body},
    infer::{CallTarget, CallUse, Environment, Inference, Use, infer},
    items::ItemId,
    scope::{Scope, scope},
};

/// An item with all that lints ask of it.
pub(super) struct LintedItem<'db> {
    pub(super) db: &'db dyn salsa::Database,
    pub(super) project: Project,
    pub(super) id: ItemId,
    pub(super) body: &'db Body,
    pub(super) inference: Arc<Inference>,
    pub(super) scope: &'db Scope,
    pub(super) environment: Environment<'db>,
    /// Whether each bound name is read, by its id.
    pub(super) reads: Vec<bool>,
}

impl<'db> LintedItem<'db> {
    pub(super) fn new(db: &'db dyn salsa::Database, id: ItemId) -> Self {
        let project = Project::get(db);
        let body = body(db, id);
        Self {
            db,
            project,
            id,
            body,
            inference: infer(db, id),
            scope: scope(db, id.file(db)),
            environment: Environment { db },
            reads: reads(body),
        }
    }

    /// All expressions with what they say, in the order in which they were lowered.
    pub(super) fn exprs(&self) -> impl Iterator<Item = (ExprId, &ExprKind)> {
        let ids = (0..self.body.exprs.len() as u32).map(ExprId);
        ids.map(|id| (id, self.body.expr(id)))
    }

    /// All calls that mean something.
    pub(super) fn calls(&self) -> impl Iterator<Item = (ExprId, &Call, &CallUse)> {
        self.exprs().filter_map(|(id, kind)| match kind {
            ExprKind::Call(call) => Some((id, &**call, self.call_use(id)?)),
            _ => None,
        })
    }

    /// What the call `id` means.
    pub(super) fn call_use(&self, id: ExprId) -> Option<&CallUse> {
        match self.inference.uses.get(&id) {
            Some(Use::Call(call)) => Some(call),
            _ => None,
        }
    }

    /// What the Ledger says of an operation.
    pub(super) fn operation(&self, slug: &str, name: &str) -> Option<&Operation> {
        self.project.ledger(self.db).operation(slug, name)
    }

    /// Whether a call changes something in the world, a template's calls aside.
    pub(super) fn writes(&self, call: &CallUse) -> bool {
        use orchestra_plan::node::SysOperation;
        let is_write = |slug: &str, operation: &str| {
            self.operation(slug, operation).is_some_and(|it| it.effect == Effect::Write)
        };
        match &call.target {
            CallTarget::Operation { slug, operation } => is_write(slug, operation),
            CallTarget::Capability { providers } => {
                providers.iter().any(|provider| is_write(&provider.slug, &provider.operation))
            }
            CallTarget::Sys(operation) => matches!(operation, SysOperation::WriteFile),
            CallTarget::Template(_) => false,
        }
    }

    /// The field's name of each name that a record pattern binds, `{ title }` and `{ title: t }`
    /// alike: only the text tells them apart.
    pub(super) fn bound_fields(&self) -> FxHashMap<LocalId, Site> {
        let records = self.body.patterns.iter().filter_map(|pattern| match &pattern.kind {
            PatternKind::Record { fields } => Some(fields),
            _ => None,
        });
        let bound =
            records.flatten().filter_map(|field| match &self.body.pattern(field.pattern).kind {
                PatternKind::Bind { local, .. } => Some((*local, field.name.at)),
                _ => None,
            });
        bound.collect()
    }

    /// The parameters of a function or template.
    pub(super) fn params(&self) -> impl Iterator<Item = LocalId> {
        let params: &[Param] = match &self.body.root {
            Root::Function { params, .. } | Root::Template { params, .. } => params,
            _ => &[],
        };
        params.iter().map(|param| param.local)
    }

    /// The parameters of all lambdas.
    pub(super) fn lambda_params(&self) -> impl Iterator<Item = LocalId> {
        let params = self.exprs().filter_map(|(_, kind)| match kind {
            ExprKind::Lambda { params, .. } => Some(params),
            _ => None,
        });
        params.flatten().copied().flatten()
    }
}

/// Whether each bound name is read, by its id.
fn reads(body: &Body) -> Vec<bool> {
    let mut reads = vec![false; body.locals.len()];
    for expr in &body.exprs {
        if let ExprKind::Local(local) = &expr.kind {
            reads[local.0 as usize] = true;
        }
    }
    reads
}
