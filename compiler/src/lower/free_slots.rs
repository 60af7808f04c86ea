//! Which slots an expression reads that it doesn't bind itself.

use std::collections::BTreeSet;

use orchestra_plan::{
    Block, Expr, Lambda, Node, NodeKind, Slot,
    expr::{Argument, ListEntry, RecordEntry},
};

/// Slots read, and slots bound on the way.
#[derive(Default)]
pub(crate) struct Slots {
    read: BTreeSet<Slot>,
    bound: BTreeSet<Slot>,
}

impl Slots {
    /// What is read and not bound.
    pub(crate) fn free(&self) -> Vec<Slot> {
        self.read.difference(&self.bound).copied().collect()
    }

    /// Whether `slot` is read.
    pub(crate) fn reads(&self, slot: Slot) -> bool {
        self.read.contains(&slot)
    }

    pub(crate) fn lambda(&mut self, lambda: &Lambda) {
        self.bound.extend(&lambda.params);
        self.expr(&lambda.body);
    }

    pub(crate) fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Const { .. } => {}
            Expr::Slot { slot } => {
                self.read.insert(*slot);
            }
            Expr::Field { of, .. }
            | Expr::Not { of }
            | Expr::Negate { of, .. }
            | Expr::NonNull { of, .. }
            | Expr::Convert { of, .. }
            | Expr::Into { of, .. }
            | Expr::Is { of, .. }
            | Expr::Fail { message: of, .. } => self.expr(of),
            Expr::Index { of: left, index: right, .. }
            | Expr::Binary { left, right, .. }
            | Expr::And { left, right }
            | Expr::Or { left, right }
            | Expr::Coalesce { left, right } => {
                self.expr(left);
                self.expr(right);
            }
            Expr::Record { entries } => {
                for entry in entries {
                    let (RecordEntry::Field { value, .. } | RecordEntry::Spread { value }) = entry;
                    self.expr(value);
                }
            }
            Expr::List { entries } => {
                for entry in entries {
                    let (ListEntry::Item { value } | ListEntry::Spread { value }) = entry;
                    self.expr(value);
                }
            }
            Expr::Text { parts } | Expr::Apply { arguments: parts, .. } => {
                parts.iter().for_each(|part| self.expr(part));
            }
            Expr::If { condition, then, otherwise } => {
                self.expr(condition);
                self.expr(then);
                self.expr(otherwise);
            }
            Expr::Let { slot, value, body } => {
                self.bound.insert(*slot);
                self.expr(value);
                self.expr(body);
            }
            Expr::Ensure(ensure) => {
                self.expr(&ensure.condition);
                ensure.message.iter().for_each(|message| self.expr(message));
                ensure.shown.iter().for_each(|shown| self.expr(&shown.value));
                self.expr(&ensure.body);
            }
            Expr::Method { of, arguments, .. } => {
                self.expr(of);
                for argument in arguments {
                    match argument {
                        Argument::Value { value } => self.expr(value),
                        Argument::Lambda { lambda } => self.lambda(lambda),
                    }
                }
            }
            Expr::For(each) => {
                self.bound.insert(each.item);
                self.bound.extend(each.index);
                self.expr(&each.list);
                each.filter.iter().for_each(|filter| self.expr(filter));
                self.expr(&each.body);
            }
            Expr::Repeat(repeat) => {
                self.bound.insert(repeat.state);
                self.expr(&repeat.init);
                self.expr(&repeat.until);
                self.expr(&repeat.body);
            }
        }
    }

    /// What a node's own expressions read; what its sub-tables read too, where `deep`.
    pub(crate) fn node(&mut self, node: &Node, deep: bool) {
        let mut blocks: Vec<&Block> = Vec::new();
        match &node.kind {
            NodeKind::Calls { .. } => {}
            NodeKind::Eval { expr } | NodeKind::Fail { message: expr } => self.expr(expr),
            NodeKind::Call(call) => {
                self.expr(&call.arguments);
                call.policy.verify.iter().for_each(|verify| self.lambda(verify));
                call.policy.quorum.iter().for_each(|quorum| self.lambda(&quorum.on));
                blocks.extend(&call.otherwise);
            }
            NodeKind::Template(call) => {
                self.expr(&call.arguments);
                blocks.extend(&call.otherwise);
            }
            NodeKind::Sys(call) => {
                self.expr(&call.arguments);
                blocks.extend(&call.otherwise);
            }
            NodeKind::Branch { arms } => {
                arms.iter().filter_map(|arm| arm.test.as_ref()).for_each(|test| self.expr(test));
                blocks.extend(arms.iter().map(|arm| &arm.body));
            }
            NodeKind::Map(map) => {
                self.bound.insert(map.item);
                self.bound.extend(map.index);
                self.expr(&map.list);
                map.filter.iter().for_each(|filter| self.expr(filter));
                blocks.push(&map.body);
            }
            NodeKind::Repeat(repeat) => {
                self.bound.insert(repeat.state);
                self.expr(&repeat.init);
                self.expr(&repeat.until);
                blocks.push(&repeat.body);
            }
            NodeKind::Ensure(ensure) => {
                self.expr(&ensure.condition);
                ensure.message.iter().for_each(|message| self.expr(message));
                ensure.shown.iter().for_each(|shown| self.expr(&shown.value));
            }
        }
        if deep {
            blocks.into_iter().for_each(|block| self.block(block));
        }
    }

    /// What a block reads, sub-tables included.
    pub(crate) fn block(&mut self, block: &Block) {
        for node in &block.nodes {
            self.bound.insert(node.slot);
            self.node(node, true);
        }
        self.expr(&block.result);
    }
}
