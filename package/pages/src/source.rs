//! The page of a source: its text, with numbered lines that can be linked to.

use maud::{Markup, html};
use orchestra_compiler::SourceFile;
use orchestra_diagnostics::Span;
use orchestra_package_interface::module_name;

use crate::{
    book::Book,
    highlight::highlighted,
    place::{self, Place},
};

pub(crate) fn page(book: &Book<'_>, file: SourceFile) -> String {
    let path = file.path(book.db);
    let parse = book.parse(file);
    let text = file.text(book.db);
    let lines = text.lines().count();
    let module = module_name(book.db, file);
    let whole = u32::try_from(text.len()).unwrap_or(u32::MAX);
    let main = html! {
        h1 { code { (path.path()) } }
        @if book.interface.modules.contains_key(&module) {
            p { "The module " a href=(Place::Folder.to(&place::module(&module))) { code { (module) } } "." }
        }
        pre tabindex="0" role="group" aria-label="Source" {
            code class="numbered" {
                span { (numbers(lines)) }
                span { (highlighted(&parse, Span::new(0, whole))) }
            }
        }
    };
    place::page(book, Place::Folder, path.path(), &format!("The source of {module}"), main, None)
}

fn numbers(lines: usize) -> Markup {
    html! {
        @for line in 1..=lines {
            a id=(format!("L{line}")) href=(format!("#L{line}")) aria-label=(format!("Line {line}")) tabindex="-1" { (line) }
            "\n"
        }
    }
}
