//! `std.list`, beside slices and maps.

use std::collections::BTreeMap;

use proptest::{collection::vec, option, prop_assert_eq};
use serde_json::json;

use super::{Applied, runner};

#[test]
fn values_are_counted_as_a_map_counts_them() {
    let applied = Applied::new(
        "list",
        "agreement, counts, duplicates, majority, most_common",
        "xs: int[]",
        "json",
        "{ pairs: counts(xs).map(it => [it.value, it.count]).sort_by(it => it[0]), majority: \
         majority(xs), agreement: agreement(xs), twice: duplicates(xs).sort(), most: \
         counts(xs).find(it => it.value == most_common(xs))?.count }",
    );
    let check = |items: Vec<i64>| {
        let mut counts = BTreeMap::<i64, usize>::new();
        for item in &items {
            *counts.entry(*item).or_default() += 1;
        }
        let most = counts.values().max().copied();
        let majority = counts.iter().find(|(_, count)| *count * 2 > items.len());
        let agreement = most.map_or(0.0, |most| most as f64 / items.len() as f64);
        let twice: Vec<_> = counts.iter().filter(|it| *it.1 > 1).map(|(value, _)| value).collect();
        let pairs: Vec<_> = counts.iter().map(|(value, count)| json!([value, count])).collect();
        let expected = json!({
            "pairs": pairs,
            "majority": majority.map(|it| it.0),
            "agreement": agreement,
            "twice": twice,
            "most": most,
        });
        prop_assert_eq!(applied.of(json!({ "xs": items })), expected);
        Ok(())
    };
    runner().run(&vec(0..4_i64, 0..12), check).expect("it is what a map says");
}

#[test]
fn what_is_there_is_kept() {
    let applied = Applied::new("list", "present", "xs: int?[]", "int[]", "present(xs)");
    let check = |items: Vec<Option<i64>>| {
        let expected: Vec<_> = items.iter().flatten().collect();
        prop_assert_eq!(applied.of(json!({ "xs": items })), json!(expected));
        Ok(())
    };
    runner().run(&vec(option::of(0..9_i64), 0..12), check).expect("it is what `flatten` says");
}

#[test]
fn two_lists_are_compared_and_mixed() {
    let applied = Applied::new(
        "list",
        "interleave, shared, without",
        "xs: int[], ys: int[]",
        "json",
        "[interleave(xs, ys), without(xs, ys), shared(xs, ys)]",
    );
    let check = |(left, right): (Vec<i64>, Vec<i64>)| {
        let longest = left.len().max(right.len());
        let mixed: Vec<_> =
            (0..longest).flat_map(|at| [left.get(at), right.get(at)]).flatten().collect();
        let without: Vec<_> = left.iter().filter(|it| !right.contains(it)).collect();
        let mut shared = Vec::new();
        for item in left.iter().filter(|it| right.contains(it)) {
            if !shared.contains(&item) {
                shared.push(item);
            }
        }
        let found = applied.of(json!({ "xs": left, "ys": right }));
        prop_assert_eq!(found, json!([mixed, without, shared]));
        Ok(())
    };
    let lists = (vec(0..5_i64, 0..9), vec(0..5_i64, 0..9));
    runner().run(&lists, check).expect("it is what slices say");
}

#[test]
fn stretches_samples_and_columns_are_those_of_slices() {
    let applied = Applied::new(
        "list",
        "spread, transposed, windows",
        "xs: int[], n: int(1..=1000)",
        "json",
        "[windows(xs, n), spread(xs, n), transposed(windows(xs, n))]",
    );
    let check = |(items, size): (Vec<i64>, usize)| {
        let windows: Vec<_> = items.windows(size).collect();
        let spread: Vec<_> = match items.len() <= size {
            true => items.clone(),
            false => (0..size).map(|at| items[at * items.len() / size]).collect(),
        };
        let width = windows.first().map_or(0, |row| row.len());
        let columns: Vec<Vec<_>> =
            (0..width).map(|at| windows.iter().map(|row| row[at]).collect()).collect();
        let found = applied.of(json!({ "xs": items, "n": size }));
        prop_assert_eq!(found, json!([windows, spread, columns]));
        Ok(())
    };
    runner().run(&(vec(0..9_i64, 0..9), 1..6_usize), check).expect("it is what slices say");
}
