//! What people see of the Ledger: one binary of all of it
//! (`docs/decisions/0017-one-test-binary-a-package.md`). A new subject is a module.

mod costs;
mod search;
mod shelf;
mod site;
mod snippets;
