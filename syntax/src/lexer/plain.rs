//! Words, numbers and signs.

use logos::Logos;

use super::number;
use crate::kind::TokenKind;

/// What the automaton tells apart; words and numbers are looked at closer afterwards.
#[derive(Logos, Clone, Copy, Debug, PartialEq, Eq)]
enum Plain {
    #[regex("[A-Za-z_][A-Za-z0-9_]*")]
    Word,
    #[regex(r"[0-9][0-9_]*(\.[0-9][0-9_]*)?([eE][+-]?[0-9][0-9_]*)?[A-Za-z0-9_]*")]
    Number,
    #[regex("r\"[^\"\r\n]*\"?")]
    Raw,
    #[token("(")]
    LeftParen,
    #[token(")")]
    RightParen,
    #[token("[")]
    LeftBracket,
    #[token("]")]
    RightBracket,
    #[token("{")]
    LeftBrace,
    #[token("}")]
    RightBrace,
    #[token(",")]
    Comma,
    #[token(":")]
    Colon,
    #[token(";")]
    Semicolon,
    #[token(".")]
    Dot,
    #[token("..")]
    DotDot,
    #[token("..=")]
    DotDotEqual,
    #[token("...")]
    Ellipsis,
    #[token("->")]
    Arrow,
    #[token("=>")]
    FatArrow,
    #[token("=")]
    Equal,
    #[token("==")]
    EqualEqual,
    #[token("!=")]
    NotEqual,
    #[token("<")]
    Less,
    #[token("<=")]
    LessEqual,
    #[token(">")]
    Greater,
    #[token("+")]
    Plus,
    #[token("-")]
    Minus,
    #[token("*")]
    Star,
    #[token("/")]
    Slash,
    #[token("%")]
    Percent,
    #[token("!")]
    Bang,
    #[token("&&")]
    And,
    #[token("||")]
    Or,
    #[token("|")]
    Pipe,
    #[token("?")]
    Question,
    #[token("?.")]
    QuestionDot,
    #[token("??")]
    Coalesce,
}

/// The kind and length of the token that `text` begins with; `text` isn't empty, and begins with
/// neither a blank nor a quote nor a comment.
pub(super) fn token(text: &str) -> (TokenKind, usize) {
    let mut lexer = Plain::lexer(text);
    let Some(Ok(plain)) = lexer.next() else {
        let first = text.chars().next().map_or(1, char::len_utf8);
        return (TokenKind::Error, first);
    };
    let slice = lexer.slice();
    (kind_of(plain, slice), slice.len())
}

fn kind_of(plain: Plain, text: &str) -> TokenKind {
    match plain {
        Plain::Word => TokenKind::of_word(text),
        Plain::Number => number::kind(text),
        Plain::Raw => TokenKind::Raw,
        Plain::LeftParen => TokenKind::LeftParen,
        Plain::RightParen => TokenKind::RightParen,
        Plain::LeftBracket => TokenKind::LeftBracket,
        Plain::RightBracket => TokenKind::RightBracket,
        Plain::LeftBrace => TokenKind::LeftBrace,
        Plain::RightBrace => TokenKind::RightBrace,
        Plain::Comma => TokenKind::Comma,
        Plain::Colon => TokenKind::Colon,
        Plain::Semicolon => TokenKind::Semicolon,
        Plain::Dot => TokenKind::Dot,
        Plain::DotDot => TokenKind::DotDot,
        Plain::DotDotEqual => TokenKind::DotDotEqual,
        Plain::Ellipsis => TokenKind::Ellipsis,
        Plain::Arrow => TokenKind::Arrow,
        Plain::FatArrow => TokenKind::FatArrow,
        Plain::Equal => TokenKind::Equal,
        Plain::EqualEqual => TokenKind::EqualEqual,
        Plain::NotEqual => TokenKind::NotEqual,
        Plain::Less => TokenKind::Less,
        Plain::LessEqual => TokenKind::LessEqual,
        Plain::Greater => TokenKind::Greater,
        Plain::Plus => TokenKind::Plus,
        Plain::Minus => TokenKind::Minus,
        Plain::Star => TokenKind::Star,
        Plain::Slash => TokenKind::Slash,
        Plain::Percent => TokenKind::Percent,
        Plain::Bang => TokenKind::Bang,
        Plain::And => TokenKind::And,
        Plain::Or => TokenKind::Or,
        Plain::Pipe => TokenKind::Pipe,
        Plain::Question => TokenKind::Question,
        Plain::QuestionDot => TokenKind::QuestionDot,
        Plain::Coalesce => TokenKind::Coalesce,
    }
}
