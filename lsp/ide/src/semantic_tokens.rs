//! How the words of a file are coloured by what they mean.

use orchestra_compiler::{Database, SourceFile, hir::lower, items::ItemKind, parse};
use orchestra_diagnostics::Span;

use crate::{
    Symbol,
    occurrences::{Role, occurrences, parameters},
};

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenType {
    /// A comment.
    Comment,
    /// A subnet, or a family of capabilities.
    Namespace,
    /// A declared type.
    Type,
    /// An enum.
    Enum,
    /// A variant of an enum.
    EnumMember,
    /// A constant.
    Constant,
    /// A function, a template.
    Function,
    /// A built-in method, an operation, a capability.
    Method,
    /// A parameter of a function or template.
    Parameter,
    /// Another bound name.
    Variable,
}

/// A coloured word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SemanticToken {
    /// Where it stands; never over two lines.
    pub span: Span,
    /// What it is.
    pub kind: TokenType,
    /// Whether it is declared here.
    pub is_declaration: bool,
    /// Whether it documents what follows.
    pub is_documentation: bool,
}

/// The words of `file` whose meaning colours them, in order of the text, none overlapping another.
/// What the grammar of an editor can tell by itself isn't among them.
#[must_use]
pub fn semantic_tokens(db: &Database, file: SourceFile) -> Vec<SemanticToken> {
    let mut tokens: Vec<SemanticToken> = Vec::new();
    for it in occurrences(db, file) {
        tokens.push(SemanticToken {
            span: it.span,
            kind: kind(db, &it.symbol),
            is_declaration: it.role == Role::Definition,
            is_documentation: false,
        });
    }
    for comment in parse(db, file).tree.comments() {
        if comment.kind != orchestra_syntax::CommentKind::Plain {
            tokens.push(SemanticToken {
                span: comment.span,
                kind: TokenType::Comment,
                is_declaration: false,
                is_documentation: true,
            });
        }
    }
    tokens.sort_by_key(|token| token.span);
    tokens.dedup_by(|later, earlier| later.span.start < earlier.span.end);
    tokens
}

fn kind(db: &Database, symbol: &Symbol) -> TokenType {
    match symbol {
        Symbol::Item(item) => match item.kind(db) {
            ItemKind::Type => TokenType::Type,
            ItemKind::Enum => TokenType::Enum,
            ItemKind::Const => TokenType::Constant,
            _ => TokenType::Function,
        },
        Symbol::Local(item, local) => {
            let params = parameters(lower::body(db, *item));
            let is_parameter = params.iter().any(|param| param.local == *local);
            if is_parameter { TokenType::Parameter } else { TokenType::Variable }
        }
        Symbol::Variant(..) => TokenType::EnumMember,
        Symbol::Subnet(_) | Symbol::Family(_) => TokenType::Namespace,
        Symbol::Operation(..) | Symbol::Capability(_) | Symbol::Method(_) => TokenType::Method,
    }
}
