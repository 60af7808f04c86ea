//! What is known about bindings and field paths at a point of the program, beyond their types.
//!
//! Bindings are immutable, so that knowledge only grows downwards: a branch begins with a
//! [`Flow::mark`] and ends with [`Flow::restore`], whatever a condition told being put in between.

use std::sync::Arc;

use crate::{hir::LocalId, types::Type};

/// A binding, or a field path that begins with one: `x`, `x.hits`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    /// The binding.
    pub(crate) local: LocalId,
    /// The fields read of it, outermost first.
    pub(crate) path: Vec<Arc<str>>,
}

/// A point to go back to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FlowMark(usize);

/// What is known here.
#[derive(Debug, Default)]
pub(crate) struct Flow {
    known: Vec<(Place, Type)>,
}

impl Flow {
    /// This point.
    pub(crate) fn mark(&self) -> FlowMark {
        FlowMark(self.known.len())
    }

    /// Forgets what was learnt since `mark`.
    pub(crate) fn restore(&mut self, mark: FlowMark) {
        self.known.truncate(mark.0);
    }

    /// Whether nothing is known here.
    pub(crate) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// From here on `place` is a `type_`.
    pub(crate) fn learn(&mut self, place: Place, type_: Type) {
        self.known.push((place, type_));
    }

    /// What `place` is known to be.
    pub(crate) fn find(&self, place: &Place) -> Option<&Type> {
        self.known.iter().rev().find(|(known, _)| known == place).map(|(_, type_)| type_)
    }
}
