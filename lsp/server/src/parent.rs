//! The end of the process that started us.

use std::time::Duration;

/// How long we outlive it at most.
const LOOKED_AFTER_EVERY: Duration = Duration::from_secs(3);

/// Ends this process, with the code of an end that nobody asked for, once the process `id` is gone.
#[cfg(unix)]
pub(crate) async fn follow(id: u32) {
    use rustix::process::{Pid, test_kill_process};

    let Some(parent) = i32::try_from(id).ok().and_then(Pid::from_raw) else { return };
    let mut rounds = tokio::time::interval(LOOKED_AFTER_EVERY);
    loop {
        rounds.tick().await;
        // One that may not be asked is there.
        if test_kill_process(parent) == Err(rustix::io::Errno::SRCH) {
            std::process::exit(1);
        }
    }
}

/// Elsewhere, the end of stdin tells.
#[cfg(not(unix))]
pub(crate) async fn follow(_: u32) {
    let _ = LOOKED_AFTER_EVERY;
}
