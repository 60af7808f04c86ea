//! Answering a job's requests from a recording.
//!
//! A request is answered by the first exchange that nobody took yet, whose operation, purpose and
//! request are the same: one of the same step before one of another. So what runs side by side needn't
//! come in the order in which it came then, and a retry gets what the retry got. What the recording
//! lacks is an [`Unrecorded`], which ends the job: no fall-back hides it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use orchestra_schema::Digest;
use serde_json::Value as Json;

use super::{
    About, Ended, RecordedRequest, RecordingError, Reply,
    line::{RecordedAnswer, RecordedFault},
    read::{Part, read},
};
use crate::{Answer, Body, CacheKey, Fault, Instant, News, Purpose, Send, SysCommand};

/// A recording that answers. Clones take from the same answers.
#[derive(Clone, Debug)]
pub struct Replay {
    recorded: Arc<Recorded>,
    taken: Arc<Mutex<Taken>>,
}

/// What a recording lacks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unrecorded {
    /// The step that asks.
    pub step: String,
    /// What it asks and the recording lacks, as a sentence.
    pub message: String,
}

#[derive(Debug)]
struct Recorded {
    about: About,
    ended: Option<Ended>,
    exchanges: Vec<Exchanged>,
    /// By operation and purpose: by request, places in `exchanges`.
    requests: HashMap<(String, Purpose), HashMap<Digest, Vec<usize>>>,
    system: Vec<(String, String, Json)>,
    kept: HashMap<(String, String), (Instant, Answer)>,
    digest: String,
}

#[derive(Debug)]
struct Exchanged {
    step: String,
    shown: String,
    reply: Replied,
}

#[derive(Clone, Debug)]
enum Replied {
    News(News),
    Nothing,
    Withheld,
}

#[derive(Debug, Default)]
struct Taken {
    exchanges: Vec<bool>,
    system: Vec<bool>,
}

impl Replay {
    /// Reads a recording.
    ///
    /// # Errors
    /// Why it can't be one that this program wrote.
    pub fn read(bytes: &[u8]) -> Result<Self, RecordingError> {
        let (mut exchanges, mut system) = (Vec::new(), Vec::new());
        let mut requests: HashMap<_, HashMap<_, Vec<_>>> = HashMap::new();
        let mut kept = HashMap::new();
        let parts = read(bytes, &mut |part| match part {
            Part::Exchange(exchange) => {
                let of_operation = requests
                    .entry((exchange.operation, exchange.purpose))
                    .or_insert_with(HashMap::new);
                let places: &mut Vec<usize> =
                    of_operation.entry(exchange.request.digest()).or_default();
                places.push(exchanges.len());
                exchanges.push(Exchanged {
                    step: exchange.step,
                    shown: exchange.request.shown(),
                    reply: replied(exchange.reply),
                });
            }
            Part::System(said) => system.push((said.step, said.operation, said.value)),
            Part::Kept(it) => {
                let key = (it.endpoint, it.request);
                kept.entry(key).or_insert((it.kept_at, answer(it.answer)));
            }
        })?;
        let taken =
            Taken { exchanges: vec![false; exchanges.len()], system: vec![false; system.len()] };
        let (about, ended) = (parts.about, parts.ended);
        let digest = Digest::of_bytes(bytes).to_string();
        let recorded = Recorded { about, ended, exchanges, requests, system, kept, digest };
        Ok(Self { recorded: Arc::new(recorded), taken: Arc::new(Mutex::new(taken)) })
    }

    /// What it is a recording of.
    #[must_use]
    pub fn about(&self) -> &About {
        &self.recorded.about
    }

    /// How the job ended then; none: it hadn't.
    #[must_use]
    pub fn ended(&self) -> Option<&Ended> {
        self.recorded.ended.as_ref()
    }

    /// Names the recording: the BLAKE3 digest of its bytes.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.recorded.digest
    }

    /// The same recording, of which nothing is taken.
    #[must_use]
    pub fn afresh(&self) -> Self {
        let fresh = Self { recorded: Arc::clone(&self.recorded), taken: Arc::default() };
        fresh.rewind();
        fresh
    }

    /// Gives back all that was taken.
    pub(crate) fn rewind(&self) {
        let taken = Taken {
            exchanges: vec![false; self.recorded.exchanges.len()],
            system: vec![false; self.recorded.system.len()],
        };
        *self.taken() = taken;
    }

    /// How a request that leaves now ends; none: it was never answered.
    ///
    /// # Errors
    /// Where the recording has nothing that is left for it.
    pub fn answer(&self, send: &Send) -> Result<Option<News>, Unrecorded> {
        let request = RecordedRequest::of(send);
        let recorded = &*self.recorded;
        let of_operation = recorded.requests.get(&(send.operation.clone(), send.purpose));
        let same = of_operation.and_then(|all| all.get(&request.digest()));
        let same = same.map_or(&[][..], Vec::as_slice);
        let mut taken = self.taken();
        let left = || same.iter().copied().filter(|at| !taken.exchanges[*at]);
        let own = left().find(|at| recorded.exchanges[*at].step == send.step);
        let Some(at) = own.or_else(|| left().next()) else {
            let message = match (same.len(), of_operation) {
                (0, None) => format!("it has no request of {}", line(send)),
                (0, Some(all)) => {
                    let places = all.values().flatten().copied();
                    let (shown, near) = (request.shown(), self.near(send, places));
                    format!("{} is asked `{shown}`{near}", line(send))
                }
                (count, _) => {
                    let times =
                        if count == 1 { "once".to_owned() } else { format!("{count} times") };
                    let (line, shown) = (line(send), request.shown());
                    format!("{line} was asked `{shown}` {times}, and is asked again")
                }
            };
            return Err(Unrecorded { step: send.step.clone(), message });
        };
        taken.exchanges[at] = true;
        match &recorded.exchanges[at].reply {
            Replied::News(news) => Ok(Some(news.clone())),
            Replied::Nothing => Ok(None),
            Replied::Withheld => {
                let message = format!("the answer of {} holds secrets and wasn't kept", line(send));
                Err(Unrecorded { step: send.step.clone(), message })
            }
        }
    }

    /// What the recording has instead, so far as that helps.
    fn near(&self, send: &Send, places: impl Iterator<Item = usize>) -> String {
        let places: Vec<_> = places.collect();
        let step = &send.step;
        let exchanges = &self.recorded.exchanges;
        let first = places.iter().filter(|at| exchanges[**at].step == *step).min();
        match first {
            Some(at) => format!("; then it was asked `{}`", exchanges[*at].shown),
            None => match places.len() {
                1 => "; it was asked something else then".to_owned(),
                count => format!("; it was asked {count} other things then"),
            },
        }
    }

    /// What `sys` says to a step; none: that isn't recorded, as of files.
    ///
    /// # Errors
    /// Where the recording has nothing that is left for it.
    pub fn system(&self, step: &str, command: &SysCommand) -> Result<Option<News>, Unrecorded> {
        let Some(name) = recorded_name(command) else { return Ok(None) };
        let recorded = &self.recorded.system;
        let mut taken = self.taken();
        let left = || {
            let all = recorded.iter().enumerate();
            all.filter(|(at, (_, operation, _))| operation == name && !taken.system[*at])
        };
        let own = left().find(|(_, (of, ..))| of == step);
        match own.or_else(|| left().next()) {
            Some((at, (.., value))) => {
                let value = value.clone();
                taken.system[at] = true;
                Ok(Some(News::Done { value }))
            }
            None => {
                let message = format!("it has no `sys.{name}` that is left");
                Err(Unrecorded { step: step.to_owned(), message })
            }
        }
    }

    /// What an earlier call was answered then.
    pub(crate) fn recall(&self, key: &CacheKey) -> News {
        let found = self.recorded.kept.get(&(key.endpoint.clone(), key.request.clone()));
        match found {
            Some((kept_at, answer)) => {
                News::Recalled { answer: Some(answer.clone()), kept_at: *kept_at }
            }
            None => News::Recalled { answer: None, kept_at: Instant(0) },
        }
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The name under which a recording has what `sys` says; files are read as they are.
pub(crate) fn recorded_name(command: &SysCommand) -> Option<&'static str> {
    match command {
        SysCommand::Now => Some("now"),
        SysCommand::Uuid => Some("uuid"),
        SysCommand::Random => Some("random"),
        SysCommand::ReadFile { .. } | SysCommand::WriteFile { .. } => None,
    }
}

/// `acme.search`, `the job of acme.render (poll)`.
fn line(send: &Send) -> String {
    let operation = &send.operation;
    let of_job = |word: &str| format!("the job of `{operation}` ({word})");
    match send.purpose {
        Purpose::Attempt => format!("`{operation}`"),
        Purpose::Poll => of_job("poll"),
        Purpose::Fetch => of_job("fetch"),
        Purpose::Cancel => of_job("cancel"),
    }
}

fn replied(reply: Reply) -> Replied {
    match reply {
        Reply::Answer(recorded) => Replied::News(News::Answered { answer: answer(recorded) }),
        Reply::Fault(RecordedFault { kind, message, never_arrived, took_ms }) => {
            let fault = Fault { kind, message, never_arrived, took: took_ms };
            Replied::News(News::Unanswered { fault })
        }
        Reply::Unanswered => Replied::Nothing,
        Reply::Withheld => Replied::Withheld,
    }
}

fn answer(recorded: RecordedAnswer) -> Answer {
    let RecordedAnswer { status, retry_after, body, took_ms } = recorded;
    let seconds = retry_after.map(|seconds| ("retry-after".to_owned(), seconds.to_string()));
    let body = body.and_then(super::request::Content::body).unwrap_or_else(Body::default);
    Answer { status, headers: seconds.into_iter().collect(), body, took: took_ms }
}
