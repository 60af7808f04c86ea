//! Something is called that can't be, or with arguments that don't go together.

use orchestra_diagnostics::{Code, Diagnostic, Span};
use orchestra_syntax::NodeKind;

use super::Reporter;
use crate::{
    hir::Site,
    removal::{node_around, removal},
};

/// Something is called that can't be, or with arguments that don't go together: E0307.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongArguments {
    /// The call.
    pub at: Site,
    /// What is wrong, as a sentence.
    pub sentence: String,
    /// What to do about it.
    pub help: Option<String>,
    /// What to change about the arguments.
    pub mend: Option<ArgumentsMend>,
}

/// What to change about arguments so that they go together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArgumentsMend {
    /// Nobody takes those from `first` to `last`.
    Remove {
        /// The value of the first one.
        first: Site,
        /// The value of the last one.
        last: Site,
    },
    /// The argument is for the only parameter that is left.
    Name {
        /// The argument's value.
        value: Site,
        /// The parameter.
        name: String,
    },
}

impl WrongArguments {
    /// What is wrong, without help.
    pub(crate) fn new(at: Site, sentence: String) -> Self {
        Self { at, sentence, help: None, mend: None }
    }

    /// The same with what to do about it.
    pub(crate) fn with_help(self, help: Option<String>) -> Self {
        Self { help, ..self }
    }

    /// The same with what to change.
    pub(crate) fn with_mend(self, mend: Option<ArgumentsMend>) -> Self {
        Self { mend, ..self }
    }

    /// The fact in words.
    pub(crate) fn report(&self, reporter: &Reporter<'_>) -> Diagnostic {
        let mut diagnostic = reporter.error(Code::E0307, self.at, self.sentence.clone());
        if let Some(help) = &self.help {
            diagnostic = diagnostic.with_help(help.clone());
        }
        match &self.mend {
            Some(mend) => mend.offer(reporter, diagnostic),
            None => diagnostic,
        }
    }
}

impl ArgumentsMend {
    /// `diagnostic` with this as a fix. Comments between the arguments are never removed.
    fn offer(&self, reporter: &Reporter<'_>, diagnostic: Diagnostic) -> Diagnostic {
        let parse = reporter.parse();
        let argument = |value| {
            let found = node_around(&parse, reporter.span(value), NodeKind::Argument);
            found.map(|argument| argument.span())
        };
        match self {
            Self::Remove { first, last } => {
                let (Some(start), Some(end)) = (argument(*first), argument(*last)) else {
                    return diagnostic;
                };
                let surplus = Span::new(start.start, end.end);
                if !parse.tree.comments_in(surplus).is_empty() {
                    return diagnostic;
                }
                let cut = removal(&parse, surplus);
                diagnostic.with_suggestion("leave out what nobody takes", cut, "")
            }
            Self::Name { value, name } => match argument(*value) {
                Some(argument) => {
                    let text = format!("{name}: ");
                    diagnostic.with_fix(format!("name it `{name}`"), Span::at(argument.start), text)
                }
                None => diagnostic,
            },
        }
    }
}
