//! Work on several threads whose results come in order.

use std::{
    any::Any,
    collections::BTreeMap,
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

use orchestra_compiler_project::STACK;

/// Does `work` for each of `items`, so many at once, and hands the results to `take` in the order of
/// the items, each as soon as those before it are there. Where `work` panics, what it said comes in
/// the result's place.
///
/// # Errors
/// Where no thread can be started; those that could go on to their next item and end.
pub(super) fn in_order<'i, T: Sync, R: Send>(
    items: &'i [T],
    at_once: usize,
    work: impl Fn(&'i T) -> R + Sync,
    mut take: impl FnMut(&'i T, Result<R, String>),
) -> io::Result<()> {
    let next = AtomicUsize::new(0);
    let (sender, results) = mpsc::channel();
    thread::scope(|scope| {
        let take_items = || {
            let sender = sender.clone();
            let (next, work) = (&next, &work);
            move || {
                while let Some((index, item)) = claim(next, items) {
                    let result = catch_unwind(AssertUnwindSafe(|| work(item)));
                    let result = result.map_err(|panic| words_of_panic(&*panic));
                    if sender.send((index, result)).is_err() {
                        break;
                    }
                }
            }
        };
        for _ in 0..at_once.min(items.len()) {
            let builder = thread::Builder::new().name("test".to_owned()).stack_size(STACK);
            if let Err(error) = builder.spawn_scoped(scope, take_items()) {
                next.store(items.len(), Ordering::Relaxed);
                return Err(error);
            }
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut due = 0;
        for (index, result) in results {
            waiting.insert(index, result);
            while let Some(result) = waiting.remove(&due) {
                take(&items[due], result);
                due += 1;
            }
        }
        Ok(())
    })
}

fn claim<'i, T>(next: &AtomicUsize, items: &'i [T]) -> Option<(usize, &'i T)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    Some((index, items.get(index)?))
}

/// What a panic said.
pub(super) fn words_of_panic(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "a panic without words".to_owned())
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;

    fn taken<R: Send>(
        items: &[u32],
        at_once: usize,
        work: impl Fn(&u32) -> R + Sync,
    ) -> Vec<(u32, Result<R, String>)> {
        let mut taken = Vec::new();
        in_order(items, at_once, work, |item, result| taken.push((*item, result))).unwrap();
        taken
    }

    #[test]
    fn results_come_in_the_order_of_items_whoever_is_ready_first() {
        let items: Vec<u32> = (0..100).collect();
        // The first item waits for the last of four that are taken up at once.
        let first_four = Barrier::new(4);
        let work = |item: &u32| {
            if *item < 4 {
                first_four.wait();
            }
            item * 2
        };
        let expected: Vec<_> = items.iter().map(|item| (*item, Ok(item * 2))).collect();
        assert_eq!(taken(&items, 4, work), expected);
        assert_eq!(taken(&[], 4, |_| 0), []);
    }

    #[test]
    fn a_panic_is_one_result_and_not_the_end() {
        let work = |item: &u32| {
            assert_ne!(*item, 1, "one is too few");
            *item
        };
        let taken = taken(&[0, 1, 2], 2, work);
        assert_eq!((&taken[0].1, &taken[2].1), (&Ok(0), &Ok(2)));
        assert!(taken[1].1.as_ref().is_err_and(|words| words.contains("one is too few")));
    }
}
