//! Room on the stack for what follows the depth of a program.
//!
//! Nesting inside an item is limited by the parser, but constants, functions and templates lead to
//! one another in chains as long as a package. Every pass that recurses passes through [`deep`] at
//! each level, so that none depends on the stack of the thread that asks.

/// What one level may take before it asks again; measured in a debug build, with room.
const NEEDED: usize = 256 << 10;

/// What is added when less is left.
const ADDED: usize = 4 << 20;

/// Runs `work`, on more stack where little is left.
pub(crate) fn deep<T>(work: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(NEEDED, ADDED, work)
}
