use juma_format::{claims::Tier, time::UnixTime};
use juma_registry::{SubjectId, ledger::Serial};
use serde_json::json;

use crate::{
    Register, RegisterError, StoreError,
    journal::signed,
    store::{Row, Value},
};

/// A code in whose place another is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueCode {
    /// Its serial.
    pub serial: Serial,
    /// Whom it is about.
    pub subject: SubjectId,
    /// Its tier.
    pub tier: Tier,
    /// What it is shown on.
    pub carrier: Carrier,
    /// Who shows it.
    pub bearer: DueBearer,
    /// When it ends.
    pub expires: UnixTime,
    /// Why another is due.
    pub reason: DueReason,
    /// Whether another is there.
    pub successor: Successor,
}

/// What a code is shown on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// A phone that proves each moment; only its holder can ask for another.
    Live,
    /// A sheet or a card.
    Paper,
    /// A phone.
    Screen,
}

/// Who shows a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DueBearer {
    /// A guardian, beside a code of their own.
    Guardian {
        /// Who.
        subject: SubjectId,
        /// What that code is shown on.
        beside: Carrier,
    },
    /// The person.
    Holder,
}

/// Why another code is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DueReason {
    /// It ends soon.
    Ends,
    /// The register has other facts than it shows, or has revoked it for them.
    Facts,
    /// The guardian's code that it names is revoked.
    Guardian,
}

/// What there is in the place of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Successor {
    /// Nothing yet.
    Missing,
    /// A newer code of the kind that shows what the register has: the old one is to be revoked.
    There,
}

/// Which codes are looked at.
#[derive(Clone, Copy, Debug)]
pub struct DueQuery<'a> {
    /// Whose.
    pub whose: Whose<'a>,
    /// Who shows them. Guardians' own codes come before the codes that name them.
    pub bearers: Bearers,
    /// Those of a higher serial than this; 0 for all.
    pub after: u64,
    /// And of no higher one than this: what is issued meanwhile is not looked at.
    pub upto: u64,
    /// The moment that counts.
    pub now: UnixTime,
    /// Seconds before its end in which another is due; never more than a third of its whole time,
    /// so that nothing that was just issued is due.
    pub within: u64,
}

/// Whose codes are looked at.
#[derive(Clone, Copy, Debug)]
pub enum Whose<'a> {
    /// Everybody's.
    Everybody,
    /// This person's, and those that this person shows.
    Person(&'a SubjectId),
}

/// Who shows the codes that are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bearers {
    /// Guardians.
    Guardians,
    /// Those whom they are about.
    Holders,
}

/// Codes in memory at once.
const PAGE: i64 = 2000;

/// The reasons, and that the newest code of each kind of a person counts: of two static gate codes
/// the later one is the person's code and the other a copy that is older.
const DUE: &str = "SELECT i.serial, s.subject, i.tier, i.medium, i.profile, i.expires, gs.subject,
        CASE WHEN i.status <> 'valid' OR {STALE} THEN 'facts'
             WHEN {DEAD} THEN 'guardian' ELSE 'ends' END,
        CASE WHEN {FOLLOWED} THEN 'there' ELSE 'missing' END, g.medium, g.profile
    FROM issuances i
    JOIN subjects s ON s.id = i.subject AND s.subject IS NOT NULL
    LEFT JOIN residents r ON r.subject = i.subject
    LEFT JOIN issuances g ON g.serial = i.guardian
    LEFT JOIN subjects gs ON gs.id = g.subject
    WHERE i.serial > $2 AND i.serial <= $3 AND i.expires > $1 AND i.state = 'committed'
      AND {BEARER} {WHOSE}
      AND (i.status = 'valid' AND ({STALE} OR {DEAD} OR {ENDS})
           OR i.status = 'invalid' AND i.due IS NOT NULL)
      AND ({FOLLOWED} OR NOT EXISTS (SELECT 1 FROM issuances n WHERE {KIND}
           AND (i.status = 'invalid' OR n.expires > $1
               AND (n.status <> 'invalid' OR n.due IS NOT NULL))))
    ORDER BY i.serial LIMIT {PAGE}";

const STALE: &str = "(r.revision IS NOT NULL AND (i.revision IS NULL OR i.revision < r.revision))";

const DEAD: &str = "(g.serial IS NOT NULL AND g.status = 'invalid')";

const ENDS: &str = "(i.expires <= $4 AND (i.expires - $1) * 3 <= i.expires - i.issued)";

/// A later code of the same kind.
const KIND: &str = "n.subject = i.subject AND n.serial > i.serial AND n.state = 'committed'
    AND n.tier = i.tier AND n.medium = i.medium
    AND (n.profile IS NULL) = (i.profile IS NULL) AND {OTHER}";

/// A later one that shows what the register has. Live codes end by themselves, and another phone
/// may go on with the older one.
const FOLLOWED: &str = "(i.status = 'valid' AND i.profile IS NULL AND ({STALE} OR {DEAD})
    AND EXISTS (SELECT 1 FROM issuances n WHERE {KIND} AND n.status = 'valid'
        AND n.expires > $1 AND n.revision = r.revision {GOOD}))";

/// That a later code names a guardian's code that is good.
const GOOD: &str = "AND EXISTS (SELECT 1 FROM issuances y
    WHERE y.serial = n.guardian AND y.status = 'valid')";

/// That a later code is shown by the same guardian.
const SAME_GUARDIAN: &str = "n.guardian IN (SELECT x.serial FROM issuances x
    WHERE x.subject = g.subject)";

impl DueQuery<'_> {
    fn sql(&self) -> String {
        let (bearer, other, good) = match self.bearers {
            Bearers::Guardians => ("i.guardian IS NOT NULL", SAME_GUARDIAN, GOOD),
            Bearers::Holders => ("i.guardian IS NULL", "n.guardian IS NULL", ""),
        };
        let whose = match (self.whose, self.bearers) {
            (Whose::Everybody, _) => "",
            (Whose::Person(_), Bearers::Holders) => "AND s.subject = $5",
            (Whose::Person(_), Bearers::Guardians) => "AND (s.subject = $5 OR gs.subject = $5)",
        };
        DUE.replace("{FOLLOWED}", FOLLOWED)
            .replace("{KIND}", KIND)
            .replace("{STALE}", STALE)
            .replace("{DEAD}", DEAD)
            .replace("{ENDS}", ENDS)
            .replace("{BEARER}", bearer)
            .replace("{OTHER}", other)
            .replace("{GOOD}", good)
            .replace("{WHOSE}", whose)
            .replace("{PAGE}", &PAGE.to_string())
    }
}

impl Register {
    /// The next codes, by serial, in whose place another is due; none when there are no more. Codes
    /// of people who are not enrolled are due at their end only.
    ///
    /// # Errors
    /// When the register fails.
    pub fn due_codes(&self, query: &DueQuery<'_>) -> Result<Vec<DueCode>, RegisterError> {
        let now = signed(query.now.seconds())?;
        let horizon = signed(query.now.plus(query.within).seconds())?;
        let mut values: Vec<Value<'_>> = vec![
            now.into(),
            signed(query.after)?.into(),
            signed(query.upto)?.into(),
            horizon.into(),
        ];
        if let Whose::Person(subject) = query.whose {
            values.push(subject.as_str().into());
        }
        self.read(|store| Ok(store.all(&query.sql(), &values, due_code)?))
    }

    /// Lets no code come after those of this person that were revoked for the facts' sake, and says
    /// of how many that is true.
    ///
    /// # Errors
    /// When the register fails.
    pub fn forgo_person(&mut self, subject: &SubjectId) -> Result<u64, RegisterError> {
        let sql = "UPDATE issuances SET due = NULL WHERE due IS NOT NULL
                   AND subject IN (SELECT id FROM subjects WHERE subject = $1)";
        self.forgo(sql, &[subject.as_str().into()])
    }

    /// The same of the code of one serial.
    ///
    /// # Errors
    /// When the register fails.
    pub fn forgo_code(&mut self, serial: Serial) -> Result<u64, RegisterError> {
        let sql = "UPDATE issuances SET due = NULL WHERE due IS NOT NULL AND serial = $1";
        self.forgo(sql, &[signed(serial.number())?.into()])
    }

    fn forgo(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, RegisterError> {
        self.write(|act| {
            let count = act.store.execute(sql, values)?;
            if count > 0 {
                act.record("forgo", &json!({"codes": count}))?;
            }
            Ok(count)
        })
    }
}

impl Carrier {
    /// The word of outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Paper | Self::Screen => self.medium(),
        }
    }

    pub(super) fn of(medium: &str, profile: Option<i64>) -> Self {
        match (profile, medium) {
            (Some(_), _) => Self::Live,
            (None, "paper") => Self::Paper,
            (None, _) => Self::Screen,
        }
    }

    /// The word of the schema.
    pub(crate) const fn medium(self) -> &'static str {
        match self {
            Self::Live | Self::Screen => "screen",
            Self::Paper => "paper",
        }
    }
}

impl DueReason {
    /// The word of outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ends => "ends",
            Self::Facts => "facts",
            Self::Guardian => "guardian",
        }
    }
}

pub(super) fn serial(row: &Row<'_>) -> Result<Serial, StoreError> {
    Serial::new(row.number(0)?).ok_or(StoreError::Corrupt)
}

fn due_code(row: &Row<'_>) -> Result<DueCode, StoreError> {
    let subject = |text: String| SubjectId::new(&text).map_err(|_| StoreError::Corrupt);
    let reasons = [DueReason::Ends, DueReason::Facts, DueReason::Guardian];
    let reason = row.text(7)?;
    Ok(DueCode {
        serial: serial(row)?,
        subject: subject(row.text(1)?)?,
        tier: Tier::from_name(&row.text(2)?).ok_or(StoreError::Corrupt)?,
        carrier: Carrier::of(&row.text(3)?, row.optional_integer(4)?),
        bearer: match row.optional_text(6)? {
            Some(guardian) => DueBearer::Guardian {
                subject: subject(guardian)?,
                beside: Carrier::of(&row.text(9)?, row.optional_integer(10)?),
            },
            None => DueBearer::Holder,
        },
        expires: UnixTime::from_seconds(row.number(5)?),
        reason: reasons
            .into_iter()
            .find(|one| one.name() == reason)
            .ok_or(StoreError::Corrupt)?,
        successor: match &*row.text(8)? {
            "there" => Successor::There,
            _ => Successor::Missing,
        },
    })
}
