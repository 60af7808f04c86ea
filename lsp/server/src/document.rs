//! A text that the client holds open.

use std::sync::Arc;

use tower_lsp_server::ls_types::{TextDocumentContentChangeEvent, Uri};

use crate::positions::{Encoding, Lines};

/// A text that the client holds open.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    /// As the client names it.
    pub(crate) uri: Uri,
    pub(crate) version: i32,
    pub(crate) text: Arc<str>,
    pub(crate) lines: Arc<Lines>,
}

impl Document {
    pub(crate) fn new(uri: Uri, version: i32, text: String) -> Self {
        let lines = Arc::new(Lines::new(&text));
        Self { uri, version, text: text.into(), lines }
    }

    /// The document after these changes, each of which is told in positions of the text before it.
    pub(crate) fn changed(
        &self,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) -> Self {
        let mut text = self.text.to_string();
        let mut lines = None;
        for change in changes {
            match change.range {
                None => text = change.text,
                Some(range) => {
                    let lines = lines.take().unwrap_or_else(|| Lines::new(&text));
                    let start = lines.offset(&text, range.start, encoding) as usize;
                    let end = lines.offset(&text, range.end, encoding) as usize;
                    // A client that tells an end before its start means nothing by it.
                    text.replace_range(start..end.max(start), &change.text);
                }
            }
        }
        Self::new(self.uri.clone(), version, text)
    }
}

#[cfg(test)]
mod tests {
    use tower_lsp_server::ls_types::{Position, Range};

    use super::*;

    fn change(from: (u32, u32), to: (u32, u32), text: &str) -> TextDocumentContentChangeEvent {
        let position = |(line, character)| Position { line, character };
        TextDocumentContentChangeEvent {
            range: Some(Range { start: position(from), end: position(to) }),
            range_length: None,
            text: text.to_owned(),
        }
    }

    #[test]
    fn changes_are_applied_one_after_the_other() {
        let uri = "file:///a.orch".parse().expect("it is one");
        let document = Document::new(uri, 1, "one\r\n𝄞 two\n".to_owned());
        let changes = vec![change((1, 3), (1, 6), "2"), change((0, 0), (0, 3), "1\n")];
        let changed = document.changed(2, changes, Encoding::Utf16);
        assert_eq!(&*changed.text, "1\n\r\n𝄞 2\n");
        assert_eq!(changed.version, 2);
    }
}
