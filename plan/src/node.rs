//! Nodes: what a job does, and in what order.

#![expect(missing_docs, reason = "a variant's comment says what its fields are")]

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{CallPolicy, Expr, Lambda, Mark, Money, Shape, Slot, expr::Shown, policy::Millis};

/// A table of nodes with its value. It ends when its value is known and all its nodes have ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Block {
    /// In program order.
    pub nodes: Vec<Node>,
    /// Its value.
    pub result: Expr,
}

/// One node.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Node {
    /// Where its value is found.
    pub slot: Slot,
    /// Its part of a step's path, unique in its block: `web`, `for`, `web#2`.
    pub id: String,
    /// Slots that must be known before it starts. What only its sub-tables read isn't among them.
    pub inputs: Vec<Slot>,
    /// Nodes of its block that must have ended before it starts: gates and earlier writes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<Slot>,
    /// Whether it is, or holds, a write: such a node in flight is awaited, not dropped.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub writes: bool,
    /// Where it stands.
    pub mark: Mark,
    /// What it does.
    pub kind: NodeKind,
}

impl Node {
    /// Whether people count it as a step: it does more than to make a value of values.
    #[must_use]
    pub fn is_step(&self) -> bool {
        !matches!(self.kind, NodeKind::Eval { .. } | NodeKind::Calls { .. })
    }

    /// What it does, as people are told beside its id: whom it calls, how often it goes round. Empty where
    /// the id says all.
    #[must_use]
    pub fn words(&self) -> String {
        match &self.kind {
            NodeKind::Call(call) => call.target.clone(),
            NodeKind::Template(call) => call.template.clone(),
            NodeKind::Sys(call) => call.operation.words().to_owned(),
            NodeKind::Map(_) => "for each item".to_owned(),
            NodeKind::Repeat(repeat) => format!("at most {} times", repeat.max),
            NodeKind::Ensure(_) => "goes on only if it holds".to_owned(),
            NodeKind::Eval { .. }
            | NodeKind::Branch { .. }
            | NodeKind::Fail { .. }
            | NodeKind::Calls { .. } => String::new(),
        }
    }

    /// The blocks within it that have steps, each with the path of what is in it from its own block.
    #[must_use]
    pub fn blocks_with_steps(&self) -> Vec<(String, &Block)> {
        self.blocks().filter(|(_, block)| block.nodes.iter().any(Self::is_step)).collect()
    }

    /// The tables that lie in it, in order, each with what the paths of its own nodes go on with
    /// behind that of this node's table: `for`, `else#2`, `web.else`.
    pub fn blocks(&self) -> impl Iterator<Item = (String, &Block)> {
        let arms: &[BranchArm] = match &self.kind {
            NodeKind::Branch { arms } => arms,
            _ => &[],
        };
        let body = match &self.kind {
            NodeKind::Map(map) => Some(&map.body),
            NodeKind::Repeat(repeat) => Some(&repeat.body),
            _ => None,
        };
        let otherwise = match &self.kind {
            NodeKind::Call(call) => call.otherwise.as_ref(),
            NodeKind::Template(call) => call.otherwise.as_ref(),
            NodeKind::Sys(call) => call.otherwise.as_ref(),
            _ => None,
        };
        let arms = arms.iter().map(|arm| (arm.path(&self.id), &arm.body));
        let body = body.map(|body| (self.id.clone(), body));
        let otherwise = otherwise.map(|body| (format!("{}.else", self.id), body));
        arms.chain(body).chain(otherwise)
    }
}

/// What a node does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NodeKind {
    /// A pure expression.
    Eval { expr: Expr },
    /// A call of an operation, directly or for a capability.
    Call(Box<CallNode>),
    /// A call of a template.
    Template(Box<TemplateNode>),
    /// A call of `sys`.
    Sys(Box<SysNode>),
    /// The first arm whose test holds; null where none does.
    Branch { arms: Vec<BranchArm> },
    /// A `for`: the list of its block's values, in the list's order.
    Map(Box<MapNode>),
    /// A `repeat`: its last state.
    Repeat(Box<RepeatNode>),
    /// Null if the condition holds, else a failure.
    Ensure(Box<EnsureNode>),
    /// A failure.
    Fail { message: Expr },
    /// In a test: what the steps above sent, in order of start. Engines refuse it.
    Calls { of: Called },
}

/// Whose calls are meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Called {
    /// `desearch.web_search`, also behind providers: what each attempt got.
    Operation { operation: String },
    /// `search.web`, once for each attempt.
    Capability { capability: String },
    /// By its key in [`crate::Plan::templates`].
    Template { template: String },
    /// Of `sys`.
    Sys { operation: SysOperation },
}

/// A call of an operation, directly or for a capability.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CallNode {
    /// As it is written: `search.web`, `desearch.web_search`.
    pub target: String,
    /// Whether `target` is a capability.
    pub capability: bool,
    /// The arguments, a record that fits the target's input.
    pub arguments: Expr,
    /// Whom to ask, in order; never empty.
    pub providers: Vec<Provider>,
    /// How to ask.
    pub policy: CallPolicy,
    /// What generated text is read as.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub into: Option<IntoType>,
    /// The value where the call failed for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<Block>,
}

/// One way to answer a call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Provider {
    /// Key in [`crate::Plan::bindings`]: `desearch.web_search`.
    pub binding: String,
    /// The capability's input to the operation's, converted to the binding's input shape. None:
    /// the arguments are the operation's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Lambda>,
    /// The operation's output (and the capability's input, if it has a second parameter) to the
    /// capability's output.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<Lambda>,
    /// Longest time of one attempt; none: it is an asynchronous job that nothing bounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<Millis>,
    /// JSON pointer to the generated text in the call's value, before `into`; the empty pointer is
    /// the value itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_at: Option<String>,
}

/// The type that generated text is read as.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IntoType {
    /// Sent along with the request.
    pub schema: serde_json::Value,
    /// What the text is converted to.
    pub shape: Shape,
}

/// A call of a template.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TemplateNode {
    /// Key in [`crate::Plan::templates`].
    pub template: String,
    /// A record of all its parameters, defaults filled in.
    pub arguments: Expr,
    /// All of it, from its start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Millis>,
    /// What it may cost at most, retries and fall-backs included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<Money>,
    /// The value where it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<Block>,
}

/// A call of `sys`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SysNode {
    /// Which.
    pub operation: SysOperation,
    /// A record of its arguments.
    pub arguments: Expr,
    /// The value where it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<Block>,
}

/// The operations of `sys`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SysOperation {
    /// The time, a datetime.
    Now,
    /// A random UUID.
    Uuid,
    /// A random float from 0 to below 1.
    Random,
    /// Waits for the duration `for`.
    Sleep,
    /// Records `message`.
    Log,
    /// The text of the file `path`.
    ReadFile,
    /// Writes `text` to the file `path`.
    WriteFile,
    /// Asks a person about `prompt`; fails as `timeout` once `expires` has passed.
    Approve,
}

impl SysOperation {
    /// What a step of it does, as people are told.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Now => "reads the clock",
            Self::Uuid => "draws a UUID",
            Self::Random => "draws a number",
            Self::Sleep => "waits",
            Self::Log => "logs",
            Self::ReadFile => "reads a file",
            Self::WriteFile => "writes a file",
            Self::Approve => "asks a person",
        }
    }

    /// Its name behind `sys.`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Uuid => "uuid",
            Self::Random => "random",
            Self::Sleep => "sleep",
            Self::Log => "log",
            Self::ReadFile => "read_file",
            Self::WriteFile => "write_file",
            Self::Approve => "approve",
        }
    }
}

/// One arm of a branch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BranchArm {
    /// None: it always holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test: Option<Expr>,
    /// Part of the step's path: `if`, `else`, `match`.
    pub id: String,
    /// What is done then.
    pub body: Block,
}

impl BranchArm {
    /// What the paths of its nodes go on with, instead of with the id of the branch that holds it:
    /// the second `if` of a table has `if#2` and `else#2`, since paths tell steps apart and
    /// idempotency keys are made from them.
    #[must_use]
    pub fn path(&self, branch: &str) -> String {
        match branch.split_once('#') {
            Some((_, number)) if !self.id.contains('#') => format!("{}#{number}", self.id),
            _ => self.id.clone(),
        }
    }
}

/// A `for`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MapNode {
    /// What is gone through.
    pub list: Expr,
    /// Where an iteration finds its item.
    pub item: Slot,
    /// Where it finds the item's index in `list`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<Slot>,
    /// Items for which it is false are left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Expr>,
    /// Most iterations at once, above 0.
    pub parallel: u32,
    /// What a failed iteration does.
    pub on_error: OnError,
    /// One iteration.
    pub body: Block,
}

/// What a failed iteration does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnError {
    /// It fails the loop.
    Fail,
    /// It is left out.
    Skip,
}

/// A `repeat`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RepeatNode {
    /// Where an iteration, and `until`, find the state.
    pub state: Slot,
    /// The first state.
    pub init: Expr,
    /// Asked of each new state.
    pub until: Expr,
    /// Most iterations, above 0.
    pub max: u32,
    /// All of it, from its start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Millis>,
    /// One iteration; its value is the next state.
    pub body: Block,
}

/// `ensure` between steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EnsureNode {
    /// What must hold.
    pub condition: Expr,
    /// The message; evaluated only upon failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Expr>,
    /// Operands of the condition, shown upon failure.
    pub shown: Vec<Shown>,
}
