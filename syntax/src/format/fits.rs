//! Whether what comes next fits on the line.

use super::document::{Element, GroupKind, Line};
use super::printer::{Mode, WIDTH, width};

/// What the groups inside the one that is measured may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inner {
    /// Only those that must break do.
    Flat,
    /// All may, so that the first place to break ends the line.
    Free,
}

/// A place in a document, and the line so far.
#[derive(Clone, Copy)]
pub(super) struct Measure<'s> {
    pub(super) source: &'s str,
    pub(super) elements: &'s [Element],
    /// The modes of the groups around the one that is measured.
    pub(super) modes: &'s [Mode],
    /// Where a broken group's last line begins.
    pub(super) indent: usize,
    /// How many characters the line has.
    pub(super) column: usize,
    /// Whether a space is due.
    pub(super) has_space: bool,
}

impl Measure<'_> {
    /// Whether the group whose first element is at `from` fits flat, with what follows it up to the
    /// first place where that could break.
    pub(super) fn fits(&self, from: usize, inner: Inner) -> bool {
        let mut at = from;
        let mut column = self.column;
        let mut space = usize::from(self.has_space);
        // How many groups are open from the measured one on, and of them inside a string.
        let (mut opened, mut in_string, mut is_inside) = (1_u32, 0_u32, true);
        let mut around = self.modes.len();
        while let Some(element) = self.elements.get(at) {
            at += 1;
            match element {
                Element::Text(span) => {
                    let text = &self.source[span.range()];
                    let first = text.split('\n').next().unwrap_or_default();
                    column += space + width(first);
                    space = 0;
                    if first.len() < text.len() {
                        return column <= WIDTH;
                    }
                }
                Element::Fixed(text) => {
                    column += space + text.len();
                    space = 0;
                }
                Element::Space => space = 1,
                Element::Line(line) => {
                    let is_flat = in_string > 0
                        || if is_inside {
                            opened == 1 || inner == Inner::Flat
                        } else {
                            opened == 0 && around > 0 && self.modes[around - 1] != Mode::Broken
                        };
                    if !is_flat {
                        return column <= WIDTH;
                    }
                    space |= usize::from(*line != Line::Soft);
                }
                Element::TrailingComma => {
                    let is_broken = !is_inside
                        && opened == 0
                        && (around == 0 || self.modes[around - 1] == Mode::Broken);
                    column += usize::from(is_broken);
                }
                Element::Open(group) => {
                    opened += 1;
                    if in_string > 0 || group.kind == GroupKind::OneLine {
                        in_string += 1;
                    } else if group.forced && is_inside && inner == Inner::Flat {
                        // Its opening bracket ends the line; its closing one begins the next that
                        // counts. Only lists hug others, so there is nothing else before its line.
                        if column + space + 1 > WIDTH {
                            return false;
                        }
                        at = group.last_line as usize + 1;
                        column = self.indent;
                        space = 0;
                    }
                }
                Element::Close => {
                    in_string = in_string.saturating_sub(1);
                    if opened > 0 {
                        opened -= 1;
                        is_inside &= opened > 0;
                    } else {
                        around = around.saturating_sub(1);
                    }
                }
                Element::Comment { .. } | Element::TextLine | Element::Verbatim(_) => {
                    return column <= WIDTH;
                }
                Element::Indent | Element::Dedent | Element::TextBlock | Element::Mark(_) => {}
            }
            if column > WIDTH {
                return false;
            }
        }
        true
    }
}
