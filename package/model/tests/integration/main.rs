//! Manifests, locks and graphs as they are found: one binary of all of it
//! (`docs/decisions/0017-one-test-binary-a-package.md`). A new subject is a module.

mod graph;
mod lock;
mod project;
mod resolve;
