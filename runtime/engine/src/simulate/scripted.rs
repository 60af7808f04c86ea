//! A world that is written down.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use crate::{
    Answer, Approval, Body, Decided, Fault, FaultKind, News, Send, SysCommand, Unrecorded,
};

/// Who answers requests.
pub trait Services {
    /// How a request that leaves now ends; none: nobody is there.
    fn answer(&mut self, send: &Send) -> Option<Scripted>;

    /// The same as what the job hears, and after how many milliseconds; none: it hears nothing.
    fn reply(&mut self, send: &Send) -> Option<(u64, News)> {
        Some(news(self.answer(send), send))
    }

    /// What `sys` says to a step, where the simulation doesn't say it.
    fn system(&mut self, _step: &str, _operation: &SysCommand) -> Option<News> {
        None
    }

    /// Why the job can't go on, with the step at which it can't: then it ends. `is_stuck` where
    /// nothing is to come any more.
    fn gives_up(&mut self, _is_stuck: bool) -> Option<Unrecorded> {
        None
    }

    /// What a person answers, and after how many milliseconds: yes, at once. None: they never do.
    fn approve(&mut self, _approval: &Approval) -> Option<(u64, Decided)> {
        Some((0, Decided::yes()))
    }

    /// The text of a file of the project's folder that the job hasn't written.
    ///
    /// # Errors
    /// Why there is none, in the user's words.
    fn read_file(&mut self, path: &str) -> Result<String, String> {
        Err(format!("there is no file `{path}`"))
    }

    /// Why a file can't be written, in the user's words; none: it can. What is written stays in
    /// memory.
    fn refuses_write(&self, _path: &str, _text: &str) -> Option<String> {
        None
    }
}

/// What operations answer, and the files that are there.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct World {
    /// By operation, in the order in which requests leave. The last goes on for ever. What a
    /// provider's job is asked stands apart: `acme.render poll`, `… fetch`, `… cancel`.
    #[serde(default)]
    pub answers: BTreeMap<String, Vec<Scripted>>,
    /// Files of the project's folder, by path.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
    /// What people answer, by step; who isn't listed says yes at once.
    #[serde(default)]
    pub approvals: BTreeMap<String, ScriptedApproval>,
    /// How many requests of an operation have left.
    #[serde(skip)]
    asked: HashMap<String, usize>,
}

/// A person's answer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScriptedApproval {
    /// Milliseconds until they answer; null: never.
    pub after: Option<u64>,
    /// Yes or no.
    pub approved: bool,
    /// What they say besides.
    pub note: Option<String>,
}

impl Default for ScriptedApproval {
    fn default() -> Self {
        Self { after: Some(0), approved: true, note: None }
    }
}

/// One answer: a body with a status, or a fault.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scripted {
    /// Milliseconds until it is there.
    pub after: u64,
    /// The status.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body: a string as it is, anything else as JSON.
    pub body: serde_json::Value,
    /// What goes wrong instead.
    pub fault: Option<ScriptedFault>,
}

/// What can go wrong on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScriptedFault {
    /// No connection is made.
    Unreachable,
    /// The connection is cut before the answer.
    Cut,
    /// No answer ever comes.
    Silent,
}

impl Default for Scripted {
    fn default() -> Self {
        let (headers, body) = (BTreeMap::new(), serde_json::Value::Null);
        Self { after: 100, status: 200, headers, body, fault: None }
    }
}

impl World {
    /// A world without files in which one operation answers.
    #[must_use]
    pub fn answering(operation: &str, answers: Vec<Scripted>) -> Self {
        Self::default().and(operation, answers)
    }

    /// The same with one more.
    #[must_use]
    pub fn and(mut self, operation: &str, answers: Vec<Scripted>) -> Self {
        self.answers.insert(operation.to_owned(), answers);
        self
    }
}

impl Services for World {
    fn answer(&mut self, send: &Send) -> Option<Scripted> {
        let line = send.line();
        let asked = self.asked.entry(line.clone()).or_default();
        let scripted = self.answers.get(&line).map_or(&[][..], Vec::as_slice);
        let answer = scripted.get(*asked).or(scripted.last()).cloned();
        *asked += 1;
        answer
    }

    fn approve(&mut self, approval: &Approval) -> Option<(u64, Decided)> {
        let ScriptedApproval { after, approved, note } =
            self.approvals.get(&approval.step).cloned().unwrap_or_default();
        Some((after?, Decided { approved, by: None, note }))
    }

    fn read_file(&mut self, path: &str) -> Result<String, String> {
        self.files.get(path).cloned().ok_or_else(|| format!("there is no file `{path}`"))
    }
}

/// How a request ends, and after how many milliseconds.
fn news(answer: Option<Scripted>, send: &Send) -> (u64, News) {
    let Some(answer) = answer else {
        let message = format!("the world has no answer of `{}`", send.line());
        return (0, fault(FaultKind::Network, message, true, 0));
    };
    if answer.fault == Some(ScriptedFault::Silent) || answer.after > send.timeout {
        let message = format!("no answer within {} ms", send.timeout);
        return (send.timeout, fault(FaultKind::Timeout, message, false, send.timeout));
    }
    let after = answer.after;
    let news = match answer.fault {
        Some(ScriptedFault::Unreachable) => {
            fault(FaultKind::Network, "the connection was refused".to_owned(), true, after)
        }
        Some(_) => fault(FaultKind::Network, "the connection was cut".to_owned(), false, after),
        None => News::Answered { answer: answer.answer() },
    };
    (after, news)
}

impl Scripted {
    /// A JSON body with status 200, after 100 ms.
    #[must_use]
    pub fn json(body: serde_json::Value) -> Self {
        Self { body: serde_json::Value::String(body.to_string()), ..Self::default() }
    }

    /// An empty answer of this status, after 100 ms.
    #[must_use]
    pub fn status(status: u16) -> Self {
        Self { status, body: serde_json::Value::String(String::new()), ..Self::default() }
    }

    /// A fault, after 100 ms.
    #[must_use]
    pub fn fault(fault: ScriptedFault) -> Self {
        Self { fault: Some(fault), ..Self::default() }
    }

    /// The same after so many milliseconds.
    #[must_use]
    pub fn after(mut self, milliseconds: u64) -> Self {
        self.after = milliseconds;
        self
    }

    /// The same with a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.insert(name.to_owned(), value.to_owned());
        self
    }

    /// What the job that sends `send` hears, and after how many milliseconds.
    #[must_use]
    pub fn reply(self, send: &Send) -> (u64, News) {
        news(Some(self), send)
    }

    fn answer(self) -> Answer {
        let body = match self.body {
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        };
        let headers = self.headers.into_iter().collect();
        Answer { status: self.status, headers, body: Body::Text(body), took: self.after }
    }
}

fn fault(kind: FaultKind, message: String, never_arrived: bool, took: u64) -> News {
    News::Unanswered { fault: Fault { kind, message, never_arrived, took } }
}
