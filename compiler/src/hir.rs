//! Bodies without spans: what an item says, in arenas, local names resolved.
//!
//! Everything that a diagnostic may point at has a [`Site`], a number given in the order of the
//! text; where the sites are is kept apart in [`BodySpans`], so that a comment or a line break
//! leaves a [`Body`] equal and nothing above it is computed again.
//!
//! Names of the file (items, imports, subnets, families) stay names here; `scope` knows them.

#![expect(missing_docs, reason = "a variant's comment says what its fields are")]

mod known;
pub mod lower;
mod walk;

use std::sync::Arc;

use orchestra_plan::Money;
use orchestra_plan::expr::BinaryOperator;

pub(crate) use known::Bindings;

/// Something that a diagnostic may point at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Site(pub u32);

/// An expression, by its index in [`Body::exprs`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExprId(pub u32);

/// A pattern or binder, by its index in [`Body::patterns`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PatternId(pub u32);

/// A written type, by its index in [`Body::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub u32);

/// A bound name, by its index in [`Body::locals`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalId(pub u32);

/// What an item says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// The item itself.
    pub root: Root,
    /// All expressions.
    pub exprs: Vec<Expr>,
    /// All patterns and binders.
    pub patterns: Vec<Pattern>,
    /// All written types.
    pub types: Vec<TypeRef>,
    /// All bound names.
    pub locals: Vec<Local>,
    /// The mocks of a test: they hold for all of it, wherever they stand.
    pub mocks: Vec<Mock>,
    /// What is wrong with it by itself; hardly ever anything.
    pub mistakes: Option<Box<Mistakes>>,
}

/// What a tree can say and an item must not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mistakes {
    /// Names that a block defines twice: the later one's site, the earlier one's.
    pub duplicates: Vec<Duplicate>,
    /// The words `call` where only pure code may stand.
    pub impure_calls: Vec<Site>,
    /// The words `mock` and `calls` outside a test.
    pub outside_tests: Vec<Name>,
    /// Literals that have no value, and why.
    pub malformed: Vec<(Site, String)>,
    /// What can be read and has no meaning.
    pub unexpected: Vec<Unexpected>,
}

/// Text that can be read and has no meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unexpected {
    /// The text.
    pub at: Site,
    /// What is wrong.
    pub sentence: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// A name defined twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The later one, with its site.
    pub name: Name,
    /// The earlier one's.
    pub first: Site,
    /// What is defined twice: "name", "field", "parameter".
    pub kind: &'static str,
}

/// A word of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The word.
    pub text: Arc<str>,
    /// Where it stands.
    pub at: Site,
}

/// The item itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Root {
    /// `type NAME<generics> = ty`
    Type { generics: Vec<Name>, ty: TypeId },
    /// `enum NAME { … }`
    Enum { variants: Vec<Name> },
    /// `const NAME: ty = value`
    Const { ty: Option<TypeId>, value: ExprId },
    /// `fn NAME<generics>(params) -> result { body }`
    Function { generics: Vec<Name>, params: Vec<Param>, result: TypeId, body: ExprId },
    /// `template NAME(params) -> result with { policies } { body }`
    Template { params: Vec<Param>, result: TypeId, policies: Vec<Policy>, body: ExprId },
    /// `provide capability by operation { … }`
    Provide {
        capability: Box<Target>,
        operation: Box<Target>,
        request: Option<ExprId>,
        response: Option<ExprId>,
    },
    /// `test title { body }`
    Test { title: Site, body: ExprId },
    /// Refused already.
    Missing,
}

/// `mock target => answer`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mock {
    /// What is mocked.
    pub target: Target,
    /// What it answers.
    pub answer: MockAnswer,
}

/// What a mock answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MockAnswer {
    /// A value, or a lambda that makes one of the arguments.
    Value(ExprId),
    /// `fail reason`
    Fail(Name),
}

/// A parameter of a function or template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Its name.
    pub name: Name,
    /// What the body reads.
    pub local: LocalId,
    /// Its written type.
    pub ty: TypeId,
    /// Its default.
    pub default: Option<ExprId>,
}

/// A bound name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Local {
    /// As written; without site for `_`, which can't be read.
    pub name: Name,
    /// What the same name means outside of the block, lambda, arm or loop that binds this one.
    pub hides: Option<LocalId>,
}

/// An expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    /// All of it.
    pub at: Site,
    /// What it says.
    pub kind: ExprKind,
}

/// What an expression says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExprKind {
    /// Nothing that could be read; reported already.
    Missing,
    /// `null`
    Null,
    /// `true`
    Bool(bool),
    /// `42`
    Int(i64),
    /// `0.5`, by its bits.
    Float(u64),
    /// `20s`, in milliseconds.
    Duration(i64),
    /// `0.5usd`
    Money(Money),
    /// A string without interpolation, raw ones included.
    String { text: Arc<str>, raw: bool },
    /// A string with interpolation.
    Text { parts: Vec<TextPart> },
    /// A bound name.
    Local(LocalId),
    /// A name of the file.
    Name(Name),
    /// `of.name`, `of?.name`; also `Enum.variant`. The name is empty where none is written.
    Field { of: ExprId, name: Name, safe: bool },
    /// `of.`, without the name of a field.
    Nameless { of: ExprId },
    /// `of.name(…)`, `of?.name(…)`.
    Method(Box<MethodCall>),
    /// `callee(…)`.
    Apply { callee: ExprId, arguments: Vec<Argument>, list: Site },
    /// `of[index]`.
    Index { of: ExprId, index: ExprId },
    /// `of!`.
    NonNull { of: ExprId },
    /// `of into T`, not of a call.
    Into { of: ExprId, ty: TypeId },
    /// `!of`.
    Not { of: ExprId },
    /// `-of`.
    Negate { of: ExprId },
    /// An operator that needs both sides.
    Binary { operator: BinaryOperator, left: ExprId, right: ExprId },
    /// `&&`.
    And { left: ExprId, right: ExprId },
    /// `||`.
    Or { left: ExprId, right: ExprId },
    /// `??`.
    Coalesce { left: ExprId, right: ExprId },
    /// `{ … }` as a record.
    Record { entries: Vec<RecordEntry>, brace: Site },
    /// `[ … ]`.
    List { entries: Vec<ListEntry> },
    /// `x => e`; `None` is `_`.
    Lambda { params: Vec<Option<LocalId>>, body: ExprId },
    /// A block, also that of a function, an arm, an `else`.
    Block(Block),
    /// `if … else if … else …`: without `otherwise`, null.
    If { branches: Vec<IfBranch>, otherwise: Option<ExprId> },
    /// `match`; `head_site` is the word and its head.
    Match { head: ExprId, arms: Vec<MatchArm>, head_site: Site },
    /// `for`.
    For(Box<For>),
    /// `repeat`.
    Repeat(Box<Repeat>),
    /// `fail message`.
    Fail { message: ExprId },
    /// `call`.
    Call(Box<Call>),
    /// `calls(target)`
    Calls(Box<Target>),
}

/// `of.name(arguments)`, `of?.name(arguments)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodCall {
    /// Of which value.
    pub of: ExprId,
    /// Its name.
    pub name: Name,
    /// `?.`
    pub safe: bool,
    /// In order.
    pub arguments: Vec<Argument>,
    /// The parentheses.
    pub list: Site,
}

/// A part of a text with interpolation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextPart {
    /// As decoded.
    Text(Arc<str>),
    /// `${…}`.
    Value(ExprId),
}

/// An argument of a method or function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// `name:` before it.
    pub name: Option<Name>,
    /// The value.
    pub value: ExprId,
}

/// An entry of a record literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordEntry {
    /// `name: value`, also the shorthand `name`.
    Field { name: Name, value: ExprId },
    /// `...value`.
    Spread { value: ExprId },
}

/// An entry of a list literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListEntry {
    /// One item.
    Item { value: ExprId },
    /// `...value`.
    Spread { value: ExprId },
}

/// Statements, then a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// In order.
    pub statements: Vec<Statement>,
    /// Without one, it is null.
    pub value: Option<ExprId>,
}

/// A statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// `let binder: ty = value`.
    Let { binder: PatternId, ty: Option<TypeId>, value: ExprId },
    /// `ensure condition, message`; `shown` are operands of the condition with their text in
    /// canonical spacing.
    Ensure { condition: ExprId, message: Option<ExprId>, shown: Vec<(Arc<str>, ExprId)> },
    /// `call`, `if`, `match`, `for`, `repeat`, `fail`, for what they do.
    Expr(ExprId),
}

/// One branch of an `if`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IfBranch {
    /// When it is taken.
    pub condition: ExprId,
    /// A block.
    pub body: ExprId,
}

/// One arm of a `match`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchArm {
    /// What it takes.
    pub pattern: PatternId,
    /// `if` behind the pattern.
    pub guard: Option<ExprId>,
    /// Its value.
    pub body: ExprId,
}

/// `for binder, index in list if filter with { policies } { body }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct For {
    /// The item.
    pub binder: PatternId,
    /// The item's index.
    pub index: Option<LocalId>,
    /// What is gone through.
    pub list: ExprId,
    /// Items for which it is false are left out.
    pub filter: Option<ExprId>,
    /// As written.
    pub policies: Vec<Policy>,
    /// A block.
    pub body: ExprId,
}

/// `repeat state: ty = init until until max max with { policies } { body }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// The state.
    pub state: LocalId,
    /// Its written type.
    pub ty: Option<TypeId>,
    /// The first state.
    pub init: ExprId,
    /// Asked of each new state.
    pub until: ExprId,
    /// A constant.
    pub max: ExprId,
    /// As written.
    pub policies: Vec<Policy>,
    /// A block.
    pub body: ExprId,
}

/// `call target record into ty with { policies } else otherwise`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// What is called.
    pub target: Target,
    /// The word `call`.
    pub word: Site,
    /// A record literal.
    pub arguments: ExprId,
    /// `into`.
    pub into: Option<TypeId>,
    /// As written.
    pub policies: Vec<Policy>,
    /// `else`.
    pub otherwise: Option<ExprId>,
}

/// What is called: `a.b`, or a template's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// All of it.
    pub at: Site,
    /// The first word.
    pub first: Name,
    /// The word after the dot.
    pub second: Option<Name>,
}

/// `name: value` of a `with`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Its name.
    pub name: Name,
    /// Its value; `fail` of `on_error` is the name `fail`.
    pub value: ExprId,
}

/// A pattern or binder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// All of it.
    pub at: Site,
    /// What it takes.
    pub kind: PatternKind,
}

/// What a pattern takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PatternKind {
    /// Nothing that could be read; reported already.
    Missing,
    /// `_`
    Any,
    /// A name, with its type where one is written.
    Bind { local: LocalId, ty: Option<TypeId> },
    /// A literal: [`ExprKind::Null`], `Bool`, `Int`, `Float` or `String`.
    Literal(ExprId),
    /// `Enum.variant`.
    Variant { owner: Name, variant: Name },
    /// `{ name: pattern, … }`.
    Record { fields: Vec<PatternField> },
    /// `[a, b]`.
    Tuple { items: Vec<PatternId> },
    /// `a | b`.
    Or { choices: Vec<PatternId> },
}

/// A field of a record pattern or binder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternField {
    /// Its name.
    pub name: Name,
    /// What it must be; the shorthand binds the name.
    pub pattern: PatternId,
    /// Whether it is the shorthand: `{ title }`.
    pub shorthand: bool,
}

/// A written type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeRef {
    /// All of it.
    pub at: Site,
    /// What it says.
    pub kind: TypeRefKind,
}

/// What a written type says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeRefKind {
    /// Nothing that could be read; reported already.
    Missing,
    /// A name of the file, or of every file, with its type arguments and refinements.
    Name { name: Name, arguments: Box<[TypeId]>, refinements: Box<[Refinement]> },
    /// A type parameter of the item; what else is written with it is a mistake.
    Parameter { name: Name, arguments: Box<[TypeId]>, refinements: Box<[Refinement]> },
    /// `T?`
    Optional(TypeId),
    /// `T[range]`
    List { item: TypeId, range: Option<Range> },
    /// `[A, B]`
    Tuple(Vec<TypeId>),
    /// `map<T>`
    Map(TypeId),
    /// `{ a: T, b?: T, ...U }`
    Record { fields: Vec<TypeField>, rest: Option<TypeId> },
    /// `A | B`
    Union(Vec<TypeId>),
    /// A literal: [`ExprKind::Null`], `Bool`, `Int`, `Float` or `String`.
    Literal(ExprId),
}

/// A field of a written record type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeField {
    /// Its name.
    pub name: Name,
    /// `?` behind the name.
    pub optional: bool,
    /// Its type.
    pub ty: TypeId,
    /// What `///` says of it.
    pub doc: Option<Arc<str>>,
}

/// What stands in the parentheses behind a type's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refinement {
    /// A range of lengths or values.
    Range(Range),
    /// `r"…"`.
    Pattern { text: Arc<str>, at: Site },
}

/// A range; `exact` alone is one number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// All of it.
    pub at: Site,
    /// The least: a number or a constant's name, as an expression.
    pub min: Option<ExprId>,
    /// The greatest.
    pub max: Option<ExprId>,
    /// Whether one number stands for both ends (then `min` and `max` are that expression).
    pub exact: bool,
}

impl Root {
    /// The type parameters of a type or function.
    #[must_use]
    pub fn generics(&self) -> &[Name] {
        match self {
            Self::Type { generics, .. } | Self::Function { generics, .. } => generics,
            _ => &[],
        }
    }
}

impl Body {
    /// What `id` says.
    #[must_use]
    pub fn expr(&self, id: ExprId) -> &ExprKind {
        &self.exprs[id.0 as usize].kind
    }

    /// Where `id` stands.
    #[must_use]
    pub fn site(&self, id: ExprId) -> Site {
        self.exprs[id.0 as usize].at
    }

    /// A pattern.
    #[must_use]
    pub fn pattern(&self, id: PatternId) -> &Pattern {
        &self.patterns[id.0 as usize]
    }

    /// A written type.
    #[must_use]
    pub fn ty(&self, id: TypeId) -> &TypeRef {
        &self.types[id.0 as usize]
    }

    /// A bound name.
    #[must_use]
    pub fn local(&self, id: LocalId) -> &Local {
        &self.locals[id.0 as usize]
    }
}
