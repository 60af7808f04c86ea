//! Where an input field stands in a request.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};

/// An input field that stands in the query, in a header, in a cookie or in a form. Written as its
/// name alone where that says it all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "PlaceForm", into = "PlaceForm")]
pub struct Place {
    /// The input field.
    pub field: String,
    /// Its name in the request.
    pub name: String,
    /// How a list is written.
    pub list: ListStyle,
    /// How an object is written; none: it can't stand there.
    pub object: Option<ObjectStyle>,
    /// Whether the value is written as JSON, whatever it is.
    pub json: bool,
}

impl Place {
    /// A place of the field's own name, with a list's name again for every item.
    #[must_use]
    pub fn of(field: impl Into<String>) -> Self {
        let field = field.into();
        Self { name: field.clone(), field, list: ListStyle::default(), object: None, json: false }
    }
}

/// How a list is written into a query, header, cookie or form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ListStyle {
    /// The name again for every item.
    #[default]
    Repeat,
    /// Once, the items joined by commas.
    Comma,
    /// Once, the items joined by blanks.
    Space,
    /// Once, the items joined by `|`.
    Pipe,
}

/// How an object is written into a query, header, cookie or form. Its fields are texts, numbers or
/// truth values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ObjectStyle {
    /// `name[key]=value` for each field.
    Deep,
    /// `key=value` for each field, without the name.
    Fields,
    /// Once, keys and values in turn, joined by commas.
    Comma,
    /// Once, keys and values in turn, joined by blanks.
    Space,
    /// Once, keys and values in turn, joined by `|`.
    Pipe,
    /// Once, `key=value` joined by commas.
    Pairs,
}

/// How an entry writes a place.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum PlaceForm {
    /// The input field, which has the same name in the request.
    Name(String),
    /// The input field with what differs.
    Full(FullPlace),
}

/// An input field with its name in the request and how its value is written.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FullPlace {
    /// The input field.
    field: String,
    /// Its name in the request, where that differs.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// How a list is written.
    #[serde(default, skip_serializing_if = "is_default")]
    list: ListStyle,
    /// How an object is written; null: it can't stand there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    object: Option<ObjectStyle>,
    /// Whether the value is written as JSON, whatever it is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    json: bool,
}

fn is_default(style: &ListStyle) -> bool {
    *style == ListStyle::default()
}

impl From<PlaceForm> for Place {
    fn from(form: PlaceForm) -> Self {
        match form {
            PlaceForm::Name(field) => Self::of(field),
            PlaceForm::Full(FullPlace { field, name, list, object, json }) => {
                Self { name: name.unwrap_or_else(|| field.clone()), field, list, object, json }
            }
        }
    }
}

impl From<Place> for PlaceForm {
    fn from(place: Place) -> Self {
        if place == Place::of(place.field.as_str()) {
            return Self::Name(place.field);
        }
        let Place { field, name, list, object, json } = place;
        let name = (name != field).then_some(name);
        Self::Full(FullPlace { field, name, list, object, json })
    }
}

impl JsonSchema for Place {
    fn schema_name() -> Cow<'static, str> {
        "Place".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        PlaceForm::json_schema(generator)
    }
}
