//! A policy's value as it is written, constants evaluated: what the policies' own modules read.

use orchestra_plan::{Money, Value, policy::Millis};

use crate::{diagnostics::PolicyProblem, hir::Site};

/// A policy's value, or part of it, with its place.
#[derive(Clone, Debug)]
pub(crate) struct PolicyValue {
    /// The expression.
    pub(crate) at: Site,
    /// What it is.
    pub(crate) form: PolicyForm,
}

/// What a policy's value is.
#[derive(Clone, Debug)]
pub(crate) enum PolicyForm {
    /// A bare name. It is one of the policy's words, or a constant's name with its value.
    Word(String, Option<Value>),
    /// `a.b`: a subnet's operation.
    Path(String, String),
    /// A constant.
    Known(Value),
    /// A list literal.
    List(Vec<PolicyValue>),
    /// A record literal; the site of each field's name.
    Record(Vec<(String, Site, PolicyValue)>),
    /// A lambda.
    Lambda,
    /// Not a constant.
    Varying,
    /// Already reported as wrong.
    Failed,
}

/// A wrong policy value: where, and what. `None`: already reported.
pub(crate) type Refusal = Option<(Site, PolicyProblem)>;

impl PolicyValue {
    /// Its constant, if it is one.
    pub(crate) fn constant(&self) -> Option<&Value> {
        match &self.form {
            PolicyForm::Known(value) | PolicyForm::Word(_, Some(value)) => Some(value),
            _ => None,
        }
    }

    /// That this isn't `wanted`: "`retry` takes a count or a record".
    pub(crate) fn refuse(&self, wanted: &str) -> Refusal {
        let help = match self.form {
            PolicyForm::Failed => return None,
            PolicyForm::Varying => Some("a policy's value is a constant".to_owned()),
            _ => None,
        };
        let problem = PolicyProblem::Value { sentence: wanted.to_owned(), help, words: None };
        Some((self.at, problem))
    }

    /// A whole number from `least` on.
    pub(crate) fn count(&self, policy: &str, least: u32) -> Result<u32, Refusal> {
        match self.constant() {
            Some(Value::Int(count)) => {
                u32::try_from(*count).ok().filter(|count| *count >= least).ok_or_else(|| {
                    self.refuse(&format!("`{policy}` is at least {least}, found {count}"))
                })
            }
            _ => Err(self.refuse(&format!("`{policy}` takes a whole number"))),
        }
    }

    /// A duration above 0.
    pub(crate) fn duration(&self, policy: &str) -> Result<Millis, Refusal> {
        match self.constant() {
            Some(Value::Duration(millis)) => u64::try_from(*millis)
                .ok()
                .filter(|millis| *millis > 0)
                .map(Millis)
                .ok_or_else(|| self.refuse(&format!("`{policy}` is longer than nothing"))),
            _ => Err(self.refuse(&format!("`{policy}` takes a duration, like `30s`"))),
        }
    }

    /// An amount of money, not below 0.
    pub(crate) fn money(&self, policy: &str) -> Result<Money, Refusal> {
        match self.constant() {
            Some(Value::Money(money)) if !money.amount.is_sign_negative() => Ok(money.clone()),
            Some(Value::Money(money)) => {
                Err(self.refuse(&format!("`{policy}` is at least 0, found `{money}`")))
            }
            _ => Err(self.refuse(&format!("`{policy}` takes an amount, like `0.002usd`"))),
        }
    }

    /// One of `words`, as its index.
    pub(crate) fn word(&self, policy: &str, words: &[&str]) -> Result<usize, Refusal> {
        let PolicyForm::Word(word, _) = &self.form else {
            return Err(self.refuse(&one_of(policy, words)));
        };
        words.iter().position(|known| known == word).ok_or_else(|| {
            let known = words.iter().map(|word| (*word).to_owned()).collect();
            let sentence = format!("{}, found `{word}`", one_of(policy, words));
            let problem =
                PolicyProblem::Value { sentence, help: None, words: Some((word.clone(), known)) };
            Some((self.at, problem))
        })
    }
}

fn one_of(policy: &str, words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    format!("`{policy}` is {}", crate::diagnostics::list_words(&words, "or"))
}
