//! The first word to stop lets what is in flight end, the second doesn't. Either way the job can be
//! resumed.

use orchestra_runtime_engine::{EngineError, JobEvent, JobState, Stop};
use serde_json::json;

use super::{
    bench::{Bench, job},
    plans::*,
    server::{Barrier, Server, json},
};

#[test]
fn a_graceful_stop_awaits_what_is_in_flight_and_starts_nothing_new() {
    let stop = Stop::new();
    let asked = stop.clone();
    let server = Server::start(move |_, _| {
        asked.gracefully();
        json(&json!(1))
    });
    let bench = Bench::new(&[&server.origin]);
    let run = bench.run_until(job("j", chain(3, binding("a.ask", &server.origin))), &stop);
    assert!(matches!(run.error(), EngineError::Stopped(id) if id == "j"), "{:?}", run.ended);
    assert_eq!(run.finished(), ["t.s1"]);
    assert!(matches!(run.events.last().unwrap().event, JobEvent::JobStopped { .. }));
    assert_eq!(server.received().len(), 1);
    let jobs = bench.engine().jobs().unwrap();
    assert_eq!((jobs[0].state, jobs[0].running), (JobState::Running, false));
    bench.resume("j").value();
    assert_eq!(server.received().len(), 3, "no step is sent again");
}

#[test]
fn the_second_word_stops_at_once() {
    let (stop, barrier) = (Stop::new(), Barrier::default());
    let (asked, until) = (stop.clone(), barrier.clone());
    let server = Server::start(move |_, number| {
        if number == 1 {
            asked.gracefully();
            asked.now();
            until.wait();
        }
        json(&json!(1))
    });
    let bench = Bench::new(&[&server.origin]);
    let run = bench.run_until(job("j", chain(2, binding("a.ask", &server.origin))), &stop);
    assert!(matches!(run.error(), EngineError::Stopped(_)), "{:?}", run.ended);
    barrier.open();
    bench.resume("j").value();
    let received = server.received();
    assert_eq!(received.len(), 3);
    assert_eq!(received[0].key(), received[1].key());
}

#[test]
fn a_job_that_is_stopped_before_it_begins_sends_nothing() {
    let server = Server::answering(json!(1));
    let bench = Bench::new(&[&server.origin]);
    let stop = Stop::new();
    stop.gracefully();
    let run = bench.run_until(job("j", single(binding("a.ask", &server.origin))), &stop);
    assert!(matches!(run.error(), EngineError::Stopped(_)), "{:?}", run.ended);
    assert!(server.received().is_empty());
    bench.resume("j").value();
}
