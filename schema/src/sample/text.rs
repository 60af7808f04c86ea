//! Texts: of a format, of a pattern, else words.

use serde_json::Value;

use super::draw::Draw;
use super::pattern;

const WORDS: [&str; 24] = [
    "amber", "basin", "cedar", "delta", "ember", "field", "grove", "harbor", "island", "juniper",
    "kettle", "lantern", "meadow", "north", "orchard", "prairie", "quartz", "river", "summit",
    "timber", "upland", "valley", "willow", "yarrow",
];

/// The longest text that is drawn because a schema demands it.
const LONGEST: usize = 20_000;

/// A text that the keywords accept, where one is known.
pub(super) fn draw(flat: &Value, draw: &mut Draw) -> String {
    let word = |keyword: &str| flat.get(keyword).and_then(Value::as_str);
    if let Some(text) = word("pattern").and_then(|pattern| pattern::draw(pattern, draw)) {
        return text;
    }
    if let Some(text) = word("format").and_then(|format| formatted(format, draw)) {
        return text;
    }
    if word("contentEncoding") == Some("base64") {
        return base64(draw);
    }
    let size = |keyword: &str| flat.get(keyword).and_then(Value::as_u64);
    let size = |keyword: &str| size(keyword).map(|size| usize::try_from(size).unwrap_or(LONGEST));
    let (least, most) = (size("minLength").unwrap_or(0).min(LONGEST), size("maxLength"));
    let mut text = self::word(draw).to_owned();
    for _ in 0..draw.below(3) {
        text = text + " " + self::word(draw);
    }
    while text.len() < least {
        text = text + " " + self::word(draw);
    }
    // The words are ASCII.
    text.truncate(most.unwrap_or(LONGEST).max(least));
    text
}

pub(super) fn word(draw: &mut Draw) -> &'static str {
    draw.pick::<&str>(&WORDS)
}

fn formatted(format: &str, draw: &mut Draw) -> Option<String> {
    let day = |draw: &mut Draw| format!("2026-{:02}-{:02}", 1 + draw.below(10), 1 + draw.below(28));
    let clock = |draw: &mut Draw| format!("{:02}:{:02}:00Z", draw.below(24), draw.below(60));
    let text = match format {
        "date-time" => format!("{}T{}", day(draw), clock(draw)),
        "date" => day(draw),
        "time" => clock(draw),
        "duration" => format!("PT{}M", 1 + draw.below(59)),
        "email" | "idn-email" => format!("{}@example.com", word(draw)),
        "uri" | "iri" | "url" => {
            format!("https://www.example.com/{}-{}", word(draw), draw.below(1000))
        }
        "uri-reference" | "iri-reference" => format!("/{}", word(draw)),
        "uri-template" => format!("/{}/{{id}}", word(draw)),
        "hostname" | "idn-hostname" => format!("{}.example.com", word(draw)),
        // The blocks that are reserved for documentation (RFC 5737, RFC 3849).
        "ipv4" => format!("192.0.2.{}", 1 + draw.below(254)),
        "ipv6" => format!("2001:db8::{:x}", 1 + draw.below(0xffff)),
        "uuid" => uuid(draw),
        "json-pointer" => format!("/{}", word(draw)),
        "relative-json-pointer" => format!("0/{}", word(draw)),
        "regex" => format!("^{}$", word(draw)),
        "byte" => base64(draw),
        _ => return None,
    };
    Some(text)
}

/// A UUID of version 4.
fn uuid(draw: &mut Draw) -> String {
    let (high, low) = (draw.bits(), draw.bits());
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        low >> 48 & 0x3fff | 0x8000,
        low & 0xffff_ffff_ffff
    )
}

/// Twelve bytes, which take no padding.
fn base64(draw: &mut Draw) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    (0..16).map(|_| char::from(*draw.pick(DIGITS))).collect()
}
