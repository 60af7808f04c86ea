//! Interfaces that nobody could have written: they come from registries, and cost no more than others.

use std::{collections::BTreeMap, time::Duration};

use orchestra_package_interface::{Interface, compare};
use serde_json::{Value, json};

fn interface(types: &Value) -> Interface {
    let names = types.as_object().expect("types by their names").keys();
    let exports: BTreeMap<&str, Value> = names
        .filter_map(|name| name.strip_prefix("kit."))
        .map(|name| (name, json!({ "kind": "type", "documentation": "" })))
        .collect();
    let document = json!({
        "interface_version": 1,
        "modules": { "kit": { "exports": exports } },
        "types": types,
    });
    serde_json::from_value(document).expect("it can be read")
}

/// Compares on a thread; a comparison that doesn't end fails.
fn ends(old: Interface, new: Interface) {
    let (done, seen) = std::sync::mpsc::channel();
    let thread = std::thread::Builder::new().stack_size(64 << 20);
    let work = move || {
        drop(compare(&old, &new));
        let _ = done.send(());
    };
    let _running = thread.spawn(work).expect("a thread can be had");
    seen.recv_timeout(Duration::from_secs(120)).expect("the comparison ends");
}

#[test]
fn names_that_lead_nowhere_in_circles_or_to_ever_more_end() {
    let named = |name: &str| json!({ "type": "named", "name": name });
    let circle = interface(&json!({
        "kit.A": { "is": named("kit.B") },
        "kit.B": { "is": named("kit.A") },
        "kit.C": { "is": named("kit.Nowhere") },
    }));
    let parameter = json!({ "type": "parameter", "name": "T" });
    let of =
        |argument: Value| json!({ "type": "named", "name": "kit._Grows", "arguments": [argument] });
    let field = |name: &str, of: Value| json!({ "name": name, "of": of });
    let both = json!({ "type": "tuple", "items": [parameter.clone(), parameter.clone()] });
    let grows = |last: &str| {
        interface(&json!({
            "kit._Grows": { "generics": ["T"], "is": { "type": "record", "fields": [
                field("left", of(both.clone())),
                field("right", of(json!({ "type": "list", "item": both.clone() }))),
                field(last, json!({ "type": "int" })),
            ] } },
            "kit.A": { "is": of(json!({ "type": "int" })) },
            "kit.B": { "is": { "type": "null" } },
            "kit.C": { "is": { "type": "null" } },
        }))
    };
    ends(circle.clone(), grows("one"));
    ends(grows("one"), grows("two"));
    ends(grows("one"), circle);
}

#[test]
fn unions_of_very_many_arms_end() {
    let wide = |from: u32| {
        let arms: Vec<Value> = (from..from + 2_000)
            .map(|at| {
                let field = json!({ "name": format!("field_{at}"), "of": { "type": "int" } });
                json!({ "type": "record", "fields": [field] })
            })
            .collect();
        interface(&json!({ "kit.A": { "is": { "type": "union", "arms": arms } } }))
    };
    ends(wide(0), wide(1_000));
}
