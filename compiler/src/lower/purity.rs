//! Which expressions hold a `call` or a `calls(…)`, which hold a gate, which names are read.

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
            ExprKind::Call(call) => (true, is_gate(call)),
            ExprKind::Calls(_) => (true, false),
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

    /// Whether `id` holds what becomes a node: a `call` or a `calls(…)`.
    pub(super) fn calls(&self, id: ExprId) -> bool {
        self.calls[id.0 as usize]
    }

    /// Whether `id` holds an `ensure`, a `fail`, a `sys.sleep` or a `sys.approve`.
    pub(super) fn gates(&self, id: ExprId) -> bool {
        self.gates[id.0 as usize]
    }

    /// Whether anything reads `local`.
    pub(super) fn reads(&self, local: LocalId) -> bool {
        self.read.contains(&local)
    }

    /// Whether `id` reads a name that isn't bound inside it.
    pub(super) fn reads_locals(&self, body: &Body, id: ExprId) -> bool {
        !body.free_locals(id).is_empty()
    }
}

fn is_gate(call: &crate::hir::Call) -> bool {
    let is_wait = |name: &crate::hir::Name| matches!(&*name.text, "sleep" | "approve");
    &*call.target.first.text == "sys" && call.target.second.as_ref().is_some_and(is_wait)
}

fn has_ensure(block: &Block) -> bool {
    block.statements.iter().any(|statement| matches!(statement, Statement::Ensure { .. }))
}
