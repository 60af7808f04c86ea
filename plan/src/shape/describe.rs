//! What a shape demands, in words that come after "must be".

use std::fmt::Display;

use super::{Shape, fit::Fitter};

/// Arms of a union, and literals, that are named before "…".
const MOST_NAMED: usize = 12;

/// The ends of a range: `at most 5`, `1 to 5`, `exactly 3`.
pub(super) fn range<T: Display + PartialEq>(min: Option<T>, max: Option<T>) -> String {
    match (min, max) {
        (Some(min), Some(max)) if min == max => format!("exactly {min}"),
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("at most {max}"),
        (None, None) => "any number of".into(),
    }
}

impl Fitter<'_> {
    /// What `shape` demands, as far as it shows without going into its parts.
    pub(super) fn describe(&self, shape: &Shape) -> String {
        match shape {
            Shape::Any => "any value".into(),
            Shape::Json => "JSON".into(),
            Shape::Null => "null".into(),
            Shape::Bool => "`true` or `false`".into(),
            Shape::Int { min: None, max: None } => "an integer of 64 bits".into(),
            Shape::Int { min, max } => format!("an integer of {}", range(*min, *max)),
            Shape::Float { min: None, max: None } => "a number".into(),
            Shape::Float { min, max } => format!("a number of {}", range(*min, *max)),
            Shape::String { min, max, patterns, format } => {
                describe_text(*min, *max, patterns, *format)
            }
            Shape::Duration => "a duration, as `90s`".into(),
            Shape::Money => "an amount of money, as `0.50usd`".into(),
            Shape::Secret => "a secret".into(),
            Shape::Literal { value } => value.to_json().to_string(),
            Shape::List { .. } | Shape::Tuple { .. } => "a list".into(),
            Shape::Map { .. } | Shape::Record { .. } => "an object".into(),
            Shape::Union { arms } => {
                let mut named: Vec<String> = Vec::new();
                for arm in arms {
                    let text = match self.resolved(arm) {
                        Some(Shape::Union { .. }) | None => "another".into(),
                        Some(arm) => self.describe(arm),
                    };
                    if !named.contains(&text) {
                        named.push(text);
                    }
                }
                if named.len() > MOST_NAMED {
                    named.truncate(MOST_NAMED);
                    named.push("…".into());
                }
                named.join(" or ")
            }
            Shape::Named { name } => match self.resolved(shape) {
                Some(shape) => self.describe(shape),
                None => format!("a `{name}`"),
            },
        }
    }
}

fn describe_text(
    min: u64,
    max: Option<u64>,
    patterns: &[String],
    format: Option<super::Format>,
) -> String {
    let mut text = format.map_or("a text", super::Format::description).to_owned();
    if min > 0 || max.is_some() {
        let min = (min > 0).then_some(min);
        text.push_str(&format!(" of {} characters", range(min, max)));
    }
    for (index, pattern) in patterns.iter().enumerate() {
        text.push_str(if index == 0 { " that matches " } else { " and " });
        text.extend(["`", pattern, "`"]);
    }
    text
}
