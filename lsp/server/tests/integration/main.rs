//! The server as its clients see it, and what is generated of its protocol: one binary of all of it
//! (`docs/decisions/0017-one-test-binary-a-package.md`). A new subject is a module.

mod client;
mod configuration;
mod dependencies;
mod editor_protocol;
mod folders_and_manifests;
mod generated;
mod linked_manifests;
mod moves_and_calls;
mod progress;
mod session;
mod stress;
mod typescript;
mod watched_outside;
