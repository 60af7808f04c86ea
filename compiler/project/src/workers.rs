//! Threads that ask the compiler side by side.

use std::{
    sync::{
        LazyLock, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use orchestra_compiler::Database;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::STACK;

/// How many questions a thread takes at a time, at most: what is done for many, one thing after the other, finds its
/// code at hand.
pub(crate) const AT_A_TIME: usize = 64;

/// The same for what is asked of files, which is more.
pub(crate) const FILES_AT_A_TIME: usize = 6;

/// In how many parts for each thread what is left is cut: they become smaller, so that none is left with much at
/// the end.
const PARTS: usize = 4;

/// Threads that help whoever has work: with it there are as many as processors. One that only waited would have
/// memory of its own too. They stay while work follows work, since another couldn't use that memory again.
static HELPERS: LazyLock<Option<ThreadPool>> = LazyLock::new(|| {
    let count = thread::available_parallelism().map_or(1, usize::from) - 1;
    if count == 0 {
        return None;
    }
    ThreadPoolBuilder::new().num_threads(count).stack_size(STACK).build().ok()
});

/// How many work: whoever has work, and its helpers.
fn count() -> usize {
    1 + HELPERS.as_ref().map_or(0, ThreadPool::current_num_threads)
}

/// What each of [`count`] threads makes by `work`, which is told its number: this one, and its helpers.
fn on_each<A: Send>(work: impl Fn(usize) -> A + Sync) -> Vec<A> {
    let Some(helpers) = &*HELPERS else { return vec![work(0)] };
    let made = Mutex::new(Vec::new());
    let put = |number| {
        let answer = work(number);
        made.lock().unwrap_or_else(PoisonError::into_inner).push(answer);
    };
    helpers.in_place_scope(|scope| {
        scope.spawn_broadcast(|_, helper| put(1 + helper.index()));
        put(0);
    });
    made.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// What `make` makes of `values`, side by side and of at most so many at a time, in their order; it is told the number
/// of the thread.
fn in_parts<V: Sync, A: Send>(
    values: &[V],
    at_a_time: usize,
    make: impl Fn(usize, &[V]) -> A + Sync,
) -> Vec<A> {
    let mut parts = Vec::new();
    let mut left = values;
    while !left.is_empty() {
        let size = (left.len() / (count() * PARTS)).clamp(1, at_a_time);
        let (part, rest) = left.split_at(size);
        parts.push(part);
        left = rest;
    }
    let next = AtomicUsize::new(0);
    let work = |thread: usize| {
        let mut made = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(part) = parts.get(number) else { return made };
            made.push((number, make(thread, part)));
        }
    };
    let mut made: Vec<_> = on_each(work).into_iter().flatten().collect();
    made.sort_unstable_by_key(|(number, _)| *number);
    made.into_iter().map(|(_, answer)| answer).collect()
}

/// What `make` makes of each of `values`, side by side, in their order.
pub(crate) fn each<V: Sync, M: Send>(values: &[V], make: impl Fn(&V) -> M + Sync) -> Vec<M> {
    let of_part = |_, part: &[V]| part.iter().map(&make).collect::<Vec<_>>();
    in_parts(values, AT_A_TIME, of_part).into_iter().flatten().collect()
}

/// The threads, each with a snapshot of one database.
pub(crate) struct Workers {
    snapshots: Vec<Mutex<Database>>,
}

impl Workers {
    /// Threads that ask `db`, which can't be edited while there are any.
    pub(crate) fn start(db: &Database) -> Self {
        Self { snapshots: (0..count()).map(|_| Mutex::new(db.clone())).collect() }
    }

    /// What `ask` makes of each of `questions`, in their order.
    pub(crate) fn each<Q: Sync, A: Send>(
        &self,
        questions: &[Q],
        ask: impl Fn(&Database, &Q) -> A + Sync,
    ) -> Vec<A> {
        let of_part = |db: &Database, part: &[Q]| -> Vec<A> {
            part.iter().map(|question| ask(db, question)).collect()
        };
        self.in_parts(questions, AT_A_TIME, of_part).into_iter().flatten().collect()
    }

    /// What `ask` makes of `questions`, of at most so many at a time, in their order.
    pub(crate) fn in_parts<Q: Sync, A: Send>(
        &self,
        questions: &[Q],
        at_a_time: usize,
        ask: impl Fn(&Database, &[Q]) -> A + Sync,
    ) -> Vec<A> {
        in_parts(questions, at_a_time, |thread, part| {
            let db = self.snapshots[thread].lock().unwrap_or_else(PoisonError::into_inner);
            ask(&db, part)
        })
    }
}
