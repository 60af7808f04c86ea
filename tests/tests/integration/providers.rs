//! Capabilities are worth their name where somebody serves them, and more so where several do; and
//! whoever serves one keeps its interface and its laws.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use orchestra_ledger_model::{Capability, Ledger};
use orchestra_tests::{corpus, orchc::Workplace};
use serde_json::Value;

/// An operation that a listed provider adapts to a capability.
struct Provider {
    capability: String,
    operation: String,
    /// Whether it refuses answers that say too little.
    refuses: bool,
}

/// All that are listed. The canonical layout has a provider's head on a line of its own.
fn providers() -> Vec<Provider> {
    let mut found = Vec::new();
    for file in corpus::files(&corpus::folder("../stdlib/providers"), ".orch") {
        let text = corpus::read(&file);
        for provider in text.split("\nprovide ").skip(1) {
            let (head, rest) = provider.split_once('\n').expect("a provider has a body");
            let words: Vec<_> = head.split_whitespace().collect();
            let [capability, "by", operation, "{"] = words[..] else {
                panic!("{}: {head}", file.display());
            };
            let [capability, operation] = [capability, operation].map(str::to_owned);
            let body = rest.split("\n}\n").next().unwrap_or_default();
            found.push(Provider { capability, operation, refuses: body.contains("fail \"") });
        }
    }
    found
}

/// The first half of a dotted name.
fn before_dot(name: &str) -> &str {
    name.split('.').next().unwrap_or_default()
}

#[test]
fn every_listed_capability_is_served() {
    let served: BTreeSet<_> = providers().into_iter().map(|it| it.capability).collect();
    let ledger = Ledger::embedded();
    let listed = ledger
        .families()
        .flat_map(|family| family.capabilities.keys().map(|it| format!("{}.{it}", family.family)));
    let unserved: Vec<String> = listed.filter(|it| !served.contains(it)).collect();
    assert_eq!(unserved, Vec::<String>::new());
}

#[test]
fn many_capabilities_can_fall_back_to_another_subnet() {
    let mut served: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for Provider { capability, operation, .. } in providers() {
        served.entry(capability).or_default().insert(before_dot(&operation).to_owned());
    }
    served.retain(|_, subnets| subnets.len() >= 2);
    assert!(served.len() >= 8, "{served:#?}");
}

#[test]
fn every_provider_keeps_the_laws_in_the_sandbox() {
    let (ledger, providers) = (Ledger::embedded(), providers());
    let cases: Vec<(&Provider, &Capability, &Value)> = providers
        .iter()
        .filter(|provider| is_sent(&ledger, &provider.operation))
        .flat_map(|provider| {
            let capability = ledger.capability(&provider.capability).expect("it is listed");
            capability.examples.iter().map(move |example| (provider, capability, &example.input))
        })
        .collect();
    let workplace = Workplace::new();
    workplace.write("all.orch", &asking_for_all(&cases));

    let ran = workplace.run(["run", "all.orch", "--sandbox", "--yes"]);

    assert_eq!(ran.code, Some(0), "{ran:#?}");
    let answers = ran.json();
    for (at, (provider, capability, input)) in cases.iter().enumerate() {
        let output = &answers[at];
        if output.is_null() {
            assert!(provider.refuses, "{} failed\n{ran:#?}", provider.operation);
            continue;
        }
        for law in &capability.laws {
            let holds = law.holds(input, output, &capability.input);
            assert!(holds, "{}: {}: {input} {output}", provider.operation, law.text());
        }
    }
}

/// Whether this version of the engine sends it: no secret in the answer.
fn is_sent(ledger: &Ledger, operation: &str) -> bool {
    let (slug, name) = operation.split_once('.').expect("an operation belongs to a subnet");
    let subnet = ledger.subnet(slug).expect("it is listed");
    let output = subnet.operations[name].output.to_string();
    !output.contains("x-secret")
}

/// A template that makes every call, and returns the answers in order.
fn asking_for_all(cases: &[(&Provider, &Capability, &Value)]) -> String {
    let names = |name: fn(&Provider) -> &str| {
        let all: BTreeSet<_> =
            cases.iter().map(|(provider, ..)| before_dot(name(provider))).collect();
        all.into_iter().collect::<Vec<_>>().join(", ")
    };
    let mut text = format!(
        "use capability {}\nuse subnet {}\n\ntemplate all() -> json[] {{\n",
        names(|it| &it.capability),
        names(|it| &it.operation)
    );
    for (at, (Provider { capability, operation, .. }, _, input)) in cases.iter().enumerate() {
        let call = format!(
            "let r{at} = call {capability} {input} with {{ route: [{operation}] }} else null"
        );
        writeln!(text, "  {call}").expect("a String takes all text");
    }
    let answers: Vec<_> = (0..cases.len()).map(|at| format!("r{at}")).collect();
    text + &format!("\n  [{}]\n}}\n", answers.join(", "))
}
