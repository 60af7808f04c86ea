//! What entries are held to, and what is made of them: one binary of all of it
//! (`docs/decisions/0017-one-test-binary-a-package.md`). A new subject is a module.

mod changes;
mod check;
mod embedded;
mod floors;
mod generated;
mod overlay;
mod page;
mod signatures;
