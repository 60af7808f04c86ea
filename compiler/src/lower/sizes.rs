//! What bounds depend on beside the plan: types of arguments, sizes of lists.

use std::sync::Arc;

use super::pure::Lowerer;
use crate::{
    bounds::{CallFacts, ListFacts, has_greatest_text},
    deep::deep,
    hir::{Call, ExprId, ExprKind, ListEntry, RecordEntry, Site},
    infer::{CallTarget, CallUse, adapted, input_type},
    types::{Field, RecordType, Size, Type, given::given},
};

/// An argument that limits what a model answers, where its operation has it.
const LIMIT: &str = "max_tokens";

impl Lowerer<'_, '_> {
    /// What is known of a call of operations.
    pub(super) fn call_facts(&self, call: &Call, meaning: &CallUse) -> Option<CallFacts> {
        let environment = &self.builder.environment;
        let declared = |target: &str, capability| {
            input_type(environment, target, capability).unwrap_or(Type::Json)
        };
        let (declared_input, given_input, inputs) = match &meaning.target {
            CallTarget::Operation { slug, operation } => {
                let input = declared(&format!("{slug}.{operation}"), false);
                let given = self.arguments_given(call.arguments, &input);
                (input, given.clone(), vec![given])
            }
            CallTarget::Capability { providers } => {
                let input = declared(&meaning.name, true);
                let given_input = self.arguments_given(call.arguments, &input);
                let inputs = providers.iter().map(|provider| {
                    let own = declared(&format!("{}.{}", provider.slug, provider.operation), false);
                    let db = environment.db;
                    match adapted(db, provider.item, &given_input) {
                        Some(found) => given(environment, &found, &own),
                        None => own,
                    }
                });
                let inputs = inputs.collect();
                (input, given_input, inputs)
            }
            CallTarget::Template(_) | CallTarget::Sys(_) => return None,
        };
        let limits = matches!(declared_input.head(environment), Type::Record(record)
            if record.field(LIMIT).is_some());
        let limit = (limits && !self.writes_argument(call.arguments, LIMIT))
            .then(|| (LIMIT, self.body.site(call.arguments)));
        let policy = call.policies.iter().find(|policy| &*policy.name.text == "budget");
        let budget = policy.map(|policy| self.body.site(policy.value));
        let endless = self.endless(call.arguments, &given_input);
        Some(CallFacts { inputs, limit, endless, budget })
    }

    /// The first argument whose text may be of any length.
    fn endless(&self, arguments: ExprId, given: &Type) -> Option<(Arc<str>, Site)> {
        let environment = &self.builder.environment;
        let ExprKind::Record { entries, .. } = self.body.expr(arguments) else { return None };
        let Type::Record(given) = given.head(environment) else { return None };
        entries.iter().find_map(|entry| {
            let RecordEntry::Field { name, value } = entry else { return None };
            let field = given.field(&name.text)?;
            let endless = !has_greatest_text(environment, &field.ty);
            endless.then(|| (Arc::clone(&name.text), self.body.site(*value)))
        })
    }

    fn writes_argument(&self, arguments: ExprId, name: &str) -> bool {
        matches!(self.body.expr(arguments), ExprKind::Record { entries, .. } if entries
            .iter()
            .any(|entry| matches!(entry, RecordEntry::Field { name: own, .. } if &*own.text == name)))
    }

    /// The arguments as they arrive at a target that takes `declared`.
    fn arguments_given(&self, arguments: ExprId, declared: &Type) -> Type {
        given(&self.builder.environment, &self.written(arguments), declared)
    }

    /// The type of what is written, literals of records and lists by their parts: where a type is
    /// expected of them, they are known by that type alone.
    fn written(&self, id: ExprId) -> Type {
        let parts = deep(|| match self.body.expr(id) {
            ExprKind::Record { entries, .. } => self.written_record(entries),
            ExprKind::List { entries } => {
                let items = entries.iter().map(|entry| match entry {
                    ListEntry::Item { value } => Some(self.written(*value)),
                    ListEntry::Spread { .. } => None,
                });
                items.collect::<Option<_>>().map(Type::Tuple)
            }
            _ => None,
        });
        parts.unwrap_or_else(|| self.exact(id).clone())
    }

    fn written_record(&self, entries: &[RecordEntry]) -> Option<Type> {
        let environment = &self.builder.environment;
        let mut fields: Vec<Field> = Vec::new();
        let mut set = |field: Field| match fields.iter_mut().find(|it| it.name == field.name) {
            // What may be absent leaves what is there.
            Some(earlier) if field.optional => {
                earlier.ty = Type::union(environment, vec![earlier.ty.clone(), field.ty]);
            }
            Some(earlier) => *earlier = field,
            None => fields.push(field),
        };
        for entry in entries {
            match entry {
                RecordEntry::Field { name, value } => {
                    let (name, ty) = (Arc::clone(&name.text), self.written(*value));
                    set(Field { name, ty, optional: false });
                }
                RecordEntry::Spread { value } => match self.written(*value).head(environment) {
                    Type::Record(record) if record.rest.is_none() => {
                        record.fields.iter().cloned().for_each(&mut set);
                    }
                    _ => return None,
                },
            }
        }
        Some(Type::Record(Arc::new(RecordType { fields, rest: None })))
    }

    /// What is known of the list that a `for` goes through.
    pub(super) fn list_facts(&self, list: ExprId) -> ListFacts {
        let size = match self.exact(list).head(&self.builder.environment) {
            Type::List(list) => list.size,
            Type::Tuple(items) => Size::exactly(items.len() as u64),
            _ => Size::unbounded(),
        };
        let postfix = matches!(
            self.body.expr(list),
            ExprKind::Local(_)
                | ExprKind::Name(_)
                | ExprKind::Field { .. }
                | ExprKind::Method(_)
                | ExprKind::Apply { .. }
                | ExprKind::Index { .. }
                | ExprKind::NonNull { .. }
        );
        ListFacts { size, item: self.item, at: self.body.site(list), postfix }
    }
}
