//! Types from text, for tests: the language's own notation, without names of formats' refinements.
//!
//! `int(1..=5)[..=3]?`, `{ a: string, b?: "x" | "y", ...json }`, `[int, string]`, `map<int>`,
//! `secret`, `never`; a capitalised word is a name, perhaps with type arguments, `'T` a type
//! parameter.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock, Mutex},
};

use orchestra_plan::shape::Format;

use super::{
    Field, Finite, FloatRange, IntRange, Literal, Named, RecordType, Size, StringType, Type,
    TypeEnvironment,
};
use crate::{
    db::{Database, ModulePath, SourceFile},
    items::{ItemId, ItemKind},
};

/// Names by a table.
#[derive(Default)]
pub(crate) struct Names(BTreeMap<String, Type>);

impl Names {
    pub(crate) fn none() -> Self {
        Self::default()
    }

    pub(crate) fn with(names: &[(&str, &str)]) -> Self {
        Self(names.iter().map(|(name, text)| ((*name).to_owned(), ty(text))).collect())
    }
}

impl TypeEnvironment for Names {
    fn expand(&self, named: &Named) -> Type {
        self.0.get(&*named.name).cloned().unwrap_or(Type::Error)
    }
}

/// The type that `text` writes.
pub(crate) fn ty(text: &str) -> Type {
    let mut parser = Parser { rest: text };
    let ty = parser.union();
    assert_eq!(parser.rest.trim(), "", "in {text}");
    ty
}

struct Parser<'a> {
    rest: &'a str,
}

impl<'a> Parser<'a> {
    fn eat(&mut self, token: &str) -> bool {
        self.rest = self.rest.trim_start();
        let found = self.rest.strip_prefix(token);
        self.rest = found.unwrap_or(self.rest);
        found.is_some()
    }

    fn until(&mut self, end: &str) -> &'a str {
        let (before, after) = self.rest.split_once(end).expect("an end");
        self.rest = after;
        before
    }

    fn word(&mut self) -> &'a str {
        self.rest = self.rest.trim_start();
        let end = self
            .rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || "_-.".contains(c)))
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn union(&mut self) -> Type {
        let mut arms = vec![self.sized()];
        while self.eat("|") {
            arms.push(self.sized());
        }
        Type::union(&Names::none(), arms)
    }

    fn sized(&mut self) -> Type {
        let mut ty = self.base();
        loop {
            if self.eat("?") {
                ty = ty.null_or();
            } else if self.eat("[") {
                let size = size(self.until("]"));
                ty = Type::list(ty, size);
            } else {
                return ty;
            }
        }
    }

    fn base(&mut self) -> Type {
        if self.eat("(") {
            let inner = self.union();
            assert!(self.eat(")"));
            return inner;
        }
        if self.eat("'") {
            return Type::Parameter(self.word().into());
        }
        if self.eat("\"") {
            return Type::text(self.until("\""));
        }
        if self.eat("[") {
            let mut items = Vec::new();
            while !self.eat("]") {
                items.push(self.union());
                self.eat(",");
            }
            return Type::tuple(items);
        }
        if self.eat("{") {
            return self.record();
        }
        let word = self.word();
        let range = if self.eat("(") { self.until(")") } else { "" };
        named(word, range, self)
    }

    fn record(&mut self) -> Type {
        let mut record = RecordType::default();
        while !self.eat("}") {
            if self.eat("...") {
                record.rest = Some(self.union());
            } else {
                let name = self.word();
                let optional = self.eat("?");
                assert!(self.eat(":"), "a colon before {}", self.rest);
                record.fields.push(Field { name: name.into(), ty: self.union(), optional });
            }
            self.eat(",");
        }
        Type::Record(Arc::new(record))
    }
}

fn named(word: &str, range: &str, parser: &mut Parser<'_>) -> Type {
    let (low, high) = range.split_once("..").unwrap_or(("", ""));
    let high = high.trim_start_matches('=');
    match word {
        "int" => Type::Int(IntRange { min: low.parse().ok(), max: high.parse().ok() }),
        "float" => Type::Float(FloatRange {
            min: low.parse().ok().and_then(Finite::new),
            max: high.parse().ok().and_then(Finite::new),
        }),
        "string" => match range.strip_prefix("r'") {
            Some(pattern) => Type::String(Arc::new(StringType {
                patterns: vec![pattern.trim_end_matches('\'').into()],
                ..StringType::default()
            })),
            None => Type::string_of(size(range)),
        },
        "bool" => Type::Bool,
        "true" | "false" => Type::Literal(Literal::Bool(word == "true")),
        "null" => Type::Null,
        "json" => Type::Json,
        "never" => Type::Never,
        "duration" => Type::Duration,
        "money" => Type::Money(None),
        "usd" | "tao" => Type::Money(Some(word.into())),
        "secret" => Type::Secret,
        "url" => Type::format(Format::Url),
        "datetime" => Type::format(Format::Datetime),
        "date" => Type::format(Format::Date),
        "email" => Type::format(Format::Email),
        "uuid" => Type::format(Format::Uuid),
        "bytes" => Type::format(Format::Bytes),
        "map" => {
            assert!(parser.eat("<"));
            let value = parser.union();
            assert!(parser.eat(">"));
            Type::map(value)
        }
        number if number.starts_with(|c: char| c.is_ascii_digit() || c == '-') => {
            Type::Literal(match number.parse() {
                Ok(int) => Literal::Int(int),
                Err(_) => Literal::Float(
                    Finite::new(number.parse().expect("a number")).expect("a finite number"),
                ),
            })
        }
        name => {
            let mut arguments = Vec::new();
            if parser.eat("<") {
                while !parser.eat(">") {
                    arguments.push(parser.union());
                    parser.eat(",");
                }
            }
            Type::named(Named::item(item(name), name.into(), arguments.into()))
        }
    }
}

/// What declares `name`, in a database that holds nothing else.
fn item(name: &str) -> ItemId {
    static NAMES: LazyLock<Mutex<(Database, SourceFile)>> = LazyLock::new(|| {
        let db = Database::default();
        let file = SourceFile::new(&db, ModulePath::root("names.orch"), "".into());
        Mutex::new((db, file))
    });
    let names = NAMES.lock().expect("no test panics while it names a type");
    ItemId::new(&names.0, names.1, ItemKind::Type, Arc::<str>::from(name), 0)
}

fn size(text: &str) -> Size {
    match text.split_once("..") {
        None => text.parse().map_or_else(|_| Size::unbounded(), Size::exactly),
        Some((low, high)) => {
            Size { min: low.parse().unwrap_or(0), max: high.trim_start_matches('=').parse().ok() }
        }
    }
}

#[test]
fn types_are_written_as_the_language_writes_them() {
    for text in [
        "int",
        "int(1..=5)",
        "int(..=5)[..=3]",
        "string(1..)",
        "string(..=80)?",
        "float(0.0..=1.0)",
        "{ a: string, b?: \"x\" | \"y\", ...json }",
        "[int, string]",
        "map<int?>",
        "(\"a\" | \"b\")[2]",
        "\"a\" | \"b\" | null",
        "{}",
        "url",
        "Tree[]",
        "true",
        "secret?",
    ] {
        assert_eq!(ty(text).to_string(), text);
    }
    let long = ty("{ title: string(1..=80), summary: string(..=2000), url: url, when: datetime }");
    assert_eq!(long.to_string(), "{ title: …, summary: …, url: …, when: … }");
}

#[test]
fn unions_are_flat_and_known_sorts_are_one() {
    for (text, shown) in [
        ("true | false", "bool"),
        ("int | float", "float"),
        ("json | null", "json"),
        ("(int | string) | (string | null)", "int | string | null"),
        ("never | int", "int"),
    ] {
        assert_eq!(ty(text).to_string(), shown, "{text}");
    }
}
