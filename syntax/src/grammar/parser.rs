//! The place in the tokens, the tree in the making, and what every rule is written with.

use std::ops::Range;

use orchestra_diagnostics::{Code, Span};

use super::messages;
use crate::kind::{NodeKind, TokenKind};
use crate::problem::Problem;
use crate::tree::{Builder, Mark, Token};

/// How deep things may nest.
const MAX_DEPTH: u32 = 256;

pub(super) struct Parser<'t> {
    text: &'t str,
    tokens: &'t [Token],
    at: u32,
    builder: Builder,
    problems: Vec<Problem>,
    /// How many problems there were before the item around.
    of_others: usize,
    /// Lines of the item around of which something was told, the last one last.
    told: Vec<Range<u32>>,
    /// How often something went wrong: problems, told or not, and strings that are never closed.
    troubles: u32,
    depth: u32,
    /// The token at which a problem was reported last, or where more would repeat it.
    quiet_at: Option<u32>,
    /// Whether neither record nor lambda may stand here bare.
    pub(super) in_head: bool,
    /// How many of `(`, `[`, `{` are open, within the innermost interpolation.
    pub(super) open: [u32; 3],
    /// The column of the item around; none at the file's top.
    pub(super) item_column: Option<usize>,
    /// An opener whose closer stands further left than its line begins: if a pair turns out to be
    /// unclosed, it is this one.
    pub(super) suspect: Option<u32>,
}

impl<'t> Parser<'t> {
    pub(super) fn new(text: &'t str, tokens: &'t [Token]) -> Self {
        Self {
            text,
            tokens,
            at: 0,
            builder: Builder::of(tokens.len()),
            problems: Vec::new(),
            of_others: 0,
            told: Vec::new(),
            troubles: 0,
            depth: 0,
            quiet_at: None,
            in_head: false,
            open: [0; 3],
            item_column: None,
            suspect: None,
        }
    }

    pub(super) fn finish(self) -> (Builder, Vec<Problem>) {
        (self.builder, self.problems)
    }

    // Looking.

    /// The index of the next token.
    pub(super) fn position(&self) -> u32 {
        self.at
    }

    /// The token `ahead` of the next one.
    pub(super) fn token(&self, ahead: u32) -> Option<&'t Token> {
        self.tokens.get((self.at + ahead) as usize)
    }

    /// The token of an index.
    pub(super) fn token_at(&self, index: u32) -> Option<&'t Token> {
        self.tokens.get(index as usize)
    }

    /// The token that was read last.
    pub(super) fn previous(&self) -> Option<&'t Token> {
        self.at.checked_sub(1).and_then(|at| self.token_at(at))
    }

    /// The kind of the next token; none at the end of the file.
    pub(super) fn peek(&self) -> Option<TokenKind> {
        self.peek_at(0)
    }

    pub(super) fn peek_at(&self, ahead: u32) -> Option<TokenKind> {
        self.token(ahead).map(|token| token.kind)
    }

    pub(super) fn at(&self, kind: TokenKind) -> bool {
        self.peek() == Some(kind)
    }

    pub(super) fn at_any(&self, kinds: &[TokenKind]) -> bool {
        self.peek().is_some_and(|kind| kinds.contains(&kind))
    }

    /// Whether the next token is the name `word`, which is free as a name elsewhere.
    pub(super) fn at_word(&self, word: &str) -> bool {
        self.at(TokenKind::Name) && self.token(0).is_some_and(|token| self.slice(token) == word)
    }

    pub(super) fn slice(&self, token: &Token) -> &'t str {
        &self.text[token.span().range()]
    }

    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    pub(super) fn first_on_line(&self) -> bool {
        self.token(0).is_none_or(|token| token.first_on_line)
    }

    // Reading.

    pub(super) fn bump(&mut self) {
        self.at = (self.at + 1).min(self.tokens.len() as u32);
    }

    pub(super) fn eat(&mut self, kind: TokenKind) -> bool {
        let found = self.at(kind);
        if found {
            self.bump();
        }
        found
    }

    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        let found = self.at_word(word);
        if found {
            self.bump();
        }
        found
    }

    /// Reads `kind`, or reports that it is missing.
    pub(super) fn expect(&mut self, kind: TokenKind) -> bool {
        self.eat(kind) || {
            self.expected(&[messages::of_kind(kind)]);
            false
        }
    }

    // Building.

    pub(super) fn mark(&self) -> Mark {
        self.builder.mark(self.at)
    }

    /// The place before the node that was finished last.
    pub(super) fn mark_before_last(&self) -> Mark {
        self.builder.mark_before_last(self.at)
    }

    pub(super) fn node(&mut self, mark: Mark, kind: NodeKind) {
        self.builder.finish(mark, kind, self.at);
    }

    pub(super) fn last_kind(&self) -> Option<NodeKind> {
        self.builder.last_kind()
    }

    /// A node of nothing, which holds the place of what is missing.
    pub(super) fn missing(&mut self, kind: NodeKind) {
        let mark = self.mark();
        self.node(mark, kind);
    }

    // Reporting.

    /// How often something went wrong up to now.
    pub(super) fn troubles(&self) -> u32 {
        self.troubles
    }

    /// Counts a string that is never closed, which the lexer's findings tell.
    pub(super) fn swallowed_by_string(&mut self) {
        self.troubles += 1;
    }

    /// Begins to read an item.
    pub(super) fn begin_item(&mut self) {
        self.of_others = self.problems.len();
        self.told.clear();
    }

    /// What was told of the item around.
    pub(super) fn told_of_item(&self) -> &[Problem] {
        &self.problems[self.of_others..]
    }

    /// Takes back what was told of the item around behind `offset`.
    pub(super) fn take_back_behind(&mut self, offset: u32) {
        let mut index = 0;
        let of_others = self.of_others;
        self.problems.retain(|problem| {
            index += 1;
            index <= of_others || problem.span.start <= offset
        });
        let left = &self.problems[of_others..];
        self.told.retain(|line| left.iter().any(|problem| line.contains(&problem.span.start)));
    }

    /// Reports `problem`, unless one was reported at the next token already, or the token before it
    /// is a string that swallowed what should stand here.
    pub(super) fn report(&mut self, problem: Problem) {
        self.troubles += 1;
        if self.quiet_at == Some(self.at) || self.follows_unclosed_string() {
            return;
        }
        self.quiet_at = Some(self.at);
        self.tell(problem);
    }

    /// Reports `problem`, which isn't about the next token.
    pub(super) fn report_elsewhere(&mut self, problem: Problem) {
        self.troubles += 1;
        self.tell(problem);
    }

    /// Adds `problem`, unless its line has one: what follows on a line mostly follows from it.
    fn tell(&mut self, problem: Problem) {
        let at = problem.span.start;
        let is_told = |line: &Range<u32>| line.contains(&at);
        if self.told.last().is_some_and(is_told) || self.told.iter().any(is_told) {
            return;
        }
        let (before, behind) = self.text.split_at(at as usize);
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let end = behind.find('\n').map_or(self.text.len(), |length| before.len() + length);
        self.told.push(start as u32..end as u32 + 1);
        self.problems.push(problem);
    }

    /// Makes further problems at the next token silent: they would follow from one that was reported.
    pub(super) fn say_no_more_here(&mut self) {
        self.quiet_at = Some(self.at);
    }

    /// Whether something was reported at the next token.
    pub(super) fn is_quiet(&self) -> bool {
        self.quiet_at == Some(self.at)
    }

    fn follows_unclosed_string(&self) -> bool {
        self.previous().is_some_and(|before| match before.kind {
            TokenKind::StringEnd | TokenKind::TextEnd => before.start == before.end,
            TokenKind::Raw => !self.slice(before)[2..].ends_with('"'),
            _ => false,
        })
    }

    /// Reports that one of `what` should stand here.
    pub(super) fn expected(&mut self, what: &[&str]) {
        let problem = self.expected_problem(what);
        self.report(problem);
    }

    /// "expected `,` or `}`, found `let`", at the next token.
    pub(super) fn expected_problem(&self, what: &[&str]) -> Problem {
        let found = messages::found(self.token(0).map(|token| (token.kind, self.slice(token))));
        let message = format!("expected {}, found {found}", messages::one_of(what));
        let span = if self.ends_paragraph() { self.span_behind() } else { self.span_here() };
        let problem = Problem::new(Code::E0101, span, message);
        match self.peek() {
            Some(TokenKind::Semicolon) => problem
                .with_help("the language has no semicolons")
                .with_fix("remove it", vec![(self.span_here(), String::new())]),
            Some(TokenKind::Error) => match self.token(0).map(|token| self.slice(token)) {
                Some(text) if text.starts_with("/*") => {
                    problem.with_help("comments begin with `//`")
                }
                Some(text) if text.starts_with('\'') => {
                    problem.with_help("strings stand in double quotes")
                }
                _ => problem,
            },
            _ => problem,
        }
    }

    /// Whether what is missing stands in the paragraph before the next token, which begins an item.
    fn ends_paragraph(&self) -> bool {
        let Some((before, here)) = self.previous().zip(self.token(0)) else { return false };
        self.at_stop()
            && self.text[before.end as usize..here.start as usize].matches('\n').count() > 1
    }

    /// Where the next token stands; at the end of the file, behind the last one.
    pub(super) fn span_here(&self) -> Span {
        let behind = || self.previous().map_or(0, |token| token.end);
        self.token(0).map_or_else(|| Span::at(behind()), Token::span)
    }

    /// The place behind the token that was read last.
    pub(super) fn span_behind(&self) -> Span {
        Span::at(self.previous().map_or(0, |token| token.end))
    }

    // Nesting.

    /// Runs `rule` one level deeper. Too deep, nothing is run: the rest of the entry is skipped as
    /// one error, and what is missing for that reason is silent.
    pub(super) fn nested(&mut self, rule: impl FnOnce(&mut Self)) {
        if self.depth >= MAX_DEPTH {
            self.report(Problem::new(
                Code::E0101,
                self.span_here(),
                format!("this is nested deeper than {MAX_DEPTH} levels"),
            ));
            self.skip_entry();
            self.say_no_more_here();
            return;
        }
        self.depth += 1;
        rule(self);
        self.depth -= 1;
    }

    /// Runs `rule` where records and lambdas may stand bare, or may not.
    pub(super) fn with_head(&mut self, in_head: bool, rule: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.in_head, in_head);
        rule(self);
        self.in_head = before;
    }
}
