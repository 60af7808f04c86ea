//! The one canonical layout of a file.
//!
//! The way is `writer` (the tree as a [`document`], one file a family of rules, as in the grammar) →
//! `printer` (which groups break, and the text). A document says where a line may end and where it
//! must; how wide things are, only the printer knows. Comments are written before the token that
//! they stand before, whichever rule it belongs to.
//!
//! Meaning is never changed: the tokens stay, but for commas at the ends of lists, the order of
//! `use` lines and the blanks before the lines of text blocks. Layout is a function of the text that
//! maps its own results to themselves.
//!
//! To change how a node looks: its function in the file of its family, and a case in
//! `tests/format`.

mod blocks;
mod broken;
mod calls;
mod chains;
mod control;
mod document;
mod expressions;
mod files;
mod fits;
mod items;
mod lists;
mod patterns;
mod printer;
mod range;
mod strings;
mod types;
mod writer;

use crate::kind::{NodeKind, TokenKind};
use crate::parse::{Parse, parse};
use crate::problem::Problem;
use crate::tree::NodeRef;
use broken::Regions;
use printer::Printed;
use writer::Writer;

pub use range::{RangeEdit, format_range};

/// What became of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formatted {
    /// The text in its canonical layout. What is broken in it stands as it was.
    pub text: String,
    /// What is wrong with the text that was given.
    pub problems: Vec<Problem>,
}

/// Lays out `text`, whatever it is, in linear time.
#[must_use]
pub fn format(text: &str) -> Formatted {
    let marked = format_marked(text);
    Formatted { text: marked.text, problems: marked.problems }
}

/// A layout with the places that it shares with its source.
struct Marked {
    text: String,
    problems: Vec<Problem>,
    /// Pairs of offsets, in the source and in the text, in order.
    marks: Vec<(u32, u32)>,
}

fn format_marked(text: &str) -> Marked {
    let parsed = parse(text);
    let is_broken = broken::structural(&parsed.problems).next().is_some();
    let printed = layout(&parsed);
    // How a broken text is read depends on its lines and their indentation. Where another layout
    // would be read otherwise, the text stays as it is.
    if is_broken && !is_kept(text, &parsed, &printed) {
        return Marked { text: text.to_owned(), problems: parsed.problems, marks: Vec::new() };
    }
    Marked { text: printed.text, problems: parsed.problems, marks: printed.marks }
}

fn layout(parsed: &Parse) -> Printed {
    let regions = Regions::of(parsed);
    let mut writer = Writer::new(&parsed.tree, &regions);
    files::file(&mut writer, parsed.tree.root());
    printer::print(parsed.tree.text(), &writer.document.finish())
}

/// Whether `printed` is read as `parsed` was, and is its own layout.
fn is_kept(text: &str, parsed: &Parse, printed: &Printed) -> bool {
    let again = parse(&printed.text);
    parsed.tree.text() == text
        && Contents::of(&again) == Contents::of(parsed)
        && layout(&again).text == printed.text
}

/// What a layout may not change of a broken text.
#[derive(PartialEq, Eq)]
struct Contents<'t> {
    problems: Vec<&'t str>,
    /// Commas may be added, and lines of text blocks shifted.
    tokens: Vec<String>,
    /// These tell which commas were needed.
    nodes: Vec<NodeKind>,
    /// The words of `use` lines, which may have been sorted.
    uses: Vec<&'t str>,
    comments: Vec<&'t str>,
}

impl<'t> Contents<'t> {
    fn of(parsed: &'t Parse) -> Self {
        let tree = &parsed.tree;
        let mut is_used = vec![false; tree.tokens().len() + 1];
        for item in tree.root().children().filter(|item| files::is_use(*item)) {
            is_used[item.token_range().start as usize..item.token_range().end as usize].fill(true);
        }
        let mut contents = Self {
            problems: parsed.problems.iter().map(|problem| &problem.message[..]).collect(),
            tokens: Vec::new(),
            nodes: tree
                .nodes()
                .filter(|node| !is_used[node.token_range().start as usize])
                .map(NodeRef::kind)
                .collect(),
            uses: Vec::new(),
            comments: tree.comments().iter().map(|c| tree.slice(c.span).trim_end()).collect(),
        };
        let tokens = tree.tokens().iter().zip(&is_used);
        for (token, is_used) in tokens.filter(|(token, _)| token.kind != TokenKind::Comma) {
            let text = tree.slice(token.span());
            if *is_used {
                contents.uses.push(text);
                continue;
            }
            let mut lines = text.split('\n');
            let first = lines.next().unwrap_or_default().to_owned();
            contents.tokens.push(lines.fold(first, |all, line| all + "\n" + line.trim_start()));
        }
        contents.problems.sort_unstable();
        contents.uses.sort_unstable();
        contents.comments.sort_unstable();
        contents
    }
}
