//! `orchc publish`.

mod facts;
mod unpacked;
mod versions;

use std::path::{Path, PathBuf};

use clap::Args;
use orchestra_compiler_project::{Also, Compilation};
use orchestra_diagnostics::{Severity, render};
use orchestra_keys::{Hotkey, is_encrypted, read_key_file};
use orchestra_package_client::{Package, Published, Sources};
use orchestra_package_interface::interface;
use serde_json::{Value, json};

use self::{unpacked::Unpacked, versions::Compared};

use super::{
    Format,
    test::{self, OfPackage},
};
use crate::{
    command_error::{CommandError, Doing as _},
    environment::variable,
    exit::Exit,
    files,
    library::{LibraryArgument, Missing, Named, explain},
    list::list,
    packages::no_package,
    session::{DONE, Session},
    table::table,
    wallet::PASSWORD,
};

/// Publish the package in a library, checked and tested
///
/// What is published is its manifest, its modules but for `tests/`, and the files at its root that people
/// read, packed the same way every time. A version that is there is never replaced.
#[derive(Debug, Args)]
pub(crate) struct Publish {
    #[command(flatten)]
    library: LibraryArgument,
    /// Sign it with the key in this file of a Bittensor wallet; where it is encrypted,
    /// ORCHESTRA_HOTKEY_PASSWORD opens it
    #[arg(long, value_name = "KEYFILE")]
    sign: Option<PathBuf>,
    /// Say what would be published, and send nothing
    #[arg(long)]
    dry_run: bool,
    /// How to say it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(crate) fn run(session: &Session, arguments: &Publish) -> Result<Exit, CommandError> {
    let mut compilation = Compilation::open(session, &session.working);
    if !compilation.package.is_package {
        return Err(no_package());
    }
    refuse_errors(session, &mut compilation)?;
    let named = match arguments.dry_run {
        true => arguments.library.named(session, &compilation.package)?,
        false => Some(arguments.library.required(session, &compilation.package)?),
    };
    let library = named.as_ref().map(|named| &named.address);
    let mut sources =
        Sources::of(&compilation.package, library).map_err(|error| explain(error.into()))?;
    let key = arguments.sign.as_deref().map(|path| key(session, path)).transpose()?;
    refuse_failed_tests(session)?;
    let Unpacked { compilation: published, left_out, are_providers_left_out } =
        Unpacked::of(session, &compilation.package, &mut sources)?;
    if !left_out.is_empty() {
        let providers = match are_providers_left_out {
            true => "; who adds the package is answered without the providers in there",
            false => "",
        };
        session.note(&format!(
            "not published: {}. An overlay and `tests/` aren't published, what needs them can't be, and nothing \
             exported needs it{providers}",
            list(&left_out, "and"),
        ));
    }
    let interface = interface(&published.db);
    let config = facts::config(&sources, &published, &interface);
    let about = sources.about.clone();
    let package = Package::new(about, &config, &sources.files)
        .map_err(|why| CommandError::usage(format!("the package can't be packed: {why}")))?;
    let library = match &named {
        // A dry run makes nothing.
        Some(named) if arguments.dry_run && named.is_missing() => None,
        Some(named) if arguments.dry_run => Some(named.open(session, Missing::Refused)?),
        Some(named) => Some(named.open(session, Missing::Made)?),
        None => None,
    };
    let of = (&*package.about.name, &package.about.version);
    let compared = library.as_ref().map(|it| Compared::with(session, it, of, &interface));
    let compared = compared.transpose()?.flatten();
    if let Some(compared) = &compared {
        compared.refuse(of.0, of.1)?;
    }
    if arguments.format == Format::Human {
        show(session, &package, &config, named.as_ref(), key.as_ref(), compared.as_ref())?;
    }
    let outcome = match library.filter(|_| !arguments.dry_run) {
        Some(library) => Some(library.publish(&package, key.as_ref()).map_err(explain)?),
        None => None,
    };
    match arguments.format {
        Format::Json => {
            let compared = compared.as_ref();
            session.print_json(&document(&package, &left_out, &config, compared, outcome))?;
        }
        Format::Human => session.note(&told(&package, outcome)),
    }
    DONE
}

/// Opens a key file that nobody else may read.
fn key(session: &Session, path: &Path) -> Result<Hotkey, CommandError> {
    let shown = path.display();
    let bytes = files::read_private_bytes(&session.working.join(path))
        .doing(format_args!("read {shown}"))?;
    let password = is_encrypted(&bytes).then(|| variable(PASSWORD)).flatten();
    read_key_file(&bytes, password.as_deref()).map_err(|error| {
        let refused = CommandError::usage(format!("can't sign with {shown}: {error}"));
        match is_encrypted(&bytes) {
            true => refused.hint(format!("{PASSWORD} opens an encrypted one")),
            false => refused.hint("it is a hotkey's file: ~/.bittensor/wallets/NAME/hotkeys/KEY"),
        }
    })
}

fn refuse_errors(session: &Session, compilation: &mut Compilation) -> Result<(), CommandError> {
    let own: Vec<_> = compilation.modules().collect();
    let mut found = compilation.package.problems.clone();
    found.extend(compilation.diagnostics_of(&own, Also::More));
    found.retain(|it| it.severity == Severity::Error);
    if found.is_empty() {
        return Ok(());
    }
    render::sort(&mut found);
    let text = render::human(&found, &compilation.sources, session.color);
    Err(CommandError::usage(format!("{}; nothing was published", render::summary(&found)))
        .exit(Exit::Source)
        .details(text)
        .hint("`orchc check` says it again"))
}

fn refuse_failed_tests(session: &Session) -> Result<(), CommandError> {
    match test::package(session)? {
        OfPackage::Passed => Ok(()),
        OfPackage::None => {
            session.note("the package has no tests");
            Ok(())
        }
        OfPackage::Failed => Err(CommandError::usage("tests failed; nothing was published")
            .exit(Exit::Source)
            .hint("`orchc test` runs them again")),
    }
}

/// What is about to be published.
fn show(
    session: &Session,
    package: &Package,
    config: &Value,
    library: Option<&Named>,
    key: Option<&Hotkey>,
    compared: Option<&Compared>,
) -> Result<(), CommandError> {
    let mut text = format!("{}\n", package.shown());
    if let Some(named) = library {
        text += &format!("  library  {}\n", named.text);
    }
    text += &format!("  digest   {}\n", package.digest);
    if let Some(key) = key {
        text += &format!("  signer   {}\n", key.address());
    }
    let rows = package.files.iter().map(|(path, size)| vec![size.to_string(), path.clone()]);
    let rows: Vec<_> = rows.collect();
    text += &format!("\nfiles\n{}", indented(&table(&rows, None)));
    let templates = facts::lines(config);
    if !templates.is_empty() {
        text += &format!("\ntemplates\n{}", indented(&templates.join("\n")));
    }
    if let Some(compared) = compared {
        text += &format!("\n{}\n{}", compared.title(), indented(&compared.lines().join("\n")));
    }
    session.print_titled(&text)
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}

fn told(package: &Package, outcome: Option<Published>) -> String {
    let shown = package.shown();
    match outcome {
        None => "nothing was sent: it is a dry run".to_owned(),
        Some(Published::New) => format!("{shown} is published: {}", package.digest),
        Some(Published::SignedNow) => {
            format!("{shown} was published already, the same; it is signed now")
        }
        Some(Published::Already) => format!("{shown} was published already, the same"),
    }
}

fn document(
    package: &Package,
    left_out: &[String],
    config: &Value,
    compared: Option<&Compared>,
    outcome: Option<Published>,
) -> Value {
    let files = package.files.iter().map(|(path, size)| json!({ "path": path, "bytes": size }));
    json!({
        "version": 1,
        "name": package.about.name,
        "package_version": package.about.version.to_string(),
        "digest": package.digest.as_str(),
        "bytes": package.size(),
        "published": match outcome {
            None => "no",
            Some(Published::New) => "now",
            Some(Published::SignedNow | Published::Already) => "before",
        },
        "files": files.collect::<Vec<_>>(),
        "left_out": left_out,
        "compared": compared.map(Compared::document),
        "config": config,
    })
}
