//! How the world is reached: by the user's proxy, certificates and word on whom to trust.

use orchestra_net::{ClientOptions, NetworkRules, Trust};

use crate::{command_error::CommandError, commands::trust, config::Config, session::Session};

/// Options of a client that may reach what `rules` and the user allow, and release secrets to whom
/// `trusted` and the user trust.
pub(crate) fn client_options(
    session: &Session,
    mut trusted: Trust,
    mut rules: NetworkRules,
) -> Result<ClientOptions, CommandError> {
    let config = Config::read(session)?;
    trust::apply(session, &mut trusted, &mut rules)?;
    Ok(ClientOptions {
        trust: trusted,
        rules,
        proxy: config.proxy(session)?,
        extra_roots_pem: config.certificates(session)?.into_bytes(),
        user_agent: user_agent(),
        ..ClientOptions::default()
    })
}

/// What every request says of us.
pub(crate) fn user_agent() -> String {
    format!("orchc/{}", env!("CARGO_PKG_VERSION"))
}
