//! What every page of a site of ours stands in: head, policy, style, skip link, navigation, footer.
//!
//! A page loads nothing: style and scripts stand in it, and its content security policy names them by
//! their digests, so that nothing else would run. Escaping is [`maud`]'s.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

const STYLE: &str = include_str!("frame/style.css");
const COPY: &str = include_str!("frame/copy.js");
const RESULTS: &str = include_str!("frame/results.js");

/// A page.
pub struct Frame<'a> {
    /// What the site is called; behind each page's title.
    pub site: &'a str,
    /// What leads through the site: words and addresses, the index first. None where it is no site.
    pub links: &'a [(&'a str, String)],
    /// As the browser's tab shows it.
    pub title: &'a str,
    /// What it is about, in a line.
    pub summary: &'a str,
    /// What stands in its main part.
    pub main: Markup,
    /// What stands below, as a paragraph.
    pub footer: Markup,
    /// Style of its own, behind what all have.
    pub style: &'a str,
    /// A script of its own.
    pub script: Option<&'a str>,
}

impl Frame<'_> {
    /// The whole text.
    #[must_use]
    pub fn text(self) -> String {
        let style = format!("{STYLE}{}", self.style);
        let scripts: Vec<&str> = std::iter::once(COPY).chain(self.script).collect();
        let digests: Vec<String> = scripts.iter().map(|it| digest(it)).collect();
        let policy = format!(
            "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
            digest(&style),
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
                    title { (self.title) " · " (self.site) }
                    style { (PreEscaped(&style)) }
                }
                body {
                    a class="skip" href="#main-part" { "Skip to the content" }
                    @if !self.links.is_empty() {
                        header {
                            nav aria-label="Site" {
                                @for (words, address) in self.links { a href=(address) { (words) } }
                            }
                        }
                    }
                    main id="main-part" tabindex="-1" { (self.main) }
                    footer { p { (self.footer) } }
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

/// A text to copy, with a button where scripts run. `what` says what it is.
#[must_use]
pub fn to_copy(what: &str, text: &str) -> Markup {
    html! {
        div class="copy" {
            pre tabindex="0" aria-label=(what) role="group" { code { (text) } }
            button type="button" hidden { "Copy" }
        }
    }
}

/// A block of code. `what` says what it is.
#[must_use]
pub fn shown(what: &str, code: &Markup) -> Markup {
    html! { pre tabindex="0" aria-label=(what) role="group" { code { (code) } } }
}

/// A page's script that searches: `finds` defines `search`, and what that finds is shown in [`search`].
#[must_use]
pub fn searching(finds: &str) -> String {
    format!("{finds}{RESULTS}")
}

/// Where a site is searched: shown by the script that does it, which finds these by their ids.
#[must_use]
pub fn search() -> Markup {
    html! {
        search id="search" hidden {
            label for="query" { "Find by name, or by what it does" }
            input id="query" type="search" autocomplete="off" spellcheck="false";
            p id="status" role="status" {}
            ol id="results" {}
        }
        noscript { p { "The search needs scripts; everything is listed below." } }
    }
}

/// Data for a script, in an element of its own: JSON without a character that could end it.
#[must_use]
pub fn data(id: &str, value: &serde_json::Value) -> Markup {
    let text = value
        .to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029");
    html! { script id=(id) type="application/json" { (PreEscaped(text)) } }
}
