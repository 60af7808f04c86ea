//! Which subnets, operations and capabilities somebody asks for.
//!
//! Everything that is asked holds together. What is asked of operations (who serves what, price,
//! authentication, confidence) takes a subnet where one operation of its own has all of it, and a
//! capability where one operation that serves it does.

use crate::{Confidence, Ledger, Operation, Served, Standing, Status, Subnet};

/// What is asked for; what is none isn't asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Serves this capability, by its full name.
    pub capability: Option<String>,
    /// Is of this family, or serves a capability of it.
    pub family: Option<String>,
    /// Has exactly this among its categories.
    pub category: Option<String>,
    /// Is in this state.
    pub status: Option<Status>,
    /// What is known of its price.
    pub price: Option<PriceKnown>,
    /// How it proves who asks.
    pub authentication: Option<Authentication>,
    /// We are at least as sure of it.
    pub confidence: Option<Confidence>,
    /// At least somebody of this standing stands behind its entry.
    pub standing: Option<Standing>,
}

/// What is known of a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PriceKnown {
    /// What it costs is known, be it nothing.
    Known,
    /// It is known to cost nothing.
    Free,
    /// It isn't known.
    Unknown,
}

/// How an operation proves who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authentication {
    /// Not at all.
    None,
    /// By any secret or key.
    Any,
    /// By this kind, as entries write it.
    Kind(String),
}

impl Selection {
    /// Whether a subnet is asked for.
    #[must_use]
    pub fn takes_subnet(&self, ledger: &Ledger, served: &Served, subnet: &Subnet) -> bool {
        let is_of = |family: &String| {
            let names = |category: &String| before_dot(category) == family;
            let serves = |name: &String| serves_family(served, &full(subnet, name), family);
            subnet.categories.iter().any(names) || subnet.operations.keys().any(serves)
        };
        self.takes_entry(ledger, subnet)
            && self.family.as_ref().is_none_or(is_of)
            && (!self.asks_of_operations()
                || subnet
                    .operations
                    .iter()
                    .any(|(name, operation)| self.takes_facts(served, subnet, name, operation)))
    }

    /// Whether an operation is asked for.
    #[must_use]
    pub fn takes_operation(
        &self,
        ledger: &Ledger,
        served: &Served,
        subnet: &Subnet,
        name: &str,
    ) -> bool {
        let Some(operation) = subnet.operations.get(name) else { return false };
        let full = full(subnet, name);
        self.takes_entry(ledger, subnet)
            && self.family.as_ref().is_none_or(|family| serves_family(served, &full, family))
            && self.takes_facts(served, subnet, name, operation)
    }

    /// Whether a capability is asked for, by its full name.
    #[must_use]
    pub fn takes_capability(&self, ledger: &Ledger, served: &Served, capability: &str) -> bool {
        let rest = Self { capability: None, family: None, ..self.clone() };
        let is_taken = |operation: &str| {
            let (slug, name) = operation.split_once('.').unwrap_or((operation, ""));
            ledger
                .subnet(slug)
                .is_some_and(|subnet| rest.takes_operation(ledger, served, subnet, name))
        };
        self.capability.as_ref().is_none_or(|name| name == capability)
            && self.family.as_ref().is_none_or(|family| before_dot(capability) == family)
            && (rest == Self::default() || served.operations(capability).any(is_taken))
    }

    /// What is asked of an entry as a whole.
    fn takes_entry(&self, ledger: &Ledger, subnet: &Subnet) -> bool {
        let stands = |least: Standing| Standing::of(ledger, &subnet.slug) >= least;
        self.status.is_none_or(|status| subnet.status == status)
            && self.category.as_ref().is_none_or(|it| subnet.categories.contains(it))
            && self.standing.is_none_or(stands)
    }

    fn asks_of_operations(&self) -> bool {
        self.capability.is_some()
            || self.price.is_some()
            || self.authentication.is_some()
            || self.confidence.is_some()
    }

    /// What is asked of an operation itself.
    fn takes_facts(
        &self,
        served: &Served,
        subnet: &Subnet,
        name: &str,
        operation: &Operation,
    ) -> bool {
        let price = |known: PriceKnown| match known {
            PriceKnown::Known => operation.prices().is_some(),
            PriceKnown::Free => operation.is_free(),
            PriceKnown::Unknown => operation.prices().is_none(),
        };
        let kind = subnet.authentication(name).map(|(kind, _)| kind);
        let proves = |asked: &Authentication| match asked {
            Authentication::None => kind.is_none(),
            Authentication::Any => kind.is_some(),
            Authentication::Kind(asked) => kind == Some(asked),
        };
        let serves = |capability: &String| served.answers(&full(subnet, name), capability);
        self.capability.as_ref().is_none_or(serves)
            && self.price.is_none_or(price)
            && self.authentication.as_ref().is_none_or(proves)
            && self.confidence.is_none_or(|least| operation.confidence.is_at_least(least))
    }
}

fn full(subnet: &Subnet, operation: &str) -> String {
    format!("{}.{operation}", subnet.slug)
}

fn before_dot(name: &str) -> &str {
    name.split('.').next().unwrap_or_default()
}

fn serves_family(served: &Served, operation: &str, family: &str) -> bool {
    served.capabilities(operation).any(|capability| before_dot(capability) == family)
}
