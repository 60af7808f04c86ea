//! An expression becomes a function, which is given the names that it reads.

use orchestra_diagnostics::Span;
use orchestra_syntax::{NodeKind, NodeRef, ast, ast::View as _};

use super::{
    CodeAction, CodeActionKind,
    extracted::Extracted,
    selected::{Selected, nodes_in},
    written_type::written_type,
};
use crate::call_target::fields_of;

pub(super) fn action(selected: &Selected<'_>) -> Option<CodeAction> {
    let Extracted { node, ty, .. } = Extracted::of(selected)?;
    let item = *selected.path.get(1)?;
    let items =
        [NodeKind::FnItem, NodeKind::TemplateItem, NodeKind::TestItem, NodeKind::ProvideItem];
    if !items.contains(&item.kind())
        || nodes_in(node).into_iter().any(|it| is_narrowed(selected, it))
    {
        return None;
    }
    let result = written_type(&selected.at, &ty)?;
    let captured = selected.captured(node.span())?;
    let params: Option<Vec<String>> = captured
        .iter()
        .map(|it| Some(format!("{}: {}", it.name, written_type(&selected.at, &it.ty)?)))
        .collect();
    let arguments: Vec<&str> = captured.iter().map(|it| it.name.as_str()).collect();
    let name = selected.fresh("extracted");
    let applied = format!("{name}({})", arguments.join(", "));
    let declared = format!("\n\nfn {name}({}) -> {result} = {}", params?.join(", "), node.text());
    let edits = [(node.span(), applied), (Span::at(item.span().end), declared)];
    Some(CodeAction::new(
        format!("Extract into the function `{name}`"),
        CodeActionKind::Extract,
        edits,
    ))
}

/// Whether it is known only where it stands that a field isn't null.
fn is_narrowed(selected: &Selected<'_>, node: NodeRef<'_>) -> bool {
    let at = &selected.at;
    let env = at.environment();
    let read = ast::FieldAccess::cast(node).and_then(|field| {
        let fields = fields_of(at.db, &at.receiver(field)?.0);
        let key = field.key()?.text();
        fields.into_iter().find(|field| *field.name == *key)
    });
    let admits_null = read.is_some_and(|field| field.optional || field.ty.admits_null(&env));
    admits_null && at.type_of(node).is_some_and(|ty| !ty.admits_null(&env))
}
