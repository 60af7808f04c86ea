//! The answer to `get_all_dynamic_info`: `Vec<Option<DynamicInfo<AccountId32>>>`.

use super::scale::{Scale, Unreadable};

/// A subnet as the chain has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainSubnet {
    /// Its number.
    pub netuid: u16,
    /// The name that its owner gave it, or its token's.
    pub name: String,
    /// The public key of the owner's coldkey.
    pub owner: [u8; 32],
    /// The block in which it was registered.
    pub registered_at_block: u64,
}

/// Texts of an identity: with `logo_url` since `SubnetIdentityV3`, without it in `V2`.
const IDENTITIES: [usize; 2] = [8, 7];

/// Compact numbers between the token's symbol and the block of registration: `tempo`, `last_step`,
/// `blocks_since_last_step`, `emission`, `alpha_in`, `alpha_out`, `tao_in`, `alpha_out_emission`,
/// `alpha_in_emission`, `tao_in_emission`, `pending_alpha_emission`, `pending_root_emission`,
/// `subnet_volume`.
const NUMBERS: usize = 13;

/// Bytes of `moving_price`, a fixed-point number (`I96F32`).
const PRICE: usize = 16;

/// The subnets in an answer, in its order.
///
/// # Errors
/// Where it isn't of a form that is known, in words that follow "the answer ".
pub fn decode(bytes: &[u8]) -> Result<Vec<ChainSubnet>, String> {
    let read = IDENTITIES.into_iter().find_map(|texts| whole(bytes, texts).ok());
    let subnets = read.ok_or("is of a form of subnets that this version doesn't know")?;
    if !subnets.is_sorted_by(|a, b| a.netuid < b.netuid) {
        return Err("names a subnet twice, or out of order".to_owned());
    }
    Ok(subnets)
}

fn whole(bytes: &[u8], identity: usize) -> Result<Vec<ChainSubnet>, Unreadable> {
    let mut scale = Scale::new(bytes);
    let count = scale.compact_as::<u32>()?;
    let mut subnets = Vec::new();
    for _ in 0..count {
        if scale.is_some()? {
            subnets.push(one(&mut scale, identity)?);
        }
    }
    if scale.is_empty() { Ok(subnets) } else { Err(Unreadable) }
}

fn one(scale: &mut Scale<'_>, identity: usize) -> Result<ChainSubnet, Unreadable> {
    let netuid = scale.compact_as()?;
    let _hotkey = scale.account()?;
    let owner = scale.account()?;
    let name = scale.compact_byte_list()?;
    let _symbol = scale.compact_byte_list()?;
    for _ in 0..NUMBERS {
        scale.compact()?;
    }
    let registered_at_block = scale.compact_as()?;
    if scale.is_some()? {
        for _ in 0..identity {
            scale.byte_list()?;
        }
    }
    scale.bytes(PRICE)?;
    let name = String::from_utf8_lossy(&name).trim().to_owned();
    Ok(ChainSubnet { netuid, name, owner, registered_at_block })
}
