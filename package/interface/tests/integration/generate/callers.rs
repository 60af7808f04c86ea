//! Callers of all that a package exports, in many positions.
//!
//! What callers can't rely on is left out (`docs/guides/versions.md`): they name no value that comes
//! only within the earlier bounds of a result, unless they are told to be of [`Caller::names_values`],
//! and read no record as a whole.

use orchestra_package_interface::DescribedType;

use super::{Callable, Model, Numbers};

/// A file that uses the package.
pub(crate) struct Caller {
    pub(crate) text: String,
    /// Whether it names values of a result: what comes in narrower bounds then may never be one.
    pub(crate) names_values: bool,
}

/// Callers of all exports.
pub(crate) fn callers(model: &Model, numbers: &mut Numbers) -> Vec<Caller> {
    let mut found = Vec::new();
    for (name, variants) in &model.enums {
        let arms: Vec<String> = variants.iter().map(|it| format!("{name}.{it} => 1")).collect();
        let variant = &variants[0];
        add(
            &mut found,
            name,
            &format!(
                "fn mine(x: {name}) -> int = match x {{ {} }}\nfn other() -> {name} = {name}.{variant}",
                arms.join(", ")
            ),
        );
        add(
            &mut found,
            name,
            &format!("fn mine() -> int = match {name}.{variant} {{ \"{variant}\" => 1, _ => 2 }}"),
        );
    }
    for (name, ty) in &model.types {
        for _ in 0..2 {
            let value = model.sample(ty, numbers);
            add(&mut found, name, &format!("fn mine() -> {name} = {value}"));
        }
        for read in model.reads("x", ty, 0) {
            add(&mut found, name, &format!("fn mine(x: {name}) -> int = {read}"));
        }
    }
    for callable in &model.callables {
        of_callable(model, callable, numbers, &mut found);
    }
    found
}

fn add(found: &mut Vec<Caller>, name: &str, text: &str) {
    let text = format!("use kit {{ {name} }}\n{text}\n");
    found.push(Caller { text, names_values: false });
}

fn of_callable(model: &Model, callable: &Callable, numbers: &mut Numbers, found: &mut Vec<Caller>) {
    let name = &callable.name;
    let own = found.len();
    for _ in 0..2 {
        let call = call(model, callable, numbers);
        let (open, close) = body(callable);
        for read in model.reads("x", &callable.result, 0) {
            add(found, name, &format!("{open} -> int {{\n  let x = {call}\n  {read}\n}}{close}"));
        }
        let result = inline(model, &callable.result);
        add(found, name, &format!("{open} -> {result} {{ {call} }}{close}"));
        add(
            found,
            name,
            &format!(
                "fn taking(x: {result}) -> int = 1\n{open} -> int {{\n  let x = {call}\n  taking(x)\n}}"
            ),
        );
        let value = model.sample(&callable.result, numbers);
        if callable.is_template {
            add(found, name, &format!("{open} -> {result} {{ {call} else {value} }}"));
            found[own..].last_mut().expect("just added").names_values = true;
            for read in model.reads("x", &callable.result, 0) {
                add(
                    found,
                    name,
                    &format!("{open} -> int {{\n  let x = {call} else {value}\n  {read}\n}}"),
                );
                found.last_mut().expect("just added").names_values = true;
            }
        }
        add(found, name, &format!("{open} -> bool {{\n  let x = {call}\n  x == {value}\n}}"));
        found.last_mut().expect("just added").names_values = true;
    }
    // Values that aren't known while compiling.
    let params: Vec<String> = callable
        .params
        .iter()
        .map(|param| format!("{}: {}", param.name, inline(model, &param.ty)))
        .collect();
    let names: Vec<&str> = callable.params.iter().map(|it| it.name.as_str()).collect();
    let result = inline(model, &callable.result);
    if callable.is_template {
        let params = params.join(", ");
        let names = names.join(", ");
        add(
            found,
            name,
            &format!("template mine({params}) -> {result} {{ call {name} {{ {names} }} }}"),
        );
    } else {
        let params = params.join(", ");
        add(found, name, &format!("fn mine({params}) -> {result} = {name}({})", names.join(", ")));
        let by_name: Vec<String> = names.iter().map(|it| format!("{it}: {it}")).collect();
        add(
            found,
            name,
            &format!("fn mine({params}) -> {result} = {name}({})", by_name.join(", ")),
        );
        if let [only] = callable.params.as_slice() {
            let item = inline(model, &only.ty);
            add(found, name, &format!("fn mine(xs: ({item})[]) -> ({result})[] = xs.map({name})"));
        }
    }
}

fn body(callable: &Callable) -> (&'static str, &'static str) {
    if callable.is_template { ("template mine()", "") } else { ("fn mine()", "") }
}

/// A call with values; some of what may be left out is.
fn call(model: &Model, callable: &Callable, numbers: &mut Numbers) -> String {
    let mut arguments = Vec::new();
    for param in &callable.params {
        if param.has_default && numbers.one_in(2) {
            continue;
        }
        arguments.push((param.name.as_str(), model.sample(&param.ty, numbers)));
    }
    if callable.is_template {
        let fields: Vec<String> =
            arguments.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        return match fields.as_slice() {
            [] => format!("call {} {{}}", callable.name),
            fields => format!("call {} {{ {} }}", callable.name, fields.join(", ")),
        };
    }
    let by_name = numbers.index(arguments.len() + 1);
    let values = arguments
        .into_iter()
        .enumerate()
        .map(|(at, (name, value))| if at < by_name { value } else { format!("{name}: {value}") });
    format!("{}({})", callable.name, values.collect::<Vec<_>>().join(", "))
}

/// A type as a caller writes it, who imports no name for it.
fn inline(model: &Model, ty: &DescribedType) -> String {
    whole(model, ty).written()
}

fn whole(model: &Model, ty: &DescribedType) -> DescribedType {
    let of = |ty: &DescribedType| whole(model, ty);
    match ty {
        DescribedType::Named { .. } => of(&model.expanded(ty)),
        DescribedType::List { item, min, max } => {
            DescribedType::List { item: Box::new(of(item)), min: *min, max: *max }
        }
        DescribedType::Map { of: value } => DescribedType::Map { of: Box::new(of(value)) },
        DescribedType::Record { fields, .. } => {
            let mut fields = fields.clone();
            for field in &mut fields {
                field.ty = of(&field.ty);
            }
            DescribedType::Record { fields, rest: None }
        }
        DescribedType::Union { arms } => {
            let mut flat = Vec::new();
            for arm in arms {
                match of(arm) {
                    DescribedType::Union { arms } => flat.extend(arms),
                    other => flat.push(other),
                }
            }
            flat.dedup();
            DescribedType::Union { arms: flat }
        }
        other => other.clone(),
    }
}

impl Model {
    /// What callers do with a value, each as an expression that is an int.
    pub(crate) fn reads(&self, of: &str, ty: &DescribedType, depth: u32) -> Vec<String> {
        if depth > 2 {
            return vec!["1".to_owned()];
        }
        match ty {
            DescribedType::Named { .. } => self.reads(of, &self.expanded(ty), depth),
            DescribedType::Bool => vec![format!("if {of} {{ 1 }} else {{ 0 }}")],
            DescribedType::Int { .. } => vec![
                format!("{of} + 1"),
                format!("if {of} > 3 {{ 1 }} else {{ 0 }}"),
                format!("{of}.abs() / 2"),
                format!("\"a\".repeat({of}.clamp(0, 9)).len()"),
                format!("\"${{{of}}}\".len()"),
            ],
            DescribedType::Float { .. } => vec![
                format!("{of}.round()"),
                format!("({of} / 2).floor()"),
                format!("\"${{{of}.round(2)}}\".len()"),
            ],
            DescribedType::String { min, .. } => {
                let mut reads = vec![
                    format!("{of}.len()"),
                    format!("{of}.trim().split(\",\").len()"),
                    format!("\"a ${{{of}}}\".len()"),
                    format!("if {of} < \"b\" {{ 1 }} else {{ 0 }}"),
                ];
                if *min == 0 {
                    reads.push(format!("if {of} == \"\" {{ 1 }} else {{ 0 }}"));
                }
                reads
            }
            DescribedType::Duration => vec![format!("if {of} > 1s {{ 1 }} else {{ 0 }}")],
            DescribedType::Json => vec![
                format!("if {of}.a == null {{ 1 }} else {{ 0 }}"),
                format!("{of}.to_json().len()"),
            ],
            DescribedType::List { item, min, .. } => {
                let mut reads = vec![format!("{of}.len()"), format!("{of}.take(3).len()")];
                reads.push(match min {
                    0 => format!("match {of}.first() {{ null => 0, it => 1 }}"),
                    _ => format!("[{of}.first()].len()"),
                });
                reads.push(format!("match {of}.get(7) {{ null => 0, it => 1 }}"));
                let inner = self.reads("it", item, depth + 1);
                reads.extend(inner.into_iter().map(|it| format!("{of}.map(it => {it}).len()")));
                reads
            }
            DescribedType::Map { .. } => {
                vec![
                    format!("{of}.len()"),
                    format!("match {of}.get(\"a\") {{ null => 0, it => 1 }}"),
                ]
            }
            DescribedType::Record { fields, .. } => {
                let mut reads = vec![format!("match {of} {{ {{ {} }} => 1 }}", fields[0].name)];
                for field in fields {
                    let at = format!("{of}.{}", field.name);
                    let ty = self.expanded(&field.ty);
                    let ty = if field.optional { super::or_null(ty) } else { ty };
                    reads.extend(self.reads(&at, &ty, depth + 1));
                }
                reads
            }
            DescribedType::Union { arms } => self.union_reads(of, arms, depth),
            _ => vec!["1".to_owned()],
        }
    }

    fn union_reads(&self, of: &str, arms: &[DescribedType], depth: u32) -> Vec<String> {
        let mut flat = Vec::new();
        for arm in arms {
            match self.expanded(arm) {
                DescribedType::Union { arms } => flat.extend(arms),
                other => flat.push(other),
            }
        }
        let has_null = flat.contains(&DescribedType::Null);
        flat.retain(|it| *it != DescribedType::Null);
        let null = if has_null { "null => 0, " } else { "" };
        let words: Option<Vec<String>> = flat
            .iter()
            .map(|it| match it {
                DescribedType::Literal { value } => Some(format!("{value} => 1")),
                _ => None,
            })
            .collect();
        let mut reads = Vec::new();
        if let Some(mut words) = words {
            words.dedup();
            reads.push(format!("match {of} {{ {null}{} }}", words.join(", ")));
        } else if let [one] = flat.as_slice() {
            let name = format!("y{depth}");
            let inner = self.reads(&name, one, depth + 1);
            reads.extend(
                inner.into_iter().map(|it| format!("match {of} {{ null => 0, {name} => ({it}) }}")),
            );
        }
        if has_null {
            reads.push(format!("if {of} == null {{ 0 }} else {{ 1 }}"));
            reads.push(format!("if {of} != null {{ [{of}!].len() }} else {{ 1 }}"));
        }
        reads
    }
}
