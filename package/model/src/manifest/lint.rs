//! `[lint]`: how severe what lints find is.

use orchestra_diagnostics::{Code, Level};
use toml::{Spanned, de::DeValue};

use super::reader::{Reader, to_span};

impl Reader {
    pub(super) fn lint(&mut self, section: &Spanned<DeValue<'_>>) {
        let Some(table) = self.table("lint", section) else { return };
        for (key, value) in table {
            let Some(lint) = Code::lint(key.get_ref()) else {
                let known: Vec<&str> = Code::lints().map(Code::as_str).collect();
                self.unknown(key, "`[lint]`", &known);
                continue;
            };
            let Some(text) = self.string(value) else { continue };
            match Level::parse(&text) {
                Some(level) => self.manifest.lints.set(lint, level),
                None => {
                    let message =
                        format!("`{text}` is no level: write \"allow\", \"warn\" or \"deny\"");
                    let known = ["allow", "warn", "deny"];
                    self.misspelt(to_span(value.span()), message, &text, &known);
                }
            }
        }
    }
}
