//! A plan prepared for running: blocks in a flat table, dependencies counted and reversed.
//!
//! The plan's own nesting would have to be walked from its root for every node; here a block is a
//! number, and the end of a node names those that waited for it, so that a step costs the same in
//! a plan of ten nodes and of ten thousand.

mod read_slots;

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use orchestra_plan::{
    Block, Expr, Mark, Money, Node, NodeKind, Plan, Slot,
    binding::Transport,
    node::{CallNode, Called, EnsureNode, OnError, SysOperation},
    policy::Millis,
};

/// A block, by its place in [`Program::blocks`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct BlockId(usize);

/// A plan, prepared.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) plan: Arc<Plan>,
    blocks: Vec<BlockCode>,
    templates: BTreeMap<String, TemplateCode>,
    /// Which node of which block gives a slot its value. Parameters and items aren't here: they
    /// are known before their block begins.
    definers: HashMap<Slot, (BlockId, usize)>,
    /// Whether a node asks what was sent.
    asks_calls: bool,
}

/// A template: where its parameters are found, and what it does.
#[derive(Debug)]
pub(crate) struct TemplateCode {
    pub(crate) params: Vec<(String, Slot)>,
    pub(crate) body: BlockId,
    pub(crate) deadline: Option<Millis>,
    pub(crate) budget: Option<Money>,
}

/// A block, prepared.
#[derive(Debug)]
pub(crate) struct BlockCode {
    pub(crate) nodes: Vec<NodeCode>,
    pub(crate) result: Expr,
    /// Node slots of blocks around it that `result` reads.
    pub(crate) result_outer: Vec<Slot>,
}

/// A node, prepared.
#[derive(Debug)]
pub(crate) struct NodeCode {
    pub(crate) slot: Slot,
    pub(crate) id: String,
    pub(crate) mark: Mark,
    pub(crate) code: Code,
    /// How many nodes of its block it waits for.
    pub(crate) waits_for: usize,
    /// Node slots of blocks around it that it waits for.
    pub(crate) outer: Vec<Slot>,
    /// Nodes of its block that wait for it.
    pub(crate) dependents: Vec<usize>,
}

/// What a node does, its sub-tables being blocks of the program.
#[derive(Debug)]
pub(crate) enum Code {
    Eval(Expr),
    Call { call: Box<CallNode>, otherwise: Option<BlockId> },
    Template(TemplateCall),
    Sys { operation: SysOperation, arguments: Expr, otherwise: Option<BlockId> },
    Branch(Vec<Arm>),
    Map(Box<MapCode>),
    Repeat(Box<RepeatCode>),
    Ensure(Box<EnsureNode>),
    Fail(Expr),
    Calls(Called),
}

#[derive(Debug)]
pub(crate) struct TemplateCall {
    pub(crate) template: String,
    pub(crate) arguments: Expr,
    pub(crate) deadline: Option<Millis>,
    pub(crate) budget: Option<Money>,
    pub(crate) otherwise: Option<BlockId>,
}

#[derive(Debug)]
pub(crate) struct Arm {
    pub(crate) test: Option<Expr>,
    /// What the paths of its steps go on with.
    pub(crate) path: String,
    pub(crate) body: BlockId,
}

#[derive(Debug)]
pub(crate) struct MapCode {
    pub(crate) list: Expr,
    pub(crate) item: Slot,
    pub(crate) index: Option<Slot>,
    pub(crate) filter: Option<Expr>,
    pub(crate) parallel: usize,
    pub(crate) on_error: OnError,
    pub(crate) body: BlockId,
}

#[derive(Debug)]
pub(crate) struct RepeatCode {
    pub(crate) state: Slot,
    pub(crate) init: Expr,
    pub(crate) until: Expr,
    pub(crate) max: u32,
    pub(crate) deadline: Option<Millis>,
    pub(crate) body: BlockId,
}

impl Program {
    /// Prepares a plan.
    pub(crate) fn new(plan: Arc<Plan>) -> Self {
        let mut program = Self {
            plan: Arc::clone(&plan),
            blocks: Vec::new(),
            templates: BTreeMap::new(),
            definers: HashMap::new(),
            asks_calls: false,
        };
        for (name, template) in &plan.templates {
            let body = program.add(template.body.clone());
            let params = template.params.iter().map(|param| (param.name.clone(), param.slot));
            let (deadline, budget) = (template.deadline, template.budget.clone());
            let code = TemplateCode { params: params.collect(), body, deadline, budget };
            program.templates.insert(name.clone(), code);
        }
        program.connect();
        program
    }

    pub(crate) fn block(&self, id: BlockId) -> &BlockCode {
        &self.blocks[id.0]
    }

    pub(crate) fn node(&self, id: BlockId, node: usize) -> &NodeCode {
        &self.blocks[id.0].nodes[node]
    }

    pub(crate) fn template(&self, name: &str) -> Option<&TemplateCode> {
        self.templates.get(name)
    }

    /// Whether only a test can run it.
    pub(crate) fn is_of_test(&self) -> bool {
        let is_mock = |it: &orchestra_plan::Binding| it.transport == Transport::Mock;
        self.asks_calls || self.plan.bindings.values().any(is_mock)
    }

    /// The block whose node gives the slot its value.
    pub(crate) fn definer(&self, slot: Slot) -> Option<(BlockId, usize)> {
        self.definers.get(&slot).copied()
    }

    fn add(&mut self, block: Block) -> BlockId {
        let nodes: Vec<_> = block.nodes.into_iter().map(|node| self.node_code(node)).collect();
        let id = BlockId(self.blocks.len());
        for (index, node) in nodes.iter().enumerate() {
            self.definers.insert(node.slot, (id, index));
        }
        self.blocks.push(BlockCode { nodes, result: block.result, result_outer: Vec::new() });
        id
    }

    fn node_code(&mut self, node: Node) -> NodeCode {
        let Node { slot, id, inputs, after, mark, kind, .. } = node;
        let code = self.code(kind, &id);
        // Sorted into inner and outer ones by `connect`, when all slots are known.
        let outer = inputs.into_iter().chain(after).collect();
        NodeCode { slot, id, mark, code, waits_for: 0, outer, dependents: Vec::new() }
    }

    fn code(&mut self, kind: NodeKind, id: &str) -> Code {
        match kind {
            NodeKind::Eval { expr } => Code::Eval(expr),
            NodeKind::Call(mut call) => {
                let otherwise = call.otherwise.take().map(|block| self.add(block));
                Code::Call { call, otherwise }
            }
            NodeKind::Template(call) => {
                let otherwise = call.otherwise.map(|block| self.add(block));
                let (template, arguments) = (call.template, call.arguments);
                let (deadline, budget) = (call.deadline, call.budget);
                Code::Template(TemplateCall { template, arguments, deadline, budget, otherwise })
            }
            NodeKind::Sys(sys) => {
                let otherwise = sys.otherwise.map(|block| self.add(block));
                Code::Sys { operation: sys.operation, arguments: sys.arguments, otherwise }
            }
            NodeKind::Branch { arms } => {
                let arm = |arm: orchestra_plan::node::BranchArm| Arm {
                    path: arm.path(id),
                    test: arm.test,
                    body: self.add(arm.body),
                };
                Code::Branch(arms.into_iter().map(arm).collect())
            }
            NodeKind::Map(map) => {
                let body = self.add(map.body);
                let parallel = usize::try_from(map.parallel.max(1)).unwrap_or(usize::MAX);
                let (list, item, index) = (map.list, map.item, map.index);
                let (filter, on_error) = (map.filter, map.on_error);
                Code::Map(Box::new(MapCode { list, item, index, filter, parallel, on_error, body }))
            }
            NodeKind::Repeat(repeat) => {
                let body = self.add(repeat.body);
                let (state, init, until) = (repeat.state, repeat.init, repeat.until);
                let (max, deadline) = (repeat.max, repeat.deadline);
                Code::Repeat(Box::new(RepeatCode { state, init, until, max, deadline, body }))
            }
            NodeKind::Ensure(ensure) => Code::Ensure(ensure),
            NodeKind::Fail { message } => Code::Fail(message),
            NodeKind::Calls { of } => {
                self.asks_calls = true;
                Code::Calls(of)
            }
        }
    }

    /// Tells inner from outer dependencies, and reverses the inner ones.
    fn connect(&mut self) {
        for block in 0..self.blocks.len() {
            let id = BlockId(block);
            for index in 0..self.blocks[block].nodes.len() {
                let mut needed = std::mem::take(&mut self.blocks[block].nodes[index].outer);
                needed.sort_unstable();
                needed.dedup();
                let (mut inner, mut outer) = (Vec::new(), Vec::new());
                for slot in needed {
                    match self.definers.get(&slot) {
                        Some((definer, node)) if *definer == id => inner.push(*node),
                        Some(_) => outer.push(slot),
                        None => {}
                    }
                }
                for node in &inner {
                    self.blocks[block].nodes[*node].dependents.push(index);
                }
                let node = &mut self.blocks[block].nodes[index];
                node.waits_for = inner.len();
                node.outer = outer;
            }
            let read = read_slots::read_slots(&self.blocks[block].result);
            let outer = |slot: &Slot| self.definers.get(slot).is_some_and(|(at, _)| *at != id);
            self.blocks[block].result_outer = read.into_iter().filter(outer).collect();
        }
    }
}
