//! What is known of a value from the schemas that it fits.

use serde_json::Value;

use super::prover::Prover;
use crate::reference::at;

/// Ways in which a value may fit unions at once; a union that would make more is left out of what
/// is known, which is safe.
const MOST_WAYS: usize = 64;

/// A schema and the document that its references lead into.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node<'a> {
    pub(super) root: &'a Value,
    pub(super) schema: &'a Value,
}

impl<'a> Node<'a> {
    pub(super) fn get(self, keyword: &str) -> Option<&'a Value> {
        self.schema.get(keyword)
    }

    pub(super) fn child(self, schema: &'a Value) -> Self {
        Self { schema, ..self }
    }

    pub(super) fn children(self, keyword: &str) -> impl Iterator<Item = Self> + use<'a> {
        let schemas = self.get(keyword).and_then(Value::as_array);
        schemas.into_iter().flatten().map(move |schema| self.child(schema))
    }

    pub(super) fn address(self) -> usize {
        std::ptr::from_ref(self.schema).addr()
    }

    /// What its `$ref` leads to.
    pub(super) fn target(self) -> Option<Self> {
        let reference = self.get("$ref")?.as_str().filter(|text| text.starts_with('#'))?;
        at(self.root, reference).map(|schema| self.child(schema))
    }
}

/// A set of JSON's types, whole numbers apart from the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Types(pub(super) u8);

impl Types {
    pub(super) const NULL: Self = Self(1);
    pub(super) const BOOLEAN: Self = Self(2);
    pub(super) const INTEGER: Self = Self(4);
    pub(super) const FRACTION: Self = Self(8);
    pub(super) const STRING: Self = Self(16);
    pub(super) const ARRAY: Self = Self(32);
    pub(super) const OBJECT: Self = Self(64);
    pub(super) const NUMBER: Self = Self(4 | 8);
    pub(super) const ALL: Self = Self(127);
    /// Those that are told apart when a value is looked at type by type.
    pub(super) const APART: [Self; 6] =
        [Self::NULL, Self::BOOLEAN, Self::NUMBER, Self::STRING, Self::ARRAY, Self::OBJECT];

    pub(super) fn both(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) fn is_within(self, other: Self) -> bool {
        self.without(other).is_empty()
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those that a schema's `type` names; all where it has none.
    pub(super) fn of_keyword(written: Option<&Value>) -> Self {
        match written {
            None => Self::ALL,
            Some(Value::String(name)) => Self::named(name),
            Some(Value::Array(names)) => {
                let names = names.iter().filter_map(Value::as_str);
                Self(names.map(|name| Self::named(name).0).fold(0, |all, one| all | one))
            }
            // No schema has another, or it wouldn't have been taken for one.
            Some(_) => Self::ALL,
        }
    }

    /// That of a value. A number with a point may be whole.
    pub(super) fn of_value(value: &Value) -> Self {
        match value {
            Value::Null => Self::NULL,
            Value::Bool(_) => Self::BOOLEAN,
            Value::Number(_) => Self::NUMBER,
            Value::String(_) => Self::STRING,
            Value::Array(_) => Self::ARRAY,
            Value::Object(_) => Self::OBJECT,
        }
    }

    fn named(name: &str) -> Self {
        match name {
            "null" => Self::NULL,
            "boolean" => Self::BOOLEAN,
            "integer" => Self::INTEGER,
            "number" => Self::NUMBER,
            "string" => Self::STRING,
            "array" => Self::ARRAY,
            "object" => Self::OBJECT,
            _ => Self(0),
        }
    }
}

/// What is known of a value: schemas that it fits, each an object whose applicators are resolved
/// as far as they could be; schemas that it doesn't fit; the types that it may have.
#[derive(Clone, Debug)]
pub(super) struct Known<'a> {
    pub(super) atoms: Vec<Node<'a>>,
    pub(super) nots: Vec<Node<'a>>,
    pub(super) types: Types,
}

impl<'a> Known<'a> {
    /// Nothing.
    pub(super) fn nothing() -> Self {
        Self { atoms: Vec::new(), nots: Vec::new(), types: Types::ALL }
    }

    /// The same of a value of these types.
    pub(super) fn of_types(&self, types: Types) -> Self {
        Self { types: self.types.both(types), ..self.clone() }
    }

    /// What the schemas say in this keyword.
    pub(super) fn all(&self, keyword: &str) -> impl Iterator<Item = &'a Value> {
        self.atoms.iter().filter_map(move |atom| atom.get(keyword))
    }
}

impl<'a> Prover<'a> {
    /// The ways in which a value may fit all of these schemas; none: no value does.
    pub(super) fn ways(&mut self, schemas: &[Node<'a>]) -> Vec<Known<'a>> {
        self.with_all(vec![Known::nothing()], schemas)
    }

    /// What is known of a value that fits this schema as well.
    pub(super) fn with(&mut self, known: &Known<'a>, schema: Node<'a>) -> Vec<Known<'a>> {
        self.with_all(vec![known.clone()], &[schema])
    }

    fn with_all(&mut self, known: Vec<Known<'a>>, schemas: &[Node<'a>]) -> Vec<Known<'a>> {
        schemas.iter().fold(known, |ways, schema| self.add(ways, *schema))
    }

    fn add(&mut self, mut ways: Vec<Known<'a>>, schema: Node<'a>) -> Vec<Known<'a>> {
        if !self.may_go_on() {
            return ways;
        }
        match schema.schema {
            Value::Bool(true) => return ways,
            Value::Object(_) => {}
            _ => return Vec::new(),
        }
        let types = types_of(schema);
        for known in &mut ways {
            if known.atoms.iter().all(|atom| atom.address() != schema.address()) {
                known.atoms.push(schema);
            }
            known.types = known.types.both(types);
            known.nots.extend(schema.get("not").map(|not| schema.child(not)));
        }
        ways.retain(|known| !known.types.is_empty());
        if ways.is_empty() {
            return ways;
        }
        if let Some(target) = schema.target() {
            ways = self.add(ways, target);
        }
        for all in schema.children("allOf") {
            ways = self.add(ways, all);
        }
        for (keyword, exclusive) in [("anyOf", false), ("oneOf", true)] {
            let branches: Vec<_> = schema.children(keyword).collect();
            if !branches.is_empty() {
                ways = self.fork(ways, &branches, exclusive);
            }
        }
        if let Some(condition) = schema.get("if") {
            ways = self.fork_on(ways, schema, schema.child(condition));
        }
        ways
    }

    fn fork(
        &mut self,
        ways: Vec<Known<'a>>,
        branches: &[Node<'a>],
        exclusive: bool,
    ) -> Vec<Known<'a>> {
        if ways.len() * branches.len() > MOST_WAYS {
            return ways;
        }
        let mut forked = Vec::new();
        for (index, branch) in branches.iter().enumerate() {
            let mut taken = self.add(ways.clone(), *branch);
            if exclusive {
                let others = branches.iter().enumerate().filter(|(other, _)| *other != index);
                let others: Vec<_> = others.map(|(_, other)| *other).collect();
                taken.iter_mut().for_each(|known| known.nots.extend(&others));
            }
            forked.extend(taken);
        }
        if forked.len() > MOST_WAYS { ways } else { forked }
    }

    fn fork_on(
        &mut self,
        ways: Vec<Known<'a>>,
        schema: Node<'a>,
        condition: Node<'a>,
    ) -> Vec<Known<'a>> {
        if ways.len() * 2 > MOST_WAYS {
            return ways;
        }
        let consequence = |keyword| schema.get(keyword).map(|then| schema.child(then));
        let mut met = self.add(ways.clone(), condition);
        if let Some(then) = consequence("then") {
            met = self.add(met, then);
        }
        let mut unmet = ways.clone();
        unmet.iter_mut().for_each(|known| known.nots.push(condition));
        if let Some(otherwise) = consequence("else") {
            unmet = self.add(unmet, otherwise);
        }
        met.extend(unmet);
        if met.len() > MOST_WAYS { ways } else { met }
    }
}

/// The types that one schema's own keywords leave.
pub(super) fn types_of(schema: Node<'_>) -> Types {
    let mut types = Types::of_keyword(schema.get("type"));
    if let Some(value) = schema.get("const") {
        types = types.both(Types::of_value(value));
    }
    if let Some(Value::Array(values)) = schema.get("enum") {
        let each = values.iter().map(|value| Types::of_value(value).0);
        types = types.both(Types(each.fold(0, |all, one| all | one)));
    }
    let step = schema.get("multipleOf");
    if step.is_some_and(|step| step.as_u64().is_some_and(|step| step <= 1 << 53)) {
        types = types.without(Types::FRACTION);
    }
    types
}
