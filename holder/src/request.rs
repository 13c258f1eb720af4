use juma_format::claims::LiveProfile;
use juma_keys::{
    CodeRequest, HeldSecret, HolderKey, LiveChain, LiveSeed, MAX_WALLET_CODES, MAX_WANTED, Secret,
    SigningKey, Wallet, Wanted,
};

use crate::HolderError;

/// What the holder will show the codes with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestedProof {
    /// A hash chain.
    Chain,
    /// A key, for venues that put a challenge.
    Key,
}

/// A source of randomness had none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RandomFailed;

/// Makes fresh secrets, keeps them in the wallet until their codes come, and gives the file that
/// asks an issuer for the codes: one anchor or key for each.
///
/// # Errors
/// When the wallet is full or has no own key, or there is no randomness. The wallet is then as it
/// was.
pub fn request(
    wallet: &mut Wallet,
    profile: LiveProfile,
    proof: RequestedProof,
    codes: usize,
    random: &mut dyn FnMut(&mut [u8]) -> Result<(), RandomFailed>,
) -> Result<String, HolderError> {
    let own = wallet.own_key().ok_or(HolderError::NoOwnKey)?;
    if codes > MAX_WANTED {
        return Err(HolderError::TooMany { max: MAX_WANTED });
    }
    if wallet.waiting.len().saturating_add(codes) > MAX_WALLET_CODES {
        let max = MAX_WALLET_CODES;
        return Err(HolderError::TooMany { max });
    }
    let mut secrets = Vec::with_capacity(codes);
    let mut wanted = Vec::with_capacity(codes);
    for _ in 0..codes {
        let secret = match proof {
            RequestedProof::Chain => {
                let mut bytes = [0; 16];
                random(&mut bytes).map_err(|RandomFailed| HolderError::Random)?;
                let seed = LiveSeed::new(bytes);
                HeldSecret::Chain { profile, seed }
            }
            RequestedProof::Key => {
                let mut bytes = [0; 32];
                random(&mut bytes).map_err(|RandomFailed| HolderError::Random)?;
                let secret = Secret::new(bytes);
                HeldSecret::Key { profile, secret }
            }
        };
        wanted.push(wanted_of(&secret, wallet));
        secrets.push(secret);
    }
    wallet.waiting.extend(secrets);
    let request = CodeRequest {
        environment: wallet.environment(),
        profile,
        wanted,
    };
    Ok(request.to_text(&own))
}

/// The public half of a secret.
pub(crate) fn wanted_of(secret: &HeldSecret, wallet: &Wallet) -> Wanted {
    let environment = wallet.environment();
    match secret {
        HeldSecret::Chain { profile, seed } => {
            Wanted::Anchor(LiveChain::new(seed, *profile, environment).anchor())
        }
        HeldSecret::Key { secret, .. } => {
            let key = SigningKey::<HolderKey>::from_secret(secret.clone(), environment);
            Wanted::Key(*key.public().as_bytes())
        }
    }
}
