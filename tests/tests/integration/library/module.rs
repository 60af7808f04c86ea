//! A module of the standard library, as its text says.

use std::ops::Range;

use orchestra_diagnostics::Span;
use orchestra_syntax::{
    ast::{Item, View as _},
    parse,
};
use orchestra_tests::corpus;

/// A module and what it declares.
pub(crate) struct Module {
    /// `text`
    pub(crate) name: String,
    /// The file's text.
    pub(crate) text: String,
    /// What `//!` lines say.
    pub(crate) docs: String,
    /// In order.
    pub(crate) declared: Vec<Declared>,
}

/// What a module declares, tests aside.
pub(crate) struct Declared {
    pub(crate) name: String,
    pub(crate) docs: String,
    /// A type, an enum or a constant as it is written; a function up to its result.
    pub(crate) written: String,
    /// Where a function's body stands.
    pub(crate) body: Option<Body>,
}

/// A function's body.
pub(crate) enum Body {
    /// The expression behind `=`.
    Value(Range<usize>),
    /// The block.
    Block(Range<usize>),
}

impl Declared {
    pub(crate) fn is_private(&self) -> bool {
        self.name.starts_with('_')
    }
}

/// All modules, by name.
pub(crate) fn modules() -> Vec<Module> {
    let files = corpus::files(&corpus::folder("../stdlib/std"), ".orch");
    let read = files.iter().map(|file| {
        let name = file.file_stem().expect("a file has a name").to_string_lossy();
        Module::read(&name, corpus::read(file))
    });
    read.collect()
}

impl Module {
    pub(crate) fn read(name: &str, text: String) -> Self {
        let parsed = parse(&text);
        assert_eq!(parsed.problems, [], "{name}");
        let file = parsed.file();
        let declared = file.items().filter_map(|item| declared(item, &text)).collect();
        let docs = file.docs().unwrap_or_default();
        Self { name: name.to_owned(), declared, docs, text }
    }

    /// Its functions.
    pub(crate) fn functions(&self) -> impl Iterator<Item = (&Declared, &Body)> {
        self.declared.iter().filter_map(|it| Some((it, it.body.as_ref()?)))
    }
}

fn declared(item: Item<'_>, text: &str) -> Option<Declared> {
    let range = |span: Span| span.start as usize..span.end as usize;
    let whole = range(item.node().span());
    let (end, body) = match item {
        Item::Fn(function) => {
            let result = function.result_type()?.node().span().end as usize;
            let value = function.value().map(|it| Body::Value(range(it.node().span())));
            let block = || function.body().map(|it| Body::Block(range(it.node().span())));
            (result, value.or_else(block))
        }
        _ => (whole.end, None),
    };
    Some(Declared {
        name: item.name()?.text().to_owned(),
        docs: item.docs().unwrap_or_default(),
        written: text[whole.start..end].to_owned(),
        body,
    })
}
