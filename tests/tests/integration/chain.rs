//! `orchc ledger sync --chain`, against nodes on loopback: one that says what a Subtensor node
//! says, and hostile ones.
//!
//! No recording of a node could be had offline, so answers are made by another encoder than the
//! decoder's own counterpart: parity-scale-codec, over types written down from the runtime's source
//! (opentensor/subtensor, `pallets/subtensor/src/rpc_info/dynamic_info.rs` and
//! `pallets/subtensor/src/lib.rs`). They were compared, field by field, with the types in the main
//! network's own metadata, as recorded in `benchmarks/decode_fixtures.json` of
//! latent-to/async-substrate-interface (8a58c5c). The names of methods are those that the node's RPC
//! and bittensor's SDK use.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use orchestra_ledger_client::chain::decode;
use orchestra_ledger_model::Ledger;
use orchestra_tests::{
    orchc::{Ran, Workplace},
    server::NOBODY,
};
use parity_scale_codec::{Compact, Encode};
use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

/// `DynamicInfo<AccountId32>` with `SubnetIdentityV3`, field by field.
#[derive(Clone, Encode)]
struct DynamicInfo<Identity: Encode> {
    netuid: Compact<u16>,
    owner_hotkey: [u8; 32],
    owner_coldkey: [u8; 32],
    subnet_name: Vec<Compact<u8>>,
    token_symbol: Vec<Compact<u8>>,
    tempo: Compact<u16>,
    last_step: Compact<u64>,
    blocks_since_last_step: Compact<u64>,
    emission: Compact<u64>,
    alpha_in: Compact<u64>,
    alpha_out: Compact<u64>,
    tao_in: Compact<u64>,
    alpha_out_emission: Compact<u64>,
    alpha_in_emission: Compact<u64>,
    tao_in_emission: Compact<u64>,
    pending_alpha_emission: Compact<u64>,
    pending_root_emission: Compact<u64>,
    subnet_volume: Compact<u128>,
    network_registered_at: Compact<u64>,
    subnet_identity: Option<Identity>,
    /// `I96F32`: its bits.
    moving_price: i128,
}

#[derive(Clone, Encode)]
struct IdentityV2 {
    subnet_name: Vec<u8>,
    github_repo: Vec<u8>,
    subnet_contact: Vec<u8>,
    subnet_url: Vec<u8>,
    discord: Vec<u8>,
    description: Vec<u8>,
    additional: Vec<u8>,
}

/// Six texts, one after the other.
type SixTexts = (Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>);

#[derive(Clone, Encode)]
struct IdentityV3 {
    v2: SixTexts,
    logo_url: Vec<u8>,
    additional: Vec<u8>,
}

/// The well-known key of Alice (`//Alice`), and its address.
const ALICE: &str = "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";
const ALICE_ADDRESS: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

const FINNEY: &str = "0x2f0555cc76fc2840a25a6ea3b9637146806f1f44b090c175ffde2a7e5ab36c03";

fn owner() -> [u8; 32] {
    let pair = |at: usize| u8::from_str_radix(&ALICE[2 * at..2 * at + 2], 16).unwrap();
    std::array::from_fn(pair)
}

fn info<Identity: Encode>(
    netuid: u16,
    name: &str,
    block: u64,
    identity: Option<Identity>,
) -> DynamicInfo<Identity> {
    let letters = |text: &str| text.bytes().map(Compact).collect();
    DynamicInfo {
        netuid: Compact(netuid),
        owner_hotkey: [7; 32],
        owner_coldkey: owner(),
        subnet_name: letters(name),
        token_symbol: letters("τ"),
        tempo: Compact(360),
        last_step: Compact(u64::MAX),
        blocks_since_last_step: Compact(63),
        emission: Compact(64),
        alpha_in: Compact(16_383),
        alpha_out: Compact(16_384),
        tao_in: Compact((1 << 30) - 1),
        alpha_out_emission: Compact(1 << 30),
        alpha_in_emission: Compact(0),
        tao_in_emission: Compact(1),
        pending_alpha_emission: Compact(1 << 40),
        pending_root_emission: Compact(0),
        subnet_volume: Compact(u128::MAX),
        network_registered_at: Compact(block),
        subnet_identity: identity,
        moving_price: -1,
    }
}

fn identity(name: &str) -> IdentityV3 {
    let text = |text: &str| text.as_bytes().to_vec();
    let v2 = (text(name), text("https://a.example"), text(""), text(""), text("x"), text("ü"));
    IdentityV3 { v2, logo_url: text("https://a.example/logo"), additional: text("") }
}

type Subnets = Vec<Option<DynamicInfo<IdentityV3>>>;

/// The chain as the Ledger has it.
fn agreeing() -> Subnets {
    let ledger = Ledger::embedded();
    let mut listed: Vec<_> = ledger.subnets().filter(|it| !it.is_gone()).collect();
    listed.retain(|it| it.netuid.is_some());
    listed.sort_by_key(|it| it.netuid);
    listed.dedup_by_key(|it| it.netuid);
    let one = |it: &&orchestra_ledger_model::Subnet| {
        let identity = (it.netuid != Some(1)).then(|| identity(&it.name));
        Some(info(it.netuid.unwrap(), &it.name, it.registered_at_block.unwrap_or(99), identity))
    };
    let mut subnets: Subnets = listed.iter().map(one).collect();
    // A slot that is empty for now.
    subnets.push(None);
    subnets
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold("0x".to_owned(), |text, byte| text + &format!("{byte:02x}"))
}

/// A node that speaks to one client after the other.
fn node(mut speak: impl FnMut(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || listener.incoming().flatten().for_each(&mut speak));
    format!("ws://{address}")
}

/// A node with these subnets, and what was asked of it.
fn subtensor(subnets: &Subnets) -> (String, Arc<Mutex<Vec<Value>>>) {
    let encoded = hexadecimal(&subnets.encode());
    let asked = Arc::<Mutex<Vec<Value>>>::default();
    let seen = asked.clone();
    let url = node(move |stream| {
        let mut socket = tungstenite::accept(stream).unwrap();
        // Nobody asked for it.
        drop(
            socket.send(Message::text(json!({ "jsonrpc": "2.0", "method": "hello" }).to_string())),
        );
        answer_all(&mut socket, |request| {
            seen.lock().unwrap().push(request.clone());
            match (request["method"].as_str().unwrap(), &request["params"][0]) {
                ("system_chain", _) => json!("Bittensor"),
                ("chain_getBlockHash", number) if *number == 0 => json!(FINNEY),
                ("chain_getFinalizedHead", _) => json!(format!("0x{}", "ab".repeat(32))),
                ("chain_getHeader", _) => json!({ "number": "0x64a1b2" }),
                ("state_call", _) => json!(encoded),
                other => panic!("{other:?}"),
            }
        });
    });
    (url, asked)
}

fn answer_all(socket: &mut WebSocket<TcpStream>, mut answer: impl FnMut(&Value) -> Value) {
    while let Ok(message) = socket.read() {
        let Ok(text) = message.to_text() else { return };
        let Ok(request) = serde_json::from_str::<Value>(text) else { return };
        let response = json!({ "jsonrpc": "2.0", "id": request["id"], "result": answer(&request) });
        if socket.send(Message::text(response.to_string())).is_err() {
            return;
        }
    }
}

fn sync(workplace: &Workplace, url: &str, more: &[&str]) -> Ran {
    workplace.run(["ledger", "sync", "--chain", url].iter().chain(more))
}

#[test]
fn nothing_differs_where_the_chain_says_the_same() {
    let (url, asked) = subtensor(&agreeing());
    let ran = sync(&Workplace::new(), &url, &[]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), ""), "{ran:#?}");
    assert!(ran.stderr.contains("Bittensor, block 6594994: "), "{ran:#?}");
    assert!(ran.stderr.contains("0 differences"), "{ran:#?}");
    let asked = asked.lock().unwrap();
    let call = asked.iter().find(|it| it["method"] == "state_call").unwrap();
    let expected = json!([
        "SubnetInfoRuntimeApi_get_all_dynamic_info",
        "0x",
        format!("0x{}", "ab".repeat(32))
    ]);
    assert_eq!(call["params"], expected, "of the finalised block");
}

#[test]
fn what_differs_is_reported_and_nothing_is_changed() {
    let workplace = Workplace::new();
    let entry = |slug: &str, netuid: u16, more: Value| {
        let mut entry = json!({ "slug": slug, "name": slug, "status": "active", "revision": 1,
            "sources": [], "netuid": netuid });
        entry.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        workplace.write(&format!("ledger/subnets/{slug}.json"), &entry.to_string());
    };
    workplace.write("orchestra.toml", "[ledger]\noverlay = \"ledger/\"\n");
    entry("replaced", 9001, json!({ "registered_at_block": 5 }));
    entry("same", 9002, json!({ "registered_at_block": 6, "aka": ["The Same!"] }));
    let before = workplace.files();
    let mut subnets = agreeing();
    let dropped = subnets.iter().position(|it| it.as_ref().is_some_and(|it| it.netuid.0 == 22));
    subnets[dropped.unwrap()] = None;
    subnets.retain(|it| it.as_ref().is_none_or(|it| it.netuid.0 != 64));
    subnets.push(Some(info(64, "Other Chutes", 99, None)));
    subnets.sort_by_key(|it| it.as_ref().map(|it| it.netuid.0));
    for (netuid, name, block) in
        [(9000, "New \u{1b}[31m", 1), (9001, "Another", 7), (9002, "the same", 6)]
    {
        subnets.push(Some(info(netuid, name, block, Some(identity(name)))));
    }
    let (url, _) = subtensor(&subnets);
    let ran = sync(&workplace, &url, &["--format", "json"]);
    assert_eq!(ran.code, Some(1), "{ran:#?}");
    let report = ran.json();
    let chutes = Ledger::embedded().subnet("chutes").unwrap().name.clone();
    let desearch = Ledger::embedded().subnet("desearch").unwrap().name.clone();
    assert_eq!(
        report["differences"],
        json!([
            { "kind": "dissolved", "netuid": 22, "slug": "desearch", "listed": desearch, "on_chain": null },
            { "kind": "renamed", "netuid": 64, "slug": "chutes", "listed": chutes, "on_chain": "Other Chutes" },
            { "kind": "unlisted", "netuid": 9000, "slug": null, "listed": null, "on_chain": "New \u{1b}[31m" },
            { "kind": "recycled", "netuid": 9001, "slug": "replaced", "listed": "block 5", "on_chain": "block 7" },
        ])
    );
    assert_eq!(report["chain"]["main"], true);
    assert_eq!(report["chain"]["block"], 0x64_a1b2);
    assert_eq!(report["subnets"][0]["owner"], ALICE_ADDRESS);
    let table = sync(&workplace, &url, &[]);
    assert_eq!(table.code, Some(1), "{table:#?}");
    assert!(!table.stdout.contains('\u{1b}'), "a name steers no terminal: {table:#?}");
    for word in ["NETUID", "dissolved", "renamed", "unlisted", "recycled"] {
        assert!(table.stdout.contains(word), "{table:#?}");
    }
    assert_eq!(workplace.files(), before);
}

#[test]
fn both_forms_of_identities_are_read_and_cut_answers_never() {
    let text = |text: &str| text.as_bytes().to_vec();
    let old = IdentityV2 {
        subnet_name: text("a"),
        github_repo: text("b"),
        subnet_contact: text(""),
        subnet_url: text("c"),
        discord: text(""),
        description: text("d"),
        additional: text("e"),
    };
    let bytes = vec![Some(info(3, "Änt", 1 << 33, Some(old)))].encode();
    let [subnet] = &decode(&bytes).unwrap()[..] else { panic!() };
    assert_eq!((subnet.netuid, subnet.name.as_str()), (3, "Änt"));
    assert_eq!((subnet.owner, subnet.registered_at_block), (owner(), 1 << 33));
    let bytes = agreeing().encode();
    assert_eq!(decode(&bytes).unwrap().len(), agreeing().iter().flatten().count());
    for end in (0..bytes.len()).step_by(97) {
        assert!(decode(&bytes[..end]).is_err(), "{end}");
    }
    assert!(decode(&[&bytes[..], &[0]].concat()).is_err());
    // A number of subnets that no memory holds, and a list of bytes alike.
    assert!(decode(&[3, 255, 255, 255, 255]).is_err());
    assert!(decode(&[4, 1, 0]).is_err());
    let twice = vec![Some(info(3, "a", 1, Some(identity("a")))); 2].encode();
    assert!(decode(&twice).unwrap_err().contains("twice"));
}

/// A node that answers everything with this text.
fn saying(text: &'static str) -> String {
    node(move |stream| {
        let mut socket = tungstenite::accept(stream).unwrap();
        while socket.read().is_ok() {
            let said = (0..200).try_for_each(|_| socket.send(Message::text(text)));
            if said.is_err() {
                return;
            }
        }
    })
}

/// A node that shakes hands and then sends these bytes, and nothing more.
fn sending(bytes: &'static [u8]) -> String {
    node(move |stream| {
        let mut socket = tungstenite::accept(stream).unwrap();
        drop(socket.read());
        drop(socket.get_mut().write_all(bytes));
        // Until the client has gone.
        drop(socket.read());
    })
}

/// A node that speaks HTTP, and this.
fn raw(answer: &'static [u8]) -> String {
    node(move |mut stream| {
        // An answer that comes before its question is none.
        let mut head = BufReader::new(stream.try_clone().unwrap()).lines();
        while head.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
        drop(stream.write_all(answer));
        drop(std::io::copy(&mut stream, &mut std::io::sink()));
    })
}

#[test]
fn hostile_nodes_are_met_with_words() {
    let upgraded = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\
        Connection: Upgrade\r\nSec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n";
    for (url, expected) in [
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), "opens no WebSocket (HTTP 200)"),
        (raw(upgraded), "opens no WebSocket (HTTP 101)"),
        (raw(b"HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\n\r\n"), "(HTTP 302)"),
        (raw(b"nonsense\r\n\r\n"), "was cut"),
        (saying("{"), "isn't JSON"),
        (saying("{\"id\": 1, \"result\": {\"a\": 1}}"), "`system_chain`: the answer is no text"),
        (saying("{\"id\": 1}"), "has no result"),
        (saying("{\"id\": 1, \"error\": {\"message\": \"no\\u001b[31m\"}}"), "is an error: no"),
        (saying("{\"method\": \"flood\"}"), "doesn't come, but 100 other messages"),
        // A frame of 2^40 bytes, one of bytes, one with a reserved bit, and a goodbye.
        (sending(b"\x81\x7f\0\0\x01\0\0\0\0\0"), "has a message of more than 16777216 bytes"),
        (sending(b"\x82\x01x"), "holds bytes where a text was meant"),
        (sending(b"\xf1\x01x"), "was cut"),
        (sending(b"\x88\x00"), "was cut: it was closed"),
        (sending(b"\x81\x01"), "didn't answer within 400 ms"),
        (
            node(|stream| {
                drop(tungstenite::accept(stream).map(|mut it| while it.read().is_ok() {}))
            }),
            "didn't answer within 400 ms",
        ),
        (node(std::mem::forget), "didn't answer within 400 ms"),
    ] {
        let ran = sync(&Workplace::new(), &url, &["--timeout", "400ms"]);
        assert_eq!(ran.code, Some(5), "{expected}: {ran:#?}");
        assert!(ran.stderr.contains(expected), "{expected}: {ran:#?}");
        assert!(!ran.stderr.contains('\u{1b}'), "{ran:#?}");
        assert_eq!(ran.stdout, "");
    }
}

#[test]
fn an_address_is_reached_by_the_users_leave_only() {
    let workplace = Workplace::new();
    for (url, expected) in [
        ("ws://10.0.0.1:9944", "orchc trust --private 10.0.0.1"),
        ("wss://[fd00::1]", "orchc trust --private [fd00::1]"),
        ("ws://169.254.169.254", "link-local"),
        ("http://127.0.0.1:1", "`http://` is no WebSocket"),
        ("127.0.0.1", "wss://host:port"),
        ("wss://user:word@127.0.0.1:1", "user name or password"),
    ] {
        let ran = sync(&workplace, url, &["--timeout", "400ms"]);
        assert_eq!(ran.code, Some(2), "{url}: {ran:#?}");
        assert!(ran.stderr.contains(expected), "{url}: {ran:#?}");
        assert!(!ran.stderr.contains("word@"), "{ran:#?}");
    }
    let ran = sync(&workplace, &format!("ws://{NOBODY}"), &["--timeout", "400ms"]);
    assert_eq!(ran.code, Some(5), "nobody listens there: {ran:#?}");
    let said = format!("error: ws://{NOBODY} can't be reached");
    assert!(ran.stderr.starts_with(&said), "{ran:#?}");
    assert_eq!(workplace.run(["ledger", "sync"]).code, Some(2));
}
