//! How large codes become, by form and kind of person (SPEC §5.6).

use std::fmt::Write;

use juma_cli::failure::Failure;
use juma_format::{
    Environment, StatusRef,
    body::Code,
    claims::{
        Bearer, Claims, Common, Full, Gate, LiveProfile, Liveness, Medium, Relation, Sealed,
        SealedPart, SealedRecord, TierClaims, pad,
    },
    code_text::{MAX_CHALLENGE, holder_key_text, live_text, static_text},
    envelope::SignatureBytes,
    region::Region,
};
use juma_keys::{CodeKey, SigningKey};
use juma_symbol::smallest_version;

pub use crate::person::PersonKind;
use crate::{DemoSeed, moments::ISSUED, office::failed};

/// A form in which a code is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// What it is called in the table.
    pub title: &'static str,
    tier: FormTier,
    shown: ShownOn,
    guardian: ShownBy,
    /// The most that it may take for a plain person.
    pub budget: Option<Budget>,
}

/// The most that a form may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// The version of the symbol.
    pub version: u8,
    /// The bytes, where they were fixed too.
    pub bytes: Option<usize>,
}

/// What a code takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// The bytes beneath the text, with the proof around the code.
    pub bytes: usize,
    /// The characters of the text.
    pub chars: usize,
    /// The version of the symbol.
    pub version: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FormTier {
    Gate,
    GateWithTail,
    Full,
    Sealed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ShownOn {
    Screen,
    Paper,
    Live,
    HolderKey,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ShownBy {
    Holder,
    Guardian,
}

/// The forms of the table, with the budgets that the design gives.
#[rustfmt::skip]
pub const FORMS: [Form; 14] = [
    form("gate", FormTier::Gate, ShownOn::Screen, ShownBy::Holder, budget(7, 116)),
    form("gate, document's last two", FormTier::GateWithTail, ShownOn::Screen, ShownBy::Holder, None),
    form("gate, paper", FormTier::Gate, ShownOn::Paper, ShownBy::Holder, None),
    form("gate, guardian", FormTier::Gate, ShownOn::Screen, ShownBy::Guardian, within(8)),
    form("gate, live, shown", FormTier::Gate, ShownOn::Live, ShownBy::Holder, within(9)),
    form("gate, holder's key, shown", FormTier::Gate, ShownOn::HolderKey, ShownBy::Holder, within(12)),
    form("full", FormTier::Full, ShownOn::Screen, ShownBy::Holder, budget(10, 204)),
    form("full, paper", FormTier::Full, ShownOn::Paper, ShownBy::Holder, None),
    form("full, guardian", FormTier::Full, ShownOn::Screen, ShownBy::Guardian, within(11)),
    form("full, live, shown", FormTier::Full, ShownOn::Live, ShownBy::Holder, budget(11, 241)),
    form("full, holder's key, shown", FormTier::Full, ShownOn::HolderKey, ShownBy::Holder, within(14)),
    form("sealed", FormTier::Sealed, ShownOn::Screen, ShownBy::Holder, budget(13, 319)),
    form("sealed, paper", FormTier::Sealed, ShownOn::Paper, ShownBy::Holder, None),
    form("sealed, live, shown", FormTier::Sealed, ShownOn::Live, ShownBy::Holder, None),
];

/// The table, in Markdown.
///
/// # Errors
/// When a code is larger than any symbol.
pub fn table() -> Result<String, Failure> {
    let mut table = String::from("Bytes / characters / version; the last column is the bound.\n\n");
    table.push_str("| form |");
    for kind in PersonKind::ALL {
        let _ = write!(table, " {} |", kind.title());
    }
    table.push_str(" at most |\n|---|---|---|---|---|---|\n");
    for form in FORMS {
        let _ = write!(table, "| {} |", form.title);
        for kind in PersonKind::ALL {
            let size = form.size(kind)?;
            let _ = write!(
                table,
                " {} / {} / {} |",
                size.bytes, size.chars, size.version
            );
        }
        let _ = writeln!(table, " {} |", bound(form.budget));
    }
    Ok(table)
}

fn bound(budget: Option<Budget>) -> String {
    match budget {
        None => "–".to_owned(),
        Some(Budget { version, bytes }) => match bytes {
            None => format!("v{version}"),
            Some(bytes) => format!("v{version}, {bytes} bytes"),
        },
    }
}

impl Form {
    /// What a code of this form takes for a kind of person. Status reference, slot and challenge
    /// are as long as they become; proofs and the sealed part are stand-ins of the right length.
    ///
    /// # Errors
    /// When it is larger than any symbol.
    pub fn size(self, kind: PersonKind) -> Result<Size, Failure> {
        let claims = self.claims(kind)?;
        let key: SigningKey<CodeKey> =
            SigningKey::from_secret(DemoSeed::SAMPLES.code_secret(), Environment::Demo);
        let code = key.sign::<Code>(claims.encode());
        let last_slot = u32::try_from(PROFILE.slots()).map_err(failed("no slot"))?;
        let challenge = u32::try_from(MAX_CHALLENGE).map_err(failed("no challenge"))?;
        let text = match self.shown {
            ShownOn::Screen | ShownOn::Paper => static_text(&code),
            ShownOn::Live => live_text(&code, last_slot, &[0; 16]),
            ShownOn::HolderKey => {
                let signature = SignatureBytes::new([0; 64]);
                holder_key_text(&code, last_slot, Some(challenge), signature)
            }
        };
        let chars = text.len();
        let version = smallest_version(chars).ok_or_else(|| Failure::new("no symbol holds it"))?;
        Ok(Size {
            bytes: bytes_of(chars),
            chars,
            version: version.number(),
        })
    }

    fn claims(self, kind: PersonKind) -> Result<Claims, Failure> {
        let person = kind.person()?;
        let no_region = failed("no region");
        let district = Region::parse("440304").map_err(no_region)?;
        let bearer = match self.guardian {
            ShownBy::Holder => Bearer::Holder,
            ShownBy::Guardian => Bearer::Guardian {
                relation: Relation::LegalGuardian,
                tag: [0; 8],
            },
        };
        let gate = Gate {
            name: person.name.masked(),
            address: person.address.state(),
            document_tail: match self.tier {
                FormTier::GateWithTail => Some(person.document.tail()),
                _ => None,
            },
        };
        let population = kind.population();
        let (region, tier) = match self.tier {
            FormTier::Gate | FormTier::GateWithTail => {
                (district.prefecture(), TierClaims::Gate(gate))
            }
            FormTier::Full => {
                let issued = ISSUED;
                (district, TierClaims::Full(Full { issued, person }))
            }
            FormTier::Sealed => {
                let record = SealedRecord::new(district, population, bearer, person);
                let padded = pad(record.encode()).map_err(failed("too long to be sealed"))?;
                // 32 bytes of encapsulated key, and 16 of tag (SPEC §7.4).
                let part = SealedPart::new(&vec![0; 32 + padded.len() + 16])
                    .ok_or_else(|| Failure::new("no sealed part"))?;
                let sealed = Sealed { gate, part };
                (district.prefecture(), TierClaims::Sealed(sealed))
            }
        };
        let expires = ISSUED.date().plus_days(365).midnight().unwrap_or(ISSUED);
        // The last reference that takes five bytes, as the design has it.
        let status = StatusRef::new(4095, StatusRef::ENTRIES - 1);
        let common = Common {
            expires,
            status: status.ok_or_else(|| Failure::new("no status reference"))?,
            region,
            population,
            bearer,
            medium: self.medium(),
        };
        Claims::new(common, tier).map_err(failed("no claims"))
    }

    const fn medium(self) -> Medium {
        match self.shown {
            ShownOn::Paper => Medium::Paper,
            ShownOn::Screen => Medium::Screen(Liveness::Static),
            ShownOn::Live => Medium::Screen(Liveness::Anchor {
                profile: PROFILE,
                anchor: [0; 16],
            }),
            ShownOn::HolderKey => Medium::Screen(Liveness::HolderKey {
                profile: PROFILE,
                key: [0; 32],
            }),
        }
    }
}

const PROFILE: LiveProfile = LiveProfile::P2;

/// Three characters of base45 for two bytes, two for one, after a prefix of four.
const fn bytes_of(chars: usize) -> usize {
    let body = chars - 4;
    body / 3 * 2 + body % 3 / 2
}

const fn form(
    title: &'static str,
    tier: FormTier,
    shown: ShownOn,
    guardian: ShownBy,
    budget: Option<Budget>,
) -> Form {
    Form {
        title,
        tier,
        shown,
        guardian,
        budget,
    }
}

const fn budget(version: u8, bytes: usize) -> Option<Budget> {
    Some(Budget {
        version,
        bytes: Some(bytes),
    })
}

const fn within(version: u8) -> Option<Budget> {
    Some(Budget {
        version,
        bytes: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn budgets_hold() {
        for form in FORMS {
            let size = form.size(PersonKind::Plain).unwrap();
            let Some(budget) = form.budget else { continue };
            assert!(size.version <= budget.version, "{}: {size:?}", form.title);
            let most = budget.bytes.unwrap_or(usize::MAX);
            assert!(size.bytes <= most, "{}: {size:?}", form.title);
        }
    }
}
