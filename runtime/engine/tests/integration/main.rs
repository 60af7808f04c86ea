//! Jobs, on virtual time and in the real world: one binary of all of it
//! (`docs/decisions/0017-one-test-binary-a-package.md`).

mod machine;
mod parts;
mod shell;
