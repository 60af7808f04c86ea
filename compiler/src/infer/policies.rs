//! Policies after their check: plain values, ready for the plan.
//!
//! `None` says that the policy wasn't written, neither at the call nor as a default of the
//! template around it; what holds then is the plan's to know.

use std::sync::Arc;

use orchestra_plan::{Money, Retry, node::OnError, policy::Millis};

use crate::hir::{ExprId, Site};

/// How many calls of a `for` run at once where nothing is said.
pub(super) const DEFAULT_PARALLEL: u32 = 16;

/// How many further providers may be asked where nothing is said.
pub(super) const DEFAULT_FALLBACKS: u32 = 2;

/// The policies of a `call`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallPolicies {
    /// Attempts at each provider.
    pub retry: Option<Retry>,
    /// Longest time of one attempt.
    pub timeout: Option<Millis>,
    /// Longest time of the whole call.
    pub deadline: Option<Millis>,
    /// What all of it may cost at most.
    pub budget: Option<Money>,
    /// What an attempt costs.
    pub price: Option<Money>,
    /// How old an answer may be.
    pub cache: Option<Millis>,
    /// The lambda that is asked of the call's value.
    pub verify: Option<ExprId>,
    /// The step's name.
    pub name: Option<String>,
    /// How many providers after the first may be asked.
    pub fallbacks: Option<u32>,
    /// After how long the next provider is asked too.
    pub hedge: Option<Millis>,
    /// Several providers that have to agree.
    pub quorum: Option<QuorumPolicy>,
    /// Whether the route lists its providers, who may then all be asked.
    pub listed: bool,
}

/// Several providers that have to agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuorumPolicy {
    /// How many are asked.
    pub of: u32,
    /// How many must share a value: more than half.
    pub agree: u32,
    /// A lambda: what of a value is compared; without it, all.
    pub on: Option<ExprId>,
    /// The policy's value.
    pub at: Site,
}

/// The policies of a `for`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForPolicies {
    /// Most iterations at once, above 0.
    pub parallel: u32,
    /// What a failed iteration does.
    pub on_error: OnError,
}

impl Default for ForPolicies {
    fn default() -> Self {
        Self { parallel: DEFAULT_PARALLEL, on_error: OnError::Fail }
    }
}

/// The bounds of a `repeat`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepeatPolicies {
    /// Most iterations, above 0.
    pub max: u32,
    /// Longest time of all of them.
    pub deadline: Option<Millis>,
}

/// What a template says for the calls written in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CallDefaults {
    /// Attempts at each provider.
    pub retry: Option<Retry>,
    /// Longest time of one attempt.
    pub timeout: Option<Millis>,
    /// How old an answer of a read without secrets may be.
    pub cache: Option<Millis>,
    /// Whom to ask first.
    pub route: Option<Route>,
}

/// Whom to ask first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// By the price of one attempt.
    Cheapest,
    /// By the middle of the answers' times.
    Fastest,
    /// By verification, then confidence.
    Reliable,
    /// Only these: a subnet's slug, perhaps with one of its operations.
    Listed(Vec<(Site, Arc<str>, Option<Arc<str>>)>),
}
