//! A wallet's hotkey signs for origins that the user named, and nothing else happens to it.

use std::{fs, os::unix::fs::PermissionsExt as _};

use orchestra_keys::{Hotkey, write_key_file};
use serde_json::json;

use super::victim::{Victim, asking_for, asks, reading};

/// A project whose overlay wants requests signed, for its own host.
fn cloned(origin: &str) -> Victim {
    let evil = reading("evil", origin).auth(json!({ "kind": "btauth" }));
    let victim = Victim::new(&[evil], &asks("evil"));
    lay(&victim, "hotkeys/mine", 0o600);
    lay(&victim, "coldkey", 0o600);
    victim
}

#[expect(clippy::disallowed_methods, reason = "the test lays out a wallet")]
fn lay(victim: &Victim, name: &str, mode: u32) {
    let path = victim.workplace.project().join("../home/.bittensor/wallets/default").join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, write_key_file(&Hotkey::from_seed([7; 32]), None)).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

const MINE: (&str, &str) = ("BT_WALLET_HOTKEY", "mine");

#[test]
fn a_project_has_no_hotkey_sign_for_its_own_host() {
    for origin in ["https://evil.example", "http://203.0.113.7:8091"] {
        let victim = cloned(origin);
        let hint = format!("orchc trust @hotkey {origin}");
        let words = [&*format!("@hotkey isn't trusted to go to {origin}"), &hint];
        victim.assert_refused(&victim.run_with(&[MINE], &["run", "main.orch"]), &words);
        let other = ("ORCHESTRA_TRUST", "@hotkey=https://other.example");
        victim.assert_refused(&victim.run_with(&[MINE, other], &["run", "main.orch"]), &words);
    }
}

#[test]
fn the_key_is_no_secret_that_an_entry_can_ask_for() {
    let evil = asking_for("@hotkey", "evil", "http://127.0.0.1:1");
    let victim = Victim::new(&[evil], &asks("evil"));
    lay(&victim, "hotkeys/mine", 0o600);
    let words = ["`@hotkey` isn't the name of a variable"];
    victim.assert_refused(&victim.run_with(&[MINE], &["run", "main.orch"]), &words);
}

#[test]
fn a_key_that_cannot_be_kept_or_is_not_named_signs_nothing() {
    let origin = "http://127.0.0.1:1";
    let victim = cloned(origin);
    let run = |name: &str| victim.run_with(&[("BT_WALLET_HOTKEY", name)], &["run", "main.orch"]);
    victim.assert_refused(&victim.run(&["run", "main.orch"]), &["no hotkey is named"]);
    for (name, words) in [
        ("../coldkey", "is no name of a wallet or hotkey"),
        ("/etc/passwd", "is no name of a wallet or hotkey"),
        ("nobody", "can't be read"),
    ] {
        victim.assert_refused(&run(name), &[words]);
    }
    lay(&victim, "hotkeys/shared", 0o644);
    victim.assert_refused(&run("shared"), &["others can read its file (mode 644)", "chmod 600"]);
    let hotkeys = victim.workplace.project().join("../home/.bittensor/wallets/default/hotkeys");
    std::os::unix::fs::symlink("../coldkey", hotkeys.join("linked")).unwrap();
    victim.assert_refused(&run("linked"), &["leads out of the wallet's folder of hotkeys"]);
}
