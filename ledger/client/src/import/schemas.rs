//! Schemas of a document as schemas that stand alone: all that they refer to lies in their `$defs`.
//!
//! Each side has its own: what is `readOnly` isn't in an input, what is `writeOnly` isn't in an
//! output. OpenAPI 3.0's `nullable` and boolean bounds stay, since all readers of entries know
//! them. A discriminator becomes a constant in each branch. What a schema can't be without
//! (`$dynamicRef`, `$id`) fails the operation; what is only said to people is cut short.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Map, Value, json};

use super::documents::{Documents, Part};

/// Schemas that one side of an operation may be made of. What is refered to beyond is any value:
/// some documents lead from everything to everything, and an entry says it of each operation anew.
const MOST_SCHEMAS: usize = 1_500;

/// Characters of a description.
const LONGEST_DESCRIPTION: usize = 300;

/// Levels of `allOf` and references that are looked through for a property.
const DEEPEST_LOOK: usize = 8;

/// Whether values are sent or received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// Sent.
    Input,
    /// Received.
    Output,
}

/// The schemas of one side of an operation.
pub(crate) struct Schemas<'a> {
    pub(crate) documents: &'a Documents,
    side: Side,
    /// OpenAPI 3.0, which ignores what stands beside a `$ref`.
    is_3_0: bool,
    /// By file and pointer, the name in `$defs`.
    names: BTreeMap<(usize, String), String>,
    taken: BTreeSet<String>,
    queue: VecDeque<(String, Part<'a>)>,
    definitions: Map<String, Value>,
    schemas: usize,
    /// References that weren't followed.
    cut: usize,
    /// What a caller should know.
    pub(crate) notes: BTreeSet<String>,
}

impl<'a> Schemas<'a> {
    pub(crate) fn new(documents: &'a Documents, side: Side, is_3_0: bool) -> Self {
        Self {
            documents,
            side,
            is_3_0,
            names: BTreeMap::new(),
            taken: BTreeSet::new(),
            queue: VecDeque::new(),
            definitions: Map::new(),
            schemas: 0,
            cut: 0,
            notes: BTreeSet::new(),
        }
    }

    /// `schema` with the definitions that it needs. Call it once, last.
    ///
    /// # Errors
    /// Why there is none.
    pub(crate) fn with_definitions(&mut self, mut schema: Value) -> Result<Value, String> {
        while let Some((name, part)) = self.queue.pop_front() {
            let definition = if self.schemas > MOST_SCHEMAS {
                self.cut += 1;
                json!({})
            } else {
                self.schema(part)?
            };
            self.definitions.insert(name, definition);
        }
        if self.cut > 0 {
            let side = if self.side == Side::Input { "input" } else { "output" };
            self.notes.insert(format!(
                "its {side} is described up to {MOST_SCHEMAS} schemas; what lies deeper is any value"
            ));
        }
        if let Some(fields) = schema.as_object_mut()
            && !self.definitions.is_empty()
        {
            fields.insert("$defs".to_owned(), Value::Object(std::mem::take(&mut self.definitions)));
        }
        Ok(schema)
    }

    /// A schema, its references pointing into `$defs`.
    ///
    /// # Errors
    /// What can't be had.
    pub(crate) fn schema(&mut self, part: Part<'a>) -> Result<Value, String> {
        self.schema_without(part, &BTreeSet::new())
    }

    /// The same, without `required` for the names in `hidden`.
    fn schema_without(
        &mut self,
        part: Part<'a>,
        hidden: &BTreeSet<String>,
    ) -> Result<Value, String> {
        self.schemas += 1;
        let fields = match part.value {
            Value::Object(fields) => fields,
            Value::Bool(_) => return Ok(part.value.clone()),
            _ => return Err("a schema is an object".to_owned()),
        };
        let mut schema = Map::new();
        if let Some(reference) = part.text("$ref") {
            let Some(name) = self.reference(part.file, reference)? else {
                self.cut += 1;
                return Ok(json!({}));
            };
            schema.insert("$ref".to_owned(), format!("#/$defs/{name}").into());
        }
        let mut hidden = hidden.clone();
        hidden.extend(self.hidden(part, 0));
        for (keyword, value) in fields {
            let inner = Part { value, ..part };
            let alone = self.is_3_0 && schema.contains_key("$ref");
            if alone && !matches!(keyword.as_str(), "nullable" | "description") {
                continue;
            }
            if let Some(value) = self.keyword(keyword, inner, part, &hidden)? {
                schema.insert(keyword.clone(), value);
            }
        }
        Ok(Value::Object(schema))
    }

    /// What a keyword says in a schema that stands alone; none: it is left away.
    fn keyword(
        &mut self,
        keyword: &str,
        inner: Part<'a>,
        around: Part<'a>,
        hidden: &BTreeSet<String>,
    ) -> Result<Option<Value>, String> {
        let value = inner.value;
        Ok(match keyword {
            "$dynamicRef" | "$recursiveRef" | "$id" => {
                return Err(format!("its schemas use `{keyword}`, which isn't followed"));
            }
            "properties" => {
                let mut properties = Map::new();
                for (name, property) in around.fields("properties") {
                    if !self.is_hidden(property) {
                        properties.insert(name.clone(), self.schema(property)?);
                    }
                }
                Some(Value::Object(properties))
            }
            "patternProperties" | "dependentSchemas" => {
                let mut schemas = Map::new();
                for (name, schema) in around.fields(keyword) {
                    schemas.insert(name.clone(), self.schema(schema)?);
                }
                Some(Value::Object(schemas))
            }
            "allOf" => {
                let parts = around.items(keyword);
                Some(parts.map(|it| self.schema_without(it, hidden)).collect::<Result<_, _>>()?)
            }
            "oneOf" | "anyOf" => Some(self.union(keyword, around)?),
            "prefixItems" => {
                Some(around.items(keyword).map(|it| self.schema(it)).collect::<Result<_, _>>()?)
            }
            "items"
            | "additionalProperties"
            | "additionalItems"
            | "not"
            | "if"
            | "then"
            | "else"
            | "contains"
            | "propertyNames"
            | "unevaluatedItems"
            | "unevaluatedProperties" => Some(self.schema(inner)?),
            "required" => {
                // A `required: true` beside a property, as draft 3 had it, says nothing here.
                let Value::Array(names) = value else { return Ok(None) };
                let is_seen =
                    |name: &&Value| name.as_str().is_none_or(|name| !hidden.contains(name));
                let mut said = BTreeSet::new();
                let is_new = |name: &&Value| said.insert(name.to_string());
                let names: Vec<_> = names.iter().filter(is_seen).filter(is_new).cloned().collect();
                (!names.is_empty()).then_some(Value::Array(names))
            }
            "description" => value.as_str().and_then(described).map(Value::String),
            "discriminator" => {
                if !around.value.get("oneOf").is_some_and(Value::is_array)
                    && !around.value.get("anyOf").is_some_and(Value::is_array)
                {
                    self.notes.insert(
                        "a value may be one of several kinds, and only what they have in common is \
                         described"
                            .to_owned(),
                    );
                }
                None
            }
            "type" | "format" | "enum" | "const" | "default" | "pattern" | "minimum"
            | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" | "minLength"
            | "maxLength" | "minItems" | "maxItems" | "uniqueItems" | "minContains"
            | "maxContains" | "minProperties" | "maxProperties" | "nullable" | "deprecated"
            | "contentEncoding" | "contentMediaType" | "dependentRequired" => Some(value.clone()),
            // `$defs` are found by who refers to them; titles, examples, marks and extensions are
            // for others.
            _ => None,
        })
    }

    /// The name in `$defs` of what a reference leads to; none: there is no room for it.
    fn reference(&mut self, file: usize, reference: &str) -> Result<Option<String>, String> {
        let (part, pointer) = self.documents.follow(file, reference)?;
        let key = (part.file, pointer);
        if let Some(name) = self.names.get(&key) {
            return Ok(Some(name.clone()));
        }
        if self.schemas > MOST_SCHEMAS {
            return Ok(None);
        }
        let name = super::names::unused(definition_name(&key.1), &mut self.taken);
        self.names.insert(key, name.clone());
        self.queue.push_back((name.clone(), part));
        Ok(Some(name))
    }

    /// The branches of a union, each with the value by which a discriminator tells it.
    fn union(&mut self, keyword: &str, around: Part<'a>) -> Result<Value, String> {
        let discriminator = around.get("discriminator");
        let property = discriminator.and_then(|it| it.text("propertyName"));
        let mut branches = Vec::new();
        for branch in around.items(keyword) {
            let schema = self.schema(branch)?;
            let told = match (discriminator, property) {
                (Some(discriminator), Some(property)) => self.told(discriminator, property, branch),
                _ => None,
            };
            branches.push(match told {
                Some((property, values)) => json!({
                    "allOf": [schema, { "properties": { property: { "enum": values } } }]
                }),
                None => schema,
            });
        }
        Ok(Value::Array(branches))
    }

    /// The property and its values by which a discriminator tells a branch; none: the branch says
    /// so itself, or nobody does.
    fn told(
        &self,
        discriminator: Part<'a>,
        property: &str,
        branch: Part<'a>,
    ) -> Option<(String, Vec<Value>)> {
        let reference = branch.text("$ref")?;
        let (target, pointer) = self.documents.follow(branch.file, reference).ok()?;
        let says_so = self
            .property(target, property, 0)
            .is_some_and(|it| it.value.get("const").is_some() || it.value.get("enum").is_some());
        if says_so {
            return None;
        }
        let meant = |aim: &str| {
            let (path, fragment) = aim.split_once('#').unwrap_or((aim, ""));
            let found = if path.is_empty() || !fragment.is_empty() || path.contains(['/', '.']) {
                self.documents.follow(discriminator.file, aim)
            } else {
                let named = format!("#/components/schemas/{aim}");
                self.documents.follow(discriminator.file, &named)
            };
            found.is_ok_and(|(part, at)| part.file == target.file && at == pointer)
        };
        let mapped = discriminator.fields("mapping");
        let mapped = mapped.filter(|(_, aim)| aim.value.as_str().is_some_and(meant));
        let mut values: Vec<_> = mapped.map(|(value, _)| Value::from(value.as_str())).collect();
        if values.is_empty() {
            values.push(Value::from(pointer.rsplit('/').next()?));
        }
        Some((property.to_owned(), values))
    }

    /// A property that a schema has, in its own words or in those that it is made of.
    fn property(&self, schema: Part<'a>, name: &str, depth: usize) -> Option<Part<'a>> {
        if depth > DEEPEST_LOOK {
            return None;
        }
        let schema = self.documents.resolve(schema).ok()?;
        let own = schema.get("properties").and_then(|all| all.get(name));
        own.and_then(|it| self.documents.resolve(it).ok())
            .or_else(|| schema.items("allOf").find_map(|it| self.property(it, name, depth + 1)))
    }

    /// Whether a property isn't there on this side.
    pub(crate) fn is_hidden(&self, property: Part<'a>) -> bool {
        let flag = if self.side == Side::Input { "readOnly" } else { "writeOnly" };
        let mut part = property;
        for _ in 0..DEEPEST_LOOK {
            if part.is_set(flag) {
                return true;
            }
            match part.text("$ref").map(|reference| self.documents.follow(part.file, reference)) {
                Some(Ok((next, _))) => part = next,
                _ => return false,
            }
        }
        false
    }

    /// The names of properties that aren't there on this side.
    fn hidden(&self, schema: Part<'a>, depth: usize) -> BTreeSet<String> {
        if depth > DEEPEST_LOOK {
            return BTreeSet::new();
        }
        let own = schema.fields("properties").filter(|(_, property)| self.is_hidden(*property));
        let mut hidden: BTreeSet<_> = own.map(|(name, _)| name.clone()).collect();
        for part in schema.items("allOf") {
            if let Ok(part) = self.documents.resolve(part) {
                hidden.extend(self.hidden(part, depth + 1));
            }
        }
        hidden
    }
}

/// The first words of a description; none where there are none.
pub(crate) fn described(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ");
    if text.is_empty() {
        return None;
    }
    if text.chars().count() <= LONGEST_DESCRIPTION {
        return Some(text);
    }
    let cut: String = text.chars().take(LONGEST_DESCRIPTION).collect();
    let whole = cut.rfind(' ').map_or(cut.as_str(), |end| &cut[..end]);
    Some(format!("{} …", whole.trim_end_matches([',', ';', ':', ' '])))
}

/// A name in `$defs`, of the last step of a pointer.
fn definition_name(pointer: &str) -> String {
    let last = pointer.rsplit('/').next().unwrap_or_default();
    let plain = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' };
    let name: String = last.chars().map(plain).take(80).collect();
    if name.is_empty() { "whole".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_are_cut_between_words() {
        assert_eq!(described(" a\n  b "), Some("a b".to_owned()));
        assert_eq!(described("\n"), None);
        let long = described(&"word ".repeat(100)).unwrap();
        assert!(long.ends_with("word …") && long.chars().count() <= 302, "{long}");
    }
}
