//! Random values of a shape.

use indexmap::IndexMap;
use orchestra_plan::{
    Plan, Shape, Value,
    shape::{FieldShape, Format},
};
use serde_json::{Map, Value as Json, json};

use super::Choices;

/// Random inputs of a plan.
///
/// # Panics
/// If what is made doesn't fit.
#[must_use]
pub fn inputs(choices: &mut Choices, plan: &Plan) -> IndexMap<String, Value> {
    let input = |param: &orchestra_plan::plan::Param| {
        let json = value(choices, &param.shape, plan);
        let value = param.shape.decode(&json, &plan.shapes).expect("it is made to fit");
        (param.name.clone(), value)
    };
    plan.params.iter().map(input).collect()
}

/// A random value as JSON; often the largest that there is.
#[must_use]
pub fn value(choices: &mut Choices, shape: &Shape, plan: &Plan) -> Json {
    match shape {
        // No parameter has a type parameter's type: a template has none.
        Shape::Any | Shape::Json | Shape::Null => Json::Null,
        Shape::Bool => choices.chance(50).into(),
        Shape::Int { min, max } => {
            let least = min.unwrap_or(-5);
            let most = max.unwrap_or(least.saturating_add(12)).min(least.saturating_add(1000));
            let span = u64::try_from(most - least).unwrap_or(0);
            (least + i64::try_from(choices.within(0, span)).unwrap_or(0)).into()
        }
        Shape::Float { min, max } => min.or(*max).unwrap_or(0.5).into(),
        Shape::String { min, max, format, .. } => string(choices, *min, *max, *format).into(),
        Shape::Duration => "3s".into(),
        Shape::Money => "1usd".into(),
        Shape::Secret => "a secret".into(),
        Shape::Literal { value } => value.to_json(),
        Shape::List { item, min, max } => {
            let most = max.unwrap_or(min + 3).max(*min);
            let length = size(choices, *min, most);
            (0..length).map(|_| value(choices, item, plan)).collect()
        }
        Shape::Tuple { items } => items.iter().map(|item| value(choices, item, plan)).collect(),
        Shape::Map { value: of } => json!({ "a": value(choices, of, plan) }),
        Shape::Record { fields, .. } => {
            let mut made = Map::new();
            for FieldShape { name, shape, optional } in fields {
                if !optional || choices.chance(50) {
                    made.insert(name.clone(), value(choices, shape, plan));
                }
            }
            made.into()
        }
        Shape::Union { arms } => {
            let arm = choices.below(arms.len());
            value(choices, &arms[arm], plan)
        }
        Shape::Named { name } => value(choices, &plan.shapes[name], plan),
    }
}

/// The largest in four of ten cases.
fn size(choices: &mut Choices, least: u64, most: u64) -> u64 {
    if choices.chance(40) { most } else { choices.within(least, most.min(least + 5)) }
}

fn string(choices: &mut Choices, least: u64, most: Option<u64>, format: Option<Format>) -> String {
    match format {
        Some(Format::Url) => "https://example.com/a".to_owned(),
        Some(Format::Datetime) => "2026-11-28T12:00:00Z".to_owned(),
        Some(Format::Date) => "2026-11-28".to_owned(),
        Some(Format::Email) => "a@b.example".to_owned(),
        Some(Format::Uuid) => "00000000-0000-4000-8000-000000000000".to_owned(),
        Some(Format::Bytes) => "aGVsbG8=".to_owned(),
        None => {
            let most = most.unwrap_or(least + 40).min(least + 2000);
            let length = size(choices, least, most);
            let letter = choices.of(&["a", "é", "𝄞", "b "]);
            letter.chars().cycle().take(usize::try_from(length).unwrap_or(0)).collect()
        }
    }
}
