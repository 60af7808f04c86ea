//! Estimates and how they add up.

use std::{collections::BTreeMap, sync::Arc};

use orchestra_plan::bounds::Amounts;

use super::amounts;
use crate::{hir::Site, items::ItemId};

/// A quantity, or why it has no bound.
pub(super) type Bounded<T> = Result<T, Cause>;

/// Why something has no bound, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cause {
    pub(crate) item: ItemId,
    pub(crate) at: Site,
    pub(crate) why: Why,
}

/// Why something has no bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// Nobody states what the operation costs.
    Price { operation: String },
    /// What it costs for these arguments isn't stated.
    PriceOfArguments { operation: String },
    /// What the price counts has no bound.
    Counted {
        operation: String,
        what: &'static str,
        /// The argument that would bound it, with the place of the arguments, if there is one.
        argument: Option<(&'static str, Site)>,
        /// The argument that has no bound, with its place.
        endless: Option<(Arc<str>, Site)>,
    },
    /// The list has no greatest size; whether a method may be written behind it.
    List { postfix: bool },
    /// The duration isn't known while compiling.
    Sleep,
    /// A person may take any time.
    Approval,
    /// The job may take any time.
    Job { operation: String },
    /// The operation's usual time isn't stated.
    Latency { operation: String },
    /// A currency without a rate.
    Rate { currency: String },
    /// A number beyond all that is counted.
    TooLarge,
}

impl Why {
    /// As a sentence without its full stop.
    pub(crate) fn sentence(&self) -> String {
        match self {
            Self::Price { operation } => format!("what {operation} costs isn't known"),
            Self::PriceOfArguments { operation } => {
                format!("what {operation} costs for these arguments isn't known")
            }
            Self::Counted { operation, what, endless: Some((name, _)), .. } => {
                format!("{operation} charges by {what}, and `{name}` may be of any length")
            }
            Self::Counted { operation, what, .. } => {
                format!("{operation} charges by {what}, and their number isn't bounded")
            }
            Self::List { .. } => "the length of this list isn't bounded".to_owned(),
            Self::Sleep => "how long it sleeps isn't known while compiling".to_owned(),
            Self::Approval => "a person may take any time to answer".to_owned(),
            Self::Job { operation } => format!("a job of {operation} may take any time"),
            Self::Latency { operation } => format!("how long {operation} takes isn't known"),
            Self::Rate { currency } => format!("there is no rate for `{currency}`"),
            Self::TooLarge => "the number is too large to be counted".to_owned(),
        }
    }
}

/// Something that can be used by only so many at once, and how many.
pub(super) type Shares = BTreeMap<String, Share>;

/// The use of something limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Share {
    /// How many may use it at once.
    pub(super) places: u64,
    /// How many would at most.
    pub(super) wanted: u64,
    /// How often it is used.
    pub(super) visits: u64,
    /// For how long all together, in milliseconds.
    pub(super) work: u64,
}

/// What something may come to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Estimate {
    pub(super) calls: Bounded<u64>,
    pub(super) cost: Bounded<Amounts>,
    /// Milliseconds.
    pub(super) time: Bounded<u64>,
    /// What of limited concurrency it uses.
    pub(super) shares: Shares,
    /// What is awaited whatever a deadline says, in milliseconds: the longest attempt of a write,
    /// which may be in flight, the longest cancelling of a job.
    pub(super) write: u64,
}

impl Estimate {
    /// Nothing is called, and no time passes.
    pub(super) fn nothing() -> Self {
        Self {
            calls: Ok(0),
            cost: Ok(Amounts::new()),
            time: Ok(0),
            shares: Shares::new(),
            write: 0,
        }
    }

    pub(super) fn is_nothing(&self) -> bool {
        self.calls == Ok(0) && self.time == Ok(0) && self.cost.as_ref().is_ok_and(Amounts::is_empty)
    }

    /// This and then `next`; `cause` where a sum is too large.
    pub(super) fn then(self, next: Self, cause: &Cause) -> Self {
        Self {
            calls: both(self.calls, next.calls, cause, u64::checked_add),
            cost: both(self.cost, next.cost, cause, |a, b| amounts::plus(a, &b)),
            time: both(self.time, next.time, cause, u64::checked_add),
            shares: merged(self.shares, &next.shares, Together::InTurn),
            write: self.write.max(next.write),
        }
    }

    /// This and `other` at the same time.
    pub(super) fn beside(self, other: Self, cause: &Cause) -> Self {
        let shares = merged(self.shares.clone(), &other.shares, Together::AtOnce);
        let time = both(self.time.clone(), other.time.clone(), cause, |a, b| Some(a.max(b)));
        Self { time, shares, ..self.then(other, cause) }
    }

    /// This or `other`: the most of each.
    pub(super) fn or(self, other: Self, cause: &Cause) -> Self {
        Self {
            calls: both(self.calls, other.calls, cause, |a, b| Some(a.max(b))),
            cost: both(self.cost, other.cost, cause, |a, b| Some(amounts::most(a, &b))),
            time: both(self.time, other.time, cause, |a, b| Some(a.max(b))),
            shares: merged(self.shares, &other.shares, Together::Either),
            write: self.write.max(other.write),
        }
    }

    /// This `count` times, in no more than `rounds` one after the other, `beside` at once.
    pub(super) fn times(self, count: u64, rounds: u64, beside: u64, cause: &Cause) -> Self {
        let too_large = || cause.clone();
        let shares = self.shares.into_iter().map(|(name, share)| {
            let work = share.work.saturating_mul(count);
            let wanted = share.wanted.saturating_mul(beside).min(share.places);
            let visits = share.visits.saturating_mul(count);
            (name, Share { wanted, visits, work, ..share })
        });
        Self {
            calls: self.calls.and_then(|calls| calls.checked_mul(count).ok_or_else(too_large)),
            cost: self.cost.and_then(|cost| amounts::times(&cost, count).ok_or_else(too_large)),
            time: self.time.and_then(|time| time.checked_mul(rounds).ok_or_else(too_large)),
            shares: shares.collect(),
            write: self.write,
        }
    }

    /// With a deadline of so many milliseconds, beyond which only what is awaited all the same goes on.
    pub(super) fn within(mut self, deadline: Option<u64>) -> Self {
        if let Some(deadline) = deadline {
            let most = deadline.saturating_add(self.write);
            self.time = Ok(self.time.map_or(most, |time| time.min(most)));
        }
        self
    }
}

fn both<T>(
    a: Bounded<T>,
    b: Bounded<T>,
    cause: &Cause,
    join: impl FnOnce(T, T) -> Option<T>,
) -> Bounded<T> {
    join(a?, b?).ok_or_else(|| cause.clone())
}

/// The use by two.
fn merged(mut a: Shares, b: &Shares, how: Together) -> Shares {
    for (name, other) in b {
        a.entry(name.clone()).and_modify(|share| share.merge(*other, how)).or_insert(*other);
    }
    a
}

/// How two that use the same run.
#[derive(Clone, Copy)]
enum Together {
    /// One of them does.
    Either,
    /// One after the other.
    InTurn,
    /// At the same time.
    AtOnce,
}

impl Share {
    fn merge(&mut self, other: Self, how: Together) {
        let sum = |a: u64, b: u64| match how {
            Together::Either => a.max(b),
            Together::InTurn | Together::AtOnce => a.saturating_add(b),
        };
        self.visits = sum(self.visits, other.visits);
        self.work = sum(self.work, other.work);
        self.wanted = match how {
            Together::Either | Together::InTurn => self.wanted.max(other.wanted),
            Together::AtOnce => self.wanted.saturating_add(other.wanted),
        };
    }
}
