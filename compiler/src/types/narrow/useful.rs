//! The search for a value that no pattern takes.

use std::sync::Arc;

use super::{
    Cover,
    atoms::{Atom, atoms},
    matched::takes_whole,
};
use crate::types::{Literal, Type, TypeEnvironment, display::key};

/// Parts that are looked at before the search is given up.
const MOST_STEPS: usize = 20_000;
/// Levels of records within records that patterns may tell apart.
const DEEPEST: usize = 64;

/// A value, as far as it matters.
#[derive(Clone, Debug)]
enum Witness {
    Any,
    Null,
    Literal(Literal),
    Typed(Type),
    Record(Vec<(Arc<str>, Witness)>),
    Tuple(Vec<Witness>),
}

pub(super) fn witness(env: &dyn TypeEnvironment, ty: &Type, covers: &[Cover]) -> Option<String> {
    if ty.is_error() {
        return None;
    }
    let rows: Vec<Vec<&Cover>> = covers.iter().map(|cover| vec![cover]).collect();
    let mut search = Search { env, steps: 0 };
    let found = search.vector(std::slice::from_ref(ty), rows, 0)?;
    Some(found.first().map_or_else(|| "_".to_owned(), show))
}

struct Search<'a> {
    env: &'a dyn TypeEnvironment,
    steps: usize,
}

impl Search<'_> {
    /// Values of `types` that no row takes.
    fn vector(
        &mut self,
        types: &[Type],
        rows: Vec<Vec<&Cover>>,
        depth: usize,
    ) -> Option<Vec<Witness>> {
        self.steps += 1;
        if rows.is_empty() {
            return self.inhabited(types).then(|| types.iter().map(|ty| self.plain(ty)).collect());
        }
        let (first, others) = types.split_first().filter(|_| !rows.is_empty())?;
        if self.steps > MOST_STEPS || depth > DEEPEST {
            return Some(vec![Witness::Any; types.len()]);
        }
        let rows = spread(rows);
        if rows.iter().all(|row| *row[0] == Cover::Any) {
            let rest = rows.into_iter().map(|row| row[1..].to_vec()).collect();
            let mut found = self.vector(others, rest, depth)?;
            found.insert(0, Witness::Any);
            return Some(found);
        }
        let column: Vec<&Cover> = rows.iter().map(|row| row[0]).collect();
        for atom in atoms(self.env, first, &column) {
            if let Some(found) = self.atom(&atom, others, &rows, depth) {
                return Some(found);
            }
        }
        None
    }

    /// Values that begin with one of `atom`.
    fn atom(
        &mut self,
        atom: &Atom,
        others: &[Type],
        rows: &[Vec<&Cover>],
        depth: usize,
    ) -> Option<Vec<Witness>> {
        let parts = self.parts(&atom.ty, rows);
        let types: Vec<Type> =
            parts.iter().map(|(_, ty)| ty.clone()).chain(others.iter().cloned()).collect();
        let any = &Cover::Any;
        let mut taken: Vec<Vec<&Cover>> = Vec::new();
        for row in rows {
            let Some(mut covers) = self.specialised(row[0], &atom.ty, &parts, any) else {
                continue;
            };
            covers.extend(&row[1..]);
            taken.push(covers);
        }
        let mut found = self.vector(&types, taken, depth + 1)?;
        let tail = found.split_off(parts.len());
        let mut whole = vec![assemble(atom, &parts, found)];
        whole.extend(tail);
        Some(whole)
    }

    /// The fields or items of `ty` that some pattern looks into.
    fn parts(&self, ty: &Type, rows: &[Vec<&Cover>]) -> Vec<(Arc<str>, Type)> {
        match ty {
            Type::Record(record) => {
                let named = |name: &str| {
                    rows.iter().any(|row| match row[0] {
                        Cover::Record(fields) => fields.iter().any(|(field, _)| &**field == name),
                        _ => false,
                    })
                };
                record
                    .fields
                    .iter()
                    .filter(|field| named(&field.name))
                    .map(|field| (Arc::clone(&field.name), field.read()))
                    .collect()
            }
            Type::Tuple(items) => {
                let looked_into = rows.iter().any(
                    |row| matches!(row[0], Cover::Tuple(covers) if covers.len() == items.len()),
                );
                let items = items.iter().filter(|_| looked_into);
                items.map(|item| ("".into(), item.clone())).collect()
            }
            Type::List(list) => {
                let exact = list.size.exact();
                let count = rows.iter().find_map(|row| match row[0] {
                    Cover::Tuple(covers) if exact == Some(covers.len() as u64) => {
                        Some(covers.len())
                    }
                    _ => None,
                });
                (0..count.unwrap_or(0)).map(|_| ("".into(), list.item.clone())).collect()
            }
            _ => Vec::new(),
        }
    }

    /// What `cover` asks of the parts of an atom; none where it doesn't take all of the atom.
    fn specialised<'c>(
        &self,
        cover: &'c Cover,
        atom: &Type,
        parts: &[(Arc<str>, Type)],
        any: &'c Cover,
    ) -> Option<Vec<&'c Cover>> {
        let all = || vec![any; parts.len()];
        match cover {
            Cover::Any => Some(all()),
            Cover::Nothing | Cover::Or(_) => None,
            Cover::Null => (*atom == Type::Null).then(all),
            Cover::Literal(literal) => (literal_is(literal, atom)).then(all),
            Cover::Typed(ty) => takes_whole(self.env, ty, atom).then(all),
            Cover::Record(fields) => {
                let Type::Record(record) = atom else { return None };
                let known = |(name, _): &(Arc<str>, Cover)| record.field(name).is_some();
                fields.iter().all(known).then(|| {
                    let of = |(name, _): &(Arc<str>, Type)| {
                        fields
                            .iter()
                            .find(|(field, _)| field == name)
                            .map_or(any, |(_, cover)| cover)
                    };
                    parts.iter().map(of).collect()
                })
            }
            Cover::Tuple(covers) => {
                let length = match atom {
                    Type::Tuple(items) => Some(items.len() as u64),
                    Type::List(list) => list.size.exact(),
                    _ => None,
                };
                (length == Some(covers.len() as u64) && parts.len() == covers.len())
                    .then(|| covers.iter().collect())
            }
        }
    }

    fn inhabited(&self, types: &[Type]) -> bool {
        types.iter().all(|ty| !ty.arms(self.env).is_empty())
    }

    /// A value of a type of which nothing is covered.
    fn plain(&self, ty: &Type) -> Witness {
        match ty.arms(self.env).as_slice() {
            [Type::Null] => Witness::Null,
            [Type::Literal(literal)] => Witness::Literal(literal.clone()),
            _ => Witness::Any,
        }
    }
}

/// A number is taken by the literal of the other kind that it equals.
fn literal_is(literal: &Literal, atom: &Type) -> bool {
    match atom {
        Type::Literal(other) => {
            literal == other || (literal.number().is_some() && literal.number() == other.number())
        }
        _ => false,
    }
}

/// Rows with alternatives as several rows.
fn spread(rows: Vec<Vec<&Cover>>) -> Vec<Vec<&Cover>> {
    let mut spread = Vec::with_capacity(rows.len());
    let mut open: Vec<Vec<&Cover>> = rows.into_iter().rev().collect();
    while let Some(row) = open.pop() {
        match row[0] {
            Cover::Or(choices) => open.extend(choices.iter().rev().map(|choice| {
                let mut row = row.clone();
                row[0] = choice;
                row
            })),
            _ => spread.push(row),
        }
    }
    spread
}

fn assemble(atom: &Atom, parts: &[(Arc<str>, Type)], found: Vec<Witness>) -> Witness {
    match &atom.ty {
        Type::Null => Witness::Null,
        Type::Literal(literal) => Witness::Literal(literal.clone()),
        Type::Record(_) => {
            let fields = parts.iter().map(|(name, _)| Arc::clone(name)).zip(found).collect();
            Witness::Record(fields)
        }
        Type::Tuple(_) | Type::List(_) if !parts.is_empty() => Witness::Tuple(found),
        _ if atom.rest => Witness::Any,
        Type::Json | Type::Error | Type::Parameter(_) => Witness::Any,
        other => Witness::Typed(other.clone()),
    }
}

fn show(witness: &Witness) -> String {
    match witness {
        Witness::Any => "_".to_owned(),
        Witness::Null => "null".to_owned(),
        Witness::Literal(literal) => literal.to_string(),
        Witness::Typed(ty) => format!("_: {ty}"),
        Witness::Tuple(items) => {
            let items: Vec<String> = items.iter().map(show).collect();
            format!("[{}]", items.join(", "))
        }
        // The fields that may be anything are left out, as patterns may.
        Witness::Record(fields) => {
            let shown: Vec<String> = fields
                .iter()
                .filter(|(_, witness)| !matches!(witness, Witness::Any))
                .map(|(name, witness)| format!("{}: {}", key(name), show(witness)))
                .collect();
            if shown.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", shown.join(", ")) }
        }
    }
}
