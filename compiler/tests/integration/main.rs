//! What the compiler does with whole projects: one binary of all of it
//! (`docs/decisions/0017-one-test-binary-a-package.md`). A new subject is a module.

mod deep;
mod incremental;
mod large_ledger;
mod let_go;
mod mini;
mod plan_id;
mod stdlib;
