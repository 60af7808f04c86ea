//! What is wrong with a file, in words.
//!
//! Analysis yields [`Fact`]s, which know no positions; one module here for each kind of mistake owns
//! its code and turns its fact into message, span, labels, help and fixes, with a [`Reporter`] that
//! knows where things stand. To add one: a module with a struct of what has to be known and its
//! `report`, a line in the list of [`Fact`]s, and a page for a new code.

mod authority;
mod cannot_infer;
mod collect;
mod impure_call;
mod list_words;
mod malformed_literal;
mod match_not_exhaustive;
mod may_be_null;
mod misread;
mod missing_field;
mod name_twice;
pub(crate) mod nearest;
mod no_provider;
mod no_such_member;
mod operation_withdrawn;
mod operator_undefined;
mod outside_constraint;
mod over_budget;
mod private_import;
mod provider_misfit;
mod provider_twice;
mod providers_clash;
mod recursion;
mod reporter;
mod secret_seen;
mod stray_mock;
mod subject;
mod types_differ;
mod unbounded;
mod unexpected;
mod unknown_capability;
mod unknown_field;
mod unknown_module;
mod unknown_name;
mod unknown_operation;
mod unknown_subnet;
mod unknown_type;
mod wrong_arguments;
mod wrong_policy;
mod wrong_type_arguments;

use orchestra_diagnostics::Diagnostic;

pub use authority::Authority;
pub use cannot_infer::{CannotInfer, TooLarge};
pub use collect::check;
pub use impure_call::ImpureCall;
pub(crate) use list_words::list_words;
pub use malformed_literal::MalformedLiteral;
pub use match_not_exhaustive::MatchNotExhaustive;
pub use may_be_null::MayBeNull;
pub use missing_field::MissingField;
pub use name_twice::{NameTaken, NameTwice};
pub use no_provider::NoProvider;
pub use no_such_member::NoSuchMember;
pub use operation_withdrawn::OperationWithdrawn;
pub use operator_undefined::OperatorUndefined;
pub use outside_constraint::{OutsideConstraint, ProvableFailure};
pub use over_budget::{Contribution, OverBudget, OverDeadline};
pub use private_import::PrivateImport;
pub use provider_misfit::ProviderMisfit;
pub use provider_twice::ProviderTwice;
pub use providers_clash::ProvidersClash;
pub use recursion::{Recursion, RecursionKind};
pub(crate) use reporter::Reporter;
pub use secret_seen::SecretSeen;
pub use stray_mock::{MockProblem, StrayMock};
pub use subject::Subject;
pub use types_differ::TypesDiffer;
pub use unbounded::Unbounded;
pub use unexpected::UnexpectedText;
pub use unknown_capability::{UnknownCapability, UnlistedFamily};
pub use unknown_field::UnknownField;
pub use unknown_module::{NotExported, UnknownModule};
pub use unknown_name::UnknownName;
pub use unknown_operation::UnknownOperation;
pub use unknown_subnet::{UnknownSubnet, UnlistedSubnet};
pub use unknown_type::UnknownType;
pub use wrong_arguments::{ArgumentsMend, WrongArguments};
pub use wrong_policy::{PolicyProblem, WrongPolicy};
pub use wrong_type_arguments::WrongTypeArguments;

/// One enum of all kinds of mistakes.
macro_rules! facts {
    ($($name:ident),* $(,)?) => {
        /// Something that is wrong, before it is put in words.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "each is its struct, which says it")]
        pub enum Fact {
            $($name($name),)*
        }

        impl Fact {
            /// The fact in words.
            pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
                match self {
                    $(Self::$name(fact) => fact.report(reporter),)*
                }
            }
        }
    };
}

facts! {
    CannotInfer,
    ImpureCall,
    MalformedLiteral,
    MatchNotExhaustive,
    MayBeNull,
    MissingField,
    NameTaken,
    NameTwice,
    NoProvider,
    NoSuchMember,
    NotExported,
    OperationWithdrawn,
    OperatorUndefined,
    OutsideConstraint,
    OverBudget,
    OverDeadline,
    PrivateImport,
    ProvableFailure,
    ProviderMisfit,
    ProviderTwice,
    ProvidersClash,
    Recursion,
    SecretSeen,
    StrayMock,
    TooLarge,
    TypesDiffer,
    Unbounded,
    UnexpectedText,
    UnknownCapability,
    UnknownField,
    UnknownModule,
    UnknownName,
    UnknownOperation,
    UnknownSubnet,
    UnknownType,
    UnlistedFamily,
    UnlistedSubnet,
    WrongArguments,
    WrongPolicy,
    WrongTypeArguments,
}
