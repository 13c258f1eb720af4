use juma_format::{claims::Liveness, code_text::CodeBytes};
use juma_keys::{HeldSecret, MAX_WALLET_CODES, Wallet, WalletCode, Wanted};

use crate::{HolderError, card::claims_of, request::wanted_of};

/// Takes an issuer's answer, the text of a code alone, into the wallet, and says its number. A live
/// code must carry an anchor or a key that the wallet has asked for.
///
/// Whether the issuer's signature is good, a verifier says; a wallet has no trust list.
///
/// # Errors
/// When the text is no code, or not one for this wallet.
pub fn add_code(wallet: &mut Wallet, text: &str) -> Result<usize, HolderError> {
    let bytes = CodeBytes::from_text(text)?;
    let code = bytes.shown()?.code_bytes.to_vec();
    if wallet.codes.iter().any(|known| known.code == code) {
        return Err(HolderError::Known);
    }
    room_for(wallet, 1)?;
    let claims = claims_of(&code)?;
    let (wanted, profile) = match claims.common().medium.liveness() {
        Liveness::Static => {
            wallet.codes.push(WalletCode { code, secret: None });
            return Ok(wallet.codes.len());
        }
        Liveness::Anchor { profile, anchor } => (Wanted::Anchor(anchor), profile),
        Liveness::HolderKey { profile, key } => (Wanted::Key(key), profile),
    };
    let is_it =
        |secret: &HeldSecret| profile_of(secret) == profile && wanted_of(secret, wallet) == wanted;
    let secret = match wallet.waiting.iter().position(is_it) {
        Some(place) => wallet.waiting.remove(place),
        // Anybody who has seen the request can make a text with its anchor, which no gate takes. It
        // must not keep the issuer's answer out.
        None => {
            let held = wallet.codes.iter().filter_map(|it| it.secret.as_ref());
            let mut held = held.filter(|secret| is_it(secret));
            held.next().cloned().ok_or(HolderError::NotAsked)?
        }
    };
    let secret = Some(secret);
    wallet.codes.push(WalletCode { code, secret });
    Ok(wallet.codes.len())
}

/// Takes the codes of a wallet that an issuer made into the holder's, and says how many were new.
///
/// # Errors
/// When it belongs to another environment, or there is no room.
pub fn add_wallet(wallet: &mut Wallet, other: Wallet) -> Result<usize, HolderError> {
    if wallet.environment() != other.environment() {
        return Err(HolderError::OtherEnvironment);
    }
    let is_new = |code: &WalletCode| wallet.codes.iter().all(|known| known.code != code.code);
    let new: Vec<WalletCode> = other.codes.into_iter().filter(is_new).collect();
    room_for(wallet, new.len())?;
    let count = new.len();
    wallet.codes.extend(new);
    Ok(count)
}

fn room_for(wallet: &Wallet, codes: usize) -> Result<(), HolderError> {
    let max = MAX_WALLET_CODES;
    if wallet.codes.len().saturating_add(codes) > max {
        return Err(HolderError::TooMany { max });
    }
    Ok(())
}

const fn profile_of(secret: &HeldSecret) -> juma_format::claims::LiveProfile {
    match secret {
        HeldSecret::Chain { profile, .. } | HeldSecret::Key { profile, .. } => *profile,
    }
}
