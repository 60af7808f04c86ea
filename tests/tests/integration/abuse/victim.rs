//! Who is attacked: a user with keys in the environment and a proxy that sees whatever would
//! leave the machine.

use orchestra_tests::{
    orchc::{Ran, Workplace},
    server::{Answer, Request, Server},
    subnet::{Subnet, object},
};
use serde_json::{Value, json};

/// A project somebody cloned, and what lies around it.
pub(crate) struct Victim {
    pub(crate) workplace: Workplace,
    /// Harmless, named by the overlay, asked by the first step of each template.
    pub(crate) harmless: Server,
    /// Sees everything that goes to other machines.
    pub(crate) proxy: Server,
}

/// Somebody else's key, in the environment of each run.
pub(crate) const KEY: &str = "wJalrXUtnFEMI-K7MDENG-bPxRfiCYEXAMPLEKEY";

impl Victim {
    /// A project with these entries beside the harmless one.
    pub(crate) fn new(subnets: &[Subnet], template: &str) -> Self {
        Self::behind(subnets, template, |_, _| Answer::status(502, ""))
    }

    /// The same behind a proxy that answers so.
    pub(crate) fn behind(
        subnets: &[Subnet],
        template: &str,
        answer: impl Fn(usize, &Request) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let (harmless, proxy) = (Server::answering("1"), Server::start(answer));
        let workplace = Workplace::new();
        let mut all = vec![reading("harmless", &harmless.url())];
        all.extend(subnets.iter().cloned());
        workplace.overlay(&all).write("main.orch", template);
        let config = format!("proxy = \"{}\"\n", proxy.url());
        workplace.write("../home/.config/orchestra/config.toml", &config);
        Self { workplace, harmless, proxy }
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(&[], arguments)
    }

    pub(crate) fn run_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Ran {
        let mut all = vec![("AWS_SECRET_ACCESS_KEY", KEY), ("DESEARCH_API_KEY", KEY)];
        all.extend(variables);
        self.workplace.run_with(&all, arguments)
    }

    /// Refused before anything was sent, with these words.
    #[track_caller]
    pub(crate) fn assert_refused(&self, ran: &Ran, words: &[&str]) {
        assert!(matches!(ran.code, Some(1 | 2)), "{ran:#?}");
        assert_eq!(ran.stdout, "", "{ran:#?}");
        for word in words {
            assert!(ran.stderr.contains(word), "no {word:?} in {ran:#?}");
        }
        assert!(!ran.stderr.contains(KEY), "{ran:#?}");
        self.assert_silent();
    }

    /// Nobody heard of anything.
    #[track_caller]
    pub(crate) fn assert_silent(&self) {
        assert_eq!((self.harmless.connections(), self.proxy.connections()), (0, 0));
    }
}

/// A service with one read, `get`.
pub(crate) fn reading(slug: &str, base_url: &str) -> Subnet {
    Subnet::at(slug, base_url).operation(
        "get",
        json!({ "method": "GET", "path": "/n" }),
        object(json!({})),
        json!({}),
    )
}

/// The same with this secret as its key.
pub(crate) fn asking_for(secret: &str, slug: &str, base_url: &str) -> Subnet {
    reading(slug, base_url).auth(json!({ "kind": "bearer", "env": secret }))
}

/// A template that asks the harmless service, then this one.
pub(crate) fn asks(slug: &str) -> String {
    format!(
        "use subnet harmless, {slug}\n\ntemplate main() -> json {{\n  let first = call harmless.get \
         {{}}\n  let second = call {slug}.get {{}}\n  [first, second].to_json()\n}}\n"
    )
}

/// JSON that nobody has written by hand.
pub(crate) fn nested(depth: usize) -> String {
    "[".repeat(depth) + &"]".repeat(depth)
}

/// What stands in the store of the only job.
pub(crate) fn shown(victim: &Victim, job: &str) -> Value {
    let ran = victim.run(&["jobs", "show", job, "--format", "json"]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    ran.json()
}
