//! Key files of wallets, and files that only look like them.

use serde_json::{Value, json};

use super::*;

/// A throwaway key, written by bittensor-wallet 4.1.1.
const WRITTEN: &str = r#"{"secretPhrase":"wing coffee route reflect exile during barrel tattoo shine fame audit live","secretSeed":"0x8af5de9104e7b2f3c7bbc2d69cb1665de963934af5b737c8d41578fa7088e8da","ss58Address":"5F4JyvDezhY43sNt1mK4sW6z7DsjrFmrcbFo7afbwasttnub","publicKey":"0x8467b23ba5fb9c2b24e49cd108640f59bb1b463b86ecd12041b854003a407b5b","cryptoType":1,"accountId":"0x8467b23ba5fb9c2b24e49cd108640f59bb1b463b86ecd12041b854003a407b5b","privateKey":"0x90be5853518d081666c557971cab1a0dd92754943d23faab19b3490a07c2f20cbaf39e3567a61e3bba7d4d1e1a01a3dbd7ce614e0e9f87b228cc6c04d3d0d2ec"}"#;

fn read(file: &[u8]) -> Result<String, KeyError> {
    read_key_file(file, None).map(|key| key.address().to_string())
}

/// What reading says where fields of a good file are others; null: left out.
fn with(changes: Value) -> Result<String, KeyError> {
    let mut file: Value = serde_json::from_str(WRITTEN).unwrap();
    let fields = file.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(fields.remove(name)),
            value => drop(fields.insert(name.clone(), value.clone())),
        }
    }
    read(file.to_string().as_bytes())
}

const ADDRESS: &str = "5F4JyvDezhY43sNt1mK4sW6z7DsjrFmrcbFo7afbwasttnub";

#[test]
fn a_file_of_a_wallet_is_read() {
    assert_eq!(read(WRITTEN.as_bytes()), Ok(ADDRESS.to_owned()));
    assert_eq!(with(json!({ "secretSeed": null })), Ok(ADDRESS.to_owned()));
    assert_eq!(with(json!({ "privateKey": null, "cryptoType": null })), Ok(ADDRESS.to_owned()));
    // As bittensor-wallet 4.1.1 writes seeds that it was given as hexadecimal.
    let raw = format!("0x{}", "\u{7}".repeat(32));
    assert_eq!(with(json!({ "secretSeed": raw })), Ok(ADDRESS.to_owned()));
}

#[test]
fn a_file_that_we_write_is_read() {
    let seeded = Hotkey::from_seed([3; 32]);
    let file = write_key_file(&seeded, None);
    assert_eq!(read(&file), Ok(seeded.address().to_string()));
    let fields: Value = serde_json::from_slice(&file).unwrap();
    assert_eq!(fields["secretSeed"], format!("0x{}", "03".repeat(32)));
    let bare = Hotkey::from_secret(&seeded.secret(), &seeded.address()).unwrap();
    assert_eq!(read(&write_key_file(&bare, None)), Ok(seeded.address().to_string()));
}

#[test]
fn what_does_not_belong_together_is_refused() {
    let other = Hotkey::from_seed([1; 32]).address().to_string();
    assert_eq!(with(json!({ "ss58Address": other })), Err(KeyError::OtherAddress));
    let changes = json!({ "ss58Address": other, "secretSeed": null });
    assert_eq!(with(changes), Err(KeyError::OtherAddress));
    let seed = format!("0x{}", "01".repeat(32));
    assert_eq!(with(json!({ "secretSeed": seed })), Err(KeyError::OtherAddress));
    assert_eq!(with(json!({ "cryptoType": 0 })), Err(KeyError::OtherScheme));
    assert_eq!(with(json!({ "secretSeed": null, "privateKey": null })), Err(KeyError::PublicOnly));
}

#[test]
fn hostile_files_are_refused_and_not_quoted() {
    for changes in [
        json!({ "ss58Address": null }),
        json!({ "ss58Address": 7 }),
        json!({ "ss58Address": "5" }),
        json!({ "secretSeed": ["0x00"], "privateKey": null }),
        json!({ "secretSeed": "0x00", "privateKey": null }),
        json!({ "secretSeed": null, "privateKey": "canary" }),
        json!({ "cryptoType": "1" }),
        json!({ "cryptoType": 1e300 }),
    ] {
        assert_eq!(with(changes.clone()), Err(KeyError::NotAKeyFile), "{changes}");
    }
    let twice = WRITTEN.replacen('{', r#"{"ss58Address":"5","#, 1);
    let deep = "[".repeat(10_000);
    for file in [
        &b""[..],
        b"null",
        b"[]",
        b"canary",
        b"\xff\xfe{\0}\0",
        b"{\"ss58Address\":\"\xff\"}",
        b"{}",
        b"$NAC",
        twice.as_bytes(),
        deep.as_bytes(),
    ] {
        assert_eq!(read(file), Err(KeyError::NotAKeyFile));
    }
    assert_eq!(read(&vec![b' '; LARGEST + 1]), Err(KeyError::TooLarge));
    assert_eq!(
        read(b"$ANSIBLE_VAULT;1.1;AES256\n61"),
        Err(KeyError::OldEncryption("an Ansible vault"))
    );
    assert_eq!(read(b"gAAAAABk"), Err(KeyError::OldEncryption("a Fernet token")));
    assert!(!KeyError::NotAKeyFile.to_string().contains("canary"));
}

#[test]
fn an_encrypted_file_opens_with_its_password_alone() {
    let key = Hotkey::from_seed([9; 32]);
    let file = write_key_file(&key, Some("pass wörd"));
    assert!(is_encrypted(&file) && !is_encrypted(WRITTEN.as_bytes()));
    assert_eq!(read(&file), Err(KeyError::Encrypted));
    let opened = read_key_file(&file, Some("pass wörd")).unwrap();
    assert_eq!(opened.address(), key.address());
    assert!(matches!(read_key_file(&file, Some("pass word")), Err(KeyError::WrongPassword)));
    // Nothing is computed for a file that is no box at all.
    assert!(matches!(read_key_file(b"$NACLshort", Some("x")), Err(KeyError::NotAKeyFile)));
}
