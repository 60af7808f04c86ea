//! How values that aren't single words are written into path, query, header, cookie and form: the
//! styles of RFC 6570 and of OpenAPI 3, which stands on it.
//!
//! Parts of a value are percent-encoded one by one, what stands between them isn't; where a style
//! can't tell the two apart, a value that holds the sign between is refused.

use orchestra_plan::binding::{ListStyle, ObjectStyle, Place};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value as Json;
use url::form_urlencoded::byte_serialize;

/// All but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A name and a value in a query or form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Pair {
    /// As they are.
    Plain(String, String),
    /// The name as it is, the value encoded.
    Encoded(String, String),
}

impl Pair {
    /// The name, encoded as forms are.
    pub(super) fn name(&self) -> String {
        let (Self::Plain(name, _) | Self::Encoded(name, _)) = self;
        byte_serialize(name.as_bytes()).collect()
    }

    /// The value, encoded as forms are, but where parts of it stand side by side.
    pub(super) fn value(&self) -> String {
        match self {
            Self::Plain(_, value) => byte_serialize(value.as_bytes()).collect(),
            Self::Encoded(_, value) => value.clone(),
        }
    }
}

/// What a query or form says of a field; nothing where it is null.
pub(super) fn written(place: &Place, value: &Json) -> Result<Vec<Pair>, String> {
    let plain = |name: String, text: String| Pair::Plain(name, text);
    let name = || place.name.clone();
    let joined = |parts: Vec<String>, sign| {
        let parts = parts.iter().map(|part| encoded(&place.field, part, sign));
        let parts = parts.collect::<Result<Vec<_>, _>>()?;
        Ok(vec![Pair::Encoded(name(), parts.join(sign))])
    };
    match value {
        Json::Null => Ok(Vec::new()),
        value if place.json => Ok(vec![plain(name(), value.to_string())]),
        Json::Array(items) => match (place.list, texts(&place.field, items)?) {
            (ListStyle::Repeat, items) => {
                Ok(items.into_iter().map(|item| plain(name(), item)).collect())
            }
            (_, items) if items.is_empty() => Ok(Vec::new()),
            (ListStyle::Comma, items) => joined(items, ","),
            (ListStyle::Space, items) => joined(items, "%20"),
            (ListStyle::Pipe, items) => joined(items, "%7C"),
        },
        Json::Object(_) => {
            let fields = fields(&place.field, value)?;
            let in_turn = |fields: Vec<(String, String)>| {
                fields.into_iter().flat_map(|(key, text)| [key, text]).collect::<Vec<_>>()
            };
            match place.object {
                None => Err(misfit(&place.field)),
                Some(_) if fields.is_empty() => Ok(Vec::new()),
                Some(ObjectStyle::Deep) => Ok(fields
                    .into_iter()
                    .map(|(key, text)| plain(format!("{}[{key}]", place.name), text))
                    .collect()),
                Some(ObjectStyle::Fields) => {
                    Ok(fields.into_iter().map(|(key, text)| plain(key, text)).collect())
                }
                Some(ObjectStyle::Comma) => joined(in_turn(fields), ","),
                Some(ObjectStyle::Space) => joined(in_turn(fields), "%20"),
                Some(ObjectStyle::Pipe) => joined(in_turn(fields), "%7C"),
                Some(ObjectStyle::Pairs) => {
                    let pairs = fields.iter().map(|(key, text)| {
                        format!("{}={}", percent_encoded(key), percent_encoded(text))
                    });
                    Ok(vec![Pair::Encoded(name(), pairs.collect::<Vec<_>>().join(","))])
                }
            }
        }
        value => Ok(vec![plain(name(), text(&place.field, value)?)]),
    }
}

/// The texts of the headers that a field becomes, which nothing encodes.
pub(super) fn header_texts(place: &Place, value: &Json) -> Result<Vec<String>, String> {
    let whole = |parts: Vec<String>| {
        let mixed = parts.iter().any(|part| part.contains(','));
        match parts {
            parts if parts.is_empty() => Ok(Vec::new()),
            _ if mixed => {
                Err(format!("`{}` holds a comma, which stands between its parts", place.field))
            }
            parts => Ok(vec![parts.join(",")]),
        }
    };
    match value {
        Json::Null => Ok(Vec::new()),
        value if place.json => Ok(vec![value.to_string()]),
        Json::Array(items) => match (place.list, texts(&place.field, items)?) {
            (ListStyle::Repeat, items) => Ok(items),
            (_, items) => whole(items),
        },
        Json::Object(_) => {
            let fields = fields(&place.field, value)?.into_iter();
            match place.object {
                Some(ObjectStyle::Pairs) => {
                    whole(fields.map(|(key, text)| format!("{key}={text}")).collect())
                }
                Some(_) => whole(fields.flat_map(|(key, text)| [key, text]).collect()),
                None => Err(misfit(&place.field)),
            }
        }
        value => Ok(vec![text(&place.field, value)?]),
    }
}

/// `name=value` of each cookie that a field becomes.
pub(super) fn cookies(place: &Place, value: &Json) -> Result<Vec<String>, String> {
    let written = written(place, value)?;
    Ok(written
        .into_iter()
        .map(|pair| match pair {
            Pair::Plain(name, value) => format!("{name}={}", percent_encoded(&value)),
            Pair::Encoded(name, value) => format!("{name}={value}"),
        })
        .collect())
}

/// What stands for `{between}` in a path: RFC 6570's `{name}`, `{.name}` and `{;name}`, with `*`
/// behind the name or without. `value` is what the input has of that name.
pub(super) fn segment<'a>(
    between: &str,
    value: impl FnOnce(&str) -> Result<Option<&'a Json>, String>,
) -> Result<String, String> {
    let name = field_of(between);
    let apart = between.ends_with('*');
    let absent = || format!("`{name}` is empty, and stands in the address");
    let value = value(name)?.ok_or_else(absent)?;
    let (before, sign) = match between.chars().next() {
        Some('.') => (".", if apart { "." } else { "," }),
        Some(';') => (";", if apart { ";" } else { "," }),
        _ => ("", ","),
    };
    let named = before == ";";
    let label = percent_encoded(name);
    let parts: Vec<String> = match value {
        Json::Array(items) => {
            let items = texts(name, items)?.into_iter().map(|item| percent_encoded(&item));
            items
                .map(|item| if named && apart { format!("{label}={item}") } else { item })
                .collect()
        }
        Json::Object(_) => fields(name, value)?
            .iter()
            .flat_map(|(key, text)| {
                let (key, text) = (percent_encoded(key), percent_encoded(text));
                if apart { vec![format!("{key}={text}")] } else { vec![key, text] }
            })
            .collect(),
        Json::Null => return Err(absent()),
        value => vec![percent_encoded(&text(name, value)?)],
    };
    // A sign between that may also stand inside of a part unencoded: `~`, `-`, `_` never are one.
    if sign == "." && parts.iter().any(|part| part.contains('.')) {
        return Err(format!("`{name}` holds a point, which stands between its parts"));
    }
    let whole = parts.join(sign);
    if whole.is_empty() || (before.is_empty() && parts.iter().any(String::is_empty)) {
        return Err(absent());
    }
    let is_scalar = !matches!(value, Json::Array(_) | Json::Object(_));
    let whole = match named && (is_scalar || !apart) {
        true => format!(";{label}={whole}"),
        false => format!("{before}{whole}"),
    };
    match whole.as_str() {
        "." | ".." => Err(format!("`{name}` is `{whole}`, and stands in the address")),
        _ => Ok(whole),
    }
}

/// The names of the fields that stand in a path.
pub(crate) fn fields_in(path: &str) -> impl Iterator<Item = &str> {
    let parts = path.split('{').skip(1);
    parts.filter_map(|part| part.split_once('}').map(|(between, _)| field_of(between)))
}

/// The field's name between two braces.
pub(super) fn field_of(between: &str) -> &str {
    let name = between.strip_prefix(['.', ';']).unwrap_or(between);
    name.strip_suffix('*').unwrap_or(name)
}

/// A value as by interpolation.
pub(super) fn text(name: &str, value: &Json) -> Result<String, String> {
    match value {
        Json::String(text) => Ok(text.clone()),
        Json::Null => Ok("null".to_owned()),
        Json::Bool(_) | Json::Number(_) => Ok(value.to_string()),
        Json::Array(_) | Json::Object(_) => Err(misfit(name)),
    }
}

fn misfit(name: &str) -> String {
    format!("`{name}` is a list or an object, which can't stand there")
}

fn texts(name: &str, items: &[Json]) -> Result<Vec<String>, String> {
    items.iter().map(|item| text(name, item)).collect()
}

/// The fields of an object that aren't null.
fn fields(name: &str, value: &Json) -> Result<Vec<(String, String)>, String> {
    let fields = value.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    fields.map(|(key, value)| Ok((key.clone(), text(name, value)?))).collect()
}

fn percent_encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// A part of a value, where `sign` stands between parts.
fn encoded(name: &str, part: &str, sign: &str) -> Result<String, String> {
    let encoded = percent_encoded(part);
    if encoded.contains(sign) {
        let sign = if sign == "%20" { "a blank" } else { "a `|`" };
        return Err(format!("`{name}` holds {sign}, which stands between its parts"));
    }
    Ok(encoded)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The table of styles in OpenAPI 3.1.1, § 4.8.12.4, and the examples of RFC 6570, § 3.2.
    #[test]
    fn each_style_is_written_as_its_specification_shows_it() {
        let list = json!(["blue", "black", "brown"]);
        let object = json!({ "R": 100, "G": 200, "B": 150 });
        let path = |between: &str, value: &Json| segment(between, |_| Ok(Some(value))).unwrap();
        let scalar = json!("blue");
        for (between, of_scalar, of_list, of_object) in [
            ("{color}", "blue", "blue,black,brown", "R,100,G,200,B,150"),
            ("{color*}", "blue", "blue,black,brown", "R=100,G=200,B=150"),
            ("{.color}", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"),
            ("{.color*}", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"),
            ("{;color}", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"),
            (
                "{;color*}",
                ";color=blue",
                ";color=blue;color=black;color=brown",
                ";R=100;G=200;B=150",
            ),
        ] {
            let between = between.trim_matches(['{', '}']);
            assert_eq!(path(between, &scalar), of_scalar, "{between}");
            assert_eq!(path(between, &list), of_list, "{between}");
            assert_eq!(path(between, &object), of_object, "{between}");
        }
        let query = |list_style, object_style, value: &Json| {
            let place = Place { list: list_style, object: object_style, ..Place::of("color") };
            let pairs = written(&place, value).unwrap();
            let pairs = pairs.iter().map(|pair| format!("{}={}", pair.name(), pair.value()));
            pairs.collect::<Vec<_>>().join("&")
        };
        for (style, expected) in [
            (ListStyle::Repeat, "color=blue&color=black&color=brown"),
            (ListStyle::Comma, "color=blue,black,brown"),
            (ListStyle::Space, "color=blue%20black%20brown"),
            (ListStyle::Pipe, "color=blue%7Cblack%7Cbrown"),
        ] {
            assert_eq!(query(style, None, &list), expected);
        }
        for (style, expected) in [
            (ObjectStyle::Deep, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
            (ObjectStyle::Fields, "R=100&G=200&B=150"),
            (ObjectStyle::Comma, "color=R,100,G,200,B,150"),
            (ObjectStyle::Space, "color=R%20100%20G%20200%20B%20150"),
            (ObjectStyle::Pipe, "color=R%7C100%7CG%7C200%7CB%7C150"),
            (ObjectStyle::Pairs, "color=R=100,G=200,B=150"),
        ] {
            assert_eq!(query(ListStyle::Repeat, Some(style), &object), expected);
        }
    }

    #[test]
    fn a_sign_between_parts_is_told_from_one_inside_or_refused() {
        let place = |list| Place { list, ..Place::of("tags") };
        let value = json!(["a,b", "c d|e"]);
        let [pair] = &written(&place(ListStyle::Comma), &value).unwrap()[..] else { panic!() };
        assert_eq!(pair.value(), "a%2Cb,c%20d%7Ce");
        for style in [ListStyle::Space, ListStyle::Pipe] {
            assert!(written(&place(style), &value).unwrap_err().contains("stands between"));
        }
        assert!(header_texts(&place(ListStyle::Comma), &value).is_err());
        let points = json!(["a.b", "c"]);
        assert!(segment(".tags*", |_| Ok(Some(&points))).is_err());
    }

    #[test]
    fn headers_and_cookies_hold_one_text() {
        let place = Place { list: ListStyle::Comma, ..Place::of("ids") };
        assert_eq!(header_texts(&place, &json!([1, 2])), Ok(vec!["1,2".to_owned()]));
        assert_eq!(header_texts(&place, &json!([])), Ok(vec![]));
        assert_eq!(cookies(&place, &json!(["a b", ";"])), Ok(vec!["ids=a%20b,%3B".to_owned()]));
        let pairs = Place { object: Some(ObjectStyle::Pairs), ..Place::of("o") };
        let object = json!({ "a": 1, "b": null, "c": "x" });
        assert_eq!(header_texts(&pairs, &object), Ok(vec!["a=1,c=x".to_owned()]));
        let json = Place { json: true, ..Place::of("o") };
        let expected = "o=%7B%22a%22%3A1%2C%22b%22%3Anull%2C%22c%22%3A%22x%22%7D";
        assert_eq!(cookies(&json, &object), Ok(vec![expected.to_owned()]));
        assert!(header_texts(&Place::of("o"), &object).is_err());
    }

    #[test]
    fn what_lists_and_objects_hold_is_plain() {
        let deep = Place { object: Some(ObjectStyle::Deep), ..Place::of("o") };
        assert!(written(&deep, &json!({ "a": [1] })).is_err());
        assert!(written(&Place::of("l"), &json!([{ "a": 1 }])).is_err());
    }

    #[test]
    fn a_segment_stays_one_segment() {
        let segment = |value: Json| segment("id", |_| Ok(Some(&value)));
        assert_eq!(segment(json!("a/b?c#d %é")), Ok("a%2Fb%3Fc%23d%20%25%C3%A9".to_owned()));
        assert_eq!(segment(json!("...")), Ok("...".to_owned()));
        assert_eq!(segment(json!(7)), Ok("7".to_owned()));
        for wrong in [json!(""), json!("."), json!(".."), json!(null), json!([]), json!([""])] {
            assert!(segment(wrong.clone()).is_err(), "{wrong}");
        }
    }
}
