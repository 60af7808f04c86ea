//! Pages of cases: text in, text out.
//!
//! A page begins with text that all of its cases share, up to the first line that begins with `# `, a
//! case's title. What follows is the case's text, with `$0` for the cursor; a case that begins with
//! `//- ` has files of its own. Then come lines that begin with `//? `, which say what has to hold, and
//! parts that begin with a line `//> `: what is asked, and on the lines below it what comes out, without
//! the text that all share where that is as it was.
//!
//! `UPDATE=1` writes what comes out into the pages.

use std::path::{Path, PathBuf};

pub(crate) struct Page {
    path: PathBuf,
    shared: String,
    pub(crate) cases: Vec<Case>,
}

pub(crate) struct Case {
    pub(crate) title: String,
    /// With what all share.
    pub(crate) text: String,
    /// Without.
    own: String,
    /// Lines that begin with `//? `.
    pub(crate) claims: Vec<String>,
    /// What is asked, and what comes out.
    pub(crate) outcomes: Vec<(String, String)>,
}

impl Page {
    /// The page at `path` in the folder of the tests.
    #[expect(clippy::disallowed_methods, reason = "the test reads its cases")]
    pub(crate) fn read(path: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(path);
        let text = std::fs::read_to_string(&path).expect("the page is there");
        let mut parts = text.split("\n# ");
        let shared = parts.next().unwrap_or_default().trim_end().to_owned();
        let cases = parts.map(|part| Case::read(&shared, part)).collect();
        Self { path, shared, cases }
    }

    /// What is asked in each case comes out as it is written.
    #[expect(clippy::disallowed_methods, reason = "the test writes its cases when told to")]
    pub(crate) fn holds(&self, outcome: impl Fn(&Case, &str) -> String) {
        let mut page = format!("{}\n", self.shared);
        let mut wrong = String::new();
        for case in &self.cases {
            page += &format!("\n# {}\n{}\n", case.title, case.own);
            page.extend(case.claims.iter().map(|claim| format!("//? {claim}\n")));
            for (asked, expected) in &case.outcomes {
                let all = outcome(case, asked);
                let own = all.strip_prefix(&self.shared).unwrap_or(&all);
                let found = own.trim_start_matches('\n').trim_end();
                page += &format!("//> {asked}\n{found}\n");
                if found != expected {
                    wrong += &format!("{}, `{asked}`:\n{found}\n\n", case.title);
                }
            }
        }
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&self.path, page).expect("the page can be written");
        } else {
            assert!(wrong.is_empty(), "{wrong}");
        }
    }
}

impl Case {
    fn read(shared: &str, part: &str) -> Self {
        let (title, body) = part.split_once('\n').expect("a case has a text");
        let mut outcomes = body.split("\n//> ");
        let (claims, own): (Vec<&str>, Vec<&str>) =
            outcomes.next().unwrap_or_default().lines().partition(|line| line.starts_with("//? "));
        let own = own.join("\n").trim_end().to_owned();
        let outcomes = outcomes.map(|outcome| {
            let (asked, text) = outcome.split_once('\n').unwrap_or((outcome, ""));
            (asked.to_owned(), text.trim_end().to_owned())
        });
        let is_whole = own.starts_with("//- ") || shared.is_empty();
        Self {
            title: title.to_owned(),
            text: if is_whole { format!("{own}\n") } else { format!("{shared}\n{own}\n") },
            claims: claims.iter().map(|line| line["//? ".len()..].to_owned()).collect(),
            outcomes: outcomes.collect(),
            own,
        }
    }
}
