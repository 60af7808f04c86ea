//! What the user sets aside for a job, held against its bounds before anything is sent.

use std::time::Duration;

use orchestra_diagnostics::terminal::escape_controls;
use orchestra_plan::{
    Money, Plan,
    bounds::{Amounts, Measure},
    policy::Millis,
};
use rust_decimal::Decimal;

use crate::{
    command_error::CommandError,
    commands::plan::bounds::{cost, time},
    exit::Exit,
    session::Session,
};

/// Refuses a plan whose worst case exceeds a budget or a deadline. What has no bound isn't refused
/// here: the engine holds the job to both.
///
/// # Errors
/// With the exit code of a limit.
pub(crate) fn refuse(
    plan: &Plan,
    budget: Option<&Money>,
    deadline: Option<Duration>,
) -> Result<(), CommandError> {
    let refuse = |sentence: String| {
        let error = CommandError::usage(format!("{sentence}; nothing was run")).exit(Exit::Limit);
        Err(error
            .hint("`orchc plan` shows where it goes; raise the limit, or lower the job's sizes"))
    };
    let worst = &plan.bounds.worst;
    if let (Some(deadline), Some(most)) = (deadline, worst.time)
        && u128::from(most.0) > deadline.as_millis()
    {
        let set = Millis(u64::try_from(deadline.as_millis()).unwrap_or(u64::MAX));
        let (most, set) = (time(most), time(set));
        return refuse(format!("the worst case takes {most}, longer than the deadline of {set}"));
    }
    if let (Some(budget), Some(most)) = (budget, &worst.cost)
        && let Some(sum) = sum(plan, most, &budget.currency)
        && sum > budget.amount
    {
        let most = cost(most);
        return refuse(format!("the worst case costs {most}, more than the budget of {budget}"));
    }
    Ok(())
}

/// Says what a dear run may cost, and asks a person whether to go on. Dear is what costs more than
/// `above`, or can't be bounded, and has no budget.
///
/// # Errors
/// Where the person says no.
pub(crate) fn confirm(
    session: &Session,
    plan: &Plan,
    above: &Money,
    sure: bool,
) -> Result<(), CommandError> {
    let Some(sentence) = dear(plan, above) else { return Ok(()) };
    if sure || !session.can_ask() {
        session.note(&sentence);
        return Ok(());
    }
    session.say(&escape_controls(&sentence));
    if session.agrees("run it?")? {
        return Ok(());
    }
    Err(CommandError::usage("nothing was run")
        .hint("set `--budget`, try it with `--sandbox`, or say `--yes`"))
}

fn dear(plan: &Plan, above: &Money) -> Option<String> {
    let Some(most) = &plan.bounds.worst.cost else {
        let gap = plan.bounds.gaps.iter().find(|gap| gap.worst && gap.of == Measure::Cost);
        let why = gap.map(|gap| format!(": {}", gap.why)).unwrap_or_default();
        return Some(format!("what the job costs isn't bounded{why}"));
    };
    let is_cheap = sum(plan, most, &above.currency).is_some_and(|sum| sum <= above.amount);
    (!is_cheap).then(|| format!("the worst case costs {}", cost(most)))
}

/// All amounts in one currency; none where a rate is missing.
fn sum(plan: &Plan, amounts: &Amounts, currency: &str) -> Option<Decimal> {
    amounts.iter().try_fold(Decimal::ZERO, |sum, (from, amount)| {
        sum.checked_add(plan.rates.convert(*amount, from, currency)?)
    })
}
