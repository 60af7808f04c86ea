//! The output of an operation for an input: sampled from the schema, then made to read like an
//! answer. Every step after the sample is taken back where the schema doesn't accept it.

use orchestra_schema::{Draw, SampleHints, at};
use serde_json::{Number, Value, json};

use crate::arguments::Input;
use crate::dress::{Unnamed, dress};
use crate::generated_text;
use crate::operation::{Charge, ChargePlace, Operation};
use crate::topic;
use orchestra_ledger_model::{Price, PriceUnit};
use rust_decimal::{
    Decimal,
    prelude::{FromPrimitive as _, ToPrimitive as _},
};

/// Input fields that bound how many items come back.
const LIMITS: [&str; 8] =
    ["limit", "count", "num", "num_results", "max_results", "max_items", "page_size", "top_k"];

/// Input lists whose items are answered one by one.
const ANSWERED: [&str; 3] = ["input", "inputs", "texts"];

/// The longest list that is made on a request's wish.
const LONGEST_LIST: usize = 20;

/// The output, and headers that state a charge. None where the schema accepts no value at all.
pub(crate) fn make(
    operation: &Operation,
    input: &Input,
    draw: &mut Draw,
) -> Option<(Value, Vec<(String, String)>)> {
    let topic = topic::of(&input.value);
    let accepts = |value: &Value| operation.output.accepts(value);
    let hints = SampleHints { list_length: wished_length(operation, &input.value) };
    let sampled = operation.output.sample(draw, hints)?;
    let mut output = Output { value: sampled, accepts: &accepts };
    output.value = dress(output.value, &input.value, &topic, Unnamed::Keep, draw, accepts);
    if let Some(pointer) = &operation.generated_text {
        let text = generated_text::write(input, &topic, draw);
        output.set_generated(pointer, &text, &input.value);
    }
    let mut headers = Vec::new();
    if let Some(charge) = &operation.charge {
        let amount = charge.stated(&input.value, &output.value);
        match &charge.place {
            ChargePlace::Header(name) => headers.push((name.clone(), amount.to_string())),
            ChargePlace::Output(pointer) => output.set_amount(pointer, amount),
        }
    }
    Some((output.value, headers))
}

/// How many items the request wants: by the argument that its price is limited by, else by one
/// whose name says so; where that is left out, by its default; else as many as there are to answer.
fn wished_length(operation: &Operation, input: &Value) -> Option<usize> {
    let listed = operation.item_limits.iter().filter_map(|pointer| at(input, pointer));
    let named = LIMITS.iter().filter_map(|name| input.get(name));
    let default = LIMITS.iter().filter_map(|name| operation.input.default_of(name));
    let wish = listed.chain(named).chain(default).find_map(Value::as_u64);
    let wish = wish.map(|wish| usize::try_from(wish).unwrap_or(LONGEST_LIST));
    let answered = || ANSWERED.iter().find_map(|name| Some(input.get(name)?.as_array()?.len()));
    wish.map(|wish| wish.min(LONGEST_LIST)).or_else(answered)
}

impl Charge {
    /// What the answer says it cost; nothing where no price is known.
    fn stated(&self, input: &Value, output: &Value) -> Decimal {
        let holds = |price: &&Price| {
            price.when.iter().all(|(place, value)| at(input, place) == Some(value))
        };
        let prices = self.prices.iter().filter(holds);
        let cost = prices
            .filter_map(|price| price.amount.decimal().checked_mul(units(price, input, output)?));
        let sum = cost.fold(Decimal::ZERO, Decimal::saturating_add);
        sum.checked_div(self.unit.decimal()).unwrap_or_default().normalize()
    }
}

/// What a price counts of an answer. Time and bytes cost nothing here.
fn units(price: &Price, input: &Value, output: &Value) -> Option<Decimal> {
    let counted = || {
        let (side, pointer) = price.counts.as_deref()?.split_once(':')?;
        at(if side == "input" { input } else { output }, pointer)
    };
    let tokens = |name: &str| {
        let tokens = output.pointer(&format!("/usage/{name}")).and_then(Value::as_u64)?;
        Decimal::from(tokens).checked_div(1_000_000.into())
    };
    match price.unit {
        PriceUnit::Request => Some(Decimal::ONE),
        PriceUnit::Item => match counted() {
            Some(Value::Array(items)) => Decimal::from_usize(items.len()),
            Some(Value::Number(number)) => number.as_u64().map(Decimal::from),
            _ => Some(Decimal::ONE),
        },
        PriceUnit::InputToken => tokens("prompt_tokens"),
        PriceUnit::OutputToken => tokens("completion_tokens"),
        PriceUnit::Second | PriceUnit::Byte => None,
    }
}

/// A value that its schema accepts, and stays so.
struct Output<'accepts> {
    value: Value,
    accepts: &'accepts dyn Fn(&Value) -> bool,
}

impl Output<'_> {
    /// Changes the value, unless the schema refuses what comes out; says whether it did.
    fn change(&mut self, change: impl FnOnce(&mut Value)) -> bool {
        let mut changed = self.value.clone();
        change(&mut changed);
        let accepted = (self.accepts)(&changed);
        if accepted {
            self.value = changed;
        }
        accepted
    }

    fn set(&mut self, pointer: &str, new: Value) -> bool {
        self.change(|value| set(value, pointer, new))
    }

    /// Puts the generated text in its place, and around it what a finished answer has.
    fn set_generated(&mut self, pointer: &str, text: &str, input: &Value) {
        if let Some((list, _)) = pointer.split_once("/0/") {
            self.change(|value| {
                if let Some(Value::Array(choices)) = value.pointer_mut(list) {
                    choices.truncate(1);
                }
            });
        }
        self.set(pointer, Value::String(text.to_owned()));
        if let Some(message) = pointer.strip_suffix("/message/content") {
            self.set_if_there(&format!("{message}/message/role"), json!("assistant"));
        }
        // A finished choice, be it of a chat or of a completion.
        for part in ["/message/content", "/text"] {
            if let Some(choice) = pointer.strip_suffix(part) {
                self.set_if_there(&format!("{choice}/finish_reason"), json!("stop"));
            }
        }
        let allowed = ["max_tokens", "max_completion_tokens"].iter();
        let allowed = allowed.filter_map(|name| input.get(name)?.as_u64()).min();
        let read = generated_text::tokens(&input.to_string());
        let wrote = generated_text::tokens(text).min(allowed.unwrap_or(u64::MAX));
        self.change(|value| {
            if let Some(Value::Object(usage)) = value.get_mut("usage") {
                usage.insert("prompt_tokens".to_owned(), json!(read));
                usage.insert("completion_tokens".to_owned(), json!(wrote));
                usage.insert("total_tokens".to_owned(), json!(read + wrote));
            }
        });
    }

    fn set_if_there(&mut self, pointer: &str, new: Value) {
        if self.value.pointer(pointer).is_some() {
            self.set(pointer, new);
        }
    }

    /// States an amount, as a number, a text or a whole number, whichever the schema accepts.
    fn set_amount(&mut self, pointer: &str, amount: Decimal) {
        let whole = amount.trunc().to_u64().map(Value::from);
        let number = amount.to_f64().and_then(Number::from_f64).map(Value::Number);
        let exact = if amount.fract().is_zero() { whole.clone() } else { number };
        let text = Some(Value::String(amount.to_string()));
        let mut forms = [exact, text, whole].into_iter().flatten();
        forms.any(|form| self.set(pointer, form));
    }
}

/// Sets what a JSON pointer points to, making the objects and lists on the way; a number makes a
/// list where there is nothing yet.
pub(crate) fn set(value: &mut Value, pointer: &str, new: Value) {
    let Some(rest) = pointer.strip_prefix('/') else {
        *value = new;
        return;
    };
    let (token, rest) = match rest.find('/') {
        Some(end) => rest.split_at(end),
        None => (rest, ""),
    };
    let key = token.replace("~1", "/").replace("~0", "~");
    // Pointers come from the Ledger; a list as long as this is a mistake in it.
    let index = key.parse::<usize>().ok().filter(|index| *index < 1000);
    match (&mut *value, index) {
        (Value::Array(items), Some(index)) => {
            if items.len() <= index {
                items.resize(index + 1, Value::Null);
            }
            set(&mut items[index], rest, new);
        }
        (Value::Object(fields), _) => set(fields.entry(key).or_insert(Value::Null), rest, new),
        (_, Some(index)) => {
            *value = Value::Array(vec![Value::Null; index + 1]);
            set(&mut value[index], rest, new);
        }
        (_, None) => {
            *value = Value::Object(serde_json::Map::new());
            set(&mut value[key], rest, new);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_make_their_way() {
        let at = |pointer: &str| {
            let mut value = Value::Null;
            set(&mut value, pointer, json!(1));
            value
        };
        assert_eq!(at(""), json!(1));
        assert_eq!(at("/data/items"), json!({ "data": { "items": 1 } }));
        assert_eq!(at("/a~1b/1/c"), json!({ "a/b": [null, { "c": 1 }] }));
        let mut value = json!({ "choices": [{ "message": { "role": "x" } }], "id": 3 });
        set(&mut value, "/choices/0/message/content", json!("hello"));
        assert_eq!(value["choices"][0]["message"], json!({ "role": "x", "content": "hello" }));
    }

    #[test]
    fn a_change_that_the_schema_refuses_is_taken_back() {
        let accepts = |value: &Value| value["cost"].is_string();
        let mut output = Output { value: json!({ "cost": "x" }), accepts: &accepts };
        output.set_amount("/cost", Decimal::new(25, 4));
        assert_eq!(output.value, json!({ "cost": "0.0025" }));
        assert!(!output.set("/cost", json!(null)));
        assert_eq!(output.value, json!({ "cost": "0.0025" }));
        let accepts = |value: &Value| value["micro"].is_u64();
        let mut output = Output { value: json!({ "micro": 7 }), accepts: &accepts };
        output.set_amount("/micro", Decimal::new(25, 1));
        assert_eq!(output.value, json!({ "micro": 2 }));
    }
}
