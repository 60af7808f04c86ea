//! `std.math`, beside `f64`.

use proptest::{collection::vec, prop_assert, strategy::Strategy as _, test_runner::TestCaseError};
use serde_json::{Value as Json, json};

use super::{Applied, runner};

/// How far a result may be from Rust's, as a part of it.
const EXACT: f64 = 1e-12;

/// Holds a number to another one.
fn near(found: &Json, expected: f64, part: f64) -> Result<(), TestCaseError> {
    let found = found.as_f64().expect("it is a number");
    let far = (found - expected).abs() / expected.abs().max(1.0);
    prop_assert!(far <= part, "{found} isn't {expected}");
    Ok(())
}

#[test]
fn roots_are_those_of_rust() {
    let applied = Applied::new("math", "sqrt", "x: float(0..)", "float", "sqrt(x)");
    let check = |exponent: f64| {
        let value = 10_f64.powf(exponent);
        let found = applied.of(json!({ "x": value })).as_f64().expect("it is a number");
        let part = (found - value.sqrt()).abs() / value.sqrt();
        prop_assert!(part <= EXACT, "{found} isn't the root of {value}");
        Ok(())
    };
    runner().run(&(-300.0..300.0), check).expect("it is what Rust says");
}

#[test]
fn logarithms_are_those_of_rust() {
    let applied = Applied::new("math", "ln", "x: float(1e-300..)", "float", "ln(x)");
    let check = |exponent: f64| {
        let value = exponent.exp();
        near(&applied.of(json!({ "x": value })), value.ln(), EXACT)
    };
    runner().run(&(-690.0..700.0), check).expect("it is what Rust says");
}

#[test]
fn exponentials_are_those_of_rust() {
    let applied = Applied::new("math", "exp", "x: float(-700..=700)", "float", "exp(x)");
    let check = |value: f64| {
        let found = applied.of(json!({ "x": value })).as_f64().expect("it is a number");
        // What `x` is rounded to counts as often as `x` is great.
        let part = (found - value.exp()).abs() / value.exp();
        prop_assert!(part <= EXACT, "{found} isn't e to {value}");
        Ok(())
    };
    runner().run(&(-700.0..700.0), check).expect("it is what Rust says");
}

#[test]
fn powers_are_those_of_rust() {
    let applied =
        Applied::new("math", "power", "x: float, n: int(-1100..=1100)", "float", "power(x, n)");
    let check = |(base, exponent): (f64, i32)| {
        near(&applied.of(json!({ "x": base, "n": exponent })), base.powi(exponent), 1e-10)
    };
    runner().run(&(0.5..2.0, -40..40), check).expect("it is what Rust says");
}

#[test]
fn statistics_of_samples_are_what_they_say() {
    let applied = Applied::new(
        "math",
        "median, percentile, standard_deviation, trimmed_mean, variance",
        "xs: float[]",
        "json",
        "[median(xs), percentile(xs, 0), percentile(xs, 100), variance(xs), \
         standard_deviation(xs), trimmed_mean(xs, 0.25)]",
    );
    let check = |values: Vec<f64>| {
        let found = applied.of(json!({ "xs": values }));
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        let count = sorted.len();
        let half = count / 2;
        let middle =
            if count % 2 == 1 { sorted[half] } else { (sorted[half - 1] + sorted[half]) / 2.0 };
        let mean = values.iter().sum::<f64>() / count as f64;
        let variance = values.iter().map(|it| (it - mean).powi(2)).sum::<f64>() / count as f64;
        let inner = &sorted[count / 4..count - count / 4];
        let trimmed = inner.iter().sum::<f64>() / inner.len() as f64;
        let expected = [middle, sorted[0], sorted[count - 1], variance, variance.sqrt(), trimmed];
        for (at, expected) in expected.into_iter().enumerate() {
            near(&found[at], expected, 1e-9)?;
        }
        Ok(())
    };
    runner().run(&vec(-100.0..100.0, 1..12), check).expect("it is what the formulas say");
}

#[test]
fn rows_move_together_as_far_as_pearson_says() {
    let applied = Applied::new(
        "math",
        "correlation, cosine",
        "xs: float[], ys: float[]",
        "json",
        "[correlation(xs, ys), cosine(xs, ys), correlation(xs, xs)]",
    );
    let check = |(left, right): (Vec<f64>, Vec<f64>)| {
        let found = applied.of(json!({ "xs": left, "ys": right }));
        let count = left.len() as f64;
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let centred = |of: &[f64]| {
            let mean = of.iter().sum::<f64>() / count;
            of.iter().map(|it| it - mean).collect::<Vec<_>>()
        };
        let angle = |a: &[f64], b: &[f64]| dot(a, b) / (dot(a, a) * dot(b, b)).sqrt();
        near(&found[0], angle(&centred(&left), &centred(&right)), 1e-9)?;
        near(&found[1], angle(&left, &right), 1e-9)?;
        near(&found[2], 1.0, 1e-9)
    };
    let rows = (vec(-9.0..9.0, 5), vec(-9.0..9.0, 5));
    runner().run(&rows, check).expect("it is what the formulas say");
}

#[test]
fn forecasts_are_pooled_by_their_odds() {
    let applied = Applied::new(
        "math",
        "brier_score, from_log_odds, log_odds, pooled",
        "ps: float(0..=1)[1..]",
        "json",
        "[pooled(ps), from_log_odds(log_odds(ps[0])), brier_score(ps[0], true)]",
    );
    let check = |forecasts: Vec<f64>| {
        let found = applied.of(json!({ "ps": forecasts }));
        let odds = forecasts.iter().map(|it| (it / (1.0 - it)).ln());
        let mean = odds.sum::<f64>() / forecasts.len() as f64;
        near(&found[0], 1.0 / (1.0 + (-mean).exp()), 1e-9)?;
        near(&found[1], forecasts[0], 1e-9)?;
        near(&found[2], (1.0 - forecasts[0]).powi(2), 1e-9)
    };
    runner().run(&vec(0.001..0.999, 1..6), check).expect("it is what the formulas say");
}

#[test]
fn shares_are_what_they_say() {
    let applied = Applied::new(
        "math",
        "between, change, ratio, sign",
        "a: float, b: float",
        "json",
        "[ratio(a, b), change(a, b), between(a, b, 0.25), sign(a)]",
    );
    let check = |(a, b): (f64, f64)| {
        let found = applied.of(json!({ "a": a, "b": b }));
        near(&found[0], a / b, EXACT)?;
        near(&found[1], (b - a) / a.abs(), EXACT)?;
        near(&found[2], a * 0.75 + b * 0.25, EXACT)?;
        near(&found[3], a.signum(), EXACT)
    };
    let some = (-9.0..9.0).prop_filter("it isn't nothing", |it: &f64| it.abs() > 0.01);
    runner().run(&(some, 0.5..9.0), check).expect("it is what Rust says");
}
