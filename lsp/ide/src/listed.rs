//! What a file calls a subnet or a family of the Ledger's, and the `use` that it lacks.

use orchestra_compiler::scope::Scope;

/// A subnet or a family, by the name that the Ledger has for it.
#[derive(Clone, Copy)]
pub(crate) enum Listed<'l> {
    Subnet(&'l str),
    Family(&'l str),
}

/// How a file may name one.
pub(crate) enum Naming {
    /// It uses it, by this name.
    Used(String),
    /// By the Ledger's name, with this `use` added.
    Lacks(String),
    /// Not by the Ledger's name, which means something else there.
    Taken,
}

impl<'l> Listed<'l> {
    const fn name(self) -> &'l str {
        match self {
            Self::Subnet(name) | Self::Family(name) => name,
        }
    }

    /// How the file with this scope may name it.
    pub(crate) fn naming(self, scope: &Scope) -> Naming {
        let used = match self {
            Self::Subnet(slug) => {
                let is_it = |name: &String| scope.subnet(name).is_some_and(|it| *it == *slug);
                scope.subnet_names().into_iter().find(is_it)
            }
            Self::Family(name) => scope.family(name).then(|| name.to_owned()),
        };
        let own = self.name();
        match used {
            Some(name) => Naming::Used(name),
            None if scope.subnet(own).is_some() || scope.family(own) || own == "sys" => {
                Naming::Taken
            }
            None => Naming::Lacks(match self {
                Self::Subnet(slug) => format!("use subnet {slug}"),
                Self::Family(name) => format!("use capability {name}"),
            }),
        }
    }
}
