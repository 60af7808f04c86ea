//! Random schemas, what somebody might change in them, and values near others.

use orchestra_schema::Draw;
use serde_json::{Map, Value, json};

const NAMES: [&str; 5] = ["a", "b", "kind", "x-one", "list"];
const WORDS: [&str; 4] = ["red", "green", "blue", "x"];

/// A schema with at most so many levels; it may refer to itself.
pub(crate) fn schema(draw: &mut Draw, levels: usize) -> Value {
    let mut schema = part(draw, levels);
    if draw.below(4) == 0
        && let Value::Object(fields) = &mut schema
    {
        fields.insert("$defs".to_owned(), json!({ "it": part(draw, 1) }));
    }
    schema
}

fn part(draw: &mut Draw, levels: usize) -> Value {
    let kind = if levels == 0 { draw.below(6) } else { draw.below(15) };
    match kind {
        0 => numeric(draw, "integer"),
        1 => numeric(draw, "number"),
        2 => text(draw),
        3 => json!({ "type": "boolean" }),
        4 => json!({ "enum": values(draw) }),
        5 => match draw.below(6) {
            0 => json!(true),
            1 => json!({ "type": "null" }),
            2 => json!({ "const": values(draw)[0] }),
            3 => json!({ "type": ["string", "null"], "maxLength": draw.below(4) }),
            4 => json!({ "type": ["integer", "string"] }),
            _ => json!({}),
        },
        6..=9 => object(draw, levels - 1),
        10 | 11 => list(draw, levels - 1),
        12 => {
            let keyword = *draw.pick(&["anyOf", "oneOf", "allOf"]);
            let branches: Vec<_> = (0..=draw.below(3)).map(|_| part(draw, levels - 1)).collect();
            json!({ keyword: branches })
        }
        13 => tagged(draw, levels - 1),
        _ => match draw.below(5) {
            0 => json!({ "not": part(draw, 0) }),
            1 => json!({ "if": part(draw, 0), "then": part(draw, 0), "else": part(draw, 0) }),
            2 => json!({ "$ref": "#/$defs/it" }),
            3 => json!({ "type": "array", "items": { "$ref": "#" } }),
            _ => json!({ "type": "object", "properties": { "a": { "$ref": "#" } } }),
        },
    }
}

fn numeric(draw: &mut Draw, name: &str) -> Value {
    let mut schema = json!({ "type": name });
    let low = draw.below(6) as i64 - 3;
    match draw.below(6) {
        0 => schema["minimum"] = json!(low),
        1 => {
            schema["minimum"] = json!(low);
            schema["maximum"] = json!(low + draw.below(5) as i64);
        }
        2 => schema["exclusiveMinimum"] = json!(low as f64 + 0.5),
        3 => schema["exclusiveMaximum"] = json!(low),
        4 => schema["multipleOf"] = json!(draw.below(3) + 1),
        _ => {}
    }
    schema
}

fn text(draw: &mut Draw) -> Value {
    let mut schema = json!({ "type": "string" });
    match draw.below(6) {
        0 => schema["minLength"] = json!(draw.below(3)),
        1 => schema["maxLength"] = json!(draw.below(4)),
        2 => schema["pattern"] = json!(*draw.pick(&["^x", "^[a-z]*$", "d$"])),
        3 => schema["format"] = json!(*draw.pick(&["date", "uri", "email"])),
        _ => {}
    }
    schema
}

fn values(draw: &mut Draw) -> Vec<Value> {
    let pool = [json!("red"), json!("green"), json!(1), json!(1.0), json!(2.5), json!(null)];
    let start = draw.below(pool.len());
    let count = 1 + draw.below(3);
    let mut values: Vec<Value> = Vec::new();
    for value in pool.iter().cycle().skip(start).take(count) {
        if !values.iter().any(|it| it == value || (it.is_number() && value.is_number())) {
            values.push(value.clone());
        }
    }
    values
}

fn object(draw: &mut Draw, levels: usize) -> Value {
    let mut properties = Map::new();
    for _ in 0..draw.below(4) {
        let name = *draw.pick(&NAMES);
        properties.insert(name.to_owned(), part(draw, levels));
    }
    let mut schema = json!({ "type": "object", "properties": properties });
    if draw.below(2) == 0 {
        schema["required"] = json!([*draw.pick(&NAMES)]);
    }
    match draw.below(8) {
        0..=2 => schema["additionalProperties"] = json!(false),
        3 => schema["additionalProperties"] = part(draw, 0),
        4 => schema["patternProperties"] = json!({ "^x-": part(draw, 0) }),
        _ => {}
    }
    match draw.below(12) {
        0 => schema["minProperties"] = json!(draw.below(3)),
        1 => schema["maxProperties"] = json!(draw.below(3)),
        2 => schema["propertyNames"] = json!({ "maxLength": 1 + draw.below(5) }),
        3 => schema["dependentRequired"] = json!({ "a": ["b"] }),
        4 => schema["dependentSchemas"] = json!({ "a": { "required": ["b"] } }),
        5 => schema["unevaluatedProperties"] = json!(false),
        6 => drop(schema.as_object_mut().and_then(|fields| fields.remove("type"))),
        _ => {}
    }
    schema
}

fn list(draw: &mut Draw, levels: usize) -> Value {
    let mut schema = json!({ "type": "array", "items": part(draw, levels) });
    match draw.below(8) {
        0 => schema["minItems"] = json!(draw.below(3)),
        1 => schema["maxItems"] = json!(draw.below(4)),
        2 => schema["uniqueItems"] = json!(true),
        3 => schema["prefixItems"] = json!([part(draw, 0), part(draw, 0)]),
        4 => {
            schema["prefixItems"] = json!([part(draw, 0)]);
            schema["items"] = json!(false);
        }
        5 => schema["contains"] = part(draw, 0),
        _ => {}
    }
    schema
}

/// A union whose alternatives say which they are.
fn tagged(draw: &mut Draw, levels: usize) -> Value {
    let branches: Vec<_> = WORDS[..2 + draw.below(3)]
        .iter()
        .map(|word| {
            let mut branch = object(draw, levels);
            branch["properties"]["kind"] = json!({ "const": word });
            branch["required"] = json!(["kind"]);
            branch
        })
        .collect();
    json!({ *draw.pick(&["oneOf", "anyOf"]): branches })
}

/// The schema with a change somewhere, or two.
pub(crate) fn mutated(schema: &Value, draw: &mut Draw) -> Value {
    let mut new = schema.clone();
    for _ in 0..1 + draw.below(2) {
        let places = pointers(&new);
        let place = draw.pick(&places).clone();
        if let Some(part) = new.pointer_mut(&place) {
            change(part, draw);
        }
    }
    new
}

/// The places of all schemas in a schema.
fn pointers(schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(schema, String::new(), true)];
    while let Some((value, pointer, is_schema)) = open.pop() {
        if is_schema {
            found.push(pointer.clone());
        }
        if let Value::Object(fields) = value {
            for (name, field) in fields {
                let inner = format!("{pointer}/{name}");
                match field {
                    _ if !is_schema => open.push((field, inner, true)),
                    Value::Object(_)
                        if matches!(
                            name.as_str(),
                            "properties" | "patternProperties" | "dependentSchemas" | "$defs"
                        ) =>
                    {
                        open.push((field, inner, false));
                    }
                    Value::Object(_) if !matches!(name.as_str(), "dependentRequired" | "const") => {
                        open.push((field, inner, true));
                    }
                    Value::Array(branches) if name.ends_with("Of") || name == "prefixItems" => {
                        open.extend(
                            branches
                                .iter()
                                .enumerate()
                                .map(|(index, branch)| (branch, format!("{inner}/{index}"), true)),
                        );
                    }
                    _ => {}
                }
            }
        }
    }
    found
}

fn change(part: &mut Value, draw: &mut Draw) {
    let Value::Object(fields) = part else {
        *part = self::part(draw, 1);
        return;
    };
    let keywords: Vec<String> = fields.keys().cloned().collect();
    match draw.below(10) {
        0 => {
            *part = self::part(draw, 1);
        }
        1 | 2 if !keywords.is_empty() => {
            fields.remove(draw.pick(&keywords).as_str());
        }
        3 => drop(fields.insert("description".to_owned(), json!("other words"))),
        4 => {
            let mut whole = part.clone();
            let extra = self::part(draw, 1);
            let keyword = *draw.pick(&["anyOf", "oneOf"]);
            match whole.get_mut(keyword).and_then(Value::as_array_mut) {
                Some(branches) => branches.push(extra),
                None => whole = json!({ keyword: [whole, extra] }),
            }
            *part = whole;
        }
        5 => {
            let name = (*draw.pick(&NAMES)).to_owned();
            let inner = self::part(draw, 1);
            if let Some(Value::Object(properties)) = fields.get_mut("properties") {
                properties.insert(name, inner);
            }
        }
        6 => {
            let required = fields.entry("required").or_insert_with(|| json!([]));
            if let Value::Array(names) = required {
                match names.len() {
                    0 => names.push(json!(*draw.pick(&NAMES))),
                    _ => drop(names.pop()),
                }
            }
        }
        _ => {
            for value in fields.values_mut() {
                nudge(value, draw);
            }
        }
    }
}

/// Moves a bound, or lengthens or shortens a list of values.
fn nudge(value: &mut Value, draw: &mut Draw) {
    match value {
        Value::Number(number) => {
            let by = if draw.below(2) == 0 { 1 } else { -1 };
            if let Some(whole) = number.as_i64() {
                *value = json!((whole + by).max(if whole > 0 { 1 } else { i64::MIN }));
            }
        }
        Value::Bool(is) => *is = !*is,
        Value::Array(values) if values.iter().all(|it| it.is_string() || it.is_number()) => {
            match draw.below(2) {
                0 if values.len() > 1 => drop(values.pop()),
                _ if !values.contains(&json!("blue")) => values.push(json!("blue")),
                _ => {}
            }
        }
        _ => {}
    }
}

/// A value that fits the schema more often than not.
pub(crate) fn guessed(root: &Value, schema: &Value, draw: &mut Draw, levels: usize) -> Value {
    let guess = |part: &Value, draw: &mut Draw| match levels {
        0 => Value::Null,
        _ => guessed(root, part, draw, levels - 1),
    };
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        return root.pointer(&target[1..]).map_or(Value::Null, |part| guess(part, draw));
    }
    for keyword in ["anyOf", "oneOf", "allOf"] {
        if let Some(Value::Array(branches)) = schema.get(keyword) {
            let branch = draw.pick(branches).clone();
            return guess(&branch, draw);
        }
    }
    if let Some(Value::Array(values)) = schema.get("enum") {
        return draw.pick(values).clone();
    }
    if let Some(value) = schema.get("const") {
        return value.clone();
    }
    let name = match schema.get("type") {
        Some(Value::Array(names)) => draw.pick(names).as_str().unwrap_or_default(),
        Some(Value::String(name)) => name,
        _ if schema.get("properties").is_some() => "object",
        _ => *draw.pick(&["string", "integer", "null", "object"]),
    };
    let bound = |keyword: &str| schema.get(keyword).and_then(Value::as_f64);
    match name {
        "integer" | "number" => {
            let step = bound("multipleOf").unwrap_or(1.0);
            let low = bound("minimum").or(bound("exclusiveMinimum")).unwrap_or(-3.0);
            let high = bound("maximum").or(bound("exclusiveMaximum")).unwrap_or(low + 6.0);
            let value = (low + draw.fraction() * (high - low)) / step;
            let whole = value.round() * step;
            let is_whole = name == "integer" || draw.below(2) == 0 || step != 1.0;
            if is_whole { json!(whole as i64) } else { json!(value) }
        }
        "string" => {
            let texts = ["", "x", "xd", "d", "red", "abcdef", "2026-01-01", "a:b", "a@b.org", "X9"];
            json!(*draw.pick(&texts))
        }
        "boolean" => json!(draw.below(2) == 0),
        "array" => {
            let placed = schema.get("prefixItems").and_then(Value::as_array);
            let items = (0..draw.below(4)).map(|index| {
                let item = placed.and_then(|placed| placed.get(index)).or(schema.get("items"));
                guess(item.unwrap_or(&Value::Null), draw)
            });
            Value::Array(items.collect())
        }
        "object" => {
            let required = schema.get("required").and_then(Value::as_array);
            let is_needed =
                |name: &str| required.is_some_and(|all| all.iter().any(|it| it == name));
            let properties = schema.get("properties").and_then(Value::as_object);
            let mut fields = Map::new();
            for name in NAMES {
                let part = properties.and_then(|all| all.get(name));
                if is_needed(name) || draw.below(if part.is_some() { 2 } else { 9 }) == 0 {
                    let value = guess(part.unwrap_or(&Value::Bool(true)), draw);
                    fields.insert(name.to_owned(), value);
                }
            }
            Value::Object(fields)
        }
        _ => Value::Null,
    }
}

/// A value that differs a little from another.
pub(crate) fn value_near(value: &Value, draw: &mut Draw) -> Value {
    let leaf = |draw: &mut Draw| {
        let leaves = [
            json!(null),
            json!(true),
            json!(0),
            json!(1),
            json!(1.0),
            json!(-2),
            json!(2.5),
            json!(""),
            json!("red"),
            json!("xyz"),
            json!("2026-01-01"),
            json!([]),
            json!([1, "red"]),
            json!({}),
            json!({ "a": 1 }),
            json!({ "kind": "red", "b": null }),
        ];
        draw.pick(&leaves).clone()
    };
    match value {
        Value::Object(fields) if draw.below(5) > 0 => {
            let mut fields = fields.clone();
            let name = (*draw.pick(&NAMES)).to_owned();
            match draw.below(3) {
                0 => drop(fields.remove(&name)),
                1 => drop(fields.insert(name, leaf(draw))),
                _ => {
                    if let Some(inner) = fields.get_mut(&name) {
                        *inner = value_near(inner, draw);
                    }
                }
            }
            Value::Object(fields)
        }
        Value::Array(items) if draw.below(5) > 0 => {
            let mut items = items.clone();
            match draw.below(3) {
                0 => drop(items.pop()),
                1 => items.push(leaf(draw)),
                _ => {
                    if let Some(first) = items.first_mut() {
                        *first = value_near(first, draw);
                    }
                }
            }
            Value::Array(items)
        }
        Value::Number(number) if draw.below(3) > 0 => {
            let by = draw.below(5) as f64 / 2.0 - 1.0;
            number.as_f64().map_or(Value::Null, |number| json!(number + by))
        }
        _ => leaf(draw),
    }
}
