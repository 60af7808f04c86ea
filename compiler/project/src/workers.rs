//! Threads that ask the compiler side by side.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use orchestra_compiler::Database;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::STACK;

/// How many questions a thread takes at a time, at most: few, so that none is left with many, and
/// enough that taking them costs nothing.
const AT_A_TIME: usize = 16;

/// As many threads as there are processors, each with a snapshot of the database. They stay while question
/// follows question, since each has memory of its own, which another couldn't use again.
pub(crate) struct Workers {
    /// None where no thread can be had: whoever asks works alone.
    pool: Option<ThreadPool>,
    /// One for each thread.
    snapshots: Vec<Mutex<Database>>,
}

impl Workers {
    /// Threads that ask `db`, which can't be edited while there are any.
    pub(crate) fn start(db: &Database) -> Self {
        let count = thread::available_parallelism().map_or(1, usize::from);
        let pool = ThreadPoolBuilder::new().num_threads(count).stack_size(STACK).build().ok();
        let count = if pool.is_some() { count } else { 1 };
        Self { pool, snapshots: (0..count).map(|_| Mutex::new(db.clone())).collect() }
    }

    /// What `ask` makes of each of `questions`, in their order.
    pub(crate) fn side_by_side<Q: Sync, A: Send>(
        &self,
        questions: &[Q],
        ask: impl Fn(&Database, &Q) -> A + Sync,
    ) -> Vec<A> {
        let threads = self.snapshots.len();
        let at_a_time = (questions.len() / (threads * AT_A_TIME)).clamp(1, AT_A_TIME);
        let parts: Vec<&[Q]> = questions.chunks(at_a_time).collect();
        let next = AtomicUsize::new(0);
        let work = |thread: usize| {
            let db = self.snapshots[thread].lock().unwrap_or_else(PoisonError::into_inner);
            let mut answered = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some(part) = parts.get(number) else { return answered };
                let answers: Vec<A> = part.iter().map(|question| ask(&db, question)).collect();
                answered.push((number, answers));
            }
        };
        let answered = match &self.pool {
            Some(pool) => pool.broadcast(|thread| work(thread.index())),
            None => vec![work(0)],
        };
        let mut answered: Vec<_> = answered.into_iter().flatten().collect();
        answered.sort_unstable_by_key(|(number, _)| *number);
        answered.into_iter().flat_map(|(_, answers)| answers).collect()
    }
}
