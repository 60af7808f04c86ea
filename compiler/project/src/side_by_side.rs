//! Questions to the compiler, asked on as many threads as there are processors.

use std::{
    panic::resume_unwind,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use orchestra_compiler::Database;

use crate::STACK;

/// How many questions a thread takes at a time, at most: few, so that none is left with many, and
/// enough that taking them costs nothing.
const AT_A_TIME: usize = 16;

/// What `ask` makes of each of `questions`, in their order. The thread that wants to know works
/// too; where no other can be had, it works alone.
pub(crate) fn side_by_side<Q: Sync, A: Send>(
    db: &Database,
    questions: &[Q],
    ask: impl Fn(&Database, &Q) -> A + Sync,
) -> Vec<A> {
    beside(db, |_| (), questions, ask)
}

/// The same, while one of the threads does `whole` first, which can't be parted.
///
/// `whole` gets a snapshot of its own: a query that reads thousands of others leaves the room for
/// their names behind in its snapshot, and each later query in its place would have to empty it.
pub(crate) fn beside<Q: Sync, A: Send>(
    db: &Database,
    whole: impl Fn(&Database) + Sync,
    questions: &[Q],
    ask: impl Fn(&Database, &Q) -> A + Sync,
) -> Vec<A> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let at_a_time = (questions.len() / (threads * AT_A_TIME)).clamp(1, AT_A_TIME);
    let parts: Vec<&[Q]> = questions.chunks(at_a_time).collect();
    let next = AtomicUsize::new(0);
    let work = |db: &Database| {
        let mut answered = Vec::new();
        loop {
            let turn = next.fetch_add(1, Ordering::Relaxed);
            let Some(number) = turn.checked_sub(1) else {
                whole(&db.clone());
                continue;
            };
            let Some(part) = parts.get(number) else { return answered };
            let answers: Vec<A> = part.iter().map(|question| ask(db, question)).collect();
            answered.push((number, answers));
        }
    };
    let mut answered = thread::scope(|scope| {
        let helpers: Vec<_> = (1..threads.min(parts.len()))
            .map_while(|_| {
                let (db, work) = (db.clone(), &work);
                let thread = thread::Builder::new().stack_size(STACK);
                thread.spawn_scoped(scope, move || work(&db)).ok()
            })
            .collect();
        let mut answered = work(db);
        for helper in helpers {
            answered.extend(helper.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        answered
    });
    answered.sort_unstable_by_key(|(number, _)| *number);
    answered.into_iter().flat_map(|(_, answers)| answers).collect()
}
