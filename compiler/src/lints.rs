//! What means something, though hardly what was wanted.
//!
//! Lints look at bodies and what inference made of them, find [`Finding`]s, which know no positions,
//! and turn them into words, as `diagnostics` does with facts. All of them always run, so that a
//! changed level computes nothing again; but only what isn't silent is put into words. Comments
//! `// orch: allow(…)` are ours ([`allows`]).
//!
//! To add one: a row in `Code`, its page, a module here with a struct of what has to be known, its
//! `find` and its `report`, a line in the list of [`Finding`]s, and a call in [`of_item`] or
//! [`of_file`]. Cases stand in `tests/conformance/lints`.

mod allows;
mod constant_condition;
mod deprecated_operation;
mod duplicate_call;
mod linted_item;
mod missing_doc;
mod naming_style;
mod needless_else;
mod no_budget;
mod no_fallback;
mod retry_may_repeat;
mod same_value;
mod shadowed_name;
mod unneeded;
mod unreachable_arm;
mod unused_import;
mod unused_item;
mod unused_let;
mod unused_parameter;
mod unverified_answers;
mod unverified_subnet;
mod unverified_write;

use std::sync::Arc;

use orchestra_diagnostics::{Code, Diagnostic, Level, LintLevels};

use crate::{
    db::{Package, Project, SourceFile, parse},
    diagnostics::{Reporter, check},
    items::{ItemId, items},
};

use self::{
    allows::Allows, constant_condition::ConstantCondition,
    deprecated_operation::DeprecatedOperation, duplicate_call::DuplicateCall,
    linted_item::LintedItem, missing_doc::MissingDoc, naming_style::NamingStyle,
    needless_else::NeedlessElse, no_budget::NoBudget, no_fallback::NoFallback,
    retry_may_repeat::RetryMayRepeat, shadowed_name::ShadowedName, unreachable_arm::UnreachableArm,
    unused_import::UnusedImport, unused_item::UnusedItem, unused_let::UnusedLet,
    unused_parameter::UnusedParameter, unverified_subnet::UnverifiedSubnet,
    unverified_write::UnverifiedWrite,
};

/// One enum of all lints.
macro_rules! findings {
    ($($name:ident),* $(,)?) => {
        /// Something that a lint found, before it is put in words.
        #[derive(Clone, Debug, PartialEq, Eq)]
        enum Finding {
            $($name($name),)*
        }

        $(impl From<$name> for Finding {
            fn from(found: $name) -> Self {
                Self::$name(found)
            }
        })*

        impl Finding {
            /// The lint that found it.
            const fn code(&self) -> Code {
                match self {
                    $(Self::$name(_) => Code::$name,)*
                }
            }

            /// The finding in words; none where only the text shows that it is none.
            fn report(&self, reporter: &Reporter<'_>) -> Option<Diagnostic> {
                match self {
                    $(Self::$name(found) => found.report(reporter).into(),)*
                }
            }
        }
    };
}

findings! {
    ConstantCondition,
    DeprecatedOperation,
    DuplicateCall,
    MissingDoc,
    NamingStyle,
    NeedlessElse,
    NoBudget,
    NoFallback,
    RetryMayRepeat,
    ShadowedName,
    UnreachableArm,
    UnusedImport,
    UnusedItem,
    UnusedLet,
    UnusedParameter,
    UnverifiedSubnet,
    UnverifiedWrite,
}

/// What lints find in `file`, in the order of the text and as severe as `levels` says; nothing that
/// needs what has errors.
#[must_use]
pub fn lint(db: &dyn salsa::Database, file: SourceFile, levels: &LintLevels) -> Vec<Diagnostic> {
    let allows = allowed(db, file);
    let is_sound = check(db, file).is_empty();
    let mut all = Vec::new();
    if is_sound {
        // What is silent matters only to a comment that allows it.
        let is_awake = |finding: &&Finding| {
            let code = finding.code();
            levels.level(code) != Some(Level::Allow) || allows.names(code)
        };
        let of_top = Reporter::of_file(db, file);
        let found = of_file(db, file);
        all.extend(found.iter().filter(is_awake).filter_map(|finding| finding.report(&of_top)));
        for declared in items(db, file).declared() {
            let found = of_item(db, declared.id);
            if found.iter().any(|finding| is_awake(&finding)) {
                let reporter = Reporter::of_item(db, declared.id);
                let awake = found.iter().filter(is_awake);
                all.extend(awake.filter_map(|finding| finding.report(&reporter)));
            }
        }
    }
    let mut all = levels.apply(Allows::clone(&allows).apply(all, is_sound));
    all.sort_by_key(|diagnostic| (diagnostic.span.start, diagnostic.span.end, diagnostic.code));
    all
}

/// The comments of `file` that allow a lint.
#[salsa::tracked(returns(clone))]
pub(crate) fn allowed(db: &dyn salsa::Database, file: SourceFile) -> Arc<Allows> {
    Arc::new(Allows::read(&parse(db, file), &file.path(db).to_string().into()))
}

/// Looks for what there is in `item`, so that [`lint`] finds it made.
pub(crate) fn examine(db: &dyn salsa::Database, item: ItemId) {
    of_item(db, item);
}

/// Finds the items of the user's package that nothing leads to.
pub(crate) fn find_unneeded(db: &dyn salsa::Database) {
    unneeded::unneeded(db, Project::get(db), Package::Root);
}

/// What is found in one item, with its sites.
#[salsa::tracked(returns(clone))]
fn of_item(db: &dyn salsa::Database, item: ItemId) -> Arc<Vec<Finding>> {
    let item = LintedItem::new(db, item);
    let mut found = Vec::new();
    UnusedLet::find(&item, &mut found);
    UnusedParameter::find(&item, &mut found);
    ShadowedName::find(&item, &mut found);
    ShadowedName::find_types(&item, &mut found);
    NamingStyle::find_inside(&item, &mut found);
    DeprecatedOperation::find(&item, &mut found);
    UnreachableArm::find(&item, &mut found);
    ConstantCondition::find(&item, &mut found);
    NeedlessElse::find(&item, &mut found);
    NoBudget::find(&item, &mut found);
    NoFallback::find(&item, &mut found);
    DuplicateCall::find(&item, &mut found);
    RetryMayRepeat::find(&item, &mut found);
    UnverifiedWrite::find(&item, &mut found);
    Arc::new(found)
}

/// What is found at the top of a file, with the file's sites.
#[salsa::tracked(returns(clone))]
fn of_file(db: &dyn salsa::Database, file: SourceFile) -> Arc<Vec<Finding>> {
    let mut found = Vec::new();
    UnusedImport::find(db, file, &mut found);
    UnusedItem::find(db, file, &mut found);
    NamingStyle::find_at_top(db, file, &mut found);
    MissingDoc::find(db, file, &mut found);
    UnverifiedSubnet::find(db, file, &mut found);
    Arc::new(found)
}
