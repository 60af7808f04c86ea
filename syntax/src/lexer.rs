//! Text to tokens and comments.
//!
//! Words, numbers and signs are told apart by a generated automaton ([`plain`]); strings are scanned
//! by hand, with a stack of what is open, since interpolations nest. It never fails: what is no
//! token becomes an [`TokenKind::Error`], runs of it merged, and a string that isn't closed gets an
//! empty end, so that quotes and interpolations always pair. What is malformed inside a token is
//! said later, by `literal`.
//!
//! Blanks are what is left between tokens and comments; a leading byte order mark is one of them.

mod number;
mod plain;

use orchestra_diagnostics::Span;

use crate::kind::TokenKind;
use crate::tree::{Comment, CommentKind, Token};

/// A text in pieces.
#[derive(Debug, Default)]
pub(crate) struct Lexed {
    /// The tokens, in order.
    pub(crate) tokens: Vec<Token>,
    /// The comments, in order.
    pub(crate) comments: Vec<Comment>,
}

/// Cuts `text`, shorter than 4 GiB, into pieces.
pub(crate) fn lex(text: &str) -> Lexed {
    let mut lexer = Lexer {
        text,
        at: 0,
        first_on_line: true,
        open: Vec::new(),
        line_strings: 0,
        lexed: Lexed::default(),
    };
    lexer.lexed.tokens.reserve(text.len() / 4);
    if text.starts_with('\u{feff}') {
        lexer.at = '\u{feff}'.len_utf8();
    }
    lexer.run();
    lexer.lexed
}

/// What is open around the place that is read.
#[derive(Clone, Copy, Debug)]
enum Open {
    /// `"`
    Line,
    /// `"""`
    Block,
    /// `${`, with so many braces open inside.
    Interpolation(u32),
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    first_on_line: bool,
    open: Vec<Open>,
    /// How many of `open` are [`Open::Line`].
    line_strings: u32,
    lexed: Lexed,
}

impl Lexer<'_> {
    fn run(&mut self) {
        while self.at < self.text.len() || !self.open.is_empty() {
            match self.open.last() {
                Some(Open::Line) => self.string_text(false),
                Some(Open::Block) => self.string_text(true),
                Some(Open::Interpolation(_)) | None => self.code(),
            }
        }
    }

    fn push(&mut self, kind: TokenKind, end: usize) {
        self.lexed.tokens.push(Token {
            kind,
            first_on_line: self.first_on_line,
            start: self.at as u32,
            end: end as u32,
        });
        self.first_on_line = false;
        self.at = end;
    }

    fn open(&mut self, open: Open) {
        self.line_strings += u32::from(matches!(open, Open::Line));
        self.open.push(open);
    }

    /// Closes what was opened last, by the token from here to `end`, which may be empty.
    fn close(&mut self, end: usize) {
        let kind = match self.open.pop() {
            Some(Open::Line) => {
                self.line_strings -= 1;
                TokenKind::StringEnd
            }
            Some(Open::Block) => TokenKind::TextEnd,
            Some(Open::Interpolation(_)) => TokenKind::InterpolationEnd,
            None => return,
        };
        self.push(kind, end);
    }

    /// At the end of a line, no string that must stand on one line stays open.
    fn close_line_strings(&mut self) {
        while self.line_strings > 0 {
            self.close(self.at);
        }
    }

    /// Blanks, comments and one token of code.
    fn code(&mut self) {
        let bytes = self.text.as_bytes();
        match bytes.get(self.at) {
            None => self.close(self.at),
            Some(b' ' | b'\t' | b'\r') => {
                let blanks = bytes[self.at..].iter();
                self.at += blanks.take_while(|it| matches!(it, b' ' | b'\t' | b'\r')).count();
            }
            Some(b'\n') => {
                self.close_line_strings();
                self.first_on_line = true;
                self.at += 1;
            }
            Some(b'/') if bytes[self.at..].starts_with(b"//") => self.comment(),
            Some(b'/') if bytes[self.at..].starts_with(b"/*") => self.foreign_comment(),
            Some(b'"') if bytes[self.at..].starts_with(b"\"\"\"") => {
                self.push(TokenKind::TextStart, self.at + 3);
                self.open(Open::Block);
            }
            Some(b'"') => {
                self.push(TokenKind::StringStart, self.at + 1);
                self.open(Open::Line);
            }
            Some(_) => self.plain(),
        }
    }

    fn end_of_line(&self) -> usize {
        let end = self.text[self.at..].find('\n').map_or(self.text.len(), |found| self.at + found);
        let line = &self.text[self.at..end];
        self.at + line.strip_suffix('\r').unwrap_or(line).len()
    }

    fn comment(&mut self) {
        let end = self.end_of_line();
        let text = &self.text[self.at..end];
        let kind = if text.starts_with("//!") && self.lexed.tokens.is_empty() {
            CommentKind::FileDoc
        } else if text.starts_with("///") && !text.starts_with("////") {
            CommentKind::Doc
        } else {
            CommentKind::Plain
        };
        self.lexed.comments.push(Comment { kind, span: Span::new(self.at as u32, end as u32) });
        self.at = end;
    }

    /// `/* … */` is a comment elsewhere, so it is one token that is wrong.
    fn foreign_comment(&mut self) {
        let limit = if self.line_strings > 0 { self.end_of_line() } else { self.text.len() };
        let end = self.text[self.at + 2..limit].find("*/").map_or(2, |found| found + 4);
        self.push(TokenKind::Error, self.at + end);
    }

    fn plain(&mut self) {
        let (kind, length) = plain::token(&self.text[self.at..]);
        let end = self.at + length;
        match (kind, self.open.last_mut()) {
            (TokenKind::LeftBrace, Some(Open::Interpolation(braces))) => *braces += 1,
            (TokenKind::RightBrace, Some(Open::Interpolation(0))) => return self.close(end),
            (TokenKind::RightBrace, Some(Open::Interpolation(braces))) => *braces -= 1,
            (TokenKind::Error, _) => {
                let start = self.at as u32;
                let before = self.lexed.tokens.last_mut();
                if let Some(before) = before.filter(|t| t.kind == kind && t.end == start) {
                    before.end = end as u32;
                    self.at = end;
                    return;
                }
            }
            _ => {}
        }
        self.push(kind, end);
    }

    /// Text up to an interpolation, the closing quotes, or where the string breaks off.
    fn string_text(&mut self, is_block: bool) {
        let bytes = self.text.as_bytes();
        let mut end = self.at;
        let closing = loop {
            match bytes.get(end) {
                None => break None,
                Some(b'\n') if self.line_strings > 0 => {
                    end -= usize::from(end > self.at && bytes[end - 1] == b'\r');
                    break None;
                }
                // An escaped line break doesn't continue a string. Of an escaped character longer
                // than a byte, the further bytes are read as text, which they are.
                Some(b'\\') if matches!(bytes.get(end + 1), Some(b'\n' | b'\r') | None) => end += 1,
                Some(b'\\') => end += 2,
                Some(b'"') if !is_block => break Some(1),
                Some(b'"') if bytes[end..].starts_with(b"\"\"\"") => break Some(3),
                Some(b'$') if bytes.get(end + 1) == Some(&b'{') => break Some(0),
                Some(_) => end += 1,
            }
        };
        if end > self.at {
            self.push(TokenKind::StringText, end);
        }
        match closing {
            Some(0) => {
                self.push(TokenKind::InterpolationStart, end + 2);
                self.open(Open::Interpolation(0));
            }
            Some(quotes) => self.close(end + quotes),
            None if self.line_strings > 0 => self.close_line_strings(),
            None => self.close(end),
        }
    }
}
