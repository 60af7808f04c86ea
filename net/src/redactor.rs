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
            let find = |text: &str, from| known.find(text, from);
            if let Some(replaced) = replace(&struck, &format!("[redacted {}]", known.name), find) {
                struck = Cow::Owned(replaced);
            }
        }
        struck
    }
}

impl Known {
    /// The first form of the value at or after `from`: where it begins and ends.
    fn find(&self, text: &str, from: usize) -> Option<(usize, usize)> {
        let spelled = spelling::find(&self.value, text, from);
        let encoded = self.encoded.iter().filter_map(|form| {
            let start = from + text[from..].find(form.as_str())?;
            Some(base64_form::widen(text, start, start + form.len()))
        });
        encoded.chain(spelled).min()
    }
}

/// The text with every match replaced; none where there is no match.
fn replace(
    text: &str,
    replacement: &str,
    find: impl Fn(&str, usize) -> Option<(usize, usize)>,
) -> Option<String> {
    let (mut replaced, mut done) = (None, 0);
    while let Some((start, end)) = find(text, done) {
        let replaced = replaced.get_or_insert_with(String::new);
        replaced.push_str(&text[done..start.max(done)]);
        replaced.push_str(replacement);
        done = end;
    }
    replaced.map(|replaced| replaced + &text[done..])
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        f.debug_list().entries(known.iter().map(|known| &known.name)).finish()
    }
}

#[cfg(test)]
mod tests;
