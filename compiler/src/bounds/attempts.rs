//! Calls: attempts at each provider that may be asked.

use orchestra_plan::{
    Binding, FailureKind, Mark, Retry, Slot,
    binding::Idempotency,
    bounds::Amounts,
    node::{CallNode, Provider},
    pricing::{INTO_WORDS, SENT_BACK},
};

use super::{
    amounts,
    case::Case,
    estimate::{Bounded, Estimate, Share, Shares, Why},
    price::{Attempt, Charges},
    program::Program,
};
use crate::{infer::output_type, types::Type};

/// One provider's part of a call.
struct Asked {
    calls: u64,
    cost: Result<Amounts, Why>,
    time: Bounded<u64>,
    shares: Shares,
}

impl Program<'_> {
    /// A call, without its `else`. With a budget around it, providers of unknown price aren't asked.
    pub(super) fn call(
        &self,
        slot: Slot,
        call: &CallNode,
        mark: Mark,
        budgeted: bool,
        case: Case,
    ) -> Estimate {
        let too_large = self.cause(mark, Why::TooLarge);
        let asked: Vec<Asked> = call
            .providers
            .iter()
            .enumerate()
            .map(|(index, provider)| self.asked(slot, index, call, provider, mark, case))
            .collect();
        if case == Case::Typical {
            let at_once = call.policy.quorum.as_ref().map_or(1, |quorum| quorum.of as usize);
            let first = asked.into_iter().take(at_once).map(|asked| Estimate {
                calls: Ok(1),
                cost: asked.cost.map_err(|why| self.cause(mark, why)),
                time: asked.time,
                shares: asked.shares,
                write: 0,
            });
            let all = first.fold(Estimate::nothing(), |all, one| all.beside(one, &too_large));
            return all.within(call.policy.deadline.map(|deadline| deadline.0));
        }
        let most = match &call.policy.quorum {
            Some(quorum) => quorum.of as usize,
            None => usize::try_from(call.policy.fallbacks).unwrap_or(usize::MAX).saturating_add(1),
        };
        let at_once = call.policy.quorum.is_some();
        let several = at_once || call.policy.hedge.is_some();
        let costs: Vec<&Result<Amounts, Why>> = asked.iter().map(|asked| &asked.cost).collect();
        let time = asked.iter().map(|asked| asked.time.clone()).collect::<Bounded<Vec<u64>>>();
        let shares = asked.iter().fold(Shares::new(), |shares, asked| {
            let one = Estimate { shares, ..Estimate::nothing() };
            let next = Estimate { shares: asked.shares.clone(), ..Estimate::nothing() };
            if several { one.beside(next, &too_large) } else { one.then(next, &too_large) }.shares
        });
        let estimate = Estimate {
            calls: greatest(asked.iter().map(|asked| asked.calls).collect(), most)
                .ok_or_else(|| too_large.clone()),
            cost: dearest(&costs, most, budgeted).map_err(|why| self.cause(mark, why)),
            // With several attempts each, providers may take turns at being the slowest of a round.
            time: time.and_then(|times| match at_once && call.policy.retry.attempts <= 2 {
                true => Ok(times.into_iter().max().unwrap_or(0)),
                false => greatest(times, most).ok_or(too_large),
            }),
            shares,
            write: self.longest_end(call),
        };
        estimate.within(call.policy.deadline.map(|deadline| deadline.0))
    }

    /// What is awaited of a call that is given up: a write's request, and the one that cancels a
    /// job.
    fn longest_end(&self, call: &CallNode) -> u64 {
        let longest = |provider: &Provider| {
            let binding = &self.bindings[&provider.binding];
            let request = match &binding.job {
                Some(job) => job.request_timeout.0,
                None => provider.timeout.map_or(0, |time| time.0),
            };
            let write = if binding.writes { request } else { 0 };
            write.saturating_add(cancelling(binding))
        };
        call.providers.iter().map(longest).max().unwrap_or(0)
    }

    /// The first attempt at a provider.
    pub(super) fn first_attempt(&self, slot: Slot, index: usize, call: &CallNode) -> Attempt<'_> {
        let provider = &call.providers[index];
        let binding = &self.bindings[&provider.binding];
        let facts = &self.facts.calls[&slot];
        Attempt {
            environment: self.environment,
            binding,
            input: &facts.inputs[index],
            output: output_type(&self.environment, &binding.operation).unwrap_or(Type::Json),
            besides: around_schema(call),
            time: provider.timeout.map(|time| time.0),
            limit: facts.limit,
            endless: facts.endless.as_ref(),
        }
    }

    fn asked(
        &self,
        slot: Slot,
        index: usize,
        call: &CallNode,
        provider: &Provider,
        mark: Mark,
        case: Case,
    ) -> Asked {
        let binding = &self.bindings[&provider.binding];
        let retry = &call.policy.retry;
        let attempts = if case == Case::Worst { u64::from(retry.attempts) } else { 1 };
        let attempt = self.first_attempt(slot, index, call);
        let later = Attempt { besides: attempt.besides + sent_back(call), ..attempt.clone() };
        let cost = attempt.charges(case).and_then(|first| {
            let later = later.charges(case)?;
            total(&first, &later, retry, binding, attempts).ok_or(Why::TooLarge)
        });
        let latency = || {
            let why = Why::Latency { operation: binding.operation.clone() };
            binding.latency_p50.map(|time| time.0).ok_or_else(|| self.cause(mark, why))
        };
        let time = match case {
            Case::Typical => latency(),
            Case::Worst => match provider.timeout {
                Some(timeout) => attempts
                    .checked_mul(timeout.0)
                    .and_then(|time| time.checked_add((attempts - 1).checked_mul(retry.max.0)?))
                    .and_then(|time| time.checked_add(cancelling(binding)))
                    .ok_or_else(|| self.cause(mark, Why::TooLarge)),
                None => {
                    let operation = binding.operation.clone();
                    Err(self.cause(mark, Why::Job { operation }))
                }
            },
        };
        let work = match case {
            Case::Typical => binding.latency_p50.map_or(0, |time| time.0),
            Case::Worst => {
                let longest = provider.timeout.map_or(u64::MAX, |timeout| timeout.0);
                attempts.saturating_mul(longest)
            }
        };
        let limits = [
            (&binding.operation, binding.operation_limits.concurrency),
            (&binding.endpoint, binding.endpoint_limits.concurrency),
        ];
        let shares = limits.into_iter().filter_map(|(name, places)| {
            let places = u64::from(places?).max(1);
            Some((name.clone(), Share { places, wanted: 1, visits: attempts, work }))
        });
        Asked { calls: attempts, cost, time, shares: shares.collect() }
    }
}

/// The longest time of the request that cancels a job, in milliseconds: the whole waits for it.
fn cancelling(binding: &Binding) -> u64 {
    let job = binding.job.as_ref().filter(|job| job.cancel.is_some());
    job.map_or(0, |job| job.request_timeout.0)
}

/// Bytes beside the arguments of a call with `into`: the schema, and the sentences around it.
fn around_schema(call: &CallNode) -> u64 {
    call.into.as_ref().map_or(0, |into| into.schema.to_string().len() as u64 + INTO_WORDS)
}

/// Bytes more of an attempt that follows a refused answer: that answer, and why it was refused.
fn sent_back(call: &CallNode) -> u64 {
    let repeats = call.policy.retry.on.contains(&FailureKind::InvalidOutput);
    if call.into.is_some() && repeats { SENT_BACK } else { 0 }
}

/// All attempts at one provider. Each is paid for again where a failure may follow a payment.
fn total(
    first: &Charges,
    later: &Charges,
    retry: &Retry,
    binding: &Binding,
    attempts: u64,
) -> Option<Amounts> {
    let on = |kind| retry.on.contains(&kind);
    let lost = on(FailureKind::Timeout) || on(FailureKind::Network);
    let refused = on(FailureKind::InvalidOutput);
    // What is repeated with its key is one purchase, whose success is billed once; what may never be
    // repeated is tried again only if it never arrived.
    let (each_success, each_attempt) = match binding.repeated() {
        Idempotency::None => (false, false),
        // Where a job ended without a result, the next one is another purchase.
        Idempotency::Safe | Idempotency::Keyed if binding.job.is_some() => (true, true),
        Idempotency::Keyed => (refused, true),
        Idempotency::Safe => (refused || lost, true),
    };
    let all = |first: &Amounts, later: &Amounts, again: bool| match again {
        true => amounts::plus(first.clone(), &amounts::times(later, attempts - 1)?),
        false => Some(first.clone()),
    };
    let on_success = all(&first.on_success, &later.on_success, each_success)?;
    amounts::plus(on_success, &all(&first.on_attempt, &later.on_attempt, each_attempt)?)
}

/// The sum of the `most` greatest.
fn greatest(mut numbers: Vec<u64>, most: usize) -> Option<u64> {
    numbers.sort_unstable_by(|a, b| b.cmp(a));
    numbers.into_iter().take(most).try_fold(0_u64, u64::checked_add)
}

/// The sum of the `most` dearest, each currency for itself.
fn dearest(costs: &[&Result<Amounts, Why>], most: usize, budgeted: bool) -> Result<Amounts, Why> {
    let mut known = Vec::new();
    let mut unknown = None;
    for cost in costs {
        match cost {
            Ok(cost) => known.push(cost),
            Err(why @ (Why::Price { .. } | Why::PriceOfArguments { .. })) if budgeted => {
                unknown.get_or_insert(why);
            }
            Err(why) => return Err(why.clone()),
        }
    }
    if known.is_empty()
        && let Some(why) = unknown
    {
        return Err(why.clone());
    }
    let currencies: std::collections::BTreeSet<&String> =
        known.iter().flat_map(|cost| cost.keys()).collect();
    let mut sum = Amounts::new();
    for currency in currencies {
        let mut amounts: Vec<_> = known.iter().filter_map(|cost| cost.get(currency)).collect();
        amounts.sort_unstable_by(|a, b| b.cmp(a));
        for amount in amounts.into_iter().take(most) {
            let one = amounts::amount(currency, *amount);
            sum = amounts::plus(sum, &one).ok_or(Why::TooLarge)?;
        }
    }
    Ok(sum)
}
