//! What the Ledger has promised to hold, as floors: more is always welcome, less is a loss.

use std::collections::BTreeMap;

use orchestra_ledger_model::Ledger;

/// Subnets that the chain has room for, besides the root network.
const SLOTS: u16 = 128;

#[test]
fn every_slot_has_one_entry_that_is_not_gone() {
    let ledger = Ledger::embedded();
    let mut holders: BTreeMap<u16, Vec<&str>> = (0..=SLOTS).map(|slot| (slot, vec![])).collect();
    for subnet in ledger.subnets().filter(|it| !it.is_gone()) {
        let Some(slot) = subnet.netuid else { continue };
        holders.get_mut(&slot).expect("slots end at 128").push(&subnet.slug);
    }
    holders.retain(|_, slugs| slugs.len() != 1);
    assert_eq!(holders, BTreeMap::new());
}

#[test]
fn what_is_known_of_it_is_not_lost() {
    let ledger = Ledger::embedded();
    let callable = ledger.subnets().filter(|it| !it.is_gone());
    assert!(callable.map(|it| it.operations.len()).sum::<usize>() >= 200);
    assert!(ledger.families().count() >= 14);
}

#[test]
fn every_operation_shows_an_example() {
    let ledger = Ledger::embedded();
    let without: Vec<String> = ledger
        .subnets()
        .flat_map(|subnet| subnet.operations.iter().map(move |(name, it)| (subnet, name, it)))
        .filter(|(_, _, operation)| operation.examples.is_empty())
        .map(|(subnet, name, _)| format!("{}.{name}", subnet.slug))
        .collect();
    assert_eq!(without, Vec::<String>::new());
}
