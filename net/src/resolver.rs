//! Names to addresses, leaving out those that the running attempt may not reach.

use std::net::SocketAddr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::attempt::Attempt;
use crate::network_rules::Reach;
use crate::{AddressClass, Refusal};

/// The system's resolver behind the address rules. The filtered addresses are the ones that are
/// connected to, so that a name can't be checked as one address and reached as another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GuardedResolver;

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        // Read now: later polls may come from a task of the pool's.
        let reach = Attempt::current_reach();
        Box::pin(async move {
            let host = name.as_str();
            let found = tokio::net::lookup_host((host, 0)).await?;
            let permitted = permitted(host, found.collect(), reach).inspect_err(|refusal| {
                Attempt::refuse(refusal.clone());
            })?;
            Ok(Box::new(permitted.into_iter()) as Addrs)
        })
    }
}

/// The addresses within reach, or a refusal where there are addresses but none within reach.
fn permitted(host: &str, found: Vec<SocketAddr>, reach: Reach) -> Result<Vec<SocketAddr>, Refusal> {
    let class = |address: &SocketAddr| AddressClass::of(address.ip());
    let first = found.first().map(class);
    let permitted: Vec<_> =
        found.into_iter().filter(|address| reach.covers(class(address))).collect();
    match first {
        Some(class) if permitted.is_empty() => {
            Err(Refusal::ResolvedAddress { host: host.to_owned(), class })
        }
        _ => Ok(permitted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(texts: &[&str]) -> Vec<SocketAddr> {
        texts.iter().map(|text| SocketAddr::new(text.parse().unwrap(), 0)).collect()
    }

    #[test]
    fn addresses_out_of_reach_are_left_out() {
        let found = addresses(&["10.0.0.1", "1.1.1.1", "127.0.0.1"]);
        for (reach, kept) in [
            (Reach::Public, vec!["1.1.1.1"]),
            (Reach::Loopback, vec!["1.1.1.1", "127.0.0.1"]),
            (Reach::LoopbackOnly, vec!["127.0.0.1"]),
            (Reach::Private, vec!["10.0.0.1", "1.1.1.1", "127.0.0.1"]),
        ] {
            assert_eq!(permitted("x.example", found.clone(), reach), Ok(addresses(&kept)));
        }
    }

    #[test]
    fn a_name_that_leads_only_out_of_reach_is_refused_by_class() {
        let refused = |texts: &[&str], reach| {
            permitted("rebind.example", addresses(texts), reach).unwrap_err().to_string()
        };
        assert!(
            refused(&["192.168.1.1"], Reach::Public).contains("rebind.example leads to a private")
        );
        assert!(refused(&["169.254.169.254"], Reach::Private).contains("link-local"));
        assert!(refused(&["8.8.8.8"], Reach::LoopbackOnly).contains("public"));
        assert!(refused(&["::ffff:127.0.0.1"], Reach::Public).contains("loopback"));
    }

    #[test]
    fn a_name_without_addresses_is_not_a_refusal() {
        assert_eq!(permitted("x.example", Vec::new(), Reach::Public), Ok(Vec::new()));
    }
}
