//! What attempts cost, by [`cost`].

use std::time::Duration;

use orchestra_plan::{Answer, Binding, Charge, Rates, cost, worst_case};
use serde_json::{Value as Json, json};

fn binding(pricing: Json) -> Binding {
    let binding = json!({
        "operation": "maker.text", "endpoint": "maker/rest", "revision": 1, "writes": false,
        "idempotency": "none", "transport": "openai", "base_url": "https://example.com",
        "method": "POST", "path": "/chat/completions", "query": [], "headers": [],
        "body": { "kind": "json" }, "fixed": { "query": {}, "headers": {}, "body": {} },
        "response": { "kind": "json", "at": "" }, "input": {}, "output": {},
        "output_shape": { "type": "json" }, "pricing": pricing,
    });
    serde_json::from_value(binding).expect("the binding has its form")
}

fn price(unit: &str, amount: &str, more: Json) -> Json {
    let mut price = json!({
        "unit": unit, "amount": amount, "currency": "usd", "on_success_only": false,
    });
    let (Json::Object(price_fields), Json::Object(more)) = (&mut price, more) else {
        return price;
    };
    price_fields.extend(more);
    price
}

/// The charge as text, "unknown" for none.
fn charge(pricing: Json, input: Json, output: Option<Json>, success: bool) -> String {
    charge_of(&binding(pricing), input, output, success)
}

fn charge_of(binding: &Binding, input: Json, output: Option<Json>, success: bool) -> String {
    let header = |name: &str| (name == "x-cost").then(|| " 0.125 ".to_owned());
    let answer = output.as_ref().map(|output| Answer { output, header: &header, bytes: 2048 });
    let elapsed = Duration::from_millis(2500);
    match cost(binding, &input, answer, elapsed, success) {
        None => "unknown".into(),
        Some(charge) => written(&charge),
    }
}

fn written(charge: &Charge) -> String {
    let amounts = charge.amounts.iter();
    let amounts: Vec<_> =
        amounts.map(|(currency, amount)| format!("{}{currency}", amount.normalize())).collect();
    amounts.join(" ")
}

#[test]
fn units_are_counted() {
    let usage = || json!({ "usage": { "prompt_tokens": 500_000, "completion_tokens": 2_000_000 } });
    let cases = [
        (price("request", "0.0025", json!({})), json!({}), usage(), "0.0025usd"),
        (price("input_token", "3", json!({})), json!({}), usage(), "1.5usd"),
        (price("output_token", "0.1", json!({})), json!({}), usage(), "0.2usd"),
        // Nine code points are three tokens; the role isn't counted.
        (
            price("input_token", "1000000", json!({})),
            json!({ "messages": [{ "role": "user", "content": "ééééééééé" }] }),
            json!({}),
            "3usd",
        ),
        (
            price("output_token", "1000000", json!({})),
            json!({}),
            json!({ "id": "long id", "choices": [{ "message": { "content": "12345" } }] }),
            "2usd",
        ),
        (
            price("item", "0.5", json!({ "counts": "input:/urls" })),
            json!({ "urls": ["a", "b"] }),
            json!({}),
            "1usd",
        ),
        (
            price("item", "0.5", json!({ "counts": "output:/hits" })),
            json!({}),
            json!({ "hits": [] }),
            "0usd",
        ),
        (price("second", "0.1", json!({})), json!({}), json!({}), "0.25usd"),
        (price("second", "0.1", json!({ "max": 1000 })), json!({}), json!({}), "0.1usd"),
        (price("byte", "0.001", json!({})), json!({}), json!({}), "2.048usd"),
        (
            price("byte", "1", json!({ "counts": "input:/text" })),
            json!({ "text": "é" }),
            json!({}),
            "2usd",
        ),
    ];
    for (price, input, output, expected) in cases {
        assert_eq!(charge(json!([price]), input, Some(output), true), expected, "{price}");
    }
}

#[test]
fn prices_add_up_by_currency() {
    let mut tao = price("request", "2", json!({}));
    tao["currency"] = json!("tao");
    let prices =
        json!([price("request", "0.1", json!({})), tao, price("request", "0.2", json!({}))]);
    assert_eq!(charge(prices, json!({}), None, true), "2tao 0.3usd");
}

#[test]
fn what_cannot_be_told_is_unknown_and_not_zero() {
    assert_eq!(charge(json!(null), json!({}), None, true), "unknown");
    assert_eq!(charge(json!([]), json!({}), None, true), "");
    let by_model = price("request", "1", json!({ "when": { "/model": "small" } }));
    assert_eq!(charge(json!([by_model]), json!({ "model": "small" }), None, true), "1usd");
    assert_eq!(charge(json!([by_model]), json!({ "model": "large" }), None, true), "unknown");
    assert_eq!(charge(json!([by_model]), json!({}), None, true), "unknown");
    let items = price("item", "1", json!({ "counts": "output:/hits" }));
    assert_eq!(charge(json!([items]), json!({}), Some(json!({})), true), "unknown");
    assert_eq!(charge(json!([items]), json!({}), None, true), "0usd");
}

#[test]
fn failed_attempts_are_charged_as_the_price_says() {
    let free = price("request", "1", json!({ "on_success_only": true }));
    assert_eq!(charge(json!([free]), json!({}), None, false), "");
    assert_eq!(charge(json!([free]), json!({}), None, true), "1usd");
    assert_eq!(charge(json!([price("request", "1", json!({}))]), json!({}), None, false), "1usd");
}

#[test]
fn the_charge_that_the_answer_states_counts() {
    let request = |currency: &str| json!([price("request", "9", json!({ "currency": currency }))]);
    let tokens = || {
        let (input, output) = (json!({ "limited_by": "/max_tokens" }), json!({}));
        json!([price("input_token", "1", input), price("output_token", "2", output)])
    };
    let stated = |pricing: Json, at: &str, unit: &str, output: Option<Json>| {
        let mut binding = binding(pricing);
        let charged = json!({ "at": at, "currency": "usd", "unit": unit });
        binding.charged = serde_json::from_value(charged).expect("it has its form");
        charge_of(&binding, json!({}), output, true)
    };
    let cases = [
        ("output:/cost", json!({ "cost": 0.1 }), "0.1usd"),
        ("output:/cost", json!({ "cost": "2e-3" }), "0.002usd"),
        ("header:X-Cost", json!({}), "0.125usd"),
        // What isn't an amount states nothing.
        ("output:/cost", json!({ "cost": "free" }), "9usd"),
        ("output:/cost", json!({ "cost": -1 }), "9usd"),
        ("output:/cost", json!({}), "9usd"),
    ];
    for (at, output, expected) in cases {
        assert_eq!(stated(request("usd"), at, "1", Some(output)), expected, "{at}");
    }
    assert_eq!(stated(request("usd"), "output:/cost", "1", None), "9usd");
    // Once, whatever adds up; in parts of a unit; without a known price; in no other currency.
    let micro = || Some(json!({ "micro": 2500 }));
    assert_eq!(stated(tokens(), "output:/micro", "0.000001", micro()), "0.0025usd");
    assert_eq!(stated(json!(null), "output:/micro", "0.000001", micro()), "0.0025usd");
    assert_eq!(stated(json!(null), "output:/cost", "1", micro()), "unknown");
    assert_eq!(stated(request("tao"), "output:/micro", "0.000001", micro()), "9tao");
}

#[test]
fn amounts_beyond_decimals_are_unknown() {
    let most = "79228162514264337593543950335";
    let price = || price("request", most, json!({}));
    assert_eq!(charge(json!([price(), price()]), json!({}), None, true), "unknown");
}

/// The worst case of one price as text, "unknown" for none. The output is typed; attempts take at
/// most 2.5 s.
fn worst(price: Json, input: Json) -> String {
    let mut binding = binding(json!([price]));
    let list = json!({ "type": "list", "item": { "type": "json" }, "min": 0, "max": 20 });
    let optional = json!({ "type": "union", "arms": [{ "type": "null" }, list] });
    let text = json!({ "type": "string", "min": 0, "max": 3, "patterns": [], "format": null });
    let field = |name: &str, shape: Json| json!({ "name": name, "shape": shape, "optional": true });
    let fields =
        [field("hits", optional), field("text", text), field("all", json!({ "type": "json" }))];
    let shape = json!({ "type": "record", "fields": fields, "rest": null });
    binding.output_shape = serde_json::from_value(shape).expect("a shape");
    binding.input = json!({
        "$defs": { "limit": { "type": "integer", "default": 7, "maximum": 50 } },
        "properties": { "limit": { "$ref": "#/$defs/limit" }, "most": { "maximum": 30 }, "any": {} },
    })
    .into();
    let timeout = Duration::from_millis(2500);
    worst_case(&binding, &std::collections::BTreeMap::new(), &input, timeout)
        .map_or("unknown".into(), |charge| written(&charge))
}

#[test]
fn the_worst_case_is_what_the_arguments_and_types_admit() {
    let tokens = |more: Json| price("output_token", "1000000", more);
    let items = |more: Json| price("item", "1", more);
    let cases = [
        (price("request", "0.5", json!({})), json!({}), "0.5usd"),
        (price("request", "0.5", json!({ "on_success_only": true })), json!({}), "0.5usd"),
        // Bytes of texts, names left out.
        (price("input_token", "1000000", json!({})), json!({ "name": "éé", "n": 7 }), "4usd"),
        (
            price("input_token", "1000000", json!({ "counts": "input:/a" })),
            json!({ "a": ["xy"], "b": "long" }),
            "2usd",
        ),
        // The answer's schema is read with its names.
        (
            price("input_token", "1000000", json!({})),
            json!({ "response_format": { "a": "b" } }),
            "9usd",
        ),
        (tokens(json!({ "limited_by": "/n" })), json!({ "n": 600 }), "600usd"),
        // Left out: the default, else the maximum.
        (tokens(json!({ "limited_by": "/limit" })), json!({}), "7usd"),
        (tokens(json!({ "limited_by": "/most" })), json!({ "most": null }), "30usd"),
        (tokens(json!({ "limited_by": "/any" })), json!({}), "unknown"),
        (tokens(json!({ "limited_by": "/any" })), json!({ "any": "ten" }), "unknown"),
        (tokens(json!({})), json!({}), "unknown"),
        (tokens(json!({ "counts": "output:/text" })), json!({}), "12usd"),
        (items(json!({ "counts": "input:/urls" })), json!({ "urls": [1, 2] }), "2usd"),
        (items(json!({ "counts": "input:/urls" })), json!({}), "unknown"),
        (items(json!({ "counts": "output:/hits" })), json!({}), "20usd"),
        (items(json!({ "counts": "output:/hits", "limited_by": "/n" })), json!({ "n": 3 }), "3usd"),
        (
            items(json!({ "counts": "output:/hits", "limited_by": "/n" })),
            json!({ "n": 99 }),
            "20usd",
        ),
        (items(json!({ "counts": "output:/all" })), json!({}), "unknown"),
        (price("second", "2", json!({})), json!({}), "5usd"),
        (price("second", "2", json!({ "max": 500 })), json!({}), "1usd"),
        (price("second", "2", json!({ "max": 60_000 })), json!({}), "5usd"),
        (price("byte", "1", json!({ "counts": "input:/t" })), json!({ "t": "é" }), "2usd"),
        (price("byte", "1", json!({ "counts": "output:/text" })), json!({}), "12usd"),
        (price("byte", "1", json!({})), json!({}), "unknown"),
        (price("request", "1", json!({ "when": { "/m": "a" } })), json!({ "m": "b" }), "unknown"),
    ];
    for (price, input, expected) in cases {
        assert_eq!(worst(price.clone(), input.clone()), expected, "{price} of {input}");
    }
}

#[test]
fn what_is_measured_stays_within_the_worst_case() {
    let input = || json!({ "messages": [{ "role": "user", "content": "häßlich" }], "max": 20 });
    let prices = json!([
        price("input_token", "3", json!({})),
        price("output_token", "5", json!({ "limited_by": "/max" })),
        price("request", "0.1", json!({ "on_success_only": true })),
    ]);
    let usage = json!({ "usage": { "prompt_tokens": 11, "completion_tokens": 20 } });
    let binding = binding(prices);
    let header = |_: &str| None;
    let shapes = std::collections::BTreeMap::new();
    let most = worst_case(&binding, &shapes, &input(), Duration::ZERO).expect("it is bounded");
    for output in [usage, json!({ "choices": [{ "message": { "content": "ok" } }] })] {
        let answer = Some(Answer { output: &output, header: &header, bytes: 9 });
        let cost = cost(&binding, &input(), answer, Duration::ZERO, true).expect("it is known");
        assert!(cost.amounts["usd"] <= most.amounts["usd"], "{cost:?} of {most:?}");
    }
}

#[test]
fn rates_convert_by_way_of_the_dollar() {
    let rates: Rates =
        serde_json::from_value(json!({ "tao": "310.5", "eur": "1.15" })).expect("rates");
    let convert = |amount: i64, from: &str, to: &str| {
        rates.convert(amount.into(), from, to).map(|amount| amount.normalize().to_string())
    };
    assert_eq!(convert(2, "tao", "usd").as_deref(), Some("621"));
    assert_eq!(convert(2, "tao", "eur").as_deref(), Some("540"));
    assert_eq!(convert(3, "usd", "usd").as_deref(), Some("3"));
    assert_eq!(convert(3, "credit", "credit").as_deref(), Some("3"));
    assert_eq!(convert(3, "credit", "usd"), None);
    assert_eq!(serde_json::to_value(&rates).expect("JSON")["tao"], "310.5");
    for wrong in [json!({ "tao": "0" }), json!({ "tao": "-1" }), json!({ "tao": 3 })] {
        assert!(serde_json::from_value::<Rates>(wrong.clone()).is_err(), "{wrong}");
    }
}
