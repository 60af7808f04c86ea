//! `textDocument/codeLens`, and `codeLens/resolve`: what a template's plan comes to is made only for a lens
//! that is looked at.

use orchestra_lsp_ide::Runnable;
use serde_json::{Value, json};
use tower_lsp_server::ls_types::{CodeLens, Command, Uri};

use crate::{
    protocol::{LAST_JOB, PLAN, RUN, RUN_TEST, TemplateArgument, TestArgument},
    snapshot::Snapshot,
};

/// The lenses of a file that are wanted there and whose commands the client knows; none of what lies
/// nowhere: a module that is built in, a document that was never saved.
pub(crate) fn answer(
    snapshot: &Snapshot,
    uri: &Uri,
    knows: impl Fn(&str) -> bool,
) -> Option<Vec<CodeLens>> {
    if uri.scheme().as_str() != "file" {
        return None;
    }
    let view = snapshot.view(uri)?;
    let wanted = snapshot.configuration.of(uri).code_lens;
    let is_shown = |command: &str| wanted.has(command) && knows(command);
    let mut lenses = Vec::new();
    for runnable in orchestra_lsp_ide::runnables(view.db(), view.file) {
        let range = view.range(runnable.name_span);
        let told = of(uri, runnable).into_iter().filter(|(command, ..)| is_shown(command));
        lenses.extend(told.map(|(command, title, argument)| match command {
            PLAN => CodeLens { range, command: None, data: Some(argument) },
            _ => CodeLens { range, command: Some(named(command, title, argument)), data: None },
        }));
    }
    Some(lenses)
}

/// Command, title and argument of each lens of a template or test.
fn of(uri: &Uri, runnable: Runnable) -> Vec<(&'static str, &'static str, Value)> {
    let (uri, name) = (uri.to_string(), runnable.name);
    if runnable.is_test {
        return vec![(RUN_TEST, "Run test", json!(TestArgument { uri, test: name }))];
    }
    let argument = json!(TemplateArgument { uri, template: name });
    let lens = |(command, title)| (command, title, argument.clone());
    [(RUN, "Run"), (PLAN, "Plan"), (LAST_JOB, "Last job")].map(lens).into()
}

/// The lens with what the plan comes to. Where there is no plan, its command says why.
pub(crate) fn resolve(snapshot: &Snapshot, mut lens: CodeLens) -> CodeLens {
    let Some(argument) = lens.data.take() else { return lens };
    let title = serde_json::from_value(argument.clone())
        .ok()
        .and_then(|it| plan_of(snapshot, &it))
        .map_or_else(|| "Plan".to_owned(), |short| format!("Plan · {short}"));
    lens.command = Some(named(PLAN, &title, argument));
    lens
}

fn plan_of(snapshot: &Snapshot, argument: &TemplateArgument) -> Option<String> {
    let view = snapshot.view(&argument.uri.parse().ok()?)?;
    let template = orchestra_lsp_ide::template_named(view.db(), view.file, &argument.template)?;
    orchestra_lsp_ide::plan_in_short(view.db(), template)
}

fn named(command: &str, title: &str, argument: Value) -> Command {
    Command {
        title: title.to_owned(),
        command: command.to_owned(),
        arguments: Some(vec![argument]),
    }
}
