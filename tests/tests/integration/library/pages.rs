//! The book's pages of the standard library and of the templates are what their files say.
//! `UPDATE=1 cargo test -p orchestra-tests --test integration library::pages` rewrites them.

use std::fmt::Write as _;

use orchestra_syntax::{
    ast::{File, Item, Param, TemplateItem, View as _, docs_of},
    parse,
};
use orchestra_tests::corpus;

use super::{
    module::{Declared, Module, modules},
    template::{Template, templates},
};

/// What stands above the modules.
const STANDARD: &str = "# The standard library

Pure functions in the language itself, in modules that `use std.NAME { … }` brings into scope. What
[methods](../reference/methods.md) do, no function does again. This page is written by our own code from the
files in `stdlib/std/`; its examples are held to what they say.

A result has the size that its type states, and no other: a list without one may be of any length. Behind such
a function `.take(n)` or `.truncate(n)` says to the [bounds](../reference/bounds.md) how much it can be.
";

/// What stands above the templates.
const TEMPLATES: &str = "# The template library

Templates that ship with the tools. Each runs from an empty folder, `orchc run std:NAME`, or against the sandbox
with `--sandbox`, without any key; `orchc plan std:NAME` shows its steps and what they may cost. Budget and deadline are proved before
anything runs. `orchc new --from std:NAME` makes a package of a copy, with its tests, to be changed. They are a package themselves, `orchestra-templates`: `orchc publish` in `stdlib/templates/` puts it into a library, for those who want to keep a version. This page is written by our own code from the files in `stdlib/templates/`.

Where a job succeeds, its result is one: what it must have is held with `ensure`, and a step that failed is
replaced by something that is worth having, or left out. In a sandbox in which one request in ten fails, at
least 95 of 100 jobs of each succeed; a test holds that. No template was run against the real services: that
takes their keys. Until then a [recording](../guides/recordings.md) of each, made in the sandbox and marked so, is
replayed by a test.
";

#[test]
fn the_page_of_the_standard_library_is_generated() {
    let mut page = STANDARD.to_owned();
    for module in modules() {
        write_module(&mut page, &module);
    }
    hold("../docs/library/standard.md", &page);
}

#[test]
fn the_page_of_the_templates_is_generated() {
    let mut page = TEMPLATES.to_owned();
    let all = templates();
    page += "\n| template | what it does | at most | within |\n| --- | --- | --- | --- |\n";
    for template in &all {
        write_row(&mut page, template);
    }
    for template in &all {
        write_template(&mut page, template);
    }
    hold("../docs/library/templates.md", &page);
}

#[test]
fn the_readme_names_every_template() {
    let readme = corpus::read(&corpus::folder("../README.md"));
    let all = templates();
    let missing =
        all.iter().map(|it| &it.name).filter(|name| !readme.contains(&format!("`{name}`")));
    assert_eq!(missing.collect::<Vec<_>>(), Vec::<&String>::new());
}

#[track_caller]
fn hold(path: &str, page: &str) {
    corpus::compare(&corpus::folder(path), page)
        .unwrap_or_else(|difference| panic!("{difference}"));
}

fn write_module(page: &mut String, module: &Module) {
    put(page, format_args!("\n## std.{}\n{}\n", module.name, module.docs));
    let public = module.declared.iter().filter(|it| !it.is_private());
    for Declared { name, docs, written, .. } in public {
        put(page, format_args!("\n### {name}\n```text\n{written}\n```\n\n{docs}\n"));
    }
}

/// Its line in the table.
fn write_row(page: &mut String, template: &Template) {
    let parsed = parse(&template.text);
    let item = item(parsed.file(), template);
    let policy = |name: &str| item.policies()?.get(name)?.value().map(|it| it.node().text());
    let name = &template.name;
    let what = docs_of(item.node()).unwrap_or_default().replace('\n', " ");
    let budget = policy("budget").unwrap_or("not stated");
    let deadline = policy("deadline").unwrap_or("not stated");
    put(page, format_args!("| [`{name}`](#{name}) | {what} | {budget} | {deadline} |\n"));
}

fn write_template(page: &mut String, template: &Template) {
    let parsed = parse(&template.text);
    let file = parsed.file();
    put(page, format_args!("\n## {}\n", template.name));
    let paragraphs = template.paragraphs();
    let told = paragraphs.iter().filter(|it| !it.starts_with("Example: "));
    put(page, format_args!("{}\n", told.cloned().collect::<Vec<_>>().join("\n\n")));

    page.push_str("\n| input | type | where left out | |\n| --- | --- | --- | --- |\n");
    let item = item(file, template);
    for param in item.params() {
        write_param(page, param);
    }

    let example = paragraphs.iter().find_map(|it| it.strip_prefix("Example: `"));
    let example = example.and_then(|it| it.split('`').next()).unwrap_or_default();
    put(page, format_args!("\n```console\n$ {example}\n```\n"));

    let result = item.result_type().map(|it| it.node().text()).unwrap_or_default();
    put(page, format_args!("\nIts result is a `{result}`:\n\n```text\n"));
    let types = file.items().filter(|it| matches!(it, Item::Type(_) | Item::Enum(_)));
    let public = types.filter(|it| !it.name().is_some_and(|name| name.text().starts_with('_')));
    let written: Vec<_> = public.map(|it| it.node().text()).collect();
    put(page, format_args!("{}\n```\n", written.join("\n\n")));
}

fn write_param(page: &mut String, param: Param<'_>) {
    let name = param.name().map(|it| it.text()).unwrap_or_default();
    let of = param.declared_type().map(|it| it.node().text()).unwrap_or_default();
    let default = param.default().map(|it| format!("`{}`", it.node().text()));
    let default = default.unwrap_or_else(|| match of.ends_with('?') {
        true => "`null`".to_owned(),
        false => "must be given".to_owned(),
    });
    let docs = docs_of(param.node()).unwrap_or_default().replace('\n', " ");
    // A bar would end the cell.
    let of = of.replace('|', "\\|");
    put(page, format_args!("| `{name}` | `{of}` | {default} | {docs} |\n"));
}

/// The template of the file's name.
fn item<'t>(file: File<'t>, template: &Template) -> TemplateItem<'t> {
    let own = file.items().find_map(|item| match item {
        Item::Template(it) if it.name().is_some_and(|name| name.text() == template.name) => {
            Some(it)
        }
        _ => None,
    });
    own.unwrap_or_else(|| panic!("{} isn't there", template.name))
}

fn put(page: &mut String, text: std::fmt::Arguments<'_>) {
    page.write_fmt(text).expect("a String takes all text");
}
