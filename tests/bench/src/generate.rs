//! Packages of any size, in which nothing repeats but the manner.
//!
//! `corpus/` holds what they are made of: two units, *notes* and *pages*, each some types, enums,
//! constants, functions and templates on one topic, and a unit of providers. Each unit is there
//! twice: in our language, and, with the same lines and the same number of declarations, in that of
//! the checker that we compare ourselves with.

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
    let pairs: Vec<usize> = (0..lines.saturating_sub(fixed).div_ceil(in_pair).max(1)).collect();
    let pairs_per_file = match shape {
        Shape::ManyFiles => PAIRS_PER_FILE,
        Shape::OneFile => pairs.len(),
    };
    let files = pairs.chunks(pairs_per_file).enumerate();
    let text = |(index, pairs)| (corpus.name(index), corpus.text(index, pairs));
    files.map(text).collect()
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
    fn name(&self, file: usize) -> String {
        format!("part{file}.{}", self.extension)
    }

    /// The file `file`, made of `pairs`. Its first pages are about the notes that the file before
    /// it begins with.
    fn text(&self, file: usize, pairs: &[usize]) -> String {
        let mut text = self.head.to_owned();
        let before = pairs[0].checked_sub(PAIRS_PER_FILE).filter(|_| file > 0);
        match before {
            Some(before) => {
                let import = self.import.replace("FILE", &(file - 1).to_string());
                text += &named(&import, before, before);
            }
            None => text += self.providers,
        }
        for pair in pairs {
            let notes = before.filter(|_| *pair == pairs[0]).unwrap_or(*pair);
            text += &named(self.notes, *pair, *pair);
            text += &named(self.pages, notes, *pair);
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
