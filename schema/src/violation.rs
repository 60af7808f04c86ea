//! What is wrong with a value, in the words of whoever has to mend it.
//!
//! A validator finds all that is wrong; one violation is told, the one that says most. Of a union
//! that is never "matches none", but what is wrong within the branch that was meant: the one that
//! its discriminator names, else the nearest.

use std::fmt;

use jsonschema::JsonType;
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use serde_json::{Map, Value};

use crate::secrets::{redacted, without_secrets};

/// How much of a value is shown: characters of a text, items or fields, levels.
const MOST_CHARACTERS: usize = 120;
const MOST_PARTS: usize = 5;
const MOST_LEVELS: usize = 3;

/// How many allowed values are listed.
const MOST_OPTIONS: usize = 12;

/// A value that its schema refuses.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// Where in the value, as a JSON pointer.
    pub pointer: String,
    /// What is asked: "must be at most 50".
    pub constraint: String,
    /// What stands there, cut to a size that can be shown.
    pub value: Value,
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() { "the value" } else { &self.pointer };
        write!(formatter, "{place} {}, but is {}", self.constraint, self.value)
    }
}

impl std::error::Error for Violation {}

type Error<'value> = jsonschema::ValidationError<'value>;

impl Violation {
    pub(crate) fn too_deep(value: &Value) -> Self {
        let constraint =
            format!("must not be nested deeper than {} levels", crate::bounds::DEEPEST);
        Self { pointer: String::new(), constraint, value: cut(value, 0) }
    }

    /// The same violation of a whole value, its secrets redacted.
    pub(crate) fn redacted(mut self, schema: &Value, whole: &Value) -> Self {
        if let Some(shown) = without_secrets(schema, whole) {
            let below = |shown: &Value| shown.pointer(&self.pointer).map(|part| cut(part, 0));
            // What isn't there any more lies within a secret.
            self.value = below(&shown).unwrap_or_else(redacted);
        }
        self
    }

    /// The violation to tell. `errors` are all that the validator found.
    pub(crate) fn choose(errors: &[Error<'_>], value: &Value) -> Self {
        let first = errors.iter().min_by_key(|error| rank(error));
        first.map_or_else(
            || Self {
                pointer: String::new(),
                constraint: "is refused".to_owned(),
                value: cut(value, 0),
            },
            |error| Self::of(error),
        )
    }

    fn of(error: &Error<'_>) -> Self {
        let pointer = error.instance_path().to_string();
        match error.kind() {
            Kind::AnyOf { context } | Kind::OneOfNotValid { context } => {
                Self::of_union(&pointer, context, error)
            }
            _ => Self { pointer, constraint: constraint(error), value: cut(error.instance(), 0) },
        }
    }

    fn of_union(pointer: &str, branches: &[Vec<Error<'static>>], error: &Error<'_>) -> Self {
        if let Some(violation) = Self::of_discriminator(pointer, branches) {
            return violation;
        }
        // A branch for values of another type altogether wasn't meant.
        let is_other =
            |branch: &&Vec<Error<'static>>| branch.iter().any(|error| is_type(error, pointer));
        let meant = branches.iter().filter(|branch| !branch.is_empty() && !is_other(branch));
        let nearest = meant.min_by_key(|branch| (branch.len(), branch.iter().map(rank).min()));
        if let Some(branch) = nearest {
            return Self::choose(branch, error.instance());
        }
        let mut types = Vec::new();
        for error in branches.iter().flatten().filter(|error| is_type(error, pointer)) {
            if let Kind::Type { kind } = error.kind() {
                types.extend(type_names(kind));
            }
        }
        types.dedup();
        let constraint = if types.is_empty() {
            "must be one of several forms, none of which it has".to_owned()
        } else {
            format!("must be {}", listed(&types))
        };
        Self { pointer: pointer.to_owned(), constraint, value: cut(error.instance(), 0) }
    }

    /// Where branches differ in the constants of one property: what is wrong in the branch that
    /// the property names, or with the property itself.
    fn of_discriminator(pointer: &str, branches: &[Vec<Error<'static>>]) -> Option<Self> {
        let constants = |branch: &'_ Vec<Error<'static>>| -> Vec<(String, Value)> {
            let found = branch.iter().filter_map(|error| {
                let path = error.instance_path().to_string();
                let name = path.strip_prefix(pointer)?.strip_prefix('/')?;
                match error.kind() {
                    _ if name.contains('/') => None,
                    Kind::Constant { expected_value } => Some((path, (**expected_value).clone())),
                    Kind::Enum { options } => {
                        let [only] = &options.as_array()?[..] else { return None };
                        Some((path, only.clone()))
                    }
                    _ => None,
                }
            });
            found.collect()
        };
        let found: Vec<_> = branches.iter().map(constants).collect();
        let path = found.iter().flatten().map(|(path, _)| path).next()?.clone();
        let differs = |found: &Vec<(String, Value)>| found.iter().any(|(other, _)| *other == path);
        let is_named =
            |branch: &Vec<Error<'static>>| !branch.iter().any(|error| is_type(error, pointer));
        let mut named = branches.iter().zip(&found);
        let mut named =
            named.by_ref().filter(|(branch, found)| is_named(branch) && !differs(found));
        match (named.next(), named.next()) {
            (Some((branch, _)), None) if !branch.is_empty() => {
                Some(Self::choose(branch, &Value::Null))
            }
            (None, _) => {
                let matching = found.iter().flatten().filter(|(other, _)| *other == path);
                let mut options: Vec<_> = matching.map(|(_, value)| value.to_string()).collect();
                options.dedup();
                let error = branches.iter().flatten();
                let mut error = error.filter(|error| error.instance_path().to_string() == path);
                let value = cut(error.next()?.instance(), 0);
                Some(Self {
                    constraint: format!("must be {}", listed(&options)),
                    pointer: path,
                    value,
                })
            }
            _ => None,
        }
    }
}

/// The lower, the more an error says: deep ones know more of what was meant than shallow ones,
/// and a field that is too much often only has the wrong name.
fn rank(error: &Error<'_>) -> (u8, std::cmp::Reverse<usize>) {
    let weight = match error.kind() {
        Kind::Required { .. } => 0,
        Kind::AdditionalProperties { .. } | Kind::UnevaluatedProperties { .. } => 2,
        Kind::UnevaluatedItems { .. } => 2,
        Kind::Not { .. } | Kind::OneOfMultipleValid { .. } | Kind::FalseSchema => 3,
        _ => 1,
    };
    (weight, std::cmp::Reverse(error.instance_path().to_string().matches('/').count()))
}

fn is_type(error: &Error<'_>, pointer: &str) -> bool {
    matches!(error.kind(), Kind::Type { .. }) && error.instance_path().to_string() == pointer
}

/// What is asked, to follow the name of a place.
fn constraint(error: &Error<'_>) -> String {
    match error.kind() {
        Kind::Type { kind } => format!("must be {}", listed(&type_names(kind))),
        Kind::Required { property } => format!("must have the field {property}"),
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            let fields: Vec<_> = unexpected.iter().map(|name| format!("{name:?}")).collect();
            format!(
                "must not have {} {}",
                plural(fields.len() as u64, "the field"),
                joined(&fields, "and")
            )
        }
        Kind::Maximum { limit } => format!("must be at most {limit}"),
        Kind::Minimum { limit } => format!("must be at least {limit}"),
        Kind::ExclusiveMaximum { limit } => format!("must be less than {limit}"),
        Kind::ExclusiveMinimum { limit } => format!("must be greater than {limit}"),
        Kind::MultipleOf { multiple_of } => format!("must be a multiple of {multiple_of}"),
        Kind::MaxLength { limit } => {
            format!("must have at most {limit} {}", plural(*limit, "character"))
        }
        Kind::MinLength { limit } => {
            format!("must have at least {limit} {}", plural(*limit, "character"))
        }
        Kind::MaxItems { limit } => format!("must have at most {limit} {}", plural(*limit, "item")),
        Kind::MinItems { limit } => {
            format!("must have at least {limit} {}", plural(*limit, "item"))
        }
        Kind::AdditionalItems { limit } => {
            format!("must have at most {limit} {}", plural(*limit as u64, "item"))
        }
        Kind::UnevaluatedItems { .. } => "must not have more items".to_owned(),
        Kind::MaxProperties { limit } => {
            format!("must have at most {limit} {}", plural(*limit, "field"))
        }
        Kind::MinProperties { limit } => {
            format!("must have at least {limit} {}", plural(*limit, "field"))
        }
        Kind::UniqueItems => "must not have the same item twice".to_owned(),
        Kind::Constant { expected_value } => format!("must be {expected_value}"),
        Kind::Enum { options } => {
            let options: Vec<_> =
                options.as_array().into_iter().flatten().map(Value::to_string).collect();
            format!("must be {}", listed(&options))
        }
        Kind::Format { format } => format!("must be {}", format_name(format)),
        Kind::Pattern { pattern } => format!("must match the pattern `{pattern}`"),
        Kind::BacktrackLimitExceeded { .. } | Kind::RegexEngineFailure { .. } => {
            "must match a pattern that takes too many steps to check".to_owned()
        }
        Kind::PropertyNames { error } => {
            format!("must have other names of fields: {} {}", error.instance(), constraint(error))
        }
        Kind::Contains => "must have an item of the form that is asked for".to_owned(),
        Kind::ContentEncoding { content_encoding } => {
            format!("must be encoded as {content_encoding}")
        }
        Kind::ContentMediaType { content_media_type } => {
            format!("must be of the type {content_media_type}")
        }
        Kind::FromUtf8 { .. } => "must hold UTF-8".to_owned(),
        Kind::OneOfMultipleValid { .. } => {
            "must be of exactly one of several forms, and is of more".to_owned()
        }
        Kind::Not { .. } => "must not be of a form that is excluded".to_owned(),
        Kind::FalseSchema => "must not be there".to_owned(),
        Kind::AnyOf { .. }
        | Kind::OneOfNotValid { .. }
        | Kind::Custom { .. }
        | Kind::Referencing(_) => error.to_string(),
    }
}

fn type_names(kind: &TypeKind) -> Vec<String> {
    let name = |one: JsonType| {
        let name = match one {
            JsonType::Array => "a list",
            JsonType::Boolean => "a boolean",
            JsonType::Integer => "an integer",
            JsonType::Null => "null",
            JsonType::Number => "a number",
            JsonType::Object => "an object",
            JsonType::String => "a string",
        };
        name.to_owned()
    };
    match kind {
        TypeKind::Single(one) => vec![name(*one)],
        TypeKind::Multiple(several) => several.iter().map(name).collect(),
    }
}

fn format_name(format: &str) -> String {
    let name = match format {
        "uri" | "iri" | "url" => "a URL",
        "uri-reference" | "iri-reference" => "a URL or a part of one",
        "date-time" => "a date and time like 2026-11-24T09:30:00Z",
        "date" => "a date like 2026-11-24",
        "time" => "a time like 09:30:00Z",
        "email" | "idn-email" => "an e-mail address",
        "uuid" => "a UUID",
        "byte" => "bytes in base64",
        "ipv4" => "an IPv4 address",
        "ipv6" => "an IPv6 address",
        "hostname" | "idn-hostname" => "a host name",
        other => return format!("of the format `{other}`"),
    };
    name.to_owned()
}

fn listed(options: &[String]) -> String {
    if options.len() > MOST_OPTIONS {
        let (shown, more) = (options[..MOST_OPTIONS].join(", "), options.len() - MOST_OPTIONS);
        return format!("one of {shown} and {more} more");
    }
    joined(options, "or")
}

fn joined(words: &[String], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., end] => format!("{} {last} {end}", most.join(", ")),
    }
}

fn plural(count: u64, word: &str) -> String {
    if count == 1 { word.to_owned() } else { format!("{word}s") }
}

/// As much of a value as can be shown.
fn cut(value: &Value, level: usize) -> Value {
    match value {
        Value::String(text) if text.chars().count() > MOST_CHARACTERS => {
            Value::String(text.chars().take(MOST_CHARACTERS).chain(['…']).collect())
        }
        Value::Array(items) if level >= MOST_LEVELS && !items.is_empty() => {
            Value::String("[…]".to_owned())
        }
        Value::Object(fields) if level >= MOST_LEVELS && !fields.is_empty() => {
            Value::String("{…}".to_owned())
        }
        Value::Array(items) => {
            let more = (items.len() > MOST_PARTS).then(|| Value::String("…".to_owned()));
            let shown = items.iter().take(MOST_PARTS).map(|item| cut(item, level + 1));
            Value::Array(shown.chain(more).collect())
        }
        Value::Object(fields) => {
            let more = (fields.len() > MOST_PARTS).then(|| ("…".to_owned(), Value::Null));
            let shown = fields.iter().take(MOST_PARTS);
            let shown = shown.map(|(name, field)| (name.clone(), cut(field, level + 1)));
            Value::Object(shown.chain(more).collect::<Map<_, _>>())
        }
        leaf => leaf.clone(),
    }
}
