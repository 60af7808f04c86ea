//! What holds whatever is thrown at it: one function a target, from bytes to a panic or none.
//!
//! The functions know nothing of libFuzzer. With it they are the programs of `fuzz_targets/`
//! (`cargo xtask fuzz`); without it, `tests/corpus.rs` hands them what the fuzzers have found worth
//! keeping, which lies in `corpus/`.
//!
//! To add a target: a module and a row in [`TARGETS`] here, a program, and its folder of
//! `corpus/`.

mod check;
mod edits;
mod format;
mod imported;
mod into;
mod parse;
mod plan;
mod shapes;

pub use check::check;
pub use format::format;
pub use imported::schema;
pub use into::into;
pub use parse::parse;
pub use plan::plan;

/// A target: its name and what it does with an input.
pub type Target = (&'static str, fn(&[u8]));

/// All targets, by the names of their programs and of their folders in `corpus/`.
pub const TARGETS: &[Target] = &[
    ("check", check),
    ("format", format),
    ("into", into),
    ("parse", parse),
    ("plan", plan),
    ("schema", schema),
];
