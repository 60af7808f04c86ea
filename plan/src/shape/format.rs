//! Which texts are of a format.

use orchestra_schema::is_base64;

use super::Format;

impl Format {
    /// Whether `text` is of this format.
    #[must_use]
    pub fn admits(self, text: &str) -> bool {
        match self {
            Self::Url => is_url(text),
            Self::Datetime => is_datetime(text),
            Self::Date => is_date(text),
            Self::Email => is_email(text),
            Self::Uuid => is_uuid(text),
            Self::Bytes => is_base64(text),
        }
    }

    /// What it is, for messages.
    pub(super) fn description(self) -> &'static str {
        match self {
            Self::Url => "an absolute URL",
            Self::Datetime => "a datetime (RFC 3339, with an offset)",
            Self::Date => "a date (`YYYY-MM-DD`)",
            Self::Email => "an email address",
            Self::Uuid => "a UUID",
            Self::Bytes => "bytes in base64",
        }
    }
}

/// Blanks around it, or within, are what the URL standard forgives, but no URL has.
fn is_url(text: &str) -> bool {
    !text.contains(|c: char| c.is_whitespace() || c.is_control()) && url::Url::parse(text).is_ok()
}

fn is_datetime(text: &str) -> bool {
    // jiff reads much more than RFC 3339 does.
    let bytes = text.as_bytes();
    let separators = [(4, b'-'), (7, b'-'), (13, b':'), (16, b':')];
    let shaped = separators.iter().all(|&(at, byte)| bytes.get(at) == Some(&byte))
        && matches!(bytes.get(10), Some(b'T' | b't'))
        && bytes[..4].iter().all(u8::is_ascii_digit);
    let offset = match bytes.last() {
        Some(b'Z' | b'z') => true,
        _ => {
            bytes.len() > 6 && bytes[bytes.len() - 3] == b':' && {
                matches!(bytes[bytes.len() - 6], b'+' | b'-')
            }
        }
    };
    shaped && offset && text.parse::<jiff::Timestamp>().is_ok()
}

fn is_date(text: &str) -> bool {
    let shaped = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    shaped && text.parse::<jiff::civil::Date>().is_ok()
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let blank = |c: char| c.is_whitespace() || c.is_control();
    // In quotes, a space is a character as others are (RFC 5321).
    let is_quoted = local.len() > 2 && local.starts_with('"') && local.ends_with('"');
    !local.is_empty()
        && !domain.is_empty()
        && !domain.contains(blank)
        && !local.contains(|c: char| blank(c) && !(is_quoted && c == ' '))
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && !domain.contains("..")
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn each_format_has_its_texts() {
        let cases: [(Format, &[&str], &[&str]); 6] = [
            (
                Format::Url,
                &["https://example.com/a?b=c", "ftp://x/", "mailto:a@b"],
                &["", "/a", "example.com", " https://example.com", "https://"],
            ),
            (
                Format::Datetime,
                &["2024-02-29T12:00:00Z", "2024-01-01T00:00:00.5+02:00", "2024-01-01t00:00:00z"],
                &[
                    "",
                    "2024-02-30T12:00:00Z",
                    "2024-01-01T00:00:00",
                    "2024-01-01",
                    "2024-01-01 00:00:00Z",
                    "2024-01-01T00:00:00+02:00[Europe/Berlin]",
                    "2024-01-01T25:00:00Z",
                ],
            ),
            (Format::Date, &["2024-02-29"], &["2023-02-29", "2024-2-9", "2024-01-01T00:00:00Z"]),
            (
                Format::Email,
                &["a@b.c", "ö@localhost", "\"a b\"@c"],
                &["a", "@b", "a@", "a b@c", "a@b..c", "\"a b@c", "\"a\tb\"@c", "\"a\"@b c"],
            ),
            (
                Format::Uuid,
                &["123e4567-e89b-12d3-a456-426614174000"],
                &["123e4567e89b12d3a456426614174000", "g23e4567-e89b-12d3-a456-426614174000"],
            ),
            (Format::Bytes, &["", "aGk="], &["aGk", "a-_=", "?"]),
        ];
        for (format, right, wrong) in cases {
            for text in right {
                assert!(format.admits(text), "{format:?} {text}");
            }
            for text in wrong {
                assert!(!format.admits(text), "{format:?} {text}");
            }
        }
    }
}
