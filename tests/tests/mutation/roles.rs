//! What a token is in its file, as far as the rules ask: brackets, definitions of names that are
//! used, and arguments that are needed hold a program together.

use std::{collections::BTreeMap, fmt};

use orchestra_syntax::{NodeKind, NodeRef, TokenKind, Tree};
use orchestra_tests::mini_ledger::mini_ledger;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// The name of a definition, the only one of that name in its file, that is used.
    Definition,
    /// The whole of an argument that its callee needs.
    RequiredArgument,
    /// Any other token.
    Token(TokenKind),
}

impl Role {
    /// Whether nothing that lacks it is a program.
    pub(crate) fn is_needed(self) -> bool {
        match self {
            Self::Definition | Self::RequiredArgument => true,
            Self::Token(kind) => matches!(
                kind,
                TokenKind::LeftParen
                    | TokenKind::RightParen
                    | TokenKind::LeftBracket
                    | TokenKind::RightBracket
                    | TokenKind::LeftBrace
                    | TokenKind::RightBrace
            ),
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Definition => f.write_str("a used name's definition"),
            Self::RequiredArgument => f.write_str("a required argument"),
            Self::Token(kind) => write!(f, "{kind:?}"),
        }
    }
}

impl Ord for Role {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.to_string().cmp(&other.to_string())
    }
}

impl PartialOrd for Role {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// The role of every token of a valid file.
pub(crate) fn roles(tree: &Tree) -> Vec<Role> {
    let mut roles: Vec<_> = tree.tokens().iter().map(|token| Role::Token(token.kind)).collect();
    let (mut defined, mut used) = (BTreeMap::<&str, Vec<u32>>::new(), Vec::new());
    for node in tree.nodes() {
        for (name, index) in defined_by(node) {
            defined.entry(name).or_default().push(index);
        }
        used.extend(used_by(node));
        for index in required_arguments(tree, node) {
            roles[index as usize] = Role::RequiredArgument;
        }
    }
    for name in used {
        if let Some([only]) = defined.get(name).map(Vec::as_slice) {
            roles[*only as usize] = Role::Definition;
        }
    }
    roles
}

/// The names that a node defines, each with its token.
fn defined_by(node: NodeRef<'_>) -> Vec<(&str, u32)> {
    let mut names = node.children().filter(|child| child.kind() == NodeKind::Name);
    let token = |name: NodeRef<'_>| name.token_range().start;
    match node.kind() {
        NodeKind::TypeItem
        | NodeKind::EnumItem
        | NodeKind::ConstItem
        | NodeKind::FnItem
        | NodeKind::TemplateItem
        | NodeKind::Generics
        | NodeKind::Param
        | NodeKind::NameBinder
        | NodeKind::BindingPattern
        | NodeKind::LambdaParams
        | NodeKind::UseCapabilities
        | NodeKind::For
        | NodeKind::Repeat => names.map(|name| (name.text(), token(name))).collect(),
        NodeKind::Alias => {
            names.next_back().map(|name| (name.text(), token(name))).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// The name that a node looks up.
fn used_by(node: NodeRef<'_>) -> Option<&str> {
    match node.kind() {
        NodeKind::NameExpr => Some(node.text()),
        NodeKind::Shorthand | NodeKind::NamedType | NodeKind::Target | NodeKind::VariantPattern => {
            node.child(NodeKind::Name).map(NodeRef::text)
        }
        _ => None,
    }
}

/// The tokens that are the whole of an argument that a call, or an application, at `node` needs.
fn required_arguments(tree: &Tree, node: NodeRef<'_>) -> Vec<u32> {
    let single = |entry: NodeRef<'_>| {
        let range = entry.token_range();
        (range.len() == 1).then_some(range.start)
    };
    match node.kind() {
        NodeKind::Call => {
            let target = node.child(NodeKind::Target).map_or("", NodeRef::text);
            let Some(record) = node.child(NodeKind::Record) else { return Vec::new() };
            let required = inputs_of(target).unwrap_or_else(|| parameters(tree, target));
            let entries = record.children().filter(|entry| entry.kind() == NodeKind::Shorthand);
            let needed = entries.filter(|entry| required.iter().any(|name| name == entry.text()));
            needed.filter_map(single).collect()
        }
        NodeKind::Apply => {
            let callee = node.child(NodeKind::NameExpr).map_or("", NodeRef::text);
            let Some(arguments) = node.child(NodeKind::Arguments) else { return Vec::new() };
            let required = parameters(tree, callee).len();
            arguments.children().take(required).filter_map(single).collect()
        }
        _ => Vec::new(),
    }
}

/// The inputs that an operation or capability of the invented Ledger needs.
fn inputs_of(target: &str) -> Option<Vec<String>> {
    let ledger = mini_ledger();
    let (slug, name) = target.split_once('.')?;
    let operation = ledger.operation(slug, name).map(|operation| &*operation.input);
    let input = operation.or_else(|| ledger.capability(target).map(|it| &it.input))?;
    let required = input.get("required")?.as_array()?;
    Some(required.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect())
}

/// The first parameters of a function or template of the file, up to one that may be left out.
fn parameters(tree: &Tree, name: &str) -> Vec<String> {
    let is_meant = |item: &NodeRef<'_>| {
        matches!(item.kind(), NodeKind::FnItem | NodeKind::TemplateItem)
            && item.child(NodeKind::Name).is_some_and(|own| own.text() == name)
    };
    let Some(item) = tree.root().children().find(is_meant) else { return Vec::new() };
    let params = item.child(NodeKind::ParamList).into_iter().flat_map(NodeRef::children);
    params
        .take_while(|param| {
            param.token(TokenKind::Equal).is_none() && param.child(NodeKind::OptionalType).is_none()
        })
        .filter_map(|param| param.child(NodeKind::Name).map(|name| name.text().to_owned()))
        .collect()
}
