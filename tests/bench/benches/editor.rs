//! The language server as somebody who types has it: in a process of its own, on stdin and stdout, with a
//! project of 200 files and 40,000 lines, of which the file of 1,000 lines is edited.
//!
//! The server is this program, started anew: what `orchc lsp` runs, with its allocator; or it is the
//! binary that `ORCHC` names. Beside it, in turn, `baml-cli lsp` on a project of the same lines and the same number of declarations, with the
//! same numbers of edits and questions. Where `baml-cli` can't be had, that is said.
//!
//! Two things are typed letter by letter and then deleted, in turn: a line inside a body, and an item.
//! Each has a name that was never there before. An edit is sent when the file's diagnostics after the
//! one before it have come.
//!
//! `cargo bench … --bench editor -- FEWER` measures short sessions; `ALONE` leaves the
//! other server out, `MEMORY` all but the long session.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    thread,
    time::{Duration, Instant},
};

use orchestra_tests_bench::{
    Document, Language, LanguageServer, Spread, baml_cli, given_binary, project, say, write_package,
};

/// Sessions with each server.
const ROUNDS: usize = 5;

/// A session, and a short one.
const COUNTS: [Counts; 2] = [
    Counts { edits: 500, completed: 200, hovered: 200 },
    Counts { edits: 100, completed: 40, hovered: 40 },
];

/// When in a long session it is asked how much memory there is.
const MEMORY_AFTER: [usize; 4] = [1_000, 2_500, 5_000, 10_000];

/// Edits after which it is looked at, and how often before a mark.
const LOOKED_AFTER: usize = 20;
const LOOKS: usize = 25;

/// Of the other server, which takes long.
const OTHER_MEMORY_AFTER: [usize; 2] = [500, 1_000];

/// What has this program serve.
const SERVE: &str = "serve";

/// As deep as texts may be nested.
const STACK: usize = 256 << 20;

/// That of `orchc`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let asked = |word: &str| std::env::args().skip(1).any(|it| it == word);
    if asked(SERVE) {
        let serve =
            || orchestra_lsp_server::serve_stdio(None).is_ok_and(|was_shut_down| was_shut_down);
        let thread = thread::Builder::new().stack_size(STACK).spawn(serve);
        let served = thread.map(|it| it.join().is_ok_and(|was_shut_down| was_shut_down));
        return if served.unwrap_or_default() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    measure(asked("FEWER"), asked("ALONE"), asked("MEMORY"));
    ExitCode::SUCCESS
}

/// What is done in a session.
#[derive(Clone, Copy)]
struct Counts {
    /// Edits whose diagnostics are waited for.
    edits: usize,
    /// Edits behind which it is asked what may stand there.
    completed: usize,
    /// Places of which it is asked what stands there.
    hovered: usize,
}

fn measure(is_short: bool, is_alone: bool, is_memory: bool) {
    let folder = tempfile::tempdir().expect("there is room for temporary files");
    let command = match given_binary() {
        Some(given) => vec![given, "lsp".into()],
        None => vec![std::env::current_exe().expect("a process knows itself"), SERVE.into()],
    };
    let ours = Subject::new("orchc lsp", command, folder.path(), Language::Orch);
    let program = if is_alone { None } else { baml_cli() };
    let other = program.map(|program| {
        let command = vec![program, "lsp".into()];
        Subject::new("baml-cli lsp", command, folder.path(), Language::Baml)
    });
    if other.is_none() && !is_alone {
        say("skipped: baml-cli can't be installed here (it needs python3 with pip and venv)");
    }
    say(&format!("{}; {}", machine(), ours.size()));
    let subjects: Vec<_> = [Some(&ours), other.as_ref()].into_iter().flatten().collect();
    let mut sessions: Vec<Vec<Session>> = subjects.iter().map(|_| Vec::new()).collect();
    let rounds = if is_memory { 0 } else { ROUNDS };
    for round in 1..=rounds {
        say(&format!("round {round}, load {}", load()));
        for (subject, sessions) in subjects.iter().zip(&mut sessions) {
            sessions.push(session(subject, COUNTS[usize::from(is_short)]));
        }
    }
    for (subject, sessions) in subjects.iter().zip(&sessions).filter(|_| !is_memory) {
        tell(subject, sessions);
    }
    if let ([ours, other], false) = (&sessions[..], is_memory) {
        compare(ours, other);
    }
    if is_short {
        return;
    }
    long_session(&ours, &MEMORY_AFTER);
    if let Some(other) = &other {
        long_session(other, &OTHER_MEMORY_AFTER);
    }
}

/// A server, and a project for it.
struct Subject {
    name: &'static str,
    command: Vec<PathBuf>,
    language: Language,
    folder: PathBuf,
    files: Vec<(String, String)>,
    edited: usize,
}

/// What was found in one session, in milliseconds.
struct Session {
    first: f64,
    edits: Vec<f64>,
    completions: Vec<f64>,
    hovers: Vec<f64>,
    cpu_each: f64,
    resident_kib: f64,
}

impl Subject {
    fn new(name: &'static str, command: Vec<PathBuf>, folder: &Path, language: Language) -> Self {
        let (mut files, edited) = project(language);
        let folder = folder.join(format!("{language:?}"));
        if language == Language::Baml {
            for (path, _) in &mut files {
                path.insert_str(0, "baml_src/");
            }
        }
        write_package(&folder, &files);
        Self { name, command, language, folder, files, edited }
    }

    fn size(&self) -> String {
        let lines = |text: &str| text.lines().count();
        let all: usize = self.files.iter().map(|(_, text)| lines(text)).sum();
        let edited = lines(&self.files[self.edited].1);
        format!("{} files, {all} lines, {edited} in the file that is edited", self.files.len())
    }

    /// Starts the server and opens the file that is edited.
    fn start(&self) -> (LanguageServer, Document) {
        let command: Vec<_> =
            self.command.iter().map(|it| it.to_str().expect("names are in UTF-8")).collect();
        let mut server = LanguageServer::start(&command, &self.folder);
        let (name, text) = &self.files[self.edited];
        let document = server.open(&self.folder, name, self.language.id(), text);
        (server, document)
    }
}

/// What is typed, in a language.
trait Typed {
    /// What clients call the language.
    fn id(self) -> &'static str;

    /// Where something is typed: behind the first of these that stands in the file's middle.
    fn places(self) -> [&'static str; 2];

    /// What is typed there for the time `number`.
    fn typed(self, number: usize) -> [String; 2];

    /// A text behind which it is asked what may stand there, and where it is typed.
    fn completed(self) -> (&'static str, &'static str);

    /// What stands at places of which it is asked what it is.
    fn hovered(self) -> &'static str;
}

impl Typed for Language {
    fn id(self) -> &'static str {
        match self {
            Self::Orch => "orch",
            Self::Baml => "baml",
        }
    }

    fn places(self) -> [&'static str; 2] {
        match self {
            Self::Orch => ["on_error: skip } {", "\n}\n"],
            Self::Baml => ["@description(", "\n}\n"],
        }
    }

    fn typed(self, number: usize) -> [String; 2] {
        match self {
            Self::Orch => [
                format!(
                    "  let x{number}_lines = call search.web {{ query: \"news\", limit: 3 }}\n"
                ),
                format!("\nfn x{number}_short(text: string) -> string = text.trim()\n"),
            ],
            Self::Baml => [
                format!(
                    "  x{number}_lines string[] @description(\"In its own words, and few.\")\n"
                ),
                format!("\nclass X{number}Short {{\n  text string\n  length int\n}}\n"),
            ],
        }
    }

    fn completed(self) -> (&'static str, &'static str) {
        match self {
            Self::Orch => ("  let found = call search.web", "."),
            Self::Baml => ("  found string @", "@"),
        }
    }

    fn hovered(self) -> &'static str {
        match self {
            Self::Orch => "search.web {",
            Self::Baml => "Note[] {",
        }
    }
}

fn session(subject: &Subject, counts: Counts) -> Session {
    let (mut server, mut document) = subject.start();
    let first = milliseconds(server.first_diagnostics(&document));
    let before = server.cpu_ms();
    let mut typist = Typist::new(subject);
    let edits: Vec<f64> =
        (0..counts.edits).map(|_| typist.edit(&mut server, &mut document)).collect();
    let cpu = server.cpu_ms().zip(before).map_or(f64::NAN, |(now, before)| (now - before) as f64);
    typist.delete(&mut server, &mut document);
    let completions = completions(subject, &mut server, &mut document, counts.completed);
    let hovers = hovers(subject, &mut server, &document, counts.hovered);
    let resident_kib = server.resident_kib().map_or(f64::NAN, |kib| kib as f64);
    let cpu_each = cpu / counts.edits as f64;
    Session { first, edits, completions, hovers, cpu_each, resident_kib }
}

/// Somebody who types.
struct Typist<'s> {
    subject: &'s Subject,
    number: usize,
    /// Where the next letter goes, and which letters are still to be typed.
    at: usize,
    rest: String,
    typed: usize,
}

impl<'s> Typist<'s> {
    fn new(subject: &'s Subject) -> Self {
        Self { subject, number: 0, at: 0, rest: String::new(), typed: 0 }
    }

    /// Types a letter, or deletes what was typed where that was all; how long it took until diagnostics
    /// came.
    fn edit(&mut self, server: &mut LanguageServer, document: &mut Document) -> f64 {
        if self.rest.is_empty() && self.typed > 0 {
            return self.delete(server, document);
        }
        if self.rest.is_empty() {
            let which = self.number % 2;
            let language = self.subject.language;
            self.at = place(&document.text, language.places()[which]);
            self.rest = language.typed(self.number)[which].clone();
            self.number += 1;
        }
        let letter = self.rest.remove(0);
        let at = self.at + self.typed;
        self.typed += 1;
        let sent = server.edit(document, at, at, letter.encode_utf8(&mut [0; 4]));
        took(sent, server.diagnostics(document).0)
    }

    /// Deletes what was typed.
    fn delete(&mut self, server: &mut LanguageServer, document: &mut Document) -> f64 {
        let sent = server.edit(document, self.at, self.at + self.typed, "");
        (self.typed, self.rest) = (0, String::new());
        took(sent, server.diagnostics(document).0)
    }
}

/// The start of the line behind the first `mark` in the second half of a text.
fn place(text: &str, mark: &str) -> usize {
    let middle = text.len() / 2;
    let found =
        text[middle..].find(mark).expect("files have what is looked for") + middle + mark.len();
    match mark.ends_with('\n') {
        true => found,
        false => found + text[found..].find('\n').expect("lines end") + 1,
    }
}

/// Types the last letters before something may stand there, and asks at once, again and again.
fn completions(
    subject: &Subject,
    server: &mut LanguageServer,
    document: &mut Document,
    count: usize,
) -> Vec<f64> {
    let (line, mark) = subject.language.completed();
    let at = place(&document.text, subject.language.places()[0]);
    server.edit(document, at, at, &format!("{line}\n"));
    server.diagnostics(document);
    let behind = at + line.rfind(mark).expect("it is there") + mark.len();
    let mut offered = 0;
    let times = (0..count).map(|_| {
        // As an editor does it: the letter, and the question behind it.
        server.edit(document, behind - 1, behind, "");
        server.diagnostics(document);
        let sent = server.edit(document, behind - 1, behind - 1, mark);
        let asked = server.ask_at("textDocument/completion", document, behind);
        let (arrived, found) = server.answer(asked);
        let items = found.get("items").unwrap_or(&found).as_array().map_or(0, Vec::len);
        offered += usize::from(items > 0);
        server.diagnostics(document);
        took(sent, arrived)
    });
    let times = times.collect();
    server.edit(document, at, at + line.len() + 1, "");
    server.diagnostics(document);
    if offered < count {
        say(&format!("{}: something was offered at {offered} of {count}", subject.name));
    }
    times
}

/// Asks what stands at many places.
fn hovers(
    subject: &Subject,
    server: &mut LanguageServer,
    document: &Document,
    count: usize,
) -> Vec<f64> {
    let places: Vec<usize> =
        document.text.match_indices(subject.language.hovered()).map(|(at, _)| at + 1).collect();
    let mut said = 0;
    let times = places.iter().cycle().take(count).map(|at| {
        let asked = server.ask_at("textDocument/hover", document, *at);
        let (arrived, found) = server.answer(asked);
        said += usize::from(!found.is_null());
        took(asked.0, arrived)
    });
    let times = times.collect();
    if said < count {
        say(&format!("{}: something was said at {said} of {count}", subject.name));
    }
    times
}

fn tell(subject: &Subject, sessions: &[Session]) {
    say(subject.name);
    let spread = |of: &dyn Fn(&Session) -> f64| Spread::of(sessions.iter().map(of).collect());
    let first = spread(&|it| it.first);
    say(&format!("  first diagnostics after the start: {first} ms"));
    for (what, of) in [
        ("diagnostics after a letter", (|it| &it.edits) as fn(&Session) -> &Vec<f64>),
        ("completion behind a letter", |it| &it.completions),
        ("hover", |it| &it.hovers),
    ] {
        let (middle, high) = (spread(&|it| part(of(it), 50)), spread(&|it| part(of(it), 95)));
        say(&format!("  {what}: p50 {middle} ms, p95 {high} ms"));
    }
    let cpu = spread(&|it| it.cpu_each);
    let resident = spread(&|it| it.resident_kib / 1024.0);
    say(&format!("  processors, a letter: {cpu} ms; resident at the end: {resident} MiB"));
}

/// How many times as long the other server takes, session by session.
fn compare(ours: &[Session], other: &[Session]) {
    let ratio = |of: &dyn Fn(&Session) -> f64| {
        Spread::of(ours.iter().zip(other).map(|(ours, other)| of(other) / of(ours)).collect())
    };
    say(&format!(
        "the other takes, of ours: first diagnostics {}, p95 of diagnostics {}, of completion {}, \
         of hover {}, processors {}, memory {}",
        ratio(&|it| it.first),
        ratio(&|it| part(&it.edits, 95)),
        ratio(&|it| part(&it.completions, 95)),
        ratio(&|it| part(&it.hovers, 95)),
        ratio(&|it| it.cpu_each),
        ratio(&|it| it.resident_kib),
    ));
}

/// Types for long, and looks at memory every now and then: at each mark the median of the edits before it
/// is told, since a project that is being opened once more takes the memory of two for a moment, and then
/// the most that there ever was.
fn long_session(subject: &Subject, after: &[usize]) {
    let (mut server, mut document) = subject.start();
    server.diagnostics(&document);
    let mut typist = Typist::new(subject);
    let (mut done, mut resident, mut most) = (0, Vec::new(), f64::NAN);
    for count in after {
        let mut looked = Vec::new();
        while done < *count {
            typist.edit(&mut server, &mut document);
            done += 1;
            if done % LOOKED_AFTER == 0 {
                let mib = server.resident_kib().map_or(f64::NAN, |kib| kib as f64 / 1024.0);
                most = mib.max(most);
                looked.push(mib);
            }
        }
        let before = looked.len().saturating_sub(LOOKS);
        resident.push(part(&looked[before..], 50));
    }
    let marks: Vec<_> =
        after.iter().zip(&resident).map(|(after, mib)| format!("{mib:.0} after {after}")).collect();
    let grown = resident[resident.len() - 1] / resident[0];
    say(&format!(
        "{}: MiB that are resident, by edits: {}; the last is {grown:.2} times the first; at most \
         {most:.0}; load {}",
        subject.name,
        marks.join(", "),
        load()
    ));
}

/// The figure that so many of a hundred don't exceed.
fn part(figures: &[f64], of_hundred: usize) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[((sorted.len() * of_hundred).div_ceil(100)).max(1) - 1]
}

fn took(sent: Instant, arrived: Instant) -> f64 {
    milliseconds(arrived - sent)
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

#[expect(clippy::disallowed_methods, reason = "the system tells in files what it runs on")]
fn said_by_system(path: &str) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

/// What runs this.
fn machine() -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let told = said_by_system("/proc/cpuinfo");
    let model = told.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    format!("{cores} cores of {}", model.map_or("an unknown processor", |(_, name)| name))
}

/// How many threads have wanted to run, on average over the last minute.
fn load() -> String {
    let told = said_by_system("/proc/loadavg");
    told.split(' ').next().filter(|it| !it.is_empty()).unwrap_or("unknown").to_owned()
}
