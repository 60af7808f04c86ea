//! Texts that match a pattern, for patterns that say how they are made; one that looks around or
//! back doesn't.

use regex_syntax::hir::{Class, Hir, HirKind};

use super::draw::Draw;

/// Repetitions beyond the least, and the longest text.
const MORE: u32 = 3;
const LONGEST: usize = 10_000;

/// A text that matches; none where the pattern is beyond this.
pub(super) fn draw(pattern: &str, draw: &mut Draw) -> Option<String> {
    let parsed = regex_syntax::ParserBuilder::new().nest_limit(50).build().parse(pattern).ok()?;
    let mut text = String::new();
    write(&parsed, draw, &mut text)?;
    Some(text)
}

/// Whether a pattern is no more than the beginning of a name, such as `^x-`, and the name has it.
pub(super) fn is_plain_prefix(pattern: &str, name: &str) -> bool {
    let prefix = pattern.strip_prefix('^').unwrap_or_default();
    let is_plain = prefix.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    !prefix.is_empty() && is_plain && name.starts_with(prefix)
}

fn write(hir: &Hir, draw: &mut Draw, text: &mut String) -> Option<()> {
    if text.len() > LONGEST {
        return None;
    }
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(Class::Unicode(class)) => {
            let ranges: Vec<_> = class.iter().map(|range| (range.start(), range.end())).collect();
            text.push(character(&ranges, draw)?);
        }
        HirKind::Class(Class::Bytes(class)) => {
            let ranges: Vec<_> = class
                .iter()
                .map(|range| (char::from(range.start()), char::from(range.end())))
                .collect();
            text.push(character(&ranges, draw)?);
        }
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(u32::MAX).min(repetition.min.saturating_add(MORE));
            let spread = usize::try_from(most - repetition.min).ok()?;
            let more = u32::try_from(draw.below(spread + 1)).ok()?;
            for _ in 0..repetition.min + more {
                write(&repetition.sub, draw, text)?;
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, draw, text)?,
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| write(part, draw, text))?,
        HirKind::Alternation(branches) => write(draw.pick(branches), draw, text)?,
    }
    Some(())
}

/// A character of a class: a letter or digit if it has one, else one that can be seen.
fn character(ranges: &[(char, char)], draw: &mut Draw) -> Option<char> {
    let holds =
        |character: &char| ranges.iter().any(|(low, high)| (low..=high).contains(&character));
    let plain: Vec<_> = ('a'..='z').chain('0'..='9').chain('A'..='Z').filter(holds).collect();
    let seen: Vec<_> = (' '..='~').filter(holds).collect();
    match (&plain[..], &seen[..]) {
        ([], []) => ranges.first().map(|(low, _)| *low),
        ([], seen) => Some(*draw.pick(seen)),
        (plain, _) => Some(*draw.pick(plain)),
    }
}
