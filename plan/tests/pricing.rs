//! What attempts cost, by [`cost`].

use std::time::Duration;

use orchestra_plan::{Answer, Binding, cost};
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
    let header = |name: &str| (name == "x-cost").then(|| " 0.125 ".to_owned());
    let answer = output.as_ref().map(|output| Answer { output, header: &header, bytes: 2048 });
    let elapsed = Duration::from_millis(2500);
    match cost(&binding(pricing), &input, answer, elapsed, success) {
        None => "unknown".into(),
        Some(charge) => {
            let amounts = charge.amounts.iter();
            let amounts: Vec<_> = amounts
                .map(|(currency, amount)| format!("{}{currency}", amount.normalize()))
                .collect();
            amounts.join(" ")
        }
    }
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
    let stated = |place: &str| json!([price("request", "9", json!({ "charged": place }))]);
    let cases = [
        ("output:/cost", json!({ "cost": 0.1 }), "0.1usd"),
        ("output:/cost", json!({ "cost": "2e-3" }), "0.002usd"),
        ("header:X-Cost", json!({}), "0.125usd"),
        // What isn't an amount states nothing.
        ("output:/cost", json!({ "cost": "free" }), "9usd"),
        ("output:/cost", json!({ "cost": -1 }), "9usd"),
        ("output:/cost", json!({}), "9usd"),
    ];
    for (place, output, expected) in cases {
        assert_eq!(charge(stated(place), json!({}), Some(output), true), expected, "{place}");
    }
    assert_eq!(charge(stated("output:/cost"), json!({}), None, true), "9usd");
}

#[test]
fn amounts_beyond_decimals_are_unknown() {
    let most = "79228162514264337593543950335";
    let price = || price("request", most, json!({}));
    assert_eq!(charge(json!([price(), price()]), json!({}), None, true), "unknown");
}
