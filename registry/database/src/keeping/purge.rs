use std::fmt;

use juma_format::time::{DAY, UnixTime};
use juma_registry::{SubjectId, ledger::Serial};
use serde_json::json;

use crate::{
    Register, RegisterError, StoreError,
    act::{Act, SubjectRow},
    error::Failure,
    journal::signed,
    store::{Row, Store},
};

/// How many days after the last trace of somebody what is held on them is erased: the longest six
/// months. So long an act can be taken to court (行政诉讼法 art. 46) and so long logs are to be kept
/// (网络安全法 art. 21); nothing else asks for more, and PIPL art. 19 for the shortest time.
pub const RETENTION_DAYS: u32 = 184;

/// Why somebody is erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PurgeGround {
    /// Nothing more is to be done with what is held, and it was kept for as many days.
    Due {
        /// Days since the last trace.
        retention_days: u32,
    },
    /// The person asks for it (PIPL art. 47), or should never have been enrolled: no time is waited.
    Request,
}

/// What keeps somebody from being erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotDue {
    /// A code is good, or suspended and can be restored.
    CodeGood(Serial),
    /// A code was begun and is not settled.
    CodePlanned(Serial),
    /// A residence is registered or pending here.
    Residence,
    /// What is held is to be kept for some time more.
    Retained {
        /// The first moment at which it is due.
        until: UnixTime,
    },
    /// Nothing is held on anybody of this id.
    Unknown,
}

/// Somebody who is to be erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The register's own number.
    pub(crate) number: i64,
    /// Whose it is.
    pub subject: SubjectId,
}

/// What was erased.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Purged {
    /// People of whom nothing is held any more.
    pub people: u64,
    /// Their codes, which stay in the ledger as numbers of nobody's.
    pub codes: u64,
}

/// What became of the bytes of what was erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wiped {
    /// The file was written anew without them.
    Anew,
    /// The server keeps them until its keeper has the tables written anew.
    ByServer,
}

/// Why nobody was erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PurgeError {
    /// The person is not to be erased yet.
    NotDue(NotDue),
    /// The register failed.
    Register(RegisterError),
}

impl NotDue {
    /// The word that outputs use for good.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::CodeGood(_) => "code-good",
            Self::CodePlanned(_) => "code-planned",
            Self::Residence => "residence-open",
            Self::Retained { .. } => "retained",
            Self::Unknown => "unknown-subject",
        }
    }
}

impl fmt::Display for NotDue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CodeGood(serial) => {
                write!(f, "the code of serial {serial} is good: revoke it first")
            }
            Self::CodePlanned(serial) => {
                write!(f, "the code of serial {serial} is begun and not settled")
            }
            Self::Residence => f.write_str("a residence is registered or pending: end it first"),
            Self::Retained { until } => write!(f, "what is held is due from {until} on"),
            Self::Unknown => f.write_str("nothing is held on anybody of this id"),
        }
    }
}

impl std::error::Error for NotDue {}

/// How somebody stands: one row of the rule.
struct Standing {
    due: Due,
    hindrance: Option<NotDue>,
}

/// A code counts while it is good, a residence while it is not ended; the last trace is the latest
/// moment at which anything of the person began or ended.
const RULE: &str = "SELECT s.id, s.subject,
    (SELECT min(i.serial) FROM issuances i WHERE i.subject = s.id AND i.state = 'planned'),
    (SELECT min(i.serial) FROM issuances i WHERE i.subject = s.id AND i.state = 'committed'
        AND i.status <> 'invalid' AND i.expires > $1),
    (SELECT min(g.number) FROM registrations g WHERE g.subject = s.id AND g.ended IS NULL),
    (SELECT max(CASE WHEN i.status = 'invalid' THEN i.since ELSE i.expires END)
        FROM issuances i WHERE i.subject = s.id),
    (SELECT max(coalesce(g.ended, g.since)) FROM registrations g WHERE g.subject = s.id),
    (SELECT max(coalesce(d.ended, d.since)) FROM documents d WHERE d.subject = s.id),
    (SELECT max(coalesce(p.ended, p.since)) FROM permits p WHERE p.subject = s.id)
    FROM subjects s WHERE s.subject IS NOT NULL";

/// Columns of [`RULE`] with a moment.
const TRACES: core::ops::RangeInclusive<usize> = 5..=8;

impl Standing {
    fn of(row: &Row<'_>, ground: PurgeGround, now: UnixTime) -> Result<Self, StoreError> {
        let subject = SubjectId::new(&row.text(1)?).map_err(|_| StoreError::Corrupt)?;
        let due = Due {
            number: row.integer(0)?,
            subject,
        };
        let serial = |column| -> Result<Option<Serial>, StoreError> {
            let number = row.optional_integer(column)?.map(u64::try_from);
            Ok(number.and_then(Result::ok).and_then(Serial::new))
        };
        let hindrance = match (serial(2)?, serial(3)?, row.optional_integer(4)?, ground) {
            (Some(planned), ..) => Some(NotDue::CodePlanned(planned)),
            (None, Some(good), ..) => Some(NotDue::CodeGood(good)),
            (None, None, _, PurgeGround::Request) => None,
            (None, None, Some(_), _) => Some(NotDue::Residence),
            (None, None, None, PurgeGround::Due { retention_days }) => {
                retained(row, retention_days)?
                    .filter(|until| *until > now)
                    .map(|until| NotDue::Retained { until })
            }
        };
        Ok(Self { due, hindrance })
    }
}

/// Until when what is held is kept; none where there is no trace at all.
fn retained(row: &Row<'_>, days: u32) -> Result<Option<UnixTime>, StoreError> {
    let mut last = None;
    for column in TRACES {
        last = last.max(row.optional_integer(column)?);
    }
    let last = last.and_then(|last| u64::try_from(last).ok());
    Ok(last.map(|last| UnixTime::from_seconds(last).plus(u64::from(days) * DAY)))
}

/// People looked at in one reading: with all that is asked about each, a moment's work.
const PAGE: i64 = 1000;

impl Register {
    /// Who is due, the longest known first.
    ///
    /// # Errors
    /// When the register fails.
    pub fn due(&self, retention_days: u32) -> Result<Vec<Due>, RegisterError> {
        let ground = PurgeGround::Due { retention_days };
        let now = self.now();
        let (mut last, mut due) = (0, Vec::new());
        loop {
            let sql = format!("{RULE} AND s.id > $2 ORDER BY s.id LIMIT $3");
            let values = [signed(now.seconds())?.into(), last.into(), PAGE.into()];
            let page =
                self.read(|store| store.all(&sql, &values, |row| Standing::of(row, ground, now)))?;
            let Some(end) = page.last() else {
                return Ok(due);
            };
            last = end.due.number;
            let found = page.into_iter().filter(|one| one.hindrance.is_none());
            due.extend(found.map(|one| one.due));
        }
    }

    /// Whether somebody can be erased, and what keeps them from it.
    ///
    /// # Errors
    /// [`PurgeError::NotDue`], and when the register fails.
    pub fn may_purge(&self, subject: &SubjectId, ground: PurgeGround) -> Result<Due, PurgeError> {
        let now = self.now();
        let standing = self.read(|store| standing(store, subject, ground, now));
        Ok(due_of(standing?)?)
    }

    /// Erases what is held on one person, in one act: facts, relations, and the key of the
    /// journal's digests. The ledger keeps serial, index and status, so that no index is given
    /// again and what was revoked stays so; the journal stays whole and says nothing of anybody.
    ///
    /// # Errors
    /// [`PurgeError::NotDue`], and when the register fails; then nothing was erased.
    pub fn purge(
        &mut self,
        subject: &SubjectId,
        ground: PurgeGround,
    ) -> Result<Purged, PurgeError> {
        self.write(|act| {
            let now = act.context.now;
            let due = due_of(standing(act.store, subject, ground, now)?)?;
            let codes = erase(act, &due, ground)?;
            act.store.owe_wiping()?;
            Ok(Purged { people: 1, codes })
        })
    }

    /// The same for several who are due, in one act; whoever is not due any more is left out.
    ///
    /// # Errors
    /// When the register fails; then nobody was erased.
    pub fn purge_due(
        &mut self,
        people: &[Due],
        retention_days: u32,
    ) -> Result<Purged, RegisterError> {
        let ground = PurgeGround::Due { retention_days };
        self.write(|act| {
            let now = act.context.now;
            let mut purged = Purged::default();
            for due in people {
                let standing = standing(act.store, &due.subject, ground, now)?;
                if standing.is_some_and(|one| one.hindrance.is_none() && one.due == *due) {
                    let codes = erase(act, due, ground)?;
                    purged.people = purged.people.saturating_add(1);
                    purged.codes = purged.codes.saturating_add(codes);
                }
            }
            act.store.owe_wiping()?;
            Ok(purged)
        })
    }

    /// Whether something was erased whose bytes may still be in the file.
    ///
    /// # Errors
    /// When the register fails.
    pub fn owes_wiping(&self) -> Result<bool, RegisterError> {
        Ok(self.store(Store::owes_wiping)?)
    }

    /// Has the file written anew, without what was erased: no byte of it is left in the database
    /// or its log. It takes as much memory and room on the disk as the file has.
    ///
    /// # Errors
    /// When the register fails; then it is as it was, and still owed.
    pub fn wipe(&mut self) -> Result<Wiped, RegisterError> {
        Ok(self.store(Store::wipe)?)
    }
}

fn standing(
    store: &mut Store,
    subject: &SubjectId,
    ground: PurgeGround,
    now: UnixTime,
) -> Result<Option<Standing>, StoreError> {
    let sql = format!("{RULE} AND s.subject = $2");
    let values = [signed(now.seconds())?.into(), subject.as_str().into()];
    store.first(&sql, &values, |row| Standing::of(row, ground, now))
}

fn due_of(standing: Option<Standing>) -> Result<Due, NotDue> {
    let standing = standing.ok_or(NotDue::Unknown)?;
    match standing.hindrance {
        None => Ok(standing.due),
        Some(hindrance) => Err(hindrance),
    }
}

/// What is deleted of a person, in an order that the references between the tables allow.
pub(crate) const DELETED: [(&str, &str); 8] = [
    (
        "pairing_keys",
        "DELETE FROM pairing_keys WHERE serial IN
             (SELECT serial FROM issuances WHERE subject = $1)",
    ),
    ("run_skips", "DELETE FROM run_skips WHERE subject = $1"),
    (
        "relations",
        "DELETE FROM relations WHERE guardian = $1 OR person = $1",
    ),
    ("permits", "DELETE FROM permits WHERE subject = $1"),
    (
        "registrations",
        "DELETE FROM registrations WHERE subject = $1",
    ),
    (
        "verifications",
        "DELETE FROM verifications WHERE subject = $1",
    ),
    ("documents", "DELETE FROM documents WHERE subject = $1"),
    ("residents", "DELETE FROM residents WHERE subject = $1"),
];

/// Erases somebody and says how many codes they had.
fn erase(act: &mut Act<'_>, due: &Due, ground: PurgeGround) -> Result<u64, StoreError> {
    let row = SubjectRow::find(act.store, due.subject.as_str())?.ok_or(StoreError::Corrupt)?;
    let person = row.digest("subject", due.subject.as_str());
    let mut rows = 0_u64;
    for (table, sql) in DELETED {
        if !act.store.has_table(table)? {
            continue;
        }
        let deleted = act.store.execute(sql, &[due.number.into()])?;
        rows = rows.saturating_add(deleted);
    }
    let sql = "UPDATE subjects SET subject = NULL, digest_key = NULL WHERE id = $1";
    if act.store.execute(sql, &[due.number.into()])? != 1 {
        return Err(StoreError::Corrupt);
    }
    let sql = "SELECT count(*) FROM issuances WHERE subject = $1";
    let codes = act
        .store
        .first(sql, &[due.number.into()], |row| row.number(0))?;
    let codes = codes.unwrap_or(0);
    let ground = match ground {
        PurgeGround::Due { .. } => "due",
        PurgeGround::Request => "request",
    };
    // The digest's key is gone with this act: it still says which entries were of one person.
    let detail = json!({"person": person, "ground": ground, "rows": rows, "codes": codes});
    act.record("purge", &detail)?;
    Ok(codes)
}

impl fmt::Display for PurgeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotDue(hindrance) => hindrance.fmt(f),
            Self::Register(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for PurgeError {}

impl From<NotDue> for PurgeError {
    fn from(hindrance: NotDue) -> Self {
        Self::NotDue(hindrance)
    }
}

impl From<StoreError> for PurgeError {
    fn from(error: StoreError) -> Self {
        Self::Register(error.into())
    }
}

impl Failure for PurgeError {
    fn of_witness(kind: std::io::ErrorKind) -> Self {
        Self::Register(RegisterError::Witness(kind))
    }
}
