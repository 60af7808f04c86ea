//! Calls and policies.

use orchestra_syntax::ast::{self, View as _};

use super::lowering::Lowering;
use crate::{
    exact::gathered,
    hir::{Call, ExprId, ExprKind, Name, Policy},
};

impl Lowering {
    pub(super) fn call(&mut self, call: ast::Call<'_>) -> ExprId {
        let at = self.site(call.span());
        let word = self.site(call.word_span().unwrap_or(call.span()));
        self.in_call(word, |own| {
            let Some(target) = own.target(call.target()) else {
                return own.expr_of_site(at, ExprKind::Missing);
            };
            let arguments = match call.arguments() {
                Some(arguments) => own.record(arguments),
                None => own.missing(call.span()),
            };
            let into = call.into_type().map(|ty| own.ty(Some(ty), ty.span()));
            let policies = own.policies(call.policies());
            let otherwise =
                call.otherwise().map(|otherwise| own.expr(Some(otherwise), otherwise.span()));
            let call = Call { target, word, arguments, into, policies, otherwise };
            own.expr_of_site(at, ExprKind::Call(Box::new(call)))
        })
    }

    pub(super) fn policies(&mut self, policies: Option<ast::Policies<'_>>) -> Vec<Policy> {
        let Some(policies) = policies else { return Vec::new() };
        let policies = gathered(policies.entries().filter_map(|policy| self.policy(policy)));
        self.refuse_twice(policies.iter().map(|policy| &policy.name), "policy");
        policies
    }

    fn policy(&mut self, policy: ast::Policy<'_>) -> Option<Policy> {
        let name = self.name(policy.name()?);
        let value = match policy.fail_word() {
            Some(word) => {
                let at = self.site(word.span());
                self.expr_of_site(at, ExprKind::Name(Name { text: "fail".into(), at }))
            }
            None => self.purely(|own| own.expr(policy.value(), policy.span())),
        };
        Some(Policy { name, value })
    }
}
