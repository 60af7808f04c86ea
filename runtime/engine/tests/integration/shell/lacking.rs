//! What this version can't do is refused by name, all of it at once, before anything is stored.

use orchestra_plan::{
    Binding, Plan, Shape,
    binding::{Body, Place, Transport},
    shape::FieldShape,
};
use orchestra_runtime_engine::EngineError;
use serde_json::{Value, json};

use super::{
    bench::{Bench, job},
    plans::*,
    server::Server,
};

/// What is asked of a binding.
type Change = Box<dyn Fn(&mut Binding)>;

fn lacking(bench: &Bench, plan: Plan) -> Vec<String> {
    let checked = bench.engine().check(&job("j", plan.clone()));
    let run = bench.run(job("j", plan));
    let EngineError::Lacking(found) = run.error() else { panic!("{:?}", run.ended) };
    assert!(matches!(&checked, Err(EngineError::Lacking(same)) if same == found), "{checked:?}");
    assert!(run.events.is_empty() && bench.engine().jobs().unwrap().is_empty());
    found.clone()
}

fn secret_field(schema: Value) -> Value {
    json!({ "type": "object", "properties": { "key": schema } })
}

fn secret_answer() -> Value {
    json!({ "type": "string", "x-secret": true })
}

fn place() -> Place {
    Place::of("key")
}

#[test]
fn each_thing_that_is_lacking_is_named_with_who_asks_for_it() {
    let server = Server::answering(json!(1));
    let bench = Bench::new(&[&server.origin]);
    let marked = || json!({ "type": "string", "x-secret": true });
    let named = || Shape::Named { name: "Key".into() };
    let cases: Vec<(&str, Change)> = vec![
        ("secrets in answers", Box::new(|it| it.output_shape = Shape::Secret)),
        (
            // However deep it lies, and in a type that contains itself.
            "secrets in answers",
            Box::new(move |it| {
                it.output_shape = Shape::List { item: Box::new(named()), min: 0, max: None };
            }),
        ),
        (
            // Also where no type sees it.
            "secrets in answers",
            Box::new(move |it| {
                it.output = json!({ "patternProperties": { "^k": marked() } }).into()
            }),
        ),
        (
            "secrets in addresses",
            Box::new(move |it| {
                (it.input, it.path) = (secret_field(marked()).into(), "/of/{key}".into());
            }),
        ),
        (
            "secrets inside of what stands in a query or header",
            Box::new(move |it| {
                it.input = secret_field(json!({ "type": "array", "items": marked() })).into();
                it.query = vec![place()];
            }),
        ),
        (
            "secrets in fields that a signature hashes",
            Box::new(move |it| {
                it.transport = Transport::Axon;
                (it.input, it.hash_fields) = (secret_field(marked()).into(), vec!["key".into()]);
            }),
        ),
        (
            // Behind a reference, too.
            "secrets in bodies that aren't JSON",
            Box::new(move |it| {
                let mut input = secret_field(json!({ "$ref": "#/$defs/key" }));
                input["$defs"] = json!({ "key": marked() });
                it.input = input.into();
                it.body = Body::Form { field: None, places: vec![] };
            }),
        ),
    ];
    for (what, change) in cases {
        let mut bound = binding("a.ask", &server.origin);
        change(&mut bound);
        let mut plan = single(bound);
        let fields = vec![
            FieldShape { name: "next".into(), shape: named(), optional: true },
            FieldShape { name: "key".into(), shape: Shape::Secret, optional: false },
        ];
        plan.shapes.insert("Key".into(), Shape::Record { fields, rest: None });
        assert_eq!(lacking(&bench, plan), [format!("{what} (of `a.ask`)")]);
    }
    assert!(server.received().is_empty());
}

#[test]
fn all_of_it_is_told_at_once() {
    let server = Server::answering(json!(1));
    let bench = Bench::new(&[&server.origin]);
    let nodes = vec![call(1, "ask", "a.ask"), call(2, "again", "c.ask"), call(3, "too", "b.ask")];
    let secret = |name| Binding { output: secret_answer().into(), ..binding(name, &server.origin) };
    let in_path = Binding {
        input: secret_field(secret_answer()).into(),
        path: "/of/{key}".into(),
        ..binding("c.ask", &server.origin)
    };
    let plan = plan(nodes, slot(1)).with(secret("a.ask")).with(secret("b.ask")).with(in_path);
    let expected =
        ["secrets in addresses (of `c.ask`)", "secrets in answers (of `a.ask`, `b.ask`)"];
    assert_eq!(lacking(&bench, plan.clone()), expected);
    let message = bench.run(job("j", plan)).error().to_string();
    assert!(message.contains("this version of the tools lacks secrets"), "{message}");
}

/// A plan whose call may ask `a.ask`, which needs what isn't there, and else `b.ask`.
fn with_another(server: &Server, other: Binding) -> Plan {
    let either = call(1, "ask", "a.ask").change(|it| {
        let mut next = it.providers[0].clone();
        next.binding = "b.ask".into();
        it.providers.push(next);
        (it.capability, it.policy.fallbacks) = (true, 1);
    });
    let secret = Binding { output: secret_answer().into(), ..binding("a.ask", &server.origin) };
    plan(vec![either], slot(1)).with(secret).with(other)
}

#[test]
fn who_lacks_something_is_left_out_where_another_can_answer() {
    let server = Server::answering(json!("b"));
    let bench = Bench::new(&[&server.origin]);
    let plan = with_another(&server, binding("b.ask", &server.origin));
    let checked = bench.engine().check(&job("j", plan.clone())).unwrap();
    let left_out: Vec<_> = checked.left_out.into_iter().collect();
    assert_eq!(left_out, [("a.ask".to_owned(), vec!["secrets in answers"])]);
    let run = bench.run(job("j", plan.clone()));
    assert_eq!((run.value(), server.received().len()), (&json!("b"), 1));
    // It is kept with the job, so that whatever resumes it goes the same way.
    let kept: Vec<u8> = bench.stored().into_values().flatten().collect();
    let kept = String::from_utf8_lossy(&kept).into_owned();
    assert!(kept.contains(r#""left_out":["a.ask"]"#));
    let again = bench.run(job("j", plan));
    assert_eq!((again.value(), server.received().len()), (&json!("b"), 1));
}

#[test]
fn a_key_is_missed_where_the_others_are_left_out() {
    let server = Server::answering(json!("b"));
    let bench = Bench::new(&[&server.origin]);
    let other = Binding { auth: bearer("B_KEY"), ..binding("b.ask", &server.origin) };
    let run = bench.run(job("j", with_another(&server, other)));
    let EngineError::MissingSecrets(names) = run.error() else { panic!("{:?}", run.ended) };
    assert_eq!(*names, ["B_KEY"]);
}

#[test]
fn a_secret_that_stands_alone_or_in_json_lacks_nothing() {
    let server = Server::answering(json!(1));
    let bench = Bench::new(&[&server.origin]);
    let marked = || secret_field(json!({ "type": "string", "x-secret": true }));
    let changes: [fn(&mut Binding); 3] =
        [|it| it.headers = vec![place()], |it| it.query = vec![place()], |_| {}];
    for change in changes {
        let mut bound = Binding { input: marked().into(), ..binding("a.ask", &server.origin) };
        change(&mut bound);
        assert!(bench.engine().check(&job("j", single(bound))).is_ok());
    }
}
