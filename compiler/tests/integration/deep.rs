//! Programs whose items or values lead far: no stack of the caller's suffices for them by chance.
//! The threads of tests have 2 MiB.

use orchestra_compiler::{Database, check};

use crate::mini::Mini;

const MANY: usize = 2000;

/// Items that lead to one another, each declared before the one that it needs.
fn chain(item: impl Fn(usize) -> String) -> String {
    (0..MANY).rev().map(|index| item(index) + "\n").collect()
}

fn problems(text: &str) -> Vec<String> {
    let mini = Mini::with(Database::default(), text);
    let found = check(&mini.db, mini.file);
    found.iter().map(|it| format!("{}: {}", it.code, it.message)).collect()
}

#[test]
fn constants_that_need_one_another() {
    let text = chain(|index| match index {
        0 => "const C0 = 1".to_owned(),
        _ => format!("const C{index} = C{} + 1", index - 1),
    });
    assert_eq!(problems(&text), Vec::<String>::new());
}

#[test]
fn functions_that_call_one_another() {
    let text = chain(|index| match index {
        0 => "fn f0(x: int) -> int = x".to_owned(),
        _ => format!("fn f{index}(x: int) -> int = f{}(x)", index - 1),
    });
    assert_eq!(problems(&text), Vec::<String>::new());
    let constant = format!("const VALUE = f{}(1)\n{text}", MANY - 1);
    assert_eq!(problems(&constant).len(), 1, "the engine's limit of depth holds here too");
}

#[test]
fn templates_that_call_one_another() {
    let text = chain(|index| match index {
        0 => "template t0() -> int { call sys.now {}\n 1 }".to_owned(),
        _ => format!("template t{index}() -> int {{ call t{} {{}} }}", index - 1),
    });
    let mini = Mini::with(Database::default(), &text);
    assert!(check(&mini.db, mini.file).is_empty());
    assert_eq!(mini.plan().expect("it compiles").templates.len(), MANY);
}

#[test]
fn types_that_hold_one_another() {
    let text = chain(|index| match index {
        0 => "type T0 = int".to_owned(),
        _ => format!("type T{index} = {{ inner: T{}? }}", index - 1),
    });
    let text = format!("fn same(x: T{last}) -> T{last} = x\n{text}", last = MANY - 1);
    assert_eq!(problems(&text), Vec::<String>::new());
}

#[test]
fn calls_that_fall_back_on_one_another() {
    let calls = "call acme.find { query: \"a\" } else ".repeat(200);
    let text =
        format!("use subnet acme\n\ntemplate look() -> json {{ {calls}{{ hits: [], total: 0 }} }}");
    let mini = Mini::with(Database::default(), &text);
    assert!(check(&mini.db, mini.file).is_empty());
    assert!(mini.plan().is_some());
}

#[test]
fn ten_thousand_levels_are_a_diagnostic() {
    for (open, close) in [("(", ")"), ("[", "]"), ("{ a: ", " }"), ("if x { ", " } else { x }")] {
        let value = format!("{}x{}", open.repeat(10_000), close.repeat(10_000));
        let found = problems(&format!("fn f(x: bool) -> json = {value}\n"));
        assert_eq!(found.len(), 1, "{open}: {found:?}");
        assert!(found[0].starts_with("E0101"), "{open}: {found:?}");
    }
}
