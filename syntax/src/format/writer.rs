//! The tree as a document: the place in the tokens and comments, and what every rule is written with.
//!
//! Each token is pushed once, in order, with the comments that stand before it, whatever rule it
//! belongs to; so nothing is lost or said twice. Only commas come and go, and `use` lines are
//! written in another order, by moving the place.

use super::broken::Regions;
use super::document::{Document, Element, GroupKind, Line};
use super::{blocks, calls, chains, control, expressions, items, patterns, strings, types};
use crate::kind::{NodeKind, TokenKind};
use crate::tree::{Comment, NodeRef, Tree};

pub(super) struct Writer<'t> {
    pub(super) tree: &'t Tree,
    pub(super) document: Document,
    regions: &'t Regions,
    /// The index of the next token.
    pub(super) at: u32,
    /// The index of the next comment.
    pub(super) comment: usize,
    /// How many tokens before each are first on their lines.
    line_starts: Vec<u32>,
}

impl<'t> Writer<'t> {
    pub(super) fn new(tree: &'t Tree, regions: &'t Regions) -> Self {
        let mut count = 0;
        let mut line_starts = Vec::with_capacity(tree.tokens().len() + 1);
        line_starts.push(0);
        line_starts.extend(tree.tokens().iter().map(|token| {
            count += u32::from(token.first_on_line);
            count
        }));
        Self { tree, document: Document::default(), regions, at: 0, comment: 0, line_starts }
    }

    // Looking.

    pub(super) fn peek(&self) -> Option<TokenKind> {
        self.tree.tokens().get(self.at as usize).map(|token| token.kind)
    }

    pub(super) fn at(&self, kind: TokenKind) -> bool {
        self.peek() == Some(kind)
    }

    /// Whether the tokens behind the first of `range` stand on its line.
    pub(super) fn is_on_one_line(&self, range: std::ops::Range<u32>) -> bool {
        range.is_empty()
            || self.line_starts[range.end as usize] == self.line_starts[range.start as usize + 1]
    }

    /// Where the next token begins; at the end of the file, there.
    pub(super) fn offset(&self) -> u32 {
        let next = self.tree.tokens().get(self.at as usize);
        next.map_or(self.tree.text().len() as u32, |token| token.start)
    }

    /// How many newlines stand between `offset` and what is before it; at the file's beginning, one.
    pub(super) fn newlines_before(&self, offset: u32) -> usize {
        let before = &self.tree.text()[..offset as usize];
        let rest = before.trim_end_matches([' ', '\t', '\r', '\n']);
        if rest.is_empty() || rest == "\u{feff}" {
            return 1;
        }
        before[rest.len()..].bytes().filter(|byte| *byte == b'\n').count()
    }

    /// The next comment, if it stands before `offset`.
    pub(super) fn comment_before(&self, offset: u32) -> Option<Comment> {
        let next = self.tree.comments().get(self.comment).copied();
        next.filter(|comment| comment.span.start < offset)
    }

    /// Whether comments stand before the next token.
    pub(super) fn has_comments(&self) -> bool {
        self.comment_before(self.offset()).is_some()
    }

    // Writing.

    /// The next token, with the comments before it.
    pub(super) fn token(&mut self) {
        self.comments(false);
        let Some(token) = self.tree.tokens().get(self.at as usize) else { return };
        if self.would_merge(token.kind) {
            self.space();
        }
        self.document.push(Element::Text(token.span()));
        self.at += 1;
    }

    /// Whether the last token and the next, of `kind`, would be read as one if they touched.
    fn would_merge(&self, kind: TokenKind) -> bool {
        self.is_behind_question()
            && matches!(self.document.last(), Some(Element::Text(_)))
            && matches!(kind, TokenKind::Question | TokenKind::Dot | TokenKind::QuestionDot)
    }

    /// Whether the token before the next one is `?`.
    pub(super) fn is_behind_question(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.tree.tokens().get(at as usize));
        before.is_some_and(|token| token.kind == TokenKind::Question)
    }

    /// The next token, if it is of `kind`.
    pub(super) fn eat(&mut self, kind: TokenKind) -> bool {
        let is_here = self.at(kind);
        if is_here {
            self.token();
        }
        is_here
    }

    pub(super) fn space(&mut self) {
        self.document.push(Element::Space);
    }

    /// The comments before the next token, each where it stood. Empty lines between those that
    /// stand on lines of their own are kept, at most one at a place; before the first, only if
    /// `keep_blank` says so.
    pub(super) fn comments(&mut self, mut keep_blank: bool) {
        let offset = self.offset();
        while let Some(comment) = self.comment_before(offset) {
            self.one_comment(comment, keep_blank);
            keep_blank = true;
        }
    }

    /// The next comment, which is `comment`.
    pub(super) fn one_comment(&mut self, comment: Comment, keep_blank: bool) {
        let newlines = self.newlines_before(comment.span.start);
        self.document.push(Element::Comment {
            span: comment.span,
            own_line: newlines > 0,
            blank_before: keep_blank && newlines > 1,
        });
        self.comment += 1;
    }

    /// A place where the group around may break, behind the comments before the next token.
    pub(super) fn line(&mut self, line: Line) {
        self.comments(false);
        self.document.push(Element::Line(line));
    }

    /// Between two entries or statements, with an empty line where there is one.
    pub(super) fn line_between(&mut self) {
        self.comments(true);
        let has_blank = self.newlines_before(self.offset()) > 1;
        self.document.push(Element::Line(if has_blank { Line::Blank } else { Line::Space }));
    }

    pub(super) fn open(&mut self, kind: GroupKind) {
        self.document.open(kind);
    }

    pub(super) fn close(&mut self) {
        self.document.close();
    }

    pub(super) fn indent(&mut self) {
        self.document.push(Element::Indent);
    }

    pub(super) fn dedent(&mut self) {
        self.document.push(Element::Dedent);
    }

    /// All tokens of `node`, without blanks.
    pub(super) fn tight(&mut self, node: NodeRef<'t>) {
        while self.at < node.token_range().end {
            self.token();
        }
    }

    /// All tokens of `node`, with a space between each two.
    pub(super) fn spaced(&mut self, node: NodeRef<'t>) {
        while self.at < node.token_range().end {
            self.token();
            if self.at < node.token_range().end {
                self.space();
            }
        }
    }

    /// How many of `units`, from the first on, are left as they are.
    pub(super) fn broken(&self, units: &[NodeRef<'t>]) -> usize {
        self.regions.leading(units)
    }

    /// A statement or item; with it the broken ones among those that follow, if it is broken. Tells
    /// how many it was.
    pub(super) fn unit(&mut self, units: &[NodeRef<'t>]) -> usize {
        let broken = self.broken(units);
        let last = broken.max(1) - 1;
        let (Some(first), Some(last)) = (units.first(), units.get(last)) else { return 1 };
        self.mark_start(first.span().start);
        if broken > 0 {
            self.document.push(Element::Verbatim(first.span().cover(last.span())));
            self.pass(*last);
        } else {
            self.node(*first);
        }
        self.document.push(Element::Mark(last.span().end));
        broken.max(1)
    }

    /// Goes behind `node`, whose tokens and comments were written.
    pub(super) fn pass(&mut self, node: NodeRef<'t>) {
        self.at = node.token_range().end;
        let comments = self.tree.comments();
        let end = node.span().end;
        self.comment += comments[self.comment..].partition_point(|c| c.span.start < end);
    }

    /// A place that the source and the result share: where the line of `offset` begins.
    pub(super) fn mark_start(&mut self, offset: u32) {
        let before = &self.tree.text()[..offset as usize];
        let line = before.trim_end_matches([' ', '\t']);
        if line.is_empty() || line.ends_with('\n') {
            self.document.push(Element::Mark(line.len() as u32));
        }
    }

    /// A value behind `=` or `=>`: it follows if it begins with a bracket, else it may stand on the
    /// next line.
    pub(super) fn assigned(&mut self, value: NodeRef<'t>) {
        let kind = if self.has_comments() { GroupKind::Chain } else { GroupKind::Value };
        if kind == GroupKind::Value && expressions::is_bracketed(value) {
            self.space();
            self.node(value);
            return;
        }
        self.open(kind);
        self.indent();
        self.line(Line::Space);
        self.node(value);
        self.dedent();
        self.close();
    }

    /// Any node, by its kind.
    pub(super) fn node(&mut self, node: NodeRef<'t>) {
        match node.kind() {
            NodeKind::Name
            | NodeKind::Key
            | NodeKind::Target
            | NodeKind::ModulePath
            | NodeKind::ImportProvide
            | NodeKind::Variant
            | NodeKind::PatternRefinement
            | NodeKind::Range
            | NodeKind::Bound
            | NodeKind::LiteralType
            | NodeKind::NameBinder
            | NodeKind::WildcardBinder
            | NodeKind::FailWord
            | NodeKind::NameExpr
            | NodeKind::Literal
            | NodeKind::Shorthand
            | NodeKind::Calls
            | NodeKind::LiteralPattern
            | NodeKind::VariantPattern
            | NodeKind::WildcardPattern => self.tight(node),
            NodeKind::Alias | NodeKind::MockFailure => self.spaced(node),
            NodeKind::UseSubnets | NodeKind::UseCapabilities => items::use_names(self, node),
            NodeKind::UseModule => items::use_module(self, node),
            NodeKind::TypeItem
            | NodeKind::ConstItem
            | NodeKind::FnItem
            | NodeKind::TemplateItem => items::declaration(self, node),
            NodeKind::EnumItem => items::enum_item(self, node),
            NodeKind::ProvideItem => items::provide_item(self, node),
            NodeKind::TestItem => items::test_item(self, node),
            NodeKind::Param => items::param(self, node),
            NodeKind::Generics
            | NodeKind::ParamList
            | NodeKind::TypeArguments
            | NodeKind::Refinements
            | NodeKind::TupleType
            | NodeKind::TupleBinder
            | NodeKind::Arguments
            | NodeKind::List
            | NodeKind::TuplePattern => self.tight_list(node),
            NodeKind::RecordType
            | NodeKind::RecordBinder
            | NodeKind::Record
            | NodeKind::RecordPattern => self.padded_list(node),
            NodeKind::NamedType
            | NodeKind::ParenType
            | NodeKind::Paren
            | NodeKind::TypeRest
            | NodeKind::Spread
            | NodeKind::Unary => self.touching(node),
            NodeKind::TypeField => types::field(self, node),
            NodeKind::OptionalType | NodeKind::ListType => types::sized(self, node),
            NodeKind::UnionType | NodeKind::OrPattern => chains::alternatives(self, node),
            NodeKind::Block => blocks::block(self, node),
            NodeKind::Let => blocks::let_statement(self, node),
            NodeKind::Ensure => blocks::ensure(self, node),
            NodeKind::Mock => blocks::mock(self, node),
            NodeKind::BindingPattern => patterns::binding(self, node),
            NodeKind::Call => calls::call(self, node),
            NodeKind::ProvideBy
            | NodeKind::IntoClause
            | NodeKind::ElseClause
            | NodeKind::Guard
            | NodeKind::ForCondition
            | NodeKind::FailExpr => self.word_and_value(node),
            NodeKind::Policies => calls::policies(self, node),
            NodeKind::BinderField
            | NodeKind::PatternField
            | NodeKind::RecordField
            | NodeKind::Policy
            | NodeKind::ProvideEntry
            | NodeKind::Argument => expressions::field(self, node),
            NodeKind::StringLiteral => strings::string(self, node),
            NodeKind::Interpolation => strings::interpolation(self, node),
            NodeKind::Lambda => expressions::lambda(self, node),
            NodeKind::LambdaParams => expressions::lambda_params(self, node),
            NodeKind::Binary => chains::operators(self, node),
            NodeKind::FieldAccess
            | NodeKind::Apply
            | NodeKind::Index
            | NodeKind::NonNull
            | NodeKind::Into => chains::postfix(self, node),
            NodeKind::If => control::if_expr(self, node),
            NodeKind::Match => control::match_expr(self, node),
            NodeKind::MatchArm => control::arm(self, node),
            NodeKind::For => control::for_expr(self, node),
            NodeKind::Repeat => control::repeat_expr(self, node),
            NodeKind::File
            | NodeKind::Error
            | NodeKind::MissingExpr
            | NodeKind::MissingType
            | NodeKind::MissingPattern
            | NodeKind::MissingBinder => {}
        }
        // Only a broken node has more tokens than its rule; what is around it is checked afterwards.
        while self.at < node.token_range().end {
            self.space();
            self.token();
        }
    }

    /// Tokens and children of `node` in order, without blanks.
    fn touching(&mut self, node: NodeRef<'t>) {
        for child in node.children() {
            while self.at < child.token_range().start {
                self.token();
            }
            self.node(child);
        }
        self.tight(node);
    }

    /// A word, a space, and what it is of.
    fn word_and_value(&mut self, node: NodeRef<'t>) {
        self.token();
        if let Some(value) = node.children().next() {
            self.space();
            self.node(value);
        }
    }
}
