//! Making a value have exactly a shape: one walk for conversion and for decoding.
//!
//! Shapes of a plan may be hostile: depth and work are bounded, so that one that contains itself,
//! or unions of itself, is a misfit in the end.

use std::{collections::BTreeMap, sync::Arc};

use indexmap::IndexMap;

use super::{FieldShape, Misfit, Shape, misfit::Misfit as Reason};
use crate::{
    pattern::Patterns,
    value::{Money, Value, duration},
};

/// Levels of shapes within shapes.
const DEEPEST: u32 = 200;

/// Shapes tried in all: a union may have hundreds of arms for each part of the value, but one of
/// itself twice has no end.
const WORK: u64 = 100_000;
const WORK_PER_PART: u64 = 4096;
const MOST_WORK: u64 = 200_000_000;

/// Whence the value comes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// From an expression: durations are durations.
    Expression,
    /// From JSON: durations and amounts are texts, `3.0` is an int as well.
    Json,
}

pub(super) struct Fitter<'s> {
    pub(super) named: &'s BTreeMap<String, Shape>,
    pub(super) patterns: &'s Patterns,
    pub(super) source: Source,
    depth: u32,
    work: u64,
    most_work: u64,
}

impl<'s> Fitter<'s> {
    pub(super) fn new(
        named: &'s BTreeMap<String, Shape>,
        patterns: &'s Patterns,
        source: Source,
    ) -> Self {
        Self { named, patterns, source, depth: 0, work: 0, most_work: WORK }
    }

    /// The value as one of the shape.
    pub(super) fn fit_whole(&mut self, shape: &Shape, value: &Value) -> Result<Value, Misfit> {
        self.work = 0;
        self.most_work = parts(value).saturating_mul(WORK_PER_PART).clamp(WORK, MOST_WORK);
        self.fit(shape, value).map_err(|misfit| self.without_secrets(shape, misfit))
    }

    fn fit(&mut self, shape: &Shape, value: &Value) -> Result<Value, Misfit> {
        self.work += 1;
        if self.depth == DEEPEST || self.work > self.most_work {
            return Err(Misfit::new("less deeply nested", value));
        }
        self.depth += 1;
        let fitted = match shape {
            Shape::List { item, min, max } => self.list(item, *min, *max, value),
            Shape::Tuple { items } => self.tuple(items, value),
            Shape::Map { value: shape } => self.map(shape, value),
            Shape::Record { fields, rest } => self.record(fields, rest.as_deref(), value),
            Shape::Union { arms } => self.union(arms, value),
            Shape::Named { name } => match self.named.get(name) {
                Some(shape) => self.fit(shape, value),
                None => Err(Misfit::new(format!("a `{name}`, which nothing describes"), value)),
            },
            Shape::Any => Ok(value.clone()),
            Shape::Json => self.json(value),
            _ => self.scalar(shape, value).ok_or_else(|| Misfit::new(self.describe(shape), value)),
        };
        self.depth -= 1;
        fitted
    }

    fn scalar(&self, shape: &Shape, value: &Value) -> Option<Value> {
        let from_json = self.source == Source::Json;
        match (shape, value) {
            (Shape::Null, Value::Null)
            | (Shape::Bool, Value::Bool(_))
            | (Shape::Duration, Value::Duration(_))
            | (Shape::Money, Value::Money(_))
            | (Shape::Secret, Value::Secret(_)) => Some(value.clone()),
            (Shape::Secret, Value::String(_)) if !from_json => Some(value.clone()),
            (Shape::Int { min, max }, _) => {
                let int = match value {
                    Value::Int(int) => *int,
                    Value::Float(float) if from_json => whole(*float)?,
                    _ => return None,
                };
                let inside = min.is_none_or(|min| int >= min) && max.is_none_or(|max| int <= max);
                inside.then_some(Value::Int(int))
            }
            (Shape::Float { min, max }, Value::Int(_) | Value::Float(_)) => {
                let float = if let Value::Int(int) = value { *int as f64 } else { float(value)? };
                let inside =
                    min.is_none_or(|min| float >= min) && max.is_none_or(|max| float <= max);
                (inside && float.is_finite()).then_some(Value::Float(float))
            }
            (Shape::String { min, max, patterns, format }, Value::String(text)) => {
                let bounded = *min > 0 || max.is_some();
                let length = if bounded { text.chars().count() as u64 } else { 0 };
                let fits = length >= *min
                    && max.is_none_or(|max| length <= max)
                    && format.is_none_or(|format| format.admits(text))
                    && patterns.iter().all(|pattern| {
                        self.patterns.get(pattern).is_ok_and(|pattern| pattern.is_match(text))
                    });
                fits.then(|| value.clone())
            }
            (Shape::Duration, Value::String(text)) if from_json => {
                duration::parse(text).map(Value::Duration)
            }
            (Shape::Money, Value::String(text)) if from_json => {
                Money::parse(text).map(Value::Money)
            }
            (Shape::Literal { value: literal }, _) => {
                if literal.equals(value) {
                    return Some(literal.clone());
                }
                let read = match (literal, value) {
                    (Value::Duration(_), Value::String(text)) if from_json => {
                        Value::Duration(duration::parse(text)?)
                    }
                    (Value::Money(_), Value::String(text)) if from_json => {
                        Value::Money(Money::parse(text)?)
                    }
                    _ => return None,
                };
                literal.equals(&read).then_some(read)
            }
            _ => None,
        }
    }

    /// All but secrets, durations and amounts.
    fn json(&mut self, value: &Value) -> Result<Value, Misfit> {
        self.check_json(value)?;
        Ok(value.clone())
    }

    fn check_json(&mut self, value: &Value) -> Result<(), Misfit> {
        match value {
            Value::Secret(_) | Value::Duration(_) | Value::Money(_) => {
                Err(Misfit::new("JSON", value))
            }
            Value::List(items) => items.iter().enumerate().try_for_each(|(index, item)| {
                self.check_json(item).map_err(|misfit| misfit.below(&index.to_string()))
            }),
            Value::Record(fields) => fields.iter().try_for_each(|(name, value)| {
                self.check_json(value).map_err(|misfit| misfit.below(name))
            }),
            _ => Ok(()),
        }
    }

    fn list(
        &mut self,
        item: &Shape,
        min: u64,
        max: Option<u64>,
        value: &Value,
    ) -> Result<Value, Misfit> {
        let Value::List(items) = value else { return Err(Misfit::new("a list", value)) };
        let length = items.len() as u64;
        if length < min || max.is_some_and(|max| length > max) {
            let range = super::describe::range(Some(min), max);
            return Err(Misfit::new(format!("a list of {range} items"), value));
        }
        let items = items.iter().enumerate().map(|(index, value)| {
            self.fit(item, value).map_err(|misfit| misfit.below(&index.to_string()))
        });
        items.collect::<Result<_, _>>().map(Value::list)
    }

    fn tuple(&mut self, shapes: &[Shape], value: &Value) -> Result<Value, Misfit> {
        let items = match value {
            Value::List(items) if items.len() == shapes.len() => items,
            _ => return Err(Misfit::new(format!("a list of {} items", shapes.len()), value)),
        };
        let items = items.iter().zip(shapes).enumerate().map(|(index, (value, shape))| {
            self.fit(shape, value).map_err(|misfit| misfit.below(&index.to_string()))
        });
        items.collect::<Result<_, _>>().map(Value::list)
    }

    fn map(&mut self, shape: &Shape, value: &Value) -> Result<Value, Misfit> {
        let Value::Record(fields) = value else { return Err(Misfit::new("an object", value)) };
        let fields = fields.iter().map(|(name, value)| {
            let value = self.fit(shape, value).map_err(|misfit| misfit.below(name))?;
            Ok((name.clone(), value))
        });
        Ok(Value::Record(Arc::new(fields.collect::<Result<_, _>>()?)))
    }

    fn record(
        &mut self,
        fields: &[FieldShape],
        rest: Option<&Shape>,
        value: &Value,
    ) -> Result<Value, Misfit> {
        let Value::Record(given) = value else { return Err(Misfit::new("an object", value)) };
        let mut fitted: IndexMap<Arc<str>, Value> = IndexMap::with_capacity(fields.len());
        for FieldShape { name, shape, optional } in fields {
            let (key, part) = match given.get_key_value(name.as_str()) {
                Some((key, part)) => (key.clone(), part),
                None if *optional => continue,
                None => {
                    return Err(Misfit::new(format!("an object with the field `{name}`"), value));
                }
            };
            if *optional && *part == Value::Null && !self.admits_null(shape, 0) {
                continue;
            }
            let part = self.fit(shape, part).map_err(|misfit| misfit.below(name))?;
            fitted.insert(key, part);
        }
        if let Some(rest) = rest {
            for (name, part) in given.iter() {
                if !fields.iter().any(|field| *field.name == **name) {
                    let part = self.fit(rest, part).map_err(|misfit| misfit.below(name))?;
                    fitted.insert(name.clone(), part);
                }
            }
        }
        Ok(Value::Record(Arc::new(fitted)))
    }

    fn union(&mut self, arms: &[Shape], value: &Value) -> Result<Value, Misfit> {
        if let Some(arm) = self.discriminated(arms, value) {
            return self.fit(arm, value);
        }
        let mut reasons: Vec<Reason> = Vec::new();
        for arm in arms {
            match self.fit(arm, value) {
                Ok(fitted) => return Ok(fitted),
                Err(_) if matches!(arm, Shape::Null) => {}
                Err(misfit) => reasons.push(misfit),
            }
        }
        match (reasons.pop(), reasons.is_empty()) {
            (Some(only), true) => Err(only),
            _ => Err(Misfit::new(self.describe(&Shape::Union { arms: arms.to_vec() }), value)),
        }
    }

    /// The arm that a record's own field names: all arms but null are records, and one field of
    /// theirs holds another literal in each.
    fn discriminated<'a>(&self, arms: &'a [Shape], value: &Value) -> Option<&'a Shape>
    where
        's: 'a,
    {
        let Value::Record(given) = value else { return None };
        let arms: Vec<(&'a Shape, &'a [FieldShape])> = arms
            .iter()
            .filter(|arm| !matches!(arm, Shape::Null))
            .map(|arm| match self.resolved(arm) {
                Some(Shape::Record { fields, .. }) => Some((arm, fields.as_slice())),
                _ => None,
            })
            .collect::<Option<_>>()?;
        let (_, first) = arms.first()?;
        first.iter().find_map(|field| {
            let literals: Vec<&Value> = arms
                .iter()
                .map(|(_, fields)| {
                    let field = fields.iter().find(|other| other.name == field.name)?;
                    match &field.shape {
                        Shape::Literal { value } if !field.optional => Some(value),
                        _ => None,
                    }
                })
                .collect::<Option<_>>()?;
            let distinct = literals
                .iter()
                .enumerate()
                .all(|(at, literal)| !literals[..at].iter().any(|other| other.equals(literal)));
            let named = given.get(field.name.as_str())?;
            let position = literals.iter().position(|literal| literal.equals(named))?;
            distinct.then(|| arms[position].0)
        })
    }

    /// What a chain of names stands for.
    pub(super) fn resolved<'a>(&self, shape: &'a Shape) -> Option<&'a Shape>
    where
        's: 'a,
    {
        let mut shape = shape;
        for _ in 0..DEEPEST {
            match shape {
                Shape::Named { name } => shape = self.named.get(name)?,
                other => return Some(other),
            }
        }
        None
    }

    fn admits_null(&self, shape: &Shape, depth: u32) -> bool {
        match self.resolved(shape) {
            Some(Shape::Any | Shape::Json | Shape::Null) => true,
            Some(Shape::Literal { value }) => *value == Value::Null,
            // Unions of unions are few; eight levels can't be written.
            Some(Shape::Union { arms }) => {
                depth < 8 && arms.iter().any(|arm| self.admits_null(arm, depth + 1))
            }
            _ => false,
        }
    }
}

fn float(value: &Value) -> Option<f64> {
    if let Value::Float(float) = value { Some(*float) } else { None }
}

/// The int that a float is. Of those beyond 2⁵³ no one can tell which int was meant.
fn whole(float: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (float.fract() == 0.0 && float.abs() <= EXACT).then_some(float as i64)
}

fn parts(value: &Value) -> u64 {
    1 + match value {
        Value::List(items) => items.iter().map(parts).sum(),
        Value::Record(fields) => fields.values().map(parts).sum(),
        _ => 0,
    }
}
