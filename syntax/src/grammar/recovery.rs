//! Where a broken rule gives up, and how what doesn't fit is passed over.
//!
//! *Stops* end everything: the word of an item, first on its line, that begins one. *Closers* end
//! lists and blocks. *Statement words*, first on their line, end what can't hold statements: an
//! argument record that was never closed.

use orchestra_diagnostics::Code;

use super::messages;
use super::parser::Parser;
use crate::kind::{NodeKind, TokenKind};
use crate::problem::Problem;
use crate::tree::Token;

/// What a bracketed list is made of.
pub(super) struct ListShape {
    /// The bracket that ends it.
    pub(super) close: TokenKind,
    /// What an entry is called.
    pub(super) entry: &'static str,
    /// Whether an entry may begin with `if`, `call` and the like, so that these end nothing.
    pub(super) holds_expressions: bool,
}

/// The list of `open` that a bracket counts in.
const fn bracket_index(kind: TokenKind) -> Option<usize> {
    Some(match kind {
        TokenKind::LeftParen | TokenKind::RightParen => 0,
        TokenKind::LeftBracket | TokenKind::RightBracket => 1,
        TokenKind::LeftBrace | TokenKind::RightBrace => 2,
        _ => return None,
    })
}

const fn is_closer(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::RightParen | TokenKind::RightBracket | TokenKind::RightBrace)
}

/// The words that begin items.
pub(super) const ITEM_WORDS: &[TokenKind] = &[
    TokenKind::Use,
    TokenKind::Type,
    TokenKind::Enum,
    TokenKind::Const,
    TokenKind::Fn,
    TokenKind::Template,
    TokenKind::Provide,
    TokenKind::Test,
];

/// What is open in a group that is passed over.
#[derive(Default)]
struct Group {
    /// Each opener, with the counts before it.
    open: Vec<(TokenKind, [u32; 3])>,
    /// How many of `(`, `[`, `{` are open since the innermost string or interpolation began.
    counts: [u32; 3],
}

impl Group {
    fn push(&mut self, opener: TokenKind) {
        self.open.push((opener, self.counts));
    }

    /// Closes everything down to the innermost opener that fits.
    fn pop_to(&mut self, fits: impl Fn(TokenKind) -> bool) {
        while let Some((opener, counts)) = self.open.pop() {
            self.counts = counts;
            if fits(opener) {
                return;
            }
        }
    }
}

impl Parser<'_> {
    /// Whether an item begins here, so that everything that is open should have been closed. A
    /// word further right than the item around begins none: items stand at a file's top.
    pub(super) fn at_stop(&self) -> bool {
        let Some(token) = self.token(0) else { return true };
        if token.kind == TokenKind::InterpolationEnd {
            return true;
        }
        if !token.first_on_line || !ITEM_WORDS.contains(&token.kind) {
            return false;
        }
        if self.item_column.is_some_and(|column| self.column(token) > column) {
            return false;
        }
        matches!(
            (token.kind, self.peek_at(1)),
            (TokenKind::Use, Some(TokenKind::Name | TokenKind::StringStart))
                | (TokenKind::Test, Some(TokenKind::StringStart))
                | (
                    TokenKind::Type
                        | TokenKind::Enum
                        | TokenKind::Const
                        | TokenKind::Fn
                        | TokenKind::Template
                        | TokenKind::Provide,
                    Some(TokenKind::Name)
                )
        )
    }

    /// Whether a statement begins here, first on its line. With `only_certain`, words that begin
    /// expressions too don't count.
    pub(super) fn at_statement_word(&self, only_certain: bool) -> bool {
        let Some(token) = self.token(0).filter(|token| token.first_on_line) else { return false };
        let is_key = match self.peek_at(1) {
            Some(TokenKind::Colon) => true,
            Some(TokenKind::Question) => self.peek_at(2) == Some(TokenKind::Colon),
            _ => false,
        };
        !is_key
            && match token.kind {
                TokenKind::Let | TokenKind::Ensure => true,
                TokenKind::Name => self.at_mock(),
                TokenKind::Call
                | TokenKind::If
                | TokenKind::Match
                | TokenKind::For
                | TokenKind::Repeat
                | TokenKind::Fail => !only_certain,
                _ => false,
            }
    }

    /// `mock` before a name: two names side by side are nothing else.
    pub(super) fn at_mock(&self) -> bool {
        self.at_word("mock")
            && self.token(1).is_some_and(|t| t.kind == TokenKind::Name && !t.first_on_line)
    }

    /// Whether a bracket that is open around here closes here.
    pub(super) fn at_open_closer(&self) -> bool {
        self.peek()
            .filter(|kind| is_closer(*kind))
            .and_then(bracket_index)
            .is_some_and(|index| self.open[index] > 0)
    }

    /// Takes one token, or one balanced group, or one whole string.
    fn pass(&mut self) {
        let mut group = Group::default();
        loop {
            let Some(kind) = self.peek() else { return };
            let is_inside = !group.open.is_empty();
            match kind {
                TokenKind::StringStart | TokenKind::TextStart | TokenKind::InterpolationStart => {
                    group.push(kind);
                    group.counts = [0; 3];
                }
                TokenKind::StringEnd | TokenKind::TextEnd => group.pop_to(|opener| {
                    matches!(opener, TokenKind::StringStart | TokenKind::TextStart)
                }),
                TokenKind::InterpolationEnd if !is_inside => return,
                TokenKind::InterpolationEnd => {
                    if !group.open.iter().any(|(kind, _)| *kind == TokenKind::InterpolationStart) {
                        return;
                    }
                    group.pop_to(|opener| opener == TokenKind::InterpolationStart);
                }
                kind => match bracket_index(kind) {
                    Some(index) if is_closer(kind) && group.counts[index] > 0 => {
                        group.pop_to(|opener| bracket_index(opener) == Some(index));
                    }
                    Some(_) if is_closer(kind) && is_inside && self.at_open_closer() => return,
                    Some(_) if is_closer(kind) => {}
                    Some(index) => {
                        group.push(kind);
                        group.counts[index] += 1;
                    }
                    None if is_inside && self.at_stop() => return,
                    None => {}
                },
            }
            self.bump();
            if group.open.is_empty() {
                return;
            }
        }
    }

    /// Takes tokens that fit nothing as one error, for as long as `fits` says so; at least one,
    /// unless the file, the interpolation or something that is open ends here.
    pub(super) fn junk(&mut self, fits: impl Fn(&Self) -> bool) {
        if self.peek().is_none() || self.at(TokenKind::InterpolationEnd) {
            return;
        }
        let mark = self.mark();
        self.pass();
        while !self.at_stop() && fits(self) {
            self.pass();
        }
        self.node(mark, NodeKind::Error);
    }

    /// Skips the rest of an entry or statement, as one error.
    pub(super) fn skip_entry(&mut self) {
        if self.at_entry_end() {
            return;
        }
        self.junk(|parser| !parser.at_entry_end());
    }

    fn at_entry_end(&self) -> bool {
        self.at_stop()
            || self.at(TokenKind::Comma)
            || self.at_open_closer()
            || self.at_statement_word(true)
    }

    /// Reads a list from its opening bracket, which is here, to its end. `entry` reads one entry, or
    /// says that none begins here; then nothing was read.
    pub(super) fn list(&mut self, shape: &ListShape, mut entry: impl FnMut(&mut Self) -> bool) {
        self.bracketed(shape.close, |parser, opener| parser.entries(shape, opener, &mut entry));
    }

    /// Reads a pair of brackets, whose opening one is here, with what `content` reads between.
    pub(super) fn bracketed(&mut self, close: TokenKind, content: impl FnOnce(&mut Self, u32)) {
        self.nested(|parser| {
            let opener = parser.position();
            let index = parser.peek().and_then(bracket_index);
            parser.bump();
            if let Some(index) = index {
                parser.open[index] += 1;
            }
            let troubles = parser.troubles();
            parser.with_head(false, |parser| content(parser, opener));
            if let Some(index) = index {
                parser.open[index] -= 1;
            }
            // What is wrong inside may have taken the closing bracket for something else.
            let holds_statements = close == TokenKind::RightBrace;
            if parser.troubles() > troubles && !holds_statements && !parser.at(close) {
                parser.say_no_more_here();
            }
            parser.close(opener, close);
        });
    }

    /// Reads a list whose opening bracket is missing, which was reported: it begins here.
    pub(super) fn unopened_list(
        &mut self,
        shape: &ListShape,
        mut entry: impl FnMut(&mut Self) -> bool,
    ) {
        self.unopened(shape.close, |parser, opener| parser.entries(shape, opener, &mut entry));
    }

    /// Reads what stands before a closing bracket whose opening one is missing, and that one.
    pub(super) fn unopened(&mut self, close: TokenKind, content: impl FnOnce(&mut Self, u32)) {
        self.nested(|parser| {
            let Some(index) = bracket_index(close) else { return };
            let first = parser.position();
            parser.open[index] += 1;
            parser.with_head(false, |parser| content(parser, first));
            parser.open[index] -= 1;
            if !parser.eat(close) {
                parser.say_no_more_here();
            }
        });
    }

    fn entries(
        &mut self,
        shape: &ListShape,
        opener: u32,
        entry: &mut impl FnMut(&mut Self) -> bool,
    ) {
        let close = messages::of_kind(shape.close);
        let troubles = self.troubles();
        while !self.ends_list(shape) {
            let before = self.position();
            let is_entry = entry(self);
            // After the first mistake, what stands between commas may be anything.
            if self.troubles() > troubles {
                self.say_no_more_here();
            }
            if !is_entry {
                // A brace begins what stands behind the list, which was never closed.
                if self.at(TokenKind::LeftBrace) && shape.close != TokenKind::RightBrace {
                    return;
                }
                self.expected(&[shape.entry, close]);
                if !self.at(TokenKind::Comma) {
                    self.skip_in_list(shape);
                }
            }
            if self.eat(TokenKind::Comma) || self.ends_list(shape) {
                continue;
            }
            if self.troubles() > troubles {
                self.say_no_more_here();
            }
            self.missing_comma(opener, close);
            if !self.first_on_line() || self.position() == before {
                self.skip_in_list(shape);
                self.eat(TokenKind::Comma);
            }
        }
    }

    /// Skips the rest of an entry that doesn't fit. If the list breaks off behind it, that was said.
    fn skip_in_list(&mut self, shape: &ListShape) {
        self.junk(|parser| !parser.ends_entry(shape));
        if self.ends_list(shape) && !self.at(shape.close) {
            self.say_no_more_here();
        }
    }

    fn missing_comma(&mut self, opener: u32, close: &str) {
        let mut problem = self.expected_problem(&["`,`", close]);
        if self.first_on_line() {
            problem = problem.with_fix("insert `,`", vec![(self.span_behind(), ",".to_owned())]);
        } else if let Some(opener) = self.token_at(opener) {
            problem = problem.with_label(opener.span(), "the list begins here");
        }
        self.report(problem);
    }

    fn ends_list(&self, shape: &ListShape) -> bool {
        self.at(shape.close)
            || self.at_stop()
            || self.at_statement_word(shape.holds_expressions)
            || self.peek().is_some_and(is_closer)
    }

    fn ends_entry(&self, shape: &ListShape) -> bool {
        self.at(TokenKind::Comma) || self.first_on_line() || self.ends_list(shape)
    }

    /// Reads the bracket that closes the one at `opener`, or reports which is missing.
    pub(super) fn close(&mut self, opener: u32, close: TokenKind) {
        if self.at(close) {
            self.suspect_by_indentation(opener);
            self.bump();
            return;
        }
        let wrong = self.peek().is_some_and(is_closer) && !self.at_open_closer();
        if self.token(0).is_none() || (self.at_stop() && !self.at(TokenKind::InterpolationEnd)) {
            self.never_closed(opener, close);
            return;
        }
        let expected = match close {
            TokenKind::Greater => ["`,`", "`>`"],
            close => ["`,`", messages::of_kind(close)],
        };
        let is_block =
            self.token_at(opener).is_none_or(|t| t.kind == TokenKind::LeftBrace) && wrong;
        let mut problem = self.expected_problem(if is_block { &expected[1..] } else { &expected });
        if let Some(opener) = self.token_at(opener) {
            let what = messages::found(Some((opener.kind, self.slice(opener))));
            problem = problem.with_label(opener.span(), format!("this {what} isn't closed"));
        }
        self.report(problem);
        if wrong {
            // The wrong bracket was meant for this one.
            let mark = self.mark();
            self.bump();
            self.node(mark, NodeKind::Error);
        }
    }

    /// Reports a pair whose end the file, or the next item, cut off.
    ///
    /// A mistake before it, in the same item, has likely taken its end for something else. A pair
    /// that its columns show to be unclosed is the mistake itself: what was told of its inside
    /// follows from it. Without columns, it is the other way round.
    fn never_closed(&mut self, opener: u32, close: TokenKind) {
        let suspect = self.suspect.take().filter(|suspect| *suspect > opener);
        let Some(token) = self.token_at(suspect.unwrap_or(opener)) else { return };
        let mut told = self.told_of_item().iter();
        if told.any(|problem| suspect.is_none() || problem.span.start < token.start) {
            return;
        }
        self.take_back_behind(token.start);
        let message = format!(
            "this {} is never closed",
            messages::found(Some((token.kind, self.slice(token))))
        );
        let found = messages::found(self.token(0).map(|token| (token.kind, self.slice(token))));
        let close = messages::of_kind(close);
        let problem = Problem::new(Code::E0101, token.span(), message)
            .with_label(self.span_here(), format!("expected {close} before {found}"));
        self.report_elsewhere(problem);
    }

    /// A closer that is first on its line stands where its opener's line begins. One further left
    /// was meant for another.
    fn suspect_by_indentation(&mut self, opener: u32) {
        let here = self.token(0).filter(|token| token.first_on_line);
        let Some(column) = here.map(|token| self.column(token)) else { return };
        let mut first = opener;
        while first > 0 && self.token_at(first).is_some_and(|token| !token.first_on_line) {
            first -= 1;
        }
        let of_line = self.token_at(first).map_or(0, |token| self.column(token));
        if column < of_line && self.suspect.is_none() {
            self.suspect = Some(opener);
        }
    }

    /// Whether the next token begins a line that stands further right than the line before it: the
    /// inside of a block.
    pub(super) fn goes_deeper(&self) -> bool {
        let Some(here) = self.token(0).filter(|token| token.first_on_line) else { return false };
        let mut first = self.position();
        loop {
            let Some(before) = first.checked_sub(1) else { return false };
            first = before;
            if self.token_at(first).is_none_or(|token| token.first_on_line) {
                break;
            }
        }
        self.token_at(first).is_some_and(|first| self.column(here) > self.column(first))
    }

    /// How many blanks stand before a token that is first on its line.
    pub(super) fn column(&self, token: &Token) -> usize {
        let before = self.text()[..token.start as usize].bytes().rev();
        before.take_while(|byte| matches!(byte, b' ' | b'\t')).count()
    }
}
