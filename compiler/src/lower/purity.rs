//! Which expressions hold a `call`, which hold a gate, which names are read.

use rustc_hash::FxHashSet;

use crate::hir::{Block, Body, ExprId, ExprKind, LocalId, Statement};

/// What has been found out about all expressions of a body.
pub(super) struct Purity {
    calls: Vec<bool>,
    gates: Vec<bool>,
    read: FxHashSet<LocalId>,
}

impl Purity {
    pub(super) fn of(body: &Body) -> Self {
        let mut purity = Self {
            calls: vec![false; body.exprs.len()],
            gates: vec![false; body.exprs.len()],
            read: FxHashSet::default(),
        };
        let mut inside = vec![false; body.exprs.len()];
        for index in 0..body.exprs.len() {
            let id = ExprId(u32::try_from(index).expect("ids are 32 bits wide"));
            body.children(id, &mut |child| inside[child.0 as usize] = true);
            if let ExprKind::Local(local) = body.expr(id) {
                purity.read.insert(*local);
            }
        }
        for (index, inside) in inside.iter().enumerate() {
            if !inside {
                let id = ExprId(u32::try_from(index).expect("ids are 32 bits wide"));
                purity.visit(body, id);
            }
        }
        purity
    }

    fn visit(&mut self, body: &Body, id: ExprId) -> (bool, bool) {
        let (mut calls, mut gates) = match body.expr(id) {
            ExprKind::Call(call) => (true, is_sleep(call)),
            ExprKind::Fail { .. } => (false, true),
            ExprKind::Block(block) => (false, has_ensure(block)),
            _ => (false, false),
        };
        body.children(id, &mut |child| {
            let (child_calls, child_gates) = self.visit(body, child);
            calls |= child_calls;
            gates |= child_gates;
        });
        self.calls[id.0 as usize] = calls;
        self.gates[id.0 as usize] = gates;
        (calls, gates)
    }

    /// Whether `id` holds a `call`.
    pub(super) fn calls(&self, id: ExprId) -> bool {
        self.calls[id.0 as usize]
    }

    /// Whether `id` holds an `ensure`, a `fail` or a `sys.sleep`.
    pub(super) fn gates(&self, id: ExprId) -> bool {
        self.gates[id.0 as usize]
    }

    /// Whether anything reads `local`.
    pub(super) fn reads(&self, local: LocalId) -> bool {
        self.read.contains(&local)
    }

    /// Whether `id` reads a name that isn't bound inside it.
    pub(super) fn reads_locals(&self, body: &Body, id: ExprId) -> bool {
        let mut read = FxHashSet::default();
        let mut bound = FxHashSet::default();
        collect(body, id, &mut read, &mut bound);
        read.iter().any(|local| !bound.contains(local))
    }
}

fn is_sleep(call: &crate::hir::Call) -> bool {
    &*call.target.first.text == "sys"
        && call.target.second.as_ref().is_some_and(|name| &*name.text == "sleep")
}

fn has_ensure(block: &Block) -> bool {
    block.statements.iter().any(|statement| matches!(statement, Statement::Ensure { .. }))
}

fn collect(body: &Body, id: ExprId, read: &mut FxHashSet<LocalId>, bound: &mut FxHashSet<LocalId>) {
    match body.expr(id) {
        ExprKind::Local(local) => {
            read.insert(*local);
        }
        ExprKind::Lambda { params, .. } => bound.extend(params.iter().flatten()),
        ExprKind::Block(block) => {
            for statement in &block.statements {
                if let Statement::Let { binder, .. } = statement {
                    body.bound(*binder, &mut |local| {
                        bound.insert(local);
                    });
                }
            }
        }
        ExprKind::Match { arms, .. } => {
            for arm in arms {
                body.bound(arm.pattern, &mut |local| {
                    bound.insert(local);
                });
            }
        }
        ExprKind::For(each) => {
            body.bound(each.binder, &mut |local| {
                bound.insert(local);
            });
            bound.extend(each.index);
        }
        ExprKind::Repeat(repeat) => {
            bound.insert(repeat.state);
        }
        _ => {}
    }
    let mut children = Vec::new();
    body.children(id, &mut |child| children.push(child));
    for child in children {
        collect(body, child, read, bound);
    }
}
