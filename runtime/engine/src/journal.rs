//! What outlives the process: one SQLite database of jobs and their events.
//!
//! A job's row holds what it was told at its start, its records hold every event that its machine
//! was given and every request that left, in order. What a turn of the machine needs is committed
//! at once, and only then done: nothing is sent that the journal doesn't know. What is too large
//! for a row lies beside the database, by digest (`beside.rs`). Values of secrets never come here:
//! plans and inputs hold names, and answers are struck clean on arrival; of secret inputs a keyed
//! digest is kept, so that a resumed job can tell whether it is given the same.
//!
//! Numbers of versions stand in the database ([`STORE_VERSION`]) and in each record; whatever a
//! newer program wrote is refused by name, and left as it is.

mod answers;
mod beside;
mod folder;
mod lock;
mod stored;

use std::path::{Path, PathBuf};

use orchestra_schema::Digest;
use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};

pub use self::stored::{JobState, JobSummary};
pub(crate) use self::{
    answers::Answers,
    lock::{JobLock, Owner},
    stored::{NewRow, StoredJob, text},
};
use crate::{CommandId, Event, Instant};

/// The form of tables and records.
const STORE_VERSION: i64 = 1;

const TABLES: &str = "
CREATE TABLE jobs (
  id TEXT PRIMARY KEY,
  plan_id TEXT NOT NULL,
  template TEXT NOT NULL,
  plan TEXT NOT NULL,
  settings TEXT NOT NULL,
  secrets TEXT NOT NULL,
  state TEXT NOT NULL,
  created INTEGER NOT NULL,
  changed INTEGER NOT NULL
) STRICT;
CREATE TABLE records (
  job TEXT NOT NULL REFERENCES jobs (id),
  number INTEGER NOT NULL,
  version INTEGER NOT NULL,
  kind TEXT NOT NULL,
  beside INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (job, number)
) STRICT, WITHOUT ROWID;
";

/// Something about the store that keeps us from using it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A file or folder of it can't be made or opened.
    #[error("the store at {path} can't be opened: {reason}")]
    Folder {
        /// Which.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// The database can't do what it is asked.
    #[error("the store can't be read or written: {0}")]
    Database(#[from] rusqlite::Error),
    /// Somebody newer wrote it.
    #[error(
        "the store is of version {0}, and this program knows {STORE_VERSION}: take a newer program"
    )]
    Newer(i64),
    /// Files of other machines aren't locked and synchronised as a journal needs it.
    #[error("the store at {path} lies on a network file system ({kind}): put it on a local one")]
    Network {
        /// Where.
        path: PathBuf,
        /// What the file system is called.
        kind: &'static str,
    },
    /// What stands in it can't be read.
    #[error("the store's {what} of job {job} can't be read: {reason}")]
    Broken {
        /// The job.
        job: String,
        /// What it was.
        what: &'static str,
        /// What is wrong with it.
        reason: String,
    },
}

/// One record of a job.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Record {
    /// What the machine was given.
    Event(Event),
    /// These requests left.
    Sent(Vec<CommandId>),
    /// Who resumed the job set another deadline.
    Deadline(Instant),
}

/// An open database.
#[derive(Debug)]
pub(crate) struct Journal {
    connection: Connection,
    folder: PathBuf,
    /// Of the digests of secret inputs.
    key: [u8; 32],
}

impl Journal {
    /// Opens the database in a folder, which is made where it isn't there.
    pub(crate) fn open(folder: &Path) -> Result<Self, StoreError> {
        let path = folder::prepare(folder)?;
        let mut connection = Connection::open(&path)?;
        connection.busy_timeout(std::time::Duration::from_secs(10))?;
        known_version(&connection)?;
        // Write-ahead, synchronised at each commit: a commit survives the machine's power cut.
        let mode: String =
            connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
        if mode != "wal" {
            let reason = "its file system allows no write-ahead log: put it on a local one".into();
            return Err(StoreError::Folder { path, reason });
        }
        connection.pragma_update(None, "synchronous", "FULL")?;
        let key = make_tables(&mut connection, folder)?;
        Ok(Self { connection, folder: folder.to_owned(), key })
    }

    /// Random bytes of the database's own generator, which the system seeds.
    pub(crate) fn random(&self) -> Result<[u8; 32], StoreError> {
        random(&self.connection)
    }

    /// What a secret input is known by: tells nothing to whoever sees the database alone.
    pub(crate) fn secret_digest(&self, nonce: &str, value: &str) -> String {
        let text = [&self.key[..], nonce.as_bytes(), b"\n", value.as_bytes()].concat();
        Digest::of_bytes(&text).to_string()
    }

    /// Takes the job for this process; fails with the owner where another one has it.
    pub(crate) fn lock(&self, job: &str) -> Result<Result<JobLock, Owner>, StoreError> {
        JobLock::take(&self.folder, job)
    }

    /// Who runs the job now; none: nobody.
    pub(crate) fn owner(&self, job: &str) -> Result<Option<Owner>, StoreError> {
        lock::owner(&self.folder, job)
    }

    pub(crate) fn create(&mut self, row: &NewRow<'_>) -> Result<(), StoreError> {
        self.connection.execute(
            "INSERT INTO jobs
               (id, plan_id, template, plan, settings, secrets, state, created, changed)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)",
            params![
                row.id,
                row.plan_id,
                row.template,
                row.plan,
                row.settings,
                stored::text(&row.secrets),
                JobState::Running.name(),
                row.created.0
            ],
        )?;
        Ok(())
    }

    /// The job as it was told at its start; none: there is no such job.
    pub(crate) fn load(&self, job: &str) -> Result<Option<StoredJob>, StoreError> {
        let mut query = self.connection.prepare(&format!(
            "SELECT {SUMMARY}, plan_id, plan, settings, secrets FROM jobs WHERE id = ?1"
        ))?;
        let row = |row: &rusqlite::Row<'_>| {
            let texts = [row.get(5)?, row.get(6)?, row.get(7)?, row.get(8)?];
            Ok((stored::SummaryRow::read(row)?, texts))
        };
        match query.query_row([job], row).optional()? {
            Some((summary, texts)) => StoredJob::read(self.summary(summary)?, texts).map(Some),
            None => Ok(None),
        }
    }

    /// What happened to a job, one record at a time: answers may be large, and a journal long.
    pub(crate) fn record(&self, job: &str, number: i64) -> Result<Option<Record>, StoreError> {
        let mut query = self.connection.prepare(
            "SELECT version, kind, beside, body FROM records WHERE job = ?1 AND number = ?2",
        )?;
        let found = query
            .query_row(params![job, number], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })
            .optional()?;
        let Some((version, kind, lies_beside, body)) = found else { return Ok(None) };
        let (kind, mut body): (String, String) = (kind, body);
        if version > STORE_VERSION {
            return Err(StoreError::Newer(version));
        }
        if lies_beside {
            body = beside::read(&self.folder, &body)
                .map_err(|reason| stored::broken(job, "record", reason))?;
        }
        stored::record(job, &kind, &body).map(Some)
    }

    /// One turn: what was given to the machine and what is about to leave, all or nothing.
    /// `number` is that of the first record; that of the next one is returned.
    pub(crate) fn commit(
        &mut self,
        job: &str,
        number: i64,
        records: &[Record],
        state: Option<JobState>,
        now: Instant,
    ) -> Result<i64, StoreError> {
        let change = self.connection.transaction()?;
        let mut next = number;
        {
            let mut insert = change.prepare(
                "INSERT INTO records (job, number, version, kind, beside, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?;
            for record in records {
                let (kind, mut body) = stored::body(record);
                let lies_beside = body.len() > beside::LARGEST_IN_ROW;
                if lies_beside {
                    body = beside::write(&self.folder, &body)?;
                }
                insert.execute(params![job, next, STORE_VERSION, kind, lies_beside, body])?;
                next += 1;
            }
            if let Some(state) = state {
                change
                    .prepare("UPDATE jobs SET state = ?2, changed = ?3 WHERE id = ?1")?
                    .execute(params![job, state.name(), now.0])?;
            }
        }
        change.commit()?;
        Ok(next)
    }

    /// All jobs, the latest first.
    pub(crate) fn jobs(&self) -> Result<Vec<JobSummary>, StoreError> {
        let mut query = self
            .connection
            .prepare(&format!("SELECT {SUMMARY} FROM jobs ORDER BY created DESC, id DESC"))?;
        let rows = query.query_map([], stored::SummaryRow::read)?;
        rows.map(|row| self.summary(row?)).collect()
    }

    fn summary(&self, row: stored::SummaryRow) -> Result<JobSummary, StoreError> {
        let state = JobState::read(&row.id, &row.state)?;
        let unfinished = matches!(state, JobState::Running | JobState::NeedsDecision);
        let running = unfinished && self.owner(&row.id)?.is_some();
        let stored::SummaryRow { id, template, created, changed, .. } = row;
        Ok(JobSummary { id, template, state, running, created, changed })
    }
}

/// The columns that [`stored::SummaryRow`] reads.
const SUMMARY: &str = "id, template, state, created, changed";

/// The store's version; 0: it is new. Fails where somebody newer wrote it.
fn known_version(connection: &Connection) -> Result<i64, StoreError> {
    let version = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if (0..=STORE_VERSION).contains(&version) {
        Ok(version)
    } else {
        Err(StoreError::Newer(version))
    }
}

/// Makes what isn't there yet, one process at a time; returns the store's key.
fn make_tables(connection: &mut Connection, folder: &Path) -> Result<[u8; 32], StoreError> {
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if known_version(&change)? == 0 {
        change.execute_batch(TABLES)?;
        change.pragma_update(None, "user_version", STORE_VERSION)?;
    }
    let key = folder::key(folder, || random(&change))?;
    change.commit()?;
    Ok(key)
}

fn random(connection: &Connection) -> Result<[u8; 32], StoreError> {
    Ok(connection.query_row("SELECT randomblob(32)", [], |row| row.get(0))?)
}
