//! Two types, part by part, as callers meet them: they give values of the one ([`Use::Given`]), or get
//! values of it ([`Use::Got`]).
//!
//! Parts that aren't containers are held against each other by [`fit`], which is how the compiler
//! decides; what is said here beside it are the ways in which a value that would fit is a break all
//! the same, because callers write its parts down or have to handle them.

use std::cell::Cell;

use orchestra_compiler::types::{
    Field, ListType, Literal, RecordType, StringType, Type,
    fit::{Fit, fit},
};
use orchestra_plan::shape::Format;
use rustc_hash::FxHashSet;

use super::Verdict;
use crate::sides::Sides;

/// How callers meet a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// They give its values: a parameter.
    Given,
    /// They get its values: a result, a constant.
    Got,
}

/// A part that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// Where: `.hits[].url`; empty: the type itself.
    pub(super) path: String,
    pub(super) verdict: Verdict,
    /// A clause about the part: "may be null now".
    words: String,
}

impl Difference {
    /// With whose part it is.
    pub(super) fn sentence(&self, subject: &str) -> String {
        match self.path.as_str() {
            "" => format!("{subject} {}", self.words),
            path => format!("{subject} has `{path}`, which {}", self.words),
        }
    }
}

/// What differs between two types.
pub(super) fn differences(sides: &Sides<'_>, of: Use, old: &Type, new: &Type) -> Vec<Difference> {
    let steps = Cell::new(MOST_STEPS);
    let open = FxHashSet::default();
    let mut walk = Walk { sides, of, open, found: Vec::new(), depth: 0, steps: &steps };
    walk.types("", old, new);
    walk.found
}

/// Levels of nesting that are looked into; only a hostile interface goes deeper.
const DEEPEST: usize = 64;
/// Parts that are held against each other; only a hostile interface has more.
const MOST_STEPS: usize = 50_000;

struct Walk<'w> {
    sides: &'w Sides<'w>,
    of: Use,
    /// Pairs with a name that are being compared, or were: nothing new is found in them.
    open: FxHashSet<(Type, Type)>,
    found: Vec<Difference>,
    depth: usize,
    /// What is left of [`MOST_STEPS`].
    steps: &'w Cell<usize>,
}

impl Walk<'_> {
    fn add(&mut self, path: &str, verdict: Verdict, words: String) {
        self.found.push(Difference { path: path.to_owned(), verdict, words });
    }

    fn types(&mut self, path: &str, old: &Type, new: &Type) {
        if self.sides.is_same_name(old, new) {
            return;
        }
        let is_named = matches!(old, Type::Named(_)) || matches!(new, Type::Named(_));
        if is_named && !self.open.insert((old.clone(), new.clone())) {
            return;
        }
        let Some(steps) = self.steps.get().checked_sub(1).filter(|_| self.depth < DEEPEST) else {
            self.add(path, Verdict::Major, "is too large to be compared".to_owned());
            return;
        };
        self.steps.set(steps);
        self.depth += 1;
        let (was, is) = (old.head(self.sides), new.head(self.sides));
        if matches!(was, Type::Union(_)) || matches!(is, Type::Union(_)) {
            self.unions(path, (old, new), was.arms(self.sides), is.arms(self.sides));
        } else {
            self.heads(path, (old, new), &was, &is);
        }
        self.depth -= 1;
    }

    fn heads(&mut self, path: &str, named: (&Type, &Type), old: &Type, new: &Type) {
        match (old, new) {
            (Type::Record(old), Type::Record(new)) => self.records(path, old, new),
            (Type::List(old), Type::List(new)) => self.lists(path, old, new),
            (Type::Tuple(old), Type::Tuple(new)) if old.len() == new.len() => {
                for (at, (old, new)) in old.iter().zip(new.iter()).enumerate() {
                    self.types(&format!("{path}[{at}]"), old, new);
                }
            }
            (Type::Map(old), Type::Map(new)) => self.types(&format!("{path}[]"), old, new),
            _ => self.leaves(path, named, old, new),
        }
    }

    /// What `found` is where `wanted` is meant, provably.
    fn fits(&self, found: &Type, wanted: &Type) -> Option<Fit> {
        fit(self.sides, found, wanted).ok().filter(|fit| !fit.guards)
    }

    fn leaves(&mut self, path: &str, named: (&Type, &Type), old: &Type, new: &Type) {
        if old == new || *new == Type::Never {
            return;
        }
        let words = format!("is `{}` now, and was `{}`", named.1, named.0);
        let verdict = match self.of {
            Use::Given if self.fits(old, new).is_some() => Verdict::Minor,
            Use::Got if self.narrows(old, new) => Verdict::Minor,
            _ => Verdict::Major,
        };
        let words = match (verdict, self.of) {
            (Verdict::Major, Use::Given) => format!("{words}: callers give what it doesn't take"),
            (Verdict::Major, Use::Got) => format!("{words}: callers don't expect that"),
            _ => words,
        };
        self.add(path, verdict, words);
    }

    /// Whether all values of `new` are values of `old`, and all that callers do with those goes on.
    fn narrows(&self, old: &Type, new: &Type) -> bool {
        let is_inside = fit(self.sides, new, old).is_ok_and(|fit| !fit.guards && !fit.converts);
        is_inside
            && match (old, new) {
                (Type::Error, _) => true,
                (Type::Int(_), Type::Int(_) | Type::Literal(Literal::Int(_)))
                | (Type::Float(_), Type::Float(_) | Type::Literal(Literal::Float(_)))
                | (Type::Bool, Type::Literal(Literal::Bool(_))) => true,
                (Type::String(old), Type::String(new)) => texts_narrow(old, new),
                (Type::String(old), Type::Literal(Literal::String(text))) => {
                    old.length.min > 0 || text.is_empty()
                }
                (Type::Money(_), Type::Money(_)) => true,
                _ => false,
            }
    }

    fn lists(&mut self, path: &str, old: &ListType, new: &ListType) {
        if old.size != new.size {
            let (was, is) = (sized(old), sized(new));
            let words = format!("has {is} now, and had {was}");
            let (verdict, words) = match self.of {
                Use::Given if new.size.holds(old.size) => (Verdict::Minor, words),
                Use::Given => (Verdict::Major, format!("{words}: callers give other numbers")),
                Use::Got if !old.size.holds(new.size) => {
                    (Verdict::Major, format!("{words}: callers don't expect that"))
                }
                Use::Got if new.size.min > old.size.min => (
                    Verdict::Major,
                    format!("{words}: what callers do where an item is missing is refused"),
                ),
                Use::Got => (Verdict::Minor, words),
            };
            self.add(path, verdict, words);
        }
        if new.size.max != Some(0) && old.size.max != Some(0) {
            self.types(&format!("{path}[]"), &old.item, &new.item);
        }
    }

    fn records(&mut self, path: &str, old: &RecordType, new: &RecordType) {
        for was in &old.fields {
            let at = format!("{path}.{}", was.name);
            match (new.field(&was.name), &new.rest) {
                (Some(is), _) => self.fields(&at, was, is),
                // A further field of an open record is given like any.
                (None, Some(rest)) if self.of == Use::Given => self.types(&at, &was.ty, rest),
                (None, _) => self.add(&at, Verdict::Major, "is gone".to_owned()),
            }
        }
        for is in new.fields.iter().filter(|it| old.field(&it.name).is_none()) {
            let at = format!("{path}.{}", is.name);
            if let Some(rest) = &old.rest {
                let goes_on =
                    self.of == Use::Given && is.optional && self.fits(rest, &is.ty).is_some();
                let verdict = if goes_on { Verdict::Minor } else { Verdict::Major };
                self.add(&at, verdict, "was among the further fields".to_owned());
            } else if is.optional {
                self.add(&at, Verdict::Minor, "is new, and may be absent".to_owned());
            } else {
                let words = match self.of {
                    Use::Given => "is new, and has to be given",
                    Use::Got => "is new: what callers write in its place lacks it",
                };
                self.add(&at, Verdict::Major, words.to_owned());
            }
        }
        match (&old.rest, &new.rest) {
            (Some(old), Some(new)) => self.types(&format!("{path}[]"), old, new),
            (None, None) => {}
            (None, Some(_)) => {
                let verdict = match self.of {
                    Use::Given => Verdict::Minor,
                    Use::Got => Verdict::Major,
                };
                self.add(path, verdict, "is open for further fields now".to_owned());
            }
            (Some(_), None) => {
                self.add(path, Verdict::Major, "has no further fields any more".to_owned());
            }
        }
    }

    fn fields(&mut self, path: &str, old: &Field, new: &Field) {
        match (old.optional, new.optional, self.of) {
            (true, false, Use::Given) => {
                self.add(path, Verdict::Major, "has to be given now".to_owned());
            }
            (false, true, Use::Given) => {
                self.add(path, Verdict::Minor, "may be left out now".to_owned());
            }
            (true, false, Use::Got) => self.add(
                path,
                Verdict::Major,
                "is always there now: what callers do where it is null is refused".to_owned(),
            ),
            (false, true, Use::Got) => {
                self.add(path, Verdict::Major, "may be absent now".to_owned());
            }
            (true, true, _) | (false, false, _) => {}
        }
        self.types(path, &old.ty, &new.ty);
    }

    fn unions(&mut self, path: &str, named: (&Type, &Type), old: Vec<Type>, new: Vec<Type>) {
        let nulls = (old.contains(&Type::Null), new.contains(&Type::Null));
        match (nulls, self.of) {
            ((true, false), Use::Given) => {
                self.add(path, Verdict::Major, "may not be null any more".to_owned());
            }
            ((false, true), Use::Given) => {
                self.add(path, Verdict::Minor, "may be null now".to_owned());
            }
            ((true, false), Use::Got) => self.add(
                path,
                Verdict::Major,
                "is never null any more: what callers do about null is refused".to_owned(),
            ),
            ((false, true), Use::Got) => {
                self.add(path, Verdict::Major, "may be null now".to_owned());
            }
            ((true, true) | (false, false), _) => {}
        }
        let present = |arms: Vec<Type>| -> Vec<Type> {
            arms.into_iter().filter(|arm| *arm != Type::Null).collect()
        };
        let (old, new) = (present(old), present(new));
        if let ([was], [is]) = (old.as_slice(), new.as_slice()) {
            self.heads(path, named, was, is);
            return;
        }
        self.arms(path, old, new);
    }

    /// Arms that are equal on both sides go on; one that is left over on each side is the same, changed.
    fn arms(&mut self, path: &str, mut old: Vec<Type>, mut new: Vec<Type>) {
        let all = (old.clone(), new.clone());
        old.retain(|was| {
            let same = new.iter().position(|is| self.is_same(was, is));
            same.map(|at| new.remove(at)).is_none()
        });
        if let ([was], [is]) = (old.as_slice(), new.as_slice())
            && std::mem::discriminant(was) == std::mem::discriminant(is)
            && !matches!(was, Type::Literal(_))
        {
            let (was, is) = (was.clone(), is.clone());
            self.heads(path, (&was, &is), &was, &is);
            return;
        }
        for was in old {
            let goes_on = match self.of {
                Use::Given => {
                    all.1.iter().any(|is| is_scalar(&was) && self.fits(&was, is).is_some())
                }
                Use::Got => new.iter().any(|is| self.narrows(&was, is)),
            };
            if !goes_on {
                let words = match self.of {
                    Use::Given => format!("doesn't take `{was}` any more"),
                    Use::Got => {
                        format!("is never `{was}` any more: a `match` that names it is refused")
                    }
                };
                self.add(path, Verdict::Major, words);
            }
        }
        for is in new {
            let (verdict, words) = match self.of {
                Use::Given => (Verdict::Minor, format!("takes `{is}` too")),
                Use::Got if all.0.iter().any(|was| self.narrows(was, &is)) => {
                    (Verdict::Minor, format!("is told as `{is}`"))
                }
                Use::Got => (
                    Verdict::Major,
                    format!("may be `{is}` now, which no `match` of a caller takes"),
                ),
            };
            self.add(path, verdict, words);
        }
    }

    fn is_same(&self, old: &Type, new: &Type) -> bool {
        let mut alone = Walk {
            sides: self.sides,
            of: self.of,
            open: self.open.clone(),
            found: Vec::new(),
            depth: self.depth + 1,
            steps: self.steps,
        };
        alone.types("", old, new);
        alone.found.is_empty()
    }
}

/// Callers ask whether a text is empty: one that may have been goes on being one that may be. A moment
/// is compared otherwise than a text.
fn texts_narrow(old: &StringType, new: &StringType) -> bool {
    let is_moment = |it: &StringType| matches!(it.format, Some(Format::Datetime | Format::Date));
    let takes_empty =
        new.length.min == 0 && old.format == new.format && old.patterns == new.patterns;
    is_moment(old) == is_moment(new) && (old.length.min > 0 || takes_empty)
}

fn is_scalar(ty: &Type) -> bool {
    !matches!(ty, Type::Record(_) | Type::List(_) | Type::Tuple(_) | Type::Map(_))
}

/// "1 to 20 items"
fn sized(list: &ListType) -> String {
    let count = |n: u64| if n == 1 { "1 item".to_owned() } else { format!("{n} items") };
    match (list.size.min, list.size.max) {
        (min, Some(max)) if min == max => count(max),
        (0, Some(max)) => format!("at most {}", count(max)),
        (0, None) => "any number of items".to_owned(),
        (min, None) => format!("at least {}", count(min)),
        (min, Some(max)) => format!("{min} to {}", count(max)),
    }
}
