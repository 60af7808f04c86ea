//! `==`, `<`, and keys for values that are equal.
//!
//! An int and a float compare as the numbers that they are, without rounding either.

use std::{cmp::Ordering, fmt::Write as _};

use super::Value;

impl Value {
    /// `==`: deep; `1 == 1.0`; the order of fields doesn't count.
    #[must_use]
    pub fn equals(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::List(left), Self::List(right)) => {
                left.len() == right.len()
                    && left.iter().zip(right.iter()).all(|(left, right)| left.equals(right))
            }
            (Self::Record(left), Self::Record(right)) => {
                left.len() == right.len()
                    && left.iter().all(|(name, value)| {
                        right.get(name).is_some_and(|other| value.equals(other))
                    })
            }
            (Self::Int(_), Self::Float(_)) | (Self::Float(_), Self::Int(_)) => {
                self.compare(other) == Some(Ordering::Equal)
            }
            _ => self == other,
        }
    }

    /// `<`: numbers, texts (by code point), durations, and amounts of one currency are ordered;
    /// other pairs aren't.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Int(left), Self::Int(right)) => Some(left.cmp(right)),
            (Self::Float(left), Self::Float(right)) => left.partial_cmp(right),
            (Self::Int(left), Self::Float(right)) => mixed(*left, *right),
            (Self::Float(left), Self::Int(right)) => mixed(*right, *left).map(Ordering::reverse),
            // UTF-8 was made so that its bytes are ordered as its code points.
            (Self::String(left), Self::String(right)) => Some(left.cmp(right)),
            (Self::Duration(left), Self::Duration(right)) => Some(left.cmp(right)),
            (Self::Money(left), Self::Money(right)) if left.currency == right.currency => {
                Some(left.amount.cmp(&right.amount))
            }
            _ => None,
        }
    }

    /// A text that two values share if, and only if, they are equal.
    #[must_use]
    pub fn key(&self) -> String {
        let mut key = String::new();
        write_key(self, &mut key);
        key
    }
}

/// 2⁶³, the first float above all ints.
const BEYOND: f64 = 9_223_372_036_854_775_808.0;

fn mixed(int: i64, float: f64) -> Option<Ordering> {
    if float.is_nan() {
        return None;
    }
    if float >= BEYOND {
        return Some(Ordering::Less);
    }
    if float < -BEYOND {
        return Some(Ordering::Greater);
    }
    let whole = float.trunc() as i64;
    Some(int.cmp(&whole).then_with(|| 0.0.partial_cmp(&float.fract()).unwrap_or(Ordering::Equal)))
}

fn write_key(value: &Value, key: &mut String) {
    match value {
        Value::Float(float) if float.fract() == 0.0 => {
            // Adding 0.0 turns -0.0 into 0.0.
            let _ = write!(key, "{:.0}", float + 0.0);
        }
        Value::String(text) => {
            let _ = write!(key, "\"{}:{text}", text.len());
        }
        Value::Duration(_) => key.extend(["d", &value.to_text()]),
        Value::Money(money) => {
            let _ = write!(key, "${money}");
        }
        Value::Secret(handle) => {
            let _ = write!(key, "s{}:{handle}", handle.len());
        }
        Value::List(items) => {
            key.push('[');
            for item in items.iter() {
                write_key(item, key);
                key.push(',');
            }
            key.push(']');
        }
        Value::Record(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by(|left, right| left.0.cmp(right.0));
            key.push('{');
            for (name, value) in fields {
                let _ = write!(key, "{}:{name}", name.len());
                write_key(value, key);
                key.push(',');
            }
            key.push('}');
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => {
            key.push_str(&value.to_text());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::Value;

    #[test]
    fn ints_and_floats_compare_without_rounding() {
        let cases = [
            (1, 1.0, Ordering::Equal),
            (1, 1.5, Ordering::Less),
            (-1, -1.5, Ordering::Greater),
            (i64::MAX, 9_223_372_036_854_775_807.0, Ordering::Less),
            (i64::MIN, -9_223_372_036_854_775_808.0, Ordering::Equal),
            (9_007_199_254_740_993, 9_007_199_254_740_992.0, Ordering::Greater),
            (0, -0.0, Ordering::Equal),
            (i64::MIN, -1e300, Ordering::Greater),
        ];
        for (int, float, expected) in cases {
            let (int, float) = (Value::Int(int), Value::Float(float));
            assert_eq!(int.compare(&float), Some(expected), "{int:?} {float:?}");
            assert_eq!(int.equals(&float), expected == Ordering::Equal);
            assert_eq!(int.key() == float.key(), expected == Ordering::Equal, "{int:?} {float:?}");
        }
    }

    #[test]
    fn texts_are_ordered_by_code_point() {
        let (private, emoji) = (Value::text("\u{ffff}"), Value::text("😀"));
        assert_eq!(private.compare(&emoji), Some(Ordering::Less));
    }
}
