//! The file, its items, and names.

use orchestra_diagnostics::{Code, Span};

use super::blocks;
use super::calls;
use super::expressions;
use super::parser::Parser;
use super::recovery::{ITEM_WORDS, ListShape};
use super::strings;
use super::types;
use crate::kind::{NodeKind, TokenKind};
use crate::problem::Problem;
use crate::tree::Mark;

/// `file = { item }`
pub(super) fn file(p: &mut Parser<'_>) {
    while p.peek().is_some() {
        p.open = [0; 3];
        p.in_head = false;
        p.suspect = None;
        let column = p.token(0).map(|token| p.column(token));
        p.item_column = column;
        p.begin_item();
        let troubles = p.troubles();
        let is_item = item(p);
        p.item_column = None;
        if !is_item {
            no_item(p);
        } else if p.troubles() > troubles && is_remainder(p, column) {
            p.junk(|p| is_remainder(p, column));
        }
    }
}

/// Whether what stands behind an item with a mistake is a part of it that the mistake cut off.
fn is_remainder(p: &Parser<'_>, column: Option<usize>) -> bool {
    let Some(token) = p.token(0) else { return false };
    let closes = matches!(
        token.kind,
        TokenKind::RightBrace | TokenKind::RightParen | TokenKind::RightBracket
    );
    !p.at_stop() && (closes || !token.first_on_line || Some(p.column(token)) > column)
}

/// What begins no item is passed over up to the next one.
fn no_item(p: &mut Parser<'_>) {
    let closes_nothing =
        p.at_any(&[TokenKind::RightBrace, TokenKind::RightParen, TokenKind::RightBracket]);
    let mut problem = p.expected_problem(&["an item"]);
    if problem.help.is_none() {
        problem = problem.with_help(if closes_nothing {
            "no bracket is open here"
        } else {
            "a file holds `use`, `type`, `enum`, `const`, `fn`, `template`, `provide` and `test`"
        });
    }
    p.report(problem);
    let mark = p.mark();
    if p.at(TokenKind::InterpolationEnd) {
        p.bump();
        p.node(mark, NodeKind::Error);
        return;
    }
    p.junk(|p| !(p.first_on_line() && p.at_any(ITEM_WORDS)));
}

fn item(p: &mut Parser<'_>) -> bool {
    let mark = p.mark();
    match p.peek() {
        Some(TokenKind::Use) => use_item(p, mark),
        Some(TokenKind::Type) => type_item(p, mark),
        Some(TokenKind::Enum) => enum_item(p, mark),
        Some(TokenKind::Const) => const_item(p, mark),
        Some(TokenKind::Fn) => fn_item(p, mark),
        Some(TokenKind::Template) => template_item(p, mark),
        Some(TokenKind::Provide) => provide_item(p, mark),
        Some(TokenKind::Test) => test_item(p, mark),
        _ => return false,
    }
    true
}

// Names.

/// A name, which is here.
pub(super) fn name(p: &mut Parser<'_>) {
    let mark = p.mark();
    p.bump();
    p.node(mark, NodeKind::Name);
}

/// A name, or a report that it is missing. A reserved word in its place is taken for it, unless it
/// begins something new.
pub(super) fn expect_name(p: &mut Parser<'_>, what: &str) -> bool {
    if p.at(TokenKind::Name) {
        name(p);
        return true;
    }
    let mut problem = p.expected_problem(&[what]);
    let word = p.peek().filter(|kind| kind.is_reserved() && !p.first_on_line());
    if word.is_some() {
        problem = problem.with_help("reserved words name nothing");
    }
    p.report(problem);
    if word.is_some() {
        let mark = p.mark();
        p.bump();
        p.node(mark, NodeKind::Error);
        // The word before it was written twice.
        if p.at(TokenKind::Name) && !p.first_on_line() {
            name(p);
        }
    }
    false
}

/// A word as a node of its own: a name, or a reserved word on the same line.
pub(super) fn word(p: &mut Parser<'_>) -> bool {
    let is_word =
        p.at(TokenKind::Name) || p.peek().is_some_and(TokenKind::is_word) && !p.first_on_line();
    if is_word {
        name(p);
    }
    is_word
}

/// `key = WORD | STRING`, if one is here.
pub(super) fn key(p: &mut Parser<'_>) -> bool {
    let mark = p.mark();
    match p.peek() {
        Some(TokenKind::StringStart) => strings::plain_tokens(p),
        Some(kind) if kind.is_word() => p.bump(),
        _ => return false,
    }
    p.node(mark, NodeKind::Key);
    true
}

/// `NAME ["." WORD]`
pub(super) fn target(p: &mut Parser<'_>, what: &str) -> bool {
    let mark = p.mark();
    if !p.at(TokenKind::Name) {
        p.expected(&[what]);
        return false;
    }
    name(p);
    if p.eat(TokenKind::Dot) && !word(p) {
        p.expected(&["a name"]);
    }
    if p.at(TokenKind::Dot) && !p.first_on_line() {
        let problem = Problem::new(Code::E0101, p.span_here(), "a target has at most two words");
        p.report(problem.with_help("like `acme.find`: a subnet or family, and what it offers"));
        let rest = p.mark();
        while p.eat(TokenKind::Dot) {
            if p.peek().is_some_and(TokenKind::is_word) && !p.first_on_line() {
                p.bump();
            }
        }
        p.node(rest, NodeKind::Error);
    }
    p.node(mark, NodeKind::Target);
    true
}

// Items.

/// `NAME,+` without brackets, so that no comma stands behind the last.
fn names(p: &mut Parser<'_>, what: &str, entry: impl Fn(&mut Parser<'_>)) {
    loop {
        if p.at(TokenKind::Name) {
            entry(p);
        } else {
            expect_name(p, what);
            return;
        }
        if !p.eat(TokenKind::Comma) {
            return;
        }
    }
}

fn use_item(p: &mut Parser<'_>, mark: Mark) {
    p.bump();
    let names_follow = p.peek_at(1) == Some(TokenKind::Name)
        || !matches!(p.peek_at(1), Some(TokenKind::Dot | TokenKind::LeftBrace));
    if p.at_word("subnet") && names_follow {
        p.bump();
        names(p, "a subnet's name", alias);
        p.node(mark, NodeKind::UseSubnets);
    } else if p.at_word("capability") && names_follow {
        p.bump();
        names(p, "a family's name", name);
        p.node(mark, NodeKind::UseCapabilities);
    } else {
        use_module(p);
        p.node(mark, NodeKind::UseModule);
    }
}

fn use_module(p: &mut Parser<'_>) {
    match p.peek() {
        Some(TokenKind::StringStart) => strings::plain_string(p),
        Some(TokenKind::Name) => {
            let mark = p.mark();
            name(p);
            while p.eat(TokenKind::Dot) {
                if !word(p) {
                    p.expected(&["a name"]);
                }
            }
            p.node(mark, NodeKind::ModulePath);
        }
        _ => {
            p.expected(&["`subnet`", "`capability`", "a module"]);
            return;
        }
    }
    let shape =
        ListShape { close: TokenKind::RightBrace, entry: "a name", holds_expressions: false };
    if !p.at(TokenKind::LeftBrace) {
        let problem = p.expected_problem(&["`{`"]);
        p.report(
            problem.with_help(
                "a module's names stand in braces; subnets are named by `use subnet a, b`",
            ),
        );
        if p.at(TokenKind::Name) && !p.first_on_line() {
            p.unopened_list(&shape, import);
        }
        return;
    }
    let opener = p.span_here();
    let is_empty = p.peek_at(1) == Some(TokenKind::RightBrace);
    p.list(&shape, import);
    if is_empty {
        p.report_elsewhere(Problem::new(
            Code::E0101,
            Span::new(opener.start, p.span_behind().end),
            "nothing is imported",
        ));
    }
}

fn import(p: &mut Parser<'_>) -> bool {
    if p.at(TokenKind::Provide) {
        let mark = p.mark();
        p.bump();
        p.node(mark, NodeKind::ImportProvide);
        return true;
    }
    let is_alias = p.at(TokenKind::Name);
    if is_alias {
        alias(p);
    }
    is_alias
}

fn alias(p: &mut Parser<'_>) {
    let mark = p.mark();
    name(p);
    if p.eat(TokenKind::As) {
        expect_name(p, "a name");
    }
    p.node(mark, NodeKind::Alias);
}

fn generics(p: &mut Parser<'_>) {
    if !p.at(TokenKind::Less) {
        return;
    }
    let mark = p.mark();
    let shape = ListShape { close: TokenKind::Greater, entry: "a name", holds_expressions: false };
    p.list(&shape, plain_name);
    p.node(mark, NodeKind::Generics);
}

fn plain_name(p: &mut Parser<'_>) -> bool {
    let is_name = p.at(TokenKind::Name);
    if is_name {
        name(p);
    }
    is_name
}

fn type_item(p: &mut Parser<'_>, mark: Mark) {
    p.bump();
    expect_name(p, "the type's name");
    generics(p);
    p.expect(TokenKind::Equal);
    types::whole_type(p);
    p.node(mark, NodeKind::TypeItem);
}

fn enum_item(p: &mut Parser<'_>, mark: Mark) {
    p.bump();
    expect_name(p, "the enum's name");
    let shape =
        ListShape { close: TokenKind::RightBrace, entry: "a variant", holds_expressions: false };
    if p.at(TokenKind::LeftBrace) {
        if p.peek_at(1) == Some(TokenKind::RightBrace) {
            let span = p.span_here();
            p.report(Problem::new(Code::E0101, span, "an enum has at least one variant"));
        }
        p.list(&shape, variant);
    } else {
        p.expected(&["`{`"]);
        if p.at(TokenKind::Name) {
            p.unopened_list(&shape, variant);
        }
    }
    p.node(mark, NodeKind::EnumItem);
}

fn variant(p: &mut Parser<'_>) -> bool {
    let mark = p.mark();
    let is_variant = plain_name(p);
    if is_variant {
        p.node(mark, NodeKind::Variant);
    }
    is_variant
}

fn const_item(p: &mut Parser<'_>, mark: Mark) {
    p.bump();
    expect_name(p, "the constant's name");
    types::ascription(p);
    p.expect(TokenKind::Equal);
    expressions::expr(p);
    p.node(mark, NodeKind::ConstItem);
}

fn signature(p: &mut Parser<'_>) {
    if p.at(TokenKind::Name) && p.peek_at(1) == Some(TokenKind::LeftParen) {
        p.expected(&["`(`"]);
        p.junk(|_| false);
    }
    if p.at(TokenKind::LeftParen) {
        let mark = p.mark();
        let shape = ListShape {
            close: TokenKind::RightParen,
            entry: "a parameter",
            holds_expressions: false,
        };
        p.list(&shape, param);
        p.node(mark, NodeKind::ParamList);
    } else {
        p.expected(&["`(`"]);
    }
    let has_arrow = p.expect(TokenKind::Arrow);
    let is_type = p.at(TokenKind::Name) && !p.first_on_line()
        || p.at(TokenKind::LeftBrace) && expressions::looks_like_record(p);
    if has_arrow || is_type {
        types::type_expr(p);
    } else {
        p.missing(NodeKind::MissingType);
    }
}

/// `param = NAME ":" TYPE ["=" expr]`
fn param(p: &mut Parser<'_>) -> bool {
    let mark = p.mark();
    if !plain_name(p) {
        return false;
    }
    if p.expect(TokenKind::Colon) {
        types::type_expr(p);
    } else {
        p.missing(NodeKind::MissingType);
    }
    if p.eat(TokenKind::Equal) {
        expressions::expr(p);
    }
    p.node(mark, NodeKind::Param);
    true
}

fn fn_item(p: &mut Parser<'_>, mark: Mark) {
    p.bump();
    expect_name(p, "the function's name");
    generics(p);
    signature(p);
    if p.eat(TokenKind::Equal) {
        expressions::expr(p);
    } else if p.at(TokenKind::LeftBrace) && expressions::looks_like_record(p) {
        p.expected(&["`=`"]);
        expressions::expr(p);
    } else if p.at(TokenKind::LeftBrace) {
        blocks::block(p);
    } else {
        p.expected(&["`=`", "`{`"]);
    }
    p.node(mark, NodeKind::FnItem);
}

fn template_item(p: &mut Parser<'_>, mark: Mark) {
    p.bump();
    expect_name(p, "the template's name");
    signature(p);
    calls::policies(p);
    blocks::expect_block(p);
    p.node(mark, NodeKind::TemplateItem);
}

fn provide_item(p: &mut Parser<'_>, mark: Mark) {
    p.bump();
    dotted_target(p, "a capability");
    let by = p.mark();
    if p.eat_word("by") {
        dotted_target(p, "an operation");
        p.node(by, NodeKind::ProvideBy);
    } else {
        p.expected(&["`by`"]);
    }
    if p.at(TokenKind::LeftBrace) {
        let mut seen = Vec::new();
        let shape = ListShape {
            close: TokenKind::RightBrace,
            entry: "`request` or `response`",
            holds_expressions: false,
        };
        let opener = p.span_here();
        let troubles = p.troubles();
        p.list(&shape, |p| provide_entry(p, &mut seen, troubles));
        if let Some(missing) = ["request", "response"].iter().find(|key| !seen.contains(*key))
            && p.troubles() == troubles
        {
            let message = format!("`{missing}` is missing");
            p.report_elsewhere(Problem::new(Code::E0101, opener, message));
        }
    } else {
        p.expected(&["`{`"]);
    }
    p.node(mark, NodeKind::ProvideItem);
}

fn dotted_target(p: &mut Parser<'_>, what: &str) {
    let is_one_word = p.at(TokenKind::Name) && p.peek_at(1) != Some(TokenKind::Dot);
    if target(p, what) && is_one_word {
        p.expected(&["`.`"]);
    }
}

fn provide_entry(p: &mut Parser<'_>, seen: &mut Vec<&'static str>, troubles: u32) -> bool {
    let mark = p.mark();
    let is_shaken = p.troubles() > troubles;
    let next = if seen.is_empty() { "request" } else { "response" };
    if p.at_word(next) && seen.len() < 2 {
        seen.push(next);
    } else if p.peek().is_some_and(TokenKind::is_word) {
        if is_shaken {
            p.say_no_more_here();
        }
        let expected = match seen.len() {
            0 => "`request`",
            1 => "`response`",
            _ => "`}`",
        };
        p.expected(&[expected]);
    }
    if !key(p) {
        return false;
    }
    if p.expect(TokenKind::Colon) {
        if !p.peek().is_none_or(|_| expressions::at_lambda(p)) {
            if is_shaken {
                p.say_no_more_here();
            }
            p.expected(&["a lambda"]);
        }
        expressions::expr(p);
    }
    p.node(mark, NodeKind::ProvideEntry);
    true
}

fn test_item(p: &mut Parser<'_>, mark: Mark) {
    p.bump();
    strings::plain_string(p);
    blocks::expect_block(p);
    p.node(mark, NodeKind::TestItem);
}
