//! What all pages share: where they lie, links, lists of facts.

use maud::{Markup, html};
use url::Url;

pub(super) use crate::frame::to_copy;
use crate::frame::{Frame, shown};

/// Where a page stands: what leads from it to the site's root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The index.
    Root,
    /// A page of a subnet or a capability.
    Folder,
}

impl Place {
    /// The address of the page at `path`, from here.
    pub(super) fn to(self, path: &str) -> String {
        match self {
            Self::Root => path.to_owned(),
            Self::Folder => format!("../{path}"),
        }
    }
}

/// A page of the site.
pub(super) struct Page<'a> {
    pub(super) place: Place,
    /// As the browser's tab shows it.
    pub(super) title: &'a str,
    /// What it is about, in a line.
    pub(super) summary: &'a str,
    /// What stands in its main part.
    pub(super) main: Markup,
    /// A script of its own.
    pub(super) script: Option<&'a str>,
}

impl Page<'_> {
    /// The whole text.
    pub(super) fn text(self) -> String {
        let to = |path| self.place.to(path);
        let frame = Frame {
            site: "Subnet Ledger",
            links: &[
                ("Subnet Ledger", to("index.html")),
                ("Capabilities", to("index.html#capabilities")),
                ("Subnets", to("index.html#subnets")),
            ],
            title: self.title,
            summary: self.summary,
            main: self.main,
            footer: html! {
                "Facts carry the day on which they were looked up. A price that isn't "
                "known is unknown, which isn't zero. Written by " code { "orchc ledger site" } "."
            },
            style: "",
            script: self.script,
        };
        frame.text()
    }
}

/// Where a subnet's page lies.
pub(super) fn subnet_path(slug: &str) -> String {
    format!("subnets/{slug}.html")
}

/// Where a capability's page lies.
pub(super) fn capability_path(name: &str) -> String {
    format!("capabilities/{name}.html")
}

/// Where an operation stands, by its full name.
pub(super) fn operation_path(name: &str) -> String {
    let (slug, operation) = name.split_once('.').unwrap_or((name, ""));
    format!("{}#{operation}", subnet_path(slug))
}

/// An address of somebody else's: a link, if a browser fetches it and runs nothing.
pub(super) fn link(address: &str) -> Markup {
    let is_safe = Url::parse(address).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    html! {
        @if is_safe {
            a href=(address) rel="noopener noreferrer nofollow" { (address) }
        } @else {
            span { (address) }
        }
    }
}

/// Links to capabilities, by full name.
pub(super) fn capabilities(place: Place, names: &[String]) -> Markup {
    html! {
        @for (at, name) in names.iter().enumerate() {
            @if at > 0 { ", " }
            a href=(place.to(&capability_path(name))) { code { (name) } }
        }
    }
}

/// A text in the language's notation.
pub(super) fn notation(what: &str, text: &str) -> Markup {
    shown(what, &html! { (text) })
}

/// A name with what is said of it, in a list of definitions; nothing where nothing is.
pub(super) fn fact(name: &str, value: Option<Markup>) -> Markup {
    html! { @if let Some(value) = value { dt { (name) } dd { (value) } } }
}

/// The same of plain words.
pub(super) fn words(name: &str, value: &str) -> Markup {
    fact(name, (!value.is_empty()).then(|| html! { (value) }))
}
