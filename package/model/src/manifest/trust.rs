//! `[permissions]` and `[trust]`: which dependencies may do more, and whose signatures count.

use orchestra_keys::Address;
use toml::{Spanned, de::DeValue};

use super::{
    package::is_kebab,
    reader::{Reader, to_span},
};

impl Reader {
    pub(super) fn permissions(&mut self, section: &Spanned<DeValue<'_>>) {
        let Some(table) = self.table("permissions", section) else { return };
        for (key, value) in table {
            if key.get_ref() != "files" {
                self.unknown(key, "`[permissions]`", &["files"]);
                continue;
            }
            for (name, span) in self.strings("files", value) {
                if is_kebab(&name) {
                    self.manifest.file_permissions.push((name, span));
                } else {
                    let message = format!("`{name}` isn't a package's name");
                    self.problem(span, message);
                }
            }
        }
    }

    pub(super) fn trust(&mut self, section: &Spanned<DeValue<'_>>) {
        let Some(table) = self.table("trust", section) else { return };
        for (key, value) in table {
            if key.get_ref() != "keys" {
                self.unknown(key, "`[trust]`", &["keys"]);
                continue;
            }
            for (address, span) in self.strings("keys", value) {
                match address.parse::<Address>() {
                    Ok(_) => self.manifest.trusted_keys.push((address, span)),
                    Err(why) => {
                        self.problem(span, format!("`{address}` isn't an SS58 address: {why}"));
                    }
                }
            }
        }
    }

    /// The texts of a list, each with its place.
    fn strings(
        &mut self,
        name: &str,
        value: &Spanned<DeValue<'_>>,
    ) -> Vec<(String, orchestra_diagnostics::Span)> {
        let Some(items) = value.get_ref().as_array() else {
            self.problem(to_span(value.span()), format!("`{name}` is a list of strings"));
            return Vec::new();
        };
        let mut texts = Vec::new();
        for item in items.iter() {
            if let Some(text) = self.string(item) {
                texts.push((text, to_span(item.span())));
            }
        }
        texts
    }
}
