//! What the packages that a project needs may do: what `orchc add` shows and a lock grants.

use std::collections::BTreeMap;

use orchestra_compiler::{
    End, ModulePath, Package, SourceFile,
    items::{Declared, ItemKind, items},
    plan, provider_effects,
    scope::name_of_module,
    ways,
};
use orchestra_plan::{Effects, bounds::Bound, node::SysOperation};

use crate::Compilation;

/// What a template or provider that a package exports may do.
#[derive(Clone, Debug, PartialEq)]
pub struct ExportedEffects {
    /// Its name behind its module's, as `use` has them: `market_kit.scores.rank`; of a provider
    /// `market_kit.scores.search.web by acme.find`.
    pub name: String,
    /// The module that it stands in, from its package's folder.
    pub module: String,
    /// All that calls of it may do, whichever package's source causes it; none where something that
    /// it needs has errors.
    pub effects: Option<Effects>,
    /// What a call of it comes to at most; none of a provider, of which the caller decides it.
    pub worst: Option<Bound>,
    /// By what of the effects is reached, the names of those that call one another on the way to it.
    chains: BTreeMap<String, Vec<String>>,
}

impl ExportedEffects {
    /// The chain of calls by which an effect comes about, from the exported item to what is called:
    /// `["rank", "_fetch", "acme.find"]`. `effect` is an operation (`acme.find`), an origin, the name of
    /// a secret, or what is built in (`sys.write_file`). Empty where there is no such effect.
    #[must_use]
    pub fn chain(&self, effect: &str) -> &[String] {
        self.chains.get(effect).map_or(&[], Vec::as_slice)
    }
}

impl Compilation {
    /// What each exported template and provider of the dependency `package` may do, in the order of
    /// their names; empty where the project has no such package.
    #[must_use]
    pub fn exported_effects(&self, package: &str) -> Vec<ExportedEffects> {
        let package = Package::Dependency(package.into());
        let modules = self.files.iter().filter(|(path, _)| *path.package() == package);
        let mut found: Vec<ExportedEffects> =
            modules.flat_map(|(path, file)| self.exported_by(path, *file)).collect();
        found.sort_by(|a, b| a.name.cmp(&b.name));
        found
    }

    fn exported_by(&self, path: &ModulePath, file: SourceFile) -> Vec<ExportedEffects> {
        let module = name_of_module(&self.db, path).unwrap_or_default();
        let declared = items(&self.db, file);
        let exported = declared.declared().filter(|it| match it.kind {
            ItemKind::Template => !it.name.text.starts_with('_'),
            ItemKind::Provide => true,
            _ => false,
        });
        exported.map(|it| self.effects_of(&module, path, it)).collect()
    }

    fn effects_of(&self, module: &str, path: &ModulePath, declared: &Declared) -> ExportedEffects {
        let name = declared.id.name(&self.db);
        let mut exported = ExportedEffects {
            name: format!("{module}.{name}"),
            module: path.path().to_owned(),
            effects: None,
            worst: None,
            chains: BTreeMap::new(),
        };
        if declared.kind == ItemKind::Provide {
            exported.effects = provider_effects(&self.db, declared.id);
            let effects = exported.effects.iter();
            for operation in effects.flat_map(|it| &it.operations) {
                let chain = vec![name.to_string(), operation.operation.clone()];
                exported.chains.insert(operation.operation.clone(), chain);
            }
        } else if let Some(plan) = plan(&self.db, declared.id) {
            exported.effects = Some(plan.effects.clone());
            exported.worst = Some(plan.bounds.worst.clone());
            for way in ways(&self.db, declared.id) {
                let is_effect = match way.end {
                    End::Operation(_) => true,
                    End::Sys(operation) => is_effect(operation),
                };
                let chain = || way.names(&self.db);
                if is_effect {
                    exported.chains.entry(way.end.to_string()).or_insert_with(chain);
                }
            }
        }
        self.lead_on(&mut exported);
        exported
    }

    /// Origins and secrets are come to by the operations that reach them.
    fn lead_on(&self, exported: &mut ExportedEffects) {
        let Some(effects) = &exported.effects else { return };
        for operation in &effects.operations {
            let Some(chain) = exported.chains.get(&operation.operation).cloned() else { continue };
            let Some((slug, name)) = operation.operation.split_once('.') else { continue };
            let subnet = self.package.ledger.subnet(slug);
            let Some(binding) = subnet.and_then(|subnet| subnet.binding(name)) else { continue };
            let Some(origin) = binding.endpoint.origin() else { continue };
            let secrets = effects.secrets.iter().filter(|secret| secret.origin == origin);
            for name in secrets.map(|secret| secret.name.clone()) {
                exported.chains.entry(name).or_insert_with(|| chain.clone());
            }
            exported.chains.entry(origin).or_insert(chain);
        }
    }
}

/// Whether what is built in touches anything beyond the job.
const fn is_effect(operation: SysOperation) -> bool {
    matches!(operation, SysOperation::ReadFile | SysOperation::WriteFile | SysOperation::Approve)
}
