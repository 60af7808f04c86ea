//! Striking the values of secrets out of texts: the second line of defence.
//!
//! A value that was sent can come back in an answer, an error or a log, and seldom as it was: in a
//! URL it is percent-encoded, in JSON escaped, in a header base64-encoded behind a user name. Plain
//! and escaped forms are found by one matcher that reads each character of the value in any
//! mixture of its spellings; base64 hides the characters, so its forms are looked for as texts.

mod base64_form;
mod spelling;

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

/// Shorter values would strike out half of every text and still be guessed; no key is that short.
const SHORTEST: usize = 4;

/// The values that were released so far. Clones share what they know.
#[derive(Clone, Default)]
pub struct Redactor {
    known: Arc<RwLock<Vec<Known>>>,
}

struct Known {
    name: String,
    value: String,
    /// What every base64 text around the value holds.
    encoded: Vec<String>,
}

impl Redactor {
    /// Strikes out this value from now on. Values of fewer than four bytes are not struck out.
    pub fn add(&self, name: &str, value: &str) {
        let value = value.trim();
        if value.len() < SHORTEST {
            return;
        }
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.iter().any(|other| other.value == value) {
            return;
        }
        let encoded = base64_form::forms(value.as_bytes());
        known.push(Known { name: name.to_owned(), value: value.to_owned(), encoded });
        // A value that holds another one must be found first.
        known.sort_by_key(|known| std::cmp::Reverse(known.value.len()));
    }

    /// The text with each known value, in any of its forms, replaced by `[redacted NAME]`.
    #[must_use]
    pub fn strike<'text>(&self, text: &'text str) -> Cow<'text, str> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let mut struck = Cow::Borrowed(text);
        for known in known.iter() {
            let found = known.find_all(&struck);
            if !found.is_empty() {
                let by = format!("[redacted {}]", known.name);
                struck = Cow::Owned(replace(&struck, &found, &by));
            }
        }
        struck
    }
}

impl Known {
    /// Where the value begins and ends, in each of its forms, sorted and apart. Each form goes
    /// through the text once: one that is rare isn't looked for again behind each of another.
    fn find_all(&self, text: &str) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        let mut from = 0;
        while let Some((start, end)) = spelling::find(&self.value, text, from) {
            found.push((start, end));
            from = end;
        }
        for form in &self.encoded {
            let starts = text.match_indices(form.as_str()).map(|(start, _)| start);
            found.extend(starts.map(|start| base64_form::widen(text, start, start + form.len())));
        }
        found.sort_unstable();
        found.dedup_by(|next, last| {
            let overlap = next.0 < last.1;
            if overlap {
                last.1 = last.1.max(next.1);
            }
            overlap
        });
        found
    }
}

/// The text with all that was found replaced.
fn replace(text: &str, found: &[(usize, usize)], by: &str) -> String {
    let (mut replaced, mut done) = (String::new(), 0);
    for (start, end) in found {
        replaced.push_str(&text[done..*start]);
        replaced.push_str(by);
        done = *end;
    }
    replaced + &text[done..]
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        f.debug_list().entries(known.iter().map(|known| &known.name)).finish()
    }
}

#[cfg(test)]
mod tests;
