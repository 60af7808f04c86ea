//! Arguments of calls and fields of records: the required first.

use orchestra_compiler::{
    Database,
    infer::Environment,
    types::{Field, Type, placeholder::placeholder},
};
use orchestra_ledger_pages::written;
use orchestra_syntax::{NodeKind, TokenKind, ast, ast::View as _};

use super::{Completer, CompletionItem, CompletionKind, Rank, escaped};
use crate::call_target::{CallTarget, fields_of};

/// A record that is written out, with a tab stop for each field.
pub(super) struct Written {
    fields: Vec<(String, String)>,
}

impl Written {
    /// The arguments that a call of `target` must have.
    pub(super) fn required(db: &Database, target: &CallTarget<'_>) -> Self {
        Self::with(db, target, |_| None)
    }

    /// The same as its first example has them, as far as it does and a source may.
    pub(super) fn exemplary(db: &Database, target: &CallTarget<'_>) -> Self {
        Self::with(db, target, |field| {
            let is_secret = matches!(field.ty.head(&Environment { db }), Type::Secret);
            target.exemplary(&field.name).filter(|_| !is_secret).map(written)
        })
    }

    fn with(
        db: &Database,
        target: &CallTarget<'_>,
        known: impl Fn(&Field) -> Option<String>,
    ) -> Self {
        let input = target.input(db).unwrap_or(Type::Error);
        let fields = fields_of(db, &input).into_iter().filter(|field| !field.optional);
        let written = |field: Field| {
            let value = known(&field).unwrap_or_else(|| value(db, &field.ty));
            (field.name.to_string(), value)
        };
        Self { fields: fields.map(written).collect() }
    }

    /// As a snippet.
    pub(super) fn snippet(&self) -> String {
        let fields = self.fields.iter().enumerate();
        let fields: Vec<String> = fields
            .map(|(at, (name, value))| format!("{}: {}", key(name), stop(at + 1, value)))
            .collect();
        if fields.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", fields.join(", ")) }
    }
}

/// A value to write over.
fn value(db: &Database, ty: &Type) -> String {
    placeholder(&Environment { db }, ty)
}

/// A tab stop over `value`; of a text, inside the quotes.
fn stop(at: usize, value: &str) -> String {
    let inner = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match inner {
        Some(inner) => format!("\"${{{at}:{}}}\"", escaped(inner)),
        None => format!("${{{at}:{}}}", escaped(value)),
    }
}

/// A field's name: quoted, unless it is a word.
pub(super) fn key(name: &str) -> String {
    let mut chars = name.chars();
    let is_word = chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_');
    if is_word { name.to_owned() } else { orchestra_compiler::types::notation::literal(name) }
}

impl Completer<'_> {
    /// At the beginning of an entry of the record at `level`.
    pub(super) fn record_fields(&mut self, level: usize) {
        let db = self.at.db;
        let record = self.at.cursor.path[level];
        let above = level.checked_sub(1).map(|above| self.at.cursor.path[above]);
        let call = above.and_then(ast::Call::cast).and_then(|call| call.target());
        let target = call.and_then(|target| CallTarget::of(db, self.at.file, target));
        let Some(wanted) = self.at.wanted_of(level) else { return self.shorthands(&[]) };
        let written = written_keys(record, self.at.cursor.offset);
        let mut fields = fields_of(db, &wanted);
        if let (true, Type::Union(_)) = (fields.is_empty(), wanted.head(&self.at.environment())) {
            fields = self.fields_of_any_arm(&wanted);
        }
        fields.retain(|field| !written.contains(&field.name.to_string()));
        // The order of the declaration is kept among those that are required, and among the others.
        fields.sort_by_key(|field| field.optional);
        for field in &fields {
            let (said, default) =
                target.as_ref().map_or((None, None), |target| target.argument(db, &field.name));
            let kind =
                if target.is_some() { CompletionKind::Argument } else { CompletionKind::Field };
            let mark = if field.optional { "?" } else { "" };
            let default = default.map_or(String::new(), |default| format!(" = {default}"));
            let mut item = CompletionItem::new(&*field.name, kind).detail(
                format!("{mark}: {}{default}", field.ty).trim_start_matches(": ").to_owned(),
            );
            item.documentation = said;
            let has_colon = self.at.cursor.next().is_some_and(|it| it.kind == TokenKind::Colon);
            let item = if has_colon {
                item.inserting(key(&field.name))
            } else {
                let stop = stop(1, &value(db, &field.ty));
                item.snippet(format!("{}: {stop}", key(&field.name)))
            };
            self.add(if field.optional { Rank::Plain } else { Rank::Wanted }, item);
        }
        self.shorthands(&fields);
    }

    /// Fields of the records that a union is of.
    fn fields_of_any_arm(&self, wanted: &Type) -> Vec<Field> {
        let mut fields: Vec<Field> = Vec::new();
        for arm in wanted.arms(&self.at.environment()) {
            for field in fields_of(self.at.db, &arm) {
                if fields.iter().all(|known| known.name != field.name) {
                    fields.push(field);
                }
            }
        }
        fields
    }

    /// Names in scope that are fields of the same name; of a record of no known type, all.
    fn shorthands(&mut self, fields: &[Field]) {
        for local in self.locals() {
            let field = fields.iter().find(|field| *field.name == *local.name);
            if field.is_none() && !fields.is_empty() {
                continue;
            }
            let mut item = CompletionItem::new(local.name, local.kind);
            item.detail = local.ty.as_ref().map(ToString::to_string);
            self.add(Rank::Fits, item);
        }
    }
}

/// The names of the fields that stand in the record already, the one at the cursor aside.
fn written_keys(record: orchestra_syntax::NodeRef<'_>, offset: u32) -> Vec<String> {
    let others = record.children().filter(|entry| !entry.span().touches(offset));
    others
        .filter_map(|entry| match entry.kind() {
            NodeKind::RecordField => {
                ast::RecordField::cast(entry)?.key().map(|key| key.text().into_owned())
            }
            NodeKind::Shorthand => {
                ast::Shorthand::cast(entry)?.name().map(|it| it.text().to_owned())
            }
            _ => None,
        })
        .collect()
}
