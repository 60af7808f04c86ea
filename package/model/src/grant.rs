//! What a dependency may do: the effects that somebody has looked at, as the lock keeps them.
//!
//! A grant is compared, never widened by itself: what a version needs beyond it is told by name.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Amounts by currency, in lower case.
pub type Amounts = BTreeMap<String, Decimal>;

/// What a package does, or may do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// Operations that are called: `desearch.web_search`.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub operations: BTreeSet<String>,
    /// Those of them that write.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub writes: BTreeSet<String>,
    /// Scheme, host and port that are reached: `https://api.example.com:443`.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub origins: BTreeSet<String>,
    /// Secrets that are released, each with the origin that it goes to: `ACME_KEY https://acme.example`.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub secrets: BTreeSet<String>,
    /// Whether files are read.
    #[serde(default, skip_serializing_if = "is_false")]
    pub reads_files: bool,
    /// Whether files are written.
    #[serde(default, skip_serializing_if = "is_false")]
    pub writes_files: bool,
    /// Whether people are asked.
    #[serde(default, skip_serializing_if = "is_false")]
    pub asks_people: bool,
    /// What each exported template costs at most, by its name; none where nothing bounds it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub costs: BTreeMap<String, Option<Amounts>>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over references")]
fn is_false(value: &bool) -> bool {
    !*value
}

/// Something that a package does and isn't granted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Excess {
    /// It calls an operation; whether that writes.
    Operation(String, bool),
    /// It reaches an origin.
    Origin(String),
    /// It releases a secret, named with the origin.
    Secret(String),
    /// It reads files.
    ReadsFiles,
    /// It writes files.
    WritesFiles,
    /// It asks people.
    AsksPeople,
    /// A template costs more than was granted: its name, what it costs at most (none where nothing
    /// bounds it), and what was granted, where anything was.
    Cost(String, Option<Amounts>, Option<Amounts>),
}

impl Grant {
    /// Whether it allows nothing, since nothing is done.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What `needed` does beyond this grant, sorted.
    #[must_use]
    pub fn excess(&self, needed: &Self) -> Vec<Excess> {
        let mut found = Vec::new();
        for operation in &needed.operations {
            let writes = needed.writes.contains(operation);
            let is_granted =
                self.operations.contains(operation) && (!writes || self.writes.contains(operation));
            if !is_granted {
                found.push(Excess::Operation(operation.clone(), writes));
            }
        }
        found.extend(needed.origins.difference(&self.origins).cloned().map(Excess::Origin));
        found.extend(needed.secrets.difference(&self.secrets).cloned().map(Excess::Secret));
        for (needs, has, excess) in [
            (needed.reads_files, self.reads_files, Excess::ReadsFiles),
            (needed.writes_files, self.writes_files, Excess::WritesFiles),
            (needed.asks_people, self.asks_people, Excess::AsksPeople),
        ] {
            if needs && !has {
                found.push(excess);
            }
        }
        for (template, cost) in &needed.costs {
            match self.costs.get(template) {
                Some(granted) if is_within(cost.as_ref(), granted.as_ref()) => {}
                Some(granted) => {
                    found.push(Excess::Cost(template.clone(), cost.clone(), granted.clone()));
                }
                // A template that wasn't there is no dearer than one that was granted: whoever calls
                // it says so in a source of their own.
                None if self.costs.values().any(|it| is_within(cost.as_ref(), it.as_ref())) => {}
                None if cost.as_ref().is_some_and(Amounts::is_empty) => {}
                None => found.push(Excess::Cost(template.clone(), cost.clone(), None)),
            }
        }
        found
    }
}

/// Whether a cost is at most what was granted; none is without bound.
fn is_within(cost: Option<&Amounts>, granted: Option<&Amounts>) -> bool {
    match (cost, granted) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(cost), Some(granted)) => cost.iter().all(|(currency, amount)| {
            amount.is_zero() || granted.get(currency).is_some_and(|granted| amount <= granted)
        }),
    }
}

impl Excess {
    /// What it is, as people say it, without its subject: `calls \`acme.search\``.
    #[must_use]
    pub fn told(&self) -> String {
        match self {
            Self::Operation(name, false) => format!("calls `{name}`"),
            Self::Operation(name, true) => format!("calls `{name}`, which writes"),
            Self::Origin(origin) => format!("reaches {origin}"),
            Self::Secret(secret) => match secret.split_once(' ') {
                Some((name, origin)) => format!("sends the secret `{name}` to {origin}"),
                None => format!("sends the secret `{secret}`"),
            },
            Self::ReadsFiles => "reads files".to_owned(),
            Self::WritesFiles => "writes files".to_owned(),
            Self::AsksPeople => "asks people".to_owned(),
            Self::Cost(template, cost, granted) => {
                let costs = match cost {
                    Some(cost) => format!("`{template}` costs up to {}", amounts_told(cost)),
                    None => format!("nothing bounds what `{template}` costs"),
                };
                match granted {
                    Some(granted) => {
                        format!("{costs}, and up to {} was granted", amounts_told(granted))
                    }
                    None => costs,
                }
            }
        }
    }
}

/// `0.05usd + 1tao`; `nothing` where nothing is bought.
#[must_use]
pub fn amounts_told(amounts: &Amounts) -> String {
    let parts: Vec<_> = amounts
        .iter()
        .filter(|(_, amount)| !amount.is_zero())
        .map(|(currency, amount)| format!("{}{currency}", amount.normalize()))
        .collect();
    if parts.is_empty() { "nothing".to_owned() } else { parts.join(" + ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(change: impl FnOnce(&mut Grant)) -> Grant {
        let mut grant = Grant::default();
        grant.operations.insert("acme.ask".into());
        grant.origins.insert("https://acme.example".into());
        grant.secrets.insert("ACME_KEY https://acme.example".into());
        grant.costs.insert("best".into(), Some([("usd".into(), Decimal::new(5, 2))].into()));
        change(&mut grant);
        grant
    }

    #[test]
    fn what_is_done_beyond_a_grant_is_told_by_name() {
        let granted = grant(|_| {});
        let usd = |cents| Some(Amounts::from([("usd".to_owned(), Decimal::new(cents, 2))]));
        let told = |needed: &Grant| -> Vec<String> {
            granted.excess(needed).iter().map(Excess::told).collect()
        };
        assert_eq!(told(&granted), [""; 0]);
        assert_eq!(told(&Grant::default()), [""; 0]);
        for (needed, expected) in [
            (grant(|it| assert!(it.operations.insert("b.tell".into()))), "calls `b.tell`"),
            (
                grant(|it| assert!(it.writes.insert("acme.ask".into()))),
                "calls `acme.ask`, which writes",
            ),
            (grant(|it| assert!(it.origins.insert("https://x.y".into()))), "reaches https://x.y"),
            (
                grant(|it| assert!(it.secrets.insert("ACME_KEY https://x.y".into()))),
                "sends the secret `ACME_KEY` to https://x.y",
            ),
            (grant(|it| it.reads_files = true), "reads files"),
            (grant(|it| it.writes_files = true), "writes files"),
            (grant(|it| it.asks_people = true), "asks people"),
            (
                grant(|it| drop(it.costs.insert("best".into(), usd(6)))),
                "`best` costs up to 0.06usd, and up to 0.05usd was granted",
            ),
            (
                grant(|it| drop(it.costs.insert("best".into(), None))),
                "nothing bounds what `best` costs, and up to 0.05usd was granted",
            ),
            (grant(|it| drop(it.costs.insert("new".into(), usd(6)))), "`new` costs up to 0.06usd"),
        ] {
            assert_eq!(told(&needed), [expected]);
        }
        for needed in [
            grant(|it| drop(it.costs.insert("best".into(), usd(4)))),
            grant(|it| drop(it.costs.insert("new".into(), usd(5)))),
            grant(|it| drop(it.costs.insert("free".into(), Some(Amounts::new())))),
        ] {
            assert_eq!(told(&needed), [""; 0]);
        }
    }
}
