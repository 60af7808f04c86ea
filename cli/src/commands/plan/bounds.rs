//! What a job may come to, as a table: as a whole, then node by node.

pub(crate) use orchestra_plan::bounds::time_in_words as time;
use orchestra_plan::{
    Plan,
    bounds::{Amounts, Bound, Gap, Measure, bought},
};

use super::tree::{Twig, What};

/// The rows; the first two are the heading. What is bought in several currencies takes a line for
/// each.
pub(super) fn rows(plan: &Plan, tree: &Twig<'_>) -> Vec<Vec<String>> {
    let bounds = &plan.bounds;
    let headings = [
        ["", "at most", "", "", "typically", "", ""],
        ["", "calls", "cost", "time", "calls", "cost", "time"],
    ];
    let mut rows: Vec<Vec<String>> =
        headings.iter().map(|cells| cells.map(str::to_owned).to_vec()).collect();
    for row in tree.rows(&|twig| bounds.nodes.contains_key(&twig.path)) {
        let of = match row.twig.what {
            What::Template(_) => Some((&bounds.worst, &bounds.typical)),
            _ => bounds.nodes.get(&row.twig.path).map(|node| (&node.worst, &node.typical)),
        };
        let cells = of.map(|(worst, typical)| [cells(worst), cells(typical)].concat());
        rows.extend(in_lines(row.label, &row.below, &cells.unwrap_or_default()));
    }
    rows
}

/// A row's cells, each in lines, as rows of a table.
pub(super) fn in_lines(name: String, below: &str, cells: &[Vec<String>]) -> Vec<Vec<String>> {
    let lines = cells.iter().map(Vec::len).max().unwrap_or(0).max(1);
    let line = |index: usize| {
        let name = if index == 0 { &name } else { below };
        let cells = cells.iter().map(|cell| cell.get(index).cloned().unwrap_or_default());
        std::iter::once(name.to_owned()).chain(cells).collect()
    };
    (0..lines).map(line).collect()
}

/// Calls, cost and time, each in lines.
fn cells(bound: &Bound) -> Vec<Vec<String>> {
    let calls = bound.calls.map(|calls| calls.to_string());
    vec![known(calls), costs(bound.cost.as_ref()), known(bound.time.map(time))]
}

fn known(text: Option<String>) -> Vec<String> {
    vec![text.unwrap_or_else(|| "?".to_owned())]
}

/// Why something of what is `wanted` isn't bounded, or not known, a sentence each.
pub(super) fn gaps(plan: &Plan, wanted: impl Fn(&Gap) -> bool) -> Vec<String> {
    let mut sentences: Vec<String> = Vec::new();
    for gap in plan.bounds.gaps.iter().filter(|gap| wanted(gap)) {
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

/// A line for each currency.
pub(super) fn costs(amounts: Option<&Amounts>) -> Vec<String> {
    let Some(amounts) = amounts else { return known(None) };
    let bought: Vec<String> =
        bought(amounts).map(|(amount, currency)| format!("{amount}{currency}")).collect();
    if bought.is_empty() { vec!["nothing".to_owned()] } else { bought }
}

/// `0.12usd`, `0.1usd + 2tao`, `nothing`.
pub(crate) fn cost(amounts: &Amounts) -> String {
    costs(Some(amounts)).join(" + ")
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
