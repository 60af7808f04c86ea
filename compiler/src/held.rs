//! Values that are kept for as long as they are wanted.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A value that is made again where it has been let go of before somebody asks for it.
#[derive(Debug)]
pub(crate) struct Held<T>(Mutex<Option<Arc<T>>>);

impl<T> Held<T> {
    /// A value that has been made.
    pub(crate) fn new(value: T) -> Self {
        Self(Mutex::new(Some(Arc::new(value))))
    }

    /// The value, made by `make` if it isn't there: always the same one. Several threads may make it
    /// at once, since whatever it is made of may be held too.
    pub(crate) fn or(&self, make: impl FnOnce() -> T) -> Arc<T> {
        let held = self.lock().as_ref().map(Arc::clone);
        held.unwrap_or_else(|| {
            let made = Arc::new(make());
            Arc::clone(self.lock().get_or_insert(made))
        })
    }

    /// Lets go of the value.
    pub(crate) fn forget(&self) {
        let held = self.lock().take();
        drop(held);
    }

    fn lock(&self) -> MutexGuard<'_, Option<Arc<T>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Default for Held<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: PartialEq> PartialEq for Held<T> {
    fn eq(&self, other: &Self) -> bool {
        // One after the other: the other way round, two threads could wait for each other.
        let held = self.lock().as_ref().map(Arc::clone);
        let other = other.lock().as_ref().map(Arc::clone);
        held == other
    }
}
