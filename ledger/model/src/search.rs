//! Finds subnets, operations and capabilities by words.
//!
//! The law of the order, which `orchc ledger search`, the pages and the service share (the pages'
//! script does the same in a browser, and a test holds the two together):
//!
//! 1. Of the words asked for, those count that say something. Two that together are a word of a
//!    name are read as that one (`fine-tune`); a word that nothing in the Ledger begins with or is
//!    related to is read as the nearest one that is there.
//! 2. Found is what has half of these words or more; each that it lacks counts against it.
//! 3. A word counts where it counts most: in a name, in what it serves and is filed under, in the
//!    summary, in the description; and there whole before begun before related. Whoever is called
//!    exactly what was asked for comes first.
//! 4. Of equals, capabilities come before subnets, subnets before operations; what can be called
//!    before what can't; fewer words in a name before more; and then they stay in the Ledger's own
//!    order: families and subnets by name, what they hold as their files have it.

mod document;
mod words;

use std::{cmp::Reverse, collections::BTreeSet};

use orchestra_diagnostics::nearest;

pub use document::{Document, DocumentKind};
pub use words::{SILENT, words};

use crate::{Ledger, Served};

/// What a whole word, a begun one and a related one count for, by where they stand.
pub const WEIGHTS: [[i32; 3]; 4] = [[100, 70, 60], [50, 40, 35], [30, 20, 15], [8, 5, 4]];
/// What being called exactly what was asked for counts for.
pub const CALLED_SO: i32 = 1000;
/// What a word counts for that isn't there.
pub const LACKING: i32 = -50;

/// Everything that can be found.
#[derive(Clone, Debug)]
pub struct SearchIndex {
    documents: Vec<Document>,
}

/// What was found, best first.
#[derive(Clone, Debug, PartialEq)]
pub struct Found<'a> {
    /// Best first.
    pub documents: Vec<&'a Document>,
    /// Words that were read as others, with these.
    pub corrected: Vec<(String, String)>,
}

impl SearchIndex {
    /// Of a Ledger, and of who serves what.
    #[must_use]
    pub fn new(ledger: &Ledger, served: &Served) -> Self {
        Self { documents: document::documents(ledger, served) }
    }

    /// All that can be found, capabilities first.
    #[must_use]
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// What `query` finds.
    #[must_use]
    pub fn search(&self, query: &str) -> Found<'_> {
        let asked = words(query);
        let whole = asked.join(" ");
        let (asked, corrected) = self.read(asked);
        let mut found: Vec<(i32, &Document)> = self
            .documents
            .iter()
            .filter_map(|document| {
                let weights: Vec<i32> = asked.iter().map(|word| weight(document, word)).collect();
                let lacking = weights.iter().filter(|weight| **weight == LACKING).count();
                let called = if document.called.contains(&whole) { CALLED_SO } else { 0 };
                let enough = lacking < asked.len() && lacking * 2 <= asked.len();
                enough.then(|| (weights.iter().sum::<i32>() + called, document))
            })
            .collect();
        found.sort_by_key(|(score, document)| {
            let Document { kind, callable, names, .. } = *document;
            (Reverse(*score), *kind, Reverse(*callable), names.len())
        });
        Found { documents: found.into_iter().map(|(_, document)| document).collect(), corrected }
    }

    /// Words as they are looked for, and those of them that were read as others.
    fn read(&self, mut asked: Vec<String>) -> (Vec<String>, Vec<(String, String)>) {
        let is_name = |word: &String| self.documents.iter().any(|it| it.names.contains(word));
        let mut at = 0;
        while at + 1 < asked.len() {
            let both = format!("{}{}", asked[at], asked[at + 1]);
            if is_name(&both) {
                asked[at] = both;
                asked.remove(at + 1);
            }
            at += 1;
        }
        if asked.iter().any(|word| !SILENT.contains(&word.as_str())) {
            asked.retain(|word| !SILENT.contains(&word.as_str()));
        }
        let mut corrected = Vec::new();
        for word in &mut asked {
            if !self.documents.iter().any(|it| weight(it, word) != LACKING)
                && let Some(near) = self.nearest(word)
            {
                corrected.push((word.clone(), near.clone()));
                *word = near;
            }
        }
        (asked, corrected)
    }

    /// The nearest word of names and topics, or else of what is said.
    fn nearest(&self, word: &str) -> Option<String> {
        let of = |fields: fn(&Document) -> [&Vec<String>; 2]| {
            let known: BTreeSet<&str> =
                self.documents.iter().flat_map(fields).flatten().map(String::as_str).collect();
            nearest(word, known).map(str::to_owned)
        };
        of(|it| [&it.names, &it.topics]).or_else(|| of(|it| [&it.summarized, &it.described]))
    }
}

/// What a word counts for in a document.
fn weight(document: &Document, asked: &str) -> i32 {
    let Document { names, topics, summarized, described, .. } = document;
    let fields = [names, topics, summarized, described].into_iter().zip(WEIGHTS);
    let one = |word: &String, [whole, begun, related]: [i32; 3]| {
        if word == asked {
            Some(whole)
        } else if asked.chars().nth(1).is_some() && word.starts_with(asked) {
            Some(begun)
        } else {
            words::are_related(word, asked).then_some(related)
        }
    };
    let counted =
        fields.flat_map(|(words, weights)| words.iter().filter_map(move |word| one(word, weights)));
    counted.max().unwrap_or(LACKING)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index() -> SearchIndex {
        let document = |kind, name: &str, summary: &str| Document {
            kind,
            name: name.to_owned(),
            title: None,
            summary: summary.to_owned(),
            callable: true,
            standing: None,
            called: vec![words(name).join(" ")],
            names: words(name),
            topics: Vec::new(),
            summarized: words(summary),
            described: Vec::new(),
        };
        SearchIndex {
            documents: vec![
                document(DocumentKind::Capability, "image.edit", "A picture, changed."),
                document(DocumentKind::Subnet, "painter", "Makes images."),
                document(DocumentKind::Operation, "painter.images", "Makes one."),
                document(DocumentKind::Operation, "painter.translate", "A title in German."),
            ],
        }
    }

    fn names(query: &str) -> Vec<String> {
        index().search(query).documents.iter().map(|it| it.name.clone()).collect()
    }

    #[test]
    fn names_come_before_summaries_and_kinds_decide_between_equals() {
        assert_eq!(names("Image"), ["image.edit", "painter.images", "painter"]);
        assert_eq!(names("painter"), ["painter", "painter.images", "painter.translate"]);
    }

    #[test]
    fn begun_and_related_words_are_found() {
        assert_eq!(names("trans"), ["painter.translate"]);
        assert_eq!(names("translations"), ["painter.translate"]);
        assert_eq!(names("p"), Vec::<String>::new(), "one letter begins nothing");
    }

    #[test]
    fn what_has_less_than_half_of_the_words_is_left_out() {
        assert_eq!(names("edit the image"), ["image.edit", "painter.images", "painter"]);
        assert_eq!(names("edit an image in German"), ["image.edit"]);
        assert_eq!(names("the"), Vec::<String>::new());
        assert_eq!(names(""), Vec::<String>::new());
    }

    #[test]
    fn two_words_that_are_one_name_are_read_as_it() {
        assert_eq!(names("pain-ter"), ["painter", "painter.images", "painter.translate"]);
    }

    #[test]
    fn a_misspelt_word_is_read_as_the_nearest_one() {
        let index = index();
        let found = index.search("imgae edit");
        assert_eq!(found.documents[0].name, "image.edit");
        assert_eq!(found.corrected, [("imgae".to_owned(), "image".to_owned())]);
        let nothing = index.search("quantum");
        assert!(nothing.documents.is_empty() && nothing.corrected.is_empty());
    }
}
