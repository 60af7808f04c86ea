//! When steps start.

use orchestra_plan::{Expr, NodeKind, Value, node::SysNode, node::SysOperation};
use orchestra_runtime_engine::simulate::{Scripted, World};
use serde_json::json;

use super::plans::*;

#[test]
fn steps_start_as_soon_as_what_they_read_is_known() {
    let nodes = vec![
        call(1, "a", "a.read"),
        call(2, "b", "a.read"),
        call(3, "c", "a.read").reads(&[1]),
        call(4, "d", "a.read").reads(&[1, 2]),
    ];
    let answers = vec![
        Scripted::json(json!(1)),
        Scripted::json(json!(1)).after(400),
        Scripted::json(json!(1)),
    ];
    let run = run(plan(block(nodes, list(vec![slot(3), slot(4)]))), reading(answers));
    assert_eq!(run.sent_at(), [(0, "a"), (0, "b"), (100, "c"), (400, "d")]);
}

#[test]
fn a_sub_table_waits_only_where_it_reads() {
    let arm = block(vec![call(10, "x", "a.read"), call(11, "y", "a.read").reads(&[1])], slot(2));
    let test = Expr::Const { value: Value::Bool(true) };
    let nodes = vec![
        call(1, "slow", "b.read"),
        call(2, "slower", "c.read"),
        branch(3, test, arm, block(vec![], int(0))),
    ];
    let one = |after| vec![Scripted::json(json!(after)).after(after)];
    let world = World::answering("a.read", one(10)).and("b.read", one(500)).and("c.read", one(900));
    let plan = plan(block(nodes, slot(3))).binding(binding("b.read")).binding(binding("c.read"));
    let run = run(plan, world);
    assert_eq!(run.sent_at(), [(0, "slow"), (0, "slower"), (0, "if.x"), (500, "if.y")]);
    assert_eq!((run.value(), run.outcome().totals.elapsed_ms), (&json!(900), 900));
}

#[test]
fn a_block_ends_when_all_its_steps_have() {
    let nodes = vec![call(1, "used", "a.read"), call(2, "unused", "b.read")];
    let world = World::answering("a.read", vec![Scripted::json(json!(1))])
        .and("b.read", vec![Scripted::json(json!(2)).after(700)]);
    let run = run(plan(block(nodes, slot(1))).binding(binding("b.read")), world);
    assert_eq!((run.value(), run.outcome().totals.elapsed_ms), (&json!(1), 700));
}

#[test]
fn writes_start_one_after_the_other() {
    let nodes = vec![
        call(1, "first", "b.write").writing(),
        call(2, "second", "b.write").writing().after(&[1]),
    ];
    let world = World::answering("b.write", vec![Scripted::json(json!(1))]);
    let run = run(plan(block(nodes, slot(2))).binding(write("b.write")), world);
    assert_eq!(run.sent_at(), [(0, "first"), (100, "second")]);
}

fn sys(slot: u32, id: &str, operation: SysOperation, arguments: Expr) -> orchestra_plan::Node {
    let otherwise = Some(block(vec![], text("else")));
    node(slot, id, NodeKind::Sys(Box::new(SysNode { operation, arguments, otherwise })))
}

#[test]
fn sys_does_what_it_says() {
    let pause = record(&[("for", Expr::Const { value: Value::Duration(2500) })]);
    let file = record(&[("path", text("out.txt")), ("text", text("hello"))]);
    let nodes = vec![
        sys(1, "sleep", SysOperation::Sleep, pause),
        sys(2, "now", SysOperation::Now, record(&[])).after(&[1]),
        sys(3, "write", SysOperation::WriteFile, file).after(&[2]),
        sys(4, "read", SysOperation::ReadFile, record(&[("path", text("out.txt"))])).after(&[3]),
        sys(5, "missing", SysOperation::ReadFile, record(&[("path", text("none"))])),
        sys(6, "log", SysOperation::Log, record(&[("message", text("said"))])),
        sys(7, "random", SysOperation::Random, record(&[])),
    ];
    let result = list([1, 2, 4, 5, 6, 7].map(slot).into());
    let run = run(plan(block(nodes, result)), World::default());
    assert_eq!(*run.value(), json!([null, "1970-01-01T00:00:02.5Z", "hello", "else", null, 0.5]));
    assert_eq!(run.files["out.txt"], "hello");
    assert_eq!(run.told(&["logged"])[0]["message"], "said");
}
