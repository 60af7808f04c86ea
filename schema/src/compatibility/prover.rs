//! The proof that every value of one schema is one of another.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::{
    known::{Known, Node, Types},
    misfit::{Misfit, What},
    same::SameReferences,
};

/// Questions that are asked in one proof. Great schemas take some thousands.
const MOST_STEPS: u32 = 60_000;

/// How deep one question may lie in others, so that the stack is enough.
const DEEPEST: u32 = 160;

/// What is being shown, or was: of a value of which this is known, that it fits this schema.
type Claim = (Vec<usize>, Vec<usize>, Types, usize);

/// One proof.
pub(super) struct Prover<'a> {
    from: Node<'a>,
    to: Node<'a>,
    pub(super) same: SameReferences<'a>,
    /// Claims that hold if all of them do. A claim about a value is shown from claims about its
    /// parts, so assuming it while they are shown is induction over the value.
    claims: HashSet<Claim>,
    /// The order in which they were made, to take back those that a failed one led to.
    trail: Vec<Claim>,
    pub(super) misfits: Vec<Misfit<'a>>,
    pub(super) tried: HashMap<usize, Option<jsonschema::Validator>>,
    steps: u32,
    depth: u32,
    gave_up: bool,
}

impl<'a> Prover<'a> {
    pub(super) fn new(from: &'a Value, to: &'a Value) -> Self {
        Self {
            from: Node { root: from, schema: from },
            to: Node { root: to, schema: to },
            same: SameReferences::of(from, to),
            claims: HashSet::new(),
            trail: Vec::new(),
            misfits: Vec::new(),
            tried: HashMap::new(),
            steps: 0,
            depth: 0,
            gave_up: false,
        }
    }

    /// Whether every value of the one schema surely is one of the other.
    pub(super) fn is_within(&mut self) -> bool {
        let ways = self.ways(&[self.from]);
        self.all_fit(&ways, self.to) && !self.gave_up
    }

    /// What was in the way of a proof that failed.
    pub(super) fn into_misfits(mut self) -> Vec<Misfit<'a>> {
        if self.gave_up || self.misfits.is_empty() {
            self.miss(self.to.schema, None, What::TooLarge);
        }
        self.misfits
    }

    /// Whether a value fits this schema, whichever way it goes. All that is in the way is noted.
    pub(super) fn all_fit(&mut self, ways: &[Known<'a>], to: Node<'a>) -> bool {
        let mut all_fit = true;
        for known in ways {
            all_fit &= self.fits(known, to);
        }
        all_fit
    }

    /// Whether a value of which this is known surely fits this schema.
    pub(super) fn fits(&mut self, known: &Known<'a>, to: Node<'a>) -> bool {
        if known.types.is_empty() || to.schema == &Value::Bool(true) {
            return true;
        }
        if !self.may_go_on() {
            return false;
        }
        let claim = claim(known, to);
        if self.claims.contains(&claim) {
            return true;
        }
        let made = self.trail.len();
        self.claims.insert(claim.clone());
        self.trail.push(claim);
        self.depth += 1;
        let fits = self.marks_fit(known, to) & self.is_shown(known, to);
        self.depth -= 1;
        if !fits {
            self.take_back(made);
        }
        fits
    }

    fn is_shown(&mut self, known: &Known<'a>, to: Node<'a>) -> bool {
        if known.atoms.iter().any(|atom| self.same.is_same(*atom, to)) {
            return true;
        }
        if let Some(values) = self.values(known) {
            return self.values_fit(known, &values, to);
        }
        let told = self.misfits.len();
        if self.keywords_fit(known, to) {
            return true;
        }
        // Only what fails is looked at again: there may be no such value in the first place.
        let failed = self.misfits.split_off(told);
        let is_none = self.alone(|prover| prover.is_impossible(known));
        if !is_none {
            self.misfits.extend(failed);
        }
        is_none
    }

    /// Shows something that must not lean on claims that are still being shown, since it is about
    /// the same value.
    pub(super) fn alone<R>(&mut self, show: impl FnOnce(&mut Self) -> R) -> R {
        let claims = std::mem::take(&mut self.claims);
        let trail = std::mem::take(&mut self.trail);
        let told = self.misfits.len();
        let shown = show(self);
        self.misfits.truncate(told);
        self.claims = claims;
        self.trail = trail;
        shown
    }

    pub(super) fn miss(&mut self, to: &'a Value, from: Option<&'a Value>, what: What<'a>) {
        self.misfits.push(Misfit { to, from, what });
    }

    /// Counts a step. False from where the proof is given up, and nothing is shown any more.
    pub(super) fn may_go_on(&mut self) -> bool {
        self.steps = self.steps.saturating_add(1);
        self.gave_up |= self.steps > MOST_STEPS || self.depth >= DEEPEST;
        !self.gave_up
    }

    /// The proof is given up: what is left unknown would have to be asked.
    pub(super) fn give_up(&mut self) {
        self.gave_up = true;
    }

    /// Goes one level deeper, where that is done outside of [`Prover::fits`].
    pub(super) fn deeper<R>(&mut self, show: impl FnOnce(&mut Self) -> R) -> R {
        self.depth += 1;
        let shown = show(self);
        self.depth -= 1;
        shown
    }

    fn take_back(&mut self, made: usize) {
        for claim in self.trail.drain(made..) {
            self.claims.remove(&claim);
        }
    }
}

fn claim(known: &Known<'_>, to: Node<'_>) -> Claim {
    let addresses = |nodes: &[Node<'_>]| {
        let mut addresses: Vec<_> = nodes.iter().map(|node| node.address()).collect();
        addresses.sort_unstable();
        addresses.dedup();
        addresses
    };
    (addresses(&known.atoms), addresses(&known.nots), known.types, to.address())
}
