//! Walks a document along the schema that its Rust type generates.
//!
//! It knows the words that this schema uses, and no others: the general validator names one
//! violation, and here all that is wrong is wanted, in the words of those who write entries.

use orchestra_diagnostics::nearest;
use serde_json::{Map, Value};

use super::{Report, formats, report::listed};
use crate::document::segment;

/// Reports all in which the document differs from `schema`.
pub(crate) fn check(schema: &Value, report: &mut Report<'_>) {
    let value = report.value();
    Shape { root: schema, report }.value(schema, value, "");
}

struct Shape<'s, 'r, 'a> {
    root: &'s Value,
    report: &'r mut Report<'a>,
}

impl<'s> Shape<'s, '_, '_> {
    fn value(&mut self, schema: &'s Value, value: &Value, pointer: &str) {
        let schema = orchestra_schema::resolve(self.root, schema);
        if let Some(branches) = branches(schema) {
            return self.union(branches, value, pointer);
        }
        let types = types(schema);
        if !types.is_empty() && !types.contains(&kind(value)) && !is_integer(&types, value) {
            let expected = listed_types(&types);
            self.report
                .at_value(pointer, format!("expected {expected}, found {}", article(kind(value))));
            return;
        }
        if let Some(allowed) = constants(schema)
            && !value.is_null()
        {
            return self.constant(&allowed, value, pointer);
        }
        match value {
            Value::Object(fields) => self.object(schema, fields, pointer),
            Value::Array(items) => self.array(schema, items, pointer),
            Value::String(text) => {
                let format = schema.get("format").and_then(Value::as_str).unwrap_or_default();
                if let Err(why) = formats::check(format, text) {
                    self.report.at_value(pointer, why);
                }
            }
            Value::Number(_) => self.number(schema, value, pointer),
            Value::Bool(_) | Value::Null => {}
        }
    }

    /// Takes the branch that the value was meant for, so that only that one is complained about.
    fn union(&mut self, branches: &'s [Value], value: &Value, pointer: &str) {
        let root = self.root;
        let resolved = || branches.iter().map(|branch| orchestra_schema::resolve(root, branch));
        if value.is_null() && resolved().any(|branch| types(branch).contains(&"null")) {
            return;
        }
        if let Some(allowed) = resolved().map(constants).collect::<Option<Vec<_>>>() {
            return self.constant(&allowed.concat(), value, pointer);
        }
        let fits = |branch: &&'s Value| {
            let types = types(branch);
            branch.get("anyOf").is_some()
                || branch.get("oneOf").is_some()
                || types.contains(&kind(value))
                || is_integer(&types, value)
        };
        let meant: Vec<_> = resolved().filter(fits).collect();
        match meant[..] {
            [] => {
                let all: Vec<_> = resolved().flat_map(types).collect();
                let expected = listed_types(&all);
                self.report.at_value(
                    pointer,
                    format!("expected {expected}, found {}", article(kind(value))),
                );
            }
            [only] => self.value(only, value, pointer),
            _ => self.tagged(&meant, value, pointer),
        }
    }

    /// Takes the branch whose constant field the value has.
    fn tagged(&mut self, branches: &[&'s Value], value: &Value, pointer: &str) {
        let tag = branches.first().and_then(|branch| tag(branch)).map(|(tag, _)| tag);
        let Some(tag) = tag else { return };
        let names = branches.iter().filter_map(|branch| self::tag(branch)).map(|(_, name)| name);
        let Some(found) = value.get(tag) else {
            self.report.at_key(pointer, format!("`{tag}` is missing: write {}", listed(names)));
            return;
        };
        let branch = branches
            .iter()
            .find(|branch| self::tag(branch).is_some_and(|(_, name)| found.as_str() == Some(name)));
        match branch {
            Some(branch) => self.value(branch, value, pointer),
            None => {
                let names: Vec<_> = names.collect();
                self.constant(&names, found, &format!("{pointer}/{tag}"));
            }
        }
    }

    fn constant(&mut self, allowed: &[&str], value: &Value, pointer: &str) {
        let Some(text) = value.as_str() else {
            let expected = listed(allowed.iter().copied());
            self.report
                .at_value(pointer, format!("expected {expected}, found {}", article(kind(value))));
            return;
        };
        if allowed.contains(&text) {
            return;
        }
        let expected = listed(allowed.iter().copied());
        self.report.at_value(pointer, format!("expected {expected}, found `{text}`"));
    }

    fn object(&mut self, schema: &'s Value, fields: &Map<String, Value>, pointer: &str) {
        let empty = Map::new();
        let known = schema.get("properties").and_then(Value::as_object).unwrap_or(&empty);
        let other = schema.get("additionalProperties");
        for (name, value) in fields {
            let inner = format!("{pointer}{}", segment(name));
            let known = schema.get("properties").and_then(|known| known.get(name));
            match (known, other) {
                (Some(schema), _) => self.value(schema, value, &inner),
                (None, Some(Value::Bool(false))) => self.unknown(schema, name, &inner),
                (None, Some(schema)) => self.value(schema, value, &inner),
                (None, None) => {}
            }
        }
        let needed = schema.get("required").and_then(Value::as_array).into_iter().flatten();
        for name in needed.filter_map(Value::as_str).filter(|name| !fields.contains_key(*name)) {
            let about = known.get(name).map(|field| orchestra_schema::resolve(self.root, field));
            let about = about.and_then(|field| field.get("description")).and_then(Value::as_str);
            let problem = self.report.at_key(pointer, format!("`{name}` is missing"));
            problem.help = about.and_then(|text| text.lines().next()).map(str::to_owned);
        }
    }

    fn unknown(&mut self, schema: &Value, name: &str, pointer: &str) {
        let known = schema.get("properties").and_then(Value::as_object);
        let names = || known.into_iter().flat_map(Map::keys).map(String::as_str);
        let span = self.report.key_span(pointer);
        let problem = self.report.at_key(pointer, format!("there is no field `{name}` here"));
        *problem = match nearest(name, names()) {
            Some(near) => {
                problem.clone().with_fix(format!("write `{near}`"), span, format!("\"{near}\""))
            }
            None => problem.clone().with_help(format!("a field here is {}", listed(names()))),
        };
    }

    fn array(&mut self, schema: &'s Value, items: &[Value], pointer: &str) {
        let least = schema.get("minItems").and_then(Value::as_u64).unwrap_or(0);
        if (items.len() as u64) < least {
            self.report.at_value(
                pointer,
                format!("expected {least} or more items, found {}", items.len()),
            );
        }
        let Some(schema) = schema.get("items") else { return };
        for (index, item) in items.iter().enumerate() {
            self.value(schema, item, &format!("{pointer}/{index}"));
        }
    }

    fn number(&mut self, schema: &Value, value: &Value, pointer: &str) {
        let bound = |word: &str| schema.get(word).and_then(Value::as_f64);
        let Some(number) = value.as_f64() else { return };
        if let Some(least) = bound("minimum").filter(|least| number < *least) {
            self.report.at_value(pointer, format!("expected {least} or more, found {value}"));
        } else if let Some(most) = bound("maximum").filter(|most| number > *most) {
            self.report.at_value(pointer, format!("expected {most} or less, found {value}"));
        }
    }
}

fn branches(schema: &Value) -> Option<&[Value]> {
    let list = schema.get("anyOf").or_else(|| schema.get("oneOf"))?;
    list.as_array().map(Vec::as_slice)
}

fn types(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// The texts that a schema of texts allows, where it lists them.
fn constants(schema: &Value) -> Option<Vec<&str>> {
    if let Some(only) = schema.get("const") {
        return Some(only.as_str().into_iter().collect());
    }
    if let Some(list) = schema.get("enum").and_then(Value::as_array) {
        return Some(list.iter().filter_map(Value::as_str).collect());
    }
    None
}

/// The field that says which branch of a union an object is, with its value.
fn tag(branch: &Value) -> Option<(&str, &str)> {
    let fields = branch.get("properties")?.as_object()?;
    fields.iter().find_map(|(name, field)| Some((name.as_str(), field.get("const")?.as_str()?)))
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn is_integer(types: &[&str], value: &Value) -> bool {
    types.contains(&"integer") && (value.is_u64() || value.is_i64())
}

fn article(kind: &str) -> String {
    match kind {
        "null" => "null".to_owned(),
        "array" => "a list".to_owned(),
        "object" => "an object".to_owned(),
        "integer" => "a whole number".to_owned(),
        other => format!("a {other}"),
    }
}

fn listed_types(types: &[&str]) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in types.iter().map(|kind| article(kind)) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.join(" or ")
}
