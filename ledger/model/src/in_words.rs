//! Facts of entries as people read them. What isn't known is said to be unknown.

use std::collections::BTreeMap;

use crate::{
    Amount, Charged, Confidence, Effect, Endpoint, Idempotency, Latency, LatencyBasis, Limits,
    Operation, Price, PriceUnit, Status, Subnet,
};

impl Status {
    /// As entries write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Parked => "parked",
            Self::Gone => "gone",
        }
    }
}

impl Confidence {
    /// As entries write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }

    /// Whether it is as high as `other` or higher.
    #[must_use]
    pub const fn is_at_least(self, other: Self) -> bool {
        self as u8 <= other as u8
    }
}

impl Effect {
    /// What it does, in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Read => "only reads",
            Self::Write => "writes",
        }
    }
}

impl Idempotency {
    /// What asking again does, in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Safe => "does no harm",
            Self::Keyed => "does no harm with the same key",
            Self::None => "may buy or write twice",
        }
    }
}

impl PriceUnit {
    /// With its article, as a price is said to be for: "a million input tokens".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Request => "a request",
            Self::Item => "an item",
            Self::InputToken => "a million input tokens",
            Self::OutputToken => "a million output tokens",
            Self::Second => "a second",
            Self::Byte => "a byte",
        }
    }
}

impl Operation {
    /// What it costs: "0.0025 USD a request". Of prices that differ by arguments, such as the
    /// model, the lowest and the highest.
    #[must_use]
    pub fn price_in_words(&self) -> String {
        let prices = match self.prices() {
            None => return "unknown".to_owned(),
            Some(_) if self.is_free() => return "free".to_owned(),
            Some(prices) => prices,
        };
        let mut ranges = BTreeMap::new();
        for price in prices {
            let range = ranges
                .entry((&price.currency, price.unit.words()))
                .or_insert((price.amount, price.amount));
            *range = (range.0.min(price.amount), range.1.max(price.amount));
        }
        let one = |((currency, unit), (lowest, highest)): (_, (_, _))| match lowest == highest {
            true => format!("{lowest} {currency} {unit}"),
            false => format!("{lowest} to {highest} {currency} {unit}"),
        };
        ranges.into_iter().map(one).collect::<Vec<_>>().join(" + ")
    }

    /// The last day on which one of its prices was looked up, `YYYY-MM-DD`.
    #[must_use]
    pub fn priced_on(&self) -> Option<&str> {
        let prices: &[Price] = self.prices()?;
        prices.iter().filter_map(|price| price.checked_on.as_deref()).max()
    }

    /// Whether it is known to cost nothing.
    #[must_use]
    pub fn is_free(&self) -> bool {
        let costs_nothing = |price: &Price| price.amount.decimal().is_zero();
        self.prices().is_some_and(|prices| prices.iter().all(costs_nothing))
    }
}

impl Charged {
    /// "header:x-cost in USD", "output:/charged in 0.000001 USD".
    #[must_use]
    pub fn words(&self) -> String {
        match self.unit == Amount::ONE {
            true => format!("{} in {}", self.at, self.currency),
            false => format!("{} in {} {}", self.at, self.unit, self.currency),
        }
    }
}

impl Limits {
    /// "60 requests in 1m, 8 at once, 30s an attempt"; none where nothing is limited.
    #[must_use]
    pub fn words(&self) -> Option<String> {
        let requests = self.requests.map(|count| match self.per {
            Some(per) => format!("{count} requests in {per}"),
            None => format!("{count} requests"),
        });
        let parts = [
            requests,
            self.concurrency.map(|count| format!("{count} at once")),
            self.timeout.map(|longest| format!("{longest} an attempt")),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

impl Latency {
    /// "half within 800ms, 19 of 20 within 3s (declared)"; none where no figure is known.
    #[must_use]
    pub fn words(&self) -> Option<String> {
        let parts = [
            self.p50.map(|span| format!("half within {span}")),
            self.p95.map(|span| format!("19 of 20 within {span}")),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let basis = match self.basis {
            LatencyBasis::Declared => "declared",
            LatencyBasis::Measured => "measured",
        };
        (!parts.is_empty()).then(|| format!("{} ({basis})", parts.join(", ")))
    }
}

impl Subnet {
    /// "subnet 22", or that it is none.
    #[must_use]
    pub fn slot_in_words(&self) -> String {
        self.netuid.map_or_else(|| "not a subnet".to_owned(), |it| format!("subnet {it}"))
    }

    /// Why nothing of it can be called; none where something can.
    #[must_use]
    pub fn why_not_callable(&self) -> Option<&'static str> {
        if self.status != Status::Active {
            return Some("It can't be called.");
        }
        self.operations.is_empty().then_some(
            "It has no public interface that we know of, so nothing of it can be called.",
        )
    }

    /// How an operation of its own proves who asks: the kind, as entries write it, and the
    /// variables with the secrets. None where it needs nothing.
    #[must_use]
    pub fn authentication(&self, operation: &str) -> Option<(&'static str, Vec<&str>)> {
        let (_, auth) = self.binding(operation)?.auth?;
        Some((auth.kind(), auth.variables()))
    }

    /// The same of an endpoint of its own.
    #[must_use]
    pub fn endpoint_authentication(
        &self,
        endpoint: &Endpoint,
    ) -> Option<(&'static str, Vec<&str>)> {
        let auth = self.auth.get(endpoint.auth.as_ref()?)?;
        Some((auth.kind(), auth.variables()))
    }
}
