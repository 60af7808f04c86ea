//! Where an input field stands in a request.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// An input field that stands in the query or in a header. Written as its name alone where that
/// says it all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "PlaceForm", into = "PlaceForm")]
pub struct Place {
    /// The input field.
    pub field: String,
    /// Its name in the request.
    pub name: String,
    /// How a list is written.
    pub list: ListStyle,
}

/// How a list is written into a query or header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ListStyle {
    /// The name again for every item.
    #[default]
    Repeat,
    /// Once, the items joined by commas.
    Comma,
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

/// An input field with its name in the request and how a list is written.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FullPlace {
    /// The input field.
    field: String,
    /// Its name in the request, where that differs.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// How a list is written.
    #[serde(default)]
    list: ListStyle,
}

impl From<PlaceForm> for Place {
    fn from(form: PlaceForm) -> Self {
        match form {
            PlaceForm::Name(field) => Self { name: field.clone(), field, list: ListStyle::Repeat },
            PlaceForm::Full(FullPlace { field, name, list }) => {
                Self { name: name.unwrap_or_else(|| field.clone()), field, list }
            }
        }
    }
}

impl From<Place> for PlaceForm {
    fn from(place: Place) -> Self {
        if place.name == place.field && place.list == ListStyle::Repeat {
            return Self::Name(place.field);
        }
        let name = (place.name != place.field).then_some(place.name);
        Self::Full(FullPlace { field: place.field, name, list: place.list })
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
