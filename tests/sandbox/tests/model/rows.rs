//! What stands in the lists of a vault, and what a sandbox is opened with.

use super::*;

pub type Open = (Lasting, JoinHandle<()>, oneshot::Sender<()>, Value);

pub async fn open(data: &Path, clock: &Arc<ManualClock>) -> Open {
    let options = Options {
        clock: clock.clone(),
        data: Some(data.to_owned()),
        session_token_lifetime_ms: SESSION_S * 1_000,
        patience: Duration::from_secs(600),
        ..Options::default()
    };
    let sandbox = loop {
        // A task of the one before may be about to let the file go.
        match Sandbox::new(options_of(&options)) {
            Ok(sandbox) => break sandbox,
            Err(tokenframe_sandbox::DataError::InUse(_)) => tokio::task::yield_now().await,
            Err(error) => panic!("{error}"),
        }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let credentials = sandbox.credentials();
    let (stop, stopped) = oneshot::channel();
    let served = tokio::spawn(async move {
        sandbox.serve(listener, async { drop(stopped.await) }).await.unwrap();
    });
    (Lasting::connect(address).await.unwrap(), served, stop, credentials)
}

pub fn options_of(options: &Options) -> Options {
    Options {
        clock: options.clock.clone(),
        data: options.data.clone(),
        session_token_lifetime_ms: options.session_token_lifetime_ms,
        patience: options.patience,
        ..Options::default()
    }
}

/// A card that is good however far the clock goes.
pub fn far(mut card: Value) -> Value {
    card["exp_year"] = json!("9999");
    card
}

pub fn scopes(vault: Vault, rights: Rights) -> Vec<&'static str> {
    let (reads, works): (&[_], &[_]) = match vault {
        Vault::Guardian => (&["admin:api-keys:read", "admin:api-keys:create"], &["admin:api-keys:delete"]),
        _ => (&["pcx:api_key:*"], &["pcx:iframe:*"]),
    };
    let parts = [(rights.reads, reads), (rights.works, works)];
    parts.into_iter().filter(|(has, _)| *has).flat_map(|(_, scopes)| scopes.iter().copied()).collect()
}

/// Whether a listed key is good, as far as a list shows it, and what it may do.
pub fn standing(vault: Vault, row: &Value) -> (bool, Vec<String>) {
    let row = if vault == Vault::Vaultera { &row["attributes"] } else { row };
    let good = match vault {
        Vault::Vaultera => row["status"] == "active" && row["revoked_at"].is_null(),
        Vault::PayConex => row["enabled"] == true,
        Vault::Guardian => true,
        Vault::Hellgate | Vault::Corefy => row["revokedAt"].is_null(),
    };
    let rights = match vault {
        Vault::PayConex | Vault::Guardian => {
            row["scopes"].as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
        }
        _ => Vec::new(),
    };
    (good, rights)
}

pub fn standing_of(key: &Key) -> Option<(bool, Vec<String>)> {
    match key.vault {
        Vault::PayConex | Vault::Guardian if key.is_revoked => None,
        Vault::PayConex | Vault::Guardian => {
            Some((key.is_enabled, scopes(key.vault, key.shape.rights).into_iter().map(str::to_owned).collect()))
        }
        _ => Some((!key.is_revoked, Vec::new())),
    }
}

// Every vault is in the model.
const _: () = assert!(VAULTS.len() == 5);
