//! Texts that have a form of their own, by the name that the types' schemas give it as `format`.

use url::Url;

use crate::{Amount, Law, TimeSpan};

/// What is wrong with `text` as a text of that form; nothing where the form isn't one of ours.
pub(crate) fn check(format: &str, text: &str) -> Result<(), String> {
    match format {
        "amount" => text.parse::<Amount>().map(drop).map_err(|why| why.to_string()),
        "time-span" => text.parse::<TimeSpan>().map(drop).map_err(|why| why.to_string()),
        "law" => text.parse::<Law>().map(drop).map_err(|why| why.to_string()),
        "name" => name(text),
        "uri" => address(text),
        "date" => date(text),
        "header" => header(text),
        "ss58" => {
            let address = text.parse::<orchestra_keys::Address>();
            address.map(drop).map_err(|why| format!("`{text}` isn't an address: {why}"))
        }
        "sr25519" => {
            let signature = text.parse::<orchestra_keys::Signature>();
            signature.map(drop).map_err(|why| format!("it isn't a signature: {why}"))
        }
        "genesis-hash" => genesis_hash(text),
        "json-pointer" => pointer(text),
        "sided-pointer" => sided_pointer(text),
        _ => Ok(()),
    }
}

/// Names by which programs call something: of a subnet, an operation, a capability.
pub(crate) fn name(text: &str) -> Result<(), String> {
    let begins = text.starts_with(|c: char| c.is_ascii_lowercase());
    let goes_on = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if begins && goes_on {
        return Ok(());
    }
    Err(format!("`{text}` isn't a name: write small letters, digits and `_`, a letter first"))
}

/// A header's name: RFC 9110's `token`.
pub(crate) fn header(text: &str) -> Result<(), String> {
    let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    if !text.is_empty() && text.bytes().all(token) {
        return Ok(());
    }
    Err(format!("`{text}` isn't the name of a header"))
}

fn genesis_hash(text: &str) -> Result<(), String> {
    let digits = text.strip_prefix("0x").unwrap_or_default();
    let is_digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    if digits.len() == 64 && digits.bytes().all(is_digit) {
        return Ok(());
    }
    Err(format!("`{text}` isn't a genesis hash: write `0x` and 64 digits, in small letters"))
}

fn address(text: &str) -> Result<(), String> {
    let wrong = |why: &str| Err(format!("`{text}` isn't a web address: {why}"));
    match Url::parse(text) {
        Err(error) => wrong(&error.to_string()),
        Ok(url) if !matches!(url.scheme(), "http" | "https") => {
            wrong("it begins with neither `https://` nor `http://`")
        }
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            wrong("it names a user")
        }
        Ok(_) => Ok(()),
    }
}

fn date(text: &str) -> Result<(), String> {
    let digits =
        |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<_> = text.split('-').collect();
    let number = |part: &str| part.parse().unwrap_or(0);
    let is_day = match parts[..] {
        [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2) => {
            (1..=12).contains(&number(month))
                && (1..=days(number(year), number(month))).contains(&number(day))
        }
        _ => false,
    };
    if is_day { Ok(()) } else { Err(format!("`{text}` isn't a day: write it as \"2026-11-24\"")) }
}

fn days(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// RFC 6901: empty, or segments that each begin with a slash, with `~0` and `~1` as escapes.
fn pointer(text: &str) -> Result<(), String> {
    let escaped = text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
    if (text.is_empty() || text.starts_with('/')) && escaped {
        return Ok(());
    }
    Err(format!("`{text}` isn't a JSON Pointer: write \"/choices/0/text\", or \"\" for all of it"))
}

fn sided_pointer(text: &str) -> Result<(), String> {
    match text.split_once(':') {
        Some(("input" | "output", rest)) => pointer(rest),
        Some(("header", rest)) => header(rest),
        _ => Err(format!("`{text}` names no side: write \"input:/urls\" or \"output:/hits\"")),
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn each_form_takes_its_own_and_nothing_else() {
        for (format, good, bad) in [
            ("name", &["a", "web_search", "v2"][..], &["", "_a", "A", "2a", "a-b", "ä"][..]),
            (
                "uri",
                &["https://a.example/x?y#z"],
                &["a.example", "ftp://a.example", "https://u:p@a.example"],
            ),
            (
                "date",
                &["2026-11-24", "2024-02-29"],
                &["2026-1-1", "2026-02-29", "2026-13-01", "2026-04-31", "x"],
            ),
            ("header", &["X-Api-Key"], &["", "X Key", "X:Key", "é"]),
            ("json-pointer", &["", "/a", "/", "/a~1b/~0"], &["a", "/~", "/~2"]),
            (
                "sided-pointer",
                &["input:/a", "output:", "header:x-cost"],
                &["/a", "side:/a", "input:a", "header:"],
            ),
        ] {
            for text in good {
                assert_eq!(check(format, text), Ok(()), "{format} {text:?}");
            }
            for text in bad {
                assert!(check(format, text).is_err(), "{format} {text:?}");
            }
        }
    }
}
