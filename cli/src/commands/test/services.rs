//! Who answers what a test doesn't mock: the sandbox, in this process, and the project's folder,
//! from which files are only read.

use orchestra_package_model::Project;
use orchestra_runtime_engine::{
    ProjectFolder, Send,
    simulate::{Scripted, Seen, Services},
};
use orchestra_runtime_sandbox::{LocalRequest, LocalSandbox};

use super::SEED;
use crate::job_engine;

/// What lies around the tests of a project.
pub(super) struct Neighbourhood {
    sandbox: LocalSandbox,
    folder: ProjectFolder,
}

impl Neighbourhood {
    pub(super) fn of(project: &Project) -> Self {
        let sandbox = LocalSandbox::new(&project.ledger, SEED);
        Self { sandbox, folder: job_engine::folder(project) }
    }

    /// As one test finds it, whatever others did.
    pub(super) fn services(&self) -> Alone {
        Alone { sandbox: self.sandbox.afresh(), folder: self.folder.clone() }
    }
}

/// The services of one test.
pub(super) struct Alone {
    sandbox: LocalSandbox,
    folder: ProjectFolder,
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

    fn read_file(&mut self, path: &str) -> Result<String, String> {
        self.folder.read(path)
    }

    fn refuses_write(&self, path: &str, text: &str) -> Option<String> {
        self.folder.permits_writing(path, text).err()
    }
}

fn request(send: &Send) -> LocalRequest {
    let Seen { method, endpoint, path, query, headers, body } = Seen::of(send);
    LocalRequest { method, endpoint, path, query, headers, body }
}
