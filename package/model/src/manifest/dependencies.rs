//! `[dependencies]`: which other packages this one needs, and where they come from.
//!
//! How each is written is checked here; what is there is found by [`PackageGraph`](crate::PackageGraph).

use std::borrow::Cow;

use orchestra_diagnostics::{Code, Diagnostic, nearest};
use semver::VersionReq;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    Dependency, Source,
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
            let is_named = self.dependency_name(key);
            let mut read = Dependency {
                at: to_span(key.span()),
                source: Source::Unreadable,
                source_at: to_span(value.span()),
                version_there: None,
            };
            self.dependency(value, &mut read);
            if !is_named {
                read.source = Source::Unreadable;
            }
            self.manifest.dependencies.insert(key.get_ref().to_string(), read);
        }
    }

    fn dependency_name(&mut self, key: &Spanned<Cow<'_, str>>) -> bool {
        let (name, span) = (key.get_ref().as_ref(), to_span(key.span()));
        if is_reserved(name) {
            let message = format!("`{name}` comes with the tools, and can't be a dependency");
            let problem = Diagnostic::error(Code::E0701, self.file.clone(), span, message);
            self.problems.push(problem.with_help("take the line out"));
            false
        } else if !is_kebab(name) {
            let message = format!(
                "`{name}` isn't a package's name: write words of a-z and 0-9, joined by `-`"
            );
            let mut problem = Diagnostic::error(Code::E0701, self.file.clone(), span, message);
            if let Some(kebab) = kebab_of(name) {
                problem = meant(problem, span, &kebab);
            }
            self.problems.push(problem);
            false
        } else {
            true
        }
    }

    /// A range of versions, or a table of where the package comes from.
    fn dependency(&mut self, value: &Spanned<DeValue<'_>>, read: &mut Dependency) {
        match value.get_ref() {
            DeValue::String(_) => {
                if let Some(requirement) = self.version_range(value) {
                    read.source = Source::Library { library: None, requirement };
                }
            }
            DeValue::Table(table) => self.dependency_table(value, table, read),
            other => {
                let message = format!("{} isn't a dependency", with_article(other.type_str()));
                self.written_wrongly(value, message);
            }
        }
    }

    fn dependency_table(
        &mut self,
        value: &Spanned<DeValue<'_>>,
        table: &DeTable<'_>,
        read: &mut Dependency,
    ) {
        let before = self.problems.len();
        let (mut path, mut library, mut requirement) = (None, None, None);
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "version" => requirement = self.version_range(value),
                "path" => path = self.dependency_path(value),
                "library" => library = self.library(value),
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
        if self.problems.len() > before {
            return;
        }
        match (path, requirement) {
            (Some(path), requirement) => {
                read.source = Source::Path(path);
                read.version_there = requirement;
            }
            (None, Some(requirement)) => {
                read.source = Source::Library { library, requirement };
            }
            (None, None) => {}
        }
    }

    fn version_range(&mut self, value: &Spanned<DeValue<'_>>) -> Option<VersionReq> {
        let text = self.string(value)?;
        match VersionReq::parse(&text) {
            Ok(requirement) => Some(requirement),
            Err(error) => {
                let message = format!("`{text}` isn't a range of versions ({error})");
                self.wrong_text(value, message, "write it as \"1.2\", \"=1.2.3\" or \">=1.2, <3\"");
                None
            }
        }
    }

    fn dependency_path(&mut self, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let path = self.string(value)?;
        let drive = path.as_bytes().get(1) == Some(&b':');
        if path.is_empty() || path.starts_with('/') || path.contains('\\') || drive {
            let message = format!("`{path}` isn't a path from this manifest's folder");
            self.wrong_text(value, message, "write it as \"../shared\", with `/`");
            return None;
        }
        Some(path)
    }

    /// `[library]`: where packages come from that don't say.
    pub(super) fn default_library(&mut self, section: &Spanned<DeValue<'_>>) {
        let Some(table) = self.table("library", section) else { return };
        for (key, value) in table {
            if key.get_ref() == "default" {
                let library = self.library(value);
                self.manifest.library = library.map(|library| (library, to_span(value.span())));
            } else {
                self.unknown(key, "`[library]`", &["default"]);
            }
        }
    }

    fn library(&mut self, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let library = self.string(value)?;
        let scheme = library.split_once("://").map(|(scheme, rest)| (scheme, rest.is_empty()));
        let help = match scheme {
            Some(("oci", false)) => return Some(library),
            None if library.starts_with("./") || library.starts_with("../") => {
                return Some(library);
            }
            Some((other, _)) if nearest(other, ["oci"]).is_some() => "did you mean `oci://`?",
            _ => "write a registry as \"oci://registry.example/team\", a folder as \"./library\"",
        };
        self.wrong_text(value, format!("`{library}` isn't a library"), help);
        None
    }

    fn wrong_text(&mut self, value: &Spanned<DeValue<'_>>, message: String, help: &str) {
        let span = to_span(value.span());
        let problem = Diagnostic::error(Code::E0701, self.file.clone(), span, message);
        self.problems.push(problem.with_help(help));
    }

    fn written_wrongly(&mut self, value: &Spanned<DeValue<'_>>, message: String) {
        let problem =
            Diagnostic::error(Code::E0701, self.file.clone(), to_span(value.span()), message);
        self.problems.push(problem.with_help(FORMS));
    }
}

fn with_article(kind: &str) -> String {
    let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {kind}")
}
