//! A file's text with the places where it wasn't one.

use orchestra_diagnostics::{Code, Diagnostic, FileName, Span};

/// A text, with where its bytes weren't UTF-8.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileText {
    /// The text; U+FFFD stands for bytes that aren't UTF-8.
    pub text: String,
    /// Where such bytes stood, in `text`.
    pub not_utf8: Vec<Span>,
}

impl FileText {
    /// The text of a file.
    #[must_use]
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        // Nearly every file is one, and to say so takes a fraction of going through its parts.
        let bytes = match String::from_utf8(bytes.into()) {
            Ok(text) => return Self { text, not_utf8: Vec::new() },
            Err(error) => error.into_bytes(),
        };
        let mut read = Self { text: String::with_capacity(bytes.len()), not_utf8: Vec::new() };
        for chunk in bytes.utf8_chunks() {
            read.text.push_str(chunk.valid());
            if !chunk.invalid().is_empty() {
                let start = read.text.len() as u32;
                read.text.push(char::REPLACEMENT_CHARACTER);
                read.not_utf8.push(Span::new(start, read.text.len() as u32));
            }
        }
        read
    }

    /// An error of `code` wherever a byte isn't UTF-8.
    #[must_use]
    pub fn problems(&self, code: Code, file: &FileName) -> Vec<Diagnostic> {
        let problem = |span: &Span| {
            Diagnostic::error(code, file.clone(), *span, "what stands here isn't UTF-8")
                .with_help("save the file as UTF-8")
        };
        self.not_utf8.iter().map(problem).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_text_keep_their_places() {
        let read = FileText::new(b"a\xffb\xe2\x82c\xef\xbf\xbd");
        assert_eq!(read.text, "a\u{fffd}b\u{fffd}c\u{fffd}");
        assert_eq!(read.not_utf8, [Span::new(1, 4), Span::new(5, 8)]);
        assert_eq!(FileText::new("ü".as_bytes()).not_utf8, []);
    }
}
