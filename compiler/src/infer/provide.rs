//! `provide`: an adapter from an operation to a capability.

use std::sync::Arc;

use super::{
    Inferer,
    ledger_types::{
        QualifiedName, capability_types, ledger_capability, ledger_operation, operation_types,
    },
};
use crate::{
    diagnostics::{
        Authority, Fact, OperationWithdrawn, ProviderMisfit, Subject, UnknownCapability,
        UnknownOperation, UnknownSubnet,
    },
    hir::{ExprId, Target},
    types::Type,
};

impl Inferer<'_> {
    pub(super) fn provide_item(
        &mut self,
        capability: &Target,
        operation: &Target,
        request: Option<ExprId>,
        response: Option<ExprId>,
    ) {
        let (Some(capability_name), Some(operation_name)) = (&capability.second, &operation.second)
        else {
            return;
        };
        let full = format!("{}.{}", capability.first.text, capability_name.text);
        if !self.scope.family(&capability.first.text) {
            self.unknown_first(capability);
            return;
        }
        let Some(listed_capability) = ledger_capability(self.db, &full) else {
            let family = self.project.ledger(self.db).family(&capability.first.text);
            let fact = UnknownCapability {
                at: capability_name.at,
                family: capability.first.text.to_string(),
                name: capability_name.text.to_string(),
                known: family
                    .map(|family| family.capabilities.keys().map(ToString::to_string).collect())
                    .unwrap_or_default(),
            };
            self.report(Fact::UnknownCapability(fact));
            return;
        };
        let generates = listed_capability.generates_text.is_some();
        let Some(slug) = self.scope.subnet(&operation.first.text) else {
            self.unknown_first(operation);
            return;
        };
        let Some(subnet) = super::ledger_types::ledger_subnet(self.db, &slug) else {
            return;
        };
        let Some(listed) = ledger_operation(self.db, &slug, &operation_name.text) else {
            let fact = UnknownOperation {
                at: operation_name.at,
                subnet: operation.first.text.to_string(),
                name: operation_name.text.to_string(),
                known: subnet.operations.keys().map(ToString::to_string).collect(),
            };
            self.report(Fact::UnknownOperation(fact));
            return;
        };
        if subnet.is_gone() || listed.deprecated.as_ref().is_some_and(|d| d.withdrawn) {
            let fact = OperationWithdrawn {
                at: operation.at,
                operation: format!("{}.{}", operation.first.text, operation_name.text),
                gone: subnet.is_gone(),
                note: listed.deprecated.as_ref().and_then(|d| d.note.clone()),
                replacement: None,
            };
            self.report(Fact::OperationWithdrawn(fact));
        }
        if generates && listed.generates_text.is_none() {
            let fact = ProviderMisfit {
                at: operation.at,
                sentence: format!(
                    "`{full}` generates text, and `{slug}.{}` doesn't",
                    operation_name.text
                ),
                help: Some(
                    "the Ledger names the text in its answer as `generates_text`".to_owned(),
                ),
                quoted: None,
            };
            self.report(Fact::ProviderMisfit(fact));
        }
        let key = |first: &Arc<str>, second: &Arc<str>| {
            QualifiedName::new(self.db, Arc::clone(first), Arc::clone(second))
        };
        let of_capability =
            capability_types(self.db, key(&capability.first.text, &capability_name.text));
        let of_operation = operation_types(self.db, key(&slug, &operation_name.text));
        let (Some(of_capability), Some(of_operation)) = (of_capability, of_operation) else {
            return;
        };
        let name = format!("{slug}.{}, revision {}", operation_name.text, subnet.revision);
        let authority = Authority::new(name, operation.at);
        let subject = Subject::new("the request").said_by(Some(authority));
        let params = std::slice::from_ref(&of_capability.input);
        self.half(request, params, &of_operation.input, &subject);
        let authority = Authority::new(format!("the capability {full}"), capability.at);
        let subject = Subject::new("the response").said_by(Some(authority));
        let params = [of_operation.output.clone(), of_capability.input.clone()];
        self.half(response, &params, &of_capability.output, &subject);
    }

    /// One half of a provider; what doesn't fit is E0407.
    fn half(
        &mut self,
        lambda: Option<ExprId>,
        params: &[Type],
        result: &Type,
        subject: &Subject<'_>,
    ) {
        let Some(lambda) = lambda else { return };
        self.providing = true;
        self.lambda(lambda, params, Some(result), subject);
        self.providing = false;
    }

    fn unknown_first(&mut self, target: &Target) {
        if self.scope.is_broken(&target.first.text) {
            return;
        }
        let ledger = self.project.ledger(self.db);
        let fact = UnknownSubnet {
            at: target.first.at,
            name: target.first.text.to_string(),
            known: self.scope.target_names(),
            listed_subnet: ledger.has_subnet(&target.first.text),
            listed_family: ledger.family(&target.first.text).is_some(),
        };
        self.report(Fact::UnknownSubnet(fact));
    }
}
