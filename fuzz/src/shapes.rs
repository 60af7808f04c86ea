//! Shapes in Polish notation, so that every text is one: `R2s?i` is a record of a string `a` and an
//! optional int `b`, `Li` a list of ints, `U2Nn` the shape called `Node` or null.

use std::collections::BTreeMap;

use orchestra_plan::{
    Money, Shape, Value,
    shape::{FieldShape, Format},
};

/// Levels; below, all is json.
const DEEPEST: usize = 40;

/// The one name.
const NODE: &str = "Node";

/// The shape that a text says, and the shapes with names: what stands behind the first is `Node`.
pub(crate) fn read(code: &[u8]) -> (Shape, BTreeMap<String, Shape>) {
    let mut code = code.iter().copied();
    let first = shape(&mut code, 0);
    let node = shape(&mut code, 0);
    (first, BTreeMap::from([(NODE.to_owned(), node)]))
}

fn shape(code: &mut dyn Iterator<Item = u8>, depth: usize) -> Shape {
    let Some(letter) = code.next().filter(|_| depth < DEEPEST) else { return Shape::Json };
    let mut inner = || Box::new(shape(code, depth + 1));
    match letter {
        b'n' => Shape::Null,
        b'b' => Shape::Bool,
        b'i' => Shape::Int { min: None, max: None },
        b'I' => Shape::Int { min: Some(-1), max: Some(9) },
        b'f' => Shape::Float { min: None, max: None },
        b'F' => Shape::Float { min: Some(0.0), max: Some(1.0) },
        b's' => string(0, None, &[], None),
        b'S' => string(1, Some(5), &[], None),
        b'p' => string(0, None, &["^[a-z]+$"], None),
        b'u' => string(0, None, &[], Some(Format::Url)),
        b't' => string(0, None, &[], Some(Format::Datetime)),
        b'd' => string(0, None, &[], Some(Format::Date)),
        b'e' => string(0, None, &[], Some(Format::Email)),
        b'q' => string(0, None, &[], Some(Format::Uuid)),
        b'y' => string(0, None, &[], Some(Format::Bytes)),
        b'D' => Shape::Duration,
        b'M' => Shape::Money,
        b'x' => Shape::Secret,
        b'l' => Shape::Literal { value: literal(code.next()) },
        b'L' => Shape::List { item: inner(), min: 0, max: None },
        b'K' => Shape::List { item: inner(), min: 1, max: Some(2) },
        b'm' => Shape::Map { value: inner() },
        b'T' => Shape::Tuple { items: several(code, depth) },
        b'U' => Shape::Union { arms: several(code, depth) },
        b'R' => Shape::Record { fields: fields(code, depth), rest: None },
        b'O' => {
            let fields = fields(code, depth);
            Shape::Record { fields, rest: Some(Box::new(shape(code, depth + 1))) }
        }
        b'N' => Shape::Named { name: NODE.to_owned() },
        _ => Shape::Json,
    }
}

/// A digit, and so many shapes.
fn several(code: &mut dyn Iterator<Item = u8>, depth: usize) -> Vec<Shape> {
    let count = code.next().map_or(0, |digit| digit % 8);
    (0..count).map(|_| shape(code, depth + 1)).collect()
}

/// A digit, and so many fields, `a` and on; `?` before a shape makes its field optional.
fn fields(code: &mut dyn Iterator<Item = u8>, depth: usize) -> Vec<FieldShape> {
    let count = code.next().map_or(0, |digit| digit % 8);
    let mut code = code.peekable();
    let mut fields = Vec::new();
    for name in ('a'..).take(usize::from(count)) {
        let optional = code.next_if_eq(&b'?').is_some();
        let shape = shape(&mut code, depth + 1);
        fields.push(FieldShape { name: name.to_string(), shape, optional });
    }
    fields
}

fn string(min: u64, max: Option<u64>, patterns: &[&str], format: Option<Format>) -> Shape {
    let patterns = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
    Shape::String { min, max, patterns, format }
}

fn literal(letter: Option<u8>) -> Value {
    match letter {
        Some(b't') => Value::Bool(true),
        Some(b'n') => Value::Null,
        Some(b'D') => Value::Duration(1500),
        Some(b'M') => Money::parse("0.5usd").map_or(Value::Null, Value::Money),
        Some(b'f') => Value::Float(0.5),
        Some(digit @ b'0'..=b'9') => Value::Int(i64::from(digit - b'0')),
        Some(letter) => Value::text(char::from(letter).to_string()),
        None => Value::text("a"),
    }
}
