//! Plans built by hand, whose effects say what they do.

use std::collections::BTreeMap;

use orchestra_plan::{
    Binding, Block, CallPolicy, Debug, Effects, Expr, Node, NodeKind, Plan, Retry, Shape, Slot,
    Value,
    binding::{Auth, Idempotency},
    effects::{OperationEffect, OriginEffect, SecretEffect},
    expr::ListEntry,
    node::{CallNode, Provider, SysNode, SysOperation},
    plan::{PLAN_VERSION, Param, ParamSlot, TemplateBody},
    policy::Millis,
};
use serde_json::json;

use crate::parts::{self, node};
pub(crate) use crate::parts::{field, record, slot, text};

/// A plan whose template `t` has these nodes and this value.
pub(crate) fn plan(nodes: Vec<Node>, result: Expr) -> Plan {
    let body = Block { nodes, result };
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
        debug: Debug::default(),
    }
}

/// A plan of one call, whose value is its value.
pub(crate) fn single(binding: Binding) -> Plan {
    let nodes = vec![call(1, "ask", &binding.operation)];
    plan(nodes, slot(1)).with(binding)
}

/// A plan whose steps `s1`, `s2`, … wait for each other.
pub(crate) fn chain(steps: u32, binding: Binding) -> Plan {
    let step = |number: u32| {
        let node = call(number, &format!("s{number}"), &binding.operation);
        if number == 1 { node } else { node.reads(number - 1) }
    };
    let nodes = (1..=steps).map(step).collect();
    plan(nodes, slot(steps)).with(binding)
}

/// A POST of `a.NAME` that may be repeated, of any input and output.
pub(crate) fn binding(operation: &str, base_url: &str) -> Binding {
    Binding {
        idempotency: Idempotency::Keyed,
        base_url: base_url.into(),
        ..parts::binding(operation)
    }
}

pub(crate) fn bearer(secret: &str) -> Option<Auth> {
    Some(Auth::Bearer { secret: secret.into() })
}

/// Additions to a plan.
pub(crate) trait PlanExt: Sized {
    /// Binds an operation and says so in the effects.
    fn with(self, binding: Binding) -> Self;
    /// One more parameter, found in that slot.
    fn param(self, name: &str, slot: u32, shape: Shape) -> Self;
    /// Says that files are read and written.
    fn reaching_files(self) -> Self;
}

impl PlanExt for Plan {
    fn with(mut self, binding: Binding) -> Self {
        let package = String::new();
        self.effects.operations.push(OperationEffect {
            operation: binding.operation.clone(),
            revision: binding.revision,
            writes: binding.writes,
            package: package.clone(),
        });
        let origin = binding.base_url.clone();
        for name in binding.auth.iter().flat_map(|auth| auth.secrets()) {
            let (name, origin) = (name.to_owned(), origin.clone());
            self.effects.secrets.push(SecretEffect { name, origin, package: package.clone() });
        }
        self.effects.origins.push(OriginEffect { origin, package });
        self.bindings.insert(binding.operation.clone(), binding);
        self
    }

    fn param(mut self, name: &str, slot: u32, shape: Shape) -> Self {
        let secret = shape == Shape::Secret;
        let (name, schema) = (name.to_owned(), json!(true));
        self.params.push(Param { name: name.clone(), shape, schema, secret, default: None });
        let template = self.templates.get_mut("t").unwrap();
        template.params.push(ParamSlot { name, slot: Slot(slot) });
        self
    }

    fn reaching_files(mut self) -> Self {
        self.effects.reads_files.push(String::new());
        self.effects.writes_files.push(String::new());
        self
    }
}

/// A call of one operation without arguments, tried once.
pub(crate) fn call(slot: u32, id: &str, operation: &str) -> Node {
    call_of(slot, id, &[operation])
}

/// A call for which these are asked in order.
pub(crate) fn call_of(slot: u32, id: &str, operations: &[&str]) -> Node {
    let provider = |operation: &&str| Provider {
        binding: (*operation).into(),
        request: None,
        response: None,
        timeout: Some(Millis(60_000)),
        text_at: None,
    };
    let call = CallNode {
        target: operations[0].into(),
        capability: operations.len() > 1,
        arguments: record(&[]),
        providers: operations.iter().map(provider).collect(),
        policy: CallPolicy {
            retry: Retry { first: Millis(1), ..Retry::with_attempts(1) },
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
    };
    node(slot, id, NodeKind::Call(Box::new(call)))
}

/// A call of `sys`.
pub(crate) fn system(slot: u32, id: &str, operation: SysOperation, arguments: Expr) -> Node {
    let sys = SysNode { operation, arguments, otherwise: None };
    node(slot, id, NodeKind::Sys(Box::new(sys)))
}

/// Additions to a node.
pub(crate) trait NodeExt: Sized {
    fn reads(self, slot: u32) -> Self;
    fn arguments(self, arguments: Expr) -> Self;
    fn attempts(self, attempts: u32) -> Self;
    fn change(self, change: impl FnOnce(&mut CallNode)) -> Self;
}

impl NodeExt for Node {
    fn reads(mut self, slot: u32) -> Self {
        self.inputs.push(Slot(slot));
        self
    }

    fn arguments(self, arguments: Expr) -> Self {
        self.change(|call| call.arguments = arguments)
    }

    fn attempts(self, attempts: u32) -> Self {
        self.change(|call| call.policy.retry.attempts = attempts)
    }

    fn change(mut self, change: impl FnOnce(&mut CallNode)) -> Self {
        match &mut self.kind {
            NodeKind::Call(call) => change(call),
            other => panic!("{other:?} is no call"),
        }
        self
    }
}

pub(crate) fn constant(value: Value) -> Expr {
    Expr::Const { value }
}

pub(crate) fn list(values: &[&str]) -> Expr {
    let entry = |value: &&str| ListEntry::Item { value: text(value) };
    Expr::List { entries: values.iter().map(entry).collect() }
}

pub(crate) fn slots(slots: &[u32]) -> Expr {
    let entry = |number: &u32| ListEntry::Item { value: slot(*number) };
    Expr::List { entries: slots.iter().map(entry).collect() }
}

/// Any text.
pub(crate) fn string() -> Shape {
    Shape::String { min: 0, max: None, patterns: Vec::new(), format: None }
}
