//! Officers open what is sealed (SPEC §7.4), after everything else was judged.

use juma_format::{Environment, claims::Tier};
use juma_keys::{RecipientSecretKey, RecordError, SealContext, SealKey, open_record};

use crate::{Judgement, Refusal, Verdict, policy::Share};

/// What opening came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// There was nothing to open: no accepted code of tier sealed, or a venue that is not to see it.
    Nothing,
    /// None of the keys opens it: it was sealed to another city's or another quarter's.
    NoKey,
    /// The record is open.
    Opened,
    /// What was sealed is not what stands in the clear: the code is refused now.
    Mismatch,
}

impl Opening {
    /// The word of JSON and of journals.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::NoKey => "no-key",
            Self::Opened => "opened",
            Self::Mismatch => "mismatch",
        }
    }
}

impl Judgement {
    /// Opens the sealed part of an accepted code for a venue that may see the full share. The keys
    /// are those that the officer has unlocked; a gate has none.
    #[must_use]
    pub fn open(
        self,
        environment: Environment,
        keys: &[RecipientSecretKey<SealKey>],
    ) -> (Self, Opening) {
        let Verdict::Accept(acceptance) = &self.verdict else {
            return (self, Opening::Nothing);
        };
        if acceptance.share != Share::Full || acceptance.claims.tier() != Tier::Sealed {
            return (self, Opening::Nothing);
        }
        let context = SealContext {
            environment,
            signer: acceptance.signer,
            claims: &acceptance.claims,
        };
        match open_record(&context, keys) {
            Ok(record) => {
                let verdict = Verdict::Accept(acceptance.clone().with_record(record));
                (Self { verdict, ..self }, Opening::Opened)
            }
            Err(RecordError::NotOpened) => (self, Opening::NoKey),
            // What was opened is none of the issuer's own records about this code.
            Err(_) => {
                let verdict = Refusal::SealedMismatch.into();
                let refused = Self {
                    verdict,
                    opened_by_policy: false,
                    ..self
                };
                (refused, Opening::Mismatch)
            }
        }
    }
}
