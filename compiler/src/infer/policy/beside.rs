//! `hedge` and `quorum`: several providers at once.

use super::value::Refusal;
use crate::{
    diagnostics::{Fact, PolicyProblem, Subject, WrongPolicy},
    hir::{Call, ExprId, ExprKind, RecordEntry, Site},
    infer::{Inferer, ProviderUse, ledger_types::ledger_operation, policies::QuorumPolicy},
    types::Type,
};

pub(super) const FIELDS: [&str; 3] = ["of", "agree", "on"];

impl Inferer<'_> {
    /// `quorum: { of: 3, agree: 2, on: v => v.label }`; without `on`, whole values are compared.
    pub(super) fn quorum(&mut self, id: ExprId, result: &Type) -> Result<QuorumPolicy, Refusal> {
        let body = self.body;
        let at = body.site(id);
        let ExprKind::Record { entries, .. } = body.expr(id) else {
            let value = self.policy_value(id);
            return Err(value.refuse("`quorum` takes a record, like `{ of: 3, agree: 2 }`"));
        };
        let (mut of, mut agree, mut on) = (None, None, None);
        for entry in entries {
            let RecordEntry::Field { name, value } = entry else { continue };
            match &*name.text {
                "of" => of = Some(self.policy_value(*value).count("of", 1)?),
                "agree" => agree = Some(self.policy_value(*value).count("agree", 1)?),
                "on" => {
                    let subject = Subject::new("`on` of `quorum`");
                    let found = self.lambda(*value, std::slice::from_ref(result), None, &subject);
                    self.refuse_secret(*value, &found, "be compared by `quorum`");
                    on = Some(*value);
                }
                _ => {
                    let known = FIELDS.iter().map(|field| (*field).to_owned()).collect();
                    let sentence = format!("`quorum` has no `{}`", name.text);
                    let words = Some((name.text.to_string(), known));
                    return Err(Some((
                        name.at,
                        PolicyProblem::Value { sentence, help: None, words },
                    )));
                }
            }
        }
        let (Some(of), Some(agree)) = (of, agree) else {
            return Err(wrong(at, "`quorum` needs `of` and `agree`".to_owned()));
        };
        if agree > of || agree <= of / 2 {
            let sentence = format!("`agree` is more than half of `of`, and no more than {of}");
            return Err(wrong(at, sentence));
        }
        Ok(QuorumPolicy { of, agree, on, at })
    }

    /// Whether `providers` can be asked at once as the call's policies want it.
    pub(in crate::infer) fn refuse_beside(
        &mut self,
        call: &Call,
        quorum: Option<&QuorumPolicy>,
        providers: &[ProviderUse],
    ) {
        let named = |name: &str| call.policies.iter().find(|policy| &*policy.name.text == name);
        let (hedged, asked) = (named("hedge"), named("quorum"));
        if let (Some(hedge), Some(_)) = (hedged, asked) {
            let sentence = "`hedge` and `quorum` exclude each other".to_owned();
            self.refuse_at(hedge.name.at, sentence);
        }
        let writes = providers.iter().find(|provider| {
            let listed = ledger_operation(self.db, &provider.slug, &provider.operation);
            listed.is_some_and(|listed| listed.effect == orchestra_ledger_model::Effect::Write)
        });
        if let (Some(policy), Some(provider)) = (hedged.or(asked), writes) {
            let sentence = format!(
                "`{}` is for reads, and {}.{} writes",
                policy.name.text, provider.slug, provider.operation
            );
            self.refuse_at(policy.name.at, sentence);
        }
        if let Some(quorum) = quorum
            && !providers.is_empty()
            && quorum.of as usize > providers.len()
        {
            let (of, there) = (quorum.of, providers.len());
            self.refuse_at(
                quorum.at,
                format!("`quorum` asks {of} providers, and there are {there}"),
            );
        }
    }

    fn refuse_at(&mut self, at: Site, sentence: String) {
        let problem = PolicyProblem::Value { sentence, help: None, words: None };
        self.report(Fact::WrongPolicy(WrongPolicy { at, problem }));
    }
}

fn wrong(at: Site, sentence: String) -> Refusal {
    Some((at, PolicyProblem::Value { sentence, help: None, words: None }))
}
