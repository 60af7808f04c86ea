//! Programs: items, blocks, statements.

use std::fmt::Write as _;

use super::{Choices, OPERATIONS, calls};

/// What every program may go through: functions of any type, which change nothing but the way, and some that
/// don't declare how large it is what they make.
const GENERICS: &str = "
type Box<T> = { value: T, others: T[] }

fn same<T>(value: T) -> T = value
fn or<T>(value: T?, default: T) -> T = value ?? default
fn boxed<T>(value: T) -> Box<T> = { others: [value], value }
fn first_few<T>(items: T[]) -> T[..=20] = items.take(20)

fn said(text: string) -> string = \"${text}\"
fn cut(text: string) -> string = said(said(text).truncate(70))
fn all_said(items: string[]) -> string[] = items.map(it => cut(it))
";

/// The value of `expression`, perhaps by way of a generic function.
fn through(choices: &mut Choices, expression: &str) -> String {
    match choices.below(12) {
        0 => format!("same({expression})"),
        1 => format!("or(null, {expression})"),
        2 => format!("boxed({expression}).value"),
        3 => format!("boxed(same({expression})).others[0]"),
        _ => expression.to_owned(),
    }
}

/// What a block may use.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    /// Ints.
    ints: Vec<String>,
    /// Texts, each with its greatest length.
    texts: Vec<(String, u64)>,
    /// Lists of texts.
    lists: Vec<String>,
    /// Names that are given.
    names: usize,
    /// Templates that may be called: each takes a text and some texts, and yields an int.
    templates: usize,
    /// What is called, by place in [`OPERATIONS`]: few, so that calls get in each other's way.
    pub(super) called: Vec<usize>,
    /// Levels of nesting that are left.
    depth: u32,
}

impl Scope {
    fn new(templates: usize, called: &[usize]) -> Self {
        Self {
            ints: vec!["number".to_owned()],
            texts: vec![("topic".to_owned(), 60)],
            lists: vec!["topics".to_owned()],
            names: 0,
            templates,
            called: called.to_vec(),
            depth: 3,
        }
    }

    /// A new name.
    pub(super) fn name(&mut self, like: &str) -> String {
        self.names += 1;
        format!("{like}_{}", self.names)
    }

    pub(super) fn int(&self, choices: &mut Choices) -> String {
        let at = choices.below(self.ints.len());
        through(choices, &self.ints[at])
    }

    pub(super) fn condition(&self, choices: &mut Choices) -> String {
        match choices.below(3) {
            0 => format!("{} > {}", self.int(choices), choices.within(0, 4)),
            1 => "flag".to_owned(),
            _ => format!("{} % 2 == 0", self.int(choices)),
        }
    }

    /// A text of 1 to `most` code points.
    pub(super) fn text(&self, choices: &mut Choices, most: u64) -> String {
        let (text, length) = &self.texts[choices.below(self.texts.len())];
        let text = &match choices.below(6) {
            0 => format!("said({text})"),
            1 => format!("cut({text})"),
            _ => through(choices, text),
        };
        match choices.below(4) {
            0 => "\"tea\"".to_owned(),
            1 if most > 60 => {
                let cut = if *length + 30 > most {
                    format!(".truncate({})", most - 30)
                } else {
                    String::new()
                };
                format!("\"é ${{{text}{cut}}} ${{{}}}\"", self.int(choices))
            }
            2 if most > 200 => format!("{}.join(\", \").truncate({most})", self.list(choices, 20)),
            _ if *length <= most => format!("\"${{{text}}}\"").replace("\"${topic}\"", "topic"),
            _ => format!("{text}.truncate({most})"),
        }
    }

    /// A list of at most `most` texts.
    fn list(&self, choices: &mut Choices, most: u64) -> String {
        let list = &self.lists[choices.below(self.lists.len())];
        let most = choices.within(1, most);
        let list = match choices.below(6) {
            0 => format!("all_said({list})"),
            _ => through(choices, list),
        };
        match choices.below(5) {
            0 => format!("first_few({list}).take({most}).map(same).map(t => t.truncate(40))"),
            _ => format!("{list}.take({most}).map(t => t.truncate(40))"),
        }
    }

    /// A list of `least` to `most` texts, each of at most 60 code points.
    pub(super) fn some_texts(&self, choices: &mut Choices, least: u64, most: u64) -> String {
        let first: Vec<_> = (0..least).map(|_| self.text(choices, 60)).collect();
        match choices.below(2) {
            0 => format!("[{}]", first.join(", ")),
            _ => {
                let rest = self.list(choices, (most - least).min(4));
                format!("[{}, ...{rest}]", first.join(", "))
            }
        }
    }
}

/// A program with a template `main`.
#[must_use]
pub fn program(choices: &mut Choices) -> String {
    let mut text =
        "use subnet acme, quill, mail, meter, lab\nuse capability search, text\n".to_owned();
    text += GENERICS;
    let inner = choices.below(3);
    let few = choices.chance(60);
    let called: Vec<usize> = match few {
        true => (0..3).map(|_| choices.below(OPERATIONS.len())).collect(),
        false => (0..OPERATIONS.len()).collect(),
    };
    // The larger its number, the more templates one may call: `main` may call all of them.
    for index in (0..=inner).rev() {
        let name = if index == inner { "main".to_owned() } else { format!("inner_{index}") };
        let mut scope = Scope::new(index, &called);
        let parameters =
            "topic: string(..=60), topics: string(..=60)[..=6], number: int, flag: bool";
        let policies = template_policies(choices, index == inner);
        let body = block(choices, &mut scope, 1, 7);
        write!(text, "\ntemplate {name}({parameters}) -> int{policies} {body}\n")
            .expect("strings take all");
    }
    text
}

fn template_policies(choices: &mut Choices, main: bool) -> String {
    let mut all = Vec::new();
    if choices.chance(20) {
        all.push(format!("retry: {}", choices.within(0, 2)));
    }
    if choices.chance(15) {
        all.push(format!("timeout: {}s", choices.within(1, 30)));
    }
    if choices.chance(15) {
        all.push(format!("route: {}", choices.of(&["cheapest", "fastest", "reliable"])));
    }
    if !main && choices.chance(15) {
        all.push("deadline: 2h".to_owned());
    }
    if choices.chance(8) {
        all.push("budget: 50usd".to_owned());
    }
    if all.is_empty() { String::new() } else { format!(" with {{ {} }}", all.join(", ")) }
}

/// A block whose value is an int.
fn block(choices: &mut Choices, around: &mut Scope, indent: usize, most: u64) -> String {
    let mut scope = around.clone();
    scope.depth = around.depth.saturating_sub(1);
    let margin = "  ".repeat(indent);
    let mut text = "{\n".to_owned();
    for _ in 0..choices.within(1, most) {
        let statement = statement(choices, &mut scope, indent);
        writeln!(text, "{margin}{statement}").expect("strings take all");
    }
    let value = scope.int(choices);
    writeln!(text, "{margin}{value}").expect("strings take all");
    around.names = scope.names;
    text + &"  ".repeat(indent - 1) + "}"
}

fn statement(choices: &mut Choices, scope: &mut Scope, indent: usize) -> String {
    let nests = scope.depth > 0;
    match choices.below(if nests { 20 } else { 11 }) {
        0..6 => bound_call(choices, scope),
        6 if choices.chance(30) => approve(choices),
        6 => sleep(choices),
        7 if choices.chance(30) => {
            let text = scope.text(choices, 100);
            format!("call sys.write_file {{ path: \"a.txt\", text: {text} }}")
        }
        7 => format!("call sys.log {{ message: {} }}", scope.text(choices, 100)),
        8 => gate(choices, scope),
        9 => {
            let name = scope.name("at");
            let statement =
                choices.of(&["call sys.now {}", "call sys.random {}", "call sys.uuid {}"]);
            format!("let {name} = {statement}")
        }
        10 => bare_call(choices, scope),
        11..13 => branch(choices, scope, indent),
        13 => arms(choices, scope, indent),
        14..17 => each(choices, scope, indent),
        17 => repeat(choices, scope, indent),
        18 => coalesce(choices, scope, indent),
        _ => sub_template(choices, scope, indent),
    }
}

fn bound_call(choices: &mut Choices, scope: &mut Scope) -> String {
    let name = scope.name("step");
    let call = calls::call(choices, scope);
    let with_name = |text: &str| replaced(text, &name);
    scope.ints.push(format!("{}.clamp(-99, 99)", with_name(&call.int)));
    if let Some(texts) = &call.texts {
        scope.lists.push(with_name(texts));
    }
    format!("let {name} = {}", call.text)
}

/// `v` as another name.
fn replaced(text: &str, name: &str) -> String {
    let mut whole = String::new();
    let mut before = ' ';
    for (at, character) in text.char_indices() {
        let after = text[at + 1..].chars().next().unwrap_or(' ');
        let alone = !before.is_alphanumeric() && before != '.' && !after.is_alphanumeric();
        if character == 'v' && alone {
            whole += name
        } else {
            whole.push(character)
        }
        before = character;
    }
    whole
}

/// A call whose value isn't used.
fn bare_call(choices: &mut Choices, scope: &mut Scope) -> String {
    calls::call(choices, scope).text
}

fn sleep(choices: &mut Choices) -> String {
    format!("call sys.sleep {{ for: {}s }}", choices.within(0, 30))
}

/// A question that ends by itself, without which its time has no bound.
fn approve(choices: &mut Choices) -> String {
    let otherwise =
        if choices.chance(50) { " else { approved: false, by: null, note: null }" } else { "" };
    let expires = choices.within(1, 60);
    format!("call sys.approve {{ prompt: topic, expires: {expires}s }}{otherwise}")
}

fn gate(choices: &mut Choices, scope: &mut Scope) -> String {
    let condition = scope.condition(choices);
    match choices.below(4) {
        0 => format!("ensure {condition} || true"),
        1 if choices.chance(20) => format!("ensure {condition}, \"no ${{number}}\""),
        _ => format!(
            "if !({condition} || true) {{ fail \"it is so\" call sys.log {{ message: topic }} }}"
        ),
    }
}

fn branch(choices: &mut Choices, scope: &mut Scope, indent: usize) -> String {
    let condition = scope.condition(choices);
    let then = block(choices, scope, indent + 1, 2);
    let otherwise = match choices.below(3) {
        0 => "{ 0 }".to_owned(),
        1 => format!(
            "if {} {} else {{ 1 }}",
            scope.condition(choices),
            block(choices, scope, indent + 1, 2)
        ),
        _ => block(choices, scope, indent + 1, 2),
    };
    let name = scope.name("branch");
    scope.ints.push(name.clone());
    format!("let {name} = if {condition} {then} else {otherwise}")
}

fn arms(choices: &mut Choices, scope: &mut Scope, indent: usize) -> String {
    let of = scope.int(choices);
    let first = block(choices, scope, indent + 2, 2);
    let second = block(choices, scope, indent + 2, 2);
    let name = scope.name("arm");
    scope.ints.push(name.clone());
    let margin = "  ".repeat(indent);
    format!(
        "let {name} = match {of} + number {{\n{margin}  1 | 2 => {first}\n{margin}  n if n > 5 => 5,\n\
         {margin}  _ => {second}\n{margin}}}"
    )
}

fn each(choices: &mut Choices, scope: &mut Scope, indent: usize) -> String {
    let list = scope.list(choices, 6);
    let item = scope.name("item");
    let mut clauses = String::new();
    if choices.chance(25) {
        write!(clauses, " if {item} != \"tea\"").expect("strings take all");
    }
    let mut policies = Vec::new();
    if choices.chance(40) {
        policies.push(format!("parallel: {}", choices.within(1, 3)));
    }
    if choices.chance(40) {
        policies.push(format!("on_error: {}", choices.of(&["fail", "skip"])));
    }
    if !policies.is_empty() {
        write!(clauses, " with {{ {} }}", policies.join(", ")).expect("strings take all");
    }
    let mut inside = scope.clone();
    inside.texts.push((item.clone(), 40));
    let body = block(choices, &mut inside, indent + 1, 3);
    scope.names = inside.names;
    let statement = format!("for {item} in {list}{clauses} {body}");
    if choices.chance(30) {
        return statement;
    }
    let name = scope.name("all");
    scope.ints.push(format!("{name}.len()"));
    format!("let {name} = {statement}")
}

fn repeat(choices: &mut Choices, scope: &mut Scope, indent: usize) -> String {
    let state = scope.name("state");
    let most = choices.within(1, 3);
    let deadline = match choices.chance(25) {
        true => format!(" with {{ deadline: {}s }}", choices.within(1, 90)),
        false => String::new(),
    };
    let mut inside = scope.clone();
    inside.ints.push(state.clone());
    let body = block(choices, &mut inside, indent + 1, 2);
    scope.names = inside.names;
    let name = scope.name("last");
    scope.ints.push(name.clone());
    format!(
        "let {name} = repeat {state}: int = number until {state} > 9 max {most}{deadline} {body}"
    )
}

fn coalesce(choices: &mut Choices, scope: &mut Scope, indent: usize) -> String {
    let margin = "  ".repeat(indent);
    let condition = scope.condition(choices);
    let call = calls::call(choices, scope);
    let maybe = scope.name("maybe");
    let name = scope.name("either");
    scope.ints.push(name.clone());
    if call.int.starts_with("v.") {
        let int = call.int.strip_prefix('v').expect("it begins so");
        return format!(
            "let {maybe}: int? = if {condition} {{ number }} else {{ null }}\n{margin}let {name} = {maybe} ?? ({}){int}",
            call.text
        );
    }
    format!(
        "let {maybe} = if {condition} {{ {} }} else {{ {} }}\n{margin}let {name} = number",
        call.text, call.text
    )
}

fn sub_template(choices: &mut Choices, scope: &mut Scope, indent: usize) -> String {
    if scope.templates == 0 {
        return branch(choices, scope, indent);
    }
    let template = choices.below(scope.templates);
    let texts = scope.list(choices, 3);
    let text = scope.text(choices, 60);
    let int = scope.int(choices);
    let mut policies = Vec::new();
    if choices.chance(30) {
        policies.push(format!("deadline: {}s", choices.within(1, 120)));
    }
    if choices.chance(15) {
        policies.push(format!("budget: {}", choices.of(&["5usd", "0.2usd", "0.03usd"])));
    }
    let with = match policies.is_empty() {
        true => String::new(),
        false => format!(" with {{ {} }}", policies.join(", ")),
    };
    let otherwise = if choices.chance(70) { " else 0" } else { "" };
    let name = scope.name("sub");
    scope.ints.push(name.clone());
    format!(
        "let {name} = call inner_{template} {{ topic: {text}, topics: {texts}, number: {int}, \
         flag }}{with}{otherwise}"
    )
}
