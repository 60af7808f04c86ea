//! Reads back what the styles of a binding wrote: lists and objects in path, query, header, cookie
//! and form.
//!
//! Texts come decoded, so a sign inside a part can't be told from one between parts. Real services
//! that split before they decode can; here such values are rare, and their schema refuses them.

use orchestra_ledger_model::{ListStyle, ObjectStyle, Place};
use serde_json::{Map, Value};

use crate::contract::Contract;
use crate::path_template::Parameter;

/// Puts what `pairs` say of a place into the input; nothing where they say nothing.
pub(crate) fn read(
    place: &Place,
    pairs: &[(String, String)],
    contract: &Contract,
    input: &mut Map<String, Value>,
) {
    let said = pairs.iter().filter(|(name, _)| takes(place, contract, name));
    let said: Vec<_> = said.map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let [(_, first), rest @ ..] = &said[..] else { return };
    let field = &place.field;
    let value = if place.json {
        serde_json::from_str(first).unwrap_or_else(|_| Value::String((*first).to_owned()))
    } else if contract.is_list(field) {
        let sign = match place.list {
            ListStyle::Repeat => None,
            ListStyle::Comma => Some(','),
            ListStyle::Space => Some(' '),
            ListStyle::Pipe => Some('|'),
        };
        let texts = said.iter().flat_map(|(_, text)| match sign {
            Some(sign) => text.split(sign).collect(),
            None => vec![*text],
        });
        Value::Array(texts.map(|text| contract.typed_item(field, text.to_owned())).collect())
    } else if let Some(style) = place.object.filter(|_| contract.is_object(field)) {
        let parts = |sign| first.split(sign).map(str::to_owned).collect::<Vec<_>>();
        match style {
            ObjectStyle::Deep => object(
                contract,
                field,
                said.iter().map(|(name, text)| (inside(place, name).unwrap_or_default(), *text)),
            ),
            ObjectStyle::Fields => object(contract, field, said.iter().copied()),
            ObjectStyle::Comma => in_turn(contract, field, &parts(',')),
            ObjectStyle::Space => in_turn(contract, field, &parts(' ')),
            ObjectStyle::Pipe => in_turn(contract, field, &parts('|')),
            ObjectStyle::Pairs => apart(contract, field, &parts(',')),
        }
    } else if rest.is_empty() {
        contract.typed(field, (*first).to_owned())
    } else {
        Value::Array(said.iter().map(|(_, text)| Value::String((*text).to_owned())).collect())
    };
    input.insert(field.clone(), value);
}

/// Whether a parameter of this name belongs to the place.
pub(crate) fn takes(place: &Place, contract: &Contract, name: &str) -> bool {
    match place.object {
        Some(ObjectStyle::Deep) => inside(place, name).is_some() || name == place.name,
        Some(ObjectStyle::Fields) => {
            contract.properties(&place.field).contains(&name) || name == place.name
        }
        _ => name == place.name,
    }
}

/// What a path has for a field.
pub(crate) fn of_path(contract: &Contract, field: &str, parameter: &Parameter) -> Value {
    if contract.is_list(field) {
        let parts = parameter.parts.iter();
        Value::Array(parts.map(|part| contract.typed_item(field, part.clone())).collect())
    } else if !contract.is_object(field) {
        contract.typed(field, parameter.text.clone())
    } else if parameter.apart {
        apart(contract, field, &parameter.parts)
    } else {
        in_turn(contract, field, &parameter.parts)
    }
}

/// The key in `name[key]`.
fn inside<'a>(place: &Place, name: &'a str) -> Option<&'a str> {
    name.strip_prefix(place.name.as_str())?.strip_prefix('[')?.strip_suffix(']')
}

fn in_turn(contract: &Contract, field: &str, parts: &[String]) -> Value {
    let pairs = parts.chunks(2).filter_map(|pair| match pair {
        [key, text] => Some((key.as_str(), text.as_str())),
        _ => None,
    });
    object(contract, field, pairs)
}

fn apart(contract: &Contract, field: &str, parts: &[String]) -> Value {
    object(contract, field, parts.iter().filter_map(|part| part.split_once('=')))
}

fn object<'a>(
    contract: &Contract,
    field: &str,
    pairs: impl Iterator<Item = (&'a str, &'a str)>,
) -> Value {
    let typed = |(key, text): (&str, &str)| {
        (key.to_owned(), contract.typed_property(field, key, text.to_owned()))
    };
    Value::Object(pairs.map(typed).collect())
}
