//! `call`: what is called, with which arguments, and what comes back.

use std::sync::Arc;

use super::{
    CallTarget, CallUse, Inferer, Use,
    ledger_types::{
        QualifiedName, capability_types, ledger_capability, ledger_operation, ledger_subnet,
        operation_types,
    },
    sys::{SYS_OPERATIONS, SysTypes, sys_types},
};
use crate::{
    diagnostics::{
        Authority, Fact, NoProvider, OperationWithdrawn, Subject, TypesDiffer, UnknownCapability,
        UnknownName, UnknownOperation, UnknownSubnet,
    },
    hir::{Call, ExprId, Name, Site, Target},
    items::ItemKind,
    types::Type,
};

/// What a target takes and yields.
pub(super) struct Callee {
    pub(super) target: CallTarget,
    /// As messages name it.
    pub(super) name: String,
    pub(super) input: Type,
    pub(super) output: Type,
    /// Whether it generates text, which `into` may read.
    generates_text: bool,
    /// Who says what the arguments and the answer are: "acme.find, revision 3".
    origin: Option<String>,
}

impl Callee {
    /// Who says what the arguments and the answer are, where a target at `at` names it.
    pub(super) fn authority(&self, at: Site) -> Option<Authority> {
        self.origin.as_ref().map(|origin| Authority::new(origin.clone(), at))
    }
}

/// Which policies a call takes, by what it calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CallKind {
    Operation,
    Capability,
    Template,
    Sys,
}

impl Inferer<'_> {
    pub(super) fn call(&mut self, id: ExprId, call: &Call, expected: Option<&Type>) -> Type {
        let Some(mut callee) = self.callee(&call.target) else {
            return self.unknown_callee(call, expected);
        };
        let authority = callee.authority(call.target.at);
        let subject = Subject::arguments(&callee.name, call.target.at).said_by(authority);
        self.check(call.arguments, &callee.input, &subject);
        let into = call.into.map(|ty| {
            let target = self.read_target(ty);
            if !callee.generates_text {
                let fact = TypesDiffer {
                    at: self.body.ty(ty).at,
                    subject: Subject::new("what `into` reads here"),
                    path: String::new(),
                    expected: "generated text".to_owned(),
                    found: format!("the answer of `{}`", callee.name),
                    help: Some(
                        "read a part of the answer with `into` in an expression of its own"
                            .to_owned(),
                    ),
                    append: None,
                };
                self.report(Fact::TypesDiffer(fact));
            }
            target
        });
        let result = into.clone().unwrap_or_else(|| callee.output.clone());
        let mut policies = self.call_policies(call, &callee, &result);
        if let CallTarget::Capability { providers } = &mut callee.target {
            *providers = self.routed(call, &callee.name);
            self.refuse_beside(call, policies.quorum.as_ref(), providers);
        }
        self.settle_cache(call, &callee, &mut policies);
        let Callee { target, name, .. } = callee;
        let meaning = CallUse { target, name, result: result.clone(), into, policies };
        self.mean(id, Use::Call(Box::new(meaning)));
        let Some(otherwise) = call.otherwise else { return result };
        self.otherwise(otherwise, result, expected)
    }

    /// The value of a call with an `else`: tried against the call's own type first.
    fn otherwise(&mut self, otherwise: ExprId, result: Type, expected: Option<&Type>) -> Type {
        let before = self.result.facts.len();
        let converted = self.converted.len();
        self.check(otherwise, &result, &Subject::new("the value of `else`"));
        if self.result.facts.len() == before {
            return result;
        }
        // It isn't one of the call's own values: then either may come.
        let failed = self.result.facts.split_off(before);
        self.convert_only(converted);
        let hint = expected.filter(|expected| self.fits(&result, expected));
        let found = self.infer_expecting(otherwise, hint);
        if self.same_base(&found, &result) {
            // A value of the same kind was meant to be like the call's: what is wrong stands.
            self.result.facts.truncate(before);
            self.result.facts.extend(failed);
            return result;
        }
        let types = [result, found];
        if types.iter().any(Type::is_error) {
            return Type::Error;
        }
        match hint {
            Some(hint) if self.fits(&types[1], hint) => hint.clone(),
            _ => crate::types::common_type::common(&self.environment, &types),
        }
    }

    /// Whether two types are of the same kind, so that the one was meant to be the other.
    fn same_base(&self, a: &Type, b: &Type) -> bool {
        matches!(
            (a.head(&self.environment), b.head(&self.environment)),
            (Type::Record(_), Type::Record(_)) | (Type::List(_), Type::List(_)) | (Type::Error, _)
        )
    }

    /// Goes through the parts of a call whose target is unknown, so that names in them are known.
    fn unknown_callee(&mut self, call: &Call, expected: Option<&Type>) -> Type {
        self.silently(|inferer| inferer.infer(call.arguments));
        let into = call.into.map(|ty| self.read_target(ty));
        if let Some(otherwise) = call.otherwise {
            self.silently(|inferer| inferer.infer_expecting(otherwise, expected));
        }
        into.unwrap_or(Type::Error)
    }

    /// What a target means; none, reported, where there is no such thing.
    pub(super) fn callee(&mut self, target: &Target) -> Option<Callee> {
        let Some(second) = &target.second else { return self.template_callee(&target.first) };
        let first = &target.first;
        if &*first.text == "sys" {
            return self.sys_callee(second);
        }
        if let Some(slug) = self.scope.subnet(&first.text) {
            return self.operation_callee(target, &slug, second);
        }
        if self.scope.family(&first.text) {
            return self.capability_callee(first, second);
        }
        if !self.scope.is_broken(&first.text) {
            let ledger = self.project.ledger(self.db);
            let listed = ledger.has_subnet(&first.text);
            let family = ledger.family(&first.text).is_some();
            let fact = UnknownSubnet {
                at: first.at,
                name: first.text.to_string(),
                known: self.scope.target_names(),
                listed_subnet: listed,
                listed_family: family,
            };
            self.report(Fact::UnknownSubnet(fact));
        }
        None
    }

    fn template_callee(&mut self, name: &Name) -> Option<Callee> {
        let item = self.scope.item(&name.text);
        let Some(item) = item.filter(|item| item.kind(self.db) == ItemKind::Template) else {
            if !self.scope.is_broken(&name.text) {
                let known = self.scope.names_of(self.db, &[ItemKind::Template]);
                let fact = UnknownName { at: name.at, name: name.text.to_string(), known };
                self.report(Fact::UnknownName(fact));
            }
            return None;
        };
        let signature = self.signature_of(item)?;
        Some(Callee {
            target: CallTarget::Template(item),
            name: name.text.to_string(),
            input: signature.arguments(&self.environment),
            output: signature.result.clone(),
            generates_text: false,
            origin: None,
        })
    }

    fn operation_callee(
        &mut self,
        target: &Target,
        slug: &Arc<str>,
        name: &Name,
    ) -> Option<Callee> {
        let full = [&**slug, ".", &name.text].concat();
        let written = [&*target.first.text, ".", &name.text].concat();
        let subnet = ledger_subnet(self.db, slug)?;
        let Some(operation) = ledger_operation(self.db, slug, &name.text) else {
            let fact = UnknownOperation {
                at: name.at,
                subnet: target.first.text.to_string(),
                name: name.text.to_string(),
                known: subnet.operations.keys().map(ToString::to_string).collect(),
            };
            self.report(Fact::UnknownOperation(fact));
            return None;
        };
        let gone = subnet.is_gone();
        let withdrawn = operation.deprecated.as_ref().filter(|deprecated| deprecated.withdrawn);
        if gone || withdrawn.is_some() {
            let replacement = withdrawn
                .and_then(|deprecated| deprecated.instead.as_deref())
                .map(|operation| format!("{}.{operation}", target.first.text));
            let fact = OperationWithdrawn {
                at: target.at,
                operation: written.clone(),
                gone,
                note: withdrawn.and_then(|deprecated| deprecated.note.clone()),
                replacement,
            };
            self.report(Fact::OperationWithdrawn(fact));
        }
        let key = QualifiedName::new(self.db, Arc::clone(slug), Arc::clone(&name.text));
        let types = operation_types(self.db, key)?;
        Some(Callee {
            target: CallTarget::Operation {
                slug: Arc::clone(slug),
                operation: Arc::clone(&name.text),
            },
            name: written,
            input: types.input.clone(),
            output: types.output.clone(),
            generates_text: operation.generates_text.is_some(),
            origin: Some(format!("{full}, revision {}", subnet.revision)),
        })
    }

    fn capability_callee(&mut self, family: &Name, name: &Name) -> Option<Callee> {
        let full = [&*family.text, ".", &name.text].concat();
        let Some(listed) = ledger_capability(self.db, &full) else {
            let known = self
                .project
                .ledger(self.db)
                .family(&family.text)
                .map(|family| family.capabilities.keys().map(ToString::to_string).collect())
                .unwrap_or_default();
            let fact = UnknownCapability {
                at: name.at,
                family: family.text.to_string(),
                name: name.text.to_string(),
                known,
            };
            self.report(Fact::UnknownCapability(fact));
            return None;
        };
        let generates_text = listed.generates_text.is_some();
        let key = QualifiedName::new(self.db, Arc::clone(&family.text), Arc::clone(&name.text));
        let types = capability_types(self.db, key)?;
        Some(Callee {
            target: CallTarget::Capability { providers: Vec::new() },
            name: full.clone(),
            input: types.input.clone(),
            output: types.output.clone(),
            generates_text,
            origin: Some(format!("the capability {full}")),
        })
    }

    fn sys_callee(&mut self, name: &Name) -> Option<Callee> {
        let Some(SysTypes { operation, input, output }) = sys_types(&name.text) else {
            let fact = UnknownOperation {
                at: name.at,
                subnet: "sys".to_owned(),
                name: name.text.to_string(),
                known: SYS_OPERATIONS.map(str::to_owned).to_vec(),
            };
            self.report(Fact::UnknownOperation(fact));
            return None;
        };
        Some(Callee {
            target: CallTarget::Sys(operation),
            name: format!("sys.{}", name.text),
            input,
            output,
            generates_text: false,
            origin: None,
        })
    }

    /// The providers of a capability in the order in which they are asked.
    fn routed(&mut self, call: &Call, capability: &str) -> Vec<super::ProviderUse> {
        let all = self.providers_of(capability);
        if all.is_empty() {
            let importable =
                crate::scope::importable_providers(self.db, self.item.file(self.db), capability);
            let fact = NoProvider {
                at: call.target.at,
                capability: capability.to_owned(),
                routed: Vec::new(),
                at_entry: false,
                others: false,
                known: Vec::new(),
                importable,
            };
            self.report(Fact::NoProvider(fact));
        }
        self.route(call, capability, all)
    }
}

impl Callee {
    pub(super) fn kind(&self) -> CallKind {
        match self.target {
            CallTarget::Operation { .. } => CallKind::Operation,
            CallTarget::Capability { .. } => CallKind::Capability,
            CallTarget::Template(_) => CallKind::Template,
            CallTarget::Sys(_) => CallKind::Sys,
        }
    }
}
