//! Families and their capabilities, for those who call them. What their providers have to do is
//! said in the reason: the compiler holds them to it.

use super::{ChangeKind, Changes, is_was, operation, schemas, worse_if};
use crate::{Capability, Family};

/// Compares everything.
pub(super) fn compare(old: &Family, new: &Family, changes: &mut Changes) {
    let Family { schema, family, version, summary, capabilities } = old;
    let kind = ChangeKind::Capability;
    changes.words("$schema", schema, &new.schema);
    if *family != new.family {
        let reason = format!("it is `{}`, another family than `{family}`", new.family);
        changes.breaking(ChangeKind::Identity, "family", reason);
    }
    compare_versions(*version, new.version, changes);
    changes.words("summary", summary, &new.summary);
    changes.within("capabilities", |changes| {
        for (name, was) in capabilities {
            match new.capabilities.get(name) {
                Some(is) => changes.within(name, |changes| compare_one(was, is, changes)),
                None => {
                    let reason = format!("the capability `{family}.{name}` is gone");
                    changes.breaking(kind, name, reason);
                    changes.in_old();
                }
            }
        }
        for name in new.capabilities.keys().filter(|name| !capabilities.contains_key(*name)) {
            changes.compatible(kind, name, format!("the capability `{family}.{name}` is new"));
        }
    });
}

fn compare_one(old: &Capability, new: &Capability, changes: &mut Changes) {
    let Capability { summary, version, generates_text, input, output, examples, laws } = old;
    changes.words("summary", summary, &new.summary);
    compare_versions(*version, new.version, changes);
    operation::compare_texts(generates_text.as_deref(), new.generates_text.as_deref(), changes);
    schemas::compare_input(input, &new.input, changes);
    schemas::compare_output(output, &new.output, changes);
    changes.words("examples", examples, &new.examples);
    for law in laws.iter().filter(|law| !new.laws.contains(law)) {
        changes.breaking(
            ChangeKind::Law,
            "laws",
            format!("`{}` isn't promised any more", law.text()),
        );
    }
    for law in new.laws.iter().filter(|law| !laws.contains(law)) {
        let reason = format!("`{}` is promised now, and its providers have to keep it", law.text());
        changes.compatible(ChangeKind::Law, "laws", reason);
    }
}

fn compare_versions(old: u32, new: u32, changes: &mut Changes) {
    if old != new {
        let reason = is_was("the version", Some(old), Some(new));
        changes.class(worse_if(new < old), ChangeKind::Revision, "version", reason);
    }
}
