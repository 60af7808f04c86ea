//! How much of a type a pass looks at.
//!
//! Types share their parts: a few dozen lines make one whose parts, counted as often as they occur,
//! are more than anything can walk through. Whatever follows all of them therefore has a limit, and
//! an answer beyond it that is always right.

use std::cell::Cell;

use smallvec::SmallVec;

use super::{Type, recursive::children};

/// Parts of a type that a value may be inferred to have; a name counts as one.
const MOST_PARTS: usize = 10_000;

/// What is left of a pass's effort, at one level of its recursion.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort<'a> {
    levels: usize,
    steps: &'a Cell<usize>,
}

impl<'a> Effort<'a> {
    /// As many `levels` of nesting, and as many steps in all as `steps` holds.
    pub(crate) fn new(levels: usize, steps: &'a Cell<usize>) -> Self {
        Self { levels, steps }
    }

    /// One level further in; none: enough has been looked at.
    pub(crate) fn deeper(self) -> Option<Self> {
        let levels = self.levels.checked_sub(1)?;
        self.steps.set(self.steps.get().checked_sub(1)?);
        Some(Self { levels, ..self })
    }
}

/// A type of more parts than a value may be inferred to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooManyParts {
    /// As many as it may have.
    pub(crate) most: usize,
    /// Whether one of them has no type for a mistake's sake.
    pub(crate) broken: bool,
}

/// Whether `ty` as it stands has too many parts, each counted as often as it occurs.
pub(crate) fn too_many_parts(ty: &Type) -> Option<TooManyParts> {
    let (mut parts, mut broken) = (0, false);
    // Parts of parts: those that hold none themselves aren't kept, since nearly all are so.
    let mut open: SmallVec<[&Type; 8]> = SmallVec::new();
    let mut next = Some(ty);
    while let Some(ty) = next {
        let arguments: &[Type] = match ty {
            Type::Named(named) => named.id.arguments(),
            _ => &[],
        };
        for part in children(ty).chain(arguments) {
            parts += 1;
            if parts > MOST_PARTS {
                return Some(TooManyParts { most: MOST_PARTS, broken });
            }
            match part {
                Type::Error => broken = true,
                part if holds_parts(part) => open.push(part),
                _ => {}
            }
        }
        next = open.pop();
    }
    None
}

fn holds_parts(ty: &Type) -> bool {
    matches!(
        ty,
        Type::List(_)
            | Type::Tuple(_)
            | Type::Map(_)
            | Type::Record(_)
            | Type::Union(_)
            | Type::Named(_)
    )
}

#[cfg(test)]
mod tests {
    use super::too_many_parts;
    use crate::types::{Type, testing::ty};

    #[test]
    fn shared_parts_are_counted_as_often_as_they_occur() {
        let mut doubled = ty("{ a: int }");
        for _ in 0..60 {
            doubled = Type::tuple([doubled.clone(), doubled]);
        }
        assert!(too_many_parts(&doubled).is_some());
        assert_eq!(too_many_parts(&ty("{ a: int, b: string[] }")), None);
    }
}
