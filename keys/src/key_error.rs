//! What is wrong with a key file.

/// Why a key can't be used. The words follow "the hotkey can't be used: " and quote nothing that
/// stands in the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The system doesn't let us.
    #[error("its file can't be read: {0}")]
    Unreadable(String),
    /// A folder, a pipe, a device.
    #[error("it isn't a file")]
    NotAFile,
    /// Other users of the machine can read it.
    #[error("others can read its file (mode {0:o}): `chmod 600` it")]
    OthersCanRead(u32),
    /// A link out of the folder of hotkeys.
    #[error("its file is a link that leads out of the wallet's folder of hotkeys")]
    LeadsElsewhere,
    /// More than any key file holds.
    #[error("its file is too large for a key")]
    TooLarge,
    /// Neither a key in JSON nor an encrypted one.
    #[error("its file isn't one that a Bittensor wallet wrote")]
    NotAKeyFile,
    /// A file for sharing, without the secret key.
    #[error("its file holds the public key alone")]
    PublicOnly,
    /// Another kind of key.
    #[error("it isn't an sr25519 key")]
    OtherScheme,
    /// The secret belongs to another address than the file says.
    #[error("its secret key and its address don't belong together")]
    OtherAddress,
    /// It needs a password.
    #[error("its file is encrypted, and no password was given")]
    Encrypted,
    /// The password doesn't open it, or it was changed.
    #[error("the password doesn't open its file, or the file is damaged")]
    WrongPassword,
    /// An encryption that wallets had before they had this one.
    #[error("its file is encrypted as {0}, which current wallets replace: open it once with yours")]
    OldEncryption(&'static str),
}
