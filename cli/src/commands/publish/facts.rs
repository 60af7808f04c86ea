//! What a package offers, for its config: everything that somebody who looks for a template wants to know,
//! without its sources.

use orchestra_compiler::{
    SourceFile,
    items::{ItemKind, items},
    plan,
};
use orchestra_compiler_project::Compilation;
use orchestra_package_client::Sources;
use orchestra_package_interface::{Interface, capabilities};
use orchestra_plan::Plan;
use serde_json::{Value, json};

/// The version of the config's form.
const VERSION: u64 = 1;

/// The config of a package, of its sources as they are published.
pub(super) fn config(sources: &Sources, published: &Compilation, interface: &Interface) -> Value {
    let about = &sources.about;
    let mut files: Vec<SourceFile> = published.modules().collect();
    files.sort_by_key(|file| file.path(&published.db).path().to_owned());
    let templates: Vec<Value> = files.iter().flat_map(|file| templates(published, *file)).collect();
    json!({
        "version": VERSION,
        "package": {
            "name": about.name,
            "version": about.version.to_string(),
            "description": about.description,
            "license": about.license,
            "keywords": about.keywords,
            "repository": about.repository,
        },
        "dependencies": sources.dependencies,
        "templates": templates,
        "interface": interface,
    })
}

/// The templates of a module that others can import.
fn templates(published: &Compilation, file: SourceFile) -> Vec<Value> {
    let declared = items(&published.db, file);
    let exported = declared
        .declared()
        .filter(|it| it.kind == ItemKind::Template && !it.name.text.starts_with('_'));
    let path = file.path(&published.db).path().to_owned();
    exported
        .filter_map(|it| {
            let plan = plan(&published.db, it.id)?;
            Some(template(&path, &it.name.text, &plan))
        })
        .collect()
}

fn template(path: &str, name: &str, plan: &Plan) -> Value {
    let parameters = plan.params.iter().map(|param| {
        let mut parameter = json!({ "name": param.name, "schema": param.schema });
        if let Some(words) = plan.debug.params.get(&param.name) {
            parameter["documentation"] = words.as_str().into();
        }
        if let Some(default) = &param.default {
            parameter["default"] = default.to_json();
        }
        if param.secret {
            parameter["secret"] = true.into();
        }
        parameter
    });
    json!({
        "module": path,
        "name": name,
        "documentation": plan.debug.documentation,
        "parameters": parameters.collect::<Vec<_>>(),
        "output": plan.output,
        "bounds": { "worst": plan.bounds.worst, "typical": plan.bounds.typical },
        "capabilities": capabilities(plan),
        "effects": plan.effects,
    })
}

/// A line a template: where it stands, what it may cost, what it says of itself.
pub(super) fn lines(config: &Value) -> Vec<String> {
    let templates = config["templates"].as_array().map(Vec::as_slice).unwrap_or_default();
    templates.iter().map(line).collect()
}

fn line(template: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let costs = template["bounds"]["worst"]["cost"].as_object();
    let cost = costs.map(|costs| {
        let amounts = costs.iter().map(|(currency, amount)| {
            let amount = amount.as_str().map_or_else(|| amount.to_string(), str::to_owned);
            format!("{amount}{currency}")
        });
        let amounts: Vec<_> = amounts.collect();
        match amounts.is_empty() {
            true => "costs nothing".to_owned(),
            false => format!("costs at most {}", amounts.join(" and ")),
        }
    });
    let cost = cost.unwrap_or_else(|| "what it costs isn't bounded".to_owned());
    format!("{} in {}: {cost}", text(&template["name"]), text(&template["module"]))
}
