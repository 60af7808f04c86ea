//! What a run prints and writes, and what it asks first.

use orchestra_tests::{corpus, terminal::Terminal};
use serde_json::{Value, json};

use super::{project, succeeded};

#[test]
fn events_are_a_json_object_a_line_and_the_last_one_has_the_result() {
    let (workplace, _server) = project();
    let ran = succeeded(workplace.run(["run", "main.orch", "--events", "-"]));
    let events: Vec<Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(events.iter().all(|it| it["at"].is_string() || it["at"].is_number()), "{events:?}");
    assert_eq!(events[0]["event"], "job_started");
    let last = events.last().unwrap();
    assert_eq!((&last["event"], &last["result"]), (&json!("job_succeeded"), &json!(12)));
    let count = |name: &str| events.iter().filter(|it| it["event"] == name).count();
    assert_eq!((count("attempt_started"), count("step_finished")), (3, 4));

    let ran = workplace.run(["run", "main.orch", "--events", "log/events.ndjson"]);
    assert_eq!(succeeded(ran).stdout, "12\n");
    let text = corpus::read(&workplace.project().join("log/events.ndjson"));
    assert_eq!(text.lines().count(), events.len());
}

#[test]
fn a_result_goes_where_it_was_asked_for() {
    let (workplace, server) = project();
    let ran = succeeded(workplace.run(["run", "main.orch", "--output", "out/result.json"]));
    assert_eq!(ran.stdout, "");
    assert_eq!(corpus::read(&workplace.project().join("out/result.json")), "12\n");
    let quiet = succeeded(workplace.run(["run", "main.orch", "--quiet"]));
    assert_eq!((&*quiet.stdout, &*quiet.stderr), ("12\n", ""));
    let before = server.requests().len();
    let dry = succeeded(workplace.run(["run", "main.orch", "--dry-run"]));
    assert_eq!(dry.stdout, "");
    assert!(dry.stderr.contains("nothing was sent"), "{dry:#?}");
    assert_eq!(server.requests().len(), before);
}

#[test]
fn a_dry_run_tells_what_the_inputs_make_fail() {
    let (workplace, server) = project();
    workplace.write(
        "main.orch",
        "use subnet numbers\n\ntemplate main(of: int) -> int {\n  ensure of > 3, \"too few\"\n  \
         call numbers.get { n: of }\n}\n",
    );
    let dry = |of: &str| workplace.run(["run", "main.orch", "--dry-run", "--input", of]);
    assert_eq!(dry("of=4").code, Some(0));
    let failing = dry("of=3");
    assert_eq!((failing.code, &*failing.stdout), (Some(3), ""), "{failing:#?}");
    assert!(failing.stderr.contains("too few"), "{failing:#?}");
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_person_is_asked_before_a_run_whose_cost_has_no_bound() {
    let (workplace, server) = project();
    let run = || workplace.command(["run", "main.orch"]);
    for no in ["n\n", "\n", "what?\n", "\u{4}"] {
        let (code, shown) = Terminal::run_typing(run(), no);
        assert_eq!(code, Some(2), "{shown}");
        assert!(shown.contains("costs isn't known") && shown.contains("[y/N]"), "{shown}");
        assert!(shown.contains("nothing was run"), "{shown}");
    }
    assert_eq!(server.connections(), 0);
    let (code, shown) = Terminal::run_typing(run(), "y\n");
    assert!(code == Some(0) && shown.contains("done after"), "{shown}");
    // Where nobody can be asked, it is said, and the job runs.
    let ran = workplace.run(["run", "main.orch"]);
    assert!(ran.code == Some(0) && ran.stderr.contains("costs isn't known"), "{ran:#?}");
}
