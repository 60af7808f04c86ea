//! Why something couldn't be done with a library, in the user's words.

use orchestra_net::Error as NetError;
use orchestra_package_model::LibraryError;

use crate::{AddressError, ContentDigest, LoginError, SourcesError, archive::ArchiveError};

/// A failure. What was asked for didn't happen, and nothing was left half done, unless it says so.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Failure {
    /// The library's name isn't one.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The registry can't be reached, or mustn't be.
    #[error(transparent)]
    Network(Box<NetError>),
    /// The user's login for the registry can't be had.
    #[error(transparent)]
    Login(#[from] LoginError),
    /// What is to be published can't be.
    #[error(transparent)]
    Sources(#[from] SourcesError),
    /// The registry asks who we are, or doesn't let us.
    #[error("{registry} doesn't let us {doing}{}", because(.said))]
    Denied {
        /// `registry.example`
        registry: String,
        /// `read market-kit`
        doing: String,
        /// What it says itself.
        said: String,
        /// What can be done about it.
        hint: String,
    },
    /// The registry names somebody else to ask for a token, and nobody said that our login may go
    /// there.
    #[error(
        "{registry} wants a token of {realm}, which isn't {registry}: the login for {registry} wasn't sent there, and without it we may not {doing}"
    )]
    ForeignRealm {
        /// `registry.example`
        registry: String,
        /// Whom it names.
        realm: String,
        /// `publish market-kit`
        doing: String,
        /// The name under which the login is trusted.
        secret: String,
    },
    /// An answer that isn't the one that the specification has.
    #[error("{library} can't {doing}: it answered {status}{}", because(.said))]
    Answer {
        /// Which library.
        library: String,
        /// `say which versions of market-kit there are`
        doing: String,
        /// The status.
        status: u16,
        /// What it says itself.
        said: String,
    },
    /// A document that isn't one.
    #[error("{what} in {library} can't be read: {why}")]
    Unreadable {
        /// Which library.
        library: String,
        /// `the manifest of market-kit 1.2.0`
        what: String,
        /// What is wrong.
        why: String,
    },
    /// No such package or version.
    #[error("{library} has no {what}")]
    Missing {
        /// Which library.
        library: String,
        /// `market-kit 1.2.0`
        what: String,
    },
    /// A folder that isn't one.
    #[error("there is no library in {folder}: it has no `oci-layout`")]
    NoLibrary {
        /// As the user names it.
        folder: String,
    },
    /// Bytes that aren't those that were asked for.
    #[error(
        "{what} in {library} isn't what it should be: {found}, not {expected}; nothing was kept"
    )]
    Untrue {
        /// Which library.
        library: String,
        /// `the sources of market-kit 1.2.0`
        what: String,
        /// `it has 12 bytes`
        found: String,
        /// `sha256:…`
        expected: String,
    },
    /// An archive that we don't unpack.
    #[error("the sources of {package} in {library} aren't unpacked: {why}")]
    Archive {
        /// Which library.
        library: String,
        /// `market-kit 1.2.0`
        package: String,
        /// What is wrong.
        why: ArchiveError,
    },
    /// The version is published, with another content.
    #[error(
        "{package} is published in {library} already, with other content: {published}, and this would be {ours}"
    )]
    Taken {
        /// Which library.
        library: String,
        /// `market-kit 1.2.0`
        package: String,
        /// What is there.
        published: ContentDigest,
        /// What we would have published.
        ours: ContentDigest,
    },
    /// Somebody else published the version at the same moment.
    #[error(
        "somebody published {package} in {library} at the same moment: {published}; ours, {ours}, isn't what the version names"
    )]
    Outrun {
        /// Which library.
        library: String,
        /// `market-kit 1.2.0`
        package: String,
        /// What is there.
        published: ContentDigest,
        /// What we would have published.
        ours: ContentDigest,
    },
    /// A registry that doesn't say what it has.
    #[error("{library} doesn't say which packages it has")]
    NoCatalogue {
        /// Which library.
        library: String,
    },
    /// The system doesn't let us.
    #[error("can't {doing}: {why}")]
    Files {
        /// `write /path`
        doing: String,
        /// What the system says.
        why: String,
    },
}

impl From<NetError> for Failure {
    fn from(error: NetError) -> Self {
        Self::Network(Box::new(error))
    }
}

/// For whoever resolves versions, the same with what can be done about it.
impl From<Failure> for LibraryError {
    fn from(failure: Failure) -> Self {
        let why = || match failure.hint() {
            Some(hint) => format!("{failure} ({hint})"),
            None => failure.to_string(),
        };
        let hinted = |library: String| Self::Refused { library, why: why() };
        match &failure {
            Failure::Network(error) => {
                let (library, why) = match &**error {
                    NetError::Unreachable { origin, reason }
                    | NetError::Interrupted { origin, reason } => (origin, reason.clone()),
                    NetError::TimedOut { origin, .. } => (origin, "it took too long".to_owned()),
                    NetError::Unreadable { origin, reason, .. } => {
                        (origin, format!("its answer {reason}"))
                    }
                    NetError::Refused(_) => return hinted("the library".to_owned()),
                };
                Self::Unreachable { library: library.to_string(), why }
            }
            Failure::Missing { library, what } => {
                Self::Missing { library: library.clone(), what: what.clone() }
            }
            Failure::NoLibrary { folder } => hinted(folder.clone()),
            Failure::Files { doing, why } => Self::Local { doing: doing.clone(), why: why.clone() },
            Failure::Denied { registry, .. } | Failure::ForeignRealm { registry, .. } => {
                hinted(registry.clone())
            }
            Failure::Answer { library, .. } | Failure::Unreadable { library, .. } => {
                Self::Failed { library: library.clone(), why: why() }
            }
            Failure::Untrue { library, .. }
            | Failure::Archive { library, .. }
            | Failure::Taken { library, .. }
            | Failure::Outrun { library, .. }
            | Failure::NoCatalogue { library } => hinted(library.clone()),
            Failure::Address(_) | Failure::Login(_) | Failure::Sources(_) => {
                hinted("the library".to_owned())
            }
        }
    }
}

fn because(said: &str) -> String {
    if said.is_empty() { String::new() } else { format!(" ({said})") }
}

impl Failure {
    /// What the user can do about it; none where nothing but trying again is left.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Address(error) => Some(error.hint()),
            Self::Network(error) => match &**error {
                NetError::Refused(refusal) => refusal.hint(),
                _ => Some(LibraryError::TRY_AGAIN.to_owned()),
            },
            Self::Login(error) => error.hint(),
            Self::Sources(error) => error.hint(),
            Self::Denied { hint, .. } => Some(hint.clone()),
            Self::ForeignRealm { realm, secret, .. } => {
                Some(format!("if the login may go there: `orchc trust {secret} {realm}`"))
            }
            Self::Answer { .. } | Self::Unreadable { .. } => {
                Some("is it an OCI registry, and the address that of its packages?".to_owned())
            }
            Self::Missing { .. } => Some("`orchc search` says what a library has".to_owned()),
            Self::NoLibrary { .. } => Some(
                "`orchc publish --library` makes one of an empty folder; a registry is \
                 `oci://registry.example/team`"
                    .to_owned(),
            ),
            Self::Untrue { .. } | Self::Archive { .. } => Some(
                "whoever keeps the library should look at it: it is damaged, or somebody changed it"
                    .to_owned(),
            ),
            Self::Taken { .. } | Self::Outrun { .. } => Some(
                "a published version is never replaced: raise `version` in orchestra.toml"
                    .to_owned(),
            ),
            Self::NoCatalogue { .. } => Some(
                "many registries don't: look at its own pages, and name the package to `orchc add`"
                    .to_owned(),
            ),
            Self::Files { .. } => None,
        }
    }

    /// Whether the library can't be reached, or doesn't answer as one does: nothing that the user
    /// did is wrong.
    #[must_use]
    pub fn is_of_the_network(&self) -> bool {
        match self {
            Self::Network(error) => !matches!(**error, NetError::Refused(_)),
            Self::Answer { .. } | Self::Unreadable { .. } => true,
            _ => false,
        }
    }
}
