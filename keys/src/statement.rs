//! What is signed about something that isn't a request.

/// A text that says first what it is for: its domain on the first line, then one fact a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement(String);

impl Statement {
    /// A statement of a domain such as `orchestra/ledger-entry/1`.
    #[must_use]
    pub fn new(domain: &str) -> Self {
        Self(domain.to_owned())
    }

    /// With one more fact, as `name: value`. A value is one line: line breaks in it are written as
    /// `\n`, so that no fact can pretend to be two.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.0.push('\n');
        self.0.push_str(name);
        self.0.push_str(": ");
        self.0.extend(value.escape_debug());
        self
    }

    /// What is signed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_stays_one_line() {
        let one = Statement::new("a/1").with("slug", "x\ndigest: 2");
        let two = Statement::new("a/1").with("slug", "x").with("digest", "2");
        assert_eq!(two.text(), "a/1\nslug: x\ndigest: 2");
        assert_eq!(one.text(), "a/1\nslug: x\\ndigest: 2");
    }
}
