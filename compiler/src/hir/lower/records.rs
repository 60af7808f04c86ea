//! Records and lists.

use orchestra_syntax::ast::{self, View as _};
use smallvec::SmallVec;

use super::lowering::Lowering;
use crate::{
    exact::{gathered, of_few},
    hir::{ExprId, ExprKind, ListEntry, RecordEntry},
};

impl Lowering {
    pub(super) fn record(&mut self, record: ast::Record<'_>) -> ExprId {
        let at = self.site(record.span());
        let brace = self.site(record.open_span().unwrap_or(record.span()));
        let mut entries: SmallVec<[RecordEntry; 8]> = SmallVec::new();
        for entry in record.entries() {
            match entry {
                ast::RecordEntry::Field(field) => {
                    let Some(key) = field.key() else { continue };
                    let name = self.key(key);
                    let value = self.expr(field.value(), field.span());
                    entries.push(RecordEntry::Field { name, value });
                }
                ast::RecordEntry::Shorthand(shorthand) => {
                    let Some(word) = shorthand.name() else { continue };
                    let name = self.name(word);
                    let value = self.value_of_name(word.text(), word.span());
                    entries.push(RecordEntry::Field { name, value });
                }
                ast::RecordEntry::Spread(spread) => {
                    let value = self.expr(spread.value(), spread.span());
                    entries.push(RecordEntry::Spread { value });
                }
            }
        }
        let names = entries.iter().filter_map(|entry| match entry {
            RecordEntry::Field { name, .. } => Some(name),
            RecordEntry::Spread { .. } => None,
        });
        self.refuse_twice(names, "field");
        self.insertion(at, record.node());
        self.insertion(brace, record.node());
        self.expr_of_site(at, ExprKind::Record { entries: of_few(entries), brace })
    }

    pub(super) fn list(&mut self, list: ast::List<'_>) -> ExprId {
        let at = self.site(list.span());
        let entries = gathered(list.entries().map(|entry| match entry {
            ast::ListEntry::Value(value) => {
                ListEntry::Item { value: self.expr(Some(value), value.span()) }
            }
            ast::ListEntry::Spread(spread) => {
                ListEntry::Spread { value: self.expr(spread.value(), spread.span()) }
            }
        }));
        self.expr_of_site(at, ExprKind::List { entries })
    }
}
