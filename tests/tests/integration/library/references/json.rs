//! `std.json`, beside serde_json.

use proptest::{
    collection::vec,
    prop_assert_eq, prop_oneof,
    strategy::{Just, Strategy},
};
use serde_json::{Value, json};

use super::{Applied, runner};

/// JSON values with few names, so that pointers hit.
fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        Just(json!(true)),
        (-9..9_i64).prop_map(|it| json!(it)),
        (-9.0..9.0).prop_map(|it| json!(it)),
        "[a\"\\\\ é]{0,3}".prop_map(|it| json!(it)),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let name = prop_oneof![Just("a"), Just("b/c"), Just("d~e"), Just(""), Just("0")];
        let fields = vec((name, inner.clone()), 0..4);
        prop_oneof![
            vec(inner, 0..4).prop_map(Value::Array),
            fields.prop_map(|it| it
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect()),
        ]
    })
}

#[test]
fn a_pointer_leads_where_serde_says() {
    let applied = Applied::new("json", "at", "v: json, p: string", "json", "at(v, p)");
    let check = |(value, tokens): (Value, Vec<&str>)| {
        let pointer: String = tokens.iter().map(|token| format!("/{token}")).collect();
        let expected = value.pointer(&pointer).cloned().unwrap_or_default();
        prop_assert_eq!(applied.of(json!({ "v": value, "p": pointer })), expected);
        Ok(())
    };
    let token = prop_oneof![
        Just("a"),
        Just("b~1c"),
        Just("d~0e"),
        Just(""),
        Just("0"),
        Just("1"),
        Just("01"),
        Just("-"),
    ];
    runner().run(&(values(), vec(token, 0..4)), check).expect("it is what serde says");
}

#[test]
fn a_value_is_read_as_what_it_is() {
    let applied = Applied::new(
        "json",
        "boolean_of, fields_of, items_of, kind, number_of, text_of, whole_number_of",
        "v: json",
        "json",
        "[kind(v), text_of(v), number_of(v), whole_number_of(v), boolean_of(v), items_of(v), \
         fields_of(v)]",
    );
    let check = |value: Value| {
        let kind = match &value {
            Value::Null => "nothing",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::String(_) => "text",
            Value::Array(_) => "list",
            Value::Object(_) => "object",
        };
        let expected = json!([
            kind,
            value.as_str(),
            value.as_f64(),
            value.as_i64(),
            value.as_bool(),
            value.as_array().cloned().unwrap_or_default(),
            value.as_object().cloned().unwrap_or_default(),
        ]);
        prop_assert_eq!(applied.of(json!({ "v": value })), expected);
        Ok(())
    };
    runner().run(&values(), check).expect("it is what serde says");
}

#[test]
fn json_is_found_in_what_stands_around_it() {
    let applied = Applied::new("json", "found_in", "t: string", "json", "found_in(t)");
    let check = |(before, value, after): (String, Value, String)| {
        let text = format!("{before}{value}{after}");
        prop_assert_eq!(applied.of(json!({ "t": text })), value);
        Ok(())
    };
    let containers = values().prop_filter("it is a list or an object", |it| {
        !it.is_null() && (it.is_array() || it.is_object())
    });
    let words = "[a-z:.\n`]{0,8}";
    runner().run(&(words, containers, words), check).expect("it is found");
}

#[test]
fn lines_of_json_are_written_and_read() {
    let applied = Applied::new(
        "json",
        "json_lines, parsed_lines",
        "v: json[]",
        "json",
        "parsed_lines(json_lines(v))",
    );
    let check = |values: Vec<Value>| {
        let expected: Vec<_> = values.iter().filter(|it| !it.is_null()).collect();
        prop_assert_eq!(applied.of(json!({ "v": values })), json!(expected));
        Ok(())
    };
    runner().run(&vec(values(), 0..4), check).expect("it is what was written");
}

#[test]
fn fields_are_chosen_as_maps_retain_them() {
    let applied = Applied::new(
        "json",
        "omitted, picked, without_nulls",
        "v: map<json>, n: string[]",
        "json",
        "[picked(v, n), omitted(v, n), without_nulls(v)]",
    );
    let check = |(value, names): (Value, Vec<&str>)| {
        let kept = |keep: &dyn Fn(&str, &Value) -> bool| {
            let fields = value.as_object().expect("it is an object").clone().into_iter();
            fields.filter(|(name, value)| keep(name, value)).collect::<Value>()
        };
        let expected = json!([
            kept(&|name, _| names.contains(&name)),
            kept(&|name, _| !names.contains(&name)),
            kept(&|_, value| !value.is_null()),
        ]);
        prop_assert_eq!(applied.of(json!({ "v": value, "n": names })), expected);
        Ok(())
    };
    let objects = values().prop_filter("it is an object", Value::is_object);
    let names = vec(prop_oneof![Just("a"), Just("0"), Just("x")], 0..3);
    runner().run(&(objects, names), check).expect("it is what maps retain");
}
