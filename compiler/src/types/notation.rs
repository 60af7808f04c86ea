//! Types in full, as a source would write them: for people who read what an operation takes.
//!
//! Messages cut types short ([`super::display`]); here nothing is left out. A record that is too
//! long for a line has a field a line, with what the schema says of the field above it, as
//! documentation is written.

use std::{collections::BTreeMap, sync::Arc};

use orchestra_schema::resolve;
use serde_json::Value;

use super::{
    Field, NamedId, RecordType, Type,
    display::{key, size},
    import::{Side, expand_definition, import},
};

/// Longer lines are broken.
const LONGEST_LINE: usize = 80;
/// Blanks a level.
const INDENT: usize = 2;
/// Levels of nesting that are shown; what is deeper is `json`, which it is too.
const DEEPEST: usize = 24;
/// Types that contain themselves that are shown.
const MOST_DEFINITIONS: usize = 64;

/// The type of the values that `schema` describes, in the language's notation, with what the schema
/// says of fields. Types that contain themselves follow by name, one after the other.
#[must_use]
pub fn notation(schema: &Value, side: Side) -> String {
    let ty = import(schema, side, "");
    let root = Root { schema };
    let mut writer = Writer { root, names: BTreeMap::new(), waiting: Vec::new() };
    let mut text = writer.show(&ty, Some(schema), 0, 0);
    let mut next = 0;
    while let Some((name, pointer)) = writer.waiting.get(next).cloned() {
        next += 1;
        let part = expand_definition(schema, side, "", &pointer);
        let stands = schema.pointer(&pointer);
        let shown = writer.show(&part, stands, 0, 0);
        text += &format!("\n\ntype {name} = {shown}");
    }
    text
}

/// The document that references lead into.
#[derive(Clone, Copy)]
struct Root<'a> {
    schema: &'a Value,
}

impl<'a> Root<'a> {
    fn resolve(self, schema: Option<&'a Value>) -> Option<&'a Value> {
        schema.map(|schema| resolve(self.schema, schema))
    }

    /// The schema of a record, where a nullable one stands in an `anyOf`.
    fn record(self, schema: Option<&'a Value>) -> Option<&'a Value> {
        let schema = self.resolve(schema)?;
        if schema.get("properties").is_some() {
            return Some(schema);
        }
        let arms = ["anyOf", "oneOf"].into_iter().find_map(|name| schema.get(name)?.as_array())?;
        let mut records = arms.iter().filter_map(|arm| self.resolve(Some(arm)));
        let found = records.find(|arm| arm.get("properties").is_some())?;
        records.all(|arm| arm.get("properties").is_none()).then_some(found)
    }
}

struct Writer<'a> {
    root: Root<'a>,
    /// Names of types that contain themselves, by their pointers.
    names: BTreeMap<Arc<str>, String>,
    /// The same in the order in which they were met.
    waiting: Vec<(String, Arc<str>)>,
}

impl<'a> Writer<'a> {
    /// `ty`, of which `before` characters stand on its first line already.
    fn show(
        &mut self,
        ty: &Type,
        schema: Option<&'a Value>,
        indent: usize,
        before: usize,
    ) -> String {
        if indent / INDENT > DEEPEST {
            return "json".to_owned();
        }
        match ty {
            Type::List(list) => {
                let items = self.root.resolve(schema).and_then(|it| it.get("items"));
                let length = size(list.size).unwrap_or_default();
                if list.item == Type::Never {
                    return "[]".to_owned();
                }
                let item = self.show(&list.item, items, indent, before);
                let item = if is_ambiguous(&list.item) { format!("({item})") } else { item };
                format!("{item}[{length}]")
            }
            Type::Tuple(items) => {
                let items: Vec<String> =
                    items.iter().map(|item| self.show(item, None, indent, before)).collect();
                format!("[{}]", items.join(", "))
            }
            Type::Map(value) => {
                let values = self.root.resolve(schema);
                let values = values.and_then(|it| it.get("additionalProperties"));
                format!("map<{}>", self.show(value, values, indent, before))
            }
            Type::Record(record) => {
                let schema = self.root.record(schema);
                self.record(record, schema, indent, before)
            }
            Type::Union(arms) => self.union(arms, schema, indent, before),
            Type::Named(named) => match &named.id {
                NamedId::Definition { pointer, .. } => self.name(&named.name, pointer),
                NamedId::Item { .. } => named.name.to_string(),
            },
            Type::Literal(super::Literal::String(text)) => literal(text),
            other => other.to_string(),
        }
    }

    fn union(
        &mut self,
        arms: &[Type],
        schema: Option<&'a Value>,
        indent: usize,
        before: usize,
    ) -> String {
        let present: Vec<&Type> = arms.iter().filter(|arm| **arm != Type::Null).collect();
        if let ([one], true) = (present.as_slice(), present.len() < arms.len()) {
            let shown = self.show(one, schema, indent, before);
            return if is_ambiguous(one) { format!("({shown})?") } else { format!("{shown}?") };
        }
        let parts: Vec<String> =
            arms.iter().map(|arm| self.show(arm, None, indent + INDENT, before)).collect();
        let line = parts.join(" | ");
        if before + line.chars().count() <= LONGEST_LINE && !line.contains('\n') {
            return line;
        }
        parts.join(&format!("\n{}| ", " ".repeat(indent + INDENT)))
    }

    fn record(
        &mut self,
        record: &RecordType,
        schema: Option<&'a Value>,
        indent: usize,
        before: usize,
    ) -> String {
        if record.fields.is_empty() && record.rest.is_none() {
            return "{}".to_owned();
        }
        let inner = indent + INDENT;
        let mut parts = Vec::new();
        for field in &record.fields {
            let of = schema.and_then(|it| it.get("properties")?.get(&*field.name));
            let said = of.and_then(|it| {
                let own = it.get("description").and_then(Value::as_str);
                own.or_else(|| self.root.resolve(Some(it))?.get("description")?.as_str())
            });
            let name = name(field);
            let shown = self.show(&field.ty, of, inner, inner + name.chars().count());
            let default =
                of.and_then(|it| it.get("default")).map(|value| format!("`{value}` if left out."));
            let said: Vec<String> =
                [said.map(str::to_owned), default].into_iter().flatten().collect();
            parts.push((said.join(" "), format!("{name}{shown}")));
        }
        if let Some(rest) = &record.rest {
            let shown = self.show(rest, None, inner, inner);
            parts.push((String::new(), format!("...{shown}")));
        }
        let fields: Vec<&str> = parts.iter().map(|(_, field)| field.as_str()).collect();
        let line = format!("{{ {} }}", fields.join(", "));
        let is_silent = parts.iter().all(|(said, _)| said.is_empty());
        let fits = before + line.chars().count() <= LONGEST_LINE && !line.contains('\n');
        if is_silent && fits {
            return line;
        }
        let margin = " ".repeat(inner);
        let mut text = "{\n".to_owned();
        for (said, field) in parts {
            for line in lines(&said, LONGEST_LINE.saturating_sub(inner + 4)) {
                text += &format!("{margin}/// {line}\n");
            }
            text += &format!("{margin}{field},\n");
        }
        text + &" ".repeat(indent) + "}"
    }

    /// A name for the part at `pointer`, which no other part has.
    fn name(&mut self, shown: &str, pointer: &Arc<str>) -> String {
        if let Some(known) = self.names.get(pointer) {
            return known.clone();
        }
        if self.names.len() >= MOST_DEFINITIONS {
            return "json".to_owned();
        }
        let letters: String = shown.chars().filter(char::is_ascii_alphanumeric).collect();
        let mut stem: String = letters.trim_start_matches(|c: char| c.is_ascii_digit()).to_owned();
        match stem.get_mut(..1) {
            Some(first) => first.make_ascii_uppercase(),
            None => stem.push_str("Part"),
        }
        let taken = |name: &str| self.names.values().any(|known| known == name);
        let mut numbers = 2..;
        let mut name = stem.clone();
        while taken(&name) {
            name = format!("{stem}{}", numbers.next().expect("numbers don't end"));
        }
        self.names.insert(Arc::clone(pointer), name.clone());
        self.waiting.push((name.clone(), Arc::clone(pointer)));
        name
    }
}

fn name(field: &Field) -> String {
    let mark = if field.optional { "?" } else { "" };
    format!("{}{mark}: ", key(&field.name))
}

/// Whether a postfix would bind to a part of it.
fn is_ambiguous(ty: &Type) -> bool {
    match ty {
        Type::Union(arms) => arms.len() > 2 || !arms.contains(&Type::Null),
        _ => false,
    }
}

/// A text as a literal, whole.
pub fn literal(text: &str) -> String {
    let mut shown = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => shown.push_str("\\\""),
            '\\' => shown.push_str("\\\\"),
            '$' => shown.push_str("\\$"),
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            c if c.is_control() || orchestra_diagnostics::terminal::is_bidirectional(c) => {
                shown.push_str(&format!("\\u{{{:x}}}", u32::from(c)));
            }
            c => shown.push(c),
        }
    }
    shown.push('"');
    shown
}

/// The words of a text in lines of at most `width` characters, as far as words allow it.
fn lines(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_short_record_stands_on_a_line_and_a_documented_one_on_several() {
        let plain = json!({
            "type": "object",
            "properties": { "title": { "type": "string" }, "at": { "type": ["string", "null"] } },
            "required": ["title", "at"],
            "additionalProperties": false
        });
        assert_eq!(notation(&plain, Side::Output), "{ title: string, at: string? }");
        let said = json!({
            "type": "object",
            "properties": {
                "query": { "type": "string", "minLength": 1, "description": "What to look for." },
                "limit": { "type": "integer", "minimum": 1, "maximum": 100, "default": 10 },
                "of": { "enum": ["web", "news"] }
            },
            "required": ["query"],
            "additionalProperties": false
        });
        assert_eq!(
            notation(&said, Side::Input),
            "{\n  /// What to look for.\n  query: string(1..),\n  /// `10` if left out.\n  \
             limit?: int(1..=100),\n  of?: \"web\" | \"news\",\n}"
        );
    }

    #[test]
    fn what_contains_itself_is_named() {
        let tree = json!({
            "$ref": "#/$defs/node",
            "$defs": { "node": {
                "type": "object",
                "properties": { "kids": { "type": "array", "items": { "$ref": "#/$defs/node" } } },
                "required": ["kids"],
                "additionalProperties": false
            } }
        });
        assert_eq!(
            notation(&tree, Side::Output),
            "{ kids: Node[] }\n\ntype Node = { kids: Node[] }"
        );
    }

    #[test]
    fn nesting_without_an_end_is_cut() {
        let mut schema = json!({ "type": "string" });
        for _ in 0..60 {
            schema = json!({
                "type": "object", "properties": { "a": schema, "b": { "type": "string" } },
                "required": ["a"], "additionalProperties": false
            });
        }
        assert!(notation(&schema, Side::Output).contains("a: json,"));
    }
}
