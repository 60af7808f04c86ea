//! Types as engines see them.

use std::{collections::BTreeMap, sync::Arc};

use orchestra_plan::{Shape, Value, shape::FieldShape};
use rustc_hash::FxHashMap;

use super::{Literal, Named, NamedId, Type, TypeEnvironment, recursive::contains_itself};

/// Levels of nesting that an engine is asked to check; below, all is json. Only a hostile schema
/// goes deeper.
const DEEPEST: usize = 100;

/// Parts of a type that are written where it stands; beyond, names stay, each described once.
const MOST_PARTS: usize = 10_000;

/// The shapes of types that contain themselves, or are parts of a very large one, by the names that a
/// plan gives them.
#[derive(Clone, Debug, Default)]
pub struct ShapeTable {
    names: FxHashMap<NamedId, String>,
    recursive: FxHashMap<NamedId, bool>,
    shapes: BTreeMap<String, Shape>,
    /// Named, and not described yet.
    open: Vec<(String, Arc<Named>)>,
    /// Parts that have been written of the type in hand.
    parts: usize,
}

impl ShapeTable {
    /// All that have been needed.
    #[must_use]
    pub fn shapes(&self) -> BTreeMap<String, Shape> {
        self.shapes.clone()
    }

    /// A name of its own: two types of one name in different files are two.
    fn name(&mut self, named: &Named) -> String {
        let taken = |name: &str| self.names.values().any(|other| other == name);
        let mut name = named.name.to_string();
        let mut number = 2;
        while taken(&name) {
            name = format!("{}#{number}", named.name);
            number += 1;
        }
        self.names.insert(named.id.clone(), name.clone());
        name
    }
}

/// The shape of `ty`; types that contain themselves go into `table`, other names are looked through
/// while it isn't very large.
pub fn shape(env: &dyn TypeEnvironment, ty: &Type, table: &mut ShapeTable) -> Shape {
    table.parts = 0;
    let shape = write(env, ty, table, 0);
    // One after the other: names that follow names would else nest as deep as there are names.
    while let Some((name, named)) = table.open.pop() {
        let described = write(env, &Type::Named(named).head(env), table, 0);
        table.shapes.insert(name, described);
    }
    shape
}

fn write(env: &dyn TypeEnvironment, ty: &Type, table: &mut ShapeTable, depth: usize) -> Shape {
    if depth > DEEPEST {
        return Shape::Json;
    }
    table.parts += 1;
    let mut inner = |ty: &Type| write(env, ty, table, depth + 1);
    match ty {
        // A plan is made of what has no error; never has no values to describe.
        Type::Error | Type::Never | Type::Json => Shape::Json,
        Type::Null => Shape::Null,
        Type::Bool => Shape::Bool,
        Type::Int(range) => Shape::Int { min: range.min, max: range.max },
        Type::Float(range) => Shape::Float {
            min: range.min.map(super::Finite::get),
            max: range.max.map(super::Finite::get),
        },
        Type::String(string) => Shape::String {
            min: string.length.min,
            max: string.length.max,
            patterns: string.patterns.iter().map(ToString::to_string).collect(),
            format: string.format,
        },
        Type::Duration => Shape::Duration,
        Type::Money(_) => Shape::Money,
        Type::Secret => Shape::Secret,
        Type::Literal(literal) => Shape::Literal { value: value(literal) },
        Type::List(list) => Shape::List {
            item: Box::new(inner(&list.item)),
            min: list.size.min,
            max: list.size.max,
        },
        Type::Tuple(items) => Shape::Tuple { items: items.iter().map(inner).collect() },
        Type::Map(of) => Shape::Map { value: Box::new(inner(of)) },
        Type::Record(record) => Shape::Record {
            fields: record
                .fields
                .iter()
                .map(|field| FieldShape {
                    name: field.name.to_string(),
                    shape: inner(&field.ty),
                    optional: field.optional,
                })
                .collect(),
            rest: record.rest.as_ref().map(|rest| Box::new(inner(rest))),
        },
        Type::Union(arms) => Shape::Union { arms: arms.iter().map(inner).collect() },
        Type::Named(named) => write_named(env, named, table, depth),
        Type::Parameter(_) => Shape::Any,
    }
}

fn write_named(
    env: &dyn TypeEnvironment,
    named: &Arc<Named>,
    table: &mut ShapeTable,
    depth: usize,
) -> Shape {
    if let Some(name) = table.names.get(&named.id) {
        return Shape::Named { name: name.clone() };
    }
    let recursive = match table.recursive.get(&named.id) {
        Some(known) => *known,
        None => {
            let found = contains_itself(env, named);
            table.recursive.insert(named.id.clone(), found);
            found
        }
    };
    if !recursive && table.parts < MOST_PARTS {
        return write(env, &Type::Named(named.clone()).head(env), table, depth + 1);
    }
    let name = table.name(named);
    table.open.push((name.clone(), named.clone()));
    Shape::Named { name }
}

/// The value that a literal is.
pub(crate) fn value(literal: &Literal) -> Value {
    match literal {
        Literal::Bool(value) => Value::Bool(*value),
        Literal::Int(value) => Value::Int(*value),
        Literal::Float(value) => Value::Float(value.get()),
        Literal::String(text) => Value::String(text.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::{ShapeTable, shape};
    use crate::types::testing::{Names, ty};
    use orchestra_plan::Shape;

    #[test]
    fn only_what_contains_itself_keeps_its_name() {
        let names = Names::with(&[
            ("Tree", "{ hit: Hit, children: Tree[] }"),
            ("Hit", "{ url: url }"),
            ("Loop", "Loop"),
        ]);
        let mut table = ShapeTable::default();
        let tree = shape(&names, &ty("Tree"), &mut table);
        assert_eq!(tree, Shape::Named { name: "Tree".to_owned() });
        assert!(matches!(shape(&names, &ty("Hit"), &mut table), Shape::Record { .. }));
        let shapes = table.shapes();
        assert_eq!(shapes.keys().collect::<Vec<_>>(), ["Tree"]);
        let Shape::Record { fields, .. } = &shapes["Tree"] else { panic!("{shapes:?}") };
        assert!(matches!(fields[0].shape, Shape::Record { .. }));
        shape(&names, &ty("Loop"), &mut table);
        assert_eq!(table.shapes()["Loop"], Shape::Json);
    }
}
