//! Vectors without room to spare.

use smallvec::SmallVec;

/// The same values in no more room than they take. `Vec::shrink_to_fit` asks the allocator, and ours leaves a
/// vector where it lies while more than half of it is full.
pub(crate) fn exact<T>(mut values: Vec<T>) -> Vec<T> {
    if values.len() == values.capacity() { values } else { moved_out(&mut values) }
}

/// The values in no more room than they take; `from` keeps its own for others.
pub(crate) fn moved_out<T>(from: &mut Vec<T>) -> Vec<T> {
    let mut exact = Vec::with_capacity(from.len());
    exact.append(from);
    exact
}

/// Values that are kept, mostly few.
pub(crate) fn gathered<T>(values: impl IntoIterator<Item = T>) -> Vec<T> {
    of_few(values.into_iter().collect())
}

/// Values that have been gathered, and are kept.
pub(crate) fn of_few<T>(values: SmallVec<[T; 8]>) -> Vec<T> {
    if values.spilled() {
        return exact(values.into_vec());
    }
    let mut exact = Vec::with_capacity(values.len());
    exact.extend(values);
    exact
}
