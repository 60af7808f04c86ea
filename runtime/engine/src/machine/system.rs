//! Calls of `sys`.

use orchestra_plan::{
    Expr, FailureKind, Value,
    node::{Called, SysOperation},
};

use super::{
    Approval, Command, Machine, News, SysCommand, Target,
    frame::{Activity, Place},
};
use crate::{JobEvent, program::Code, summary};

impl Machine {
    pub(super) fn start_system(&mut self, place: Place, operation: SysOperation, arguments: &Expr) {
        self.set_running(place, Activity::Over);
        self.step_started(place, name(operation));
        let arguments = match self.evaluate(place.frame, arguments, &[]) {
            Ok(arguments) => arguments,
            Err(failure) => return self.throw_at(place, failure),
        };
        self.note_sent(place, Called::Sys { operation }, &arguments);
        let command = match command(operation, &arguments) {
            Ok(Wanted::System(command)) => command,
            Ok(Wanted::Sleep(milliseconds)) => {
                let at = self.now.after(milliseconds);
                let id = self.command(Command::Wake { at }, Target::Sys(place));
                return self.set_activity(place, Activity::Sys { id, droppable: true });
            }
            Ok(Wanted::Log(message)) => {
                let step = self.step(place).to_string();
                self.report(JobEvent::Logged { step, message });
                return self.finish(place, Value::Null);
            }
            Ok(Wanted::Approval { prompt, expires }) => {
                let expires_at = expires.map(|span| self.now.after(span));
                let step = self.step(place).to_string();
                return self.ask_person(place, Approval { step, prompt, expires_at });
            }
            Err(message) => return self.fail_at(place, FailureKind::Failed, message),
        };
        let droppable = operation != SysOperation::WriteFile;
        let step = self.step(place).to_string();
        let id = self.command(Command::Sys { step, operation: command }, Target::Sys(place));
        self.set_activity(place, Activity::Sys { id, droppable });
    }

    fn ask_person(&mut self, place: Place, approval: Approval) {
        let Approval { step, prompt, expires_at } = approval.clone();
        self.report(JobEvent::ApprovalAsked { step, prompt, expires_at });
        let id = self.command(Command::Approve(approval), Target::Sys(place));
        self.set_activity(place, Activity::Sys { id, droppable: true });
    }

    pub(super) fn system_answered(&mut self, place: Place, news: News) {
        let Some(node) = self.running(place) else { return };
        node.activity = Activity::Over;
        if node.cancelled || node.failing.is_some() {
            return match news {
                News::Done { value } => self.settle_with(place, &Value::from_json(&value)),
                _ => self.settle(place),
            };
        }
        match news {
            News::Woken if self.is_approval(place) => {
                let message = "nobody answered in time".to_owned();
                self.fail_at(place, FailureKind::Timeout, message);
            }
            News::Woken => self.finish(place, Value::Null),
            News::Done { value } => self.finish(place, Value::from_json(&value)),
            News::Undone { message } => self.fail_at(place, FailureKind::Failed, message),
            News::Answered { .. }
            | News::Accepted { .. }
            | News::Recalled { .. }
            | News::Unanswered { .. }
            | News::Lost => {
                let message = "the journal is broken: a request's answer to `sys`".to_owned();
                self.fail_at(place, FailureKind::Failed, message);
            }
        }
    }

    fn is_approval(&self, place: Place) -> bool {
        let Some(frame) = self.frames.get(&place.frame) else { return false };
        let code = &self.program.node(frame.block, place.node).code;
        matches!(code, Code::Sys { operation: SysOperation::Approve, .. })
    }

    /// Whether nothing but answers of people, and the end of somebody's time, is waited for.
    pub(crate) fn waits_for_people(&self) -> bool {
        let is_alarm =
            |id| matches!(self.targets.get(id), Some(Target::Deadline(_) | Target::JobDeadline));
        let mut asked = false;
        self.outstanding.iter().all(|(id, command)| {
            let asks = matches!(command, Command::Approve(_));
            asked |= asks;
            asks || is_alarm(id)
        }) && asked
    }
}

/// What a call of `sys` comes down to.
enum Wanted {
    System(SysCommand),
    Sleep(u64),
    Log(String),
    Approval { prompt: String, expires: Option<u64> },
}

fn command(operation: SysOperation, arguments: &Value) -> Result<Wanted, String> {
    let argument = |name: &str| match arguments {
        Value::Record(fields) => fields.get(name),
        _ => None,
    };
    let text = |name: &str| match argument(name) {
        Some(Value::String(text)) => Ok(text.to_string()),
        _ => Err(format!("`{name}` is no text")),
    };
    let span = |name: &str| match argument(name) {
        // What is over before it begins has no time.
        Some(Value::Duration(span)) => Ok(u64::try_from(*span).unwrap_or(0)),
        other => {
            let other = other.map_or("nothing".to_owned(), summary::of);
            Err(format!("`{name}` is {other}, no duration"))
        }
    };
    Ok(match operation {
        SysOperation::Now => Wanted::System(SysCommand::Now),
        SysOperation::Uuid => Wanted::System(SysCommand::Uuid),
        SysOperation::Random => Wanted::System(SysCommand::Random),
        SysOperation::Sleep => Wanted::Sleep(span("for")?),
        SysOperation::Log => Wanted::Log(text("message")?),
        SysOperation::ReadFile => Wanted::System(SysCommand::ReadFile { path: text("path")? }),
        SysOperation::WriteFile => {
            Wanted::System(SysCommand::WriteFile { path: text("path")?, text: text("text")? })
        }
        SysOperation::Approve => Wanted::Approval {
            prompt: text("prompt")?,
            expires: match argument("expires") {
                None | Some(Value::Null) => None,
                Some(_) => Some(span("expires")?),
            },
        },
    })
}

/// As it is written.
fn name(operation: SysOperation) -> &'static str {
    match operation {
        SysOperation::Now => "sys.now",
        SysOperation::Uuid => "sys.uuid",
        SysOperation::Random => "sys.random",
        SysOperation::Sleep => "sys.sleep",
        SysOperation::Log => "sys.log",
        SysOperation::ReadFile => "sys.read_file",
        SysOperation::WriteFile => "sys.write_file",
        SysOperation::Approve => "sys.approve",
    }
}
