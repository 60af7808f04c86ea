//! Bittensor's own libraries against ours: what they sign we verify, what we sign they verify, and
//! each reads the other's files.
//!
//! `cargo xtask test --all` installs them and runs this with the name of a part and a Python that
//! has them; plain `cargo test` doesn't.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a harness tells what it did")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

mod interop {
    pub(super) mod axon;
    pub(super) mod btauth;
    pub(super) mod python;
    pub(super) mod wallet;
}

use std::process::ExitCode;

use interop::python::Python;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [part, python] = &arguments[..] else {
        eprintln!("say which part, and with which Python: cargo xtask test --all does");
        return ExitCode::FAILURE;
    };
    let python = Python(python.clone());
    let count = match part.as_str() {
        "wallet" => interop::wallet::run(&python),
        "axon" => interop::axon::run(&python),
        "btauth" => interop::btauth::run(&python),
        other => panic!("there is no part `{other}`"),
    };
    println!("{part}: {count} cases hold");
    ExitCode::SUCCESS
}
