//! Blocks with calls: tables of nodes.

use std::collections::BTreeMap;

use orchestra_plan::{Block, Expr, Mark, Node, NodeKind, Slot, Value, node::EnsureNode};

use super::{
    free_slots::Slots,
    pure::{Lowerer, constant},
};
use crate::{
    deep::deep,
    hir::{self, ExprId, ExprKind, PatternId, PatternKind, Statement},
};

/// The nodes of a block in the making.
#[derive(Default)]
pub(super) struct Table {
    nodes: Vec<Node>,
    ids: BTreeMap<String, u32>,
    /// Nodes that must have ended before any later one starts.
    gates: Vec<Slot>,
    /// The last node that writes.
    last_write: Option<Slot>,
    /// Whether it is a test's: what lists calls there waits for all nodes above it.
    in_test: bool,
}

impl Table {
    /// `id`, or with a number where the block has it already.
    fn unique(&mut self, id: &str) -> String {
        let count = self.ids.entry(id.to_owned()).or_insert(0);
        *count += 1;
        if *count == 1 { id.to_owned() } else { format!("{id}#{count}") }
    }

    /// Adds a node; the slot of its value.
    pub(super) fn add(
        &mut self,
        slot: Slot,
        id: &str,
        mark: Mark,
        writes: bool,
        kind: NodeKind,
    ) -> Slot {
        let mut after = self.gates.clone();
        if writes {
            after.extend(self.last_write.filter(|write| !self.gates.contains(write)));
            self.last_write = Some(slot);
        }
        let id = self.unique(id);
        let mut node = Node { slot, id, inputs: Vec::new(), after, writes, mark, kind };
        let mut slots = Slots::default();
        slots.node(&node, false);
        node.inputs = slots.free();
        if self.in_test && lists_calls(&node) {
            node.after = self.nodes.iter().map(|above| above.slot).collect();
        }
        self.nodes.push(node);
        slot
    }

    /// From here on nothing starts before the last node has ended.
    pub(super) fn gate(&mut self) {
        if let Some(last) = self.nodes.last() {
            self.gates.push(last.slot);
        }
    }

    /// Whether any node writes.
    fn writes(&self) -> bool {
        self.last_write.is_some()
    }
}

/// A block, and whether it holds a write.
pub(super) struct Lowered {
    pub(super) block: Block,
    pub(super) writes: bool,
}

impl Lowerer<'_, '_> {
    /// `id` as a block of its own.
    pub(super) fn block_of(&mut self, id: ExprId, given: Vec<(Slot, Expr)>) -> Option<Lowered> {
        let mut table = Table { in_test: self.builder.mocks.is_some(), ..Table::default() };
        let mark = self.mark(id);
        for (slot, value) in given {
            table.add(slot, "=", mark, false, NodeKind::Eval { expr: value });
        }
        self.place_calls(id, false, &mut table)?;
        let result = self.value(id, &mut table, None)?;
        let writes = table.writes();
        Some(Lowered { block: Block { nodes: table.nodes, result }, writes })
    }

    /// The value of `id`; what it holds of calls becomes nodes of `table`. `name` is the step's,
    /// where a binding gives it one.
    pub(super) fn value(
        &mut self,
        id: ExprId,
        table: &mut Table,
        name: Option<&str>,
    ) -> Option<Expr> {
        let body = self.body;
        if !self.purity.calls(id) {
            return match body.expr(id) {
                // A pure block in a template's has its gates beside the others'.
                ExprKind::Block(block) => {
                    let value = self.statements(block, table)?;
                    Some(self.converted(id, value))
                }
                _ => self.expr(id),
            };
        }
        let value = deep(|| self.stepwise(id, table, name))?;
        Some(self.converted(id, value))
    }

    /// The value, before its conversion, of what holds a call.
    fn stepwise(&mut self, id: ExprId, table: &mut Table, name: Option<&str>) -> Option<Expr> {
        let body = self.body;
        Some(match body.expr(id) {
            ExprKind::Block(block) => self.statements(block, table)?,
            ExprKind::Call(call) => self.call(id, call, table, name)?,
            ExprKind::Calls(_) => Expr::Slot { slot: self.calls_node(id, table)? },
            ExprKind::For(each) => self.map(id, each, table)?,
            ExprKind::Repeat(repeat) => self.repeat(id, repeat, table)?,
            ExprKind::If { branches, otherwise } => self.branch(id, branches, *otherwise, table)?,
            ExprKind::Match { head, arms, .. } => self.match_branch(id, *head, arms, table)?,
            ExprKind::Coalesce { left, right } => self.coalesce(id, *left, *right, table)?,
            ExprKind::And { left, right } => self.shortcut(id, *left, *right, true, table)?,
            ExprKind::Or { left, right } => self.shortcut(id, *left, *right, false, table)?,
            _ => self.hoisted(id, table)?,
        })
    }

    fn statements(&mut self, block: &hir::Block, table: &mut Table) -> Option<Expr> {
        for statement in &block.statements {
            match statement {
                Statement::Let { binder, value, .. } => {
                    self.place_calls(*value, false, table)?;
                    self.let_node(*binder, *value, table)?;
                }
                Statement::Ensure { condition, message, shown } => {
                    self.place_calls(*condition, true, table)?;
                    message.map_or(Some(()), |it| self.place_calls(it, true, table))?;
                    let mark = self.mark(*condition);
                    let node = EnsureNode {
                        condition: self.expr(*condition)?,
                        message: self.optional(*message)?,
                        shown: self.shown(shown)?,
                    };
                    let slot = self.builder.slot();
                    table.add(slot, "ensure", mark, false, NodeKind::Ensure(Box::new(node)));
                    table.gate();
                }
                Statement::Expr(id) => {
                    self.place_calls(*id, false, table)?;
                    self.statement(*id, table)?;
                }
            }
        }
        match block.value {
            Some(value) => {
                self.place_calls(value, false, table)?;
                self.value(value, table, None)
            }
            None => Some(constant(Value::Null)),
        }
    }

    /// A statement for what it does.
    fn statement(&mut self, id: ExprId, table: &mut Table) -> Option<()> {
        let gates = self.purity.gates(id);
        let body = self.body;
        if let ExprKind::Fail { message } = body.expr(id) {
            let (message, mark) = (self.expr(*message)?, self.mark(id));
            let slot = self.builder.slot();
            table.add(slot, "fail", mark, false, NodeKind::Fail { message });
            table.gate();
            return Some(());
        }
        if self.purity.calls(id) {
            self.value(id, table, None)?;
        } else if gates {
            match body.expr(id) {
                ExprKind::If { branches, otherwise } => {
                    self.branch(id, branches, *otherwise, table)?;
                }
                _ => {
                    let expr = self.expr(id)?;
                    let (slot, mark) = (self.builder.slot(), self.mark(id));
                    // A gate is evaluated though nothing reads its value.
                    let always = constant(Value::Bool(true));
                    let condition = super::pure_blocks::wrap(slot, expr, always);
                    let node = EnsureNode { condition, message: None, shown: Vec::new() };
                    let slot = self.builder.slot();
                    table.add(slot, "ensure", mark, false, NodeKind::Ensure(Box::new(node)));
                }
            }
        }
        if gates {
            table.gate();
        }
        Some(())
    }

    fn let_node(&mut self, binder: PatternId, value: ExprId, table: &mut Table) -> Option<()> {
        let body = self.body;
        let name = self.first_name(binder);
        let mark = self.mark(value);
        let lowered = self.value(value, table, name.as_deref())?;
        let shown = format!("={}", name.as_deref().unwrap_or("_"));
        let slot = match lowered {
            Expr::Slot { slot } => slot,
            expr => {
                let slot = self.builder.slot();
                table.add(slot, &shown, mark, false, NodeKind::Eval { expr })
            }
        };
        if let PatternKind::Bind { local, .. } = body.pattern(binder).kind {
            self.alias(local, slot);
            return Some(());
        }
        let mut found = Vec::new();
        self.bindings(binder, Expr::Slot { slot }, &mut found);
        for (part, expr) in self.binding(found) {
            table.add(part, &shown, mark, false, NodeKind::Eval { expr });
        }
        Some(())
    }

    /// The first name that a binder gives.
    fn first_name(&self, binder: PatternId) -> Option<String> {
        let mut first = None;
        self.body.bound(binder, &mut |local| {
            if first.is_none() {
                first = Some(self.body.local(local).name.text.to_string());
            }
        });
        first
    }

    /// An expression around calls: these become nodes, and it reads their slots.
    fn hoisted(&mut self, id: ExprId, table: &mut Table) -> Option<Expr> {
        let body = self.body;
        let mut inner = Vec::new();
        body.children(id, &mut |child| inner.push(child));
        let mut placed = Vec::new();
        for child in inner {
            // In a lambda no node can stand: what it lists has been placed.
            let is_lambda = matches!(body.expr(child), ExprKind::Lambda { .. });
            if self.purity.calls(child) && !is_lambda {
                let value = self.value(child, table, None)?;
                let slot = match value {
                    Expr::Slot { slot } => slot,
                    expr => {
                        let (slot, mark) = (self.builder.slot(), self.mark(child));
                        table.add(slot, "=", mark, false, NodeKind::Eval { expr })
                    }
                };
                placed.push((child, slot));
            }
        }
        for (child, slot) in &placed {
            self.place(*child, *slot);
        }
        self.unconverted(id)
    }
}

/// Whether a node, or one in its sub-tables, lists calls.
fn lists_calls(node: &Node) -> bool {
    matches!(node.kind, NodeKind::Calls { .. })
        || node.blocks().any(|(_, block)| block.nodes.iter().any(lists_calls))
}
