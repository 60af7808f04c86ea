//! What the compiler refuses, the grammar has as an error, but for a few rules that say nothing of a
//! text's shape.

use orchestra_syntax::parse;

use crate::{parsed, samples::samples};

/// Files whose mistake only the compiler sees.
const COMPILERS: &[&str] = &[
    "E0101-chained-comparison.orch",
    "E0101-direction-mark.orch",
    "E0101-interpolation-in-a-key.orch",
    "E0101-nested-too-deep.orch",
    "E0101-record-in-a-head.orch",
    "E0101-type-arguments-at-a-call.orch",
    "E0102-string.orch",
];

#[test]
fn mistakes_in_the_syntax_are_errors_here_too() {
    let mut unseen = Vec::new();
    let mut seen = 0;
    for sample in samples() {
        let name = sample.place.rsplit('/').next().unwrap_or_default().to_owned();
        let is_case = name.starts_with("E0101-") || name.starts_with("E0102-");
        if !is_case || parse(&sample.text).problems.is_empty() {
            continue;
        }
        if parsed(&sample.text).root_node().has_error() {
            seen += 1;
        } else {
            unseen.push(name);
        }
    }
    unseen.sort();
    assert_eq!(unseen, COMPILERS);
    assert!(seen > 50, "only {seen} cases have an error");
}
