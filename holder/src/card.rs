use juma_format::{
    body::Code,
    claims::{Bearer, Claims, Liveness, Medium, Relation, Tier, TierClaims},
    envelope::Envelope,
    redacted_debug,
    time::UnixTime,
};
use juma_keys::{GuardianKey, Wallet};

use crate::HolderError;

/// What a code of the wallet says of itself, for its holder; no verifier has looked at it.
#[derive(Clone)]
pub struct Card {
    /// Its number in the wallet, from 1.
    pub number: usize,
    /// Its tier.
    pub tier: Tier,
    /// The name, masked or whole as the tier has it.
    pub name: String,
    /// What the guardian is to the person, for a code that a guardian shows.
    pub guardian: Option<Relation>,
    /// What it is shown with.
    pub proof: Proof,
    /// The first second at which it is over.
    pub expires: UnixTime,
}

/// What a code is shown with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The value of a slot.
    Chain,
    /// A signature by the holder's key.
    Key,
    /// Nothing, from a sheet.
    Paper,
    /// Nothing.
    Static,
}

impl Proof {
    /// The word of outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chain => "live",
            Self::Key => "holder-key",
            Self::Paper => "paper",
            Self::Static => "static",
        }
    }
}

redacted_debug!(Card => "Card");

/// The codes of a wallet. A code that cannot be read is left out; its number is not given away.
#[must_use]
pub fn cards(wallet: &Wallet) -> Vec<Card> {
    let codes = wallet.codes.iter().zip(1..);
    let card = |(code, number): (&juma_keys::WalletCode, usize)| {
        let claims = claims_of(&code.code).ok()?;
        let common = claims.common();
        Some(Card {
            number,
            tier: claims.tier(),
            name: match claims.personal_before_verdict() {
                TierClaims::Full(full) => full.person.name.as_str().to_owned(),
                other => other.gate_share().name.as_str().to_owned(),
            },
            guardian: match common.bearer {
                Bearer::Holder => None,
                Bearer::Guardian { relation, .. } => Some(relation),
            },
            proof: match common.medium {
                Medium::Paper => Proof::Paper,
                Medium::Screen(Liveness::Static) => Proof::Static,
                Medium::Screen(Liveness::Anchor { .. }) => Proof::Chain,
                Medium::Screen(Liveness::HolderKey { .. }) => Proof::Key,
            },
            expires: common.expires,
        })
    };
    codes.filter_map(card).collect()
}

/// The number of the code that is meant when none is named: the holder's own, not over, live
/// before static, and of these the one that ends last.
///
/// # Errors
/// When there is none.
pub fn chosen(wallet: &Wallet, now: UnixTime) -> Result<usize, HolderError> {
    let cards = cards(wallet).into_iter();
    let own = cards.filter(|card| card.guardian.is_none() && card.expires > now);
    let is_live = |card: &Card| matches!(card.proof, Proof::Chain | Proof::Key);
    own.max_by_key(|card| (is_live(card), card.expires, usize::MAX - card.number))
        .map(|card| card.number)
        .ok_or(HolderError::NoSuchCode)
}

/// The number of the guardian's own code that a member's code in the wallet names, if the wallet
/// has it.
#[must_use]
pub fn guardian_of(wallet: &Wallet, member: usize) -> Option<usize> {
    let code = &wallet.codes.get(member.checked_sub(1)?)?.code;
    let claims = claims_of(code).ok()?;
    let Bearer::Guardian { tag, .. } = claims.common().bearer else {
        return None;
    };
    let key_id = Envelope::<Code>::parse(code).ok()?.key_id();
    let status = claims.common().status;
    let mut codes = wallet.codes.iter().zip(1..);
    let found = codes.find(|(other, _)| {
        GuardianKey::of(&other.code).tag(wallet.environment(), key_id, status) == tag
    })?;
    Some(found.1)
}

pub(crate) fn claims_of(code: &[u8]) -> Result<Claims, HolderError> {
    let envelope = Envelope::<Code>::parse(code)
        .map_err(|error| HolderError::Text(juma_format::code_text::CodeTextError::from(error)))?;
    Ok(Claims::decode(envelope.payload_unverified())?)
}
