//! Pure expressions, as trees. What a tree means stands in `evaluate/`.

#![expect(missing_docs, reason = "a variant's comment says what its fields are")]

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Shape, value::Value};

/// Where a value is kept while a job runs: of a node, parameter, loop item or local name. Unique
/// in the whole plan.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Slot(pub u32);

/// A place in the source, by number; [`crate::Debug::marks`] has its position.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Mark(pub u32);

/// A function of the source, called by its index in [`crate::Plan::functions`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Function {
    /// Its name, for messages.
    pub name: String,
    /// Where its arguments are bound.
    pub params: Vec<Slot>,
    /// Its value.
    pub body: Expr,
}

/// An anonymous function: an argument of a method, a policy, half a provider.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Lambda {
    /// Where its arguments are bound. Two parameters given one argument take a tuple apart.
    pub params: Vec<Slot>,
    /// Its value.
    pub body: Box<Expr>,
}

/// An expression that costs nothing and leaves nothing behind.
///
/// A `mark` stands wherever evaluation can fail for a reason of that very place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum Expr {
    /// A known value.
    Const { value: Value },
    /// What a slot holds.
    Slot { slot: Slot },
    /// A field. Of an absent optional field the value is null.
    Field { of: Box<Expr>, name: String, access: Access, mark: Mark },
    /// An item of a list or tuple (out of range fails), or of a map (absent is null).
    Index { of: Box<Expr>, index: Box<Expr>, access: Access, mark: Mark },
    /// A record or map literal; the later field wins.
    Record { entries: Vec<RecordEntry> },
    /// A list or tuple literal.
    List { entries: Vec<ListEntry> },
    /// Interpolation: the texts of the parts, joined.
    Text { parts: Vec<Expr> },
    /// `!` of a bool.
    Not { of: Box<Expr> },
    /// `-` of a number, duration or amount; overflow fails.
    Negate { of: Box<Expr>, mark: Mark },
    /// A strict operator.
    Binary { operator: BinaryOperator, left: Box<Expr>, right: Box<Expr>, mark: Mark },
    /// `&&`: the right side is evaluated only if the left holds.
    And { left: Box<Expr>, right: Box<Expr> },
    /// `||`: the right side is evaluated only if the left doesn't hold.
    Or { left: Box<Expr>, right: Box<Expr> },
    /// `??`: the right side is evaluated only if the left is null.
    Coalesce { left: Box<Expr>, right: Box<Expr> },
    /// Only one branch is evaluated.
    If { condition: Box<Expr>, then: Box<Expr>, otherwise: Box<Expr> },
    /// Binds a value, evaluated at once, for the body.
    Let { slot: Slot, value: Box<Expr>, body: Box<Expr> },
    /// The body, provided that the condition holds; else it fails with the message and the values.
    Ensure(Box<EnsureExpr>),
    /// Fails with a message (a string).
    Fail { message: Box<Expr>, mark: Mark },
    /// `x!`: fails on null.
    NonNull { of: Box<Expr>, mark: Mark },
    /// A function of the source.
    Apply { function: u32, arguments: Vec<Expr>, mark: Mark },
    /// A built-in method, by name; `evaluate/methods/` has them all.
    Method { method: String, of: Box<Expr>, arguments: Vec<Argument>, mark: Mark },
    /// The value made to have exactly the shape: records projected, ints widened, refinements
    /// checked. What doesn't fit is a failure of kind `guard` that names `what`.
    Convert { of: Box<Expr>, shape: Shape, what: String, mark: Mark },
    /// `e into T`: of json, or of a string that holds JSON somewhere.
    Into { of: Box<Expr>, shape: Shape, mark: Mark },
    /// Whether the value is one of the shape.
    Is { of: Box<Expr>, shape: Shape },
    /// A pure `for`.
    For(Box<ForExpr>),
    /// A pure `repeat`.
    Repeat(Box<RepeatExpr>),
}

/// How a field or an item is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// It is there, or is an optional field.
    Plain,
    /// `?.`: of null it is null.
    Safe,
    /// Of json: null where there is none, whatever the value is.
    Json,
}

/// A part of a record literal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RecordEntry {
    /// `name: value`. Where `optional`, a null value leaves the field out.
    Field { name: String, value: Expr, optional: bool },
    /// `...value`.
    Spread { value: Expr },
}

/// A part of a list literal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ListEntry {
    /// One item.
    Item { value: Expr },
    /// `...value`.
    Spread { value: Expr },
}

/// An argument of a method.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Argument {
    /// A value.
    Value { value: Expr },
    /// A function applied by the method.
    Lambda { lambda: Lambda },
}

/// Operators that need both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BinaryOperator {
    /// `==`, deep.
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `in`: item of a list, key of a map, part of a string.
    In,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
}

/// `ensure` in a pure block.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EnsureExpr {
    /// What must hold.
    pub condition: Expr,
    /// The message; evaluated only upon failure.
    pub message: Option<Expr>,
    /// Operands of the condition with their source text, shown upon failure.
    pub shown: Vec<Shown>,
    /// Where the condition stands.
    pub mark: Mark,
    /// What comes below.
    pub body: Expr,
}

/// An operand that a failed `ensure` shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Shown {
    /// As it is written, in canonical spacing.
    pub text: String,
    /// Its value.
    pub value: Expr,
}

/// A `for` without steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ForExpr {
    /// What is gone through.
    pub list: Expr,
    /// Where the item is bound.
    pub item: Slot,
    /// Where the index in `list` is bound.
    pub index: Option<Slot>,
    /// Items for which it is false are left out.
    pub filter: Option<Expr>,
    /// Whether an iteration that fails is left out instead of failing the whole.
    pub skip_failed: bool,
    /// The value for one item.
    pub body: Expr,
}

/// A `repeat` without steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RepeatExpr {
    /// Where the state is bound.
    pub state: Slot,
    /// The first state.
    pub init: Expr,
    /// Asked of each new state.
    pub until: Expr,
    /// Most iterations, above 0.
    pub max: u32,
    /// The next state.
    pub body: Expr,
}
