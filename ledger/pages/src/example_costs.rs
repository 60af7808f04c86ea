//! What one call of a capability costs with whom, by the bounds that the compiler computes.
//!
//! Nothing is estimated here: each pair of a capability and an operation becomes a template with the
//! capability's first example, asked of that operation alone, once. Its plan's bounds are the answer.

use std::{collections::BTreeMap, fmt::Write as _, sync::Arc};

use orchestra_compiler::{
    Database, ModulePath, Project, SourceFile,
    items::{ItemKind, items},
    plan,
};
use orchestra_ledger_model::{Cost, CostPart, ExampleCost, Served};
use rust_decimal::Decimal;

use crate::written::written;

/// The module that the templates stand in, beside the project's own.
const MODULE: &str = "orchestra-ledger-examples.orch";

/// What one call costs, by capability and operation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExampleCosts(BTreeMap<(String, String), ExampleCost>);

impl ExampleCosts {
    /// Of all operations that serve these capabilities.
    #[must_use]
    pub fn new(db: &Database, project: Project, served: &Served, capabilities: &[&str]) -> Self {
        let ledger = project.ledger(db);
        let mut text = String::new();
        let mut pairs = Vec::new();
        for capability in capabilities {
            let example = ledger.capability(capability).and_then(|it| it.examples.first());
            let Some(example) = example else { continue };
            for operation in served.operations(capability) {
                let arguments = written(&example.input);
                let (family, slug) = (before_dot(capability), before_dot(operation));
                let head = format!("use capability {family}\nuse subnet {slug}\n");
                if !text.contains(&head) {
                    text.insert_str(0, &head);
                }
                writeln!(
                    text,
                    "template _t{}() -> json {{ call {capability} {arguments} with {{ route: [{operation}] }} }}",
                    pairs.len(),
                )
                .expect("a String takes all text");
                pairs.push(((*capability).to_owned(), operation.to_owned()));
            }
        }
        let bounds = costs(db, project, &text);
        let known = pairs.into_iter().enumerate();
        Self(known.filter_map(|(at, pair)| Some((pair, bounds.get(&at)?.clone()))).collect())
    }

    /// What the capability's example costs with an operation; none where it isn't known.
    #[must_use]
    pub fn get(&self, capability: &str, operation: &str) -> Option<ExampleCost> {
        self.0.get(&(capability.to_owned(), operation.to_owned())).cloned()
    }
}

/// By the number in its name, what each template costs.
fn costs(db: &Database, project: Project, text: &str) -> BTreeMap<usize, ExampleCost> {
    // A database has one project: that of the caller stays as it is.
    let beside = Database::fixed();
    let copy =
        |path: &ModulePath, text| (path.clone(), SourceFile::lasting(&beside, path.clone(), text));
    let own = project.files(db).iter().map(|(path, file)| copy(path, file.text(db)));
    let (path, file) = copy(&ModulePath::root(MODULE), text.into());
    let mut files: BTreeMap<_, _> = own.collect();
    files.insert(path, file);
    Project::new(
        &beside,
        project.name(db),
        Arc::clone(project.dependencies(db)),
        Arc::new(files),
        project.ledger(db).clone(),
        project.terms(db),
    );
    let mut costs = BTreeMap::new();
    for declared in items(&beside, file).declared() {
        let number = declared.name.text.strip_prefix("_t").and_then(|number| number.parse().ok());
        let (Some(number), ItemKind::Template) = (number, declared.kind) else { continue };
        let Some(plan) = plan(&beside, declared.id) else { continue };
        let most = plan.bounds.worst.cost.as_ref().map(cost);
        let typical = plan.bounds.typical.cost.as_ref().map(cost);
        if most.is_some() || typical.is_some() {
            costs.insert(number, ExampleCost { most, typical });
        }
    }
    costs
}

fn cost(amounts: &BTreeMap<String, Decimal>) -> Cost {
    let part = |(currency, amount): (&String, &Decimal)| CostPart {
        amount: *amount,
        currency: currency.clone(),
    };
    Cost(amounts.iter().map(part).collect())
}

fn before_dot(name: &str) -> &str {
    name.split('.').next().unwrap_or_default()
}
