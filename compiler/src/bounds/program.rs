//! What the pass walks.

use std::collections::BTreeMap;

use indexmap::IndexSet;
use orchestra_plan::{Binding, Function, Mark, Shape, plan::TemplateBody};
use rustc_hash::FxBuildHasher;

use super::{
    Facts,
    estimate::{Cause, Why},
};
use crate::{hir::Site, infer::Environment, items::ItemId, terms::Terms};

/// Places that something of a plan stands at, by their marks.
pub(crate) type Marks = IndexSet<(ItemId, Site), FxBuildHasher>;

/// A plan in the making, with what it doesn't say.
#[derive(Clone, Copy)]
pub(crate) struct Program<'a> {
    pub(crate) environment: Environment<'a>,
    pub(crate) terms: &'a Terms,
    pub(crate) templates: &'a BTreeMap<String, TemplateBody>,
    pub(crate) bindings: &'a BTreeMap<String, Binding>,
    pub(crate) functions: &'a [Function],
    pub(crate) shapes: &'a BTreeMap<String, Shape>,
    pub(crate) marks: &'a Marks,
    pub(crate) facts: &'a Facts,
}

impl Program<'_> {
    /// `why`, at the place of a node.
    pub(super) fn cause(&self, mark: Mark, why: Why) -> Cause {
        let (item, at) = self.marks[mark.0 as usize];
        Cause { item, at, why }
    }
}
