//! Words, numbers and signs.

use logos::Logos;

use super::number;
use crate::kind::TokenKind;

/// What the automaton tells apart; words and numbers are looked at closer by what it calls.
#[derive(Logos, Clone, Copy, Debug, PartialEq, Eq)]
enum Plain {
    #[regex("[A-Za-z_][A-Za-z0-9_]*", |word| TokenKind::of_word(word.slice()))]
    #[regex(
        r"[0-9][0-9_]*(\.[0-9][0-9_]*)?([eE][+-]?[0-9][0-9_]*)?[A-Za-z0-9_]*",
        |number| number::kind(number.slice())
    )]
    #[regex("r\"[^\"\r\n]*\"?", |_| TokenKind::Raw)]
    #[token("(", |_| TokenKind::LeftParen)]
    #[token(")", |_| TokenKind::RightParen)]
    #[token("[", |_| TokenKind::LeftBracket)]
    #[token("]", |_| TokenKind::RightBracket)]
    #[token("{", |_| TokenKind::LeftBrace)]
    #[token("}", |_| TokenKind::RightBrace)]
    #[token(",", |_| TokenKind::Comma)]
    #[token(":", |_| TokenKind::Colon)]
    #[token(";", |_| TokenKind::Semicolon)]
    #[token(".", |_| TokenKind::Dot)]
    #[token("..", |_| TokenKind::DotDot)]
    #[token("..=", |_| TokenKind::DotDotEqual)]
    #[token("...", |_| TokenKind::Ellipsis)]
    #[token("->", |_| TokenKind::Arrow)]
    #[token("=>", |_| TokenKind::FatArrow)]
    #[token("=", |_| TokenKind::Equal)]
    #[token("==", |_| TokenKind::EqualEqual)]
    #[token("!=", |_| TokenKind::NotEqual)]
    #[token("<", |_| TokenKind::Less)]
    #[token("<=", |_| TokenKind::LessEqual)]
    #[token(">", |_| TokenKind::Greater)]
    #[token("+", |_| TokenKind::Plus)]
    #[token("-", |_| TokenKind::Minus)]
    #[token("*", |_| TokenKind::Star)]
    #[token("/", |_| TokenKind::Slash)]
    #[token("%", |_| TokenKind::Percent)]
    #[token("!", |_| TokenKind::Bang)]
    #[token("&&", |_| TokenKind::And)]
    #[token("||", |_| TokenKind::Or)]
    #[token("|", |_| TokenKind::Pipe)]
    #[token("?", |_| TokenKind::Question)]
    #[token("?.", |_| TokenKind::QuestionDot)]
    #[token("??", |_| TokenKind::Coalesce)]
    Token(TokenKind),
}

/// The kind and length of the token that `text` begins with; `text` isn't empty, and begins with
/// neither a blank nor a quote nor a comment.
pub(super) fn token(text: &str) -> (TokenKind, usize) {
    let mut lexer = Plain::lexer(text);
    match lexer.next() {
        Some(Ok(Plain::Token(kind))) => (kind, lexer.slice().len()),
        _ => (TokenKind::Error, text.chars().next().map_or(1, char::len_utf8)),
    }
}
