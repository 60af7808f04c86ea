//! Escapes, and the stripping of text blocks.

use orchestra_diagnostics::Span;

use super::{Piece, pieces};
use crate::ast::{StringPart, View as _};
use crate::tree::NodeRef;

/// `text` with its escapes resolved. `on_bad` hears the bytes of each that is none; it is kept as it
/// is written.
pub(super) fn decode(text: &str, mut on_bad: impl FnMut(std::ops::Range<usize>)) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(found) = text[at..].find('\\') {
        decoded.push_str(&text[at..at + found]);
        at += found;
        let (length, character) = escape(&text[at..]);
        match character {
            Some(character) => decoded.push(character),
            None => {
                on_bad(at..at + length);
                decoded.push_str(&text[at..at + length]);
            }
        }
        at += length;
    }
    decoded.push_str(&text[at..]);
    decoded
}

/// The length of the escape that `text` begins with, and what it stands for.
fn escape(text: &str) -> (usize, Option<char>) {
    let mut characters = text.chars().skip(1);
    let Some(first) = characters.next() else { return (1, None) };
    let simple = match first {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        '\\' | '"' | '$' => first,
        'u' => return unicode_escape(text),
        '\n' | '\r' => return (1, None),
        _ => return (1 + first.len_utf8(), None),
    };
    (2, Some(simple))
}

fn unicode_escape(text: &str) -> (usize, Option<char>) {
    let Some(digits) = text.strip_prefix("\\u{") else { return (2, None) };
    let length = digits.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(digits.len());
    if !digits[length..].starts_with('}') {
        return (3 + length, None);
    }
    let code = (1..=6).contains(&length).then(|| u32::from_str_radix(&digits[..length], 16).ok());
    (4 + length, code.flatten().and_then(char::from_u32))
}

/// A line of a text block: what stands on it, with the blanks that it begins with.
pub(crate) struct Line<'t> {
    indent: &'t str,
    /// Whether nothing but blanks stands on it.
    pub(crate) is_blank: bool,
    /// What stands on it, those blanks included.
    pub(crate) pieces: Vec<Piece<'t>>,
}

/// The lines of a text block that make up its value.
pub(crate) struct BlockLines<'t> {
    /// The lines, before they are stripped.
    pub(crate) lines: Vec<Line<'t>>,
    /// Whether they begin below the opening quotes, as they should.
    pub(crate) begins_below: bool,
    /// Whether the closing quotes stand alone on their line.
    pub(crate) closes_alone: bool,
    /// How many bytes of blanks are stripped from each line that isn't blank.
    pub(crate) indent: u32,
}

/// The lines of `node`, a text block.
pub(crate) fn block_lines(node: NodeRef<'_>) -> BlockLines<'_> {
    let mut lines = lines(node);
    // What precedes the first newline is blank, or has been reported.
    let begins_below = lines.len() > 1 && lines[0].is_blank;
    if begins_below {
        lines.remove(0);
    }
    let closing = lines.last().filter(|line| line.is_blank).map(|line| line.indent);
    if closing.is_some() {
        lines.pop();
    }
    let full = lines.iter().filter(|line| !line.is_blank).map(|line| line.indent);
    let indent = full.chain(closing).reduce(common_prefix).unwrap_or_default().len() as u32;
    BlockLines { lines, begins_below, closes_alone: closing.is_some(), indent }
}

/// The parts of a text block, stripped and decoded.
pub(super) fn block_parts(node: NodeRef<'_>) -> Vec<StringPart<'_>> {
    let BlockLines { lines, indent, .. } = block_lines(node);
    let mut assembled = Assembled { parts: Vec::new() };
    for (index, line) in lines.iter().enumerate() {
        if index > 0 {
            // The newline belongs to the text before it, or begins a text of its own.
            assembled.text("\n", Span::at(line_start(line)));
        }
        if line.is_blank {
            continue;
        }
        for (at, piece) in line.pieces.iter().enumerate() {
            match *piece {
                Piece::Text(span) => {
                    let skipped = if at == 0 { indent } else { 0 };
                    let span = Span::new(span.start + skipped, span.end);
                    assembled.text(&decode(node.tree().slice(span), |_| ()), span);
                }
                Piece::Interpolation(interpolation) => {
                    assembled.parts.push(StringPart::Interpolation(interpolation));
                }
            }
        }
    }
    assembled.parts
}

fn line_start(line: &Line<'_>) -> u32 {
    match line.pieces.first() {
        Some(Piece::Text(span)) => span.start,
        Some(Piece::Interpolation(interpolation)) => interpolation.span().start,
        None => 0,
    }
}

/// Parts in the making: texts that touch become one.
struct Assembled<'t> {
    parts: Vec<StringPart<'t>>,
}

impl Assembled<'_> {
    fn text(&mut self, more: &str, at: Span) {
        if more.is_empty() {
            return;
        }
        if let Some(StringPart::Text { text, span }) = self.parts.last_mut() {
            text.push_str(more);
            span.end = span.end.max(at.end);
            return;
        }
        self.parts.push(StringPart::Text { text: more.to_owned(), span: at });
    }
}

fn common_prefix<'t>(a: &'t str, b: &'t str) -> &'t str {
    let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    &a[..same]
}

/// The lines of a text block. Newlines inside interpolations end none.
fn lines(node: NodeRef<'_>) -> Vec<Line<'_>> {
    let mut lines = vec![Line { indent: "", is_blank: true, pieces: Vec::new() }];
    for piece in pieces(node) {
        match piece {
            Piece::Text(span) => add_text(node, span, &mut lines),
            Piece::Interpolation(_) => {
                if let Some(line) = lines.last_mut() {
                    line.is_blank = false;
                    line.pieces.push(piece);
                }
            }
        }
    }
    lines
}

fn add_text<'t>(node: NodeRef<'t>, span: Span, lines: &mut Vec<Line<'t>>) {
    let mut start = span.start;
    for (index, text) in node.tree().slice(span).split('\n').enumerate() {
        if index > 0 {
            lines.push(Line { indent: "", is_blank: true, pieces: Vec::new() });
        }
        let kept = text.strip_suffix('\r').unwrap_or(text);
        let line = lines.last_mut().expect("a text has a first line");
        if line.pieces.is_empty() {
            let blanks = kept.find(|c| !matches!(c, ' ' | '\t')).unwrap_or(kept.len());
            line.indent = &kept[..blanks];
            line.is_blank = blanks == kept.len();
        } else {
            line.is_blank &= kept.bytes().all(|b| matches!(b, b' ' | b'\t'));
        }
        let end = start + kept.len() as u32;
        if line.pieces.is_empty() || end > start {
            line.pieces.push(Piece::Text(Span::new(start, end)));
        }
        start += text.len() as u32 + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn escapes_are_resolved_and_others_are_heard() {
        let mut bad = Vec::new();
        assert_eq!(decode(r#"a\n\"\$\u{1F600}"#, |span| bad.push(span)), "a\n\"$\u{1f600}");
        assert_eq!(bad, []);
        decode(r"\q \u{110000} \u{} \u41 \ü \", |span| bad.push(span));
        assert_eq!(bad, [0..2, 3..13, 14..18, 19..21, 24..27, 28..29]);
    }
}
