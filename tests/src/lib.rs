//! Harness of the corpora: text in, text out, through public doors.
//!
//! - `conformance/<family>/<code>-<name>.orch`: the law of the language. Each file is checked
//!   against the invented Ledger in `ledger/`; what must be reported stands below the line it is
//!   about, and nothing else may be ([`annotation`]).
//! - `runs/<case>/`: a template, inputs, a scripted world; events and result under virtual time.
//! - `bounds/`: what templates may come to, computed by hand; and of random programs ([`generate`])
//!   that no run exceeds it.
//! - `cli/`: transcripts of the real binary. What is better said in code is a module of
//!   `tests/integration/`.
//!
//! `UPDATE=1 cargo test -p orchestra-tests` rewrites expectations; read the difference before you
//! commit it.

pub mod annotation;
pub mod checked;
pub mod corpus;
pub mod examples;
pub mod generate;
pub mod imported;
pub mod mini_ledger;
pub mod orchc;
pub mod registry;
pub mod said;
pub mod server;
pub mod subnet;
pub mod terminal;
pub mod transcript;
