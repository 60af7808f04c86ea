//! Which addresses are reached: public ones, and of others those that the user or the root's
//! overlay named.

use orchestra_tests::server::{Answer, Server};

use super::victim::{Victim, asks, reading};

#[test]
fn private_addresses_are_not_reached_however_they_are_written() {
    for url in [
        "http://10.0.0.1",
        "http://10.1",
        "http://172.16.9.9",
        "http://192.168.1.1:8080",
        "http://100.64.0.1",
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:10.0.0.1]",
        "http://[::ffff:a9fe:a9fe]",
        "http://[fd00::1]",
        "http://[fe80::1]",
        "http://0.0.0.0:80",
        "http://[::]",
        "http://224.0.0.1",
        "http://0xa9fea9fe",
        "http://2852039166",
        "http://0251.0376.0251.0376",
        "https://10.0.0.1",
    ] {
        let victim = Victim::new(&[reading("inner", url)], &asks("inner"));
        victim
            .assert_refused(&victim.run(&["run", "main.orch"]), &["isn't reached", "nothing was"]);
    }
}

#[test]
fn a_private_host_is_reached_once_the_user_named_it() {
    let template = asks("inner");
    let inner = reading("inner", "http://10.7.7.7:8000/v1");
    let victim = Victim::behind(&[inner], &template, |_, _| Answer::json("2"));
    let refused = victim.run(&["run", "main.orch"]);
    victim.assert_refused(&refused, &["orchc trust --private 10.7.7.7"]);
    let other = victim.run(&["trust", "--private", "10.7.7.8"]);
    assert_eq!(other.code, Some(0), "{other:#?}");
    victim.assert_refused(&victim.run(&["run", "main.orch"]), &["isn't reached"]);
    victim.run(&["trust", "--private", "10.7.7.7"]);
    let ran = victim.run(&["run", "main.orch"]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    assert_eq!(victim.proxy.requests()[0].target, "http://10.7.7.7:8000/v1/n");
}

#[test]
fn this_machines_ports_are_reached_only_where_the_overlay_names_them() {
    // An answer leads to a port that no entry names.
    let (unnamed, named) = (Server::answering("\"inner\""), Server::answering("1"));
    let to = format!("{}/n", unnamed.url());
    let leading = Server::start(move |_, _| Answer::status(302, "").with_header("location", &to));
    let victim = Victim::new(
        &[reading("leading", &leading.url()), reading("named", &named.url())],
        &asks("leading"),
    );
    let ran = victim.run(&["run", "main.orch"]);
    assert_eq!(ran.code, Some(3), "{ran:#?}");
    assert_eq!((leading.requests().len(), unnamed.connections()), (1, 0));
    // Without any overlay there is no door to this machine.
    let std_only = Victim::new(&[], &asks("leading"));
    std_only.workplace.write("orchestra.toml", "");
    std_only.assert_refused(&std_only.run(&["run", "main.orch"]), &["E0401"]);
}
