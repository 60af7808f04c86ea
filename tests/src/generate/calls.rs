//! Calls: what the invented services can be asked, with arguments, policies and fall-backs.

use super::{Choices, program::Scope};

/// Something that can be called, and what to make of its value `v`.
#[derive(Debug)]
pub struct Operation {
    /// `acme.find`
    pub target: &'static str,
    kind: Kind,
    /// Required arguments.
    required: &'static [(&'static str, Argument)],
    /// Arguments that may be left out.
    optional: &'static [(&'static str, Argument)],
    /// An int that is made of it.
    int: &'static str,
    /// A list of texts that is made of it.
    texts: Option<&'static str>,
    /// A value in its stead.
    otherwise: &'static str,
    /// Whether its text may be read `into` a type.
    text: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Read,
    Write,
    /// With this number of providers.
    Capability(usize),
    /// Nobody states a price.
    Unpriced,
}

#[derive(Clone, Copy, Debug)]
enum Argument {
    /// Of at most so many code points.
    Text(u64),
    Int(u64, u64),
    /// At least and at most so many texts.
    Texts(u64, u64),
    Messages,
    Word(&'static [&'static str]),
    Fixed(&'static str),
}

use Argument::{Fixed, Int, Messages, Text, Texts, Word};

const ID: Argument = Fixed("\"00000000-0000-4000-8000-000000000000\"");
const MODELS: Argument = Word(&["small", "large"]);
const LABELS: Argument = Fixed("[\"good\", \"bad\"]");

/// All of them.
pub const OPERATIONS: &[Operation] = &[
    Operation {
        target: "acme.find",
        kind: Kind::Read,
        required: &[("query", Text(150))],
        optional: &[("limit", Int(1, 50)), ("kind", Word(&["web", "news"]))],
        int: "v.total",
        texts: Some("v.hits.map(h => h.title)"),
        otherwise: "{ hits: [], total: 0 }",
        text: false,
    },
    Operation {
        target: "quill.search",
        kind: Kind::Read,
        required: &[("q", Text(150))],
        optional: &[("n", Int(1, 100))],
        int: "v.len()",
        texts: Some("v.map(h => h.head)"),
        otherwise: "[]",
        text: false,
    },
    Operation {
        target: "search.web",
        kind: Kind::Capability(2),
        required: &[("query", Text(150))],
        optional: &[("limit", Int(1, 50))],
        int: "v.hits.len()",
        texts: Some("v.hits.map(h => h.title)"),
        otherwise: "{ hits: [] }",
        text: false,
    },
    Operation {
        target: "text.generate",
        kind: Kind::Capability(2),
        required: &[("prompt", Text(3000))],
        optional: &[("max_tokens", Int(10, 4000))],
        int: "v.text.len()",
        texts: Some("v.text.words().take(3)"),
        otherwise: "{ text: \"none\" }",
        text: true,
    },
    Operation {
        target: "text.label",
        kind: Kind::Capability(1),
        required: &[("text", Text(100)), ("labels", LABELS)],
        optional: &[],
        int: "v.label.len()",
        texts: None,
        otherwise: "{ label: \"none\" }",
        text: false,
    },
    Operation {
        target: "acme.chat",
        kind: Kind::Read,
        required: &[("model", MODELS), ("messages", Messages)],
        optional: &[("max_tokens", Int(10, 4000))],
        int: "v.choices.len()",
        texts: None,
        otherwise: "{ choices: [{ message: { content: \"none\" } }] }",
        text: true,
    },
    Operation {
        target: "acme.facts",
        kind: Kind::Read,
        required: &[("name", Text(100))],
        optional: &[],
        int: "v.len()",
        texts: Some("v.map(f => f.name)"),
        otherwise: "[]",
        text: false,
    },
    Operation {
        target: "acme.page",
        kind: Kind::Read,
        required: &[("id", ID)],
        optional: &[],
        int: "v.len()",
        texts: Some("v.words().take(4)"),
        otherwise: "\"none\"",
        text: false,
    },
    Operation {
        target: "quill.label",
        kind: Kind::Read,
        required: &[("text", Text(100)), ("labels", LABELS)],
        optional: &[],
        int: "v.label.len()",
        texts: None,
        otherwise: "{ label: \"none\" }",
        text: false,
    },
    Operation {
        target: "mail.send",
        kind: Kind::Write,
        required: &[("to", Fixed("\"a@b.example\"")), ("subject", Text(100)), ("body", Text(9000))],
        optional: &[],
        int: "v.id.len()",
        texts: None,
        otherwise: "{ id: \"00000000-0000-4000-8000-000000000000\" }",
        text: false,
    },
    Operation {
        target: "mail.forget",
        kind: Kind::Write,
        required: &[("id", ID)],
        optional: &[],
        int: "\"${v == null}\".len()",
        texts: None,
        otherwise: "null",
        text: false,
    },
    Operation {
        target: "mail.inbox",
        kind: Kind::Read,
        required: &[],
        optional: &[("limit", Int(1, 100))],
        int: "v.len()",
        texts: Some("v.map(l => l.subject)"),
        otherwise: "[]",
        text: false,
    },
    Operation {
        target: "meter.clean",
        kind: Kind::Read,
        required: &[("name", Text(45))],
        optional: &[],
        int: "v.len()",
        texts: None,
        otherwise: "\"none\"",
        text: false,
    },
    Operation {
        target: "meter.render",
        kind: Kind::Read,
        required: &[("name", Text(45))],
        optional: &[("quality", Word(&["draft", "fine"]))],
        int: "v.len()",
        texts: None,
        otherwise: "\"none\"",
        text: false,
    },
    Operation {
        target: "meter.store",
        kind: Kind::Write,
        required: &[("text", Text(900))],
        optional: &[],
        int: "v.len()",
        texts: None,
        otherwise: "\"none\"",
        text: false,
    },
    Operation {
        target: "meter.crawl",
        kind: Kind::Read,
        required: &[("start", Text(90))],
        optional: &[("limit", Int(1, 200))],
        int: "v.pages.len()",
        texts: Some("v.pages"),
        otherwise: "{ pages: [] }",
        text: false,
    },
    Operation {
        target: "meter.read",
        kind: Kind::Read,
        required: &[("names", Texts(1, 20))],
        optional: &[],
        int: "v.len()",
        texts: Some("v"),
        otherwise: "[]",
        text: false,
    },
    Operation {
        target: "meter.talk",
        kind: Kind::Read,
        required: &[("prompt", Text(3000))],
        optional: &[("max_tokens", Int(10, 1000))],
        int: "v.text.len()",
        texts: Some("v.text.words().take(2)"),
        otherwise: "{ text: \"none\" }",
        text: true,
    },
    Operation {
        target: "meter.muse",
        kind: Kind::Read,
        required: &[("prompt", Text(3000)), ("max_tokens", Int(10, 2000))],
        optional: &[],
        int: "v.text.len()",
        texts: None,
        otherwise: "{ text: \"none\" }",
        text: true,
    },
    Operation {
        target: "meter.buy",
        kind: Kind::Write,
        required: &[("name", Text(45))],
        optional: &[],
        int: "\"${v}\".len()",
        texts: None,
        otherwise: "false",
        text: false,
    },
    Operation {
        target: "lab.measure",
        kind: Kind::Unpriced,
        required: &[("probe", Fixed("\"AB1234\""))],
        optional: &[("rounds", Int(1, 100))],
        int: "v.values.len()",
        texts: None,
        otherwise: "{ id: \"00000000-0000-4000-8000-000000000000\", values: {}, centre: [0, 0], raw: null, grade: 1 }",
        text: false,
    },
];

/// A call, written out.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) text: String,
    /// An int that is made of its value `v`.
    pub(super) int: String,
    /// Texts that are made of it, none longer than this many code points.
    pub(super) texts: Option<String>,
}

/// A call of anything. Where `into` isn't wanted, its value is that of the operation.
pub(super) fn call(choices: &mut Choices, scope: &mut Scope) -> Written {
    let operation = &OPERATIONS[scope.called[choices.below(scope.called.len())]];
    written(choices, scope, operation)
}

fn written(choices: &mut Choices, scope: &mut Scope, operation: &Operation) -> Written {
    let into = operation.text && choices.chance(50);
    let int = if into { "v.n" } else { operation.int };
    let mut text = request(choices, scope, operation);
    if into {
        text += " into { n: int(0..=9) }";
    }
    text += &policies(choices, scope, operation, int);
    if choices.chance(75) {
        text += " else ";
        if choices.chance(50) {
            // The same again, perhaps with other policies.
            text += &request(choices, scope, operation);
            if into {
                text += " into { n: int(0..=9) }";
            }
            text += &policies(choices, scope, operation, int);
            text += " else ";
        }
        text += if into { "{ n: 0 }" } else { operation.otherwise };
    }
    let texts = operation.texts.filter(|_| !into).map(str::to_owned);
    Written { text, int: int.to_owned(), texts }
}

fn request(choices: &mut Choices, scope: &Scope, operation: &Operation) -> String {
    let mut arguments = Vec::new();
    for (name, argument) in operation.required {
        arguments.push(format!("{name}: {}", value(choices, scope, *argument)));
    }
    for (name, argument) in operation.optional {
        if choices.chance(50) {
            arguments.push(format!("{name}: {}", value(choices, scope, *argument)));
        }
    }
    format!("call {} {{ {} }}", operation.target, arguments.join(", "))
}

fn value(choices: &mut Choices, scope: &Scope, argument: Argument) -> String {
    match argument {
        Text(most) => scope.text(choices, most),
        Int(least, most) => match choices.below(3) {
            0 => choices.within(least, most.min(least + 20)).to_string(),
            1 => format!("{}.clamp({least}, {most})", scope.int(choices)),
            _ => most.to_string(),
        },
        Texts(least, most) => scope.some_texts(choices, least, most),
        Messages => {
            let role = choices.of(&["user", "system"]);
            format!("[{{ role: \"{role}\", content: {} }}]", scope.text(choices, 2000))
        }
        Word(words) => match choices.below(2) {
            0 => format!("\"{}\"", words[choices.below(words.len())]),
            _ => {
                let condition = scope.condition(choices);
                format!("(if {condition} {{ \"{}\" }} else {{ \"{}\" }})", words[0], words[1])
            }
        },
        Fixed(text) => text.to_owned(),
    }
}

/// Policies, `with` included, or nothing.
fn policies(choices: &mut Choices, scope: &mut Scope, operation: &Operation, int: &str) -> String {
    let mut all = Vec::new();
    if choices.chance(50) {
        all.push(format!("retry: {}", retry(choices)));
    }
    if choices.chance(25) {
        all.push(format!("timeout: {}s", choices.within(1, 40)));
    }
    if choices.chance(20) {
        all.push(format!("deadline: {}s", choices.within(1, 60)));
    }
    if choices.chance(15) {
        all.push(format!("verify: v => {int} >= {}", choices.below(3)));
    }
    if choices.chance(10) {
        all.push(format!("name: \"{}\"", scope.name("named")));
    }
    if choices.chance(if operation.kind == Kind::Unpriced { 70 } else { 10 }) {
        all.push(format!("price: {}", choices.of(&["0.02usd", "1eur", "0usd"])));
    }
    if choices.chance(10) {
        all.push(format!("budget: {}", choices.of(&["5usd", "0.2usd", "0.05usd", "0.012usd"])));
    }
    if operation.kind != Kind::Write && choices.chance(10) {
        all.push("cache: 1h".to_owned());
    }
    if let Kind::Capability(providers) = operation.kind {
        if choices.chance(30) {
            let routes = ["cheapest", "fastest", "reliable", "[quill]", "[quill, acme]"];
            let some = if operation.target == "text.label" { 4 } else { 5 };
            all.push(format!("route: {}", routes[choices.below(some)]));
        } else if providers > 1 && choices.chance(40) {
            if choices.chance(50) {
                all.push(format!("hedge: {}s", choices.within(1, 9)));
            } else {
                all.push(format!("quorum: {{ of: 2, agree: 2, on: v => {int} }}"));
            }
        }
        if choices.chance(25) {
            all.push(format!("fallbacks: {}", choices.below(3)));
        }
    }
    if all.is_empty() { String::new() } else { format!(" with {{ {} }}", all.join(", ")) }
}

fn retry(choices: &mut Choices) -> String {
    if choices.chance(40) {
        return choices.within(0, 3).to_string();
    }
    let mut fields = vec![format!("attempts: {}", choices.within(1, 4))];
    if choices.chance(40) {
        fields.push(format!("backoff: {}", choices.of(&["fixed", "exponential"])));
    }
    if choices.chance(40) {
        fields.push(format!("first: {}ms", choices.within(1, 9000)));
    }
    if choices.chance(50) {
        fields.push(format!("max: {}s", choices.within(9, 20)));
    }
    if choices.chance(60) {
        let kinds =
            ["timeout", "rate_limited", "server_error", "network", "invalid_output", "rejected"];
        let some: Vec<_> = kinds.into_iter().filter(|_| choices.chance(40)).collect();
        let some = if some.is_empty() { vec!["rate_limited"] } else { some };
        fields.push(format!("on: [{}]", some.join(", ")));
    }
    format!("{{ {} }}", fields.join(", "))
}
