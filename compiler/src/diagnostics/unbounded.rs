//! Cost or time that has no bound, under a promise that it has.

use orchestra_diagnostics::{Code, Diagnostic, Span};

use super::Reporter;
use crate::{bounds::Why, hir::Site, items::ItemId};

/// How many items a fix keeps of a list without a bound.
const KEPT: u32 = 20;

/// How many tokens a fix lets a model answer.
const TOKENS: u32 = 1000;

/// Cost or time that has no bound, under a budget or deadline: E0601.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unbounded {
    /// The loop's list, or the call; the promise, where the cause stands in another item.
    pub at: Site,
    /// The cause in another item.
    pub elsewhere: Option<(ItemId, Site)>,
    /// The budget or deadline.
    pub promise: Site,
    /// Which: "budget" or "deadline".
    pub what: &'static str,
    /// Why.
    pub(crate) why: Why,
}

impl Unbounded {
    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let message = format!("the `{}` can't be promised: {}", self.what, self.why.sentence());
        let mut diagnostic = reporter.error(Code::E0601, self.at, message);
        if let Some((item, at)) = self.elsewhere {
            diagnostic = reporter.label_at(diagnostic, item, at, "because of this");
        } else if self.promise != self.at {
            diagnostic = diagnostic.with_label(reporter.span(self.promise), "promised here");
        }
        if let (Why::Counted { endless: Some((_, at)), .. }, None) = (&self.why, self.elsewhere) {
            diagnostic = diagnostic.with_label(reporter.span(*at), "of any length");
        }
        if let Some(help) = self.help() {
            diagnostic = diagnostic.with_help(help);
        }
        match (&self.why, self.elsewhere) {
            (Why::List { postfix: true }, None) => {
                let text = format!(".take({KEPT})");
                let end = Span::at(reporter.span(self.at).end);
                diagnostic.with_suggestion(format!("take the first {KEPT}"), end, text)
            }
            (Why::Counted { argument: Some((name, list)), .. }, None) => {
                let Some((span, separator)) = reporter.insertion(*list) else { return diagnostic };
                let text = separator.around(&format!("{name}: {TOKENS}"));
                diagnostic.with_suggestion(format!("add `{name}`"), span, text)
            }
            _ => diagnostic,
        }
    }

    fn help(&self) -> Option<String> {
        Some(match &self.why {
            Why::List { .. } => {
                "cut it with `.take(n)`, or give its type a size, like `string[..=20]`".to_owned()
            }
            Why::Price { operation } | Why::PriceOfArguments { operation } => format!(
                "state what you pay: `\"{operation}\" = \"0.002usd\"` under `[prices]` in \
                 orchestra.toml, or the policy `price` at the call"
            ),
            Why::Counted { argument: Some((name, _)), .. } => {
                format!("limit the answer with `{name}`")
            }
            Why::Counted { what, .. } if *what == "tokens sent" => {
                "give its texts a size, as with `.truncate(n)`".to_owned()
            }
            Why::Rate { currency } => format!(
                "state one under `[rates]` in orchestra.toml: \
                 `{currency} = {{ usd = \"…\", on = \"YYYY-MM-DD\" }}`"
            ),
            Why::Sleep => "write the duration as a constant".to_owned(),
            Why::Approval => "give it an end that is a constant: `expires: 1h`".to_owned(),
            Why::Job { .. } => {
                "limit an attempt with `timeout`, or the call with `deadline`".to_owned()
            }
            Why::Counted { .. } | Why::Latency { .. } | Why::TooLarge => return None,
        })
    }
}
