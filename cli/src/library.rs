//! Libraries of packages, as the user names them: `--library`, or the manifest's default.
//!
//! Logins are those that `orchc login` keeps, else those of Docker. A library on this machine is reached where the user or the root's own
//! manifest names it; a dependency's manifest can't.

use std::{
    cell::OnceCell,
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::Args;
use orchestra_net::{NetworkRules, Trust};
use orchestra_package_client::{
    Address, Failure, Folder, LibraryClient, Login, LoginError, Registry, RegistryAddress,
    login::docker_login,
};
use orchestra_package_model::{Libraries, Library, LibraryError, Project, Source};

use crate::{
    client_options::client_options,
    command_error::CommandError,
    environment::variable,
    exit::Exit,
    files,
    logins::{Kept, Subject},
    session::Session,
};

/// Which library.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct LibraryArgument {
    /// The library: oci://registry.example/team, or a folder; without it, `default` of `[library]` in the
    /// manifest
    #[arg(long, value_name = "LIBRARY")]
    library: Option<String>,
}

/// Whether a library that isn't there is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    /// By whoever publishes first.
    Made,
    /// Nothing can be read there.
    Refused,
}

/// A library by what the user calls it, and where it is.
pub(crate) struct Named {
    /// As it is written.
    pub(crate) text: String,
    pub(crate) address: Address,
}

/// The libraries of a project, each opened when it is asked for.
pub(crate) struct OpenLibraries<'session> {
    session: &'session Session,
    root: PathBuf,
    /// Those that the root's manifest or the user names: they may be on this machine.
    named: BTreeSet<String>,
    first: OnceCell<Box<Opened>>,
}

/// A library that is open, and the one that was opened next: callers hold them, so none is moved.
struct Opened {
    place: String,
    library: LibraryClient,
    next: OnceCell<Box<Opened>>,
}

impl<'session> OpenLibraries<'session> {
    /// Those of a project, and of what the user names besides.
    pub(crate) fn of(
        session: &'session Session,
        project: &Project,
        besides: impl IntoIterator<Item = String>,
    ) -> Self {
        let default = default_library(project);
        let asked = project.manifest.dependencies.values().filter_map(|it| match &it.source {
            Source::Library { library, .. } => library.clone(),
            _ => None,
        });
        let named = default.into_iter().chain(asked).chain(besides).collect();
        Self { session, root: project.root.clone(), named, first: OnceCell::new() }
    }

    fn opened(&self, place: &str) -> Result<LibraryClient, LibraryError> {
        let refused = |why: String| LibraryError::Refused { library: place.to_owned(), why };
        let address = |text: &str| Address::parse(text, &self.root);
        let found = address(place).map_err(|error| refused(error.to_string()))?;
        let is_named = || self.named.iter().any(|text| address(text).as_ref() == Ok(&found));
        if let Address::Registry(registry) = &found
            && registry.is_loopback()
            && !is_named()
        {
            let why = "it is on this machine, and a package of somebody else's names it: only your \
                       own manifest may";
            return Err(refused(why.to_owned()));
        }
        let named = Named { text: place.to_owned(), address: found };
        named.open(self.session, Missing::Refused).map_err(|error| {
            refused(match error.hint {
                Some(hint) => format!("{} ({hint})", error.message),
                None => error.message,
            })
        })
    }
}

impl Libraries for OpenLibraries<'_> {
    fn open(&self, place: &str) -> Result<&dyn Library, LibraryError> {
        let mut cell = &self.first;
        while let Some(opened) = cell.get() {
            if opened.place == place {
                return Ok(&opened.library);
            }
            cell = &opened.next;
        }
        let (library, next) = (self.opened(place)?, OnceCell::new());
        Ok(&cell
            .get_or_init(|| Box::new(Opened { place: place.to_owned(), library, next }))
            .library)
    }
}

impl LibraryArgument {
    /// The library that is meant; none where nobody names one.
    ///
    /// # Errors
    /// Where what is named is no library.
    pub(crate) fn named(
        &self,
        session: &Session,
        project: &Project,
    ) -> Result<Option<Named>, CommandError> {
        let (text, base) = match (&self.library, default_library(project)) {
            (Some(text), _) => (text.clone(), &session.working),
            (None, Some(text)) => (text, &project.root),
            (None, None) => return Ok(None),
        };
        let address = Address::parse(&text, base).map_err(|error| explain(error.into()))?;
        Ok(Some(Named { text, address }))
    }

    /// The same where one is needed.
    ///
    /// # Errors
    /// Also where nobody names one.
    pub(crate) fn required(
        &self,
        session: &Session,
        project: &Project,
    ) -> Result<Named, CommandError> {
        self.named(session, project)?.ok_or_else(|| {
            CommandError::usage("no library is named").hint(
                "`--library oci://registry.example/team` names one, or a folder; `default` of \
                 `[library]` in the manifest does so for good",
            )
        })
    }
}

/// What the manifest names.
fn default_library(project: &Project) -> Option<String> {
    project.manifest.library.as_ref().map(|(text, _)| text.clone())
}

impl Named {
    /// The library, ready to be asked.
    ///
    /// # Errors
    /// Where it isn't there, or the network can't be set up.
    pub(crate) fn open(
        &self,
        session: &Session,
        missing: Missing,
    ) -> Result<LibraryClient, CommandError> {
        let store: Box<dyn orchestra_package_client::Store> = match &self.address {
            Address::Folder(path) => {
                let folder = match missing {
                    Missing::Made => Folder::open_or_make(path, &self.text),
                    Missing::Refused => Folder::open(path, &self.text),
                };
                Box::new(folder.map_err(explain)?)
            }
            Address::Registry(address) => Box::new(registry(session, address.clone())?),
        };
        Ok(LibraryClient::new(store))
    }

    /// Whether it is a folder that isn't there.
    pub(crate) fn is_missing(&self) -> bool {
        matches!(&self.address, Address::Folder(path) if !path.exists())
    }
}

fn registry(session: &Session, address: RegistryAddress) -> Result<Registry, CommandError> {
    let options = client_options(session, Trust::default(), NetworkRules::public_only())?;
    let docker = docker_config()?;
    let logins = Arc::clone(&session.logins);
    let find = move |host: &str| {
        let kept = logins.find(&Subject::registry(host));
        match kept.map_err(|error| LoginError::Own { why: error.message, hint: error.hint })? {
            Some(Kept { user, text }) => {
                Ok(Some(Login { user: user.unwrap_or_default(), password: text }))
            }
            None => docker.as_ref().map_or(Ok(None), |text| docker_login(text, host)),
        }
    };
    Registry::open(address, options, Box::new(find)).map_err(explain)
}

/// The text of Docker's `config.json`; none where there is none.
fn docker_config() -> Result<Option<String>, CommandError> {
    let folder = variable("DOCKER_CONFIG").map(PathBuf::from);
    let folder = folder.or_else(|| Some(Path::new(&variable("HOME")?).join(".docker")));
    let Some(path) = folder.map(|folder| folder.join("config.json")) else { return Ok(None) };
    files::read_optional(&path).map_err(|error| {
        CommandError::usage(format!("can't read {}: {error}", path.display()))
            .hint("it keeps Docker's logins; DOCKER_CONFIG names another folder")
    })
}

/// A failure as a command ends with it.
pub(crate) fn explain(failure: Failure) -> CommandError {
    let error = CommandError::usage(failure.to_string());
    let error = if failure.is_of_the_network() { error.exit(Exit::Network) } else { error };
    match failure.hint() {
        Some(hint) => error.hint(hint),
        None => error,
    }
}
