//! Comments that allow a lint: `// orch: allow(unused-let) kept for the tour`, alone on the line
//! above an item or statement, for all of it. Behind the bracket may stand the reason.

use orchestra_diagnostics::{Code, Diagnostic, FileName, Span};
use orchestra_syntax::{Comment, CommentKind, NodeRef, Parse};

use crate::{diagnostics::nearest, removal::whole_lines};

/// What begins such a comment.
const MARK: &str = "orch:";

/// All comments of a file that allow a lint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Allows {
    file: FileName,
    allows: Vec<Allow>,
    /// What is no lint, or not readable.
    problems: Vec<Diagnostic>,
}

/// One lint, allowed for a part of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Allow {
    lint: Code,
    /// The lint's name in the comment.
    name: Span,
    /// What is to be deleted so that it isn't allowed any more.
    removal: Span,
    /// The item or statement below; none where there is none.
    covers: Option<Span>,
    used: bool,
}

impl Allows {
    /// Those of a file.
    pub(super) fn read(parse: &Parse, file: &FileName) -> Self {
        let mut allows = Self { file: file.clone(), allows: Vec::new(), problems: Vec::new() };
        for comment in parse.tree.comments() {
            if comment.kind == CommentKind::Plain {
                allows.comment(parse, comment);
            }
        }
        allows
    }

    /// Whether some comment allows `lint`.
    pub(super) fn names(&self, lint: Code) -> bool {
        self.allows.iter().any(|allow| allow.lint == lint)
    }

    fn comment(&mut self, parse: &Parse, comment: &Comment) {
        let text = parse.tree.slice(comment.span);
        let Some(order) = text.trim_start_matches('/').trim_start().strip_prefix(MARK) else {
            return;
        };
        let place = |part: &str| {
            let start =
                comment.span.start + (part.as_ptr() as usize - text.as_ptr() as usize) as u32;
            Span::new(start, start + part.len() as u32)
        };
        let list = order.trim_start().strip_prefix("allow(").and_then(|rest| rest.split_once(')'));
        let whole = whole_lines(parse, comment.span);
        if list.is_none() || whole == comment.span {
            let message = "this allows nothing: it isn't `// orch: allow(LINT)`, alone on a line";
            let problem =
                Diagnostic::error(Code::UnknownLint, self.file.clone(), comment.span, message);
            self.problems.push(problem);
            return;
        }
        let Some((list, _reason)) = list else { return };
        let names: Vec<&str> = list.split(',').collect();
        let covers = covered(parse, comment);
        for (index, part) in names.iter().enumerate() {
            let name = part.trim();
            if name.is_empty() && index > 0 {
                continue;
            }
            let Some(lint) = Code::lint(name) else {
                self.unknown(name, place(name));
                continue;
            };
            let removal = match (names.len(), index) {
                (1, _) => whole,
                (_, 0) => Span::new(place(part).start, place(names[1]).start),
                _ => Span::new(place(part).start - 1, place(part).end),
            };
            self.allows.push(Allow { lint, name: place(name), removal, covers, used: false });
        }
    }

    fn unknown(&mut self, name: &str, span: Span) {
        let message = format!("there is no lint `{name}`");
        let problem = Diagnostic::error(Code::UnknownLint, self.file.clone(), span, message);
        let problem = match Code::parse(name) {
            Some(_) => problem.with_help("errors can't be allowed"),
            None => {
                let known: Vec<String> = Code::lints().map(|lint| lint.to_string()).collect();
                nearest::suggest(problem, span, name, &known)
            }
        };
        self.problems.push(problem);
    }

    /// What is left of `found`, with what is wrong with the comments themselves. `is_all` says
    /// whether all lints have looked, so that what allowed nothing is known to.
    pub(super) fn apply(mut self, found: Vec<Diagnostic>, is_all: bool) -> Vec<Diagnostic> {
        let problems = std::mem::take(&mut self.problems);
        let mut left: Vec<Diagnostic> =
            found.into_iter().chain(problems).filter(|it| !self.is_allowed(it)).collect();
        if !is_all {
            return left;
        }
        let (about_allows, others): (Vec<_>, Vec<_>) =
            (0..self.allows.len()).partition(|at| self.allows[*at].lint == Code::UnusedAllow);
        for index in others.into_iter().chain(about_allows) {
            if let Some(unused) = self.unused(index)
                && !self.is_allowed(&unused)
            {
                left.push(unused);
            }
        }
        left
    }

    fn unused(&self, index: usize) -> Option<Diagnostic> {
        let Allow { lint, name, removal, covers, used } = &self.allows[index];
        let message = match covers {
            Some(_) => format!("nothing below is `{lint}`"),
            None => "there is no item or statement below".to_owned(),
        };
        let unused = Diagnostic::error(Code::UnusedAllow, self.file.clone(), *name, message);
        (!used).then(|| unused.with_fix("remove it", *removal, ""))
    }

    fn is_allowed(&mut self, found: &Diagnostic) -> bool {
        let covers = |allow: &Allow| {
            let holds = |it: Span| it.start <= found.span.start && found.span.end <= it.end;
            allow.lint == found.code && allow.covers.is_some_and(holds)
        };
        let mut any = false;
        for allow in self.allows.iter_mut().filter(|allow| covers(allow)) {
            allow.used = true;
            any = true;
        }
        any
    }
}

/// What stands below a comment: the largest node that begins with the first token of the next line
/// that is no comment, with the comments above that token.
fn covered(parse: &Parse, comment: &Comment) -> Option<Span> {
    let tokens = parse.tree.tokens();
    let next = tokens.partition_point(|token| token.start < comment.span.end);
    let token = tokens.get(next)?;
    let between = parse.tree.slice(Span::new(comment.span.end, token.start));
    let mut lines: Vec<&str> = between.split('\n').skip(1).collect();
    // The last one is what stands before the token.
    lines.pop();
    if lines.iter().any(|line| line.trim().is_empty()) {
        return None;
    }
    let mut node = parse.tree.root();
    loop {
        let holds = |child: &NodeRef<'_>| {
            let range = child.token_range();
            range.contains(&(next as u32))
        };
        node = node.children().find(holds)?;
        if node.token_range().start == next as u32 {
            return Some(Span::new(comment.span.start, node.span().end));
        }
    }
}
