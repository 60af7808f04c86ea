//! Services that keep their listings, fail in every way, and write bills.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
    time::Duration,
};

use orchestra_plan::{
    Binding, Charge, Plan,
    binding::{Price, PriceUnit, Response, Transport},
};
use orchestra_runtime_engine::{
    Approval, Decided, Send,
    simulate::{Scripted, ScriptedFault, Services},
};
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json, json};

use super::{Choices, value};

/// What services bill, by currency.
#[derive(Clone, Debug, Default)]
pub struct Bill {
    /// All of it.
    pub sums: BTreeMap<String, Decimal>,
    /// One line a request.
    pub lines: Vec<String>,
    /// Keys of purchases that have been billed.
    purchases: BTreeSet<String>,
}

/// All services of a plan, at their most expensive: whoever may have done what was asked bills it,
/// whether the answer arrives or not.
#[derive(Debug)]
pub struct Providers {
    choices: Choices,
    plan: Arc<Plan>,
    bill: Arc<Mutex<Bill>>,
    /// Failures in a hundred requests.
    failures: u32,
    /// Whether services take as long as they may.
    slow: bool,
}

impl Providers {
    /// Services whose doings are drawn from `choices`, and the bill that they will write.
    #[must_use]
    pub fn new(mut choices: Choices, plan: &Arc<Plan>) -> (Self, Arc<Mutex<Bill>>) {
        let bill = Arc::new(Mutex::new(Bill::default()));
        let failures = [0, 10, 50, 95][choices.below(4)];
        let slow = choices.chance(50);
        let providers =
            Self { choices, plan: Arc::clone(plan), bill: Arc::clone(&bill), failures, slow };
        (providers, bill)
    }

    fn after(&mut self, timeout: u64) -> u64 {
        match self.choices.below(4) {
            _ if self.slow => timeout,
            0 => 0,
            1 => timeout,
            _ => self.choices.within(0, timeout),
        }
    }

    /// A body that fits the listing, for these arguments.
    fn body(&mut self, binding: &Binding, input: &Json) -> Json {
        let plan = Arc::clone(&self.plan);
        let mut output = value(&mut self.choices, &binding.output_shape, &plan);
        let said = match self.choices.below(10) {
            0 => "no JSON".to_owned(),
            1 => "{\"n\": 40}".to_owned(),
            _ => "{\"n\": 4}".to_owned(),
        };
        for text in ["/text", "/choices/0/message/content"] {
            if let Some(text) = output.pointer_mut(text) {
                *text = Json::String(said.clone());
            }
        }
        for price in binding.pricing.iter().flatten() {
            limit(&mut output, price, binding, input);
        }
        if binding.transport == Transport::Openai
            && let Json::Object(fields) = &mut output
        {
            let most = input.get("max_tokens").and_then(Json::as_u64).unwrap_or(4000);
            let completion = if self.slow { most } else { self.choices.within(0, most) };
            let usage = json!({ "prompt_tokens": sent(input), "completion_tokens": completion });
            fields.insert("usage".to_owned(), usage);
        }
        output
    }
}

impl Services for Providers {
    fn approve(&mut self, _approval: &Approval) -> Option<(u64, Decided)> {
        let approved = self.choices.chance(70);
        let answer = Decided { approved, by: None, note: None };
        self.choices.chance(80).then(|| (self.choices.within(0, 60_000), answer))
    }

    fn answer(&mut self, send: &Send) -> Option<Scripted> {
        let plan = Arc::clone(&self.plan);
        let binding = &plan.bindings[&send.binding];
        let input = input(send);
        let after = self.after(send.timeout);
        let output = self.body(binding, &input);
        let mut scripted = Scripted { after, ..Scripted::default() };
        let (mut arrived, mut success, mut answered) = (true, true, true);
        if self.choices.chance(self.failures) {
            match self.choices.below(8) {
                0 => scripted.status = 500,
                1 => scripted.status = 429,
                2 => {
                    scripted.status = 429;
                    let wait = self.choices.within(0, 12).to_string();
                    scripted.headers.insert("retry-after".to_owned(), wait);
                }
                3 => scripted.status = 400,
                4 => {
                    scripted.fault = Some(ScriptedFault::Unreachable);
                    arrived = false;
                }
                5 => scripted.fault = Some(ScriptedFault::Cut),
                6 => scripted.fault = Some(ScriptedFault::Silent),
                _ => answered = false,
            }
            success = scripted.status == 200;
        }
        scripted.body = match &binding.response {
            _ if scripted.status != 200 => Json::String("failed".to_owned()),
            // Done, and yet nothing that can be read.
            _ if !answered => Json::String("}".to_owned()),
            Response::Json { at } => Json::String(at_pointer(at, output.clone()).to_string()),
            Response::Text | Response::Binary => output.clone(),
            Response::None => Json::String(String::new()),
        };
        if arrived {
            let took = match scripted.fault {
                Some(ScriptedFault::Silent) => send.timeout,
                _ => after,
            };
            // What is said to have failed is counted by what was answered.
            let counted = if success { output } else { scripted.body.clone() };
            let mut bill = self.bill.lock().expect("nobody panics with it");
            bill.add(binding, send, &input, &counted, Duration::from_millis(took), success);
        }
        Some(scripted)
    }
}

impl Bill {
    fn add(
        &mut self,
        binding: &Binding,
        send: &Send,
        input: &Json,
        output: &Json,
        took: Duration,
        success: bool,
    ) {
        let key = binding.idempotency_header.as_ref().and_then(|name| {
            let header =
                send.request.headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name));
            header.map(|(_, key)| key.clone())
        });
        let first = key.is_none_or(|key| !success || self.purchases.insert(key));
        let answer = orchestra_plan::Answer { output, header: &|_| None, bytes: 0 };
        let charge = orchestra_plan::cost(binding, input, Some(answer), took, success && first);
        let Charge { amounts } = charge.unwrap_or_default();
        self.lines.push(format!("{} {}: {amounts:?}", send.step, send.operation));
        for (currency, amount) in amounts {
            *self.sums.entry(currency).or_default() += amount;
        }
    }
}

/// The arguments, as they are sent.
fn input(send: &Send) -> Json {
    match &send.request.body {
        Some(body) => serde_json::from_slice(&body.bytes()).unwrap_or(Json::Null),
        None => {
            let query = send.request.query.iter();
            let fields: Map<_, _> =
                query.map(|(name, value)| (name.clone(), Json::from(value.as_str()))).collect();
            fields.into()
        }
    }
}

/// Cuts what a price counts to what its listing promises.
fn limit(output: &mut Json, price: &Price, binding: &Binding, input: &Json) {
    let (Some(counts), Some(pointer)) = (&price.counts, &price.limited_by) else { return };
    let Some(counted) = counts.strip_prefix("output:").and_then(|at| output.pointer_mut(at)) else {
        return;
    };
    let schema = binding.input.pointer(&pointer.replace('/', "/properties/"));
    let stated = || schema.and_then(|schema| schema.get("default").or(schema.get("maximum")));
    let most = input.pointer(pointer).or_else(stated).and_then(Json::as_u64).unwrap_or(u64::MAX);
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    match counted {
        Json::Array(items) if price.unit == PriceUnit::Item => items.truncate(most),
        Json::String(text) => *text = text.chars().take(most.saturating_mul(4)).collect(),
        _ => {}
    }
}

/// Bytes of the messages, and of what is sent beside them.
fn sent(input: &Json) -> u64 {
    let messages = input.get("messages").and_then(Json::as_array).into_iter().flatten();
    let texts = messages.filter_map(|message| message.get("content")?.as_str());
    let format = input.get("response_format").map_or(0, |format| format.to_string().len());
    (texts.map(str::len).sum::<usize>() + format) as u64
}

/// `output` where an answer has it.
fn at_pointer(at: &str, output: Json) -> Json {
    at.rsplit('/')
        .filter(|name| !name.is_empty())
        .fold(output, |inner, name| json!({ name: inner }))
}
