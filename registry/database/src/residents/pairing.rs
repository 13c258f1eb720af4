use juma_format::{claims::LiveProfile, time::UnixTime};
use juma_registry::{
    SubjectId,
    ledger::{PairingKey, Serial},
};

use super::due::{Carrier, serial};
use crate::{Register, RegisterError, StoreError, journal::signed};

/// A code of a guardian's own, beside which a member's can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PairingCode {
    /// Its serial.
    pub serial: Serial,
    /// When it ends.
    pub expires: UnixTime,
    /// What tags are made with, where it was kept.
    pub key: Option<PairingKey>,
}

/// Guardians' codes that are looked at for one that is known well enough to be named.
const PAIRING_CODES: i64 = 16;

impl Register {
    /// The code of a guardian's own that a member's code on a carrier is to name: of those that are
    /// good and fit, one whose key was kept, shown on what the one was that was named before, else
    /// on what the member's is; of these the newest.
    ///
    /// # Errors
    /// When the register fails.
    pub fn pairing_code(
        &self,
        guardian: &SubjectId,
        (carrier, beside): (Carrier, Carrier),
        now: UnixTime,
    ) -> Result<Option<PairingCode>, RegisterError> {
        let fit = match carrier {
            // A sheet is not renewed with a phone's code each month.
            Carrier::Paper => "i.profile IS NULL".to_owned(),
            Carrier::Live | Carrier::Screen => {
                let profile = LiveProfile::P2.number();
                format!("(i.profile IS NULL OR i.profile = {profile})")
            }
        };
        let sql = format!(
            "SELECT i.serial, i.expires, k.key, i.medium, i.profile FROM issuances i
             JOIN subjects s ON s.id = i.subject
             LEFT JOIN pairing_keys k ON k.serial = i.serial
             WHERE s.subject = $1 AND i.expires > $2 AND i.tier = 'gate' AND i.guardian IS NULL
               AND i.state = 'committed' AND i.status = 'valid' AND {fit}
             ORDER BY i.serial DESC LIMIT {PAIRING_CODES}"
        );
        let values = [guardian.as_str().into(), signed(now.seconds())?.into()];
        let codes = self.read(|store| {
            let codes = store.all(&sql, &values, |row| {
                let key = row.optional_bytes(2)?.map(<[u8; 32]>::try_from);
                let key = key.transpose().map_err(|_| StoreError::Corrupt)?;
                let code = PairingCode {
                    serial: serial(row)?,
                    expires: UnixTime::from_seconds(row.number(1)?),
                    key: key.map(PairingKey::from_bytes),
                };
                Ok((code, Carrier::of(&row.text(3)?, row.optional_integer(4)?)))
            })?;
            Ok::<_, RegisterError>(codes)
        })?;
        // The last of the best is taken, and the newest come first.
        let best = codes.into_iter().rev().max_by_key(|(code, own)| {
            let is_alike = own.medium() == carrier.medium();
            (code.key.is_some(), *own == beside, is_alike)
        });
        Ok(best.map(|(code, _)| code))
    }
}
