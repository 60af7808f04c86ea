//! Operations that answer with a job: every one that is listed, asked in the sandbox, and what a
//! provider sees of a process that is killed while its job goes on.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    sync::{Mutex, mpsc},
    time::Duration,
};

use orchestra_ledger_model::Ledger;
use orchestra_tests::{
    orchc::Workplace,
    server::{Answer, Request, Server},
    subnet::{Subnet, object},
};
use serde_json::json;

/// A test that waits longer than this waits for something that doesn't come.
const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn every_listed_operation_that_answers_with_a_job_is_one_call_in_the_sandbox() {
    let ledger = Ledger::embedded();
    let slugs: Vec<String> = ledger.slugs().map(str::to_owned).collect();
    let mut calls = Vec::new();
    for slug in &slugs {
        let subnet = ledger.subnet(slug).unwrap();
        for (name, operation) in &subnet.operations {
            let binding = subnet.binding(name).unwrap();
            let example = operation.examples.first();
            if binding.job.is_some() {
                let input = example.unwrap_or_else(|| panic!("{slug}.{name} has no example"));
                calls.push((slug.as_str(), name.as_str(), input.input.clone()));
            }
        }
    }
    let asked: BTreeSet<_> = calls.iter().map(|(slug, ..)| *slug).collect();
    for slug in ["gen404", "gopher", "gradients", "numinous", "targon", "vidaio"] {
        assert!(asked.contains(slug), "{slug} {asked:?}");
    }
    let names = asked.into_iter().collect::<Vec<_>>().join(", ");
    let mut text = format!("use subnet {names}\n\ntemplate all() -> json[] {{\n");
    for (at, (slug, name, input)) in calls.iter().enumerate() {
        writeln!(text, "  let r{at} = call {slug}.{name} {input}").unwrap();
    }
    let results: Vec<_> = (0..calls.len()).map(|at| format!("r{at}")).collect();
    writeln!(text, "  [{}]\n}}", results.join(", ")).unwrap();
    let workplace = Workplace::new();
    workplace.write("all.orch", &text);

    let ran = workplace.run(["run", "all.orch", "--sandbox", "--events", "events"]);

    assert_eq!(ran.code, Some(0), "{ran:#?}");
    let results = ran.json();
    assert!(results.as_array().unwrap().iter().all(|it| !it.is_null()), "{results}");
    let events = orchestra_tests::corpus::read(&workplace.project().join("events"));
    let followed = events.lines().filter(|line| line.contains(r#""event":"remote_job""#));
    assert_eq!(followed.count(), calls.len());
}

const GROW: &str = r#"use subnet lab

template main() -> int {
  let culture = call lab.grow { kind: "mould" }
  culture
}
"#;

fn lab(server: &Server, idempotency: &str) -> Workplace {
    let binding = json!({
        "method": "POST",
        "path": "/cultures",
        "async": {
            "job_id": "/id",
            "poll": { "method": "GET", "path": "/cultures/{job_id}", "interval": "100ms" },
            "state": "/state",
            "done": ["grown"],
            "fetch": { "method": "GET", "path": "/cells?of={job_id}" },
        },
    });
    let more =
        json!({ "effect": "write", "idempotency": idempotency, "output": { "type": "integer" } });
    let input = object(json!({ "kind": { "type": "string" } }));
    let subnet = Subnet::at("lab", &server.url()).operation("grow", binding, input, more);
    let workplace = Workplace::new();
    workplace.overlay(&[subnet]).write("main.orch", GROW);
    workplace
}

/// A laboratory that tells whenever the request of that number has come, from 1, and never answers
/// it; a culture has grown when it was asked about three times.
fn telling(moment: usize) -> (Server, mpsc::Receiver<()>) {
    let (told, hears) = mpsc::channel();
    let told = Mutex::new(told);
    let server = Server::start(move |index, request| {
        if index + 1 == moment {
            let _unheard = told.lock().unwrap().send(());
            return Answer::Silence;
        }
        match (request.method.as_str(), request.target.as_str()) {
            ("POST", "/cultures") => Answer::status(202, r#"{ "id": "c/7" }"#),
            ("GET", "/cells?of=c%2F7") => Answer::json("9000"),
            ("GET", "/cultures/c%2F7") if index < 4 => Answer::json(r#"{ "state": "growing" }"#),
            ("GET", "/cultures/c%2F7") => Answer::json(r#"{ "state": "grown" }"#),
            other => panic!("{other:?}"),
        }
    });
    (server, hears)
}

fn submissions(requests: &[Request]) -> usize {
    requests.iter().filter(|it| it.method == "POST").count()
}

#[test]
fn a_job_whose_process_is_killed_is_followed_by_the_next_and_submitted_once() {
    for moment in [2, 3, 4, 6] {
        let (server, hears) = telling(moment);
        let workplace = lab(&server, "none");
        let arguments = ["run", "main.orch", "--job", "j"];
        let mut child = workplace.start(arguments);
        hears.recv_timeout(PATIENCE).expect("the moment comes");
        child.kill().unwrap();
        assert_eq!(child.wait().unwrap().code(), None);

        let ran = workplace.run(["jobs", "resume", "j"]);

        assert_eq!((ran.code, &*ran.stdout), (Some(0), "9000\n"), "{moment} {ran:#?}");
        assert_eq!(submissions(&server.requests()), 1, "{moment}");
    }
}

#[test]
fn whoever_knows_decides_about_a_submission_that_may_have_arrived() {
    let (server, hears) = telling(1);
    let workplace = lab(&server, "none");
    let mut child = workplace.start(["run", "main.orch", "--job", "j"]);
    hears.recv_timeout(PATIENCE).expect("it is submitted");
    child.kill().unwrap();
    child.wait().unwrap();

    let asked = workplace.run(["jobs", "resume", "j"]);
    assert_eq!((asked.code, submissions(&server.requests())), (Some(6), 1), "{asked:#?}");
    // What is accepted is the job's output: nobody asks about it any more.
    let ran = workplace.run(["jobs", "resume", "j", "--accept-step", "main.culture=70"]);
    assert_eq!((ran.code, &*ran.stdout), (Some(0), "70\n"), "{ran:#?}");
    assert_eq!(server.requests().len(), 1);
}
