//! Threads that ask the compiler side by side.

use std::{
    sync::{
        LazyLock, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use orchestra_compiler::Database;
use rayon::{ThreadPool, ThreadPoolBuilder, prelude::*};

use crate::STACK;

/// How many questions a thread takes at a time, at most: enough that taking them costs nothing.
const AT_A_TIME: usize = 16;

/// How often each thread takes some, at least, where there are so many: none is left with much at the end.
const TURNS: usize = 64;

/// As many threads as there are processors; none where none can be had. They stay while work follows work,
/// since each has memory of its own, which another couldn't use again.
static THREADS: LazyLock<Option<ThreadPool>> = LazyLock::new(|| {
    let count = thread::available_parallelism().map_or(1, usize::from);
    ThreadPoolBuilder::new().num_threads(count).stack_size(STACK).build().ok()
});

/// What `make` makes of each of `values`, side by side, in their order.
pub(crate) fn each<V: Sync, M: Send>(values: &[V], make: impl Fn(&V) -> M + Send + Sync) -> Vec<M> {
    match &*THREADS {
        Some(threads) => threads.install(|| values.par_iter().map(make).collect()),
        None => values.iter().map(make).collect(),
    }
}

/// The threads, each with a snapshot of one database.
pub(crate) struct Workers {
    /// One for each thread; where there is none, for whoever asks, who works alone.
    snapshots: Vec<Mutex<Database>>,
}

impl Workers {
    /// Threads that ask `db`, which can't be edited while there are any.
    pub(crate) fn start(db: &Database) -> Self {
        let count = THREADS.as_ref().map_or(1, ThreadPool::current_num_threads);
        Self { snapshots: (0..count).map(|_| Mutex::new(db.clone())).collect() }
    }

    /// What `ask` makes of each of `questions`, in their order.
    pub(crate) fn side_by_side<Q: Sync, A: Send>(
        &self,
        questions: &[Q],
        ask: impl Fn(&Database, &Q) -> A + Sync,
    ) -> Vec<A> {
        let of_part = |db: &Database, part: &[Q]| -> Vec<A> {
            part.iter().map(|question| ask(db, question)).collect()
        };
        self.in_parts(questions, of_part).into_iter().flatten().collect()
    }

    /// What `ask` makes of `questions`, of a few at a time, in their order.
    pub(crate) fn in_parts<Q: Sync, A: Send>(
        &self,
        questions: &[Q],
        ask: impl Fn(&Database, &[Q]) -> A + Sync,
    ) -> Vec<A> {
        let threads = self.snapshots.len();
        let at_a_time = (questions.len() / (threads * TURNS)).clamp(1, AT_A_TIME);
        let parts: Vec<&[Q]> = questions.chunks(at_a_time).collect();
        let next = AtomicUsize::new(0);
        let work = |thread: usize| {
            let db = self.snapshots[thread].lock().unwrap_or_else(PoisonError::into_inner);
            let mut answered = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some(part) = parts.get(number) else { return answered };
                answered.push((number, ask(&db, part)));
            }
        };
        let answered = match &*THREADS {
            Some(threads) => threads.broadcast(|thread| work(thread.index())),
            None => vec![work(0)],
        };
        let mut answered: Vec<_> = answered.into_iter().flatten().collect();
        answered.sort_unstable_by_key(|(number, _)| *number);
        answered.into_iter().map(|(_, answer)| answer).collect()
    }
}
