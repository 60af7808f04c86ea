//! What `orchc`, the corpora and the shipped libraries are held to, one binary of all of it
//! (`docs/decisions/0017-one-test-binary-a-package.md`).
//!
//! A new subject is a module. A target of its own is what has another harness, since its cases are
//! files or `cargo xtask test` hands it something, and stands beside this folder.

mod abuse;
mod approvals;
mod chain;
mod cli;
mod contributions;
mod did_you_mean;
mod doc;
mod every_operation;
mod failures;
mod fix;
mod fixes;
mod fmt;
mod import;
mod installing;
mod kill;
mod ledger_site;
mod library;
mod lints;
mod logins;
mod meta;
mod packages;
mod providers;
mod recordings;
mod recovery;
mod reference;
mod remote_jobs;
mod sandbox;
mod soundness;
mod template_library;
mod test_command;
mod transcripts;
mod watch;
mod wire;
mod wrong_input;
