//! Another name for an item, a variant or a binding, everywhere at once.

use orchestra_compiler::{Database, Package, SourceFile, hir::lower, items::items, scope::scope};
use orchestra_diagnostics::Span;

use crate::{
    FilePlace, Symbol,
    occurrences::{Form, Occurrence, occurrence_at, occurrences},
    references::occurrences_of,
};

/// The name at `offset`, if it can be changed.
///
/// # Errors
/// In the user's words, why it can't.
pub fn prepare_rename(
    db: &Database,
    file: SourceFile,
    offset: u32,
) -> Result<(Span, String), String> {
    let found = renamed(db, file, offset)?;
    let name = file.text(db)[found.span.range()].to_owned();
    Ok((found.span, name))
}

/// What gives the name at `offset` the name `new`, everywhere.
///
/// # Errors
/// In the user's words, where it can't be changed, `new` is no name, or it means something already
/// where it would stand.
pub fn rename(
    db: &Database,
    file: SourceFile,
    offset: u32,
    new: &str,
) -> Result<Vec<(FilePlace, String)>, String> {
    let found = renamed(db, file, offset)?;
    let old = file.text(db)[found.span.range()].to_owned();
    if new == old {
        return Ok(Vec::new());
    }
    refuse_no_name(new)?;
    let all = occurrences_of(db, file, &found.symbol);
    refuse_taken(db, &found.symbol, &all, new)?;
    let mut edits = Vec::new();
    for (file, it) in all {
        let written = &file.text(db)[it.span.range()];
        // Under another name, which a file has given it, it stays.
        if written != old {
            continue;
        }
        // Of `{ title }`, the other keeps its name.
        let text = match it.form {
            Form::Plain => new.to_owned(),
            Form::ShorthandValue => format!("{old}: {new}"),
            Form::ShorthandKey => format!("{new}: {old}"),
        };
        edits.push((FilePlace { file, span: it.span }, text));
    }
    Ok(edits)
}

fn renamed(db: &Database, file: SourceFile, offset: u32) -> Result<Occurrence, String> {
    let found =
        occurrence_at(db, file, offset).ok_or("there is no name here that could be changed")?;
    let owner = match &found.symbol {
        Symbol::Item(item) | Symbol::Variant(item, _) | Symbol::Local(item, _) => item.file(db),
        Symbol::Method(name) => return Err(format!("`{name}` is built in")),
        Symbol::Subnet(_) | Symbol::Operation(..) | Symbol::Family(_) | Symbol::Capability(_) => {
            return Err(
                "names of the Ledger aren't ours to change; `as` gives a subnet another one \
                        in this file"
                    .to_owned(),
            );
        }
    };
    let path = owner.path(db);
    let whose = match path.package() {
        Package::Root => return Ok(found),
        Package::Std => "the standard library".to_owned(),
        Package::Dependency(name) => format!("the package `{name}`"),
    };
    Err(format!("it belongs to {whose}; `as` gives it another name where it is imported"))
}

fn refuse_no_name(new: &str) -> Result<(), String> {
    let parse = orchestra_syntax::parse(new);
    match parse.tree.tokens() {
        [token]
            if token.kind == orchestra_syntax::TokenKind::Name
                && token.span().range() == (0..new.len()) =>
        {
            Ok(())
        }
        _ => Err(format!(
            "`{new}` is no name: one begins with a letter, goes on with letters, digits and `_`, and \
             is no word of the language"
        )),
    }
}

/// A name that means something else already would change what the text says.
fn refuse_taken(
    db: &Database,
    symbol: &Symbol,
    all: &[(SourceFile, Occurrence)],
    new: &str,
) -> Result<(), String> {
    let taken = |what: String| Err(format!("`{new}` is {what} already"));
    match symbol {
        Symbol::Variant(item, _) => {
            if let orchestra_compiler::hir::Root::Enum { variants } = &lower::body(db, *item).root
                && variants.iter().any(|it| &*it.text == new)
            {
                return taken(format!("a variant of `{}`", item.name(db)));
            }
        }
        Symbol::Item(item) => {
            for file in all.iter().map(|(file, _)| *file).chain([item.file(db)]) {
                let path = file.path(db);
                if scope(db, file).item(new).is_some()
                    || items(db, file).named().any(|it| &*it.name.text == new)
                {
                    return taken(format!("an item or import of `{path}`"));
                }
                let is_local = |it: &Occurrence| {
                    matches!(it.symbol, Symbol::Local(..)) && file.text(db)[it.span.range()] == *new
                };
                if occurrences(db, file).iter().any(is_local) {
                    return taken(format!("the name of a binding in `{path}`"));
                }
            }
        }
        Symbol::Local(item, _) => {
            let body = lower::body(db, *item);
            if body.locals.iter().any(|it| &*it.name.text == new) {
                return taken("the name of a binding here".to_owned());
            }
            if scope(db, item.file(db)).item(new).is_some() {
                return taken("an item of this file".to_owned());
            }
        }
        _ => {}
    }
    let subnet = all.iter().any(|(file, _)| scope(db, *file).subnet(new).is_some());
    if subnet { taken("a subnet's name".to_owned()) } else { Ok(()) }
}
