//! What a change of an interface means to those who use the package.
//!
//! A caller may rely on its names, on giving what was taken, on handling all that came and no more,
//! and on writing what a template would have given behind `else`. So parameters may take more and not
//! less, results may come in narrower bounds and not in wider ones, and what everybody has to handle
//! (null, each arm of a union, each variant, a list's last item that may not be there) may neither come
//! nor go: in this language, what is provably never is an error.

mod bounds;
mod callables;
mod constants;
mod declared;
mod effects;
mod types;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{Export, Interface, Module, sides::Sides};

/// What a change means to callers.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing that they could see, or something that only lessens what a job comes to.
    #[default]
    Patch,
    /// What they have goes on compiling.
    Minor,
    /// What they have may no longer compile.
    Major,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Change {
    /// Of what, with its module: `market_kit.scores.Score`; a module, where it is all of it.
    pub export: String,
    /// What it means.
    pub verdict: Verdict,
    /// What changed, as it stands behind the export and a colon: "has a parameter `depth` that has to
    /// be given".
    pub what: String,
}

/// All changes from `old` to `new`, sorted by export.
#[must_use]
pub fn compare(old: &Interface, new: &Interface) -> Vec<Change> {
    let sides = Sides { old, new };
    let mut changes = Vec::new();
    let modules: BTreeSet<&String> = old.modules.keys().chain(new.modules.keys()).collect();
    let none = Module::default();
    for name in modules {
        let before = old.modules.get(name).unwrap_or(&none);
        let after = new.modules.get(name).unwrap_or(&none);
        modules_differ(&sides, name, before, after, &mut changes);
    }
    changes.sort();
    changes.dedup();
    changes
}

/// What all changes together mean.
#[must_use]
pub fn verdict(changes: &[Change]) -> Verdict {
    changes.iter().map(|change| change.verdict).max().unwrap_or_default()
}

fn modules_differ(
    sides: &Sides<'_>,
    name: &str,
    old: &Module,
    new: &Module,
    changes: &mut Vec<Change>,
) {
    let names: BTreeSet<&String> = old.exports.keys().chain(new.exports.keys()).collect();
    for export in names {
        let full = format!("{name}.{export}");
        let mut add = |verdict, what: String| {
            changes.push(Change { export: full.clone(), verdict, what });
        };
        match (old.exports.get(export), new.exports.get(export)) {
            (None, None) => {}
            (None, Some(after)) => add(Verdict::Minor, format!("is new: {}", after.noun())),
            (Some(before), None) => add(Verdict::Major, gone(sides, name, export, before)),
            (Some(before), Some(after)) => {
                for (verdict, what) in exports_differ(sides, &full, before, after) {
                    add(verdict, what);
                }
            }
        }
    }
    let mut add = |verdict, what| {
        changes.push(Change { export: name.to_owned(), verdict, what });
    };
    for gone in old.providers.difference(&new.providers) {
        add(Verdict::Major, format!("no longer provides `{gone}`"));
    }
    for added in new.providers.difference(&old.providers) {
        add(Verdict::Minor, format!("provides `{added}` now"));
    }
}

/// Where it went, if one of its name and kind is new elsewhere.
fn gone(sides: &Sides<'_>, module: &str, name: &str, export: &Export) -> String {
    let moved = sides.new.modules.iter().find(|(other, found)| {
        let was_there = sides.old.modules.get(*other);
        *other != module
            && was_there.is_none_or(|was| !was.exports.contains_key(name))
            && found.exports.get(name).is_some_and(|it| it.noun() == export.noun())
    });
    match moved {
        Some((other, _)) => format!("is gone: it stands in `{other}` now"),
        None => "is gone".to_owned(),
    }
}

/// A verdict with the clause that says why.
type Found = Vec<(Verdict, String)>;

fn exports_differ(sides: &Sides<'_>, name: &str, old: &Export, new: &Export) -> Found {
    match (old, new) {
        (Export::Type { .. } | Export::Enum { .. }, Export::Type { .. } | Export::Enum { .. }) => {
            declared::differ(sides, name, old, new)
        }
        (
            Export::Constant { ty: old_type, value: old, .. },
            Export::Constant { ty: new_type, value: new, .. },
        ) => constants::differ(sides, (old_type, old.as_ref()), (new_type, new.as_ref())),
        (
            Export::Function { generics, parameters, result, .. },
            Export::Function {
                generics: new_generics,
                parameters: new_parameters,
                result: new_result,
                ..
            },
        ) => callables::functions_differ(
            sides,
            (generics, parameters, result),
            (new_generics, new_parameters, new_result),
        ),
        (Export::Template(old), Export::Template(new)) => {
            let mut found = callables::templates_differ(sides, old, new);
            found.extend(bounds::differ(old, new));
            found.extend(effects::differ(old, new));
            found
        }
        _ => vec![(Verdict::Major, format!("is {} now, and was {}", new.noun(), old.noun()))],
    }
}
