//! Key files and signatures, ours and bittensor-wallet's, each read by the other.

use std::path::Path;

use orchestra_keys::{Address, Hotkey, Signature, Wallet, write_key_file};
use orchestra_tests::orchc::Workplace;
use serde_json::{Value, json};

use super::python::Python;

const PASSWORD: &str = "pass wörd 1";

/// A file that only its owner can read, with its folders.
#[expect(clippy::disallowed_methods, reason = "the test lays out a wallet")]
pub(crate) fn lay(folder: &Path, name: &str, bytes: &[u8]) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::create_dir_all(folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

pub(crate) fn run(python: &Python) -> usize {
    let place = Workplace::new();
    let wallets = place.project().join("wallets");
    let folder = wallets.join("w/hotkeys");
    lay(&folder, "ours", &write_key_file(&Hotkey::from_seed([7; 32]), None));
    let ask = |arguments: &[&str]| python.ask("wallet.py", &place.project(), arguments);
    let at = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    // Theirs, read by us.
    let plain: Address = ask(&["make", &at("plain")]).parse().unwrap();
    let locked: Address = ask(&["make", &at("locked"), PASSWORD]).parse().unwrap();
    let open = |name: &str, password: Option<&str>| {
        Wallet::new(&wallets, "w", name).unwrap().open(|| password.map(str::to_owned))
    };
    assert_eq!(open("plain", None).unwrap().address(), plain);
    assert_eq!(open("locked", Some(PASSWORD)).unwrap().address(), locked);
    // Ours, read by them: with a seed, without one, encrypted.
    let ours = Hotkey::from_seed([7; 32]);
    let bare = Hotkey::from_text(&ours.to_text()).unwrap();
    lay(&folder, "bare", &write_key_file(&bare, None));
    lay(&folder, "sealed", &write_key_file(&ours, Some(PASSWORD)));
    for read in [
        ask(&["address", &at("ours")]),
        ask(&["address", &at("bare")]),
        ask(&["address", &at("sealed"), PASSWORD]),
    ] {
        assert_eq!(read, ours.address().to_string());
    }
    // A text that they sign, and one that we sign.
    let text = "orchestra/ledger-entry/1\nslug: é";
    place.write("text", text);
    let text_at = place.project().join("text").to_str().unwrap().to_owned();
    let theirs: Signature = ask(&["sign", &at("plain"), &text_at]).parse().unwrap();
    assert!(theirs.is_of(&plain, text.as_bytes()));
    assert!(!theirs.is_of(&ours.address(), text.as_bytes()));
    let signature = ours.sign(text.as_bytes()).to_string();
    let (us, them) = (ours.address().to_string(), plain.to_string());
    assert_eq!(ask(&["verify", &us, &signature, &text_at]), "true");
    assert_eq!(ask(&["verify", &them, &signature, &text_at]), "false");
    9 + entries(&place, &ask, &plain)
}

/// `orchc ledger sign` and `verify`, with the other side in the place of each.
fn entries(place: &Workplace, ask: &dyn Fn(&[&str]) -> String, plain: &Address) -> usize {
    let entry = json!({
        "slug": "mine", "name": "Mine", "netuid": 7, "status": "active", "revision": 3,
        "sources": [],
    });
    place.write("mine.json", &format!("{entry:#}\n"));
    let until = ["--expires-on", "2999-12-31", "--signed-on", "2026-11-28"];
    let sign = |more: &[&str]| {
        let ran = place.run([&["ledger", "sign", "mine.json"], &until[..], more].concat());
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        ran.stdout
    };
    let at = |name: &str| place.project().join(name).to_str().unwrap().to_owned();
    // We sign with their file; they verify the statement.
    let statement = sign(&["--statement"]);
    place.write("statement", &statement);
    sign(&["--wallet-path", &at("wallets"), "--wallet", "w", "--hotkey", "plain"]);
    let signed: Value =
        serde_json::from_str(&orchestra_tests::corpus::read(&place.project().join("mine.json")))
            .unwrap();
    let made = &signed["verification"]["signatures"][0];
    assert_eq!(made["signer"], plain.to_string());
    let made = made["signature"].as_str().unwrap();
    assert_eq!(ask(&["verify", &plain.to_string(), made, &at("statement")]), "true");
    // They sign the owner's statement; we verify it in the file.
    let owner = ["--by", "owner", "--matched-by", "block 1 of a test"];
    let statement = sign(&[&owner[..], &["--statement"]].concat());
    place.write("statement", &statement);
    let made = ask(&["sign", &at("wallets/w/hotkeys/plain"), &at("statement")]);
    let signer = plain.to_string();
    sign(&[&owner[..], &["--signature", &made, "--signer", &signer]].concat());
    let verify = |more: &[&str]| place.run([&["ledger", "verify", "./mine.json"], more].concat());
    let ran = verify(&["--owner", &signer, "--publisher", &signer]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("owner signed") && ran.stdout.contains("publisher signed"));
    assert_eq!(verify(&[]).code, Some(1));
    3
}
