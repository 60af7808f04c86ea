//! Who answers what a test doesn't mock: the sandbox, in this process, or a recording; and the
//! project's folder, from which files are only read.

use orchestra_package_model::Project;
use orchestra_runtime_engine::{
    News, ProjectFolder, Replay, Send, SysCommand, Unrecorded,
    simulate::{Scripted, Seen, Services},
};
use orchestra_runtime_sandbox::{LocalRequest, LocalSandbox};

use super::SEED;
use crate::job_engine;

/// What lies around the tests of a project.
pub(super) struct Neighbourhood {
    sandbox: LocalSandbox,
    folder: ProjectFolder,
    /// What answers in the sandbox's place.
    replay: Option<Replay>,
}

impl Neighbourhood {
    pub(super) fn of(project: &Project, replay: Option<&Replay>) -> Self {
        let sandbox = LocalSandbox::new(&project.ledger, SEED);
        Self { sandbox, folder: job_engine::folder(project), replay: replay.cloned() }
    }

    /// As one test finds it, whatever others did.
    pub(super) fn services(&self) -> Alone {
        Alone {
            sandbox: self.sandbox.afresh(),
            folder: self.folder.clone(),
            replay: self.replay.as_ref().map(Replay::afresh),
            unrecorded: None,
            unanswered: None,
        }
    }
}

/// The services of one test.
pub(super) struct Alone {
    sandbox: LocalSandbox,
    folder: ProjectFolder,
    replay: Option<Replay>,
    /// What the recording lacks.
    unrecorded: Option<Unrecorded>,
    /// What was never answered when it was recorded, and is waited for.
    unanswered: Option<Unrecorded>,
}

impl Services for Alone {
    fn answer(&mut self, send: &Send) -> Option<Scripted> {
        let answer = self.sandbox.answer(request(send));
        Some(Scripted {
            after: u64::try_from(answer.latency.as_millis()).unwrap_or(u64::MAX),
            status: answer.status,
            headers: answer.headers.into_iter().collect(),
            body: String::from_utf8_lossy(&answer.body).into(),
            fault: None,
        })
    }

    fn reply(&mut self, send: &Send) -> Option<(u64, News)> {
        let Some(replay) = &self.replay else {
            return Some(self.answer(send)?.reply(send));
        };
        match replay.answer(send) {
            Ok(Some(news)) => Some((took(&news), news)),
            Ok(None) => {
                let message = format!("`{}` didn't answer when it was recorded", send.operation);
                self.unanswered = Some(Unrecorded { step: send.step.clone(), message });
                None
            }
            Err(unrecorded) => {
                self.unrecorded.get_or_insert(unrecorded);
                None
            }
        }
    }

    fn system(&mut self, step: &str, operation: &SysCommand) -> Option<News> {
        // What a test asks of the clock is its own affair, unless it was recorded.
        self.replay.as_ref()?.system(step, operation).ok().flatten()
    }

    fn gives_up(&mut self, is_stuck: bool) -> Option<Unrecorded> {
        let stuck = is_stuck.then(|| self.unanswered.clone()).flatten();
        self.unrecorded.clone().or(stuck)
    }

    fn read_file(&mut self, path: &str) -> Result<String, String> {
        self.folder.read(path)
    }

    fn refuses_write(&self, path: &str, text: &str) -> Option<String> {
        self.folder.permits_writing(path, text).err()
    }
}

fn took(news: &News) -> u64 {
    match news {
        News::Answered { answer } => answer.took,
        News::Unanswered { fault } => fault.took,
        _ => 0,
    }
}

fn request(send: &Send) -> LocalRequest {
    let Seen { method, endpoint, path, query, headers, body } = Seen::of(send);
    LocalRequest { method, endpoint, path, query, headers, body }
}
