//! Secrets among shapes. What stands where a secret is expected is shown to nobody, be it ever so
//! wrong: it may be one all the same.

use std::collections::{BTreeMap, BTreeSet};

use super::{Misfit, Shape, fit::Fitter};
use crate::value::Value;

impl Shape {
    /// Whether it is, or holds at any depth, [`Shape::Secret`].
    #[must_use]
    pub fn holds_secret(&self, named: &BTreeMap<String, Shape>) -> bool {
        let (mut shapes, mut seen) = (vec![self], BTreeSet::new());
        while let Some(shape) = shapes.pop() {
            match shape {
                Self::Secret => return true,
                Self::List { item: inner, .. } | Self::Map { value: inner } => shapes.push(inner),
                Self::Tuple { items } | Self::Union { arms: items } => shapes.extend(items),
                Self::Record { fields, rest } => {
                    shapes.extend(fields.iter().map(|field| &field.shape));
                    shapes.extend(rest.as_deref());
                }
                Self::Named { name } if seen.insert(name) => shapes.extend(named.get(name)),
                _ => {}
            }
        }
        false
    }
}

impl Fitter<'_> {
    /// The misfit of a value with a shape, its part redacted where that is, or holds, a secret.
    pub(super) fn without_secrets(&self, shape: &Shape, mut misfit: Misfit) -> Misfit {
        if self.hides(shape, &misfit.path) {
            misfit.value = Value::Secret("".into()).to_json().to_string();
        }
        misfit
    }

    /// Whether the part at `path` may be or hold a secret.
    fn hides(&self, shape: &Shape, path: &str) -> bool {
        if !shape.holds_secret(self.named) {
            return false;
        }
        let mut shape = shape;
        for name in path.split('/').skip(1) {
            let name = name.replace("~1", "/").replace("~0", "~");
            match self.below(shape, &name) {
                Some(inner) => shape = inner,
                // Arms of a union differ in what they call a secret, and the value may be meant
                // for another than the one that it failed.
                None => break,
            }
        }
        shape.holds_secret(self.named)
    }

    /// The shape of a part; none where there is no single one.
    fn below<'a>(&'a self, shape: &'a Shape, name: &str) -> Option<&'a Shape> {
        match self.resolved(shape)? {
            Shape::List { item, .. } => Some(item),
            Shape::Tuple { items } => items.get(name.parse::<usize>().ok()?),
            Shape::Map { value } => Some(value),
            Shape::Record { fields, rest } => {
                let field = fields.iter().find(|field| field.name == name);
                field.map(|field| &field.shape).or(rest.as_deref())
            }
            Shape::Union { arms } => {
                let mut arms = arms.iter().filter(|arm| **arm != Shape::Null);
                let only = arms.next().filter(|_| arms.next().is_none())?;
                self.below(only, name)
            }
            _ => None,
        }
    }
}
