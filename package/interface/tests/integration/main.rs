//! Which changes break whom: one binary of all of it
//! (`docs/decisions/0017-one-test-binary-a-package.md`). A new subject is a module.

mod callers;
mod changes;
mod generate;
mod hostile;
mod package;
