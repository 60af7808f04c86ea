//! Names that programs can use, of what documents call as they like, and which of them are meant.

use std::collections::BTreeSet;

use super::{Candidate, Found, Options, Refusal};

/// Letters of a name that is made.
const LONGEST: usize = 80;

/// A name in small letters, digits and `_`, a letter first; `fallback` where nothing is left.
pub(crate) fn snake(text: &str, fallback: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut name = String::new();
    for (index, &letter) in letters.iter().enumerate() {
        if !letter.is_ascii_alphanumeric() {
            if !name.is_empty() && !name.ends_with('_') {
                name.push('_');
            }
            continue;
        }
        let before = index.checked_sub(1).map(|index| letters[index]);
        let after = letters.get(index + 1);
        // `listPets` and `getHTTPRoute`, but not `DNS`.
        let begins = letter.is_ascii_uppercase()
            && before.is_some_and(|it| {
                it.is_ascii_lowercase()
                    || it.is_ascii_digit()
                    || (it.is_ascii_uppercase() && after.is_some_and(char::is_ascii_lowercase))
            });
        if begins && !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name.truncate(LONGEST);
    let name = name.trim_end_matches('_');
    match name.chars().next() {
        None => fallback.to_owned(),
        Some(first) if first.is_ascii_digit() => format!("{fallback}_{name}"),
        Some(_) => name.to_owned(),
    }
}

/// `name`, or with a number behind it, so that it is in none of `taken`, where it then is.
pub(crate) fn unused(name: String, taken: &mut BTreeSet<String>) -> String {
    let mut candidate = name.clone();
    let mut number = 2;
    while !taken.insert(candidate.clone()) {
        candidate = format!("{name}_{number}");
        number += 1;
    }
    candidate
}

/// The operations that the user wants.
///
/// # Errors
/// Where a name that the user gave is none of the document's.
pub(crate) fn select(file: &str, found: Found, options: &Options) -> Result<Found, Refusal> {
    let Found { operations, .. } = &found;
    let unknown = options
        .only
        .iter()
        .chain(&options.reads)
        .find(|name| !operations.iter().any(|candidate| candidate.is_called(name)));
    if let Some(name) = unknown {
        let known: Vec<_> = operations.iter().take(5).map(|it| format!("`{}`", it.name)).collect();
        let message = format!("it has no operation `{name}`");
        return Err(Refusal::new(file, message).hint(format!(
            "operations are named as in the entry or the document: {} …",
            known.join(", ")
        )));
    }
    let wanted = |candidate: &Candidate| {
        options.only.is_empty() || options.only.iter().any(|name| candidate.is_called(name))
    };
    Ok(Found { operations: found.operations.into_iter().filter(wanted).collect(), ..found })
}

impl Candidate {
    fn is_called(&self, name: &str) -> bool {
        is_called(name, &self.name, self.id.as_deref(), &self.origin)
    }
}

/// Whether a user who says `said` means this operation.
pub(crate) fn is_called(said: &str, name: &str, id: Option<&str>, origin: &str) -> bool {
    said == name || Some(said) == id || said.eq_ignore_ascii_case(origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_of_what_documents_say() {
        for (text, name) in [
            ("listPets", "list_pets"),
            ("getHTTPRoute", "get_http_route"),
            ("DNS", "dns"),
            ("repos/list-for-org", "repos_list_for_org"),
            ("  Swagger Petstore (v3) ", "swagger_petstore_v3"),
            ("v2Item", "v2_item"),
            ("2fa", "x_2fa"),
            ("ünïcode", "n_code"),
            ("…", "x"),
        ] {
            assert_eq!(snake(text, "x"), name, "{text}");
        }
        let mut taken = BTreeSet::new();
        assert_eq!(unused("a".into(), &mut taken), "a");
        assert_eq!(unused("a".into(), &mut taken), "a_2");
        assert_eq!(unused("a".into(), &mut taken), "a_3");
    }
}
