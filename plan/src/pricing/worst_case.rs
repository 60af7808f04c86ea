//! What an attempt may cost at most: what is set aside for it before it starts.
//!
//! The compiler bounds a call from the sizes in types; here the arguments are known, and the same
//! rules give no more than that bound.

use std::{collections::BTreeMap, time::Duration};

use orchestra_schema::resolve;
use rust_decimal::{Decimal, prelude::FromPrimitive};
use serde_json::Value as Json;

use super::{Charge, applies};
use crate::{
    Binding, Shape,
    binding::{Price, PriceUnit},
};

/// Bytes of the words that an `into` puts around the schema of its answer, at most.
pub const INTO_WORDS: u64 = 128;

/// Characters of a refused answer, and of what is wrong with it, that are sent back.
pub const MOST_SENT_BACK: usize = 2_000;

/// Bytes that a refused answer adds to the next attempt, at most: it and the error, cut, with an
/// ellipsis each, and the words around them.
pub const SENT_BACK: u64 = 2 * 4 * (MOST_SENT_BACK as u64 + 1) + 192;

/// Levels of names and unions that a pointer into a shape goes through.
const DEEPEST: u32 = 64;

/// The most that one attempt may cost; none where a price isn't known or nothing bounds a count.
///
/// `input` are the operation's arguments as they are sent, with what an `into` adds; `shapes` are
/// the plan's, `timeout` is the longest time of the attempt.
///
/// Items are the length of the list in the input that `counts` points to; of one in the output the
/// argument that `limited_by` points to (where it is left out its default, else its maximum), or
/// the list's largest size, whatever is less. Input tokens are one for each byte of the texts that
/// are sent: no tokenizer makes more. Output tokens are limited as items are, or by the largest
/// size of the text that `counts` points to, four for each code point. Seconds are the time-out, at
/// most the price's `max`; bytes those of the text that `counts` points to. A charge that the answer
/// states is expected to be within that.
#[must_use]
pub fn worst_case(
    binding: &Binding,
    shapes: &BTreeMap<String, Shape>,
    input: &Json,
    timeout: Duration,
) -> Option<Charge> {
    let prices = binding.pricing.as_ref()?;
    let mut applying = prices.iter().filter(|price| applies(price, input)).peekable();
    if !prices.is_empty() {
        applying.peek()?;
    }
    let attempt = Attempt { binding, shapes, input, timeout };
    applying.try_fold(Charge::default(), |charge, price| {
        charge.plus(&price.currency, price.amount.checked_mul(attempt.units(price)?)?)
    })
}

struct Attempt<'a> {
    binding: &'a Binding,
    shapes: &'a BTreeMap<String, Shape>,
    input: &'a Json,
    timeout: Duration,
}

impl Attempt<'_> {
    /// The most that is counted.
    fn units(&self, price: &Price) -> Option<Decimal> {
        let million = Decimal::from(1_000_000);
        let counts = price.counts.as_deref().and_then(|counts| counts.split_once(':'));
        match price.unit {
            PriceUnit::Request => Some(Decimal::ONE),
            PriceUnit::Item => match counts? {
                ("input", pointer) => match self.input.pointer(pointer)? {
                    Json::Array(items) => Decimal::from_usize(items.len()),
                    Json::Number(number) => number.as_u64().map(Decimal::from),
                    _ => None,
                },
                ("output", pointer) => {
                    let largest = self.output(pointer).and_then(|shape| self.largest(shape));
                    least(self.limit(price), largest.map(Decimal::from))
                }
                _ => None,
            },
            PriceUnit::InputToken => {
                let bytes = match counts {
                    None => sent_bytes(self.input),
                    Some(("input", pointer)) => text_bytes(self.input.pointer(pointer)?),
                    Some(_) => return None,
                };
                Decimal::from(bytes).checked_div(million)
            }
            PriceUnit::OutputToken => {
                let tokens = least(self.limit(price), self.output_bytes(counts))?;
                tokens.checked_div(million)
            }
            PriceUnit::Second => {
                let most = price.max.map_or(Duration::MAX, |max| Duration::from_millis(max.0));
                let longest = self.timeout.min(most);
                Decimal::from_u128(longest.as_millis())?.checked_div(Decimal::from(1000))
            }
            PriceUnit::Byte => match counts {
                Some(("input", pointer)) => match self.input.pointer(pointer)? {
                    Json::String(text) => Decimal::from_usize(text.len()),
                    other => Decimal::from_usize(other.to_string().len()),
                },
                _ => least(self.limit(price), self.output_bytes(counts)),
            },
        }
    }

    /// What the argument says that limits the count.
    fn limit(&self, price: &Price) -> Option<Decimal> {
        let pointer = price.limited_by.as_deref()?;
        let number = |json: &Json| match json {
            Json::Number(number) => Decimal::from_str_exact(&number.to_string()).ok(),
            _ => None,
        };
        let limit = match self.input.pointer(pointer) {
            Some(Json::Null) | None => {
                let listed = argument(&self.binding.input, pointer)?;
                ["default", "maximum"].iter().find_map(|name| number(listed.get(name)?))
            }
            Some(given) => number(given),
        };
        limit.map(|limit| limit.max(Decimal::ZERO))
    }

    /// Bytes of the text in the output, by the size of its type.
    fn output_bytes(&self, counts: Option<(&str, &str)>) -> Option<Decimal> {
        let ("output", pointer) = counts? else { return None };
        let Shape::String { max: Some(most), .. } = self.output(pointer)? else { return None };
        Some(Decimal::from(most.checked_mul(4)?))
    }

    /// The most items of a list, or the largest number.
    fn largest(&self, shape: &Shape) -> Option<u64> {
        match shape {
            Shape::List { max, .. } => *max,
            Shape::Tuple { items } => u64::try_from(items.len()).ok(),
            Shape::Int { max, .. } => u64::try_from((*max)?).ok(),
            _ => None,
        }
    }

    /// The shape of a part of the output.
    fn output(&self, pointer: &str) -> Option<&Shape> {
        let mut shape = self.plain(&self.binding.output_shape)?;
        for name in pointer.split('/').skip(1) {
            let name = name.replace("~1", "/").replace("~0", "~");
            let part = match shape {
                Shape::Record { fields, rest } => {
                    let field = fields.iter().find(|field| field.name == name);
                    field.map(|field| &field.shape).or(rest.as_deref())?
                }
                Shape::Map { value } => value,
                Shape::List { item, .. } => item,
                Shape::Tuple { items } => items.get(name.parse::<usize>().ok()?)?,
                _ => return None,
            };
            shape = self.plain(part)?;
        }
        Some(shape)
    }

    /// The shape without names, and without the null that it admits.
    fn plain<'shape>(&'shape self, shape: &'shape Shape) -> Option<&'shape Shape> {
        let mut shape = shape;
        for _ in 0..DEEPEST {
            shape = match shape {
                Shape::Named { name } => self.shapes.get(name)?,
                Shape::Union { arms } => {
                    let mut arms = arms.iter().filter(|arm| **arm != Shape::Null);
                    arms.next().filter(|_| arms.next().is_none())?
                }
                other => return Some(other),
            };
        }
        None
    }
}

fn least(one: Option<Decimal>, other: Option<Decimal>) -> Option<Decimal> {
    one.into_iter().chain(other).min()
}

/// The schema of an argument.
fn argument<'schema>(root: &'schema Json, pointer: &str) -> Option<&'schema Json> {
    let mut schema = resolve(root, root);
    for name in pointer.split('/').skip(1) {
        let name = name.replace("~1", "/").replace("~0", "~");
        schema = resolve(root, schema.get("properties")?.get(&name)?);
    }
    Some(schema)
}

/// Bytes of all that a tokenizer may be shown of the arguments: their texts, and the schema of the
/// answer with its names.
fn sent_bytes(input: &Json) -> u64 {
    let Json::Object(fields) = input else { return text_bytes(input) };
    let bytes = fields.iter().map(|(name, field)| match name.as_str() {
        "response_format" => field.to_string().len() as u64,
        _ => text_bytes(field),
    });
    bytes.sum()
}

/// Bytes of all texts within a value, names of fields left out.
fn text_bytes(json: &Json) -> u64 {
    match json {
        Json::String(text) => text.len() as u64,
        Json::Array(items) => items.iter().map(text_bytes).sum(),
        Json::Object(fields) => fields.values().map(text_bytes).sum(),
        _ => 0,
    }
}
