//! Who serves a capability, side by side.

use std::cmp::Ordering;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Ledger, OperationRow, Served};

/// An operation that serves a capability, beside others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Offer {
    /// The operation, with price, authentication, confidence and standing.
    #[serde(flatten)]
    pub operation: OperationRow,
    /// Variables that hold the secrets that it needs.
    pub secrets: Vec<String>,
    /// What the capability's first example costs; null where that isn't known.
    pub example: Option<ExampleCost>,
    /// The last day on which a price was looked up, `YYYY-MM-DD`.
    pub priced_on: Option<String>,
    /// How long answers take, in words.
    pub latency: Option<String>,
    /// How much may be asked of it, in words.
    pub limits: Option<String>,
    /// The newest day on which one of the entry's sources was read, `YYYY-MM-DD`.
    pub checked_on: Option<String>,
}

/// What one call with an example's arguments costs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ExampleCost {
    /// At most; null where nothing bounds it.
    pub most: Option<Cost>,
    /// Typically; null where it isn't known.
    pub typical: Option<Cost>,
}

/// Amounts that add up, by currency in lower case; none at all: it is free.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Cost(pub Vec<CostPart>);

/// An amount of one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CostPart {
    /// A decimal number, as text.
    #[schemars(with = "String")]
    pub amount: Decimal,
    /// In lower case.
    pub currency: String,
}

impl Cost {
    /// "0.0025 usd", or that it is free.
    #[must_use]
    pub fn words(&self) -> String {
        let parts = self.0.iter().filter(|part| !part.amount.is_zero());
        let parts: Vec<String> =
            parts.map(|part| format!("{} {}", part.amount.normalize(), part.currency)).collect();
        if parts.is_empty() { "free".to_owned() } else { parts.join(" + ") }
    }
}

impl ExampleCost {
    /// "0.004 usd", "0.0001 usd, at most 0.002 usd".
    #[must_use]
    pub fn words(&self) -> String {
        match (&self.typical, &self.most) {
            (Some(typical), Some(most)) if typical == most => typical.words(),
            (Some(typical), Some(most)) => {
                format!("{}, at most {}", typical.words(), most.words())
            }
            (Some(only), None) => format!("{}, without a bound", only.words()),
            (None, Some(most)) => format!("at most {}", most.words()),
            (None, None) => "unknown".to_owned(),
        }
    }
}

/// Who serves a capability: those whose example's cost is known before others, of one currency the
/// cheapest first; then those that we are surer of; then by name. `example` says what the example
/// costs, asked of an operation.
#[must_use]
pub fn compare(
    ledger: &Ledger,
    served: &Served,
    capability: &str,
    example: &dyn Fn(&str) -> Option<ExampleCost>,
) -> Vec<Offer> {
    let mut offers: Vec<Offer> = served
        .operations(capability)
        .filter_map(|operation| offer(ledger, served, operation, example(operation)))
        .collect();
    offers.sort_by(order);
    offers
}

fn offer(
    ledger: &Ledger,
    served: &Served,
    full: &str,
    example: Option<ExampleCost>,
) -> Option<Offer> {
    let (slug, name) = full.split_once('.')?;
    let subnet = ledger.subnet(slug)?;
    let operation = subnet.operations.get(name)?;
    let own = operation.limits.as_ref().and_then(crate::Limits::words);
    let of_all = subnet.binding(name).and_then(|binding| binding.endpoint_limits?.words());
    let of_all = of_all.map(|limits| format!("{limits} for all operations together"));
    let limits: Vec<String> = own.into_iter().chain(of_all).collect();
    let secrets = subnet.authentication(name).map(|(_, variables)| variables).unwrap_or_default();
    Some(Offer {
        operation: OperationRow::new(ledger, served, subnet, name)?,
        secrets: secrets.into_iter().map(str::to_owned).collect(),
        example,
        priced_on: operation.priced_on().map(str::to_owned),
        latency: operation.latency.as_ref().and_then(crate::Latency::words),
        limits: (!limits.is_empty()).then(|| limits.join("; ")),
        checked_on: subnet.sources.iter().map(|source| source.checked_on.clone()).max(),
    })
}

fn order(left: &Offer, right: &Offer) -> Ordering {
    let cost = |offer: &Offer| {
        let example = offer.example.as_ref()?;
        let cost = example.typical.as_ref().or(example.most.as_ref())?;
        // Amounts of two currencies aren't compared; what is free costs less than anything.
        let largest = cost.0.iter().max_by_key(|part| part.amount);
        Some(largest.filter(|part| !part.amount.is_zero()).map(|part| {
            let rank = usize::from(part.currency != "usd");
            (rank, part.currency.clone(), part.amount)
        }))
    };
    let known_first = match (cost(left), cost(right)) {
        (Some(left), Some(right)) => left.cmp(&right),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    };
    known_first
        .then_with(|| (left.operation.confidence as u8).cmp(&(right.operation.confidence as u8)))
        .then_with(|| left.operation.name.cmp(&right.operation.name))
}
