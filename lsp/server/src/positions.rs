//! Byte offsets to the protocol's positions and back: the one place that knows encodings.

use orchestra_diagnostics::Span;
use tower_lsp_server::ls_types::{Position, PositionEncodingKind, Range};

/// What a position's `character` counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// Bytes.
    Utf8,
    /// Units of two bytes: what every client knows.
    #[default]
    Utf16,
}

impl Encoding {
    /// The best of those that a client offers.
    pub(crate) fn best(offered: Option<&[PositionEncodingKind]>) -> Self {
        match offered.is_some_and(|kinds| kinds.contains(&PositionEncodingKind::UTF8)) {
            true => Self::Utf8,
            false => Self::Utf16,
        }
    }

    /// As the protocol names it.
    pub(crate) fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
        }
    }

    fn units(self, text: &str) -> u32 {
        match self {
            Self::Utf8 => text.len() as u32,
            Self::Utf16 => text.chars().map(|c| c.len_utf16() as u32).sum(),
        }
    }
}

/// Where the lines of a text begin; `\n`, `\r\n` and a lone `\r` end one, as the protocol says.
#[derive(Clone, Debug)]
pub(crate) struct Lines {
    starts: Vec<u32>,
}

impl Lines {
    pub(crate) fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let ends = |at: usize| match bytes[at] {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        };
        let starts = (0..bytes.len()).filter(|&at| ends(at)).map(|at| at as u32 + 1);
        Self { starts: std::iter::once(0).chain(starts).collect() }
    }

    /// A line without what ends it; empty behind the last.
    fn line<'t>(&self, text: &'t str, line: u32) -> (u32, &'t str) {
        let Some(&start) = self.starts.get(line as usize) else {
            return (text.len() as u32, "");
        };
        let end = self.starts.get(line as usize + 1).map_or(text.len(), |&end| end as usize);
        (start, text[start as usize..end].trim_end_matches(['\r', '\n']))
    }

    /// The offset of a position. One behind a line's end counts as that end, one behind the last line as
    /// the text's end, one inside a character as its beginning.
    pub(crate) fn offset(&self, text: &str, position: Position, encoding: Encoding) -> u32 {
        let (start, line) = self.line(text, position.line);
        let mut left = position.character;
        for (at, c) in line.char_indices() {
            let units = match encoding {
                Encoding::Utf8 => c.len_utf8(),
                Encoding::Utf16 => c.len_utf16(),
            } as u32;
            if left < units {
                return start + at as u32;
            }
            left -= units;
        }
        start + line.len() as u32
    }

    /// The position of an offset. One behind the end, or inside a character, counts as the nearest one
    /// before.
    pub(crate) fn position(&self, text: &str, offset: u32, encoding: Encoding) -> Position {
        let offset = text.floor_char_boundary((offset as usize).min(text.len()));
        let line = self.starts.partition_point(|&start| start as usize <= offset) - 1;
        let before = &text[self.starts[line] as usize..offset];
        Position { line: line as u32, character: encoding.units(before) }
    }

    /// The range of a span.
    pub(crate) fn range(&self, text: &str, span: Span, encoding: Encoding) -> Range {
        Range {
            start: self.position(text, span.start, encoding),
            end: self.position(text, span.end, encoding),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn characters_are_counted_in_the_encodings_units() {
        // A clef takes four bytes and two units; the combining accent two bytes and one unit.
        let text = "𝄞e\u{301}=x";
        let lines = Lines::new(text);
        let equal = text.find('=').expect("it is there") as u32;
        assert_eq!(lines.position(text, equal, Encoding::Utf16), at(0, 4));
        assert_eq!(lines.position(text, equal, Encoding::Utf8), at(0, 7));
        assert_eq!(lines.offset(text, at(0, 4), Encoding::Utf16), equal);
        assert_eq!(lines.offset(text, at(0, 7), Encoding::Utf8), equal);
        assert_eq!(lines.offset(text, at(0, 1), Encoding::Utf16), 0, "inside a character");
        assert_eq!(lines.offset(text, at(0, 99), Encoding::Utf16), text.len() as u32);
    }

    #[test]
    fn every_offset_comes_back_whatever_ends_the_lines() {
        for text in ["a\r\nb\rc\nd", "", "\r", "é\r\r\n𝄞\n", "x\n\n"] {
            let lines = Lines::new(text);
            for encoding in [Encoding::Utf8, Encoding::Utf16] {
                for (offset, _) in text.char_indices() {
                    let position = lines.position(text, offset as u32, encoding);
                    let back = lines.offset(text, position, encoding);
                    let between = text[back as usize..offset].trim_matches(['\r', '\n']);
                    assert_eq!(between, "", "{text:?} {offset} {position:?}");
                }
            }
        }
        let text = "a\r\nb\rc\nd";
        let lines = Lines::new(text);
        assert_eq!(lines.offset(text, at(2, 0), Encoding::Utf16), 5);
        assert_eq!(lines.offset(text, at(0, 9), Encoding::Utf16), 1, "before what ends the line");
        assert_eq!(lines.offset(text, at(9, 0), Encoding::Utf16), 8, "behind the last line");
    }
}
