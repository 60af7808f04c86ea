//! The template that a command line names, compiled.

use std::{path::PathBuf, sync::Arc};

use clap::Args;
use orchestra_compiler::{
    SourceFile, infer,
    items::{ItemId, ItemKind, items},
    plan,
};
use orchestra_compiler_project::{Compilation, shipped_template, shipped_templates};
use orchestra_diagnostics::{Diagnostic, Severity, nearest, render};
use orchestra_plan::Plan;

use crate::{
    command_error::CommandError, exit::Exit, list::list, locking::refuse_unlocked, session::Session,
};

/// Which template is meant.
#[derive(Clone, Debug, Args)]
pub(crate) struct TargetArguments {
    /// A file with a template, or std:NAME for a shipped one
    #[arg(value_name = "FILE|std:NAME")]
    file: String,
    /// The template, where the file has several
    #[arg(short, long, value_name = "NAME")]
    template: Option<String>,
    /// Refuse it if orchestra.lock would change
    #[arg(long)]
    locked: bool,
}

/// A compiled template.
pub(crate) struct Target {
    pub(crate) compilation: Compilation,
    pub(crate) plan: Arc<Plan>,
    /// Its parameters.
    pub(crate) params: Vec<ParamWords>,
}

/// A parameter in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ParamWords {
    pub(crate) name: String,
    /// Its type as the language writes it.
    pub(crate) ty: String,
    /// What its `///` lines say; empty where there are none.
    pub(crate) documentation: String,
}

impl Target {
    /// Compiles the template that is meant.
    ///
    /// # Errors
    /// [`Exit::Source`] with all diagnostics where the source has errors, or where it is to be as
    /// locked and isn't; [`Exit::Usage`] where the file or the template isn't there.
    pub(crate) fn compile(
        session: &Session,
        arguments: &TargetArguments,
    ) -> Result<Self, CommandError> {
        let (compilation, file) = open(session, &arguments.file)?;
        refuse_errors(session, &compilation, file)?;
        if arguments.locked {
            refuse_unlocked(session, &compilation)?;
        }
        let item = choose(&compilation, file, arguments.template.as_deref())?;
        let Some(plan) = plan(&compilation.db, item) else {
            let needed: Vec<_> = compilation
                .closure(&[file])
                .iter()
                .flat_map(|it| compilation.diagnostics(*it))
                .collect();
            return Err(refused(session, &compilation, needed));
        };
        let params = params(&compilation, item, &plan);
        Ok(Self { compilation, plan, params })
    }

    /// The parameter called `name`.
    pub(crate) fn param(&self, name: &str) -> Option<&ParamWords> {
        self.params.iter().find(|param| param.name == name)
    }
}

fn open(session: &Session, named: &str) -> Result<(Compilation, SourceFile), CommandError> {
    if let Some(name) = named.strip_prefix("std:") {
        let path = shipped_template(name).ok_or_else(|| unknown_shipped(name))?;
        let compilation = Compilation::open(session, &session.working);
        let file = compilation.std_module(&path).expect("every shipped template is a module");
        return Ok((compilation, file));
    }
    let path: PathBuf = session.working.join(named);
    if path.is_dir() {
        return Err(CommandError::usage(format!("`{named}` is a folder"))
            .hint("name the file that the template stands in"));
    }
    if !path.exists() {
        let error = CommandError::usage(format!("there is no file `{named}`"));
        let shipped = shipped_template(named.trim_end_matches(".orch")).is_some();
        return Err(if shipped {
            error.hint(format!("the shipped template is `std:{named}`"))
        } else {
            error
        });
    }
    let compilation = Compilation::open(session, &path);
    let module = compilation.module_of(&path).ok_or_else(|| {
        CommandError::usage(format!("`{named}` is a link that leads out of its project"))
    })?;
    let file =
        compilation.root_module(&module).map_err(CommandError::usage).map_err(
            |error| match named.ends_with(".orch") {
                true => error,
                false => error.hint("sources end in `.orch`"),
            },
        )?;
    Ok((compilation, file))
}

/// There is no such shipped template; which was meant.
pub(crate) fn unknown_shipped(name: &str) -> CommandError {
    let known = shipped_templates();
    let error = CommandError::usage(format!("no template `{name}` is shipped"));
    let names = || known.iter().map(String::as_str);
    let begun = || names().find(|shipped| !name.is_empty() && shipped.starts_with(name));
    match nearest(name, names()).or_else(begun) {
        Some(near) => error.hint(format!("did you mean `std:{near}`?")),
        None => error.hint(format!("there are {}", list(&known, "and"))),
    }
}

/// Refuses what manifest, overlay and the file itself have errors in.
fn refuse_errors(
    session: &Session,
    compilation: &Compilation,
    file: SourceFile,
) -> Result<(), CommandError> {
    let mut found = compilation.problems();
    found.extend(compilation.diagnostics(file));
    if found.iter().any(|it| it.severity == Severity::Error) {
        return Err(refused(session, compilation, found));
    }
    Ok(())
}

fn refused(session: &Session, compilation: &Compilation, found: Vec<Diagnostic>) -> CommandError {
    refused_for("there is no plan", session, compilation, found)
}

/// All errors of `found`, and what there isn't because of them.
pub(crate) fn refused_for(
    what: &str,
    session: &Session,
    compilation: &Compilation,
    mut found: Vec<Diagnostic>,
) -> CommandError {
    found.retain(|it| it.severity == Severity::Error);
    render::sort(&mut found);
    let text = render::human(&found, &compilation.sources, session.color);
    let error = CommandError::usage(format!("{}; {what}", render::summary(&found)));
    let error = error.exit(Exit::Source).details(text);
    match found.first() {
        Some(first) => error.hint(format!("`orchc explain {}` says more", first.code)),
        None => error.hint("the compiler kept silent about why: please report it, with the source"),
    }
}

/// The template called `name`; without one, the only one.
fn choose(
    compilation: &Compilation,
    file: SourceFile,
    name: Option<&str>,
) -> Result<ItemId, CommandError> {
    let shown = compilation.name(file);
    let declared = items(&compilation.db, file);
    let templates: Vec<_> =
        declared.declared().filter(|it| it.kind == ItemKind::Template).collect();
    let names: Vec<String> = templates.iter().map(|it| it.name.text.to_string()).collect();
    match (name, &templates[..]) {
        (_, []) => Err(CommandError::usage(format!("`{shown}` has no template"))),
        (None, [only]) => Ok(only.id),
        (None, _) => Err(CommandError::usage(format!("`{shown}` has several templates"))
            .hint(format!("say which: `-t {}`; there are {}", names[0], list(&names, "and")))),
        (Some(name), _) => {
            let found = templates.iter().find(|it| *it.name.text == *name).map(|it| it.id);
            found.ok_or_else(|| {
                CommandError::usage(format!("`{shown}` has no template `{name}`"))
                    .hint(format!("it has {}", list(&names, "and")))
            })
        }
    }
}

fn params(compilation: &Compilation, item: ItemId, plan: &Plan) -> Vec<ParamWords> {
    let signature = infer::signature_of(&compilation.db, item);
    let params = signature.iter().flat_map(|signature| &signature.params);
    params
        .map(|param| ParamWords {
            name: param.name.to_string(),
            ty: param.ty.to_string(),
            documentation: plan.debug.params.get(&*param.name).cloned().unwrap_or_default(),
        })
        .collect()
}
