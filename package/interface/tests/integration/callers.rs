//! A change that is called compatible keeps every caller compiling: packages made up at random, each
//! changed at random, and callers of all that they export, in many positions.
//!
//! A verdict that says too much costs nobody a build, but a major version that nobody needed: of the
//! changes that are called breaks, a caller here shows most.

use orchestra_package_interface::{Verdict, compare, verdict};

use crate::{
    generate::{Model, Numbers, callers, changed},
    package::Package,
};

const PACKAGES: u64 = 12;
const CHANGES: u64 = 16;

#[test]
fn what_is_called_compatible_keeps_every_caller_compiling() {
    let (mut compiled, mut written) = (0, 0);
    let (mut goes_on, mut breaks, mut shown) = (0, 0, 0);
    let mut unshown = Vec::new();
    for seed in 0..PACKAGES {
        let numbers = &mut Numbers::of(seed);
        let model = Model::new(numbers);
        let mut before = Package::new(&model.text());
        assert_eq!(before.errors(), [""; 0], "{}", model.text());
        let interface = before.interface();
        let mut callers = callers(&model, numbers);
        written += callers.len();
        callers.retain(|it| before.errors_of_caller(&it.text).is_empty());
        compiled += callers.len();
        for _ in 0..CHANGES {
            let after_model = changed(&model, numbers);
            let mut after = Package::new(&after_model.text());
            if !after.errors().is_empty() {
                continue;
            }
            let changes = compare(&interface, &after.interface());
            let is_break = verdict(&changes) == Verdict::Major;
            let is_narrower = changes.iter().any(|it| it.what.contains(" now, and "));
            let mut broken = Vec::new();
            for caller in callers.iter().filter(|it| !(it.names_values && is_narrower && !is_break))
            {
                let errors = after.errors_of_caller(&caller.text);
                if !errors.is_empty() {
                    broken.push((caller, errors));
                    if is_break {
                        break;
                    }
                }
            }
            if is_break {
                breaks += 1;
                if broken.is_empty() {
                    unshown.push(changes);
                } else {
                    shown += 1;
                }
            } else {
                goes_on += 1;
                let broken: Vec<_> =
                    broken.iter().map(|(caller, errors)| (&caller.text, errors)).collect();
                assert!(
                    broken.is_empty(),
                    "{changes:#?}\n{}\n{}\n{broken:#?}",
                    model.text(),
                    after_model.text()
                );
            }
        }
    }
    assert!(compiled * 10 >= written * 8, "{compiled} of {written} callers compile");
    assert!(goes_on >= 50, "only {goes_on} changes are called compatible");
    assert!(breaks >= 60, "only {breaks} changes are called breaks");
    assert!(shown * 10 >= breaks * 7, "{shown} of {breaks} breaks are shown: {unshown:#?}");
}
