//! What a job may come to, as a table: as a whole, then node by node.

use orchestra_plan::{
    Plan,
    bounds::{Amounts, Bound, Gap, Measure},
    policy::Millis,
};
use rust_decimal::RoundingStrategy;

/// Decimals of an amount that people read; what is cut off is rounded up.
const DECIMALS: u32 = 6;

/// The rows; the first is the heading.
pub(super) fn rows(plan: &Plan) -> Vec<Vec<String>> {
    let bounds = &plan.bounds;
    let heading = ["", "at most", "", "", "typically", "", ""];
    let mut rows =
        vec![heading.map(str::to_owned).to_vec(), row("all of it", &bounds.worst, &bounds.typical)];
    let prefix = format!("{}.", plan.template);
    for (path, node) in &bounds.nodes {
        let name = path.strip_prefix(&prefix).unwrap_or(path);
        rows.push(row(name, &node.worst, &node.typical));
    }
    rows
}

/// Why something isn't bounded, or not known, a sentence each.
pub(super) fn gaps(plan: &Plan) -> Vec<String> {
    let mut sentences: Vec<String> = Vec::new();
    for gap in &plan.bounds.gaps {
        let place = plan.debug.marks.get(gap.mark.0 as usize);
        let place = place.map(|at| format!(" ({}:{}:{})", at.file, at.line, at.column));
        let sentence = format!("{}: {}{}", what(gap), gap.why, place.unwrap_or_default());
        if !sentences.contains(&sentence) {
            sentences.push(sentence);
        }
    }
    sentences
}

fn what(gap: &Gap) -> &'static str {
    match (gap.worst, gap.of) {
        (true, Measure::Calls) => "calls aren't bounded",
        (true, Measure::Cost) => "cost isn't bounded",
        (true, Measure::Time) => "time isn't bounded",
        (false, Measure::Calls) => "typical calls aren't known",
        (false, Measure::Cost) => "typical cost isn't known",
        (false, Measure::Time) => "typical time isn't known",
    }
}

fn row(name: &str, worst: &Bound, typical: &Bound) -> Vec<String> {
    let cells = |bound: &Bound| {
        let calls = bound.calls.map(|calls| match calls {
            1 => "1 call".to_owned(),
            calls => format!("{calls} calls"),
        });
        let time = bound.time.map(time);
        [calls, bound.cost.as_ref().map(cost), time].map(|cell| cell.unwrap_or_else(|| "?".into()))
    };
    [name.to_owned()].into_iter().chain(cells(worst)).chain(cells(typical)).collect()
}

/// `0.12usd`, `0.1usd + 2tao`, `nothing`.
pub(crate) fn cost(amounts: &Amounts) -> String {
    let words = amounts.iter().filter(|(_, amount)| !amount.is_zero()).map(|(currency, amount)| {
        let rounded = amount.round_dp_with_strategy(DECIMALS, RoundingStrategy::AwayFromZero);
        format!("{}{currency}", rounded.normalize())
    });
    let words: Vec<String> = words.collect();
    if words.is_empty() { "nothing".to_owned() } else { words.join(" + ") }
}

/// `400ms`, `40s`, `2m 40s`, `1h 5m`.
pub(crate) fn time(time: Millis) -> String {
    let seconds = time.0.div_ceil(1000);
    match time.0 {
        0 => "0s".to_owned(),
        1..1000 => format!("{}ms", time.0),
        1000..60_000 => format!("{seconds}s"),
        60_000..3_600_000 => two(seconds / 60, "m", seconds % 60, "s"),
        _ => two(seconds / 3600, "h", seconds % 3600 / 60, "m"),
    }
}

fn two(large: u64, large_unit: &str, small: u64, small_unit: &str) -> String {
    match small {
        0 => format!("{large}{large_unit}"),
        small => format!("{large}{large_unit} {small}{small_unit}"),
    }
}

#[cfg(test)]
mod tests {
    use orchestra_plan::{bounds::Amounts, policy::Millis};

    use super::{cost, time};

    #[test]
    fn times_have_two_units_at_most_and_are_rounded_up() {
        let shown = |millis| time(Millis(millis));
        assert_eq!(shown(0), "0s");
        assert_eq!(shown(400), "400ms");
        assert_eq!(shown(1200), "2s");
        assert_eq!(shown(160_000), "2m 40s");
        assert_eq!(shown(1_680_000), "28m");
        assert_eq!(shown(3_900_000), "1h 5m");
    }

    #[test]
    fn amounts_are_rounded_up() {
        let amounts = |pairs: &[(&str, &str)]| {
            let pair = |(currency, amount): &(&str, &str)| {
                ((*currency).to_owned(), amount.parse().expect("an amount"))
            };
            pairs.iter().map(pair).collect::<Amounts>()
        };
        assert_eq!(cost(&amounts(&[])), "nothing");
        assert_eq!(cost(&amounts(&[("usd", "0.1200")])), "0.12usd");
        assert_eq!(cost(&amounts(&[("tao", "2"), ("usd", "0.00000001")])), "2tao + 0.000001usd");
    }
}
