//! Media types, as far as a binding tells them apart.

/// What a body of a media type is to a binding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// JSON.
    Json,
    /// Pairs.
    Form,
    /// Parts.
    Multipart,
    /// Text.
    Text,
    /// Bytes.
    Binary,
    /// Anything: `*/*`.
    Any,
    /// Values that come one by one, which a binding has no word for.
    Stream,
}

/// `type/subtype` in small letters, without parameters.
pub(crate) fn essence(name: &str) -> String {
    name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

impl Kind {
    /// The kind of a media type.
    pub(crate) fn of(name: &str) -> Self {
        let essence = essence(name);
        let (kind, form) = essence.split_once('/').unwrap_or((&essence, ""));
        match (kind, form) {
            (_, "json") => Self::Json,
            ("text", "event-stream") => Self::Stream,
            (_, "x-ndjson" | "ndjson" | "jsonl" | "json-seq" | "stream+json" | "x-jsonlines") => {
                Self::Stream
            }
            (_, form) if form.ends_with("+json") => Self::Json,
            ("application", "x-www-form-urlencoded") => Self::Form,
            ("multipart", "form-data") => Self::Multipart,
            ("multipart", _) => Self::Stream,
            ("text", _) => Self::Text,
            ("application", "xml" | "yaml" | "x-yaml" | "javascript" | "graphql" | "sql") => {
                Self::Text
            }
            (_, form) if form.ends_with("+xml") || form.ends_with("+yaml") => Self::Text,
            ("*", "*") => Self::Any,
            _ => Self::Binary,
        }
    }
}

/// Whether a request may name the type as it stands: a range (`image/*`) can't be sent.
pub(crate) fn is_range(name: &str) -> bool {
    name.contains('*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_told_apart() {
        for (name, kind) in [
            ("application/json; charset=utf-8", Kind::Json),
            ("application/vnd.github.v3+json", Kind::Json),
            ("text/json", Kind::Json),
            ("Text/Plain", Kind::Text),
            ("application/soap+xml", Kind::Text),
            ("application/x-www-form-urlencoded", Kind::Form),
            ("multipart/form-data", Kind::Multipart),
            ("image/png", Kind::Binary),
            ("application/octet-stream", Kind::Binary),
            ("text/event-stream", Kind::Stream),
            ("*/*", Kind::Any),
        ] {
            assert_eq!(Kind::of(name), kind, "{name}");
        }
    }
}
