//! Which addresses may be reached.
//!
//! Public ones always. Loopback ones where an overlay entry of the root, the sandbox or the user
//! names the origin; private ones where the user granted the host. What is checked is the address
//! that a connection is made to: the resolver filters what names lead to, and addresses written in
//! a URL, which a resolver never sees, are checked before the request is built.

use std::collections::BTreeSet;
use std::net::IpAddr;

use crate::origin::is_localhost;
use crate::{AddressClass, Origin, Refusal};

/// What is allowed beyond public addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetworkRules {
    loopback: BTreeSet<Origin>,
    private: BTreeSet<String>,
}

/// The addresses that connections for one origin may lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Public ones.
    Public,
    /// Loopback ones only: `localhost` must not lead elsewhere, since it is trusted.
    LoopbackOnly,
    /// Public and loopback ones.
    Loopback,
    /// Public, loopback and private ones.
    Private,
    /// Nothing.
    Nowhere,
}

impl NetworkRules {
    /// Public addresses only.
    #[must_use]
    pub fn public_only() -> Self {
        Self::default()
    }

    /// Lets this origin lead to loopback, whatever name it has. For origins that the user or the
    /// root package's own overlay names, never for ones that an answer or a dependency names.
    pub fn allow_loopback(&mut self, origin: Origin) {
        self.loopback.insert(origin);
    }

    /// Lets this host (a name or an address) be on a private network: the user's grant.
    pub fn allow_private(&mut self, host: &str) {
        self.private.insert(normal_host(host));
    }

    /// Where connections for this origin may lead.
    pub(crate) fn reach(&self, origin: &Origin) -> Reach {
        let granted = self.private.contains(&origin.host());
        let named = self.loopback.contains(origin);
        match (granted, named) {
            (true, _) | (_, true) if is_localhost(&origin.host()) => Reach::LoopbackOnly,
            (true, _) => Reach::Private,
            (_, true) => Reach::Loopback,
            _ if is_localhost(&origin.host()) => Reach::Nowhere,
            _ => Reach::Public,
        }
    }

    /// Refuses an origin whose host is an address out of reach, or `localhost` where nobody named
    /// it. Other names are for the resolver.
    pub(crate) fn check(&self, origin: &Origin) -> Result<Reach, Refusal> {
        let reach = self.reach(origin);
        let class = match origin.address() {
            _ if reach == Reach::Nowhere => AddressClass::Loopback,
            Some(address) => AddressClass::of(address),
            None => return Ok(reach),
        };
        // A grant of the link-local address itself is meant; a granted name that leads to one
        // (where clouds keep credentials) is not.
        let meant = class == AddressClass::LinkLocal && reach == Reach::Private;
        if meant || reach.covers(class) {
            return Ok(reach);
        }
        Err(Refusal::Address { host: origin.host(), class })
    }
}

impl Reach {
    /// Whether a connection to an address of this class is allowed.
    pub(crate) fn covers(self, class: AddressClass) -> bool {
        match class {
            AddressClass::Public => !matches!(self, Self::LoopbackOnly | Self::Nowhere),
            AddressClass::Loopback => !matches!(self, Self::Public | Self::Nowhere),
            AddressClass::Private => self == Self::Private,
            AddressClass::LinkLocal | AddressClass::Unusable => false,
        }
    }
}

/// A host as [`Origin::host`] writes it: lower case, ASCII, IPv6 in brackets.
fn normal_host(host: &str) -> String {
    let bracketed = match host.parse::<IpAddr>() {
        Ok(IpAddr::V6(address)) => format!("[{address}]"),
        _ => host.to_owned(),
    };
    match format!("https://{bracketed}").parse::<Origin>() {
        Ok(origin) => origin.host(),
        Err(_) => bracketed.to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rules: &NetworkRules, origin: &str) -> Result<Reach, Refusal> {
        rules.check(&origin.parse().unwrap())
    }

    #[test]
    fn addresses_in_urls_are_refused_in_every_form() {
        let rules = NetworkRules::public_only();
        for url in [
            "http://127.0.0.1:8080",
            "http://2130706433",
            "http://0x7f.1",
            "http://017700000001",
            "http://0",
            "http://10.0.0.1",
            "http://169.254.169.254",
            "http://[::1]",
            "http://[::ffff:10.0.0.1]",
            "http://[64:ff9b::7f00:1]",
            "http://[fe80::1]",
            "http://255.255.255.255",
            "http://localhost",
            "http://metadata.localhost",
        ] {
            assert!(matches!(check(&rules, url), Err(Refusal::Address { .. })), "{url}");
        }
        for url in ["https://api.example.com", "https://1.1.1.1", "https://[2606:4700::1]"] {
            assert_eq!(check(&rules, url), Ok(Reach::Public), "{url}");
        }
    }

    #[test]
    fn a_named_loopback_origin_is_reached_and_only_that() {
        let mut rules = NetworkRules::default();
        rules.allow_loopback("http://127.0.0.1:8080".parse().unwrap());
        rules.allow_loopback("http://localhost:9".parse().unwrap());
        rules.allow_loopback("http://10.0.0.1:8080".parse().unwrap());
        assert_eq!(check(&rules, "http://127.0.0.1:8080"), Ok(Reach::Loopback));
        assert_eq!(check(&rules, "http://localhost:9"), Ok(Reach::LoopbackOnly));
        for url in [
            "http://127.0.0.1:8081",
            "http://[::1]:8080",
            "http://localhost",
            "http://10.0.0.1:8080",
        ] {
            assert!(check(&rules, url).is_err(), "{url}");
        }
    }

    #[test]
    fn a_granted_host_is_reached_on_every_port() {
        let mut rules = NetworkRules::default();
        for host in ["10.1.2.3", "NAS.local", "fd00::1", "169.254.7.7", "0.0.0.0"] {
            rules.allow_private(host);
        }
        for url in
            ["http://10.1.2.3:99", "http://nas.local", "http://[fd00::1]", "http://169.254.7.7"]
        {
            assert_eq!(check(&rules, url), Ok(Reach::Private), "{url}");
        }
        for url in
            ["http://10.1.2.4", "http://[fd00::2]", "http://169.254.169.254", "http://0.0.0.0"]
        {
            assert!(check(&rules, url).is_err(), "{url}");
        }
    }

    #[test]
    fn a_granted_name_may_not_lead_to_a_link_local_address() {
        assert!(Reach::Private.covers(AddressClass::Private));
        for reach in [Reach::Public, Reach::Loopback, Reach::Private, Reach::LoopbackOnly] {
            assert!(!reach.covers(AddressClass::LinkLocal));
            assert!(!reach.covers(AddressClass::Unusable));
        }
        assert!(!Reach::LoopbackOnly.covers(AddressClass::Public));
        assert!(!Reach::Public.covers(AddressClass::Loopback));
    }
}
