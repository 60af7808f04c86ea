//! Packages of any size, in which nothing repeats but the manner.
//!
//! `corpus/` holds what they are made of: two units, *notes* and *pages*, each some types, enums,
//! constants, functions and templates on one topic, and a unit of providers. Each unit is there
//! twice: in our language, and, with the same lines and the same number of declarations, in that of
//! the checker that we compare ourselves with.

use std::ops::Range;

/// How a package is cut into files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Files of about 240 lines; each uses names of the one before it.
    ManyFiles,
    /// All in one.
    OneFile,
}

/// What a package is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Ours.
    Orch,
    /// That of `baml-cli`.
    Baml,
}

/// Pairs of notes and pages in a file of many.
const PAIRS_PER_FILE: usize = 2;

/// Files of a project that somebody has open in an editor.
const PROJECT_FILES: usize = 200;

/// Pairs in the file of a project that somebody edits: 1,048 lines.
const PAIRS_IN_EDITED: usize = 9;

const TOPICS: [&str; 12] = [
    "pricing", "hiring", "support", "funding", "security", "design", "growth", "churn", "privacy",
    "delivery", "branding", "coverage",
];

/// A package of `lines` lines, or a few more: names and texts of its files.
#[must_use]
pub fn package(lines: usize, shape: Shape, language: Language) -> Vec<(String, String)> {
    let corpus = language.corpus();
    let fixed = corpus.head.lines().count() + corpus.providers.lines().count();
    let in_pair = corpus.notes.lines().count() + corpus.pages.lines().count();
    let pairs = lines.saturating_sub(fixed).div_ceil(in_pair).max(1);
    let in_file = match shape {
        Shape::ManyFiles => PAIRS_PER_FILE,
        Shape::OneFile => pairs,
    };
    let whole = vec![in_file; pairs / in_file];
    let rest = Some(pairs % in_file).filter(|rest| *rest > 0);
    corpus.files(whole.into_iter().chain(rest))
}

/// A package as somebody has it open in an editor, of 200 files and 40,000 lines, and which of its files
/// is the one of 1,000 lines that is edited: one that others use, and that uses another.
#[must_use]
pub fn project(language: Language) -> (Vec<(String, String)>, usize) {
    let edited = PROJECT_FILES / 2;
    let pairs = (0..PROJECT_FILES).map(|file| match file {
        _ if file == edited => PAIRS_IN_EDITED,
        _ if file % 3 == 0 => 1,
        _ => 2,
    });
    (language.corpus().files(pairs), edited)
}

impl Language {
    fn corpus(self) -> Corpus {
        match self {
            Self::Orch => Corpus {
                extension: "orch",
                head: include_str!("../corpus/head.orch"),
                import: "use \"./partFILE.orch\" { Topic0Note, topic_0_compare }\n",
                notes: include_str!("../corpus/notes.orch"),
                pages: include_str!("../corpus/pages.orch"),
                providers: include_str!("../corpus/providers.orch"),
            },
            Self::Baml => Corpus {
                extension: "baml",
                head: include_str!("../corpus/head.baml"),
                import: "// Topic0Note and Topic0Compare stand in partFILE.baml.\n",
                notes: include_str!("../corpus/notes.baml"),
                pages: include_str!("../corpus/pages.baml"),
                providers: include_str!("../corpus/providers.baml"),
            },
        }
    }
}

/// What packages of a language are made of.
struct Corpus {
    extension: &'static str,
    head: &'static str,
    /// The line by which a file uses the one before it.
    import: &'static str,
    notes: &'static str,
    pages: &'static str,
    providers: &'static str,
}

impl Corpus {
    /// Files of so many pairs of notes and pages each.
    fn files(&self, pairs: impl Iterator<Item = usize>) -> Vec<(String, String)> {
        let mut files = Vec::new();
        let (mut first, mut before) = (0, None);
        for count in pairs {
            let file = files.len();
            let text = self.text(file, first..first + count, before);
            files.push((self.name(file), text));
            before = Some(first);
            first += count;
        }
        files
    }

    fn name(&self, file: usize) -> String {
        format!("part{file}.{}", self.extension)
    }

    /// The file `file`, made of `pairs`. Its first pages are about the notes that the file before
    /// it begins with, of the pair `before`.
    fn text(&self, file: usize, pairs: Range<usize>, before: Option<usize>) -> String {
        let mut text = self.head.to_owned();
        match before {
            Some(before) => {
                let import = self.import.replace("FILE", &(file - 1).to_string());
                text += &named(&import, before, before);
            }
            None => text += self.providers,
        }
        for pair in pairs.clone() {
            let notes = before.filter(|_| pair == pairs.start).unwrap_or(pair);
            text += &named(self.notes, pair, pair);
            text += &named(self.pages, notes, pair);
        }
        text
    }
}

/// A unit with the names of its topic; `notes` are those that it is about.
fn named(unit: &str, notes: usize, pair: usize) -> String {
    let topic = TOPICS[pair % TOPICS.len()];
    let mut text = unit.replace("the topic", topic);
    for (written, number) in [("0", notes), ("1", pair)] {
        let topic = TOPICS[number % TOPICS.len()];
        let (initial, rest) = topic.split_at(1);
        let upper = initial.to_uppercase();
        text = text
            .replace(&format!("topic_{written}"), &format!("{topic}_{number}"))
            .replace(&format!("TOPIC_{written}"), &format!("{}_{number}", topic.to_uppercase()))
            .replace(&format!("Topic{written}"), &format!("{upper}{rest}{number}"));
    }
    text
}
