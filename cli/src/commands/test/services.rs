//! Who answers what a test doesn't mock: the sandbox, in this process, and the project's folder,
//! from which files are only read.

use orchestra_package_model::Project;
use orchestra_plan::binding::Auth;
use orchestra_runtime_engine::{
    ProjectFolder, SecretPlace, Send,
    simulate::{Scripted, Services},
};
use orchestra_runtime_sandbox::{LocalRequest, LocalSandbox};

use super::SEED;
use crate::job_engine;

/// What stands where a key would: a test has no secrets.
const NO_KEY: &str = "orchestra-test";

/// The same as user and password, in Base64.
const NO_LOGIN: &str = "Basic b3JjaGVzdHJhLXRlc3Q6b3JjaGVzdHJhLXRlc3Q=";

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
    let outgoing = &send.request;
    let mut request = LocalRequest {
        method: outgoing.method.clone(),
        endpoint: send.endpoint.clone(),
        path: outgoing.path.clone(),
        query: outgoing.query_decoded(),
        headers: outgoing.headers.clone(),
        body: outgoing.body.as_ref().map(|body| body.bytes()).unwrap_or_default(),
    };
    let mut header = |name: &str, value: String| request.headers.push((name.to_owned(), value));
    match &send.auth {
        // Signatures are checked where requests come over a socket.
        None
        | Some(Auth::Btauth { .. } | Auth::Axon { .. } | Auth::Epistula { .. } | Auth::S3 { .. }) =>
            {}
        Some(Auth::Header { name, format, .. }) => header(name, format.replace("{secret}", NO_KEY)),
        Some(Auth::Bearer { .. }) => header("Authorization", format!("Bearer {NO_KEY}")),
        Some(Auth::Basic { .. }) => header("Authorization", NO_LOGIN.to_owned()),
        Some(Auth::Query { name, .. }) => request.query.push((name.clone(), NO_KEY.to_owned())),
    }
    for place in &outgoing.secrets {
        match place {
            SecretPlace::Header { name, .. } => {
                request.headers.push((name.clone(), NO_KEY.to_owned()));
            }
            SecretPlace::Query { name, .. } => {
                request.query.push((name.clone(), NO_KEY.to_owned()));
            }
            // A text stands there already.
            SecretPlace::Body { .. } => {}
        }
    }
    request
}
