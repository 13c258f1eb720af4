use core::fmt;

use juma_format::{
    Environment,
    claims::LiveProfile,
    code_text::{holder_key_text, live_text, static_text},
    time::UnixTime,
};
use juma_keys::{
    HeldSecret, HolderKey, LiveChain, Presentation, SigningKey, Slots, Wallet, WalletCode,
};

use crate::{HolderError, card::claims_of};

/// A code that is ready to be shown at any moment: its chain was walked once, and the code of a
/// moment costs at most 255 hashes.
pub struct Shower {
    code: Vec<u8>,
    expires: UnixTime,
    proof: Prepared,
}

enum Prepared {
    Chain(Slots, LiveChain),
    Key(Slots, Box<SigningKey<HolderKey>>),
    Nothing,
}

/// What is shown at a moment.
#[derive(Clone)]
pub struct Face {
    /// The text for a symbol.
    pub text: String,
    /// The first second at which there is a newer one; the end of the code when it is static.
    pub until: UnixTime,
    /// The slot, of a live code.
    pub slot: Option<u32>,
}

juma_format::redacted_debug!(Face => "Face");

impl fmt::Debug for Shower {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shower(..)")
    }
}

impl Shower {
    /// Makes the code of a number ready.
    ///
    /// # Errors
    /// When the wallet has no such code.
    pub fn new(wallet: &Wallet, number: usize) -> Result<Self, HolderError> {
        let code = number.checked_sub(1).and_then(|at| wallet.codes.get(at));
        Self::of(code.ok_or(HolderError::NoSuchCode)?, wallet.environment())
    }

    fn of(code: &WalletCode, environment: Environment) -> Result<Self, HolderError> {
        let expires = claims_of(&code.code)?.common().expires;
        let slots = |profile: LiveProfile| Slots::new(profile, expires);
        let proof = match &code.secret {
            None => Prepared::Nothing,
            Some(HeldSecret::Chain { profile, seed }) => {
                Prepared::Chain(slots(*profile), LiveChain::new(seed, *profile, environment))
            }
            Some(HeldSecret::Key { profile, secret }) => Prepared::Key(
                slots(*profile),
                Box::new(SigningKey::from_secret(secret.clone(), environment)),
            ),
        };
        Ok(Self {
            code: code.code.clone(),
            expires,
            proof,
        })
    }

    /// Whether it answers a number that a venue asks to confirm.
    #[must_use]
    pub const fn answers(&self) -> bool {
        matches!(self.proof, Prepared::Key(..))
    }

    /// What is shown at a moment, with the number that a venue asks to confirm.
    ///
    /// # Errors
    /// When the code is over or not yet good, or answers no challenge.
    pub fn face(&self, now: UnixTime, challenge: Option<u32>) -> Result<Face, HolderError> {
        let expires = self.expires;
        if now >= expires {
            return Err(HolderError::Over { expires });
        }
        if challenge.is_some() && !self.answers() {
            return Err(HolderError::AnswersNothing);
        }
        let slot_of = |slots: &Slots| {
            let from = slots.begins(1);
            slots.slot_at(now).ok_or(HolderError::NotYet { from })
        };
        match &self.proof {
            Prepared::Nothing => Ok(Face {
                text: static_text(&self.code),
                until: expires,
                slot: None,
            }),
            Prepared::Chain(slots, chain) => {
                let slot = slot_of(slots)?;
                let from = slots.begins(1);
                let preimage = chain.preimage(slot).ok_or(HolderError::NotYet { from })?;
                Ok(Face {
                    text: live_text(&self.code, slot, &preimage),
                    until: slots.ends(slot),
                    slot: Some(slot),
                })
            }
            Prepared::Key(slots, key) => {
                let slot = slot_of(slots)?;
                let signature = Presentation::of_code(&self.code, slot, challenge).sign(key);
                Ok(Face {
                    text: holder_key_text(&self.code, slot, challenge, signature),
                    until: slots.ends(slot),
                    slot: Some(slot),
                })
            }
        }
    }
}
