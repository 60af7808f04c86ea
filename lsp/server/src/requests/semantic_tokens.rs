//! `textDocument/semanticTokens`.

use orchestra_diagnostics::Span;
use orchestra_lsp_ide::{SemanticToken as Coloured, TokenType};
use tower_lsp_server::ls_types::{
    Range, SemanticToken, SemanticTokenModifier, SemanticTokenType, SemanticTokensLegend, Uri,
};

use crate::snapshot::{Snapshot, View};

/// In the order of [`TokenType`].
const TYPES: [(TokenType, SemanticTokenType); 10] = [
    (TokenType::Comment, SemanticTokenType::COMMENT),
    (TokenType::Namespace, SemanticTokenType::NAMESPACE),
    (TokenType::Type, SemanticTokenType::TYPE),
    (TokenType::Enum, SemanticTokenType::ENUM),
    (TokenType::EnumMember, SemanticTokenType::ENUM_MEMBER),
    (TokenType::Constant, SemanticTokenType::VARIABLE),
    (TokenType::Function, SemanticTokenType::FUNCTION),
    (TokenType::Method, SemanticTokenType::METHOD),
    (TokenType::Parameter, SemanticTokenType::PARAMETER),
    (TokenType::Variable, SemanticTokenType::VARIABLE),
];

/// By the bits of a token's modifiers.
const MODIFIERS: [SemanticTokenModifier; 3] = [
    SemanticTokenModifier::DECLARATION,
    SemanticTokenModifier::DOCUMENTATION,
    SemanticTokenModifier::READONLY,
];

/// What the numbers of tokens mean.
pub(crate) fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend {
        token_types: TYPES.iter().map(|(_, name)| name.clone()).collect(),
        token_modifiers: MODIFIERS.to_vec(),
    }
}

/// The tokens of a file, or those of it that a range touches.
pub(crate) fn answer(
    snapshot: &Snapshot,
    uri: &Uri,
    range: Option<Range>,
) -> Option<Vec<SemanticToken>> {
    let view = snapshot.view(uri)?;
    let asked = range.map(|range| view.span(range));
    let touches = |span: Span| asked.is_none_or(|it| it.start <= span.end && span.start <= it.end);
    let tokens = orchestra_lsp_ide::semantic_tokens(view.db(), view.file);
    let tokens = tokens.into_iter().filter(|token| touches(token.span));
    Some(encoded(&view, tokens))
}

/// Each token's place is told from the one before.
fn encoded(view: &View<'_>, tokens: impl Iterator<Item = Coloured>) -> Vec<SemanticToken> {
    let (mut line, mut character) = (0, 0);
    let encode = |token: Coloured| {
        let range = view.range(token.span);
        let delta_line = range.start.line - line;
        let delta_start =
            if delta_line == 0 { range.start.character - character } else { range.start.character };
        (line, character) = (range.start.line, range.start.character);
        let kind = TYPES.iter().position(|(kind, _)| *kind == token.kind).unwrap_or_default();
        let bits =
            [token.is_declaration, token.is_documentation, token.kind == TokenType::Constant];
        let bits = bits.iter().enumerate().map(|(bit, is_set)| u32::from(*is_set) << bit);
        SemanticToken {
            delta_line,
            delta_start,
            length: range.end.character.saturating_sub(range.start.character),
            token_type: kind as u32,
            token_modifiers_bitset: bits.sum(),
        }
    };
    tokens.map(encode).collect()
}
