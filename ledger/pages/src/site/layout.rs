//! What all pages share: the frame, style and script, links, blocks to copy.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};
use url::Url;

const STYLE: &str = include_str!("style.css");
const COPY: &str = include_str!("copy.js");

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
        let scripts: Vec<&str> = std::iter::once(COPY).chain(self.script).collect();
        let digests: Vec<String> = scripts.iter().map(|it| digest(it)).collect();
        let policy = format!(
            "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
            digest(STYLE),
            digests.join(" "),
        );
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(policy);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="referrer" content="no-referrer";
                    meta name="description" content=(self.summary);
                    title { (self.title) " · Subnet Ledger" }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    a class="skip" href="#main-part" { "Skip to the content" }
                    header {
                        nav aria-label="Site" {
                            a href=(self.place.to("index.html")) { "Subnet Ledger" }
                            a href=(self.place.to("index.html#capabilities")) { "Capabilities" }
                            a href=(self.place.to("index.html#subnets")) { "Subnets" }
                        }
                    }
                    main id="main-part" tabindex="-1" { (self.main) }
                    footer {
                        p {
                            "Facts carry the day on which they were looked up. A price that isn't "
                            "known is unknown, which isn't zero. Written by " code { "orchc ledger site" } "."
                        }
                    }
                    @for script in scripts {
                        script { (PreEscaped(script)) }
                    }
                }
            }
        };
        page.into_string() + "\n"
    }
}

/// A text as a content security policy names it.
fn digest(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
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

/// A text to copy, with a button where scripts run. `what` says what it is.
pub(super) fn to_copy(what: &str, text: &str) -> Markup {
    html! {
        div class="copy" {
            pre tabindex="0" aria-label=(what) role="group" { code { (text) } }
            button type="button" hidden { "Copy" }
        }
    }
}

/// A text in the language's notation.
pub(super) fn notation(what: &str, text: &str) -> Markup {
    html! { pre tabindex="0" aria-label=(what) role="group" { code { (text) } } }
}

/// A name with what is said of it, in a list of definitions; nothing where nothing is.
pub(super) fn fact(name: &str, value: Option<Markup>) -> Markup {
    html! { @if let Some(value) = value { dt { (name) } dd { (value) } } }
}

/// The same of plain words.
pub(super) fn words(name: &str, value: &str) -> Markup {
    fact(name, (!value.is_empty()).then(|| html! { (value) }))
}
