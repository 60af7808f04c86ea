//! A shipped template, as its file says.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use orchestra_diagnostics::Code;
use orchestra_plan::{Plan, Value, plan::Param};
use orchestra_tests::{checked::Checked, corpus};
use serde_json::Value as Json;

/// A file of `stdlib/templates/`, with one template of its name.
pub(crate) struct Template {
    /// `market_research`
    pub(crate) name: String,
    pub(crate) text: String,
}

/// All that ship, by name.
pub(crate) fn templates() -> Vec<Template> {
    let files = corpus::files(&corpus::folder("../stdlib/templates"), ".orch");
    let read = files.iter().map(|file| {
        let name = file.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        Template { name, text: corpus::read(file) }
    });
    read.collect()
}

impl Template {
    /// The paragraphs of its `//!` lines, each on one line.
    pub(crate) fn paragraphs(&self) -> Vec<String> {
        let lines = self.text.lines().map_while(|line| line.strip_prefix("//!"));
        let text = lines.map(str::trim).collect::<Vec<_>>().join("\n");
        text.split("\n\n").map(|paragraph| paragraph.replace('\n', " ")).collect()
    }

    /// The command of its example, as a shell splits it.
    pub(crate) fn command(&self) -> Vec<String> {
        let paragraphs = self.paragraphs();
        let example = paragraphs.iter().find_map(|it| it.strip_prefix("Example: `"));
        let example = example.unwrap_or_else(|| panic!("{} has no example", self.name));
        words(example.split('`').next().unwrap_or_default())
    }

    /// The inputs of its example.
    pub(crate) fn inputs(&self) -> BTreeMap<String, String> {
        let command = self.command();
        let given = command.windows(2).filter(|it| it[0] == "--input");
        let pairs = given.map(|it| it[1].split_once('=').expect("an input is `NAME=VALUE`"));
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    /// The project of this file, with lints that ask for fall-backs and documentation.
    pub(crate) fn checked(&self) -> Checked {
        let awake = [Code::NoFallback, Code::MissingDoc];
        Checked::with_embedded_ledger(&[(&self.path(), &self.text)]).linted(awake)
    }

    pub(crate) fn path(&self) -> String {
        format!("{}.orch", self.name)
    }
}

/// A command's words, quotes taken off.
pub(crate) fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for letter in command.chars() {
        match (quote, letter) {
            (None, ' ') => words.extend(word.take()),
            (None, '\'' | '"') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (Some(open), _) if open == letter => quote = None,
            _ => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

/// Inputs as the engine wants them, defaults filled in: a text as it stands where a parameter takes
/// it, else JSON.
pub(crate) fn decoded(plan: &Plan, given: &BTreeMap<String, String>) -> IndexMap<String, Value> {
    let decode = |param: &Param| {
        let Some(text) = given.get(&param.name) else {
            return param.default.clone().unwrap_or(Value::Null);
        };
        let json = serde_json::from_str(text).ok();
        let all = json.into_iter().chain([Json::String(text.clone())]);
        let mut fitting = all.filter_map(|it| param.shape.decode(&it, &plan.shapes).ok());
        fitting.next().unwrap_or_else(|| panic!("{} doesn't take {text}", param.name))
    };
    plan.params.iter().map(|param| (param.name.clone(), decode(param))).collect()
}
