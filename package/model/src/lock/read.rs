//! Reads a lock. Somebody else may have written it: whatever is wrong is told where it stands.

use orchestra_diagnostics::{Code, Diagnostic, FileName, Span};
use orchestra_ledger_model::{
    Used, UsedKind,
    document::{Document, segment},
};
use serde_json::Value;

use super::{
    KINDS, Lock, Locked, VERSION,
    packages::{LockedPackage, PACKAGES},
};
use crate::manifest::is_kebab;

const MEND: &str = "`orchc update` writes it anew";

impl Lock {
    /// Reads `text`, the lock named `file`. Of a lock with problems, what is right is kept.
    #[must_use]
    pub fn parse(file: &FileName, text: &str) -> (Self, Vec<Diagnostic>) {
        let document = match Document::read(text) {
            Ok(document) => document,
            Err((span, message)) => return (Self::default(), vec![problem(file, span, message)]),
        };
        let mut reader =
            Reader { file, document: &document, lock: Self::default(), problems: Vec::new() };
        for (name, span) in document.repeated() {
            reader.problem(*span, format!("`{name}` stands here a second time"));
        }
        reader.lock();
        (reader.lock, reader.problems)
    }
}

struct Reader<'d> {
    file: &'d FileName,
    document: &'d Document,
    lock: Lock,
    problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn lock(&mut self) {
        let Value::Object(fields) = self.document.value() else {
            return self.at_value("", "a lock is an object");
        };
        match fields.get("version") {
            Some(version) if version.as_u64() == Some(VERSION) => {}
            Some(version) => {
                let message = format!(
                    "these tools read locks of version {VERSION}, and this one is of version {version}"
                );
                return self.newer(self.document.value_span("/version"), message);
            }
            None => return self.at_value("", "a lock says its `version`"),
        }
        for (field, value) in fields {
            match KINDS.iter().find(|(name, _)| name == field) {
                Some((_, kind)) => self.entries(field, *kind, value),
                None if field == "version" => {}
                None if field == PACKAGES => self.packages(value),
                None => {
                    let message = format!(
                        "these tools know no `{field}` in a lock, and can't hold a project to it"
                    );
                    self.newer(self.document.key_span(&segment(field)), message);
                }
            }
        }
    }

    fn entries(&mut self, field: &str, kind: UsedKind, value: &Value) {
        let Value::Object(entries) = value else {
            return self.at_value(&segment(field), format!("`{field}` is an object"));
        };
        for (name, value) in entries {
            let place = format!("{}{}", segment(field), segment(name));
            match self.entry(kind, name, value, &place) {
                Ok(locked) => drop(self.lock.entries.insert((kind, name.clone()), locked)),
                Err((within, message)) => self.at_value(&format!("{place}{within}"), message),
            }
        }
    }

    fn packages(&mut self, value: &Value) {
        let Value::Object(packages) = value else {
            return self.at_value(&segment(PACKAGES), format!("`{PACKAGES}` is an object"));
        };
        for (name, value) in packages {
            let place = format!("{}{}", segment(PACKAGES), segment(name));
            let at = self.document.key_span(&place);
            if !is_kebab(name) {
                self.problem(at, format!("`{name}` isn't a package's name"));
                continue;
            }
            match LockedPackage::read(value, at) {
                Ok(package) => drop(self.lock.packages.insert(name.clone(), package)),
                Err(message) => self.at_value(&place, message),
            }
        }
    }

    fn entry(
        &self,
        kind: UsedKind,
        name: &str,
        value: &Value,
        place: &str,
    ) -> Result<Locked, (String, String)> {
        let at = |field: &str, message: String| (segment(field), message);
        let here = |message: String| (String::new(), message);
        let word = |word: &str| {
            word.starts_with(|c: char| c.is_ascii_lowercase())
                && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        if !name.split_once('.').is_some_and(|(first, second)| word(first) && word(second)) {
            return Err(here(format!("`{name}` isn't the name of an operation or capability")));
        }
        let Value::Object(fields) = value else {
            return Err(here("expected an object of `revision`, `digest` and `used`".to_owned()));
        };
        const FIELDS: [&str; 3] = ["revision", "digest", "used"];
        if let Some(unknown) = fields.keys().find(|field| !FIELDS.contains(&field.as_str())) {
            return Err(at(unknown, format!("what is locked has no `{unknown}`")));
        }
        if let Some(missing) = FIELDS.iter().find(|field| !fields.contains_key(**field)) {
            return Err(here(format!("`{missing}` is missing")));
        }
        let revision = fields["revision"].as_u64().and_then(|number| u32::try_from(number).ok());
        let revision = revision.ok_or_else(|| at("revision", "a revision is a number".into()))?;
        let used = Used::read(kind, name, revision, &fields["used"])
            .map_err(|why| at("used", format!("this isn't what the Ledger says of one: {why}")))?;
        if fields["digest"].as_str() != Some(used.digest().to_string().as_str()) {
            let message = "this isn't the digest of what stands beside it: somebody changed it";
            return Err(at("digest", message.to_owned()));
        }
        Ok(Locked { used, at: self.document.key_span(place) })
    }

    fn at_value(&mut self, pointer: &str, message: impl Into<String>) {
        self.problem(self.document.value_span(pointer), message);
    }

    /// Newer tools wrote it, and only they may write it anew.
    fn newer(&mut self, span: Span, message: String) {
        self.lock.is_newer = true;
        let problem = Diagnostic::error(Code::E0701, self.file.clone(), span, message);
        self.problems.push(problem.with_help("take newer tools"));
    }

    fn problem(&mut self, span: Span, message: impl Into<String>) {
        self.problems.push(problem(self.file, span, message.into()));
    }
}

fn problem(file: &FileName, span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::E0701, file.clone(), span, message).with_help(MEND)
}
