//! What the chain says of subnets, and where the Ledger says otherwise.
//!
//! A Subtensor node answers over JSON-RPC on a WebSocket (`node`), its runtime in SCALE (`scale`,
//! `subnets`). All is asked of one finalised block. Nothing of an entry is changed: [`compare`]
//! says what differs, and people decide.
//!
//! Sources: JSON-RPC methods `chain_*`, `state_call` and `system_chain` are those of every Substrate
//! node; the runtime function `SubnetInfoRuntimeApi_get_all_dynamic_info` and its types are those of
//! opentensor/subtensor (`pallets/subtensor/runtime-api/src/lib.rs`,
//! `pallets/subtensor/src/rpc_info/dynamic_info.rs`, `pallets/subtensor/src/lib.rs`).

mod comparison;
mod node;
mod scale;
mod subnets;

pub use comparison::{Difference, DifferenceKind, compare};
pub use node::{ChainError, ChainState, read};
pub use subnets::{ChainSubnet, decode};
