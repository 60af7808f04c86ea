//! `[package]` and `[toolchain]`: what the package is, and which tools it wants.

use toml::{Spanned, de::DeValue};

use super::reader::{Reader, to_span};

/// The version of the tools, against which `[toolchain]` is checked.
pub(super) const TOOLS: &str = env!("CARGO_PKG_VERSION");

/// Whether `name` is made of words of a-z and 0-9, joined by `-`.
pub(crate) fn is_kebab(name: &str) -> bool {
    let word = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_lowercase())
            && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    name.split('-').all(word)
}

/// `name` as a package would be called, where little is missing.
pub(super) fn kebab_of(name: &str) -> Option<String> {
    let kebab = name.to_lowercase().replace(['_', ' ', '.'], "-");
    is_kebab(&kebab).then_some(kebab)
}

/// Whether `name` is taken by the tools.
pub(super) fn is_reserved(name: &str) -> bool {
    ["std", "sys", "orchestra"].contains(&name)
}

impl Reader {
    pub(super) fn package(&mut self, section: &Spanned<DeValue<'_>>) {
        const KEYS: &[&str] =
            &["name", "version", "edition", "description", "license", "keywords", "repository"];
        let Some(table) = self.table("package", section) else { return };
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "name" => self.package_name(value),
                "version" => self.package_version(value),
                "edition" => self.edition(value),
                "description" => self.manifest.description = self.string(value),
                "license" => self.manifest.license = self.string(value),
                "repository" => self.manifest.repository = self.string(value),
                "keywords" => self.keywords(value),
                _ => self.unknown(key, "`[package]`", KEYS),
            }
        }
    }

    fn package_name(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(name) = self.string(value) else { return };
        let reserved = is_reserved(&name);
        if is_kebab(&name) && !reserved {
            self.manifest.name = Some(name);
        } else if reserved {
            self.problem(to_span(value.span()), format!("the name `{name}` is taken by the tools"));
        } else {
            let message = format!(
                "`{name}` isn't a package's name: write words of a-z and 0-9, joined by `-`"
            );
            let meant = kebab_of(&name);
            let meant = meant.as_deref();
            self.misspelt(to_span(value.span()), message, &name, meant.as_slice());
        }
    }

    fn package_version(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(text) = self.string(value) else { return };
        match semver::Version::parse(&text) {
            Ok(version) => self.manifest.version = Some(version),
            Err(error) => {
                let message = format!("`{text}` isn't a version ({error}): write it as \"1.2.3\"");
                self.problem(to_span(value.span()), message);
            }
        }
    }

    fn edition(&mut self, value: &Spanned<DeValue<'_>>) {
        if value.get_ref().as_integer().is_none_or(|number| number.as_str() != "1") {
            self.problem(to_span(value.span()), "these tools know edition 1 only".into());
        }
    }

    fn keywords(&mut self, value: &Spanned<DeValue<'_>>) {
        let word = |word: &Spanned<DeValue<'_>>| word.get_ref().as_str().map(str::to_owned);
        let words = value.get_ref().as_array();
        match words.and_then(|words| words.iter().map(word).collect()) {
            Some(words) => self.manifest.keywords = words,
            None => self.problem(to_span(value.span()), "`keywords` is a list of strings".into()),
        }
    }

    pub(super) fn toolchain(&mut self, section: &Spanned<DeValue<'_>>) {
        let Some(table) = self.table("toolchain", section) else { return };
        for (key, value) in table {
            if key.get_ref() != "version" {
                self.unknown(key, "`[toolchain]`", &["version"]);
                continue;
            }
            let Some(text) = self.string(value) else { continue };
            let tools = semver::Version::parse(TOOLS).expect("cargo checks our own version");
            let message = match semver::VersionReq::parse(&text) {
                Ok(wanted) if wanted.matches(&tools) => continue,
                Ok(_) => {
                    self.manifest.other_tools = Some(text.clone());
                    format!("this package wants tools of version {text}, and these are {TOOLS}")
                }
                Err(error) => format!("`{text}` isn't a range of versions ({error})"),
            };
            self.problem(to_span(value.span()), message);
        }
    }
}
