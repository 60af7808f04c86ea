//! The hotkey that signs for the user, by the names that Bittensor's own tools use.

use std::{path::PathBuf, sync::OnceLock};

use clap::Args;
use orchestra_keys::{Hotkey, Wallet};

use crate::environment::variable;

/// Which hotkey: an option beats a variable. The hotkey's own name has no default, so that nothing
/// is signed by a key that nobody named.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct WalletArguments {
    /// The wallet whose hotkey signs; without it, BT_WALLET_NAME, else `default`
    #[arg(long, value_name = "NAME")]
    wallet: Option<String>,
    /// The hotkey that signs; without it, BT_WALLET_HOTKEY
    #[arg(long, value_name = "NAME")]
    hotkey: Option<String>,
    /// The folder of wallets; without it, BT_WALLET_PATH, else ~/.bittensor/wallets
    #[arg(long, value_name = "FOLDER")]
    wallet_path: Option<PathBuf>,
}

/// The variable with the password of an encrypted hotkey.
pub(crate) const PASSWORD: &str = "ORCHESTRA_HOTKEY_PASSWORD";

impl WalletArguments {
    /// Opens the hotkey. What keeps it closed is said in one sentence, with what to do.
    pub(crate) fn open(&self) -> Result<Hotkey, String> {
        let said = |option: &Option<String>, name: &str| option.clone().or_else(|| variable(name));
        let hotkey = said(&self.hotkey, "BT_WALLET_HOTKEY")
            .ok_or("no hotkey is named: BT_WALLET_HOTKEY (and BT_WALLET_NAME) say which signs")?;
        let name = said(&self.wallet, "BT_WALLET_NAME").unwrap_or_else(|| "default".to_owned());
        let folder =
            self.folder().ok_or("HOME isn't set: BT_WALLET_PATH says where wallets lie")?;
        let wallet = Wallet::new(&folder, &name, &hotkey).map_err(|error| error.to_string())?;
        wallet.open(|| variable(PASSWORD)).map_err(|error| {
            let file = wallet.file();
            let hint = match error {
                orchestra_keys::KeyError::Encrypted => format!(": {PASSWORD} takes it"),
                _ => String::new(),
            };
            format!("the hotkey {} can't be used: {error}{hint}", file.display())
        })
    }

    fn folder(&self) -> Option<PathBuf> {
        let named = self.wallet_path.clone().or_else(|| variable("BT_WALLET_PATH").map(Into::into));
        let home = || variable("HOME").map(PathBuf::from);
        match named {
            Some(path) => match path.strip_prefix("~") {
                Ok(below) => Some(home()?.join(below)),
                Err(_) => Some(path),
            },
            None => Some(home()?.join(".bittensor/wallets")),
        }
    }
}

/// The hotkey that the variables name, opened once: an encrypted one takes seconds.
pub(crate) fn hotkey() -> &'static Result<Hotkey, String> {
    static OPENED: OnceLock<Result<Hotkey, String>> = OnceLock::new();
    OPENED.get_or_init(|| WalletArguments::default().open())
}
