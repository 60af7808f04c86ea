//! What plans are built of by hand, whatever they are run by.

use orchestra_plan::{
    Binding, Expr, Mark, Node, NodeKind, Shape, Slot, Value,
    binding::{Body, Fixed, Idempotency, Limits, Response, Transport},
    expr::{Access, RecordEntry},
};
use serde_json::json;

/// The mark of everything.
pub(crate) const MARK: Mark = Mark(0);

/// A POST that may be repeated, of any input and output.
pub(crate) fn binding(operation: &str) -> Binding {
    let service = operation.split('.').next().expect("a text has a first part");
    Binding {
        operation: operation.into(),
        endpoint: format!("{service}/rest"),
        revision: 1,
        writes: false,
        idempotency: Idempotency::Safe,
        transport: Transport::Http,
        base_url: format!("https://{service}.example"),
        method: "POST".into(),
        path: "/call".into(),
        query: Vec::new(),
        headers: Vec::new(),
        cookies: Vec::new(),
        body: Body::Json { field: None, at: String::new() },
        hash_fields: Vec::new(),
        fixed: Fixed::default(),
        response: Response::Json { at: String::new() },
        job: None,
        auth: None,
        idempotency_header: Some("Idempotency-Key".into()),
        prompt: None,
        structured: None,
        input: json!({ "type": "object" }).into(),
        output: json!(true).into(),
        output_shape: Shape::Json,
        pricing: None,
        charged: None,
        operation_limits: Limits::default(),
        endpoint_limits: Limits::default(),
        latency_p50: None,
    }
}

pub(crate) fn node(slot: u32, id: &str, kind: NodeKind) -> Node {
    let slot = Slot(slot);
    let (inputs, after) = (Vec::new(), Vec::new());
    Node { slot, id: id.into(), inputs, after, writes: false, mark: MARK, kind }
}

pub(crate) fn text(value: &str) -> Expr {
    Expr::Const { value: Value::String(value.into()) }
}

pub(crate) fn slot(slot: u32) -> Expr {
    Expr::Slot { slot: Slot(slot) }
}

pub(crate) fn field(of: Expr, name: &str) -> Expr {
    Expr::Field { of: Box::new(of), name: name.into(), access: Access::Json, mark: MARK }
}

pub(crate) fn record(fields: &[(&str, Expr)]) -> Expr {
    let entry = |(name, value): &(&str, Expr)| RecordEntry::Field {
        name: (*name).into(),
        value: value.clone(),
        optional: false,
    };
    Expr::Record { entries: fields.iter().map(entry).collect() }
}
