//! Calls of `sys`.

use orchestra_plan::{Expr, FailureKind, Value, node::SysOperation};

use super::{
    Command, Machine, News, SysCommand, Target,
    frame::{Activity, Place},
};
use crate::{JobEvent, summary};

impl Machine {
    pub(super) fn start_system(&mut self, place: Place, operation: SysOperation, arguments: &Expr) {
        self.set_running(place, Activity::Over);
        self.step_started(place, name(operation));
        let arguments = match self.evaluate(place.frame, arguments, &[]) {
            Ok(arguments) => arguments,
            Err(failure) => return self.throw_at(place, failure),
        };
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
            Err(message) => return self.fail_at(place, FailureKind::Failed, message),
        };
        let droppable = operation != SysOperation::WriteFile;
        let step = self.step(place).to_string();
        let id = self.command(Command::Sys { step, operation: command }, Target::Sys(place));
        self.set_activity(place, Activity::Sys { id, droppable });
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
            News::Woken => self.finish(place, Value::Null),
            News::Done { value } => self.finish(place, Value::from_json(&value)),
            News::Undone { message } => self.fail_at(place, FailureKind::Failed, message),
            News::Answered { .. } | News::Unanswered { .. } | News::Lost => {
                let message = "the journal is broken: a request's answer to `sys`".to_owned();
                self.fail_at(place, FailureKind::Failed, message);
            }
        }
    }
}

/// What a call of `sys` comes down to.
enum Wanted {
    System(SysCommand),
    Sleep(u64),
    Log(String),
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
    Ok(match operation {
        SysOperation::Now => Wanted::System(SysCommand::Now),
        SysOperation::Uuid => Wanted::System(SysCommand::Uuid),
        SysOperation::Random => Wanted::System(SysCommand::Random),
        SysOperation::Sleep => match argument("for") {
            Some(Value::Duration(span)) => Wanted::Sleep(u64::try_from(*span).unwrap_or(0)),
            other => {
                let other = other.map_or("nothing".to_owned(), summary::of);
                return Err(format!("`for` is {other}, no duration"));
            }
        },
        SysOperation::Log => Wanted::Log(text("message")?),
        SysOperation::ReadFile => Wanted::System(SysCommand::ReadFile { path: text("path")? }),
        SysOperation::WriteFile => {
            Wanted::System(SysCommand::WriteFile { path: text("path")?, text: text("text")? })
        }
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
    }
}
