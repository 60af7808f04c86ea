//! Constants: their values stand in callers' types, bounds and policies.

use serde_json::Value;

use super::{
    Found, Verdict,
    types::{Use, differences},
};
use crate::{
    DescribedType,
    sides::{Side, Sides},
    written::value_written,
};

pub(super) fn differ(
    sides: &Sides<'_>,
    (old_type, old): (&DescribedType, Option<&Value>),
    (new_type, new): (&DescribedType, Option<&Value>),
) -> Found {
    if let (Some(old), Some(new)) = (old, new)
        && old != new
    {
        let (old, new) = (value_written(old), value_written(new));
        let what = format!(
            "is {} now, and was {}: callers' types and limits are made of it",
            shortened(&new),
            shortened(&old)
        );
        return vec![(Verdict::Major, what)];
    }
    let (old, new) = (sides.ty(Side::Old, old_type), sides.ty(Side::New, new_type));
    let found = differences(sides, Use::Got, &old, &new).into_iter();
    found.map(|it| (it.verdict, it.sentence("its value"))).collect()
}

/// Long texts are prompts: their beginning tells which.
fn shortened(value: &str) -> String {
    const MOST: usize = 40;
    if value.chars().count() <= MOST {
        return format!("`{value}`");
    }
    let start: String = value.chars().take(MOST).collect();
    format!("`{start}…`")
}
