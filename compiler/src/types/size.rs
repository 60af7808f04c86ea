//! Bounds: what sizes and ranges make of each other. All of it saturates; an end that can't be
//! held is no end.

use std::hash::{Hash, Hasher};

use super::{Finite, FloatRange, IntRange, Size};

impl Finite {
    /// `value`, unless it is infinite or no number.
    #[must_use]
    pub fn new(value: f64) -> Option<Self> {
        // `-0.0 + 0.0` is `0.0`, so that equal numbers have equal bits.
        value.is_finite().then_some(Self(value + 0.0))
    }

    /// The float.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }

    /// The float nearest to an int.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "an int widens to the nearest float")]
    pub fn of_int(value: i64) -> Self {
        Self(value as f64)
    }
}

impl PartialEq for Finite {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}

impl Eq for Finite {}

impl Hash for Finite {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}

impl Size {
    /// `length` and no other.
    #[must_use]
    pub fn exactly(length: u64) -> Self {
        Self { min: length, max: Some(length) }
    }

    /// Any length.
    #[must_use]
    pub fn unbounded() -> Self {
        Self::default()
    }

    /// From nothing to `max`.
    #[must_use]
    pub fn at_most(max: Option<u64>) -> Self {
        Self { min: 0, max }
    }

    /// The only length there is.
    #[must_use]
    pub fn exact(self) -> Option<u64> {
        self.max.filter(|max| *max == self.min)
    }

    /// Of the two put together.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "saturating, unlike the operator")]
    pub fn add(self, other: Self) -> Self {
        Self {
            min: self.min.saturating_add(other.min),
            max: both(self.max, other.max).and_then(|(a, b)| a.checked_add(b)),
        }
    }

    /// Of as many things of this size as `other` tells.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "saturating, unlike the operator")]
    pub fn mul(self, other: Self) -> Self {
        // Nothing at all, whatever the other is: zero times unbounded is zero.
        let max = match (self.max, other.max) {
            (Some(0), _) | (_, Some(0)) => Some(0),
            (Some(a), Some(b)) => a.checked_mul(b),
            _ => None,
        };
        Self { min: self.min.saturating_mul(other.min), max }
    }

    /// The smallest that holds both.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        Self { min: self.min.min(other.min), max: both(self.max, other.max).map(|(a, b)| a.max(b)) }
    }

    /// What both hold; none: nothing.
    #[must_use]
    pub fn meet(self, other: Self) -> Option<Self> {
        let met = Self { min: self.min.max(other.min), max: least(self.max, other.max) };
        met.max.is_none_or(|max| met.min <= max).then_some(met)
    }

    /// Of the shorter of two.
    #[must_use]
    pub fn shorter(self, other: Self) -> Self {
        Self { min: self.min.min(other.min), max: least(self.max, other.max) }
    }

    /// Of what is left after something may have been dropped, but not all.
    #[must_use]
    pub fn some(self) -> Self {
        Self { min: self.min.min(1), max: self.max }
    }

    /// Whether `length` is one of it.
    #[must_use]
    pub fn contains(self, length: u64) -> bool {
        self.min <= length && self.max.is_none_or(|max| length <= max)
    }

    /// Whether all of `other` is in it.
    #[must_use]
    pub fn holds(self, other: Self) -> bool {
        self.min <= other.min
            && self.max.is_none_or(|max| other.max.is_some_and(|other| other <= max))
    }
}

impl IntRange {
    /// From `min` to `max`.
    #[must_use]
    pub fn new(min: impl Into<Option<i64>>, max: impl Into<Option<i64>>) -> Self {
        Self { min: min.into(), max: max.into() }
    }

    /// `value` and no other.
    #[must_use]
    pub fn exactly(value: i64) -> Self {
        Self::new(value, value)
    }

    /// The lengths that `size` tells.
    #[must_use]
    pub fn of_size(size: Size) -> Self {
        Self {
            min: Some(i64::try_from(size.min).unwrap_or(i64::MAX)),
            max: size.max.and_then(|max| i64::try_from(max).ok()),
        }
    }

    /// The lengths that these numbers tell; one below 0 counts as 0.
    #[must_use]
    pub fn to_size(self) -> Size {
        let length = |value: i64| u64::try_from(value).unwrap_or(0);
        Size { min: self.min.map_or(0, length), max: self.max.map(length) }
    }

    /// The ends, with those of 64 bits where there is none.
    #[must_use]
    pub fn ends(self) -> (i128, i128) {
        (i128::from(self.min.unwrap_or(i64::MIN)), i128::from(self.max.unwrap_or(i64::MAX)))
    }

    /// Between two ends; an end beyond 64 bits is none.
    #[must_use]
    pub fn of_ends(min: i128, max: i128) -> Self {
        let end = |end: i128, extreme: i64| i64::try_from(end).ok().filter(|end| *end != extreme);
        Self { min: end(min, i64::MIN), max: end(max, i64::MAX) }
    }

    /// The smallest that holds both.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        Self {
            min: both(self.min, other.min).map(|(a, b)| a.min(b)),
            max: both(self.max, other.max).map(|(a, b)| a.max(b)),
        }
    }

    /// What both hold; none: nothing.
    #[must_use]
    pub fn meet(self, other: Self) -> Option<Self> {
        let met = Self { min: greatest(self.min, other.min), max: least(self.max, other.max) };
        both(met.min, met.max).is_none_or(|(min, max)| min <= max).then_some(met)
    }

    /// Whether all of `other` is in it.
    #[must_use]
    pub fn holds(self, other: Self) -> bool {
        self.min.is_none_or(|min| other.min.is_some_and(|other| min <= other))
            && self.max.is_none_or(|max| other.max.is_some_and(|other| other <= max))
    }

    /// The only value there is.
    #[must_use]
    pub fn exact(self) -> Option<i64> {
        self.min.filter(|min| self.max == Some(*min))
    }

    /// As floats.
    #[must_use]
    pub fn widen(self) -> FloatRange {
        FloatRange { min: self.min.map(Finite::of_int), max: self.max.map(Finite::of_int) }
    }
}

impl FloatRange {
    /// Between two ends, each of them none where it isn't finite.
    #[must_use]
    pub fn of_ends(min: f64, max: f64) -> Self {
        let end = |end: f64| if end.abs() == f64::MAX { None } else { Finite::new(end) };
        Self { min: end(min), max: end(max) }
    }

    /// The ends, infinite where there is none.
    #[must_use]
    pub fn ends(self) -> (f64, f64) {
        (
            self.min.map_or(f64::NEG_INFINITY, Finite::get),
            self.max.map_or(f64::INFINITY, Finite::get),
        )
    }

    /// `value` and no other.
    #[must_use]
    pub fn exactly(value: Finite) -> Self {
        Self { min: Some(value), max: Some(value) }
    }

    /// The smallest that holds both.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        let ((a, b), (c, d)) = (self.ends(), other.ends());
        Self::of_ends(a.min(c), b.max(d))
    }

    /// What both hold; none: nothing.
    #[must_use]
    pub fn meet(self, other: Self) -> Option<Self> {
        let ((a, b), (c, d)) = (self.ends(), other.ends());
        let (min, max) = (a.max(c), b.min(d));
        (min <= max).then(|| Self { min: Finite::new(min), max: Finite::new(max) })
    }

    /// Whether all of `other` is in it.
    #[must_use]
    pub fn holds(self, other: Self) -> bool {
        let ((a, b), (c, d)) = (self.ends(), other.ends());
        a <= c && d <= b
    }
}

fn both<T>(a: Option<T>, b: Option<T>) -> Option<(T, T)> {
    a.zip(b)
}

fn least<T: Ord>(a: Option<T>, b: Option<T>) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

fn greatest<T: Ord>(a: Option<T>, b: Option<T>) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.max(b)),
        (a, b) => a.or(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_and_products_of_sizes_saturate() {
        let huge = Size::exactly(u64::MAX);
        assert_eq!(huge.add(Size::exactly(1)), Size { min: u64::MAX, max: None });
        assert_eq!(huge.mul(Size::exactly(2)), Size { min: u64::MAX, max: None });
        assert_eq!(Size::unbounded().mul(Size::exactly(0)), Size::exactly(0));
    }

    #[test]
    fn negative_zero_is_zero() {
        assert_eq!(Finite::new(-0.0), Finite::new(0.0));
        assert_eq!(Finite::new(f64::NAN), None);
    }

    #[test]
    fn ranges_meet_and_hold() {
        assert_eq!(IntRange::new(1, 5).meet(IntRange::new(6, None)), None);
        assert_eq!(IntRange::new(1, None).meet(IntRange::new(None, 3)), Some(IntRange::new(1, 3)));
        assert!(IntRange::default().holds(IntRange::new(1, 2)));
        assert!(!IntRange::new(1, 2).holds(IntRange::default()));
        assert_eq!(IntRange::new(-3, 4).to_size(), Size { min: 0, max: Some(4) });
    }
}
