//! The items of lists.

use serde_json::Value;

use super::{
    known::{Known, Node, Types},
    misfit::What,
    prover::Prover,
};

impl<'a> Prover<'a> {
    /// Whether the items that a value may have fit those of a schema.
    pub(super) fn items_fit(&mut self, known: &Known<'a>, to: Node<'a>) -> bool {
        let asks = to.get("items").is_some() || to.get("prefixItems").is_some();
        if !known.types.has(Types::ARRAY) || !asks {
            return true;
        }
        let positions =
            known.atoms.iter().map(|atom| places(*atom)).chain([places(to)]).max().unwrap_or(0);
        let mut fit = true;
        for position in 0..=positions {
            let Some(asked) = item_of(to, position) else { continue };
            let ways = self.item_ways(known, position);
            if asked.schema != &Value::Bool(false) {
                fit &= self.all_fit(&ways, asked);
                continue;
            }
            let lives = !self.alone(|prover| ways.iter().all(|way| prover.is_impossible(way)));
            if lives {
                let from = known.all("prefixItems").next().or(known.all("items").next());
                self.miss(asked.schema, from, What::OtherItems);
                fit = false;
            }
        }
        fit
    }

    /// What is known of the item at a position; none where there can't be one.
    fn item_ways(&mut self, known: &Known<'a>, position: usize) -> Vec<Known<'a>> {
        let stated = known.all("maxItems").filter_map(Value::as_f64);
        if stated.into_iter().any(|most| most <= position as f64) {
            return Vec::new();
        }
        let items: Vec<_> =
            known.atoms.iter().filter_map(|atom| item_of(*atom, position)).collect();
        self.ways(&items)
    }

    /// How many items there can be, where only those at fixed places may be there.
    pub(super) fn most_items(known: &Known<'a>) -> Option<f64> {
        let closed =
            known.atoms.iter().filter(|atom| atom.get("items") == Some(&Value::Bool(false)));
        closed.map(|atom| places(*atom)).min().map(|count| count as f64)
    }

    pub(super) fn unique_fits(&mut self, known: &Known<'a>, to: Node<'a>) -> bool {
        let asked = to.get("uniqueItems");
        if asked != Some(&Value::Bool(true)) || !known.types.has(Types::ARRAY) {
            return true;
        }
        let most = known.all("maxItems").filter_map(Value::as_f64).chain(Self::most_items(known));
        let fits = known.all("uniqueItems").any(|told| told == &Value::Bool(true))
            || most.into_iter().any(|most| most <= 1.0);
        if !fits {
            let from = known.all("uniqueItems").next();
            self.miss(asked.unwrap_or(to.schema), from, What::Keyword("uniqueItems"));
        }
        fits
    }

    pub(super) fn contains_fits(&mut self, known: &Known<'a>, to: Node<'a>) -> bool {
        let Some(contains) = to.get("contains") else { return true };
        if !known.types.has(Types::ARRAY) {
            return true;
        }
        let least = to.get("minContains").map_or(Some(1.0), Value::as_f64).unwrap_or(1.0);
        let most = to.get("maxContains");
        if most.is_none() && least <= 0.0 {
            return true;
        }
        let alike = known.atoms.iter().any(|atom| {
            let same = |keyword| atom.get(keyword) == to.get(keyword);
            atom.get("contains")
                .is_some_and(|told| self.same.is_same(atom.child(told), to.child(contains)))
                && same("minContains")
                && same("maxContains")
        });
        if alike {
            return true;
        }
        let there = known.all("minItems").filter_map(Value::as_f64).fold(0.0, f64::max);
        let told = self.misfits.len();
        let mut all_do = most.is_none() && there >= least;
        let positions = known.atoms.iter().map(|atom| places(*atom)).max().unwrap_or(0);
        for position in 0..=positions {
            if all_do {
                let ways = self.item_ways(known, position);
                all_do = self.all_fit(&ways, to.child(contains));
            }
        }
        self.misfits.truncate(told);
        if !all_do {
            self.miss(contains, None, What::Unsure("contains"));
        }
        all_do
    }
}

/// How many items have a schema for their place.
fn places(schema: Node<'_>) -> usize {
    schema.get("prefixItems").and_then(Value::as_array).map_or(0, Vec::len)
}

/// The schema that one schema has for the item at a position.
fn item_of<'a>(schema: Node<'a>, position: usize) -> Option<Node<'a>> {
    let placed = schema.get("prefixItems").and_then(|items| items.get(position));
    placed.or_else(|| schema.get("items")).map(|item| schema.child(item))
}
