//! What an attempt costs: declared prices times what was measured, in decimals alone.
//!
//! Prices of a binding add up. What can't be told is none, "unknown", which isn't zero: a binding
//! without prices, prices of which none is meant for these arguments, a count that isn't there.

mod rates;
mod worst_case;

use std::{collections::BTreeMap, time::Duration};

use rust_decimal::{Decimal, prelude::FromPrimitive};
use serde_json::Value as Json;

use crate::{
    Binding,
    binding::{Price, PriceUnit},
};

pub use rates::Rates;
pub use worst_case::{INTO_WORDS, MOST_SENT_BACK, SENT_BACK, worst_case};

/// Amounts by currency. An empty one says that nothing was charged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Charge {
    /// Currency in lower case to amount.
    pub amounts: BTreeMap<String, Decimal>,
}

impl Charge {
    /// Adds an amount; none where the sum is beyond what decimals hold.
    #[must_use]
    pub fn plus(mut self, currency: &str, amount: Decimal) -> Option<Self> {
        let sum = self.amounts.entry(currency.to_owned()).or_default();
        *sum = sum.checked_add(amount)?;
        Some(self)
    }
}

/// What came back, as far as prices look at it.
#[derive(Clone, Copy)]
pub struct Answer<'a> {
    /// The body as JSON: of the pointers `output:…`. For chat completions the service's own, with
    /// `usage`. Of a text answer, a JSON string.
    pub output: &'a Json,
    /// The value of a header by its name in lower case.
    pub header: &'a dyn Fn(&str) -> Option<String>,
    /// Length of the body.
    pub bytes: u64,
}

/// What one attempt costs.
///
/// `input` are the operation's arguments, `answer` is what came back, none where nothing did;
/// `elapsed` is the attempt's time, `success` whether its answer was accepted.
///
/// Where an answer states its charge (`charged`), that is it, whatever was counted, and also where no
/// price is known; one in a currency in which nothing is priced is passed over, since it can't be held
/// against what was set aside. A price whose `when` names other arguments doesn't count. One that is
/// charged on success only is zero for a failed attempt. Units are counted: tokens by the answer's `usage`, where that is
/// missing by the length of the texts (of what `counts` points to, else of a chat's messages or choices,
/// else of the whole input or output), four code points a token, rounded up; items by the length of the list that `counts` points
/// to, none where there is no answer; seconds by `elapsed`, at most `max`; bytes by the text that
/// `counts` points to, else by the body.
#[must_use]
pub fn cost(
    binding: &Binding,
    input: &Json,
    answer: Option<Answer<'_>>,
    elapsed: Duration,
    success: bool,
) -> Option<Charge> {
    if let Some(stated) = stated(binding, answer) {
        return Some(stated);
    }
    let prices = binding.pricing.as_ref()?;
    let mut applying = prices.iter().filter(|price| applies(price, input)).peekable();
    if !prices.is_empty() {
        applying.peek()?;
    }
    applying.try_fold(Charge::default(), |charge, price| {
        if price.on_success_only && !success {
            return Some(charge);
        }
        let amount = price.amount.checked_mul(units(price, input, answer, elapsed)?)?;
        charge.plus(&price.currency, amount)
    })
}

/// Whether a price is meant for these arguments.
#[must_use]
pub fn applies(price: &Price, input: &Json) -> bool {
    price.when.iter().all(|(pointer, wanted)| {
        input.pointer(pointer).is_some_and(|given| match (given, wanted) {
            (Json::Number(given), Json::Number(wanted)) => given.as_f64() == wanted.as_f64(),
            _ => given == wanted,
        })
    })
}

/// The charge that the answer states.
fn stated(binding: &Binding, answer: Option<Answer<'_>>) -> Option<Charge> {
    let charged = binding.charged.as_ref()?;
    let is_priced = |prices: &Vec<Price>| prices.iter().any(|it| it.currency == charged.currency);
    if !binding.pricing.as_ref().is_none_or(is_priced) {
        return None;
    }
    let (side, place) = charged.at.split_once(':')?;
    let answer = answer?;
    let stated = match side {
        "header" => (answer.header)(&place.to_ascii_lowercase())?,
        "output" => match answer.output.pointer(place)? {
            Json::String(text) => text.clone(),
            Json::Number(number) => number.to_string(),
            _ => return None,
        },
        _ => return None,
    };
    let stated = stated.trim();
    let amount = Decimal::from_str_exact(stated).or_else(|_| Decimal::from_scientific(stated));
    let amount = amount.ok().filter(|amount| !amount.is_sign_negative() || amount.is_zero())?;
    Charge::default().plus(&charged.currency, amount.checked_mul(charged.unit)?)
}

fn units(
    price: &Price,
    input: &Json,
    answer: Option<Answer<'_>>,
    elapsed: Duration,
) -> Option<Decimal> {
    let million = Decimal::from(1_000_000);
    match price.unit {
        PriceUnit::Request => Some(Decimal::ONE),
        PriceUnit::Item => match counted(price, input, answer)? {
            Counted::NoAnswer => Some(Decimal::ZERO),
            Counted::Part(Json::Array(items)) => Decimal::from_usize(items.len()),
            Counted::Part(Json::Number(number)) => number.as_u64().map(Decimal::from),
            Counted::Part(_) => None,
        },
        PriceUnit::InputToken => {
            let names = ["/usage/prompt_tokens", "/usage/input_tokens"];
            let tokens = match usage(answer, names) {
                Some(tokens) => tokens,
                None => {
                    tokens_of(price, input, answer, Some(said(input, "/messages", "/content")))?
                }
            };
            Decimal::from(tokens).checked_div(million)
        }
        PriceUnit::OutputToken => {
            let names = ["/usage/completion_tokens", "/usage/output_tokens"];
            let tokens = match usage(answer, names) {
                Some(tokens) => tokens,
                None => {
                    let said =
                        answer.map(|answer| said(answer.output, "/choices", "/message/content"));
                    tokens_of(price, input, answer, said)?
                }
            };
            Decimal::from(tokens).checked_div(million)
        }
        PriceUnit::Second => {
            let longest = price.max.map_or(Duration::MAX, |max| Duration::from_millis(max.0));
            let milliseconds = Decimal::from_u128(elapsed.min(longest).as_millis())?;
            milliseconds.checked_div(Decimal::from(1000))
        }
        PriceUnit::Byte if price.counts.is_some() => match counted(price, input, answer)? {
            Counted::NoAnswer => Some(Decimal::ZERO),
            Counted::Part(Json::String(text)) => Decimal::from_usize(text.len()),
            Counted::Part(other) => Decimal::from_usize(other.to_string().len()),
        },
        PriceUnit::Byte => Some(Decimal::from(answer.map_or(0, |answer| answer.bytes))),
    }
}

enum Counted<'a> {
    /// It would stand in an answer that didn't come.
    NoAnswer,
    Part(&'a Json),
}

/// What `counts` points to; none where it isn't there.
fn counted<'a>(price: &Price, input: &'a Json, answer: Option<Answer<'a>>) -> Option<Counted<'a>> {
    match (price.counts.as_deref()?.split_once(':')?, answer) {
        (("input", pointer), _) => input.pointer(pointer).map(Counted::Part),
        (("output", pointer), Some(answer)) => answer.output.pointer(pointer).map(Counted::Part),
        (("output", _), None) => Some(Counted::NoAnswer),
        _ => None,
    }
}

fn usage(answer: Option<Answer<'_>>, names: [&str; 2]) -> Option<u64> {
    let answer = answer?;
    names.into_iter().find_map(|name| answer.output.pointer(name)?.as_u64())
}

/// Code points of a chat's messages, or, where it isn't a chat, of all texts.
fn said(json: &Json, messages: &str, content: &str) -> u64 {
    match json.pointer(messages) {
        Some(Json::Array(messages)) => {
            messages.iter().filter_map(|message| message.pointer(content)).map(characters).sum()
        }
        _ => characters(json),
    }
}

/// Tokens by the length of texts: of what `counts` points to, else `whole` code points.
fn tokens_of(
    price: &Price,
    input: &Json,
    answer: Option<Answer<'_>>,
    whole: Option<u64>,
) -> Option<u64> {
    let characters = if price.counts.is_some() {
        match counted(price, input, answer)? {
            Counted::NoAnswer => 0,
            Counted::Part(part) => characters(part),
        }
    } else {
        whole.unwrap_or(0)
    };
    Some(characters.div_ceil(4))
}

/// Code points of all texts within a value, names of fields left out.
fn characters(json: &Json) -> u64 {
    match json {
        Json::String(text) => text.chars().count() as u64,
        Json::Array(items) => items.iter().map(characters).sum(),
        Json::Object(fields) => fields.values().map(characters).sum(),
        _ => 0,
    }
}
