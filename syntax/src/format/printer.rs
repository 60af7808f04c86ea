//! The document as text: which groups break, and where lines begin.
//!
//! The outermost group is asked first; one that fits flat is written flat, with all that needn't
//! break inside it. What follows a group counts up to the first place at which it could break
//! itself, so that of siblings on one line the last breaks. Each question reads a line's width at
//! most, so that the whole is linear.

use orchestra_diagnostics::Span;

use super::document::{Element, Group, GroupKind, Line};
use super::fits::{Inner, Measure};

/// How long a line may be, in characters.
pub(super) const WIDTH: usize = 100;
/// How far in a level stands.
const STEP: usize = 2;

/// How the lines of a group are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// As newlines.
    Broken,
    /// On one line, as is all inside that needn't break.
    Flat,
    /// On one line, but the groups inside decide for themselves.
    Inline,
    /// On one line, with all that is inside.
    OneLine,
}

/// A text with the places that it shares with its source.
#[derive(Debug)]
pub(super) struct Printed {
    /// The text.
    pub(super) text: String,
    /// Pairs of offsets, in the source and in the text, in order.
    pub(super) marks: Vec<(u32, u32)>,
}

pub(super) fn print(source: &str, elements: &[Element]) -> Printed {
    let mut printer = Printer {
        source,
        elements,
        out: String::with_capacity(source.len() + source.len() / 8),
        marks: Vec::new(),
        modes: Vec::new(),
        indent: 0,
        line_indent: 0,
        text_indent: 0,
        column: 0,
        starts_line: true,
        has_space: false,
        ends_comment: false,
    };
    for index in 0..elements.len() {
        printer.element(index);
    }
    if !printer.out.is_empty() && !printer.out.ends_with('\n') {
        printer.out.push('\n');
    }
    Printed { text: printer.out, marks: printer.marks }
}

struct Printer<'s> {
    source: &'s str,
    elements: &'s [Element],
    out: String,
    marks: Vec<(u32, u32)>,
    /// The modes of the groups around, outermost first.
    modes: Vec<Mode>,
    /// How far in the next line begins.
    indent: usize,
    /// How far in this line began.
    line_indent: usize,
    /// How far in the lines of the text block around stand.
    text_indent: usize,
    /// How many characters this line has so far.
    column: usize,
    /// Whether nothing stands on this line yet; its blanks aren't written either.
    starts_line: bool,
    /// Whether a space is due before the next text.
    has_space: bool,
    /// Whether a comment was written last, which only a newline ends.
    ends_comment: bool,
}

impl Printer<'_> {
    fn mode(&self) -> Mode {
        self.modes.last().copied().unwrap_or(Mode::Broken)
    }

    fn element(&mut self, index: usize) {
        match self.elements[index] {
            Element::Text(span) => self.write(&self.source[span.range()]),
            Element::Fixed(text) => self.write(text),
            Element::Space => self.has_space = true,
            Element::Line(line) => self.line(line),
            Element::TrailingComma if self.mode() == Mode::Broken => self.write(","),
            Element::TrailingComma => {}
            Element::Open(group) => {
                let mode = self.decide(index, group);
                self.modes.push(mode);
            }
            Element::Close => {
                self.modes.pop();
            }
            Element::Indent if self.mode() == Mode::Broken => self.indent += STEP,
            Element::Dedent if self.mode() == Mode::Broken => self.indent -= STEP,
            Element::Indent | Element::Dedent => {}
            Element::Comment { span, own_line, blank_before } => {
                self.comment(span, own_line, blank_before);
            }
            Element::TextBlock => self.text_indent = self.line_indent + STEP,
            Element::TextLine => {
                self.newline();
                self.line_indent = self.text_indent;
                self.column = self.text_indent;
            }
            Element::Verbatim(span) => self.verbatim(span),
            Element::Mark(source) => self.marks.push((source, self.out.len() as u32)),
        }
    }

    fn decide(&self, index: usize, group: Group) -> Mode {
        match self.mode() {
            Mode::OneLine => return Mode::OneLine,
            _ if group.kind == GroupKind::OneLine => return Mode::OneLine,
            _ if group.forced => return Mode::Broken,
            Mode::Flat => return Mode::Flat,
            Mode::Broken | Mode::Inline => {}
        }
        let here = Measure {
            source: self.source,
            elements: self.elements,
            modes: &self.modes,
            indent: self.indent,
            column: self.next_column(),
            has_space: self.has_space && !self.starts_line,
        };
        match group.kind {
            GroupKind::Head if here.fits(index + 1, Inner::Free) => Mode::Inline,
            GroupKind::Head => Mode::Broken,
            GroupKind::Value if group.holds_break => Mode::Inline,
            GroupKind::Value if here.fits(index + 1, Inner::Flat) => Mode::Flat,
            GroupKind::Value => {
                let column = self.indent + STEP;
                // `Indent` and the line come first.
                let below = Measure { column, has_space: false, ..here };
                if below.fits(index + 3, Inner::Flat) { Mode::Broken } else { Mode::Inline }
            }
            _ if here.fits(index + 1, Inner::Flat) => Mode::Flat,
            _ => Mode::Broken,
        }
    }

    /// The column at which the next text would stand.
    fn next_column(&self) -> usize {
        if self.ends_comment {
            self.indent + STEP
        } else if self.starts_line {
            self.line_indent
        } else {
            self.column
        }
    }

    fn line(&mut self, line: Line) {
        if self.mode() == Mode::Broken || self.ends_comment {
            self.newline();
            if line == Line::Blank && self.mode() == Mode::Broken && !self.out.is_empty() {
                self.out.push('\n');
            }
        } else {
            self.has_space |= line != Line::Soft;
        }
    }

    /// Ends the line; at the beginning of the file there is none to end.
    fn newline(&mut self) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.starts_line = true;
        self.has_space = false;
        self.ends_comment = false;
        self.line_indent = self.indent;
        self.column = self.indent;
    }

    /// Writes text of a line, or of several whose further ones are as they were.
    fn write(&mut self, text: &str) {
        if self.ends_comment {
            self.newline();
            self.line_indent += STEP;
        }
        if self.starts_line {
            self.out.extend(std::iter::repeat_n(' ', self.line_indent));
            self.column = self.line_indent;
        } else if self.has_space {
            self.out.push(' ');
            self.column += 1;
        }
        self.starts_line = false;
        self.has_space = false;
        self.write_bare(text);
    }

    fn write_bare(&mut self, text: &str) {
        self.out.push_str(text);
        match text.rfind('\n') {
            Some(newline) => self.column = width(&text[newline + 1..]),
            None => self.column += width(text),
        }
    }

    fn comment(&mut self, span: Span, own_line: bool, blank_before: bool) {
        if self.ends_comment || own_line && !self.starts_line {
            self.newline();
        }
        if own_line && blank_before && !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
        self.has_space = true;
        self.write(self.source[span.range()].trim_end_matches([' ', '\t', '\r']));
        self.ends_comment = true;
    }

    fn verbatim(&mut self, span: Span) {
        if self.ends_comment {
            self.newline();
        }
        let text = &self.source[span.range()];
        let before = &self.source[..span.start as usize];
        let blanks = before.len() - before.trim_end_matches([' ', '\t']).len();
        let starts_line = before.len() == blanks || before[..before.len() - blanks].ends_with('\n');
        if self.starts_line && starts_line {
            self.starts_line = false;
            self.column = 0;
            self.write_bare(&self.source[span.start as usize - blanks..span.end as usize]);
        } else {
            self.write(text);
        }
    }
}

/// How many characters `text` has.
pub(super) fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().count() }
}
