//! The document: what is to be written, with the places at which a line may end.
//!
//! It is one flat list, in order of the text; groups and indentation are brackets in it. So it is
//! built by pushing, dropped in a loop however deep it nests, and measured by scanning. It holds
//! spans of the source rather than text.
//!
//! Some groups must break, whatever their width. What they hold decides: a *hard* break (a comment,
//! a broken block, a text block) breaks every group around it; a *soft* one (a list with a trailing
//! comma) breaks chains and blocks, but lets lists hug it: `f(x => {` … `})`.

use orchestra_diagnostics::Span;

/// How a group breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GroupKind {
    /// A bracketed list: flat as a whole, or one entry a line.
    List,
    /// Operators or methods: flat as a whole, or each on its line.
    Chain,
    /// A block of statements.
    Block,
    /// Its own lines break only where its text up to the first line inside a group of its own is
    /// too long; those groups decide for themselves.
    Head,
    /// A value behind `=`: on the next line where it fits there as a whole and not here.
    Value,
    /// A string: nothing in it breaks.
    OneLine,
}

/// What a line is where it isn't broken, and how it breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Nothing, or a newline.
    Soft,
    /// A space, or a newline.
    Space,
    /// A space, or a newline and an empty line.
    Blank,
}

/// One piece of a document.
#[derive(Clone, Copy, Debug)]
pub(super) enum Element {
    /// Text of the source.
    Text(Span),
    /// Text that the layout adds.
    Fixed(&'static str),
    /// A space, unless a line ends here.
    Space,
    /// A place where the group around may break.
    Line(Line),
    /// A comma, where the group around is broken.
    TrailingComma,
    /// Begins a group.
    Open(Group),
    /// Ends a group.
    Close,
    /// Two columns further in, where the group around is broken.
    Indent,
    /// Ends an `Indent`.
    Dedent,
    /// A comment. A newline follows it, whatever comes next.
    Comment { span: Span, own_line: bool, blank_before: bool },
    /// The lines of a text block follow: they stand two columns in from the line so far.
    TextBlock,
    /// A newline in a text block.
    TextLine,
    /// Whole lines of the source, as they are, where one begins here; else its text.
    Verbatim(Span),
    /// A place in the source that is this place in the result.
    Mark(u32),
}

/// What is known of a group once it is closed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    /// How it breaks.
    pub(super) kind: GroupKind,
    /// Whether it must break.
    pub(super) forced: bool,
    /// Whether anything in it must break.
    pub(super) holds_break: bool,
    /// The index of its last own line.
    pub(super) last_line: u32,
}

/// A group that isn't closed yet.
struct OpenGroup {
    at: usize,
    last_line: u32,
    own: bool,
    soft: bool,
    hard: bool,
}

/// A document in the making.
#[derive(Default)]
pub(super) struct Document {
    elements: Vec<Element>,
    open: Vec<OpenGroup>,
}

impl Document {
    pub(super) fn push(&mut self, element: Element) {
        match element {
            Element::Line(_) => {
                if let Some(group) = self.open.last_mut() {
                    group.last_line = self.elements.len() as u32;
                }
            }
            Element::Comment { .. } | Element::TextLine | Element::Verbatim(_) => {
                if let Some(group) = self.open.last_mut() {
                    group.hard = true;
                }
            }
            _ => {}
        }
        self.elements.push(element);
    }

    pub(super) fn open(&mut self, kind: GroupKind) {
        let at = self.elements.len();
        self.open.push(OpenGroup {
            at,
            last_line: at as u32,
            own: false,
            soft: false,
            hard: false,
        });
        self.push(Element::Open(Group { kind, forced: false, holds_break: false, last_line: 0 }));
    }

    /// Says that the innermost open group must break.
    pub(super) fn force(&mut self) {
        if let Some(group) = self.open.last_mut() {
            group.own = true;
        }
    }

    pub(super) fn close(&mut self) {
        let group = self.open.pop().expect("a group is closed where one was opened");
        self.elements.push(Element::Close);
        let Some(Element::Open(known)) = self.elements.get_mut(group.at) else { return };
        known.holds_break = group.soft || group.hard;
        known.last_line = group.last_line;
        known.forced = match known.kind {
            GroupKind::List => group.own || group.hard,
            GroupKind::Chain | GroupKind::Block => group.own || group.soft || group.hard,
            GroupKind::Head | GroupKind::Value | GroupKind::OneLine => false,
        };
        let (soft, hard) = match known.kind {
            GroupKind::List => (group.soft || known.forced, group.hard),
            GroupKind::Chain | GroupKind::Block => (false, known.forced),
            GroupKind::Head | GroupKind::Value => (group.soft, group.hard),
            GroupKind::OneLine => (false, false),
        };
        if let Some(around) = self.open.last_mut() {
            around.soft |= soft;
            around.hard |= hard;
        }
    }

    pub(super) fn last(&self) -> Option<&Element> {
        self.elements.last()
    }

    pub(super) fn finish(self) -> Vec<Element> {
        self.elements
    }
}
