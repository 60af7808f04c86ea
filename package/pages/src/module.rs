//! The page of a module: what it says of itself, and each of its exports.

use maud::{Markup, html};
use orchestra_ledger_pages::frame::shown;
use orchestra_package_interface::{DescribedType, Export, Module, Parameter, value_written};

use crate::{
    book::Book,
    highlight::highlighted,
    index::kind,
    place::{self, Place},
    prose::{inline, prose, summary},
    typed::typed,
};

const HERE: Place = Place::Folder;

pub(crate) fn page(book: &Book<'_>, name: &str, module: &Module) -> String {
    let file = book.file_of(name);
    let said = file.map(|file| book.file_documentation(file)).unwrap_or_default();
    let main = html! {
        h1 { code { (name) } }
        (prose(&said))
        @if let Some(file) = file {
            @let path = file.path(book.db);
            p { a href=(HERE.to(&place::source(path.path()))) { "Source: " code { (path.path()) } } }
        }
        @for (item, export) in &module.exports {
            (section(book, name, item, export))
        }
        @if !module.providers.is_empty() {
            section class="operation" aria-labelledby="providers" {
                h2 id="providers" { "Providers" }
                ul { @for provider in &module.providers { li { code { (provider) } } } }
            }
        }
    };
    let line = summary(&said);
    let line = if line.is_empty() { format!("The module {name}") } else { line };
    place::page(book, HERE, name, &line, main, None)
}

fn section(book: &Book<'_>, module: &str, name: &str, export: &Export) -> Markup {
    let full = format!("{module}.{name}");
    html! {
        section class="operation" aria-labelledby=(name) {
            h2 id=(name) { code { (name) } " " small { (kind(export)) } }
            (prose(export.documentation()))
            @match export {
                Export::Template(template) => {
                    p { a href=(HERE.to(&place::template(&full))) { "Parameters, bounds, steps and source of " code { (name) } } }
                    p { "It gives " (typed(book, HERE, &template.result)) "." }
                }
                Export::Function { generics, parameters, result, .. } => {
                    @if !generics.is_empty() { p { "For any type " code { (generics.join(", ")) } "." } }
                    (parameters_listed(book, parameters))
                    p { "It gives " (typed(book, HERE, result)) "." }
                    (source(book, &full, false))
                }
                Export::Constant { ty, value, .. } => {
                    (constant(book, ty, value.as_ref()))
                }
                Export::Type { .. } | Export::Enum { .. } => (source(book, &full, true)),
            }
        }
    }
}

fn constant(book: &Book<'_>, ty: &DescribedType, value: Option<&serde_json::Value>) -> Markup {
    html! {
        @if let Some(value) = value { p { "Its value is " code { (value_written(value)) } "." } }
        @if !matches!(ty, DescribedType::Literal { .. }) { p { "It is " (typed(book, HERE, ty)) "." } }
    }
}

/// A table of parameters; a sentence where there are none.
pub(crate) fn parameters_listed(book: &Book<'_>, parameters: &[Parameter]) -> Markup {
    html! {
        @if parameters.is_empty() {
            p { "It takes nothing." }
        } @else {
            div class="wide" role="group" aria-label="Parameters" tabindex="0" {
                table {
                    thead { tr {
                        th scope="col" { "Parameter" }
                        th scope="col" { "Type" }
                        th scope="col" { "If left out" }
                        th scope="col" { "What it is" }
                    } }
                    tbody {
                        @for parameter in parameters {
                            tr {
                                th scope="row" { code { (parameter.name) } }
                                td { (typed(book, HERE, &parameter.ty)) }
                                td { (left_out(parameter)) }
                                td { (inline(&parameter.documentation.replace('\n', " "))) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn left_out(parameter: &Parameter) -> Markup {
    html! {
        @match (&parameter.default, parameter.optional) {
            (Some(value), _) => code { (value_written(value)) },
            (None, true) => code { "null" },
            (None, false) => "has to be given",
        }
    }
}

/// The item's text: at once, or where it is asked for.
pub(crate) fn source(book: &Book<'_>, full: &str, at_once: bool) -> Markup {
    let Some(item) = book.item(full) else { return html! {} };
    let Some(span) = book.span(item) else { return html! {} };
    let file = item.file(book.db);
    let code = highlighted(&book.parse(file), span);
    let path = place::source(file.path(book.db).path());
    let address = HERE.to(&format!("{path}#L{}", book.line(item)));
    let name = full.rsplit('.').next().unwrap_or(full);
    let label = format!("Source of {name}");
    html! {
        @if at_once {
            (shown(&label, &code))
        } @else {
            details {
                summary { (label) }
                (shown(&label, &code))
            }
        }
        p { a href=(address) { "Line " (book.line(item)) " of " code { (file.path(book.db).path()) } } }
    }
}
