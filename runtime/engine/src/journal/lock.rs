//! One owner a job: a file lock, which the system drops with its process. No lease, no clock,
//! nothing to take over from the living.

use std::{
    fs::{File, TryLockError},
    io::{ErrorKind, Read as _, Seek as _, Write as _},
    path::{Path, PathBuf},
};

use super::{StoreError, folder};

/// Somebody would have to ask for the owner again and again to be met so often.
const MOST_TRIES: u32 = 1000;

/// The job is ours until this is dropped.
#[derive(Debug)]
pub(crate) struct JobLock {
    _file: File,
}

/// Who runs a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Owner {
    /// The process's number, where it can be read.
    pub(crate) process: Option<u32>,
}

impl JobLock {
    /// Takes the lock; fails with the owner where there is one, be it this very process.
    pub(super) fn take(store: &Path, job: &str) -> Result<Result<Self, Owner>, StoreError> {
        let path = path(store, job);
        let problem = |error: std::io::Error| folder::problem(&path, &error);
        folder::make_folder(&store.join(FOLDER)).map_err(problem)?;
        let mut file = folder::open(&path).map_err(problem)?;
        if !lock(&file).map_err(problem)? {
            return Ok(Err(Owner::read(&mut file)));
        }
        let written = file
            .set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| write!(file, "{}", std::process::id()));
        written.map_err(problem)?;
        Ok(Ok(Self { _file: file }))
    }
}

/// Whether the lock is ours now. Who only asks for the owner ([`owner`]) has it for a moment, and
/// shares it, by which that is told from an owner.
fn lock(file: &File) -> std::io::Result<bool> {
    for _ in 0..MOST_TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(error),
        }
        match file.try_lock_shared() {
            Ok(()) => file.unlock()?,
            Err(TryLockError::WouldBlock) => return Ok(false),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        std::thread::yield_now();
    }
    Ok(false)
}

/// Who has the job's lock now; none: nobody.
pub(super) fn owner(store: &Path, job: &str) -> Result<Option<Owner>, StoreError> {
    let path = path(store, job);
    let problem = |error: std::io::Error| folder::problem(&path, &error);
    let mut file = match folder::open_to_read(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(problem(error)),
    };
    match file.try_lock_shared() {
        Ok(()) => Ok(None),
        Err(TryLockError::WouldBlock) => Ok(Some(Owner::read(&mut file))),
        Err(TryLockError::Error(error)) => Err(problem(error)),
    }
}

impl Owner {
    fn read(file: &mut File) -> Self {
        let mut text = String::new();
        let process = file.read_to_string(&mut text).ok().and_then(|_| text.trim().parse().ok());
        Self { process }
    }
}

const FOLDER: &str = "locks";

fn path(store: &Path, job: &str) -> PathBuf {
    store.join(FOLDER).join(format!("{job}.lock"))
}
