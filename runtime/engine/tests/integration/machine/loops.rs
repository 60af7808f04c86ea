//! `for` and `repeat`.

use orchestra_plan::expr::BinaryOperator;
use orchestra_runtime_engine::simulate::Scripted;
use serde_json::json;

use super::plans::*;

fn number(number: i64) -> Scripted {
    Scripted::json(json!(number))
}

#[test]
fn values_keep_the_lists_order_whoever_is_first() {
    let node = map(1, 3, 5, 3, block(vec![call(10, "page", "a.read")], slot(10)));
    let answers = vec![number(10).after(300), number(11).after(100), number(12).after(200)];
    let run = run(plan(block(vec![node], slot(1))), reading(answers));
    assert_eq!(*run.value(), json!([10, 11, 12]));
    assert_eq!(run.sent_at(), [(0, "for[0].page"), (0, "for[1].page"), (0, "for[2].page")]);
    assert_eq!(run.outcome().totals.elapsed_ms, 300);
}

#[test]
fn parallel_bounds_the_iterations_at_once() {
    let node = map(1, 5, 5, 2, block(vec![call(10, "page", "a.read")], slot(10)));
    let run = run(plan(block(vec![node], slot(1))), reading(vec![number(1)]));
    let at: Vec<_> = run.sent_at().iter().map(|(at, _)| *at).collect();
    assert_eq!(at, [0, 0, 100, 100, 200]);
}

#[test]
fn a_failed_iteration_is_left_out_if_it_may() {
    let body = || {
        let arguments = record(&[("n", slot(5))]);
        let pages = vec![
            call(10, "page", "a.read").arguments(arguments),
            call(11, "more", "a.read").reads(&[10]),
        ];
        block(pages, slot(11))
    };
    let answers = vec![number(1), Scripted::status(404), number(3).after(150), number(4)];
    let skipped = run(
        plan(block(vec![skipping(map(1, 3, 5, 3, body()))], slot(1))),
        reading(answers.clone()),
    );
    assert_eq!(skipped.value().as_array().unwrap().len(), 2);
    let told = skipped.told(&["iteration_skipped"]);
    assert_eq!((&told[0]["step"], &told[0]["kind"]), (&json!("t.for[1]"), &json!("rejected")));

    let failed = run(plan(block(vec![map(1, 3, 5, 3, body())], slot(1))), reading(answers));
    assert_eq!(failed.failure().step, "t.for[1].page");
    assert!(failed.sent[2].dropped);
}

#[test]
fn a_filter_keeps_the_indices_of_the_list() {
    let mut node = map(1, 4, 5, 9, block(vec![call(10, "page", "a.read")], slot(6)));
    let orchestra_plan::NodeKind::Map(map) = &mut node.kind else { panic!("it was made above") };
    map.index = Some(orchestra_plan::Slot(6));
    map.filter = Some(binary(BinaryOperator::GreaterEqual, slot(5), int(2)));
    let run = run(plan(block(vec![node], slot(1))), reading(vec![number(1)]));
    assert_eq!(*run.value(), json!([2, 3]));
    assert_eq!(run.sent_at(), [(0, "for[2].page"), (0, "for[3].page")]);
}

#[test]
fn an_empty_list_ends_at_once() {
    let node = map(1, 0, 5, 3, block(vec![], int(1)));
    assert_eq!(*run(plan(block(vec![node], slot(1))), reading(vec![])).value(), json!([]));
}

#[test]
fn repeat_ends_at_its_condition_or_its_bound() {
    let body = || {
        let step = call(10, "step", "a.read");
        block(vec![step], binary(BinaryOperator::Add, slot(5), int(1)))
    };
    let until = |bound| binary(BinaryOperator::GreaterEqual, slot(5), int(bound));
    let enough = run(
        plan(block(vec![repeat(1, 5, int(0), until(2), 10, body())], slot(1))),
        reading(vec![number(0)]),
    );
    assert_eq!(*enough.value(), json!(2));
    assert_eq!(enough.sent_at(), [(0, "repeat[0].step"), (100, "repeat[1].step")]);
    let bounded = run(
        plan(block(vec![repeat(1, 5, int(0), until(99), 3, body())], slot(1))),
        reading(vec![number(0)]),
    );
    assert_eq!((bounded.value(), bounded.sent.len()), (&json!(3), 3));
}
