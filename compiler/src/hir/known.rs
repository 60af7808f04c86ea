//! What of a test is known before its first step: what a mock may read.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::deep::deep;

use super::{Block, Body, ExprId, ExprKind, LocalId, PatternId, Statement};

/// The `let` that binds a name: its binder, and what it binds.
pub(crate) type Bindings = FxHashMap<LocalId, (PatternId, ExprId)>;

impl Body {
    /// All names that a `let` binds.
    pub(crate) fn lets(&self) -> Bindings {
        let blocks = self.exprs.iter().filter_map(|expr| match &expr.kind {
            ExprKind::Block(Block { statements, .. }) => Some(statements),
            _ => None,
        });
        let mut found = Bindings::default();
        for statement in blocks.flatten() {
            if let Statement::Let { binder, value, .. } = statement {
                self.bound(*binder, &mut |local| {
                    found.insert(local, (*binder, *value));
                });
            }
        }
        found
    }

    /// The first thing that `id` reads and that nothing but a step, a loop or an arm makes known: a
    /// name, a `call` or a `calls(…)`.
    /// `lets` are [`Body::lets`].
    pub(crate) fn unknown_at_start(&self, id: ExprId, lets: &Bindings) -> Option<ExprId> {
        let mut search = Search { body: self, lets, known: FxHashSet::default() };
        search.unknown(id)
    }

    /// The names that `id` reads and doesn't bind itself, each with its first place, in the order of
    /// the text.
    pub(crate) fn free_locals(&self, id: ExprId) -> Vec<(LocalId, ExprId)> {
        let (mut read, mut bound) = (Vec::new(), FxHashSet::default());
        self.collect_locals(id, &mut read, &mut bound);
        let mut seen = FxHashSet::default();
        read.retain(|(local, _)| !bound.contains(local) && seen.insert(*local));
        read
    }

    fn collect_locals(
        &self,
        id: ExprId,
        read: &mut Vec<(LocalId, ExprId)>,
        bound: &mut FxHashSet<LocalId>,
    ) {
        let mut bind = |pattern: PatternId| {
            self.bound(pattern, &mut |local| {
                bound.insert(local);
            });
        };
        match self.expr(id) {
            ExprKind::Local(local) => read.push((*local, id)),
            ExprKind::Lambda { params, .. } => bound.extend(params.iter().flatten()),
            ExprKind::Block(block) => {
                for statement in &block.statements {
                    if let Statement::Let { binder, .. } = statement {
                        bind(*binder);
                    }
                }
            }
            ExprKind::Match { arms, .. } => arms.iter().for_each(|arm| bind(arm.pattern)),
            ExprKind::For(each) => {
                bind(each.binder);
                bound.extend(each.index);
            }
            ExprKind::Repeat(repeat) => {
                bound.insert(repeat.state);
            }
            _ => {}
        }
        self.children(id, &mut |child| self.collect_locals(child, read, bound));
    }
}

struct Search<'b> {
    body: &'b Body,
    lets: &'b Bindings,
    /// Names of which it has been seen already that they are known.
    known: FxHashSet<LocalId>,
}

impl Search<'_> {
    fn unknown(&mut self, id: ExprId) -> Option<ExprId> {
        for (local, at) in self.body.free_locals(id) {
            if self.known.contains(&local) {
                continue;
            }
            let value = self.lets.get(&local).map(|(_, value)| *value);
            if value.is_none_or(|value| deep(|| self.unknown(value)).is_some()) {
                return Some(at);
            }
            self.known.insert(local);
        }
        self.step(id)
    }

    /// A `call` or `calls(…)` in `id`.
    fn step(&self, id: ExprId) -> Option<ExprId> {
        if matches!(self.body.expr(id), ExprKind::Call(_) | ExprKind::Calls(_)) {
            return Some(id);
        }
        let mut found = None;
        self.body.children(id, &mut |child| found = found.or_else(|| self.step(child)));
        found
    }
}
