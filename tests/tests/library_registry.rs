//! A registry that others wrote: Debian's `docker-registry`, with and without a password, as users reach it
//! by `orchc`. `cargo xtask test --stage 'library registry'` installs and runs it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, ExitCode, Stdio},
    thread,
    time::{Duration, Instant},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use libtest_mimic::{Arguments, Trial};
use orchestra_keys::{Hotkey, write_key_file};
use orchestra_net::ClientOptions;
use orchestra_package_client::{Address, ContentDigest, Failure, LibraryClient, Registry as Store};
use orchestra_package_model::Library as _;
use orchestra_tests::{
    corpus,
    orchc::{Ran, Workplace},
};
use serde_json::Value;

fn main() -> ExitCode {
    let trial = |name: &str, test: fn()| {
        Trial::test(name, move || {
            test();
            Ok(())
        })
    };
    let trials = vec![
        trial("a package's life in a registry", life),
        trial("a registry with a password", password),
        trial("an upload that is cut, and a version that is moved", accidents),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

const USER: &str = "me";
const PASSWORD: &str = "canary-password";

/// A running registry, which ends with the test.
struct Registry {
    child: Child,
    port: u16,
    _folder: tempfile::TempDir,
}

impl Registry {
    fn start(with_password: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let at = |name: &str| folder.path().join(name);
        let mut config = format!(
            "version: 0.1\nlog:\n  level: error\nstorage:\n  filesystem:\n    rootdirectory: {}\n\
             http:\n  addr: 127.0.0.1:{port}\n",
            at("data").display()
        );
        if with_password {
            let made = Command::new("htpasswd").args(["-Bbn", USER, PASSWORD]).output();
            let made = made.expect("Debian's apache2-utils are installed");
            corpus::write(&at("htpasswd"), &String::from_utf8(made.stdout).unwrap());
            config += &format!(
                "auth:\n  htpasswd:\n    realm: kits\n    path: {}\n",
                at("htpasswd").display()
            );
        }
        corpus::write(&at("config.yml"), &config);
        let child = Command::new("docker-registry")
            .arg("serve")
            .arg(at("config.yml"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("Debian's docker-registry is installed");
        let registry = Self { child, port, _folder: folder };
        let since = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(since.elapsed() < Duration::from_secs(60), "the registry doesn't come up");
            thread::sleep(Duration::from_millis(20));
        }
        registry
    }

    fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    fn address(&self) -> String {
        format!("oci://{}/team", self.host())
    }

    /// As the client has it who has no login.
    fn library(&self) -> LibraryClient {
        let Address::Registry(address) = Address::parse(&self.address(), Path::new("/")).unwrap()
        else {
            panic!("an address of a registry")
        };
        let find = Box::new(|_: &str| Ok(None));
        LibraryClient::new(Box::new(Store::open(address, ClientOptions::default(), find).unwrap()))
    }

    /// Sends a request as it is; the first line of the answer.
    fn raw(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A package that can be published.
fn project(version: &str, text: &str) -> Workplace {
    let workplace = Workplace::new();
    write(&workplace, version, text);
    workplace
}

fn write(workplace: &Workplace, version: &str, text: &str) {
    let manifest = format!(
        "[package]\nname = \"greeting-kit\"\nversion = \"{version}\"\ndescription = \"Greets.\"\n"
    );
    workplace.write("orchestra.toml", &manifest).write("words.orch", text).write(
        "tests/words.orch",
        "use \"../words.orch\" { greet }\n\ntest \"it greets\" {\n  let said = call greet { name: \"Ada\" }\n  \
         ensure said == \"Hello, Ada\"\n}\n",
    );
}

const WORDS: &str = "/// Greets somebody.\ntemplate greet(name: string(1..=40)) -> string(0..=60) {\n  \
                     \"Hello, ${name}\"\n}\n";

#[track_caller]
fn succeeded(ran: Ran) -> Ran {
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    ran
}

fn digest_of(ran: &Ran) -> ContentDigest {
    ran.json()["digest"].as_str().unwrap().parse().unwrap()
}

fn publish<'run>(address: &'run str, further: &[&'run str]) -> Vec<&'run str> {
    let mut arguments = vec!["publish", "--format", "json", "--library", address];
    arguments.extend(further);
    arguments
}

fn life() {
    let registry = Registry::start(false);
    let address = registry.address();
    let workplace = project("0.1.0", WORDS);
    let key = write_key_file(&Hotkey::from_seed([7; 32]), None);
    workplace.write_private("key", std::str::from_utf8(&key).unwrap());
    let dry = succeeded(workplace.run(publish(&address, &["--dry-run"])));
    let first = succeeded(workplace.run(publish(&address, &["--sign", "key"])));
    assert_eq!(digest_of(&dry), digest_of(&first), "packing is reproducible");
    assert_eq!(first.json()["published"], "now");
    let again = succeeded(workplace.run(publish(&address, &["--sign", "key"])));
    assert_eq!(
        (digest_of(&again), &again.json()["published"]),
        (digest_of(&first), &Value::from("before"))
    );
    // What is there isn't replaced.
    write(&workplace, "0.1.0", &format!("{WORDS}\n// More.\n"));
    let refused = workplace.run(publish(&address, &[]));
    assert_eq!(refused.code, Some(2), "{refused:#?}");
    assert!(refused.stderr.contains("published") && refused.stderr.contains("raise `version`"));
    write(&workplace, "0.2.0", WORDS);
    succeeded(workplace.run(publish(&address, &[])));
    let library = registry.library();
    let released = library.released("greeting-kit", &"0.1.0".parse().unwrap()).unwrap();
    assert_eq!(released.signers, [Hotkey::from_seed([7; 32]).address()]);
    assert_eq!(released.digest, digest_of(&first));
    let cache = tempfile::tempdir().unwrap();
    let folder = library.fetch("greeting-kit", &released.digest, cache.path()).unwrap();
    assert_eq!(corpus::read(&folder.join("words.orch")), WORDS);
    assert_eq!(corpus::files(&folder, "").len(), 2, "tests aren't published");
    // Found, until it is yanked.
    let search = ["search", "greets", "--format", "json", "--library", &address];
    let newest = |ran: &Ran| ran.json()["hits"][0]["version"].as_str().map(str::to_owned);
    assert_eq!(newest(&succeeded(workplace.run(search))).as_deref(), Some("0.2.0"));
    let yank = ["yank", "greeting-kit", "0.2.0", "--library", &address];
    let yanked = succeeded(workplace.run(yank));
    assert!(yanked.stderr.contains("is yanked"), "{yanked:#?}");
    assert!(succeeded(workplace.run(yank)).stderr.contains("was yanked already"));
    assert_eq!(newest(&succeeded(workplace.run(search))).as_deref(), Some("0.1.0"));
    let released = library.released("greeting-kit", &"0.2.0".parse().unwrap()).unwrap();
    assert!(released.yanked && released.signers.is_empty());
}

fn password() {
    let registry = Registry::start(true);
    let address = registry.address();
    let workplace = project("0.1.0", WORDS);
    let refused = workplace.run(publish(&address, &[]));
    assert_eq!(refused.code, Some(2), "{refused:#?}");
    assert!(refused.stderr.contains("docker login 127.0.0.1:"), "{refused:#?}");
    let login = |password: &str| {
        let pair = STANDARD.encode(format!("{USER}:{password}"));
        format!("{{\"auths\":{{\"{}\":{{\"auth\":\"{pair}\"}}}}}}", registry.host())
    };
    let docker = workplace.root().join("docker").display().to_string();
    workplace.write("../docker/config.json", &login("other"));
    let with_login = [("DOCKER_CONFIG", &*docker)];
    let refused = workplace.run_with(&with_login, publish(&address, &[]));
    assert_eq!(refused.code, Some(2), "{refused:#?}");
    workplace.write("../docker/config.json", &login(PASSWORD));
    succeeded(workplace.run_with(&with_login, publish(&address, &[])));
    let search = ["search", "greets", "--library", &address];
    let found = succeeded(workplace.run_with(&with_login, search));
    assert!(found.stdout.contains("greeting-kit"), "{found:#?}");
    assert!(!format!("{found:?}").contains(PASSWORD));
    // A program keeps the login, in the user's home.
    let program = format!(
        "#!/bin/sh\nread host\n[ \"$host\" = {} ] || exit 1\n\
         echo '{{\"Username\":\"{USER}\",\"Secret\":\"{PASSWORD}\"}}'\n",
        registry.host()
    );
    workplace.write("../bin/docker-credential-kits", &program);
    workplace.permit("../bin/docker-credential-kits", 0o700);
    let helper = format!("{{\"credHelpers\":{{\"{}\":\"kits\"}}}}", registry.host());
    workplace.write("../home/.docker/config.json", &helper);
    let path = format!("{}:/usr/bin:/bin", workplace.root().join("bin").display());
    write(&workplace, "0.2.0", WORDS);
    succeeded(workplace.run_with(&[("PATH", &path)], publish(&address, &[])));
    let yank = ["yank", "greeting-kit", "0.2.0", "--library", &address];
    succeeded(workplace.run_with(&[("PATH", &path)], yank));
}

fn accidents() {
    let registry = Registry::start(false);
    let address = registry.address();
    let host = registry.host();
    // Half of what was announced.
    let begun = registry.raw(&format!(
        "POST /v2/team/greeting-kit/blobs/uploads/ HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\n\
         Connection: close\r\n\r\n"
    ));
    let place = begun.lines().find_map(|line| line.strip_prefix("Location: ")).unwrap();
    let place = place.trim().split_once(&host).map_or(place.trim(), |(_, path)| path).to_owned();
    registry.raw(&format!(
        "PATCH {place} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/octet-stream\r\n\
         Content-Length: 4096\r\nConnection: close\r\n\r\nhalf"
    ));
    let library = registry.library();
    assert!(matches!(library.versions("greeting-kit"), Err(Failure::Missing { .. })));
    let workplace = project("0.1.0", WORDS);
    let one = digest_of(&succeeded(workplace.run(publish(&address, &[]))));
    write(&workplace, "0.2.0", WORDS);
    let two = digest_of(&succeeded(workplace.run(publish(&address, &[]))));
    // Registries let tags be moved.
    let version = "0.1.0".parse().unwrap();
    let manifest = registry.raw(&format!(
        "GET /v2/team/greeting-kit/manifests/0.2.0 HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
         Accept: application/vnd.oci.image.manifest.v1+json\r\n\r\n"
    ));
    let (_, manifest) = manifest.split_once("\r\n\r\n").unwrap();
    let moved = registry.raw(&format!(
        "PUT /v2/team/greeting-kit/manifests/0.1.0 HTTP/1.1\r\nHost: {host}\r\n\
         Content-Type: application/vnd.oci.image.manifest.v1+json\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{manifest}",
        manifest.len()
    ));
    assert!(moved.starts_with("HTTP/1.1 201"), "{moved}");
    let now = library.digest("greeting-kit", &version).unwrap();
    assert_eq!(now.as_deref(), Some(two.as_str()));
    // Under its digest, it is still what it was.
    let cache = tempfile::tempdir().unwrap();
    let folder = library.fetch("greeting-kit", &one, cache.path()).unwrap();
    assert!(corpus::read(&folder.join("orchestra.toml")).contains("0.1.0"));
    // And a version is what it says of itself.
    let said = library.released("greeting-kit", &version).unwrap_err().to_string();
    assert!(said.contains("it is that of `greeting-kit 0.2.0`"), "{said}");
}
