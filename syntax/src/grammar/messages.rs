//! The words of messages: what was expected, what was found.

use crate::kind::TokenKind;

/// A list of alternatives: "`,` or `}`".
pub(super) fn one_of(what: &[&str]) -> String {
    match what {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// What the next token is, or that there is none.
pub(super) fn found(token: Option<(TokenKind, &str)>) -> String {
    let Some((kind, text)) = token else { return "the end of the file".to_owned() };
    match kind {
        TokenKind::StringStart => "a string".to_owned(),
        TokenKind::TextStart => "a text block".to_owned(),
        TokenKind::Raw => "a raw string".to_owned(),
        TokenKind::InterpolationEnd => "the end of the interpolation".to_owned(),
        TokenKind::Error => {
            let short: String = text.chars().take(20).collect();
            let ellipsis = if short.len() < text.len() { "…" } else { "" };
            format!("`{}{ellipsis}`", short.replace(char::is_control, "\u{fffd}"))
        }
        _ => format!("`{text}`"),
    }
}

/// A kind of token, as something that was expected.
pub(super) const fn of_kind(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Name => "a name",
        TokenKind::LeftParen => "`(`",
        TokenKind::RightParen => "`)`",
        TokenKind::LeftBracket => "`[`",
        TokenKind::RightBracket => "`]`",
        TokenKind::LeftBrace => "`{`",
        TokenKind::RightBrace => "`}`",
        TokenKind::Comma => "`,`",
        TokenKind::Colon => "`:`",
        TokenKind::Dot => "`.`",
        TokenKind::Arrow => "`->`",
        TokenKind::FatArrow => "`=>`",
        TokenKind::Equal => "`=`",
        TokenKind::Greater => "`>`",
        TokenKind::Less => "`<`",
        TokenKind::In => "`in`",
        TokenKind::StringStart => "a string",
        _ => "something else",
    }
}
