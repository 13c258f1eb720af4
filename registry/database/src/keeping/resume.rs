use juma_format::{claims::Tier, time::UnixTime};
use juma_registry::ledger::{Floors, LedgerError, Period, PeriodKind, Serial, Status, StatusEntry};
use serde_json::json;

use crate::{
    Mark, Register, RegisterError, StoreError,
    act::Act,
    journal::{self, signed},
    ledger::status_word,
    store::{Sharing, Value},
};

/// What is known elsewhere of a register of which an older copy was put back (THREATS T41).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The last act that a place has seen.
    pub mark: Option<Mark>,
    /// The last bundle that was made from it.
    pub publication: Option<LaterPublication>,
}

/// A bundle, as a register that does not know it needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaterPublication {
    /// Its sequence.
    pub sequence: u32,
    /// Its epoch.
    pub epoch: u32,
    /// When it was made.
    pub at: UnixTime,
    /// When every code is over that was issued while it was good.
    pub codes_end: UnixTime,
    /// The status lists of this register in it.
    pub lists: Vec<LaterList>,
}

/// A status list of such a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaterList {
    /// Its number.
    pub number: u32,
    /// Its entries that are not valid.
    pub marks: Vec<StatusEntry>,
}

/// How a register went on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resumed {
    /// Its last act before.
    pub found: u64,
    /// The last act that was ever seen; none where nobody can say.
    pub seen: Option<u64>,
    /// No number up to these is given again.
    pub floors: Floors,
    /// What becomes of lists that are in use.
    pub lists: ListFate,
    /// Codes that the bundle calls invalid or suspended and the register did not.
    pub marked: u64,
    /// Indexes that the bundle calls so of codes that the register does not know.
    pub unknown: u64,
}

/// What becomes of the lists that gave indexes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListFate {
    /// They give none any more: how many they gave is not known.
    Close,
    /// They go on behind as many as were given, which is known.
    Continue,
}

/// The journal's word for it.
const RESUME: &str = "resume";

/// Lists that nobody can know of who has an older bundle in hand: a place's first publication opens
/// 78, and later ones fewer.
const LISTS_AFTER_BUNDLE: u32 = 128;

/// Lists that nobody can know of who has nothing in hand: a place opens some 204 in a year, for
/// three tiers by weeks, months and quarters.
const LISTS_AFTER_COPY: u32 = 256;

/// Bundles that may have been made after the one in hand.
const BUNDLES_AFTER_BUNDLE: u32 = 100;

/// Bundles that may have been made when there is none in hand: one an hour for more than a year.
const BUNDLES_AFTER_COPY: u32 = 10_000;

/// Serials that may have been given, and no bundle tells: those of a large city's bulk run. Of ten
/// digits it takes a thousandth.
const SERIALS_AFTER: u64 = 10_000_000;

impl Register {
    /// Goes on from an older copy. No index, serial or sequence that may have been given since is
    /// given again, and what the last bundle calls invalid is not called valid. Whoever opened the
    /// register did so without comparing it with its witness, who remembers it as it is now.
    ///
    /// # Errors
    /// [`RegisterError::OtherRegister`] and [`RegisterError::Diverged`] when the mark is of another
    /// register, or of another past that no copy explains, and when the register fails; then nothing
    /// has changed.
    pub fn resume(&mut self, evidence: &Evidence) -> Result<Resumed, RegisterError> {
        self.write(|act| resume(act, evidence))
    }
}

fn resume(act: &mut Act<'_>, evidence: &Evidence) -> Result<Resumed, RegisterError> {
    let before = act.head;
    let seen = last_seen(act, evidence)?;
    let bundle = evidence.publication.as_ref();
    let floors = floors(act, evidence, seen);
    let mut marked = Marked::default();
    act.head.list = act.head.list.max(floors.list);
    act.head.sequence = act.head.sequence.max(floors.sequence);
    act.head.serial = act.head.serial.max(floors.serial.min(Serial::MAX));
    if let Some(bundle) = bundle {
        act.head.epoch = act.head.epoch.max(bundle.epoch);
        let made = Made::of(act, bundle.sequence, before.sequence)?;
        for list in &bundle.lists {
            apply(act, (bundle, made), list, &mut marked)?;
        }
    }
    let lists = match seen {
        Some(seen) => {
            skip(act, before.list, seen.serial.saturating_sub(before.serial))?;
            ListFate::Continue
        }
        None => {
            act.head.closed_list = act.head.list;
            ListFate::Close
        }
    };
    let detail = json!({
        "found": before.act, "seen": seen.map(|seen| seen.act),
        "bundle": bundle.map(|bundle| bundle.sequence),
        "list": floors.list, "sequence": floors.sequence, "serial": floors.serial,
        "marked": marked.known, "unknown": marked.unknown,
    });
    act.record(RESUME, &detail)?;
    Ok(Resumed {
        found: before.act,
        seen: seen.map(|seen| seen.act),
        floors,
        lists,
        marked: marked.known,
        unknown: marked.unknown,
    })
}

/// The mark, if it is certainly that of the last act: of a register that one place works, not older
/// than the copy, and known to no bundle to be.
fn last_seen(act: &mut Act<'_>, evidence: &Evidence) -> Result<Option<Mark>, RegisterError> {
    let Some(mark) = evidence.mark else {
        return Ok(None);
    };
    if mark.register != act.head.register {
        return Err(RegisterError::OtherRegister);
    }
    if mark.act <= act.head.act
        && journal::chain_at(act.store, &act.head, mark.act)? != Some(mark.chain)
    {
        // Another place has gone on from the copy already; what this one has seen was lost with it.
        if has_resumed_by(act, mark.act)? {
            return Ok(None);
        }
        return Err(RegisterError::Diverged { act: mark.act });
    }
    let bundle = evidence.publication.as_ref();
    let alone = act.store.sharing() == Sharing::One;
    let newest = bundle.is_none_or(|bundle| bundle.sequence <= mark.sequence);
    Ok((alone && newest && mark.act >= act.head.act).then_some(mark))
}

fn has_resumed_by(act: &mut Act<'_>, number: u64) -> Result<bool, StoreError> {
    let sql = "SELECT number FROM journal WHERE act = $1 AND number <= $2";
    let values = [RESUME.into(), signed(number)?.into()];
    Ok(act.store.first(sql, &values, |_| Ok(()))?.is_some())
}

fn floors(act: &Act<'_>, evidence: &Evidence, seen: Option<Mark>) -> Floors {
    let head = &act.head;
    let bundle = evidence.publication.as_ref();
    let marks = evidence.mark.into_iter();
    let listed = bundle.into_iter().flat_map(|bundle| &bundle.lists);
    let (lists, bundles, serials) = match (seen, bundle) {
        (Some(_), _) => (0, 0, 0),
        (None, Some(_)) => (LISTS_AFTER_BUNDLE, BUNDLES_AFTER_BUNDLE, SERIALS_AFTER),
        (None, None) => (LISTS_AFTER_COPY, BUNDLES_AFTER_COPY, SERIALS_AFTER),
    };
    let list = marks.clone().map(|mark| mark.list);
    let list = list.chain(listed.map(|list| list.number)).max();
    let sequence = marks.clone().map(|mark| mark.sequence);
    let sequence = sequence.chain(bundle.map(|bundle| bundle.sequence)).max();
    let serial = marks.map(|mark| mark.serial).max();
    Floors {
        list: head.list.max(list.unwrap_or(0)).saturating_add(lists),
        sequence: head
            .sequence
            .max(sequence.unwrap_or(0))
            .saturating_add(bundles),
        serial: head.serial.max(serial.unwrap_or(0)).saturating_add(serials),
    }
}

/// Leaves out as many indexes of every list as were given since of all together: each was given
/// with a serial. A list that had given none by the time of the copy drew its order later, in which
/// nobody can leave out anything, and gives none any more.
fn skip(act: &mut Act<'_>, last: u32, given: u64) -> Result<(), StoreError> {
    if given == 0 {
        return Ok(());
    }
    let entries = act.head.entries;
    let given = i64::try_from(given).unwrap_or(i64::MAX).min(entries.into());
    let sql = "UPDATE status_lists SET used = CASE WHEN used + $1 > $2 THEN $3 ELSE used + $4 END
               WHERE index_key IS NOT NULL AND number <= $5";
    let values = [
        given.into(),
        entries.into(),
        entries.into(),
        given.into(),
        last.into(),
    ];
    act.store.execute(sql, &values)?;
    let sql = "UPDATE status_lists SET used = $1, index_key = $2
               WHERE index_key IS NULL AND number <= $3";
    let values = [entries.into(), (&NO_ORDER).into(), last.into()];
    act.store.execute(sql, &values).map(|_| ())
}

/// The key of an order that nobody will use: its list is closed.
const NO_ORDER: [u8; 32] = [0; 32];

#[derive(Default)]
struct Marked {
    known: u64,
    unknown: u64,
    /// Who stands for the people whose codes are not known.
    nobody: Option<i64>,
}

/// When a bundle was made. What was suspended or restored last stands: nobody is let in by a bundle
/// that is older than a suspension, or kept out by one that is older than its end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Made {
    /// The copy has its beginning: it may say what came after the copy.
    About,
    /// After the copy.
    After,
    /// Before the copy, which has its end.
    Before,
}

impl Made {
    fn of(act: &mut Act<'_>, sequence: u32, last: u32) -> Result<Self, StoreError> {
        if sequence > last {
            return Ok(Self::After);
        }
        let sql = "SELECT state FROM publications WHERE sequence = $1";
        let state = act
            .store
            .first(sql, &[sequence.into()], |row| row.text(0))?;
        Ok(match state.as_deref() {
            Some("finished") => Self::Before,
            _ => Self::About,
        })
    }
}

/// Makes the register say of a list what the bundle says, where that is later than what it says
/// itself. What is revoked is so for good, whenever it was said.
fn apply(
    act: &mut Act<'_>,
    (bundle, made): (&LaterPublication, Made),
    list: &LaterList,
    marked: &mut Marked,
) -> Result<(), RegisterError> {
    let tier = tier_of(act, bundle, list.number)?;
    let sql = "SELECT place FROM issuances WHERE list = $1 AND status = 'suspended'";
    let suspended: Vec<u32> = act
        .store
        .all(sql, &[list.number.into()], |row| row.number(0))?;
    let is_restored =
        |place: &u32| made == Made::After && list.marks.iter().all(|mark| mark.index != *place);
    for place in suspended.iter().filter(|place| is_restored(place)) {
        let sql = "UPDATE issuances SET status = 'valid', since = NULL
                   WHERE list = $1 AND place = $2";
        act.store
            .execute(sql, &[list.number.into(), (*place).into()])?;
        marked.known = marked.known.saturating_add(1);
    }
    for mark in &list.marks {
        let sql = "SELECT state, status FROM issuances WHERE list = $1 AND place = $2";
        let values = [list.number.into(), mark.index.into()];
        let known = act
            .store
            .first(sql, &values, |row| Ok((row.text(0)?, row.text(1)?)))?;
        match known {
            Some((_, status)) if status == "invalid" || status == status_word(mark.status) => {}
            Some(_) if mark.status == Status::Suspended && made == Made::Before => {}
            Some((state, _)) => {
                set(act, list.number, mark, &state)?;
                marked.known = marked.known.saturating_add(1);
            }
            None => {
                note_unknown(act, bundle, (list.number, tier), mark, marked)?;
                marked.unknown = marked.unknown.saturating_add(1);
            }
        }
    }
    Ok(())
}

fn set(act: &mut Act<'_>, list: u32, mark: &StatusEntry, state: &str) -> Result<(), StoreError> {
    let since = signed(mark.since.seconds())?;
    let place = [list.into(), mark.index.into()];
    if state == "planned" {
        let sql = "UPDATE issuances SET state = 'abandoned', status = 'invalid', since = issued,
                       session = NULL WHERE list = $1 AND place = $2";
        return act.store.execute(sql, &place).map(|_| ());
    }
    let sql = "UPDATE issuances SET status = $1, since = $2 WHERE list = $3 AND place = $4";
    let [list, place] = place;
    let values = [status_word(mark.status).into(), since.into(), list, place];
    act.store.execute(sql, &values).map(|_| ())
}

/// The tier of a list. One that was opened after the copy is kept, closed, for as long as a code of
/// it can be good; of which tier it was no bundle says.
fn tier_of(
    act: &mut Act<'_>,
    bundle: &LaterPublication,
    number: u32,
) -> Result<Tier, RegisterError> {
    let sql = "SELECT tier FROM status_lists WHERE number = $1";
    let tier = act.store.first(sql, &[number.into()], |row| row.text(0))?;
    if let Some(tier) = tier {
        return Ok(Tier::from_name(&tier).ok_or(StoreError::Corrupt)?);
    }
    let tier = Tier::Gate;
    let period = Period::of_expiry(PeriodKind::Quarter, bundle.codes_end)
        .ok_or(LedgerError::TimeOutOfRange)?
        .to_string();
    let sql = "INSERT INTO status_lists (number, tier, period, used, index_key)
               VALUES ($1, $2, $3, $4, $5)";
    let values = [
        number.into(),
        tier.name().into(),
        (&*period).into(),
        act.head.entries.into(),
        (&NO_ORDER).into(),
    ];
    act.store.execute(sql, &values)?;
    Ok(tier)
}

/// Keeps the mark of a code that the register does not know, as a number that was given up.
fn note_unknown(
    act: &mut Act<'_>,
    bundle: &LaterPublication,
    (list, tier): (u32, Tier),
    mark: &StatusEntry,
    marked: &mut Marked,
) -> Result<(), RegisterError> {
    let nobody = match marked.nobody {
        Some(nobody) => nobody,
        None => {
            act.head.subject = act.head.subject.saturating_add(1);
            let sql = "INSERT INTO subjects (id) VALUES ($1)";
            act.store.execute(sql, &[act.head.subject.into()])?;
            *marked.nobody.insert(act.head.subject)
        }
    };
    let serial = Serial::new(act.head.serial.saturating_add(1));
    let serial = serial.ok_or(LedgerError::NumbersExhausted)?;
    act.head.serial = serial.number();
    let at = signed(bundle.at.seconds())?;
    let sql = "INSERT INTO issuances (serial, subject, tier, kid, list, place, issued, expires,
                   state, status, since)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'abandoned', $9, $10)";
    let values: [Value<'_>; 10] = [
        signed(serial.number())?.into(),
        nobody.into(),
        tier.name().into(),
        (&[0_u8; 4]).into(),
        list.into(),
        mark.index.into(),
        at.into(),
        signed(bundle.codes_end.seconds())?.into(),
        // One that was suspended is not restored by anybody here.
        status_word(Status::Invalid).into(),
        at.into(),
    ];
    act.store.execute(sql, &values)?;
    Ok(())
}
