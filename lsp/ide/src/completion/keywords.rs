//! Words of the language: items, statements, and what may follow something whole.

use orchestra_syntax::{NodeKind, TokenKind};

use super::{Completer, CompletionItem, CompletionKind, Rank};

/// What begins an item, with the form of all of it.
const ITEMS: [(&str, &str); 8] = [
    ("use", "use "),
    ("template", "template ${1:name}($2) -> ${3:string} {\n  $0\n}"),
    ("fn", "fn ${1:name}($2) -> ${3:string} = $0"),
    ("type", "type ${1:Name} = {\n  $0\n}"),
    ("enum", "enum ${1:Name} { $0 }"),
    ("const", "const ${1:NAME} = $0"),
    ("provide", "provide ${1:search.web} by $0"),
    ("test", "test \"${1:what holds}\" {\n  $0\n}"),
];

/// What begins a statement.
const STATEMENTS: [(&str, &str); 8] = [
    ("let", "let ${1:name} = $0"),
    ("call", "call "),
    ("for", "for ${1:item} in ${2:items} {\n  $0\n}"),
    ("if", "if ${1:condition} {\n  $0\n}"),
    ("match", "match ${1:value} {\n  $0\n}"),
    ("repeat", "repeat ${1:state} = ${2:first} until ${3:condition} max ${4:10} {\n  $0\n}"),
    ("ensure", "ensure ${1:condition}, \"${2:message}\""),
    ("fail", "fail \"${1:message}\""),
];

impl Completer<'_> {
    /// At the top of the file.
    pub(super) fn item_words(&mut self) {
        for (word, form) in ITEMS {
            self.word(word, form);
        }
    }

    /// At the beginning of a statement, which may be the block's value.
    pub(super) fn statements(&mut self) {
        let wanted = self.at.cursor.frame().and_then(|frame| self.at.wanted_of(frame.level));
        if let Some(wanted) = &wanted {
            self.values_of(wanted);
        }
        self.names(wanted.as_ref());
        for (word, form) in STATEMENTS {
            self.word(word, form);
        }
        if self.at.cursor.level_of(&[NodeKind::TestItem]).is_some() {
            self.word("mock", "mock ");
        }
        let kinds = [
            orchestra_compiler::items::ItemKind::Const,
            orchestra_compiler::items::ItemKind::Function,
            orchestra_compiler::items::ItemKind::Enum,
        ];
        self.items_elsewhere(&kinds);
    }

    /// Words that begin an expression; of a step, `call` too.
    pub(super) fn expression_words(&mut self, step: bool) {
        let is_else = self.at.cursor.kind(0) == Some(TokenKind::Else);
        if step {
            self.word("call", "call ");
        }
        for (word, form) in &STATEMENTS[2..6] {
            // Behind the `else` of an `if`, only another `if` stands besides a block.
            if !is_else || *word == "if" || step {
                self.word(word, form);
            }
        }
        for word in ["true", "false", "null"] {
            self.word(word, word);
        }
        self.word("fail", "fail \"${1:message}\"");
        if self.at.cursor.level_of(&[NodeKind::TestItem]).is_some() {
            self.word("calls", "calls($0)");
        }
    }

    /// Behind something whole, on its line.
    pub(super) fn clauses(&mut self) {
        let cursor = &self.at.cursor;
        let path = &cursor.path;
        let kinds: Vec<NodeKind> = path.iter().rev().map(|node| node.kind()).collect();
        let last = cursor.kind(0);
        let mut words: Vec<(&str, &str)> = Vec::new();
        for kind in kinds {
            let found: &[(&str, &str)] = match kind {
                NodeKind::Block if last != Some(TokenKind::RightBrace) => break,
                NodeKind::Call => &[("into", "into "), ("with", "with { $0 }"), ("else", "else ")],
                NodeKind::If if last == Some(TokenKind::RightBrace) => {
                    &[("else", "else {\n  $0\n}")]
                }
                NodeKind::For => {
                    let has_in = path.iter().any(|node| {
                        node.kind() == NodeKind::For && node.token(TokenKind::In).is_some()
                    });
                    if has_in {
                        &[("if", "if "), ("with", "with { $0 }")]
                    } else {
                        &[("in", "in ")]
                    }
                }
                NodeKind::Repeat => {
                    &[("until", "until "), ("max", "max "), ("with", "with { $0 }")]
                }
                NodeKind::TemplateItem => &[("with", "with { $0 }")],
                NodeKind::MatchArm => &[("if", "if ")],
                NodeKind::ProvideItem => &[("by", "by ")],
                NodeKind::Alias => &[("as", "as ")],
                NodeKind::Let | NodeKind::ConstItem => &[("into", "into ")],
                _ => &[],
            };
            for word in found {
                if !words.iter().any(|known| known.0 == word.0) {
                    words.push(*word);
                }
            }
        }
        for (word, form) in words {
            self.word(word, form);
        }
    }

    fn word(&mut self, word: &str, form: &str) {
        let item = CompletionItem::new(word, CompletionKind::Keyword);
        let is_snippet = form.contains('$');
        let item = if is_snippet { item.snippet(form) } else { item.inserting(form) };
        self.add(Rank::Keyword, item);
    }
}
