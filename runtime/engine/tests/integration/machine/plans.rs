//! Plans built by hand, as small as the case at hand needs them.

use std::{collections::BTreeMap, sync::Arc};

use orchestra_plan::{
    Binding, Block, CallPolicy, Debug, Effects, Expr, Money, Node, NodeKind, Plan, Retry, Slot,
    Value,
    binding::{Price, PriceUnit},
    expr::{BinaryOperator, ListEntry},
    node::{BranchArm, CallNode, MapNode, OnError, Provider, RepeatNode, TemplateNode},
    plan::{PLAN_VERSION, Position, TemplateBody},
    policy::{Backoff, Millis},
};
use orchestra_runtime_engine::{
    JobEvent, JobFailure, Outcome,
    simulate::{Run, Scripted, Simulation, World, simulate},
};
use serde_json::json;

pub(crate) use crate::parts::{MARK, binding, field, node, record, slot, text};

/// A plan whose template `t` is the block. Operations used are bound as [`binding`] says.
pub(crate) fn plan(body: Block) -> Plan {
    let position = Position { file: "t.orch".into(), line: 1, column: 1, start: 0, end: 1 };
    Plan {
        plan_version: PLAN_VERSION,
        template: "t".into(),
        params: Vec::new(),
        output: json!(true),
        ledger: Vec::new(),
        effects: Effects::default(),
        bindings: BTreeMap::new(),
        rates: orchestra_plan::Rates::default(),
        shapes: BTreeMap::new(),
        functions: Vec::new(),
        templates: BTreeMap::from([(
            "t".into(),
            TemplateBody { params: Vec::new(), body, deadline: None, budget: None },
        )]),
        bounds: orchestra_plan::bounds::Bounds::default(),
        debug: Debug { marks: vec![position], ..Debug::default() },
    }
    .binding(binding("a.read"))
}

/// A price of every attempt, in US dollars.
pub(crate) fn price(amount: &str) -> Price {
    Price {
        unit: PriceUnit::Request,
        amount: amount.parse().unwrap(),
        currency: "usd".into(),
        on_success_only: false,
        when: BTreeMap::new(),
        counts: None,
        limited_by: None,
        max: None,
        assumed: false,
    }
}

/// A binding with this price.
pub(crate) fn priced(operation: &str, price: Price) -> Binding {
    Binding { pricing: Some(vec![price]), ..binding(operation) }
}

pub(crate) fn money(text: &str) -> Money {
    Money::parse(text).unwrap()
}

pub(crate) fn write(operation: &str) -> Binding {
    Binding { writes: true, ..binding(operation) }
}

/// Additions to a plan.
pub(crate) trait PlanExt {
    fn binding(self, binding: Binding) -> Self;
}

impl PlanExt for Plan {
    fn binding(mut self, binding: Binding) -> Self {
        self.bindings.insert(binding.operation.clone(), binding);
        self
    }
}

pub(crate) fn block(nodes: Vec<Node>, result: Expr) -> Block {
    Block { nodes, result }
}

/// A call of one operation without arguments or policies.
pub(crate) fn call(slot: u32, id: &str, operation: &str) -> Node {
    node(slot, id, NodeKind::Call(Box::new(call_of(&[operation]))))
}

pub(crate) fn call_of(operations: &[&str]) -> CallNode {
    let provider = |operation: &&str| Provider {
        binding: (*operation).into(),
        request: None,
        response: None,
        timeout: Some(Millis(60_000)),
        text_at: None,
    };
    CallNode {
        target: operations[0].into(),
        capability: operations.len() > 1,
        arguments: record(&[]),
        providers: operations.iter().map(provider).collect(),
        policy: CallPolicy {
            retry: retry(1),
            deadline: None,
            cache: None,
            verify: None,
            fallbacks: u32::try_from(operations.len()).unwrap() - 1,
            budget: None,
            hedge: None,
            quorum: None,
        },
        into: None,
        otherwise: None,
    }
}

pub(crate) fn retry(attempts: u32) -> Retry {
    let (backoff, first) = (Backoff::Fixed, Millis(1000));
    Retry { backoff, first, ..Retry::with_attempts(attempts) }
}

/// Additions to a node.
pub(crate) trait NodeExt: Sized {
    fn reads(self, slots: &[u32]) -> Self;
    fn after(self, slots: &[u32]) -> Self;
    fn writing(self) -> Self;
    fn with(self, change: impl FnOnce(&mut CallNode)) -> Self;
    /// A value where the call failed.
    fn or(self, value: Expr) -> Self {
        self.with(|call| call.otherwise = Some(block(vec![], value)))
    }
    fn arguments(self, arguments: Expr) -> Self {
        self.with(|call| call.arguments = arguments)
    }
    fn retries(self, retry: Retry) -> Self {
        self.with(|call| call.policy.retry = retry)
    }
}

impl NodeExt for Node {
    fn reads(mut self, slots: &[u32]) -> Self {
        self.inputs = slots.iter().copied().map(Slot).collect();
        self
    }
    fn after(mut self, slots: &[u32]) -> Self {
        self.after = slots.iter().copied().map(Slot).collect();
        self
    }
    fn writing(mut self) -> Self {
        self.writes = true;
        self
    }
    fn with(mut self, change: impl FnOnce(&mut CallNode)) -> Self {
        match &mut self.kind {
            NodeKind::Call(call) => change(call),
            other => panic!("{other:?} is no call"),
        }
        self
    }
}

/// `for` over numbers from 0, its index being the item's slot.
pub(crate) fn map(slot: u32, count: i64, item: u32, parallel: u32, body: Block) -> Node {
    let items = (0..count).map(|number| ListEntry::Item { value: int(number) }).collect();
    let map = MapNode {
        list: Expr::List { entries: items },
        item: Slot(item),
        index: None,
        filter: None,
        parallel,
        on_error: OnError::Fail,
        body,
    };
    node(slot, "for", NodeKind::Map(Box::new(map)))
}

pub(crate) fn skipping(mut node: Node) -> Node {
    match &mut node.kind {
        NodeKind::Map(map) => map.on_error = OnError::Skip,
        other => panic!("{other:?} is no loop"),
    }
    node
}

pub(crate) fn repeat(
    slot: u32,
    state: u32,
    init: Expr,
    until: Expr,
    max: u32,
    body: Block,
) -> Node {
    let state = Slot(state);
    let repeat = RepeatNode { state, init, until, max, deadline: None, body };
    node(slot, "repeat", NodeKind::Repeat(Box::new(repeat)))
}

pub(crate) fn branch(slot: u32, test: Expr, then: Block, otherwise: Block) -> Node {
    let arm = |test, id: &str, body| BranchArm { test, id: id.into(), body };
    let arms = vec![arm(Some(test), "if", then), arm(None, "else", otherwise)];
    node(slot, "if", NodeKind::Branch { arms })
}

pub(crate) fn template(slot: u32, id: &str, template: &str) -> Node {
    let node_ = TemplateNode {
        template: template.into(),
        arguments: record(&[]),
        deadline: None,
        budget: None,
        otherwise: None,
    };
    node(slot, id, NodeKind::Template(Box::new(node_)))
}

pub(crate) fn int(value: i64) -> Expr {
    Expr::Const { value: Value::Int(value) }
}

pub(crate) fn fails(message: &str) -> Expr {
    Expr::Fail { message: Box::new(text(message)), mark: MARK }
}

pub(crate) fn binary(operator: BinaryOperator, left: Expr, right: Expr) -> Expr {
    Expr::Binary { operator, left: Box::new(left), right: Box::new(right), mark: MARK }
}

pub(crate) fn list(values: Vec<Expr>) -> Expr {
    Expr::List { entries: values.into_iter().map(|value| ListEntry::Item { value }).collect() }
}

/// Runs a plan to its end.
pub(crate) fn run(plan: Plan, world: World) -> Run {
    run_with(plan, world, Simulation::default())
}

pub(crate) fn run_with(plan: Plan, world: World, simulation: Simulation) -> Run {
    simulate(Arc::new(plan), world, simulation).unwrap()
}

/// A world in which `a.read` answers so.
pub(crate) fn reading(answers: Vec<Scripted>) -> World {
    World::answering("a.read", answers)
}

/// What tests ask of a run.
pub(crate) trait RunExt {
    fn outcome(&self) -> &Outcome;
    fn value(&self) -> &serde_json::Value;
    fn failure(&self) -> &JobFailure;
    /// When requests left, by step without the template's name.
    fn sent_at(&self) -> Vec<(i64, &str)>;
    fn keys(&self) -> Vec<&str>;
    /// The events of these names, as JSON without their time.
    fn told(&self, names: &[&str]) -> Vec<serde_json::Value>;
}

impl RunExt for Run {
    fn outcome(&self) -> &Outcome {
        self.outcome.as_ref().expect("it didn't crash")
    }

    fn value(&self) -> &serde_json::Value {
        self.outcome().result.as_ref().unwrap()
    }

    fn failure(&self) -> &JobFailure {
        self.outcome().result.as_ref().unwrap_err()
    }

    fn sent_at(&self) -> Vec<(i64, &str)> {
        self.sent
            .iter()
            .map(|sent| (sent.at.0, sent.send.step.split_once('.').unwrap().1))
            .collect()
    }

    fn keys(&self) -> Vec<&str> {
        let key = |headers: &'_ [(String, String)]| {
            headers.iter().position(|(name, _)| name == "Idempotency-Key")
        };
        self.sent
            .iter()
            .map(|sent| {
                let headers = &sent.send.request.headers;
                headers[key(headers).unwrap()].1.as_str()
            })
            .collect()
    }

    fn told(&self, names: &[&str]) -> Vec<serde_json::Value> {
        let json = |event: &JobEvent| serde_json::to_value(event).unwrap();
        let events = self.events.iter().map(|stamped| json(&stamped.event));
        events.filter(|event| names.contains(&event["event"].as_str().unwrap())).collect()
    }
}
