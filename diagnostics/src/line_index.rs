//! Byte offsets to lines and columns.

/// A place as people count: both from 1, columns in Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line; `\n`, `\r\n` and a lone `\r` end one.
    pub line: u32,
    /// The column.
    pub column: u32,
}

/// Where the lines of one text begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Of `text`, which must be below 4 GiB.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let ends_line = |at: usize| match bytes[at] {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        };
        let starts = (0..bytes.len()).filter(|&at| ends_line(at)).map(|at| at as u32 + 1);
        Self { starts: std::iter::once(0).chain(starts).collect() }
    }

    /// The position of `offset` in `text`. An offset behind the end, or inside a character, counts
    /// as the nearest one before.
    #[must_use]
    pub fn position(&self, text: &str, offset: u32) -> Position {
        let offset = text.floor_char_boundary((offset as usize).min(text.len()));
        let line = self.starts.partition_point(|&start| start as usize <= offset) - 1;
        let column = text[self.starts[line] as usize..offset].chars().count();
        Position { line: line as u32 + 1, column: column as u32 + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_at_newline_carriage_return_or_both() {
        let text = "a\r\nb\rc\nd";
        let index = LineIndex::new(text);
        let lines: Vec<_> =
            (0..=text.len()).map(|at| index.position(text, at as u32).line).collect();
        assert_eq!(lines, [1, 1, 1, 2, 2, 3, 3, 4, 4]);
    }

    #[test]
    fn a_column_counts_scalar_values() {
        let text = "𝄞é=";
        let index = LineIndex::new(text);
        assert_eq!(index.position(text, 6), Position { line: 1, column: 3 });
        assert_eq!(index.position(text, 5).column, 2, "inside a character");
        assert_eq!(index.position(text, 99).column, 4, "behind the end");
    }
}
