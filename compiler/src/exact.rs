//! Vectors without room to spare.

use smallvec::SmallVec;

/// The same values in no more room than they take. `Vec::shrink_to_fit` asks the allocator, and ours leaves a
/// vector where it lies while more than half of it is full.
pub(crate) fn exact<T>(values: Vec<T>) -> Vec<T> {
    if values.len() == values.capacity() {
        return values;
    }
    let mut exact = Vec::with_capacity(values.len());
    exact.extend(values);
    exact
}

/// Values that are kept, mostly few.
pub(crate) fn gathered<T>(values: impl IntoIterator<Item = T>) -> Vec<T> {
    let values: SmallVec<[T; 8]> = values.into_iter().collect();
    exact(values.into_vec())
}
