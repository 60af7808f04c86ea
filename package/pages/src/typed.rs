//! Types with links to what their names stand for.

use std::collections::BTreeMap;

use maud::{Markup, html};
use orchestra_package_interface::DescribedType;

use crate::{
    book::Book,
    place::{self, Place},
};

/// A type in the language's notation; names of the package's own types lead to them.
pub(crate) fn typed(book: &Book<'_>, place: Place, ty: &DescribedType) -> Markup {
    let mut names = BTreeMap::new();
    named(ty, &mut names);
    let known = |word: &str| -> Option<String> {
        let full = names.get(word)?.as_ref()?;
        book.interface.exports_type(full).then(|| place.to(&place::export(full)))
    };
    html! {
        code {
            @for (word, is_word) in words(&ty.written()) {
                @match is_word.then(|| known(&word)).flatten() {
                    Some(address) => a href=(address) { (word) },
                    None => (word),
                }
            }
        }
    }
}

/// Whole names by their last words; none where two share one.
fn named(ty: &DescribedType, names: &mut BTreeMap<String, Option<String>>) {
    match ty {
        DescribedType::Named { name, arguments } => {
            let last = name.rsplit('.').next().unwrap_or(name).to_owned();
            let known = names.entry(last).or_insert_with(|| Some(name.clone()));
            if known.as_ref() != Some(name) {
                *known = None;
            }
            arguments.iter().for_each(|it| named(it, names));
        }
        DescribedType::List { item, .. } => named(item, names),
        DescribedType::Map { of } => named(of, names),
        DescribedType::Tuple { items } | DescribedType::Union { arms: items } => {
            items.iter().for_each(|it| named(it, names));
        }
        DescribedType::Record { fields, rest } => {
            fields.iter().for_each(|field| named(&field.ty, names));
            rest.iter().for_each(|rest| named(rest, names));
        }
        _ => {}
    }
}

/// The words of a type, and what stands between them; what stands in quotes is no word.
fn words(text: &str) -> Vec<(String, bool)> {
    let mut found: Vec<(String, bool)> = Vec::new();
    let (mut quoted, mut escaped) = (false, false);
    for c in text.chars() {
        let is_word = !quoted && (c.is_ascii_alphanumeric() || c == '_');
        match (c, quoted, escaped) {
            ('"', _, false) => quoted = !quoted,
            ('\\', true, false) => escaped = true,
            _ => escaped = false,
        }
        match found.last_mut() {
            Some((last, of)) if *of == is_word => last.push(c),
            _ => found.push((c.to_string(), is_word)),
        }
    }
    found
}
