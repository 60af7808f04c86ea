//! `config.toml` of the user. Where secrets may go stands in a file beside it (`orchc trust`).

use std::path::{Path, PathBuf};

use orchestra_plan::Money;
use serde::Deserialize;
use url::Url;

use crate::{
    command_error::{CommandError, Doing as _},
    files,
    quote_rates::QuoteRates,
    session::Session,
    signers::SignersTable,
};

/// What the user says once and for all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// The HTTP proxy of all requests but those to this machine: `http://proxy.example:3128`.
    pub(crate) proxy: Option<String>,
    /// Certificates that are trusted besides the system's: a PEM file, relative to this one.
    pub(crate) ca: Option<PathBuf>,
    /// The program that keeps logins, as Docker names it (`secretservice` for
    /// `docker-credential-secretservice`), or its path, from this file's folder.
    pub(crate) credential_helper: Option<String>,
    /// A job that may cost more asks first, on a terminal: `0.5usd`.
    pub(crate) confirm_above: Option<String>,
    /// What is added to costs in a quote.
    pub(crate) quote: Option<QuoteRates>,
    /// Whose signatures of entries count.
    pub(crate) signers: Option<SignersTable>,
}

/// What a job may cost without a question, where the user doesn't say.
const CONFIRM_ABOVE: &str = "1usd";

impl Config {
    /// The user's; nothing where there is no file.
    ///
    /// # Errors
    /// Where it can't be read, or says what it doesn't know.
    pub(crate) fn read(session: &Session) -> Result<Self, CommandError> {
        Self::read_at(&session.places.config)
    }

    /// The same at a path.
    ///
    /// # Errors
    /// Where it can't be read, or says what it doesn't know.
    pub(crate) fn read_at(path: &Path) -> Result<Self, CommandError> {
        let shown = path.display();
        let text = files::read_optional(path).doing(format_args!("read {shown}"))?;
        let Some(text) = text else { return Ok(Self::default()) };
        toml::from_str(&text).map_err(|error| {
            // Printed whole, it would quote the line, which may hold the proxy's password.
            let above = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = above.matches('\n').count() + 1;
            CommandError::usage(format!("can't use {shown}, line {line}: {}", error.message()))
                .hint(
                    "it knows `proxy`, `ca`, `credential_helper`, `confirm_above`, `[quote]` and `[signers]`",
                )
        })
    }

    /// What a job may cost without a question.
    ///
    /// # Errors
    /// Where it is no amount.
    pub(crate) fn confirm_above(&self, session: &Session) -> Result<Money, CommandError> {
        let text = self.confirm_above.as_deref().unwrap_or(CONFIRM_ABOVE);
        Money::parse(text).ok_or_else(|| {
            let shown = session.places.config.display();
            CommandError::usage(format!("`confirm_above` in {shown} is no amount"))
                .hint("write a number and a currency: `confirm_above = \"1usd\"`")
        })
    }

    /// The proxy's address.
    ///
    /// # Errors
    /// Where it isn't one.
    pub(crate) fn proxy(&self, session: &Session) -> Result<Option<Url>, CommandError> {
        let Some(proxy) = &self.proxy else { return Ok(None) };
        // It may hold a password, and isn't shown.
        let reason = format_args!("use `proxy` of {}", session.places.config.display());
        proxy.parse().map(Some).doing(reason)
    }

    /// The text of the certificates; empty where there are none.
    ///
    /// # Errors
    /// Where the file can't be read.
    pub(crate) fn certificates(&self, session: &Session) -> Result<String, CommandError> {
        let Some(ca) = &self.ca else { return Ok(String::new()) };
        let beside = session.places.config.parent().unwrap_or(Path::new(""));
        let path = beside.join(ca);
        files::read(&path).doing(format_args!("read the certificates {}", path.display()))
    }
}
