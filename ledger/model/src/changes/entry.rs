//! An entry as a whole.

use std::collections::BTreeSet;

use super::{ChangeKind, Changes, auth, binding, is_was, operation, worse_if};
use crate::{EntrySignature, Status, Subnet, Verification};

/// Compares everything.
pub(super) fn compare(old: &Subnet, new: &Subnet, changes: &mut Changes) {
    let Subnet {
        schema,
        netuid,
        registered_at_block,
        slug,
        name,
        aka,
        description,
        categories,
        status,
        links,
        sources,
        verification,
        revision,
        auth: _,
        endpoints: _,
        operations: _,
    } = old;
    changes.words("$schema", schema, &new.schema);
    identity("netuid", *netuid, new.netuid, "the netuid", changes);
    let block = "the block of its registration";
    identity("registered_at_block", *registered_at_block, new.registered_at_block, block, changes);
    if *slug != new.slug {
        let reason = format!("it is `{}`, another entry than `{slug}`", new.slug);
        changes.breaking(ChangeKind::Identity, "slug", reason);
    }
    changes.words("name", name, &new.name);
    changes.words("aka", aka, &new.aka);
    changes.words("description", description, &new.description);
    changes.words("categories", categories, &new.categories);
    compare_status(*status, new.status, changes);
    changes.words("links", links, &new.links);
    changes.words("sources", sources, &new.sources);
    compare_verification(verification, &new.verification, changes);
    if *revision != new.revision {
        let class = worse_if(new.revision < *revision);
        let reason = is_was("the revision", Some(*revision), Some(new.revision));
        changes.class(class, ChangeKind::Revision, "revision", reason);
    }
    changes.within("auth", |changes| auth::compare(old, new, changes));
    changes.within("endpoints", |changes| binding::compare_endpoints(old, new, changes));
    changes.within("operations", |changes| operation::compare_all(old, new, changes));
}

/// A number by which a subnet is told from others: it may become known.
fn identity<T: PartialEq + std::fmt::Display>(
    field: &str,
    old: Option<T>,
    new: Option<T>,
    name: &str,
    changes: &mut Changes,
) {
    if old != new {
        let class = worse_if(old.is_some());
        changes.class(class, ChangeKind::Identity, field, is_was(name, old, new));
    }
}

fn compare_status(old: Status, new: Status, changes: &mut Changes) {
    if old == new {
        return;
    }
    let rank = |status| match status {
        Status::Active => 0,
        Status::Parked => 1,
        Status::Gone => 2,
    };
    let reason = match new {
        Status::Active => "it is active again, and can be called",
        Status::Parked => "it is parked, and offers nothing for now",
        Status::Gone => "it is gone, and can't be called any more",
    };
    changes.class(worse_if(rank(new) > rank(old)), ChangeKind::Status, "status", reason.into());
}

fn compare_verification(old: &Verification, new: &Verification, changes: &mut Changes) {
    let kind = ChangeKind::Verification;
    if old == new {
        return;
    }
    let who = |it: &EntrySignature| format!("{} as {}", it.signer, it.by.name());
    let signers = |verification: &Verification| -> BTreeSet<String> {
        verification.signatures().iter().map(who).collect()
    };
    let (was, is) = (signers(old), signers(new));
    for gone in was.difference(&is) {
        changes.breaking(kind, "verification", format!("it isn't signed any more by {gone}"));
    }
    for added in is.difference(&was) {
        changes.compatible(kind, "verification", format!("it is signed now by {added}"));
    }
    if was == is {
        changes.compatible(kind, "verification", "it is signed anew, by the same keys");
    }
}
