//! Signature help: what the call around the cursor takes, and which part of it is being written.

use orchestra_compiler::{
    Database, SourceFile,
    infer::signature_of,
    items::{ItemId, documentation, param_documentation},
    parse,
    types::methods::{Expected, Method},
};
use orchestra_diagnostics::Span;
use orchestra_syntax::{NodeKind, TokenKind, ast, ast::View as _};

use crate::{
    call_target::{CallTarget, fields_of},
    cursor::{Cursor, Frame},
    surroundings::Surroundings,
};

/// What a call takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignatureHelp {
    /// All of it on one line.
    pub label: String,
    /// The parts of the label that stand for parameters, in bytes, with what is said of each.
    pub parameters: Vec<(Span, Option<String>)>,
    /// Which parameter the cursor is at, by its place among them.
    pub active: Option<usize>,
    /// What the call does, as Markdown.
    pub documentation: Option<String>,
}

/// What the innermost call around `offset` takes: a `call`'s arguments, a function's, a method's.
#[must_use]
pub fn signature_help(db: &Database, file: SourceFile, offset: u32) -> Option<SignatureHelp> {
    let parse = parse(db, file);
    let offset = offset.min(parse.tree.text().len() as u32);
    let at = Surroundings::new(db, file, Cursor::new(&parse.tree, offset));
    (0..at.cursor.path.len()).rev().find_map(|level| {
        let frame = at.cursor.frame_at(level)?;
        let above = level.checked_sub(1).map(|above| at.cursor.path[above])?;
        match frame.node.kind() {
            NodeKind::Record => called(&at, frame, ast::Call::cast(above)?),
            NodeKind::Arguments => applied(&at, frame, ast::Apply::cast(above)?),
            _ => None,
        }
    })
}

/// Writes a label part by part.
struct Label {
    help: SignatureHelp,
}

impl Label {
    fn new(start: String) -> Self {
        Self { help: SignatureHelp { label: start, ..SignatureHelp::default() } }
    }

    fn parameter(&mut self, text: &str, said: Option<String>) {
        if !self.help.parameters.is_empty() {
            self.help.label += ", ";
        }
        let start = self.help.label.len() as u32;
        self.help.label += text;
        let span = Span::new(start, self.help.label.len() as u32);
        self.help.parameters.push((span, said));
    }
}

/// A `call`: the field at the cursor; at the beginning of an entry the first that isn't written.
fn called(at: &Surroundings<'_>, frame: Frame<'_>, call: ast::Call<'_>) -> Option<SignatureHelp> {
    let target = CallTarget::of(at.db, at.file, call.target()?)?;
    let mut fields = fields_of(at.db, &target.input(at.db)?);
    fields.sort_by_key(|field| field.optional);
    let brace = if fields.is_empty() { "{" } else { "{ " };
    let mut label = Label::new(format!("{} {brace}", target.name(at.db)));
    for field in &fields {
        let (said, default) = target.argument(at.db, &field.name);
        let mark = if field.optional { "?" } else { "" };
        let default = default.map_or(String::new(), |default| format!(" = {default}"));
        label.parameter(&format!("{}{mark}: {}{default}", field.name, field.ty), said);
    }
    let mut help = label.help;
    help.label += if fields.is_empty() { "}" } else { " }" };
    if let Some(output) = target.output(at.db) {
        help.label += &format!(" -> {output}");
    }
    help.documentation = target.documentation(at.db);
    let key = at.cursor.entry(frame).first().map(|token| at.cursor.tree.slice(token.span()));
    let written: Vec<String> = frame
        .node
        .children()
        .filter_map(|entry| ast::RecordField::cast(entry)?.key().map(|key| key.text().into_owned()))
        .collect();
    help.active = match key {
        Some(key) => fields.iter().position(|field| *field.name == *key),
        None => fields.iter().position(|field| !written.contains(&field.name.to_string())),
    };
    Some(help)
}

fn applied(
    at: &Surroundings<'_>,
    frame: Frame<'_>,
    apply: ast::Apply<'_>,
) -> Option<SignatureHelp> {
    let callee = apply.callee()?.node();
    let (mut help, names) = match at.item_named(callee.text()) {
        Some(item) => function(at, item)?,
        None => {
            let field = ast::FieldAccess::cast(callee)?;
            let name = field.key()?.text();
            let method = at.method(&at.receiver(field)?.0, &name)?;
            method_help(at, &name, &method)
        }
    };
    let entry = at.cursor.entry(frame);
    let is_named = entry.get(1).is_some_and(|token| token.kind == TokenKind::Colon);
    help.active = if is_named {
        let name = at.cursor.tree.slice(entry[0].span());
        names.iter().position(|known| known == name)
    } else {
        let commas = frame
            .node
            .tokens()
            .filter(|token| token.kind() == TokenKind::Comma && token.index() < at.cursor.before);
        Some(commas.count()).filter(|index| *index < names.len())
    };
    Some(help)
}

fn function(at: &Surroundings<'_>, item: ItemId) -> Option<(SignatureHelp, Vec<String>)> {
    let signature = signature_of(at.db, item)?;
    let mut said = param_documentation(at.db, item);
    let mut label = Label::new(format!("{}(", item.name(at.db)));
    for param in &signature.params {
        let default = if param.default.is_some() { " = …" } else { "" };
        let text = format!("{}: {}{default}", param.name, param.ty);
        label.parameter(&text, said.remove(&*param.name));
    }
    let mut help = label.help;
    help.label += &format!(") -> {}", signature.result);
    help.documentation = Some(documentation(at.db, item)).filter(|text| !text.is_empty());
    Some((help, signature.params.iter().map(|param| param.name.to_string()).collect()))
}

fn method_help(at: &Surroundings<'_>, name: &str, method: &Method) -> (SignatureHelp, Vec<String>) {
    let env = at.environment();
    let (least, most) = method.arity();
    let mut label = Label::new(format!("{name}("));
    let mut names = Vec::new();
    for index in 0..most {
        let parameter = method.parameter(index);
        let mark = if index < least { "" } else { "?" };
        let text = match method.expected(&env, index, &[]) {
            Expected::Value(ty) => format!("{parameter}{mark}: {ty}"),
            Expected::Lambda { params, result } => {
                let params: Vec<String> = params.iter().map(ToString::to_string).collect();
                let result = result.map_or(String::from("…"), |result| result.to_string());
                format!("{parameter}{mark}: ({}) => {result}", params.join(", "))
            }
            Expected::Pattern => format!("{parameter}{mark}: r\"…\""),
            Expected::Any => format!("{parameter}{mark}"),
        };
        label.parameter(&text, None);
        names.push(parameter.to_owned());
    }
    let mut help = label.help;
    help.label.push(')');
    if most == 0
        && let Ok(result) = method.result(&env, &[])
    {
        help.label += &format!(" -> {result}");
    }
    (help, names)
}
