//! What kind of address an address is, whatever form it is written in.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The kinds of address that the network rules tell apart, after the IANA special-purpose address
/// registries (RFC 6890 and its updates).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AddressClass {
    /// A global unicast address.
    Public,
    /// This machine.
    Loopback,
    /// A private network: RFC 1918, shared address space (100.64/10), unique and site local IPv6.
    Private,
    /// One link: where cloud machines answer with their own credentials.
    LinkLocal,
    /// Nobody to talk to: unspecified, multicast, broadcast, documentation, benchmarking,
    /// reserved, and tunnels whose end can't be told.
    Unusable,
}

impl AddressClass {
    /// The class of an address. An IPv6 address that stands for an IPv4 one (mapped, compatible,
    /// translated by NAT64, 6to4) is judged by the IPv4 address, since that is where it leads. But
    /// only a mapped one is this machine's: the others leave it, for a gateway of the network's.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => of_v4(address),
            IpAddr::V6(address) => of_v6(address),
        }
    }

    /// As a word in a message: "a … address".
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Loopback => "loopback",
            Self::Private => "private",
            Self::LinkLocal => "link-local",
            Self::Unusable => "reserved",
        }
    }
}

fn of_v4(address: Ipv4Addr) -> AddressClass {
    match address.octets() {
        [127, ..] => AddressClass::Loopback,
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] | [100, 64..=127, ..] => AddressClass::Private,
        [169, 254, ..] => AddressClass::LinkLocal,
        // "This network", protocol assignments, documentation, the old 6to4 relays, benchmarking.
        [0, ..] | [192, 0, 0 | 2, _] | [198, 51, 100, _] | [203, 0, 113, _] | [192, 88, 99, _]
        | [198, 18..=19, ..]
        // Multicast, reserved and broadcast.
        | [224..=255, ..] => AddressClass::Unusable,
        _ => AddressClass::Public,
    }
}

fn of_v6(address: Ipv6Addr) -> AddressClass {
    let low_v4 = || {
        let [.., a, b, c, d] = address.octets();
        of_v4(Ipv4Addr::new(a, b, c, d))
    };
    let through_a_gateway = |class| match class {
        AddressClass::Loopback => AddressClass::Unusable,
        class => class,
    };
    match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 1] => AddressClass::Loopback,
        [0, 0, 0, 0, 0, 0xffff, ..] => low_v4(),
        // Compatible, translated (RFC 2765) and NAT64 forms; `::` itself is 0.0.0.0.
        [0, 0, 0, 0, 0, 0, ..] | [0, 0, 0, 0, 0xffff, 0, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..] => {
            through_a_gateway(low_v4())
        }
        // 6to4 carries the IPv4 address behind its prefix.
        [0x2002, high, low, ..] => {
            let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
            through_a_gateway(of_v4(Ipv4Addr::new(a, b, c, d)))
        }
        [0xfe80..=0xfebf, ..] => AddressClass::LinkLocal,
        [0xfc00..=0xfdff, ..] | [0xfec0..=0xfeff, ..] => AddressClass::Private,
        // Local-use NAT64 leads to whatever the network's operator chose.
        [0x64, 0xff9b, 1, ..] => AddressClass::Private,
        // Protocol assignments, Teredo, ORCHID and benchmarking; documentation.
        [0x2001, 0..=0x1ff, ..] | [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => {
            AddressClass::Unusable
        }
        // Global unicast is 2000::/3, all else is multicast, discard-only or unassigned.
        [0x2000..=0x3fff, ..] => AddressClass::Public,
        _ => AddressClass::Unusable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_class(class: AddressClass, addresses: &[&str]) {
        for text in addresses {
            assert_eq!(AddressClass::of(text.parse().unwrap()), class, "{text}");
        }
    }

    #[test]
    fn public_addresses() {
        assert_class(
            AddressClass::Public,
            &[
                "1.1.1.1",
                "8.8.8.8",
                "100.63.255.255",
                "100.128.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.1",
                "192.169.0.0",
                "198.17.0.0",
                "198.20.0.0",
                "223.255.255.255",
                "169.253.0.1",
                "2606:4700:4700::1111",
                "2a00:1450::1",
                "64:ff9b::8.8.8.8",
                "::ffff:8.8.8.8",
                "2002:808:808::1",
            ],
        );
    }

    #[test]
    fn loopback_addresses() {
        assert_class(
            AddressClass::Loopback,
            &["127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1"],
        );
    }

    #[test]
    fn private_addresses() {
        assert_class(
            AddressClass::Private,
            &[
                "10.0.0.1",
                "10.255.255.255",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.0.1",
                "100.64.0.1",
                "100.127.255.255",
                "fc00::1",
                "fdff::1",
                "fec0::1",
                "::ffff:10.0.0.1",
                "64:ff9b::192.168.1.1",
                "2002:a00:1::1",
                "64:ff9b:1::1",
            ],
        );
    }

    #[test]
    fn link_local_addresses() {
        assert_class(
            AddressClass::LinkLocal,
            &[
                "169.254.169.254",
                "169.254.0.0",
                "fe80::1",
                "febf::1",
                "::ffff:169.254.169.254",
                "64:ff9b::169.254.169.254",
            ],
        );
    }

    #[test]
    fn addresses_that_nobody_has() {
        assert_class(
            AddressClass::Unusable,
            &[
                "0.0.0.0",
                "0.1.2.3",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "192.0.0.1",
                "192.0.2.1",
                "198.51.100.7",
                "203.0.113.9",
                "198.18.0.1",
                "198.19.255.255",
                "192.88.99.1",
                "::",
                "ff02::1",
                "2001:db8::1",
                "2001::1",
                "2001:1ff::1",
                "3fff::1",
                "100::1",
                "::ffff:0.0.0.0",
                "::127.0.0.1",
                "64:ff9b::127.0.0.1",
                "2002:7f00:1::",
                "::ffff:0:127.0.0.1",
                "4000::1",
                "e000::1",
            ],
        );
    }
}
