//! Where packages and libraries are said to lie, seen from the root package's folder.

use crate::{Manifest, manifest::Source};

/// `relative`, said in the folder `from`, as it is said in the root's: `../shared`. Links aren't
/// followed, and so a lock reads the same on every machine. The root's own folder is `.`.
pub(crate) fn joined(from: &str, relative: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in from.split('/').chain(relative.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    match parts.first() {
        None => ".".to_owned(),
        Some(&"..") => parts.join("/"),
        Some(_) => format!("./{}", parts.join("/")),
    }
}

/// The library of a dependency that a package asks for, as a lock names it. `from` is the folder of
/// the package that asks, where it lies at a path; `own` is the library that it comes from itself,
/// where it does. None where no manifest names one, or one names a folder that only its author has.
pub(crate) fn library_place(
    source: &Source,
    asker: &Manifest,
    from: Option<&str>,
    own: Option<&str>,
    root: &Manifest,
) -> Option<String> {
    let Source::Library { library, .. } = source else { return None };
    let placed = |library: &str| match from {
        _ if library.contains("://") => Some(library.to_owned()),
        Some(from) => Some(joined(from, library)),
        None => None,
    };
    match (library, own) {
        (Some(library), _) => placed(library),
        (None, Some(own)) => Some(own.to_owned()),
        (None, None) => match (&asker.library, &root.library) {
            (Some((library, _)), _) => placed(library),
            (None, Some((library, _))) if library.contains("://") => Some(library.clone()),
            (None, Some((library, _))) => Some(joined("", library)),
            (None, None) => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn a_place_is_said_from_the_root() {
        for (from, relative, expected) in [
            ("", "../shared", "../shared"),
            ("", "./library", "./library"),
            ("", "inner/kit", "./inner/kit"),
            ("../shared", "../base", "../base"),
            ("../shared", "../../base", "../../base"),
            ("./inner", "..", "."),
            ("./inner/kit", "./parts", "./inner/kit/parts"),
        ] {
            assert_eq!(joined(from, relative), expected, "{from} {relative}");
        }
    }
}
