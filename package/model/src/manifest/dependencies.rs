//! `[dependencies]`: which other packages this one needs, and where they come from.
//!
//! How each is written is checked here. These tools load none, so each that is written as it should
//! be is E0702 by its name.

use std::borrow::Cow;

use orchestra_diagnostics::{Code, Diagnostic, nearest};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    package::{is_kebab, is_reserved, kebab_of},
    reader::{Reader, meant, to_span},
};

/// What a dependency says.
const KEYS: &[&str] = &["version", "path", "library"];

/// How one is written, where it isn't.
const FORMS: &str =
    "write `\"1.2\"`, `{ path = \"../shared\" }` or `{ library = \"oci://…\", version = \"1.2\" }`";

impl Reader {
    pub(super) fn dependencies(&mut self, section: &Spanned<DeValue<'_>>) {
        let Some(table) = self.table("dependencies", section) else { return };
        for (key, value) in table {
            // A name that is wrong is still one that modules may begin with: they needn't be
            // reported too.
            self.manifest.dependencies.push(key.get_ref().to_string());
            let before = self.problems.len();
            self.dependency_name(key);
            self.dependency(value);
            if self.problems.len() == before {
                self.not_loaded(key);
            }
        }
    }

    fn dependency_name(&mut self, key: &Spanned<Cow<'_, str>>) {
        let (name, span) = (key.get_ref().as_ref(), to_span(key.span()));
        if is_reserved(name) {
            let message = format!("`{name}` comes with the tools, and can't be a dependency");
            let problem = Diagnostic::error(Code::E0701, self.file.clone(), span, message);
            self.problems.push(problem.with_help("take the line out"));
        } else if !is_kebab(name) {
            let message = format!(
                "`{name}` isn't a package's name: write words of a-z and 0-9, joined by `-`"
            );
            let mut problem = Diagnostic::error(Code::E0701, self.file.clone(), span, message);
            if let Some(kebab) = kebab_of(name) {
                problem = meant(problem, span, &kebab);
            }
            self.problems.push(problem);
        }
    }

    /// A range of versions, or a table of where the package comes from.
    fn dependency(&mut self, value: &Spanned<DeValue<'_>>) {
        match value.get_ref() {
            DeValue::String(_) => self.version_range(value),
            DeValue::Table(table) => self.dependency_table(value, table),
            other => {
                let message = format!("{} isn't a dependency", with_article(other.type_str()));
                self.written_wrongly(value, message);
            }
        }
    }

    fn dependency_table(&mut self, value: &Spanned<DeValue<'_>>, table: &DeTable<'_>) {
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "version" => self.version_range(value),
                "path" => self.dependency_path(value),
                "library" => self.library(value),
                _ => self.unknown(key, "a dependency", KEYS),
            }
        }
        let span_of = |name: &str| Some(to_span(table.get_key_value(name)?.0.span()));
        match (span_of("path"), span_of("library"), span_of("version")) {
            (Some(_), Some(library), _) => {
                let message = "a package comes from a `path` or from a `library`, not from both";
                self.problem(library, message.into());
            }
            (None, Some(_), None) => {
                let message = "a package of a library needs a `version`".into();
                self.written_wrongly(value, message);
            }
            // What stands there instead of them has been reported.
            (None, None, None) if table.is_empty() => {
                self.written_wrongly(value, "this says neither version nor path".into());
            }
            _ => {}
        }
    }

    fn version_range(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(text) = self.string(value) else { return };
        if let Err(error) = semver::VersionReq::parse(&text) {
            let message = format!("`{text}` isn't a range of versions ({error})");
            let problem =
                Diagnostic::error(Code::E0701, self.file.clone(), to_span(value.span()), message);
            self.problems
                .push(problem.with_help("write it as \"1.2\", \"=1.2.3\" or \">=1.2, <3\""));
        }
    }

    fn dependency_path(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(path) = self.string(value) else { return };
        let drive = path.as_bytes().get(1) == Some(&b':');
        if path.is_empty() || path.starts_with('/') || path.contains('\\') || drive {
            let message = format!("`{path}` isn't a path from this manifest's folder");
            let problem =
                Diagnostic::error(Code::E0701, self.file.clone(), to_span(value.span()), message);
            self.problems.push(problem.with_help("write it as \"../shared\", with `/`"));
        }
    }

    fn library(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(library) = self.string(value) else { return };
        let scheme = library.split_once("://").map(|(scheme, rest)| (scheme, rest.is_empty()));
        let help = match scheme {
            Some(("oci", false)) => return,
            None if library.starts_with("./") || library.starts_with("../") => return,
            Some((other, _)) if nearest(other, ["oci"]).is_some() => "did you mean `oci://`?",
            _ => "write a registry as \"oci://registry.example/team\", a folder as \"./library\"",
        };
        let message = format!("`{library}` isn't a library");
        let problem =
            Diagnostic::error(Code::E0701, self.file.clone(), to_span(value.span()), message);
        self.problems.push(problem.with_help(help));
    }

    fn written_wrongly(&mut self, value: &Spanned<DeValue<'_>>, message: String) {
        let problem =
            Diagnostic::error(Code::E0701, self.file.clone(), to_span(value.span()), message);
        self.problems.push(problem.with_help(FORMS));
    }

    fn not_loaded(&mut self, key: &Spanned<Cow<'_, str>>) {
        let message = format!(
            "the dependency `{}` isn't there: this version of the tools fetches none",
            key.get_ref()
        );
        let span = to_span(key.span());
        self.problems.push(Diagnostic::error(Code::E0702, self.file.clone(), span, message));
    }
}

fn with_article(kind: &str) -> String {
    let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {kind}")
}
