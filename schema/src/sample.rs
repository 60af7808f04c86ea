//! Values that a schema accepts, drawn from a seed: plausible where the schema says enough, merely
//! valid where it doesn't.
//!
//! Drawing goes by what a schema says in the common keywords; the validator has the last word. A
//! value that it refuses is drawn anew, each time with fewer ambitions. To learn a new keyword, a
//! draw only has to get it right often, since it is never trusted.

mod draw;
mod flatten;
mod list;
mod number;
mod object;
mod pattern;
mod text;

pub use draw::Draw;

use serde_json::{Value, json};

use crate::validator::Validator;
use flatten::Flattener;

/// How often a value is drawn before giving up.
const ATTEMPTS: usize = 12;

/// From this attempt on, only what is required is drawn.
const MODEST_FROM: usize = 6;

/// Parts of one value and bytes of its texts, so that no schema makes an answer of gigabytes.
const MOST_PARTS: usize = 10_000;
const MOST_BYTES: usize = 256 * 1024;

/// Levels from which a draw looks for the shortest way out of a recursion, and where it gives up.
const MODEST_DEPTH: usize = 8;
const DEEPEST: usize = 48;

/// One nullable value in so many is null, one optional field in so many left out.
const NULLS: usize = 12;

/// What the caller would like to see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SampleHints {
    /// How many items the outermost lists have, where the schema lets them.
    pub list_length: Option<usize>,
}

impl Validator {
    /// A value that the schema accepts, the same for the same draw. None where none was found: the
    /// schema accepts nothing, or what it asks for is beyond drawing (a billion items).
    #[must_use]
    pub fn sample(&self, draw: &mut Draw, hints: SampleHints) -> Option<Value> {
        let root = self.schema();
        for attempt in 0..ATTEMPTS {
            let modest = attempt >= MODEST_FROM;
            let mut sampler = Sampler {
                root,
                draw: &mut *draw,
                hints,
                modest,
                attempt,
                parts: 0,
                bytes: 0,
                lists: 0,
            };
            let value = sampler.value(root, 0);
            if !sampler.is_exhausted() && self.accepts(&value) {
                return Some(value);
            }
        }
        let shown = root.get("examples").and_then(Value::as_array);
        let shown = shown.into_iter().flatten().chain(root.get("default")).cloned();
        let plain = [json!({}), json!([]), json!("text"), json!(1), json!(true), json!(null)];
        shown.chain(plain).find(|value| self.accepts(value))
    }
}

/// One draw of a whole value.
struct Sampler<'run> {
    root: &'run Value,
    draw: &'run mut Draw,
    hints: SampleHints,
    /// Whether only what is required is drawn.
    modest: bool,
    attempt: usize,
    /// How many parts were drawn, and bytes of texts.
    parts: usize,
    bytes: usize,
    /// How many lists stand around the part being drawn.
    lists: usize,
}

impl Sampler<'_> {
    /// A value for a schema that stands in the root.
    fn value(&mut self, schema: &Value, depth: usize) -> Value {
        self.parts += 1;
        if depth > DEEPEST || self.is_exhausted() {
            return Value::Null;
        }
        let modest = self.is_modest(depth);
        let mut flattener = Flattener::new(self.root, self.draw, modest, self.attempt);
        let flat = Value::Object(flattener.flatten(schema));
        if let Some(constant) = flat.get("const") {
            return constant.clone();
        }
        if let Some(Value::Array(options)) = flat.get("enum")
            && !options.is_empty()
        {
            let told: Vec<_> = options.iter().filter(|option| !option.is_null()).collect();
            return told
                .get(self.draw.below(told.len()))
                .map_or(Value::Null, |option| (*option).clone());
        }
        let name = self.type_of(&flat, modest);
        if let Some(example) = self.example(&flat, name) {
            return example;
        }
        match name {
            "object" => self.object(&flat, depth),
            "array" => self.list(&flat, depth),
            "string" => {
                let text = text::draw(&flat, self.draw);
                self.bytes += text.len();
                Value::String(text)
            }
            "integer" => number::integer(&flat, self.draw),
            "number" => number::number(&flat, self.draw),
            "boolean" => Value::Bool(self.draw.below(2) == 1),
            _ => Value::Null,
        }
    }

    /// Whether the value has become so large that it is given up.
    fn is_exhausted(&self) -> bool {
        self.parts > MOST_PARTS || self.bytes > MOST_BYTES
    }

    fn is_modest(&self, depth: usize) -> bool {
        self.modest || depth >= MODEST_DEPTH
    }

    /// The type to draw: one that is written, else one that the other keywords speak of.
    fn type_of<'flat>(&mut self, flat: &'flat Value, modest: bool) -> &'flat str {
        match flat.get("type") {
            Some(Value::String(one)) => one,
            Some(Value::Array(several)) => {
                let names: Vec<_> = several.iter().filter_map(Value::as_str).collect();
                let told: Vec<_> = names.iter().copied().filter(|name| *name != "null").collect();
                let is_null = told.len() < names.len() && (modest || self.draw.below(NULLS) == 0);
                if is_null || told.is_empty() { "null" } else { told[self.draw.below(told.len())] }
            }
            _ => implied_type(flat),
        }
    }

    /// One of the schema's own examples, for values that aren't made of others.
    fn example(&mut self, flat: &Value, name: &str) -> Option<Value> {
        if matches!(name, "object" | "array") {
            return None;
        }
        let examples = match flat.get("examples") {
            Some(Value::Array(examples)) => examples.iter().collect(),
            _ => flat.get("example").into_iter().collect::<Vec<_>>(),
        };
        if examples.is_empty() || self.attempt >= MODEST_FROM {
            return None;
        }
        Some(examples[self.draw.below(examples.len())].clone())
    }
}

fn implied_type(flat: &Value) -> &'static str {
    const IMPLIED: [(&str, &[&str]); 4] = [
        (
            "object",
            &[
                "properties",
                "required",
                "additionalProperties",
                "patternProperties",
                "minProperties",
            ],
        ),
        ("array", &["items", "prefixItems", "minItems", "contains", "uniqueItems"]),
        ("string", &["format", "pattern", "minLength", "maxLength", "contentEncoding"]),
        ("number", &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
    ];
    let implied =
        IMPLIED.iter().find(|(_, keywords)| keywords.iter().any(|key| flat.get(key).is_some()));
    implied.map_or("string", |(name, _)| name)
}
