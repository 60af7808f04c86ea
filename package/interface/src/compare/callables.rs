//! Functions and templates: what they take, and what they give.

use super::{
    Found, Verdict,
    types::{Use, differences},
};
use crate::{
    DescribedType, Parameter, Template,
    sides::{Side, Sides},
    written::value_written,
};

type Signature<'i> = (&'i [String], &'i [Parameter], &'i DescribedType);

/// Arguments are given by position or by name, and a name stands for a lambda.
pub(super) fn functions_differ(
    sides: &Sides<'_>,
    (old_generics, old, old_result): (&Vec<String>, &Vec<Parameter>, &DescribedType),
    (new_generics, new, new_result): (&Vec<String>, &Vec<Parameter>, &DescribedType),
) -> Found {
    let made = match (old_generics.len(), new_generics.len()) {
        (old, new) if old == new => None,
        (0, _) => Some("is generic now: where no argument tells its type, callers have to"),
        (_, 0) => Some("is no longer generic"),
        _ => Some("has another number of type parameters"),
    };
    if let Some(what) = made {
        return vec![(Verdict::Major, what.to_owned())];
    }
    let old: Signature<'_> = (old_generics, old, old_result);
    let new: Signature<'_> = (new_generics, new, new_result);
    let mut found = by_position(old.1, new.1);
    found.extend(types_differ(sides, old, new));
    found
}

/// Arguments are given by name, so that their order is nobody's.
pub(super) fn templates_differ(sides: &Sides<'_>, old: &Template, new: &Template) -> Found {
    let mut found = by_name(&old.parameters, &new.parameters);
    let old: Signature<'_> = (&[], &old.parameters, &old.result);
    let new: Signature<'_> = (&[], &new.parameters, &new.result);
    found.extend(types_differ(sides, old, new));
    found
}

fn by_name(old: &[Parameter], new: &[Parameter]) -> Found {
    let mut found = Found::new();
    let has = |all: &[Parameter], name: &str| all.iter().any(|it| it.name == name);
    for gone in old.iter().filter(|it| !has(new, &it.name)) {
        found.push((Verdict::Major, format!("has no parameter `{}` any more", gone.name)));
    }
    for added in new.iter().filter(|it| !has(old, &it.name)) {
        found.push(match added.optional {
            true => {
                (Verdict::Minor, format!("has a parameter `{}` that may be left out", added.name))
            }
            false => {
                (Verdict::Major, format!("has a parameter `{}` that has to be given", added.name))
            }
        });
    }
    found
}

fn by_position(old: &[Parameter], new: &[Parameter]) -> Found {
    let is_prefix =
        old.len() <= new.len() && old.iter().zip(new).all(|(old, new)| old.name == new.name);
    let mut found = by_name(old, new);
    if !is_prefix {
        let names = |all: &[Parameter]| {
            let names: Vec<&str> = all.iter().map(|it| it.name.as_str()).collect();
            format!("`({})`", names.join(", "))
        };
        if found.iter().all(|(verdict, _)| *verdict < Verdict::Major) {
            let what = format!("takes {} now, and took {}", names(new), names(old));
            found.push((Verdict::Major, format!("{what}: arguments have their places")));
        }
        return found;
    }
    // A lambda has one parameter, or two.
    let counts = matches!(old.len(), 1 | 2) && new.len() > old.len();
    if counts && found.iter().all(|(verdict, _)| *verdict < Verdict::Major) {
        let what = "takes more values than before, so that its name no longer stands for the same \
                    lambda";
        found.push((Verdict::Major, what.to_owned()));
    }
    found
}

/// Parameters of the same names, and the result.
fn types_differ(sides: &Sides<'_>, old: Signature<'_>, new: Signature<'_>) -> Found {
    let mut found = Found::new();
    // Type parameters are told apart by their places alone.
    let named: Vec<DescribedType> =
        new.0.iter().map(|it| DescribedType::Parameter { name: it.clone() }).collect();
    let before = |ty: &DescribedType| sides.ty(Side::Old, &ty.with(old.0, &named));
    for was in old.1 {
        let Some(is) = new.1.iter().find(|it| it.name == was.name) else { continue };
        let subject = format!("parameter `{}`", is.name);
        if was.optional && !is.optional {
            found.push((Verdict::Major, format!("{subject} has to be given now")));
        } else if !was.optional && is.optional {
            found.push((Verdict::Minor, format!("{subject} may be left out now")));
        } else if was.default != is.default {
            found.push((Verdict::Minor, defaults(&subject, was, is)));
        }
        let (was, is) = (before(&was.ty), sides.ty(Side::New, &is.ty));
        let differences = differences(sides, Use::Given, &was, &is).into_iter();
        found.extend(differences.map(|it| (it.verdict, it.sentence(&subject))));
    }
    let (was, is) = (before(old.2), sides.ty(Side::New, new.2));
    let differences = differences(sides, Use::Got, &was, &is).into_iter();
    found.extend(differences.map(|it| (it.verdict, it.sentence("the result"))));
    found
}

fn defaults(subject: &str, old: &Parameter, new: &Parameter) -> String {
    let shown = |parameter: &Parameter| match &parameter.default {
        Some(value) => format!("`{}`", value_written(value)),
        None => "null".to_owned(),
    };
    format!("{subject} is {} where it is left out, and was {}", shown(new), shown(old))
}
