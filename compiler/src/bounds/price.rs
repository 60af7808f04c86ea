//! What one attempt costs at most, or typically.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use orchestra_plan::{
    Binding,
    binding::{Price, PriceUnit},
    bounds::Amounts,
};
use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::{amounts, case::Case, estimate::Why, sizes};
use crate::{
    hir::Site,
    infer::Environment,
    types::{Literal, Type},
};

/// Choices of prices by argument values that are gone through; with more, the price counts as
/// unknown.
const MOST_CHOICES: usize = 512;

/// One attempt, as prices look at it.
#[derive(Clone)]
pub(super) struct Attempt<'a> {
    pub(super) environment: Environment<'a>,
    pub(super) binding: &'a Binding,
    /// The operation's arguments.
    pub(super) input: &'a Type,
    /// Its answer.
    pub(super) output: Type,
    /// Text that travels besides the arguments, in bytes or code points as the case counts.
    pub(super) besides: u64,
    /// The longest time, in milliseconds; none: it isn't bounded.
    pub(super) time: Option<u64>,
    /// The argument of the call that limits answers and isn't written, with the arguments' place.
    pub(super) limit: Option<(&'static str, Site)>,
    /// The argument of the call whose text may be of any length, with its place.
    pub(super) endless: Option<&'a (Arc<str>, Site)>,
}

/// What is charged for every attempt, and what for those that succeed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Charges {
    pub(super) on_attempt: Amounts,
    pub(super) on_success: Amounts,
}

impl Attempt<'_> {
    /// The dearest that the arguments still allow.
    pub(super) fn charges(&self, case: Case) -> Result<Charges, Why> {
        let operation = || self.binding.operation.clone();
        let Some(prices) = &self.binding.pricing else {
            return Err(Why::Price { operation: operation() });
        };
        let mut dearest = Charges::default();
        let unlisted = || Why::PriceOfArguments { operation: operation() };
        for choice in self.choices(prices).ok_or_else(unlisted)? {
            let mut applying = prices.iter().filter(|price| applies(price, &choice)).peekable();
            if applying.peek().is_none() && !prices.is_empty() {
                return Err(unlisted());
            }
            let charges = applying
                .try_fold(Charges::default(), |charges, price| self.add(charges, price, case))?;
            dearest.on_attempt = amounts::most(dearest.on_attempt, &charges.on_attempt);
            dearest.on_success = amounts::most(dearest.on_success, &charges.on_success);
        }
        Ok(dearest)
    }

    fn add(&self, mut charges: Charges, price: &Price, case: Case) -> Result<Charges, Why> {
        let units = self.units(price, case)?;
        let cost = price.amount.checked_mul(units).ok_or(Why::TooLarge)?;
        let cost = amounts::amount(&price.currency, cost);
        let side = match price.on_success_only {
            true => &mut charges.on_success,
            false => &mut charges.on_attempt,
        };
        *side = amounts::plus(std::mem::take(side), &cost).ok_or(Why::TooLarge)?;
        Ok(charges)
    }

    fn units(&self, price: &Price, case: Case) -> Result<Decimal, Why> {
        let million = Decimal::from(1_000_000);
        let none = |what| Why::Counted {
            operation: self.binding.operation.clone(),
            what,
            argument: self.limit.filter(|_| price.unit == PriceUnit::OutputToken),
            endless: self.endless.filter(|_| counts_arguments(price.unit)).cloned(),
        };
        Ok(match price.unit {
            PriceUnit::Request => Decimal::ONE,
            PriceUnit::Item => Decimal::from(self.items(price, case).ok_or_else(|| none("items"))?),
            PriceUnit::InputToken => {
                let text = self.sent(price, case).ok_or_else(|| none("tokens sent"))?;
                Decimal::from(tokens(text, case)) / million
            }
            PriceUnit::OutputToken => {
                let most = self.answered(price).ok_or_else(|| none("tokens answered"))?;
                Decimal::from(case.of(0, most)) / million
            }
            PriceUnit::Second => {
                let most = price.max.map(|max| max.0);
                let time = most.into_iter().chain(self.time).min();
                let time = time.ok_or_else(|| none("seconds"))?;
                Decimal::from(time) / Decimal::from(1000)
            }
            PriceUnit::Byte => Decimal::from(self.bytes(price, case).ok_or_else(|| none("bytes"))?),
        })
    }

    /// Items by the list that `counts` names, or by the argument that limits it.
    fn items(&self, price: &Price, case: Case) -> Option<u64> {
        let (side, pointer) = price.counts.as_deref()?.split_once(':')?;
        let of = if side == "input" { self.input } else { &self.output };
        let counted = sizes::at(&self.environment, of, pointer)
            .and_then(|part| sizes::count(&self.environment, &part));
        let limit = self.limit(price).map(|(_, most)| (0, most));
        let (least, most) = match (counted, limit) {
            (Some(counted), Some(limit)) => (counted.0.min(limit.1), counted.1.min(limit.1)),
            (counted, limit) => counted.or(limit)?,
        };
        Some(case.of(least, most))
    }

    /// The argument that limits what is counted; where it may be left out, the default that the
    /// Ledger states, or the most that it allows.
    fn limit(&self, price: &Price) -> Option<(u64, u64)> {
        let pointer = price.limited_by.as_deref()?;
        let part = sizes::at(&self.environment, self.input, pointer)?;
        let stated = part.without_null(&self.environment);
        let written = match stated {
            Type::Never => (u64::MAX, 0),
            stated => sizes::count(&self.environment, &stated)?,
        };
        if !part.admits_null(&self.environment) {
            return Some(written);
        }
        let schema = self.binding.input.pointer(&pointer.replace('/', "/properties/"))?;
        let stated = ["default", "maximum"].iter().find_map(|name| schema.get(name)?.as_u64())?;
        Some((written.0.min(stated), written.1.max(stated)))
    }

    /// Text that is sent: what `counts` names, else all of it.
    fn sent(&self, price: &Price, case: Case) -> Option<u64> {
        let text = match &price.counts {
            Some(_) => self.counted_text(price, case)?,
            None => sizes::text(&self.environment, self.input, case)?,
        };
        text.checked_add(self.besides)
    }

    /// Tokens of an answer: no more than the argument that limits them, or than bytes of its text.
    fn answered(&self, price: &Price) -> Option<u64> {
        let limit = self.limit(price).map(|(_, most)| most);
        let text = price
            .counts
            .as_deref()
            .filter(|counts| counts.starts_with("output:"))
            .and_then(|_| self.counted_text(price, Case::Worst));
        limit.into_iter().chain(text).min()
    }

    fn bytes(&self, price: &Price, case: Case) -> Option<u64> {
        let input = price.counts.as_deref().is_some_and(|counts| counts.starts_with("input:"));
        let text = self.counted_text(price, case);
        if input {
            return text;
        }
        let limit = self.limit(price).map(|(_, most)| case.of(0, most));
        limit.into_iter().chain(text).min()
    }

    fn counted_text(&self, price: &Price, case: Case) -> Option<u64> {
        let (side, pointer) = price.counts.as_deref()?.split_once(':')?;
        let of = if side == "input" { self.input } else { &self.output };
        let part = sizes::at(&self.environment, of, pointer)?;
        let is_text = part
            .arms(&self.environment)
            .iter()
            .all(|arm| matches!(arm, Type::String(_) | Type::Literal(Literal::String(_))));
        let is_counted_whole = price.unit == PriceUnit::Byte && !is_text;
        sizes::text(&self.environment, &part, case).filter(|_| !is_counted_whole)
    }

    /// All that the arguments named by `when` may be: for each pointer a value of a price, or none
    /// for all other values. None where there are too many.
    fn choices(&self, prices: &[Price]) -> Option<Vec<Choice>> {
        let mut values: BTreeMap<&str, Vec<&Json>> = BTreeMap::new();
        for (pointer, value) in prices.iter().flat_map(|price| &price.when) {
            let known = values.entry(pointer).or_default();
            if !known.contains(&value) {
                known.push(value);
            }
        }
        let mut choices = vec![Choice::new()];
        for (pointer, values) in values {
            let possible = self.possible(pointer, &values);
            let with = |choice: &Choice, value: &Option<Json>| {
                let mut choice = choice.clone();
                choice.insert(pointer.to_owned(), value.clone());
                choice
            };
            choices = choices
                .iter()
                .flat_map(|choice| possible.iter().map(|value| with(choice, value)))
                .collect();
            if choices.len() > MOST_CHOICES {
                return None;
            }
        }
        Some(choices)
    }

    /// Which of `values` may stand at `pointer`; none for any other value.
    fn possible(&self, pointer: &str, values: &[&Json]) -> Vec<Option<Json>> {
        let any = || values.iter().map(|value| Some((*value).clone())).chain([None]).collect();
        let Some(part) = sizes::at(&self.environment, self.input, pointer) else { return any() };
        let mut possible = BTreeSet::new();
        for arm in part.arms(&self.environment) {
            match arm {
                Type::Literal(literal) => {
                    possible.insert(values.iter().position(|value| is(&literal, value)));
                }
                Type::Null => {
                    possible.insert(None);
                }
                _ => return any(),
            }
        }
        possible.into_iter().map(|index| index.map(|index| values[index].clone())).collect()
    }
}

/// What the arguments named by `when` are.
type Choice = BTreeMap<String, Option<Json>>;

fn applies(price: &Price, choice: &Choice) -> bool {
    price.when.iter().all(|(pointer, value)| choice[pointer].as_ref() == Some(value))
}

fn is(literal: &Literal, value: &Json) -> bool {
    match (literal, value) {
        (Literal::Bool(a), Json::Bool(b)) => a == b,
        (Literal::String(a), Json::String(b)) => **a == **b,
        #[expect(clippy::cast_precision_loss, reason = "prices compare numbers as JSON does")]
        (Literal::Int(a), Json::Number(b)) => b.as_f64() == Some(*a as f64),
        (Literal::Float(a), Json::Number(b)) => b.as_f64() == Some(a.get()),
        _ => false,
    }
}

/// Whether longer arguments may count for more.
fn counts_arguments(unit: PriceUnit) -> bool {
    !matches!(unit, PriceUnit::OutputToken | PriceUnit::Second)
}

/// At most a token a byte; typically one for four characters.
fn tokens(text: u64, case: Case) -> u64 {
    match case {
        Case::Worst => text,
        Case::Typical => text.div_ceil(4),
    }
}
