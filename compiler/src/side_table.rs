//! What is known of some parts of a body, by their numbers.

use crate::exact::moved_out;

/// Values by key, few of many possible ones: a sorted vector, half as large as a hash map.
///
/// Keys nearly always come in their order, since a body's parts are numbered as its text is gone
/// through; what comes late is moved to its place.
#[derive(Clone, Debug, PartialEq)]
pub struct SideTable<K, V> {
    entries: Vec<(K, V)>,
}

impl<K, V> Default for SideTable<K, V> {
    fn default() -> Self {
        Self { entries: Vec::new() }
    }
}

impl<K: Copy + Ord, V> SideTable<K, V> {
    /// The value of `key`.
    #[must_use]
    pub fn get(&self, key: &K) -> Option<&V> {
        self.find(key).ok().map(|at| &self.entries[at].1)
    }

    /// Whether `key` has a value.
    #[must_use]
    pub fn contains_key(&self, key: &K) -> bool {
        self.find(key).is_ok()
    }

    /// All values, by their keys' order.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }

    /// All values with their keys, in the order of these.
    pub fn iter(&self) -> impl Iterator<Item = (K, &V)> {
        self.entries.iter().map(|(key, value)| (*key, value))
    }

    /// Gives `key` a value in place of the one that it has.
    pub(crate) fn insert(&mut self, key: K, value: V) {
        match self.find(&key) {
            Ok(at) => self.entries[at].1 = value,
            Err(at) => self.entries.insert(at, (key, value)),
        }
    }

    /// Takes the value of `key` away.
    pub(crate) fn remove(&mut self, key: &K) {
        if let Ok(at) = self.find(key) {
            self.entries.remove(at);
        }
    }

    /// All values in no more room than they take; this table is left empty, with its room.
    pub(crate) fn moved_out(&mut self) -> Self {
        Self { entries: moved_out(&mut self.entries) }
    }

    fn find(&self, key: &K) -> Result<usize, usize> {
        match self.entries.last() {
            Some((last, _)) if last >= key => {
                self.entries.binary_search_by(|(known, _)| known.cmp(key))
            }
            _ => Err(self.entries.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SideTable;

    #[test]
    fn keys_may_come_in_any_order_and_more_than_once() {
        let mut table = SideTable::default();
        for key in [5, 2, 9, 2, 7] {
            table.insert(key, key * 10);
        }
        table.insert(9, 1);
        table.remove(&5);
        table.remove(&6);
        assert_eq!(table.values().copied().collect::<Vec<_>>(), [20, 70, 1]);
        assert_eq!((table.get(&7), table.get(&5)), (Some(&70), None));
        assert!(table.contains_key(&2) && !table.contains_key(&10));
    }
}
