//! `$ref`: inside the document only. A part that contains itself is a name.

use rustc_hash::FxHashSet;
use serde_json::Value;

use super::Importer;
use crate::types::{Named, NamedId, Type};

/// Values walked through in the search for a cycle, before one is taken for granted.
const MOST_VALUES: usize = 100_000;

impl Importer<'_> {
    /// The type of what `target` refers to; json, where that isn't in this document.
    pub(super) fn reference(&mut self, target: &str, depth: usize) -> Type {
        let Some(pointer) = pointer(target) else { return Type::Json };
        let Some(schema) = part(self.root, &pointer) else { return Type::Json };
        let recursive = match self.recursive.get(&pointer) {
            Some(known) => *known,
            None => {
                let found = contains_itself(self.root, &pointer);
                self.recursive.insert(pointer.clone(), found);
                found
            }
        };
        if !recursive {
            return self.schema(schema, depth + 1);
        }
        Type::named(Named {
            name: self.name(&pointer).into(),
            id: NamedId::Definition { schema: self.source.into(), pointer: pointer.into() },
        })
    }

    /// As messages call it: `Comment` of `#/$defs/Comment`.
    fn name(&self, pointer: &str) -> String {
        match pointer.rsplit('/').next().filter(|last| !last.is_empty()) {
            Some(last) => unescaped(last),
            // `operation:desearch.web_search:output`
            None => self.source.split(':').rev().nth(1).unwrap_or(self.source).to_owned(),
        }
    }
}

/// The part of `root` at a JSON pointer.
pub(super) fn part<'a>(root: &'a Value, pointer: &str) -> Option<&'a Value> {
    root.pointer(pointer)
}

/// The JSON pointer that a reference within a localized schema means.
fn pointer(target: &str) -> Option<String> {
    let fragment = percent_decoded(target.strip_prefix('#')?)?;
    (fragment.is_empty() || fragment.starts_with('/')).then_some(fragment)
}

fn unescaped(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}

fn percent_decoded(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_owned());
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: u8| char::from(byte).to_digit(16);
        let (high, low) = (digit(rest.next()?)?, digit(rest.next()?)?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(bytes).ok()
}

/// Whether references from the part at `pointer` lead back to it, directly or around.
fn contains_itself(root: &Value, start: &str) -> bool {
    let mut walked = 0;
    let mut seen: FxHashSet<String> = FxHashSet::default();
    let mut open = vec![start.to_owned()];
    while let Some(next) = open.pop() {
        let mut values: Vec<&Value> = part(root, &next).into_iter().collect();
        while let Some(value) = values.pop() {
            walked += 1;
            if walked > MOST_VALUES {
                return true;
            }
            match value {
                Value::Array(items) => values.extend(items),
                Value::Object(object) => {
                    values.extend(object.values());
                    let target = object.get("$ref").and_then(Value::as_str);
                    let Some(target) = target.and_then(pointer) else {
                        continue;
                    };
                    // A part of the start, or what the start is a part of, contains it too.
                    if target == start || is_around(&target, start) {
                        return true;
                    }
                    if seen.insert(target.clone()) {
                        open.push(target);
                    }
                }
                _ => {}
            }
        }
    }
    false
}

fn is_around(outer: &str, inner: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'))
}
