//! A parameter that is never read, a type parameter that no type mentions.

use orchestra_diagnostics::{Code, Diagnostic};

use super::{Finding, linted_item::LintedItem};
use crate::{
    diagnostics::Reporter,
    hir::{Site, TypeRefKind},
};

/// A parameter that is never read: `unused-parameter`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UnusedParameter {
    /// Its name.
    at: Site,
    /// Its name.
    name: String,
    /// Whose it is.
    of: Of,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    /// Callers may give it by its name.
    Item,
    /// Nobody gives it by name.
    Lambda,
    /// It is a type parameter.
    Generics,
}

impl UnusedParameter {
    pub(super) fn find(item: &LintedItem<'_>, found: &mut Vec<Finding>) {
        let of_item = item.params().map(|param| (param, Of::Item));
        let of_lambdas = item.lambda_params().map(|param| (param, Of::Lambda));
        let params = of_item.chain(of_lambdas);
        let unread = params.filter(|(param, _)| !item.reads[param.0 as usize]);
        let unread = unread.map(|(param, of)| (&item.body.local(param).name, of));
        let mentioned = |text: &str| {
            let mut types = item.body.types.iter();
            types.any(
                |ty| matches!(&ty.kind, TypeRefKind::Parameter { name, .. } if &*name.text == text),
            )
        };
        let generics = item.body.root.generics().iter().filter(|name| !mentioned(&name.text));
        for (name, of) in unread.chain(generics.map(|name| (name, Of::Generics))) {
            if !name.text.starts_with('_') {
                let found_here = Self { at: name.at, name: name.text.to_string(), of };
                found.push(found_here.into());
            }
        }
    }

    pub(super) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let name = &self.name;
        let message = match self.of {
            Of::Item | Of::Lambda => format!("the parameter `{name}` is never read"),
            Of::Generics => format!("no type mentions the type parameter `{name}`"),
        };
        let found = reporter.error(Code::UnusedParameter, self.at, message);
        match self.of {
            Of::Lambda => found.with_suggestion("write `_`", reporter.span(self.at), "_"),
            // Callers may give it by its name, so it isn't renamed for them.
            Of::Item | Of::Generics => found.with_help(format!("remove it, or call it `_{name}`")),
        }
    }
}
