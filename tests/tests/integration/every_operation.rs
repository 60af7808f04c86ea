//! Calls that run: each listed operation, with its example, by the real binary over loopback HTTP.

use std::fmt::Write as _;

use orchestra_ledger_model::Ledger;
use orchestra_tests::orchc::Workplace;

#[test]
fn every_listed_operation_is_called_with_its_example() {
    let ledger = Ledger::embedded();
    let (mut used, mut calls, mut count) = (Vec::new(), String::new(), 0);
    for subnet in ledger.subnets().filter(|it| !it.is_gone() && !it.operations.is_empty()) {
        used.push(subnet.slug.clone());
        for (name, operation) in &subnet.operations {
            let example = operation.examples.first().expect("every operation shows one");
            writeln!(calls, "  call {}.{name} {}", subnet.slug, example.input)
                .expect("a String takes all text");
            count += 1;
        }
    }
    let workplace = Workplace::new();
    let used = used.join(", ");
    let text = format!("use subnet {used}\n\ntemplate all() -> int {{\n{calls}  {count}\n}}\n");
    workplace.write("all.orch", &text);

    // Nothing has an `else`: one call that fails fails the job.
    let ran = workplace.run(["run", "all.orch", "--sandbox", "--yes"]);

    assert_eq!((ran.code, ran.stdout), (Some(0), format!("{count}\n")), "{}", ran.stderr);
    let said = format!("{count} calls, {count} requests; nothing paid");
    assert!(ran.stderr.contains(&said), "{}", ran.stderr);
}
