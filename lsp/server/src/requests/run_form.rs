//! `orchestra/runForm`: what a job of a template is given.

use orchestra_compiler::plan;

use crate::{
    convert::Places,
    protocol::{RunForm, RunFormParams, RunParam},
    requests::plan_graph::problems,
    snapshot::Snapshot,
};

/// What it is given; none where the file has no such template.
pub(crate) fn answer(snapshot: &Snapshot, params: &RunFormParams) -> Option<RunForm> {
    let view = snapshot.view(&params.text_document.uri)?;
    let template = orchestra_lsp_ide::template_named(view.db(), view.file, &params.template)?;
    let Some(plan) = plan(view.db(), template) else {
        let problems = problems(&view, &mut Places::new(snapshot, view.compilation));
        return Some(RunForm { params: None, problems });
    };
    let params = plan.params.iter().map(|it| RunParam {
        name: it.name.clone(),
        schema: it.schema.clone(),
        secret: it.secret,
        default: it.default.as_ref().and_then(|value| serde_json::to_value(value).ok()),
    });
    Some(RunForm { params: Some(params.collect()), problems: Vec::new() })
}
