//! Questions that a job asks people: on a terminal they are asked where the job runs, elsewhere
//! whoever is asked answers by `orchc jobs approve`.

use orchestra_diagnostics::terminal::escape_controls;
use orchestra_runtime_engine::{Approval, Decided};

use crate::{
    command_error::CommandError, environment::variable, exit::Exit, session::Session,
    typed_line::typed, wall_time::to_the_second,
};

/// Asks a person; none: their input has ended. A thread of its own reads: a signal must be heard
/// meanwhile, and whoever stops doesn't wait for a line.
pub(crate) async fn ask(session: &Session, approval: &Approval) -> Option<Decided> {
    session.say(&escape_controls(&question(approval)));
    loop {
        session.ask("approve it? [y/n] ");
        let (sender, line) = tokio::sync::oneshot::channel();
        // Whoever was stopped meanwhile doesn't listen.
        std::thread::spawn(move || sender.send(typed().ok().flatten()));
        let line = line.await.ok().flatten()?;
        let approved = match line.trim().to_lowercase().as_str() {
            "y" | "yes" => true,
            "n" | "no" => false,
            _ => continue,
        };
        return Some(Decided { approved, by: user(), note: None });
    }
}

/// A job that waits for people, with the command that answers.
pub(crate) fn explain(session: &Session, job: &str, approvals: &[Approval]) -> CommandError {
    let questions: Vec<_> = approvals.iter().map(question).collect();
    let first = approvals.first().map_or("STEP", |approval| approval.step.as_str());
    let approve = session.command(&format!("jobs approve {job} '{first}'"));
    let resume = session.command(&format!("jobs resume {job}"));
    CommandError::usage(format!("job {job} waits for you: {}", questions.join("; ")))
        .exit(Exit::Waiting)
        .hint(format!("`{approve}` says yes, with `--deny` no; then go on with `{resume}`"))
}

/// `market.gate` asks: Shall we? (until 2026-01-31 09:45:12 UTC)
pub(crate) fn question(approval: &Approval) -> String {
    let Approval { step, prompt, expires_at } = approval;
    let end = expires_at.map(|at| format!(" (until {} UTC)", to_the_second(at)));
    format!("`{step}` asks: {prompt}{}", end.unwrap_or_default())
}

/// Who sits here, as the system calls them.
pub(crate) fn user() -> Option<String> {
    ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(variable)
}
