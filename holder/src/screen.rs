use juma_format::time::UnixTime;
use juma_keys::Wallet;

use crate::{Face, HolderError, Shower, card::guardian_of};

/// What is held up to a gate: one code, or a guardian's own and the member's that names it (代亮码),
/// made ready for any moment.
#[derive(Debug)]
pub struct Screen {
    showers: Vec<(usize, Shower)>,
}

/// What a screen shows at a moment.
#[derive(Clone, Debug)]
pub struct View {
    /// The numbers of the codes in the wallet and their faces, the guardian's own first.
    pub faces: Vec<(usize, Face)>,
    /// The first second at which there is a newer view, or none any more.
    pub until: UnixTime,
}

impl Screen {
    /// The code of a number by itself.
    ///
    /// # Errors
    /// When the wallet has no such code.
    pub fn single(wallet: &Wallet, number: usize) -> Result<Self, HolderError> {
        let showers = vec![(number, Shower::new(wallet, number)?)];
        Ok(Self { showers })
    }

    /// A member's code beside the guardian's own that it names.
    ///
    /// # Errors
    /// When the wallet has no such code, or not the one that it names.
    pub fn pair(wallet: &Wallet, member: usize) -> Result<Self, HolderError> {
        let guardian = guardian_of(wallet, member).ok_or(HolderError::NoSuchCode)?;
        let ready = |number| Shower::new(wallet, number).map(|shower| (number, shower));
        let showers = vec![ready(guardian)?, ready(member)?];
        Ok(Self { showers })
    }

    /// The code of a number, beside the guardian's own when it names one that the wallet has.
    ///
    /// # Errors
    /// When the wallet has no such code.
    pub fn of(wallet: &Wallet, number: usize) -> Result<Self, HolderError> {
        match guardian_of(wallet, number) {
            Some(_) => Self::pair(wallet, number),
            None => Self::single(wallet, number),
        }
    }

    /// Whether a number that a venue asks to confirm can be answered.
    #[must_use]
    pub fn answers(&self) -> bool {
        self.showers.iter().any(|(_, shower)| shower.answers())
    }

    /// What is shown at a moment, with the number that a venue asks to confirm.
    ///
    /// # Errors
    /// When a code is over or not yet good, or none of them answers a challenge.
    pub fn view(&self, now: UnixTime, challenge: Option<u32>) -> Result<View, HolderError> {
        if challenge.is_some() && !self.answers() {
            return Err(HolderError::AnswersNothing);
        }
        let face = |(number, shower): &(usize, Shower)| {
            let challenge = challenge.filter(|_| shower.answers());
            shower.face(now, challenge).map(|face| (*number, face))
        };
        let faces = self.showers.iter().map(face);
        let faces: Vec<(usize, Face)> = faces.collect::<Result<_, HolderError>>()?;
        let until = faces.iter().map(|(_, face)| face.until).min();
        let until = until.ok_or(HolderError::NoSuchCode)?;
        Ok(View { faces, until })
    }
}
