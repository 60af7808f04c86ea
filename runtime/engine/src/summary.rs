//! Values and texts, cut to a size that can be shown.

use orchestra_plan::Value;

/// Characters of a value in an event or a message.
const MOST: usize = 200;

/// A value as JSON, cut.
pub(crate) fn of(value: &Value) -> String {
    cut(&value.to_json().to_string(), MOST)
}

/// The first `most` characters, with an ellipsis where there are more.
pub(crate) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
