//! What the packages that a project needs do, beside what the lock grants them.
//!
//! What a package does is what its exported templates and providers do, whoever calls them: a grant
//! isn't widened by a new call in the root. Effects that the source of another dependency causes are
//! that one's; what comes from the standard library is counted to who calls it.

use std::collections::BTreeMap;

use orchestra_diagnostics::{Code, Diagnostic};
use orchestra_package_model::{Grant, PackageNode, grant::Excess};

use crate::{Compilation, ExportedEffects};

impl Compilation {
    /// What each package that the project needs does, by its name.
    #[must_use]
    pub fn needed_grants(&self) -> BTreeMap<String, Grant> {
        let packages = self.package.graph.packages.keys();
        packages
            .map(|name| (name.clone(), self.needed(name, &self.exported_effects(name))))
            .collect()
    }

    /// What exported items of a package do that isn't another dependency's doing.
    #[must_use]
    pub fn needed(&self, package: &str, exported: &[ExportedEffects]) -> Grant {
        let packages = &self.package.graph.packages;
        let is_own = |of: &String| of == package || !packages.contains_key(of);
        let mut grant = Grant::default();
        for item in exported {
            let Some(effects) = &item.effects else { continue };
            for operation in effects.operations.iter().filter(|it| is_own(&it.package)) {
                grant.operations.insert(operation.operation.clone());
                if operation.writes {
                    grant.writes.insert(operation.operation.clone());
                }
            }
            let origins = effects.origins.iter().filter(|it| is_own(&it.package));
            grant.origins.extend(origins.map(|it| it.origin.clone()));
            let secrets = effects.secrets.iter().filter(|it| is_own(&it.package));
            grant.secrets.extend(secrets.map(|it| format!("{} {}", it.name, it.origin)));
            grant.reads_files |= effects.reads_files.iter().any(is_own);
            grant.writes_files |= effects.writes_files.iter().any(is_own);
            grant.asks_people |= effects.asks_people.iter().any(is_own);
            if let Some(worst) = &item.worst {
                let cost = worst.cost.as_ref().map(|cost| {
                    let amounts = cost.iter().filter(|(_, amount)| !amount.is_zero());
                    amounts
                        .map(|(currency, amount)| (currency.clone(), amount.normalize()))
                        .collect()
                });
                grant.costs.insert(item.name.clone(), cost);
            }
        }
        grant
    }

    /// What a package does beyond what it was granted, without its subject, and by which calls.
    #[must_use]
    pub fn excess_told(&self, package: &str, excess: &Excess) -> String {
        match chain(&self.exported_effects(package), excess) {
            Some(chain) => format!("{}: {chain}", excess.told()),
            None => excess.told(),
        }
    }

    /// E0704 at each dependency that does what the lock doesn't grant it. Packages at paths of a project
    /// that has locked none yet aren't held to anything: somebody is working on them.
    pub(crate) fn ungranted_effects(&self, told: &[Diagnostic]) -> Vec<Diagnostic> {
        let packages = &self.package.graph.packages;
        let none = BTreeMap::new();
        let locked = self.package.lock.as_ref().map_or(&none, |lock| &lock.packages);
        if locked.is_empty() && packages.values().all(PackageNode::is_at_path) {
            return Vec::new();
        }
        let nothing = Grant::default();
        let mut problems = Vec::new();
        for node in packages.values() {
            let exported = self.exported_effects(&node.name);
            let grant = locked.get(&node.name).map_or(&nothing, |package| &package.grant);
            for excess in grant.excess(&self.needed(&node.name, &exported)) {
                let problem = self.ungranted_effect(node, &excess, &exported);
                // Files that nothing permits are told where they are come to.
                let beginning = format!("`{}` {}, ", node.name, excess.told());
                if !told
                    .iter()
                    .any(|it| it.code == Code::E0704 && it.message.starts_with(&beginning))
                {
                    problems.push(problem);
                }
            }
        }
        problems
    }

    fn ungranted_effect(
        &self,
        node: &PackageNode,
        excess: &Excess,
        exported: &[ExportedEffects],
    ) -> Diagnostic {
        let name = &node.name;
        let chain = chain(exported, excess).map(|chain| format!(": {chain}"));
        let (manifest, at) = self.asked_at(node);
        let message = format!(
            "`{name}` {}, and that wasn't granted{}",
            excess.told(),
            chain.unwrap_or_default()
        );
        Diagnostic::error(Code::E0704, manifest, at, message)
            .with_help(format!("if it may, `orchc update --accept {name}` shows and grants it"))
    }
}

/// The calls by which exported items come to what they do: `` `rank` calls `_fetch`, which calls `acme.find` ``.
fn chain(exported: &[ExportedEffects], excess: &Excess) -> Option<String> {
    let effect = match excess {
        Excess::Operation(operation, _) => operation.as_str(),
        Excess::Origin(origin) => origin,
        Excess::Secret(secret) => secret.split(' ').next().unwrap_or_default(),
        Excess::ReadsFiles => "sys.read_file",
        Excess::WritesFiles => "sys.write_file",
        Excess::AsksPeople => "sys.approve",
        Excess::Cost(..) => return None,
    };
    let chain = exported.iter().map(|it| it.chain(effect)).find(|chain| chain.len() > 1)?;
    let (first, rest) = chain.split_first()?;
    let rest: Vec<_> = rest.iter().map(|name| format!("calls `{name}`")).collect();
    Some(format!("`{first}` {}", rest.join(", which ")))
}
