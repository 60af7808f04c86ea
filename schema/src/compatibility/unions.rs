//! `anyOf`, `oneOf`, `not` and `if`, asked of a value.

use serde_json::Value;

use super::{
    known::{Known, Node, Types, types_of},
    misfit::{Misfit, What},
    prover::Prover,
};

impl<'a> Prover<'a> {
    /// Whether a value fits one of the branches: `exclusive`, exactly one.
    pub(super) fn one_fits(
        &mut self,
        known: &Known<'a>,
        to: Node<'a>,
        keyword: &'static str,
        exclusive: bool,
    ) -> bool {
        let branches: Vec<_> = to.children(keyword).collect();
        let written = to.get(keyword).unwrap_or(to.schema);
        let mut fits = true;
        for types in Types::APART {
            let piece = known.of_types(types);
            if !piece.types.is_empty() {
                fits &= self.piece_fits(&piece, written, &branches, exclusive);
            }
        }
        fits
    }

    fn piece_fits(
        &mut self,
        piece: &Known<'a>,
        written: &'a Value,
        branches: &[Node<'a>],
        exclusive: bool,
    ) -> bool {
        let told = self.misfits.len();
        let mut nearest: Option<(usize, Vec<Misfit<'a>>)> = None;
        let mut is_ambiguous = false;
        for (index, branch) in branches.iter().enumerate() {
            if !resolved_types(*branch).has(piece.types) {
                continue;
            }
            if self.fits(piece, *branch) {
                let mut others = branches.iter().enumerate().filter(|(at, _)| *at != index);
                if !exclusive || others.all(|(_, other)| self.is_apart(piece, *other)) {
                    return true;
                }
                is_ambiguous = true;
            }
            let misfits = self.misfits.split_off(told);
            let distance = misfits.iter().map(Misfit::distance).sum();
            if nearest.as_ref().is_none_or(|(nearest, _)| distance < *nearest)
                && !misfits.is_empty()
            {
                nearest = Some((distance, misfits));
            }
        }
        if self.alone(|prover| prover.is_impossible(piece)) {
            return true;
        }
        match nearest {
            _ if is_ambiguous => {
                let from = piece.atoms.last().map(|atom| atom.schema);
                self.miss(written, from, What::Ambiguous);
            }
            Some((distance, misfits)) if distance < Misfit::OTHER => self.misfits.extend(misfits),
            _ => {
                let from = piece.atoms.last().map(|atom| atom.schema);
                self.miss(written, from, What::Alternative);
            }
        }
        false
    }

    /// Whether a value surely doesn't fit what `not` holds.
    pub(super) fn not_fits(&mut self, known: &Known<'a>, to: Node<'a>, not: &'a Value) -> bool {
        let is_apart = self.is_apart(known, to.child(not));
        if !is_apart {
            self.miss(not, None, What::Unsure("not"));
        }
        is_apart
    }

    /// Whether a value fits what `if` leads to, whichever way it goes.
    pub(super) fn condition_fits(&mut self, known: &Known<'a>, to: Node<'a>) -> bool {
        let Some(condition) = to.get("if") else { return true };
        let condition = to.child(condition);
        let mut fits = true;
        if let Some(then) = to.get("then") {
            let met = self.with(known, condition);
            fits &= self.all_fit(&met, to.child(then));
        }
        if let Some(otherwise) = to.get("else") {
            let mut unmet = known.clone();
            unmet.nots.push(condition);
            fits &= self.fits(&unmet, to.child(otherwise));
        }
        fits
    }
}

/// The types that a schema leaves, as far as it says so itself or by reference.
fn resolved_types(schema: Node<'_>) -> Types {
    let mut types = match schema.schema {
        Value::Bool(false) => return Types(0),
        _ => types_of(schema),
    };
    let mut at = schema;
    for _ in 0..8 {
        let Some(target) = at.target() else { break };
        types = types.both(types_of(target));
        at = target;
    }
    types
}
