//! Packages made up at random, changes of them, and callers of all that they export.

mod callers;
mod changes;
mod samples;

use orchestra_package_interface::{DescribedField, DescribedType};

pub(crate) use callers::callers;
pub(crate) use changes::changed;

/// Numbers that are the same each time.
pub(crate) struct Numbers(u64);

impl Numbers {
    pub(crate) fn of(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// Below `end`, which isn't 0.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % end
    }

    fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).expect("an index")
    }

    /// Whether one in `count` is meant.
    fn one_in(&mut self, count: u64) -> bool {
        self.below(count) == 0
    }
}

/// A package in one module.
#[derive(Clone)]
pub(crate) struct Model {
    pub(crate) enums: Vec<(String, Vec<String>)>,
    pub(crate) types: Vec<(String, DescribedType)>,
    pub(crate) callables: Vec<Callable>,
}

#[derive(Clone)]
pub(crate) struct Callable {
    pub(crate) name: String,
    pub(crate) is_template: bool,
    pub(crate) params: Vec<Param>,
    pub(crate) result: DescribedType,
}

#[derive(Clone)]
pub(crate) struct Param {
    pub(crate) name: String,
    pub(crate) ty: DescribedType,
    pub(crate) has_default: bool,
}

const WORDS: [&str; 6] = ["red", "green", "blue", "grey", "black", "white"];
const FIELDS: [&str; 6] = ["value", "title", "items", "of", "mood", "extra"];

impl Model {
    pub(crate) fn new(numbers: &mut Numbers) -> Self {
        let mut model = Self { enums: Vec::new(), types: Vec::new(), callables: Vec::new() };
        let count = 2 + numbers.index(3);
        model.enums.push(("Shade".into(), WORDS[..count].iter().map(|it| (*it).into()).collect()));
        for name in ["Score", "Page"] {
            let ty = model.record(numbers, 2);
            model.types.push((name.to_owned(), ty));
        }
        for (name, is_template) in
            [("first", false), ("second", false), ("find", true), ("sum_up", true)]
        {
            let params = (0..=numbers.index(3)).map(|at| Param {
                name: ["one", "two", "three"][at].to_owned(),
                ty: model.ty(numbers, 2),
                has_default: false,
            });
            let mut params: Vec<Param> = params.collect();
            if let Some(last) = params.last_mut() {
                last.has_default = numbers.one_in(3);
            }
            let result = model.ty(numbers, 2);
            model.callables.push(Callable { name: name.into(), is_template, params, result });
        }
        model
    }

    /// The package's text.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for (name, variants) in &self.enums {
            text += &format!("enum {name} {{ {} }}\n", variants.join(", "));
        }
        for (name, ty) in &self.types {
            text += &format!("type {name} = {}\n", ty.written());
        }
        for callable in &self.callables {
            let params: Vec<String> = callable
                .params
                .iter()
                .map(|param| {
                    let default = match param.has_default {
                        true => format!(" = {}", self.sample(&param.ty, &mut Numbers::of(3))),
                        false => String::new(),
                    };
                    format!("{}: {}{default}", param.name, param.ty.written())
                })
                .collect();
            let (word, equals) = if callable.is_template { ("template", "") } else { ("fn", "") };
            text += &format!(
                "{word} {}({}) -> {} {equals}{{\n  ({})\n}}\n",
                callable.name,
                params.join(", "),
                callable.result.written(),
                self.sample(&callable.result, &mut Numbers::of(5)),
            );
        }
        text
    }

    fn record(&self, numbers: &mut Numbers, depth: u32) -> DescribedType {
        let count = 1 + numbers.index(3);
        let start = numbers.index(FIELDS.len());
        let fields = (0..count).map(|at| DescribedField {
            name: FIELDS[(start + at) % FIELDS.len()].to_owned(),
            optional: numbers.one_in(4),
            ty: self.ty(numbers, depth - 1),
        });
        DescribedType::Record { fields: fields.collect(), rest: None }
    }

    pub(crate) fn ty(&self, numbers: &mut Numbers, depth: u32) -> DescribedType {
        let ty = match numbers.below(if depth == 0 { 8 } else { 14 }) {
            0 => DescribedType::Bool,
            1 => int(numbers),
            2 => DescribedType::Float { min: Some(0.0), max: Some(numbers.below(9) as f64 + 1.0) },
            3 | 4 => {
                let min = numbers.below(2);
                let max = numbers.one_in(2).then(|| 20 + numbers.below(80));
                DescribedType::String { min, max, patterns: Vec::new(), format: None }
            }
            5 => DescribedType::Duration,
            6 => words(numbers),
            7 if depth > 0 => DescribedType::Json,
            7 => DescribedType::Int { min: None, max: None },
            8 | 9 => {
                let item = Box::new(self.ty(numbers, depth - 1));
                let min = numbers.below(2);
                DescribedType::List {
                    item,
                    min,
                    max: numbers.one_in(2).then(|| 5 + numbers.below(9)),
                }
            }
            10 => self.record(numbers, depth),
            11 => DescribedType::Map { of: Box::new(self.ty(numbers, 0)) },
            12 if !self.types.is_empty() => {
                let at = numbers.index(self.types.len());
                named(&self.types[at].0)
            }
            _ => named("Shade"),
        };
        if numbers.one_in(5) && ty != DescribedType::Json { or_null(ty) } else { ty }
    }

    /// What a name stands for.
    pub(crate) fn expanded(&self, ty: &DescribedType) -> DescribedType {
        let DescribedType::Named { name, .. } = ty else { return ty.clone() };
        let name = name.trim_start_matches("kit.");
        if let Some((_, found)) = self.types.iter().find(|(known, _)| known == name) {
            return self.expanded(found);
        }
        let variants = self.enums.iter().find(|(known, _)| known == name).expect("it is declared");
        union(variants.1.iter().map(|it| word(it)).collect())
    }
}

fn named(name: &str) -> DescribedType {
    DescribedType::Named { name: format!("kit.{name}"), arguments: Vec::new() }
}

fn int(numbers: &mut Numbers) -> DescribedType {
    let min = i64::try_from(numbers.below(5)).expect("a small number");
    DescribedType::Int { min: Some(min), max: Some(min + 10) }
}

fn word(text: &str) -> DescribedType {
    DescribedType::Literal { value: text.into() }
}

fn words(numbers: &mut Numbers) -> DescribedType {
    let count = 2 + numbers.index(3);
    union(WORDS[..count].iter().map(|it| word(it)).collect())
}

fn union(mut arms: Vec<DescribedType>) -> DescribedType {
    if arms.len() == 1 { arms.remove(0) } else { DescribedType::Union { arms } }
}

fn or_null(ty: DescribedType) -> DescribedType {
    match ty {
        DescribedType::Union { mut arms } => {
            if !arms.contains(&DescribedType::Null) {
                arms.push(DescribedType::Null);
            }
            DescribedType::Union { arms }
        }
        other => DescribedType::Union { arms: vec![other, DescribedType::Null] },
    }
}
