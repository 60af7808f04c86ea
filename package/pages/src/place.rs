//! Where pages lie, and how one leads to another.

use maud::Markup;
use orchestra_ledger_pages::frame::Frame;

use crate::book::Book;

/// What pages have besides the frame's style.
pub(crate) const STYLE: &str = concat!(include_str!("style.css"), include_str!("graph.css"));

/// Where a page stands: what leads from it to the site's root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The index.
    Root,
    /// Any other page.
    Folder,
}

impl Place {
    /// The address of the page at `path`, from here.
    pub(crate) fn to(self, path: &str) -> String {
        match self {
            Self::Root => path.to_owned(),
            Self::Folder => format!("../{path}"),
        }
    }
}

/// A module's page.
pub(crate) fn module(name: &str) -> String {
    format!("modules/{}.html", plain(name))
}

/// A template's page, by its whole name.
pub(crate) fn template(name: &str) -> String {
    format!("templates/{}.html", plain(name))
}

/// Where another export stands, by its whole name: on its module's page.
pub(crate) fn export(name: &str) -> String {
    let (of, item) = name.rsplit_once('.').unwrap_or(("", name));
    format!("{}#{item}", module(of))
}

/// A source's page, by its path in the package.
pub(crate) fn source(path: &str) -> String {
    let stem = path.strip_suffix(".orch").unwrap_or(path);
    let words: Vec<String> = stem.split('/').map(|it| plain(&it.replace('.', "~2e"))).collect();
    format!("sources/{}.html", words.join("."))
}

/// A name as a file's: whatever isn't plain everywhere is written as `~` and its bytes in hex.
fn plain(name: &str) -> String {
    let mut shown = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'~') {
            shown.push(char::from(byte));
        } else {
            shown += &format!("~{byte:02x}");
        }
    }
    shown
}

/// A page of the site as text.
pub(crate) fn page(
    book: &Book<'_>,
    place: Place,
    title: &str,
    summary: &str,
    main: Markup,
    script: Option<&str>,
) -> String {
    let to = |path| place.to(path);
    let frame = Frame {
        site: &book.about.name,
        links: &[
            (&book.about.name, to("index.html")),
            ("Templates", to("index.html#templates")),
            ("Modules", to("index.html#modules")),
        ],
        title,
        summary,
        main,
        footer: maud::html! {
            "Bounds are the compiler's, at prices of the day on which it was asked. Written by "
            code { "orchc doc" } "."
        },
        style: STYLE,
        script,
    };
    frame.text()
}

#[cfg(test)]
mod tests {
    use super::{module, source};

    #[test]
    fn no_two_sources_share_a_page_and_no_name_leads_out() {
        assert_eq!(source("scores/market.orch"), "sources/scores.market.html");
        assert_eq!(source("scores.market.orch"), "sources/scores~2emarket.html");
        assert_eq!(source("a b/ü#.orch"), "sources/a~20b.~c3~bc~23.html");
        assert_eq!(module("kit./../x"), "modules/kit.~2f..~2fx.html");
    }
}
