//! Jobs whose process ends before they do: killed at any moment, stopped by a signal, met by a
//! second process. A counting server says what was sent, and how often.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{BufRead as _, BufReader},
    process::{Child, Command},
    sync::{Arc, Mutex, mpsc},
    time::Duration,
};

use orchestra_tests::{
    corpus,
    orchc::{Ran, Workplace, finish},
    server::{Answer, Request, Server},
    subnet::{Subnet, object},
};
use serde_json::{Value, json};

/// A test that waits longer than this waits for something that doesn't come.
const PATIENCE: Duration = Duration::from_secs(30);

/// Thirty steps beside each other, fifteen after each other, five writes in order.
const FIFTY: &str = r#"use subnet counter

template main(start: int = 1) -> int {
  let wide = for n in 30.range() with { parallel: 4 } { call counter.add { n: n + start } }
  let chain = repeat s = wide.sum() until s < 0 max 15 { call counter.add { n: s } }
  let tail = for n in 5.range() with { parallel: 1 } { call counter.add { n: chain + n } }
  tail.sum()
}
"#;

fn number(request: &Request) -> i64 {
    let body: Value = serde_json::from_str(&request.body).unwrap();
    body["n"].as_i64().unwrap()
}

fn counted(request: &Request) -> Answer {
    Answer::json(&(number(request) * 7919 % 10_007).to_string())
}

fn key(request: &Request) -> String {
    request.header("idempotency-key").unwrap().to_owned()
}

fn counter(server: &Server, idempotency: &str) -> Subnet {
    let mut binding = json!({ "method": "POST", "path": "/add" });
    if idempotency == "keyed" {
        binding["idempotency_header"] = json!("Idempotency-Key");
    }
    Subnet::at("counter", &server.url()).operation(
        "add",
        binding,
        object(json!({ "n": { "type": "integer" } })),
        json!({ "effect": "write", "idempotency": idempotency, "output": { "type": "integer" } }),
    )
}

fn project(server: &Server, idempotency: &str, template: &str) -> Workplace {
    let workplace = Workplace::new();
    workplace.overlay(&[counter(server, idempotency)]).write("main.orch", template);
    workplace
}

fn run(workplace: &Workplace, events: &str) -> Ran {
    workplace.run(["run", "main.orch", "--job", "j", "--events", events])
}

fn start(workplace: &Workplace, events: &str) -> Child {
    workplace.start(["run", "main.orch", "--job", "j", "--events", events])
}

/// Steps of these events that a field of that name's events name; only what is new.
fn steps(workplace: &Workplace, events: &str, name: &str) -> BTreeSet<String> {
    let text = corpus::read(&workplace.project().join(events));
    let lines = text.lines().map(serde_json::from_str::<Value>);
    // A process that was killed may have left half a line.
    let events = lines.filter_map(Result::ok).filter(|it| it["replayed"] != json!(true));
    let named = events.filter(|it| it["event"] == name && it["step"].is_string());
    let of_calls = named.filter(|it| it["operation"].is_string());
    of_calls.map(|it| it["step"].as_str().unwrap().to_owned()).collect()
}

/// The undisturbed result.
fn undisturbed() -> String {
    let server = Server::start(|_, request| counted(request));
    let workplace = project(&server, "keyed", FIFTY);
    let ran = run(&workplace, "events");
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    assert_eq!(server.requests().len(), 50);
    assert_eq!(steps(&workplace, "events", "step_finished").len(), 50);
    ran.stdout
}

/// A server that says when so many requests have come, and how the last of them is answered then.
fn telling(moments: Vec<usize>, held: fn(usize) -> bool) -> (Server, mpsc::Receiver<usize>) {
    let (told, hears) = mpsc::channel();
    let told = Mutex::new(told);
    let server = Server::start(move |index, request| {
        if moments.contains(&(index + 1)) {
            let _unheard = told.lock().unwrap().send(index + 1);
            if held(index + 1) {
                return Answer::Silence;
            }
        }
        counted(request)
    });
    (server, hears)
}

/// Kills a process as nobody can prevent.
fn kill(mut child: Child) {
    child.kill().unwrap();
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), None, "{ended:?}");
}

#[test]
fn a_job_killed_at_twenty_moments_repeats_no_finished_step() {
    let expected = undisturbed();
    let mut seed = 0x5eed_u32;
    let mut moments = BTreeSet::new();
    while moments.len() < 20 {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        moments.insert((seed >> 16) as usize % 50 + 1);
    }
    for moment in moments {
        // Half of them while an answer is on its way, half while none comes.
        let (server, hears) = telling(vec![moment], |moment| moment % 2 == 0);
        let workplace = project(&server, "keyed", FIFTY);
        let child = start(&workplace, "before");
        hears.recv_timeout(PATIENCE).expect("the moment comes");
        kill(child);
        let finished = steps(&workplace, "before", "step_finished");

        let ran = run(&workplace, "after");
        assert_eq!((ran.code, &ran.stdout), (Some(0), &expected), "{moment} {ran:#?}");
        let requests = server.requests();
        let mut bodies = BTreeMap::<String, Vec<&Request>>::new();
        requests.iter().for_each(|it| bodies.entry(key(it)).or_default().push(it));
        assert_eq!(bodies.len(), 50, "{moment}: as many purchases as steps");
        for same in bodies.values() {
            assert!(same.iter().all(|it| it.body == same[0].body), "{moment}: {same:?}");
            assert!(same.len() <= 2, "{moment}: {same:?}");
        }
        let repeated = requests.len() - 50;
        assert!(repeated <= 4, "{moment}: only what was in flight: {repeated}");
        assert!(moment % 2 != 0 || repeated > 0, "{moment}: what nobody answered is sent again");
        // Four may be in flight, and the ends of four more not told yet.
        assert!(finished.len() + 8 >= moment, "{moment}: {finished:?}");
        let sent = steps(&workplace, "after", "attempt_started");
        assert!(sent.is_disjoint(&finished), "{moment}: {sent:?} {finished:?}");
    }
}

#[test]
fn a_job_killed_again_and_again_gets_there() {
    let expected = undisturbed();
    let (server, hears) = telling((1..12).map(|it| it * 5).collect(), |moment| moment % 3 == 0);
    let workplace = project(&server, "keyed", FIFTY);
    let mut kills = 0;
    let ran = loop {
        let child = start(&workplace, &format!("events{kills}"));
        let id = child.id();
        // Whichever comes first: the next moment, or the end.
        let ended = std::thread::spawn(move || finish(child.wait_with_output().unwrap()));
        while !ended.is_finished() && hears.recv_timeout(Duration::from_millis(5)).is_err() {}
        if !ended.is_finished() {
            signal(id, "KILL");
            kills += 1;
        }
        let ran = ended.join().unwrap();
        if ran.code.is_some() {
            break ran;
        }
    };
    assert_eq!((ran.code, &ran.stdout), (Some(0), &expected), "{ran:#?}");
    assert!(kills >= 8, "{kills}");
    let keys: BTreeSet<_> = server.requests().iter().map(key).collect();
    assert_eq!(keys.len(), 50);
}

/// Sends a signal by its name.
fn signal(id: u32, name: &str) {
    let status = Command::new("/bin/sh").args(["-c", &format!("kill -{name} {id}")]).status();
    assert!(status.unwrap().success());
}

#[test]
fn a_finished_job_is_told_again_and_nothing_is_sent() {
    let server = Server::start(|_, request| counted(request));
    let workplace = project(&server, "keyed", FIFTY);
    let first = run(&workplace, "events");
    for arguments in [
        &["run", "main.orch", "--job", "j"][..],
        &["jobs", "resume", "j"],
        &["jobs", "resume", "j", "-q"],
    ] {
        let again = workplace.run(arguments);
        assert_eq!((again.code, &again.stdout), (Some(0), &first.stdout), "{again:#?}");
    }
    assert_eq!(server.requests().len(), 50);
    let listed = workplace.run(["jobs", "list", "--format", "json"]).json();
    assert_eq!(listed["jobs"].as_array().unwrap().len(), 1);
    assert_eq!(listed["jobs"][0]["state"], "succeeded");
    let shown = workplace.run(["jobs", "show", "j"]);
    assert!(shown.stdout.contains("start = 1"), "{shown:#?}");
    assert!(shown.stdout.contains("50 calls, 50 requests"), "{shown:#?}");
}

#[test]
fn other_inputs_or_another_plan_under_the_same_id_are_refused_with_the_difference() {
    let server = Server::start(|_, request| counted(request));
    let workplace = project(&server, "keyed", FIFTY);
    let first = run(&workplace, "events");
    assert_eq!(first.code, Some(0), "{first:#?}");
    let other = workplace.run(["run", "main.orch", "--job", "j", "--input", "start=2"]);
    assert_eq!((other.code, &*other.stdout), (Some(2), ""), "{other:#?}");
    for word in ["`j`", "`start`", "1", "2", "another id"] {
        assert!(other.stderr.contains(word), "{word} {other:#?}");
    }
    // A comment is no other plan; a step is.
    let commented = FIFTY.replace("  let wide", "  // wide\n  let wide");
    let again = workplace.write("main.orch", &commented).run(["run", "main.orch", "--job", "j"]);
    assert_eq!((again.code, &again.stdout), (Some(0), &first.stdout), "{again:#?}");
    let changed = FIFTY.replace("tail.sum()\n", "tail.sum() + 1\n");
    let other = workplace.write("main.orch", &changed).run(["run", "main.orch", "--job", "j"]);
    assert_eq!((other.code, &*other.stdout), (Some(2), ""), "{other:#?}");
    assert!(other.stderr.contains("plan"), "{other:#?}");
    assert_eq!(server.requests().len(), 50);
}

/// A server that answers nobody until it is released.
fn held() -> (Server, Arc<(Mutex<bool>, std::sync::Condvar)>) {
    let gate = Arc::new((Mutex::new(false), std::sync::Condvar::new()));
    let waiting = gate.clone();
    let server = Server::start(move |_, request| {
        let (open, opened) = &*waiting;
        drop(opened.wait_while(open.lock().unwrap(), |open| !*open).unwrap());
        counted(request)
    });
    (server, gate)
}

fn release(gate: &(Mutex<bool>, std::sync::Condvar)) {
    *gate.0.lock().unwrap() = true;
    gate.1.notify_all();
}

#[test]
fn a_second_process_is_told_who_owns_the_job() {
    let (server, gate) = held();
    let workplace = project(&server, "keyed", FIFTY);
    let child = start(&workplace, "events");
    server.wait_for(4);
    let id = child.id().to_string();
    for arguments in [&["run", "main.orch", "--job", "j"][..], &["jobs", "resume", "j"]] {
        let second = workplace.run(arguments);
        assert_eq!((second.code, &*second.stdout), (Some(2), ""), "{second:#?}");
        assert!(second.stderr.contains(&id), "{id} {second:#?}");
    }
    let shown = workplace.run(["jobs", "show", "j"]);
    assert!(shown.stdout.contains(&format!("run by process {id}")), "{shown:#?}");
    let listed = workplace.run(["jobs", "list"]);
    assert!(listed.stdout.contains("running"), "{listed:#?}");
    release(&gate);
    let first = finish(child.wait_with_output().unwrap());
    assert_eq!(first.code, Some(0), "{first:#?}");
    assert_eq!(server.requests().len(), 50, "the second one sent nothing");
}

/// The command that the last line tells to go on with.
fn told_command(ran: &Ran) -> Vec<String> {
    let last = ran.stderr.lines().last().unwrap();
    let command = last.split('`').nth(1).unwrap_or_else(|| panic!("{ran:#?}"));
    command.split(' ').skip(1).map(str::to_owned).collect()
}

/// Reads stderr up to a line with this word.
fn read_to(child: &mut Child, word: &str) -> String {
    let mut errors = BufReader::new(child.stderr.take().unwrap());
    let mut read = String::new();
    while !read.lines().last().unwrap_or_default().contains(word) {
        assert!(errors.read_line(&mut read).unwrap() > 0, "no {word}: {read}");
    }
    child.stderr = Some(errors.into_inner());
    read
}

#[test]
fn a_signal_lets_what_is_in_flight_end_and_names_the_command_that_goes_on() {
    let expected = undisturbed();
    for (name, code) in [("TERM", 143), ("INT", 130)] {
        let (server, gate) = held();
        let workplace = project(&server, "keyed", FIFTY);
        let mut child = start(&workplace, "before");
        server.wait_for(4);
        signal(child.id(), name);
        read_to(&mut child, "stopping");
        release(&gate);
        let stopped = finish(child.wait_with_output().unwrap());
        assert_eq!((stopped.code, &*stopped.stdout), (Some(code), ""), "{stopped:#?}");
        assert_eq!(server.requests().len(), 4, "nothing new was started");
        assert_eq!(steps(&workplace, "before", "step_finished").len(), 4, "what came is kept");
        let listed = workplace.run(["jobs", "list"]);
        assert!(listed.stdout.contains("stopped"), "{listed:#?}");
        let command = told_command(&stopped);
        assert_eq!(command, ["jobs", "resume", "j"]);
        let resumed = workplace.run(command);
        assert_eq!((resumed.code, &resumed.stdout), (Some(0), &expected), "{resumed:#?}");
        assert_eq!(server.requests().len(), 50, "nothing was sent twice");
    }
}

#[test]
fn a_second_signal_stops_at_once() {
    let server = Server::start(|index, request| match index {
        0..4 => Answer::Silence,
        _ => counted(request),
    });
    let workplace = project(&server, "keyed", FIFTY);
    let mut child = start(&workplace, "before");
    server.wait_for(4);
    signal(child.id(), "INT");
    read_to(&mut child, "stopping");
    signal(child.id(), "INT");
    let stopped = finish(child.wait_with_output().unwrap());
    assert_eq!(stopped.code, Some(130), "{stopped:#?}");
    let resumed = workplace.run(told_command(&stopped));
    assert_eq!(resumed.code, Some(0), "{resumed:#?}");
    let keys: BTreeSet<_> = server.requests().iter().map(key).collect();
    assert_eq!((keys.len(), server.requests().len()), (50, 54), "sent again under their keys");
}

/// A write that can't be told from a second one.
const LETTER: &str = r#"use subnet counter

template main() -> int {
  let letter = call counter.add { n: 5 }
  letter + 1
}
"#;

/// A job killed while its letter was under way.
fn killed_with_a_letter_under_way() -> (Server, Workplace) {
    let (server, hears) = telling(vec![1], |_| true);
    let workplace = project(&server, "none", LETTER);
    let child = start(&workplace, "before");
    hears.recv_timeout(PATIENCE).expect("the letter is sent");
    kill(child);
    (server, workplace)
}

#[test]
fn whoever_knows_decides_about_a_letter_that_may_have_arrived() {
    let (server, workplace) = killed_with_a_letter_under_way();
    for arguments in [&["run", "main.orch", "--job", "j"][..], &["jobs", "resume", "j"]] {
        let asked = workplace.run(arguments);
        assert_eq!((asked.code, &*asked.stdout), (Some(6), ""), "{asked:#?}");
        let command = "`orchc jobs resume j --retry-step 'main.letter'` sends again";
        assert!(asked.stderr.contains(command), "{asked:#?}");
        assert!(asked.stderr.contains("--accept-step 'STEP=JSON'"), "{asked:#?}");
    }
    let listed = workplace.run(["jobs", "list"]);
    assert!(listed.stdout.contains("waits for you"), "{listed:#?}");
    let shown = workplace.run(["jobs", "show", "j"]);
    assert!(shown.stdout.contains("main.letter"), "{shown:#?}");
    let wrong = workplace.run(["jobs", "resume", "j", "--accept-step", "main.letter=\"seven\""]);
    assert_eq!(wrong.code, Some(2), "{wrong:#?}");
    let unknown = workplace.run(["jobs", "resume", "j", "--retry-step", "main.other"]);
    assert_eq!(unknown.code, Some(2), "{unknown:#?}");
    assert_eq!(server.requests().len(), 1, "nothing is sent without a word");

    let accepted = workplace.run(["jobs", "resume", "j", "--accept-step", "main.letter=7"]);
    assert_eq!((accepted.code, &*accepted.stdout), (Some(0), "8\n"), "{accepted:#?}");
    assert_eq!(server.requests().len(), 1);

    let (server, workplace) = killed_with_a_letter_under_way();
    let retried = workplace.run(["jobs", "resume", "j", "--retry-step", "main.letter"]);
    let expected = format!("{}\n", 5 * 7919 % 10_007 + 1);
    assert_eq!((retried.code, retried.stdout.clone()), (Some(0), expected), "{retried:#?}");
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn a_job_is_resumed_from_what_was_stored_whatever_its_source_says_by_now() {
    let expected = undisturbed();
    let (server, hears) = telling(vec![20], |_| true);
    let workplace = project(&server, "keyed", FIFTY);
    let child = start(&workplace, "before");
    hears.recv_timeout(PATIENCE).unwrap();
    kill(child);
    workplace.write("main.orch", "template main() -> int { oops }\n");
    let resumed = workplace.run(["jobs", "resume", "j", "--events", "after"]);
    assert_eq!((resumed.code, &resumed.stdout), (Some(0), &expected), "{resumed:#?}");
}
