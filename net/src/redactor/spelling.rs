//! Finding a value whose characters may each be escaped: as in URLs (`%2F`, `+`), JSON and Rust
//! texts (`\"`, `\n`, `\u002f`, `\u{2f}`), and HTML (`&amp;`, `&#39;`), also twice over.

/// Five texts inside each other: each doubles the backslashes.
const MOST_SLASHES: usize = 32;

/// The first spelling of `value` at or after `from`: where it begins and ends.
pub(super) fn find(value: &str, text: &str, from: usize) -> Option<(usize, usize)> {
    let first = value.chars().next()?;
    let bytes = text.as_bytes();
    (from..bytes.len())
        .filter(|start| text.is_char_boundary(*start) && may_begin(first, bytes, *start))
        .find_map(|start| {
            // Two readings, since `%2525` is `%` encoded twice as well as `%25` encoded once.
            let end = matched(value, bytes, start, Percent::Once);
            let end = end.or_else(|| matched(value, bytes, start, Percent::Repeatedly));
            Some((start, end?))
        })
}

/// How often `%` itself is taken to be encoded.
#[derive(Clone, Copy, PartialEq)]
enum Percent {
    Once,
    Repeatedly,
}

/// A cheap test before the real one: plain, or the start of an escape.
fn may_begin(first: char, bytes: &[u8], at: usize) -> bool {
    let mut buffer = [0; 4];
    bytes[at] == first.encode_utf8(&mut buffer).as_bytes()[0] || b"%\\&+".contains(&bytes[at])
}

/// The end of the value's spelling that begins at `at`.
fn matched(value: &str, bytes: &[u8], mut at: usize, percent: Percent) -> Option<usize> {
    let mut characters = value.chars().peekable();
    while let Some(character) = characters.next() {
        let slashes = slashes(bytes, at);
        if character == '\\' && slashes > 0 {
            // A run of them stands for a run of some other length, by how often it was escaped.
            at += slashes;
            while characters.next_if_eq(&'\\').is_some() {}
        } else {
            at = one(character, bytes, at, percent)?;
        }
    }
    Some(at)
}

/// The end of one character's spelling at `at`.
fn one(character: char, bytes: &[u8], at: usize, percent: Percent) -> Option<usize> {
    let mut buffer = [0; 4];
    let plain = character.encode_utf8(&mut buffer).as_bytes();
    percent_encoded(plain, bytes, at, percent)
        .or_else(|| entity(character, bytes, at))
        .or_else(|| backslash(character, bytes, at))
        .or_else(|| bytes[at..].starts_with(plain).then_some(at + plain.len()))
        .or_else(|| (character == ' ' && bytes.get(at) == Some(&b'+')).then_some(at + 1))
}

/// `%2F` in either case, `%252F` where it was encoded twice; every byte of the character.
fn percent_encoded(plain: &[u8], bytes: &[u8], at: usize, percent: Percent) -> Option<usize> {
    plain.iter().try_fold(at, |at, byte| {
        if bytes.get(at) != Some(&b'%') {
            return None;
        }
        let mut at = at + 1;
        let wanted = u32::from(*byte);
        while hex(bytes, at, 2)? == 0x25 && (wanted != 0x25 || repeats(bytes, at, percent)) {
            at += 2;
        }
        (hex(bytes, at, 2)? == wanted).then_some(at + 2)
    })
}

/// Whether the `25` at `at` is only the code of the next one's `%`.
fn repeats(bytes: &[u8], at: usize, percent: Percent) -> bool {
    percent == Percent::Repeatedly && hex(bytes, at + 2, 2) == Some(0x25)
}

/// `&quot;`, `&#34;`, `&#x22;`.
fn entity(character: char, bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?.strip_prefix(b"&")?;
    let length = rest.iter().take(10).position(|byte| *byte == b';')?;
    let name = std::str::from_utf8(&rest[..length]).ok()?;
    let code = match name {
        "amp" => u32::from('&'),
        "lt" => u32::from('<'),
        "gt" => u32::from('>'),
        "quot" => u32::from('"'),
        "apos" => u32::from('\''),
        _ => match name.strip_prefix('#')?.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => name[1..].parse().ok()?,
        },
    };
    (code == u32::from(character)).then_some(at + length + 2)
}

/// Any number of backslashes and then the character, its letter, or its number. The number of
/// backslashes doubles with every text inside a text, so that it says nothing.
fn backslash(character: char, bytes: &[u8], at: usize) -> Option<usize> {
    let at = match slashes(bytes, at) {
        0 => return None,
        count => at + count,
    };
    let letter = match character {
        '\n' => b'n',
        '\r' => b'r',
        '\t' => b't',
        '\u{8}' => b'b',
        '\u{c}' => b'f',
        '"' | '\'' | '/' => u8::try_from(character).ok()?,
        _ => return by_number(character, bytes, at),
    };
    match bytes.get(at) == Some(&letter) {
        true => Some(at + 1),
        false => by_number(character, bytes, at),
    }
}

/// How many backslashes stand at `at`, as far as they are counted: a hostile answer that holds
/// nothing else would be counted through again at each of them.
fn slashes(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().take(MOST_SLASHES).take_while(|byte| **byte == b'\\').count()
}

/// `u002f`, a surrogate pair `ud83d\ude00`, `u{2f}`, behind the backslashes.
fn by_number(character: char, bytes: &[u8], at: usize) -> Option<usize> {
    let digits = at + bytes.get(at..)?.starts_with(b"u").then_some(1)?;
    if bytes.get(digits) == Some(&b'{') {
        let length = bytes[digits..].iter().take(8).position(|byte| *byte == b'}')?;
        let code = hex(bytes, digits + 1, length.checked_sub(1)?)?;
        return (code == u32::from(character)).then_some(digits + length + 1);
    }
    let mut end = digits;
    for (index, unit) in character.encode_utf16(&mut [0; 2]).iter().enumerate() {
        if index > 0 {
            end += slashes(bytes, end);
            end += bytes.get(end..)?.starts_with(b"u").then_some(1)?;
        }
        if hex(bytes, end, 4)? != u32::from(*unit) {
            return None;
        }
        end += 4;
    }
    Some(end)
}

/// The number that so many hexadecimal digits at `at` write.
fn hex(bytes: &[u8], at: usize, digits: usize) -> Option<u32> {
    let text = std::str::from_utf8(bytes.get(at..at.checked_add(digits)?)?).ok()?;
    let all_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if all_digits { u32::from_str_radix(text, 16).ok() } else { None }
}
