//! What a job of a template comes to at most. Prices move without the package, so that a dearer worst
//! case is named and breaks nothing by itself; one that has no end any more is refused below any budget.

use orchestra_plan::{bounds::Amounts, policy::Millis};

use super::{Found, Verdict};
use crate::Template;

pub(super) fn differ(old: &Template, new: &Template) -> Found {
    // What has no plan has no bounds: then nothing is known.
    if old.effects.is_none() || new.effects.is_none() {
        return Found::new();
    }
    let cost = match (&old.worst.cost, &new.worst.cost) {
        (Some(_), None) => Some((
            Verdict::Major,
            "has no bound of its cost any more: callers with a budget are refused".to_owned(),
        )),
        (None, Some(new)) => Some((Verdict::Patch, format!("costs at most {} now", money(new)))),
        (Some(old), Some(new)) if old != new => Some(costs(old, new)),
        _ => None,
    };
    let time = match (old.worst.time, new.worst.time) {
        (Some(_), None) => Some((
            Verdict::Major,
            "has no bound of its time any more: callers with a deadline are refused".to_owned(),
        )),
        (None, Some(new)) => Some((Verdict::Patch, format!("takes at most {} now", time(new)))),
        (Some(old), Some(new)) if old != new => Some(times(old, new)),
        _ => None,
    };
    cost.into_iter().chain(time).collect()
}

fn costs(old: &Amounts, new: &Amounts) -> (Verdict, String) {
    let higher = new.iter().any(|(currency, amount)| {
        old.get(currency).map_or(!amount.is_zero(), |before| amount > before)
    });
    let what = format!("costs at most {} now, and {} before", money(new), money(old));
    (if higher { Verdict::Minor } else { Verdict::Patch }, what)
}

fn times(old: Millis, new: Millis) -> (Verdict, String) {
    let verdict = if new.0 > old.0 { Verdict::Minor } else { Verdict::Patch };
    (verdict, format!("takes at most {} now, and {} before", time(new), time(old)))
}

fn money(amounts: &Amounts) -> String {
    let parts: Vec<String> = amounts
        .iter()
        .filter(|(_, amount)| !amount.is_zero())
        .map(|(currency, amount)| format!("{} {}", amount.normalize(), currency.to_uppercase()))
        .collect();
    if parts.is_empty() { "nothing".to_owned() } else { parts.join(" and ") }
}

fn time(millis: Millis) -> String {
    orchestra_plan::value::duration::text(i64::try_from(millis.0).unwrap_or(i64::MAX))
}
