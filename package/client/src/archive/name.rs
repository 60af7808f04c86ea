//! Names that files of a package can have: on every system, and nowhere but below the package.

use std::fmt;

/// Bytes of a whole name. A tar has room for so many where a `/` stands in the right place.
pub const MOST_NAME: usize = 200;

/// What is wrong with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameProblem {
    /// It begins with `/`.
    Absolute,
    /// It has a part `.` or `..`, or an empty one.
    Escapes,
    /// A part begins with a dot.
    Hidden,
    /// A part ends with a dot, which Windows drops.
    EndsWithDot,
    /// Windows keeps the name for a device.
    Device,
    /// Something else than letters, digits, `-`, `_` and `.` of ASCII.
    Characters,
    /// Too long.
    Long,
}

impl fmt::Display for NameProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Absolute => "it doesn't begin at the package",
            Self::Escapes => "no part of it is empty, `.` or `..`",
            Self::Hidden => "hidden files aren't published",
            Self::EndsWithDot => "Windows drops a dot at the end",
            Self::Device => "on Windows that is a device",
            Self::Characters => "it may have letters and digits of ASCII, `-`, `_`, `.` and `/`",
            Self::Long => "it is too long",
        })
    }
}

/// Whether a file of a package can be called so.
pub(super) fn check(path: &str) -> Result<(), NameProblem> {
    let is_drive = path.get(1..2) == Some(":");
    if path.starts_with(['/', '\\']) || is_drive {
        return Err(NameProblem::Absolute);
    }
    if path.len() > MOST_NAME {
        return Err(NameProblem::Long);
    }
    path.split('/').try_for_each(part)
}

fn part(part: &str) -> Result<(), NameProblem> {
    if matches!(part, "" | "." | "..") {
        return Err(NameProblem::Escapes);
    }
    if part.starts_with('.') {
        return Err(NameProblem::Hidden);
    }
    if !part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)) {
        return Err(NameProblem::Characters);
    }
    if part.ends_with('.') {
        return Err(NameProblem::EndsWithDot);
    }
    let stem = part.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let numbered = |name: &str| {
        stem.strip_prefix(name).is_some_and(|rest| matches!(rest.as_bytes(), [b'0'..=b'9']))
    };
    if matches!(&*stem, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt") {
        return Err(NameProblem::Device);
    }
    Ok(())
}
