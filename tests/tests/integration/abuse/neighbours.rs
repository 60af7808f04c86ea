//! Other users of the machine, and programs that reach a port of ours.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    os::unix::fs::PermissionsExt as _,
    process::{Command, Stdio},
};

use orchestra_tests::{
    orchc::{self, Workplace},
    server::Server,
    subnet::{Subnet, object},
};
use serde_json::json;

use super::victim::{KEY, Victim, asking_for, asks, reading, shown};

#[test]
fn what_we_keep_is_ours_alone() {
    let server = Server::answering("1");
    let victim = Victim::new(&[reading("other", &server.url())], &asks("other"));
    victim.run(&["trust", "AWS_SECRET_ACCESS_KEY", "https://evil.example"]);
    // However careless the user's own mask is.
    let mut open = Command::new("/bin/sh");
    let plain = victim.workplace.command(["run", "main.orch", "--job", "j"]);
    open.args(["-c", "umask 0; exec \"$0\" \"$@\""])
        .arg(plain.get_program())
        .args(plain.get_args());
    open.current_dir(victim.workplace.project()).env_clear();
    open.env("HOME", victim.workplace.root().join("home")).stderr(Stdio::piped());
    let ran = orchc::finish(open.output().unwrap());
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    assert_eq!(shown(&victim, "j")["state"], "succeeded");
    let store = victim.workplace.root().join("home/.local/state/orchestra");
    let mut seen = 0;
    let mut waiting = vec![store, victim.workplace.root().join("home/.config/orchestra")];
    while let Some(path) = waiting.pop() {
        let mode = path.metadata().unwrap().permissions().mode() & 0o777;
        if path.is_dir() {
            assert_eq!(mode, 0o700, "{} {mode:o}", path.display());
            waiting.extend(path.read_dir().unwrap().map(|it| it.unwrap().path()));
        } else if !path.ends_with("config.toml") {
            assert_eq!(mode, 0o600, "{} {mode:o}", path.display());
            seen += 1;
        }
    }
    assert!(seen >= 3, "{seen}");
}

#[test]
fn a_jobs_id_leads_nowhere_but_into_the_store() {
    let victim = Victim::new(&[], "template main() -> int { 1 }\n");
    let long = "x".repeat(129);
    for id in ["../escaped", "..", ".", "a/b", "/tmp/escaped", "", "a b", "a\nb", "é", "~", &long]
    {
        for arguments in
            [&["run", "main.orch", "--job", id][..], &["jobs", "show", id], &["jobs", "resume", id]]
        {
            let ran = victim.run(arguments);
            assert_eq!((ran.code, &*ran.stdout), (Some(2), ""), "{arguments:?} {ran:#?}");
        }
    }
    let named = |path: &std::path::Path| path.to_string_lossy().contains("escaped");
    assert!(!victim.workplace.files().keys().any(|path| named(path)));
}

/// What a request with these headers is answered with.
fn ask(address: &str, headers: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let request =
        format!("GET /desearch/rest/web?query=tea HTTP/1.1\r\n{headers}connection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.lines().next().unwrap_or_default().to_owned()
}

#[test]
fn the_sandbox_answers_this_machine_alone() {
    let victim = Victim::new(&[], "");
    let mut child = victim.workplace.start(["sandbox"]);
    let mut url = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut url).unwrap();
    let address = url.trim().strip_prefix("http://").unwrap().to_owned();
    assert!(address.starts_with("127.0.0.1:"), "{address}");
    let own = format!("host: {address}\r\nauthorization: any\r\n");
    let asked = [
        own.clone(),
        format!("{own}origin: https://evil.example\r\n"),
        format!("{own}origin: null\r\n"),
        "host: evil.example\r\nauthorization: any\r\n".to_owned(),
        "host: 127.0.0.1:1\r\nauthorization: any\r\n".to_owned(),
        "authorization: any\r\n".to_owned(),
    ];
    let answers: Vec<_> = asked.iter().map(|headers| ask(&address, headers)).collect();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(answers[0].starts_with("HTTP/1.1 200"), "{answers:?}");
    let is_refused = |answer: &String| answer.starts_with("HTTP/1.1 4");
    assert!(answers[1..].iter().all(is_refused), "{answers:?}");
}

#[test]
fn a_sandboxed_run_sends_no_real_key_and_reaches_nobody() {
    let server = Server::answering("1");
    let entries: [Subnet; 2] = [
        asking_for("AWS_SECRET_ACCESS_KEY", "mine", &server.url()),
        asking_for("AWS_SECRET_ACCESS_KEY", "evil", "https://evil.example"),
    ];
    let template = "use subnet mine, evil, desearch\n\ntemplate main() -> int {\n  \
                    let a = call mine.get {}\n  let b = call evil.get {}\n  \
                    let c = call desearch.web_search { query: \"tea\" }\n  c.data.len()\n}\n";
    let victim = Victim::new(&entries, template);
    let ran = victim.run(&["run", "main.orch", "--sandbox", "--verbose"]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    victim.assert_silent();
    assert_eq!(server.connections(), 0);
    for (path, bytes) in victim.workplace.files() {
        assert!(!String::from_utf8_lossy(&bytes).contains(KEY), "{}", path.display());
    }
    // It stays there when it is taken up again.
    let job = ["run", "main.orch", "--job", "j"];
    assert_eq!(victim.run(&[&job[..], &["--sandbox"]].concat()).code, Some(0));
    let real = victim.run(&job);
    victim.assert_refused(&real, &["--sandbox"]);
}

#[test]
fn a_secret_in_a_file_that_others_may_read_is_refused() {
    let server = Server::answering("1");
    let entry = Subnet::at("vault", &server.url()).operation(
        "get",
        json!({ "method": "POST", "path": "/n" }),
        object(json!({ "token": { "type": "string", "x-secret": true } })),
        json!({}),
    );
    let template = "use subnet vault\n\ntemplate main(token: secret) -> json {\n  call vault.get { token }\n}\n";
    let workplace = Workplace::new();
    workplace.overlay(&[entry]).write("main.orch", template).write_private("token", "c4nary\n");
    let input = "--input=token=@file:token";
    for mode in [0o644, 0o640, 0o604, 0o620] {
        let ran = workplace.permit("token", mode).run(["run", "main.orch", input]);
        assert_eq!((ran.code, &*ran.stdout), (Some(2), ""), "{mode:o} {ran:#?}");
        assert!(ran.stderr.contains("others may read"), "{ran:#?}");
        assert!(ran.stderr.contains("chmod 600") && !ran.stderr.contains("c4nary"), "{ran:#?}");
    }
    assert!(server.requests().is_empty());
    let ran = workplace.permit("token", 0o600).run(["run", "main.orch", input]);
    assert_eq!((ran.code, server.requests().len()), (Some(0), 1), "{ran:#?}");
    assert!(server.requests()[0].body.contains("c4nary"));
}
