//! A Subtensor node, asked over JSON-RPC on a WebSocket.

use std::time::Duration;

use orchestra_net::{Client, Error, Socket, Url};
use serde_json::{Value, json};

use super::{ChainSubnet, decode};

/// Bytes of a message. All subnets take half a megabyte.
const LARGEST_MESSAGE: usize = 16 << 20;

/// Messages that may come before the answer: notifications that nobody asked for.
const MOST_OTHERS: usize = 100;

/// The first block of Bittensor's main network, Finney.
const FINNEY: &str = "0x2f0555cc76fc2840a25a6ea3b9637146806f1f44b090c175ffde2a7e5ab36c03";

/// What a node says of its chain, as of one finalised block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainState {
    /// The chain's name.
    pub chain: String,
    /// The hash of its first block.
    pub genesis: String,
    /// The block's number.
    pub block: u64,
    /// The block's hash.
    pub hash: String,
    /// Its subnets, by number.
    pub subnets: Vec<ChainSubnet>,
}

/// Why nothing is known of the chain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// The node can't be reached, or mustn't be.
    #[error(transparent)]
    Network(#[from] Error),
    /// It answers what no such node does.
    #[error("`{method}`: the answer {problem}")]
    Answer {
        /// What was asked.
        method: &'static str,
        /// What is wrong, in words that follow "the answer ".
        problem: String,
    },
}

impl ChainState {
    /// Whether it is Bittensor's main network.
    #[must_use]
    pub fn is_main(&self) -> bool {
        self.genesis == FINNEY
    }
}

/// Asks the node at a `ws` or `wss` address, within `after` altogether.
///
/// # Errors
/// Where it can't be asked, or its answers can't be read.
pub async fn read(client: &Client, url: &Url, after: Duration) -> Result<ChainState, ChainError> {
    let socket = client.open_socket(url, LARGEST_MESSAGE, after).await?;
    let mut node = Node { socket, asked: 0 };
    let chain = node.text("system_chain", json!([])).await?;
    let genesis = node.hash("chain_getBlockHash", json!([0])).await?;
    let hash = node.hash("chain_getFinalizedHead", json!([])).await?;
    let header = node.ask("chain_getHeader", json!([hash])).await?;
    let number = header.get("number").and_then(Value::as_str);
    let number = number.and_then(|it| u64::from_str_radix(it.strip_prefix("0x")?, 16).ok());
    let block = number.ok_or_else(|| wrong("chain_getHeader", "has no number of a block"))?;
    let call = json!(["SubnetInfoRuntimeApi_get_all_dynamic_info", "0x", hash]);
    let encoded = node.text("state_call", call).await?;
    let bytes = bytes(&encoded).ok_or_else(|| wrong("state_call", "isn't hexadecimal"))?;
    let subnets = decode(&bytes).map_err(|problem| wrong("state_call", &problem))?;
    Ok(ChainState { chain, genesis, block, hash, subnets })
}

struct Node {
    socket: Socket,
    asked: u64,
}

impl Node {
    async fn ask(&mut self, method: &'static str, params: Value) -> Result<Value, ChainError> {
        self.asked += 1;
        let id = self.asked;
        let request = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        self.socket.send(request.to_string()).await?;
        for _ in 0..MOST_OTHERS {
            let text = self.socket.receive().await?;
            let mut answer: Value = serde_json::from_str(&text)
                .map_err(|error| wrong(method, &format!("isn't JSON ({error})")))?;
            if answer.get("id") != Some(&json!(id)) {
                continue;
            }
            if let Some(error) = answer.get("error").filter(|error| !error.is_null()) {
                let said = error.get("message").and_then(Value::as_str).unwrap_or("no words");
                let said: String = said.chars().take(200).collect();
                return Err(wrong(method, &format!("is an error: {said}")));
            }
            return match answer.get_mut("result") {
                Some(result) => Ok(result.take()),
                None => Err(wrong(method, "has no result")),
            };
        }
        Err(wrong(method, &format!("doesn't come, but {MOST_OTHERS} other messages")))
    }

    async fn text(&mut self, method: &'static str, params: Value) -> Result<String, ChainError> {
        match self.ask(method, params).await? {
            Value::String(text) => Ok(text),
            _ => Err(wrong(method, "is no text")),
        }
    }

    async fn hash(&mut self, method: &'static str, params: Value) -> Result<String, ChainError> {
        let text = self.text(method, params).await?;
        match bytes(&text) {
            Some(bytes) if bytes.len() == 32 => Ok(text.to_ascii_lowercase()),
            _ => Err(wrong(method, "is no hash of a block")),
        }
    }
}

fn wrong(method: &'static str, problem: &str) -> ChainError {
    ChainError::Answer { method, problem: problem.to_owned() }
}

/// The bytes of `0x…`.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let digits = text.strip_prefix("0x")?;
    if digits.len() % 2 != 0 || !digits.is_ascii() {
        return None;
    }
    let pair = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    let plain = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    plain.then(|| (0..digits.len()).step_by(2).map(pair).collect())?
}
