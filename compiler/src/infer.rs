//! What every expression of an item is: types, what names and calls mean, and what is wrong.
//!
//! Types flow both ways: an expression whose place tells its type is *checked* against it
//! ([`Inferer::check`]), so that what is wrong is reported at the least piece of text that is wrong;
//! any other is *inferred* ([`Inferer::infer`]). Where a value meets a type that it fits only after a
//! change or a guard, a [`Conversion`] is left for lowering. Wrong things become [`Fact`]s; words
//! are made of them in `diagnostics/`.
//!
//! One family of expressions, one file. To add a kind of expression: a case in
//! [`expressions`] and its function in the file of its family.

mod adapted;
mod calls;
mod collections;
mod conditions;
mod constant;
mod control;
mod environment;
mod expressions;
mod flow;
mod functions;
mod generics;
mod inferer;
mod ledger_types;
mod members;
mod operators;
mod patterns;
mod policies;
mod policy;
mod provide;
mod route;
mod signature;
mod sys;
mod test_item;
mod texts;
mod written;

use std::sync::Arc;

use orchestra_plan::node::SysOperation;

use crate::{
    diagnostics::Fact,
    exact::moved_out,
    held::Held,
    hir::{ExprId, LocalId, PatternId, TypeId},
    items::ItemId,
    side_table::SideTable,
    types::{Type, operators::PlanOperator},
};

pub(crate) use adapted::{adapted, specialized};
pub use constant::{constant_type, constant_value};
pub use environment::Environment;
pub(crate) use inferer::Inferer;
pub use ledger_types::{CapabilityTypes, OperationTypes, types_of_capability, types_of_operation};
pub(crate) use ledger_types::{
    QualifiedName, capability_types, input_type, operation_types, output_type,
};
pub use policies::{CallPolicies, ForPolicies, RepeatPolicies, Route};
pub use policy::PolicyPlace;
pub use signature::{ParamSignature, Signature, declared_type, signature_of};
pub use sys::{SYS_OPERATIONS, SysTypes, sys_types};
pub use written::BUILT_IN as BUILT_IN_TYPES;
pub(crate) use written::is_built_in;

/// What is known of an item's body.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inference {
    /// Types by [`ExprId`]: of the value before its conversion.
    pub exprs: Vec<Type>,
    /// Types by [`LocalId`].
    pub locals: Vec<Type>,
    /// Values that are changed or guarded where they stand.
    pub conversions: SideTable<ExprId, Conversion>,
    /// What names, members, operators and calls mean.
    pub uses: SideTable<ExprId, Use>,
    /// Types of the values that patterns are asked of.
    pub patterns: SideTable<PatternId, Type>,
    /// Written types.
    pub written: SideTable<TypeId, Type>,
    /// Patterns of arms to which no value comes, whatever their guards say.
    pub unreachable: Vec<PatternId>,
    /// What a test mocks, each once.
    pub mocks: Vec<MockUse>,
    /// What a template may cost at most.
    pub budget: Option<orchestra_plan::Money>,
    /// All of a template, from its start, in milliseconds.
    pub deadline: Option<orchestra_plan::policy::Millis>,
    /// What is wrong.
    pub facts: Vec<Fact>,
}

/// A value made to fit its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Conversion {
    /// What it has to be.
    pub to: Type,
    /// What stands at that place, for the message of a failed guard.
    pub what: String,
}

/// What an expression means beyond its type.
#[derive(Clone, Debug, PartialEq)]
pub enum Use {
    /// A constant's name.
    Constant(ItemId),
    /// A function's name, standing for a lambda.
    Function {
        /// Which one.
        function: ItemId,
        /// What becomes of each value that the lambda is given.
        given: Vec<Option<Conversion>>,
    },
    /// `Enum.variant`.
    Variant(Arc<str>),
    /// A built-in method, by the evaluator's name.
    Method(&'static str),
    /// A binary operator.
    Operator(PlanOperator),
    /// A call of a function.
    Apply {
        /// Which one.
        function: ItemId,
        /// For each parameter; none: its default.
        arguments: Vec<Option<ExprId>>,
    },
    /// A `call`.
    Call(Box<CallUse>),
    /// `calls(target)`
    Calls(Box<CallsUse>),
    /// A `for`.
    For(Box<ForPolicies>),
    /// A `repeat`.
    Repeat(Box<RepeatPolicies>),
}

/// What `calls(target)` means.
#[derive(Clone, Debug, PartialEq)]
pub struct CallsUse {
    /// Whose calls; of a capability without providers.
    pub target: CallTarget,
    /// As messages and plans name it: `search.web`.
    pub name: String,
}

/// What a `call` means.
#[derive(Clone, Debug, PartialEq)]
pub struct CallUse {
    /// What is called.
    pub target: CallTarget,
    /// As messages and plans name it: `search.web`.
    pub name: String,
    /// Its value, before `else`.
    pub result: Type,
    /// The type of `into`.
    pub into: Option<Type>,
    /// Its policies, defaults of the template filled in.
    pub policies: CallPolicies,
}

/// What is called.
#[derive(Clone, Debug, PartialEq)]
pub enum CallTarget {
    /// An operation of a subnet.
    Operation {
        /// The subnet.
        slug: Arc<str>,
        /// Its operation.
        operation: Arc<str>,
    },
    /// A capability.
    Capability {
        /// Whom to ask, in order.
        providers: Vec<ProviderUse>,
    },
    /// A template.
    Template(ItemId),
    /// A built-in operation.
    Sys(SysOperation),
}

/// A `mock` of a test.
#[derive(Clone, Debug, PartialEq)]
pub struct MockUse {
    /// What is mocked.
    pub mocked: Mocked,
    /// As messages name it: `search.web`.
    pub name: String,
    /// The target.
    pub at: crate::hir::Site,
    /// What it answers.
    pub answer: MockedAnswer,
}

/// What a mock stands for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Mocked {
    /// An operation, also behind providers.
    Operation {
        /// The subnet.
        slug: Arc<str>,
        /// Its operation.
        operation: Arc<str>,
    },
    /// A capability, by its whole name, before a provider is chosen.
    Capability(Arc<str>),
}

/// What a mock answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MockedAnswer {
    /// A value.
    Value(ExprId),
    /// What a function makes of the arguments.
    Lambda(ExprId),
    /// A failure of the attempt.
    Fail(orchestra_plan::FailureKind),
}

/// A provider of a capability.
#[derive(Clone, Debug, PartialEq)]
pub struct ProviderUse {
    /// Its `provide`.
    pub item: ItemId,
    /// The subnet.
    pub slug: Arc<str>,
    /// Its operation.
    pub operation: Arc<str>,
}

/// What is known of `item`'s body.
pub fn infer(db: &dyn salsa::Database, item: ItemId) -> Arc<Inference> {
    outcome(db, item).inference.or(|| Inferer::run(db, item))
}

/// What came of looking into an item's body.
#[derive(Debug, PartialEq)]
pub(crate) struct Outcome {
    /// What is wrong.
    pub(crate) facts: Vec<Fact>,
    /// Whether a budget or a deadline is stated that bounds may break.
    pub(crate) promises: bool,
    /// All of it, which takes a fifth of what a check would keep.
    pub(crate) inference: Held<Inference>,
}

/// What came of looking into `item`'s body.
#[salsa::tracked]
pub(crate) fn outcome(db: &dyn salsa::Database, item: ItemId) -> Outcome {
    let inference = Inferer::run(db, item);
    let (facts, promises) = (inference.facts.clone(), inference.promises());
    Outcome { facts, promises, inference: Held::new(inference) }
}

impl Inference {
    /// All of it, in no more room than it takes; this one is left empty, with its room.
    fn moved_out(&mut self) -> Self {
        Self {
            exprs: moved_out(&mut self.exprs),
            locals: moved_out(&mut self.locals),
            conversions: self.conversions.moved_out(),
            uses: self.uses.moved_out(),
            patterns: self.patterns.moved_out(),
            written: self.written.moved_out(),
            unreachable: moved_out(&mut self.unreachable),
            mocks: moved_out(&mut self.mocks),
            budget: self.budget.take(),
            deadline: self.deadline.take(),
            facts: moved_out(&mut self.facts),
        }
    }

    /// Whether a budget or a deadline is stated that bounds may break.
    fn promises(&self) -> bool {
        let has_budget = |it: &Use| matches!(it, Use::Call(call) if call.policies.budget.is_some());
        self.budget.is_some() || self.deadline.is_some() || self.uses.values().any(has_budget)
    }

    /// The type of an expression before its conversion.
    #[must_use]
    pub fn expr(&self, id: ExprId) -> &Type {
        self.exprs.get(id.0 as usize).unwrap_or(&Type::Error)
    }

    /// The type of a bound name.
    #[must_use]
    pub fn local(&self, id: LocalId) -> &Type {
        self.locals.get(id.0 as usize).unwrap_or(&Type::Error)
    }
}
