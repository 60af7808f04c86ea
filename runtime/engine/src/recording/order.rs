//! The order of steps in a recording: by name, numbers in it by their size.

use std::{cmp::Ordering, iter::Peekable, str::Chars};

/// Compares two paths of steps: `t.for[2].web` stands before `t.for[10].web`.
pub(crate) fn steps(left: &str, right: &str) -> Ordering {
    let (mut ones, mut others) = (left.chars().peekable(), right.chars().peekable());
    loop {
        let order = match (ones.peek(), others.peek()) {
            (Some(one), Some(other)) if one.is_ascii_digit() && other.is_ascii_digit() => {
                let (one, other) = (number(&mut ones), number(&mut others));
                one.len().cmp(&other.len()).then(one.cmp(&other))
            }
            (one, other) => {
                let order = one.cmp(&other);
                if one.is_none() && other.is_none() {
                    // Numbers may be written with more noughts.
                    return left.cmp(right);
                }
                ones.next();
                others.next();
                order
            }
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// The digits that follow, without noughts in front.
fn number(text: &mut Peekable<Chars<'_>>) -> String {
    let mut digits = String::new();
    while let Some(digit) = text.next_if(char::is_ascii_digit) {
        if !(digits.is_empty() && digit == '0') {
            digits.push(digit);
        }
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_count_by_their_size() {
        let mut paths =
            ["t.for[10].a", "t.for[2].b", "t.for[2].a", "t.b", "t", "t.for[02].a", "s9"];
        paths.sort_by(|a, b| steps(a, b));
        assert_eq!(
            paths,
            ["s9", "t", "t.b", "t.for[02].a", "t.for[2].a", "t.for[2].b", "t.for[10].a"]
        );
    }
}
