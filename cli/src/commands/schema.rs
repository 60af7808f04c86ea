//! `orchc schema`.

use clap::{Args, ValueEnum};
use serde_json::Value;

use crate::{
    command_error::{CommandError, Doing as _},
    exit::Exit,
    session::{DONE, Session},
};

/// Print the JSON Schema of one of our documents
#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// Which document
    what: Document,
}

/// A kind of document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Document {
    /// What a package's plans were checked against: orchestra.lock
    Lock,
    /// A compiled plan: `orchc plan --format json`
    Plan,
    /// A line of `orchc run --events`
    Events,
    /// A line of `orchc run --record`
    Recording,
    /// A subnet's entry in the Ledger
    Entry,
    /// A family of capabilities in the Ledger
    Capability,
    /// `orchc check --format json`
    Diagnostics,
    /// `orchc ledger list --format json`
    LedgerList,
    /// `orchc ledger search --format json`
    LedgerSearch,
    /// `providers` of `orchc ledger show CAPABILITY --format json`
    LedgerProviders,
    /// `orchc plan --quote --format json`
    Quote,
    /// `orchc test --format json`
    TestReport,
    /// `orchc publish --format json`
    Publish,
    /// `orchc search --format json`
    Search,
}

const EVENTS: &str = include_str!("schema/events.schema.json");
const RECORDING: &str = include_str!("schema/recording.schema.json");
const QUOTE: &str = include_str!("schema/quote.schema.json");
const TEST_REPORT: &str = include_str!("schema/test_report.schema.json");
const PUBLISH: &str = include_str!("schema/publish.schema.json");
const SEARCH: &str = include_str!("schema/search.schema.json");
const DIAGNOSTICS: &str = include_str!("schema/diagnostics.schema.json");

pub(crate) fn run(session: &Session, arguments: &Schema) -> Result<Exit, CommandError> {
    let written = |text: &str| serde_json::from_str::<Value>(text).doing("read a schema of ours");
    let schema = match arguments.what {
        Document::Lock => orchestra_package_model::lock::lock_schema(),
        Document::Plan => orchestra_plan::plan_schema(),
        Document::Entry => orchestra_ledger_model::subnet_schema().clone(),
        Document::Capability => orchestra_ledger_model::capability_schema().clone(),
        Document::LedgerList => orchestra_ledger_model::listing_schema(),
        Document::LedgerSearch => orchestra_ledger_model::findings_schema(),
        Document::LedgerProviders => orchestra_ledger_model::comparison_schema(),
        Document::Events => written(EVENTS)?,
        Document::Recording => written(RECORDING)?,
        Document::Diagnostics => written(DIAGNOSTICS)?,
        Document::Quote => written(QUOTE)?,
        Document::Publish => written(PUBLISH)?,
        Document::Search => written(SEARCH)?,
        Document::TestReport => with_diagnostics(written(TEST_REPORT)?, &written(DIAGNOSTICS)?),
    };
    session.print_json(&schema)?;
    DONE
}

/// A schema that refers to a diagnostic and its parts, with what these are.
fn with_diagnostics(mut schema: Value, diagnostics: &Value) -> Value {
    let parts = diagnostics["$defs"].as_object().into_iter().flatten();
    for (name, part) in parts {
        schema["$defs"][name] = part.clone();
    }
    schema["$defs"]["diagnostic"] = diagnostics["properties"]["diagnostics"]["items"].clone();
    schema
}

#[cfg(test)]
mod tests {
    use orchestra_diagnostics::{Code, Diagnostic, Sources, Span, render};
    use orchestra_plan::{FailureKind, Money, plan::Position};
    use orchestra_runtime_engine::{Instant, JobEvent, JobFailure, Stamped};
    use orchestra_schema::Validator;
    use serde_json::json;

    use super::*;

    fn fits(schema: &str, document: &Value) {
        let schema = serde_json::from_str(schema).unwrap();
        let checked = Validator::new(&schema).unwrap().validate(document);
        assert!(checked.is_ok(), "{document:#}: {checked:?}");
    }

    fn events() -> Vec<JobEvent> {
        let (job, step, message) = ("j".to_owned(), "t.web".to_owned(), "m".to_owned());
        let (operation, kind) = ("desearch.web_search".to_owned(), FailureKind::Timeout);
        let position = Position { file: "a.orch".to_owned(), line: 1, column: 1, start: 0, end: 1 };
        let failure = JobFailure {
            step: step.clone(),
            kind,
            message: message.clone(),
            position: Some(position),
        };
        vec![
            JobEvent::JobStarted { job: job.clone(), plan: "p".into(), template: "t".into() },
            JobEvent::JobResumed { job: job.clone(), template: "t".into() },
            JobEvent::StepStarted { step: step.clone(), target: "search.web".into() },
            JobEvent::AttemptStarted {
                step: step.clone(),
                operation: operation.clone(),
                attempt: 1,
            },
            JobEvent::AttemptFailed {
                step: step.clone(),
                operation: operation.clone(),
                attempt: 1,
                kind,
                status: Some(503),
                message: message.clone(),
            },
            JobEvent::Retrying {
                step: step.clone(),
                operation: operation.clone(),
                attempt: 2,
                after_ms: 10,
            },
            JobEvent::CacheHit {
                step: step.clone(),
                operation: operation.clone(),
                kept_at: Instant(1),
            },
            JobEvent::FellBack { step: step.clone(), from: operation.clone(), to: "b.c".into() },
            JobEvent::RemoteJob {
                step: step.clone(),
                operation: operation.clone(),
                id: "17".into(),
                state: Some(json!("queued")),
            },
            JobEvent::RemoteJobCancelled {
                step: step.clone(),
                operation: operation.clone(),
                id: "17".into(),
                problem: Some(message.clone()),
            },
            JobEvent::Overrun {
                step: step.clone(),
                operation: operation.clone(),
                expected: Money::parse("0.1usd").into_iter().collect(),
                charged: Money::parse("0.5usd").into_iter().collect(),
            },
            JobEvent::StepFinished {
                step: step.clone(),
                operation: Some(operation),
                value: "{}".into(),
                cost: Money::parse("0.1usd").map(|money| vec![money]),
                took_ms: 1,
            },
            JobEvent::StepFailed {
                step: step.clone(),
                kind,
                message: message.clone(),
                caught: true,
                took_ms: 1,
            },
            JobEvent::StepCancelled { step: step.clone() },
            JobEvent::IterationSkipped { step: step.clone(), kind, message: message.clone() },
            JobEvent::Logged { step, message: message.clone() },
            JobEvent::JobSucceeded { job: job.clone(), result: json!({ "a": 1 }) },
            JobEvent::JobFailed { job: job.clone(), failure },
            JobEvent::JobStopped { job, reason: message },
        ]
    }

    #[test]
    fn the_schema_of_events_takes_every_event() {
        for event in events() {
            let stamped = Stamped { at: Instant(1), replayed: true, event };
            fits(EVENTS, &serde_json::to_value(&stamped).unwrap());
        }
    }

    #[test]
    fn the_schema_of_diagnostics_takes_what_check_prints() {
        let mut sources = Sources::default();
        sources.insert("a.orch".into(), "let x = 1\n");
        let found = Diagnostic::error(Code::E0301, "a.orch".into(), Span::new(4, 5), "wrong")
            .with_label(Span::new(0, 3), "here")
            .with_help("mend it")
            .with_fix("write `y`", Span::new(4, 5), "y");
        let linted = Diagnostic::error(Code::UnusedItem, "a.orch".into(), Span::new(4, 5), "idle");
        fits(DIAGNOSTICS, &render::json(&[found, linted], &sources, 1));
        fits(DIAGNOSTICS, &render::json(&[], &sources, 0));
    }
}
