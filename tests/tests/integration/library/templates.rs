//! Every shipped template says what it does when things go wrong, keeps its word about cost and time,
//! and runs as its page says.

use std::thread;

use orchestra_tests::orchc::Workplace;

use super::template::{Template, templates};

/// Beginnings of paragraphs that say how it fares.
const SAID: [&str; 3] = ["Falls back: ", "Fails: ", "Example: `orchc run std:"];

#[test]
fn every_template_says_what_it_falls_back_to_and_when_it_fails() {
    let mut wrong = Vec::new();
    for template in templates() {
        let paragraphs = template.paragraphs().join(" ");
        let silent = SAID.iter().filter(|it| !paragraphs.contains(*it));
        wrong.extend(silent.map(|it| format!("{} doesn't say: {it}", template.name)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_step_falls_back_and_every_parameter_is_documented() {
    let mut wrong = Vec::new();
    for template in templates() {
        let checked = template.checked();
        let found = checked.all_diagnostics().into_iter().map(|it| format!("{it:#?}"));
        wrong.extend(found);
        for (name, plan) in checked.plans(&template.path()) {
            let plan = plan.unwrap_or_else(|| panic!("{name} has no plan"));
            let silent = plan.params.iter().filter(|it| !plan.debug.params.contains_key(&it.name));
            wrong.extend(silent.map(|it| format!("{name}: `{}` isn't documented", it.name)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_template_keeps_a_deadline_and_a_budget_or_says_why_it_has_none() {
    let mut wrong = Vec::new();
    for template in templates() {
        let plans = template.checked().plans(&template.path());
        let [(name, Some(plan))] = &plans[..] else {
            panic!("{} is no single template with a plan", template.name);
        };
        assert_eq!(*name, template.name);
        let says_why = template
            .paragraphs()
            .iter()
            .any(|it| it.starts_with("No budget is stated: ") && it.contains("[prices]"));
        let promised = &plan.templates[&plan.template];
        if promised.deadline.is_none() {
            wrong.push(format!("{name} has no deadline"));
        }
        if promised.budget.is_some() == says_why {
            wrong.push(format!("{name} has a budget, or says why it has none: one of both"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_template_runs_from_an_empty_folder_as_its_page_says() {
    let run = |template: Template| {
        let command = template.command();
        assert_eq!(command[..3], ["orchc", "run", &format!("std:{}", template.name)]);
        let ran = Workplace::new().run(&command[1..]);
        assert_eq!(ran.code, Some(0), "{}: {ran:#?}", template.name);
        assert!(ran.json().is_object(), "{}: {ran:#?}", template.name);
    };
    // Two at a time: they wait for the sandbox more than they work.
    let mut all = templates();
    assert!(all.len() >= 12, "only {} templates were found", all.len());
    let half = all.split_off(all.len() / 2);
    thread::scope(|scope| {
        for part in [all, half] {
            scope.spawn(move || part.into_iter().for_each(run));
        }
    });
}
