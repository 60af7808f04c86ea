//! A family of capabilities: its interfaces, and laws that their examples keep.

use super::{Report, formats, interface};
use crate::{
    Capability, Family,
    document::segment,
    family::{Law, Side, SideRoot},
};

/// Reports what is wrong with a family of the right shape.
pub(crate) fn check(family: &Family, report: &mut Report<'_>) {
    for (name, capability) in &family.capabilities {
        let pointer = format!("/capabilities{}", segment(name));
        if let Err(why) = formats::name(name) {
            report.at_key(&pointer, why);
        }
        let Capability { input, output, examples, .. } = capability;
        interface::check(input, output, examples, &pointer, report);
        interface::check_text(capability.generates_text.as_deref(), output, &pointer, report);
        for (index, law) in capability.laws.iter().enumerate() {
            let pointer = format!("{pointer}/laws/{index}");
            if let Some(message) = unreadable(capability, law) {
                report.at_value(&pointer, message);
            }
        }
        check_examples(capability, &pointer, report);
    }
}

/// What a law names that the schemas don't have.
fn unreadable(capability: &Capability, law: &Law) -> Option<String> {
    law.sides().into_iter().find_map(|side| {
        let Side::Path { root, fields, .. } = side else { return None };
        let (name, schema) = match root {
            SideRoot::Input => ("input", &capability.input),
            SideRoot::Output => ("output", &capability.output),
        };
        let first = fields.first()?;
        let missing = !interface::leads_into(schema, &segment(first));
        missing.then(|| format!("the {name} has no field `{first}`"))
    })
}

fn check_examples(capability: &Capability, pointer: &str, report: &mut Report<'_>) {
    for (index, example) in capability.examples.iter().enumerate() {
        for law in &capability.laws {
            if !law.holds(&example.input, &example.output, &capability.input) {
                let message = format!("the law `{}` doesn't hold here", law.text());
                report.at_key(&format!("{pointer}/examples/{index}/output"), message);
            }
        }
    }
}
