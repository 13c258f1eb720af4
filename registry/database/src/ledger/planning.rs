use std::collections::{BTreeMap, HashMap, HashSet};

use juma_format::{StatusRef, claims::Tier};
use juma_registry::ledger::{
    IssuePlan, LedgerError, Period, Planned, PlannedBearer, PlannedProof, ProofMark, Random, Room,
    Serial,
};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use super::lists;
use crate::{
    StoreError,
    act::{Act, SubjectRow},
    indexes::IndexOrder,
    journal::signed,
    store::{MAX_VALUES, Store, Value},
};

/// A list that plans of this act take from.
struct Source {
    number: u32,
    used: u32,
    before: u32,
    order: IndexOrder,
}

/// Columns of a planned row that differ from row to row.
const COLUMNS: usize = 14;

/// Rows of one statement: enough that the way to a server does not count.
const ROWS: usize = 500;

const _: () = assert!(ROWS * COLUMNS <= MAX_VALUES, "one statement holds the rows");

/// A code that is wanted of a person.
pub(crate) struct Wanted<'a> {
    pub(crate) subject: SubjectRow,
    pub(crate) plan: &'a IssuePlan,
}

pub(super) fn plan(
    act: &mut Act<'_>,
    plans: &[IssuePlan],
    random: &mut dyn Random,
) -> Result<Vec<Planned>, LedgerError> {
    let mut subjects = known(act.store, plans)?;
    let mut wanted = Vec::with_capacity(plans.len());
    for plan in plans {
        let name = plan.subject.as_str();
        let subject = match subjects.get(name) {
            Some(subject) => *subject,
            None => act.subject(name, random)?,
        };
        subjects.insert(name.to_owned(), subject);
        wanted.push(Wanted { subject, plan });
    }
    let session = session(act)?;
    let (planned, detail) = plan_wanted(act, &wanted, session, random)?;
    act.record("plan", &detail)?;
    Ok(planned)
}

/// The rows of the subjects that there are.
fn known(
    store: &mut Store,
    plans: &[IssuePlan],
) -> Result<HashMap<String, SubjectRow>, StoreError> {
    let mut found = HashMap::with_capacity(plans.len());
    for plans in plans.chunks(ROWS) {
        let names: Vec<Value<'_>> = plans
            .iter()
            .map(|plan| plan.subject.as_str().into())
            .collect();
        found.extend(SubjectRow::find_many(store, &names)?);
    }
    Ok(found)
}

/// Reserves numbers for codes, and says what the journal is to say of it.
pub(crate) fn plan_wanted(
    act: &mut Act<'_>,
    wanted: &[Wanted<'_>],
    session: i64,
    random: &mut dyn Random,
) -> Result<(Vec<Planned>, Json), LedgerError> {
    let mut sources: BTreeMap<(Tier, Period), Vec<Source>> = BTreeMap::new();
    let mut marks = HashSet::new();
    let mut planned = Vec::with_capacity(wanted.len());
    let mut rows = Vec::with_capacity(wanted.len());
    for Wanted { subject, plan } in wanted {
        if !plan.issued_at.may_be_signed() || !plan.expires.may_be_signed() {
            return Err(LedgerError::TimeOutOfRange);
        }
        let period = Period::of_expiry(plan.proof.period_kind(), plan.expires)
            .ok_or(LedgerError::TimeOutOfRange)?;
        let serial = Serial::new(act.head.serial.saturating_add(1));
        let serial = serial.ok_or(LedgerError::NumbersExhausted)?;
        let status = take(act, &mut sources, plan.tier, period, random)?;
        check(act, plan, &mut marks)?;
        act.head.serial = serial.number();
        rows.push(NewRow {
            planned: Planned { serial, status },
            subject: *subject,
            plan,
        });
        planned.push(Planned { serial, status });
    }
    for rows in rows.chunks(ROWS) {
        insert(act, rows, session)?;
    }
    for source in sources.values().flatten() {
        if source.used > source.before {
            let sql = "UPDATE status_lists SET used = $1 WHERE number = $2";
            act.store
                .execute(sql, &[source.used.into(), source.number.into()])?;
        }
    }
    let detail = detail(&rows);
    Ok((planned, detail))
}

/// What a plan says of other codes: its anchor is new, its guardian's code is there.
fn check(
    act: &mut Act<'_>,
    plan: &IssuePlan,
    marks: &mut HashSet<ProofMark>,
) -> Result<(), LedgerError> {
    if let PlannedProof::Live { mark, .. } = plan.proof
        && (!marks.insert(mark) || is_known(act.store, &mark)?)
    {
        return Err(LedgerError::ProofSignedBefore);
    }
    if let PlannedBearer::Guardian { code } = plan.bearer {
        let sql = "SELECT serial FROM issuances WHERE serial = $1";
        let values = [signed(code.number())?.into()];
        let known = act.store.first(sql, &values, |_| Ok(()))?;
        known.ok_or(LedgerError::UnknownSerial(code))?;
    }
    Ok(())
}

/// Whether a code with this anchor or holder's key was ever planned.
pub(super) fn is_known(store: &mut Store, mark: &ProofMark) -> Result<bool, StoreError> {
    let sql = "SELECT serial FROM issuances WHERE proof = $1";
    let found = store.first(sql, &[mark.as_bytes().into()], |_| Ok(()))?;
    Ok(found.is_some())
}

struct NewRow<'a> {
    planned: Planned,
    subject: SubjectRow,
    plan: &'a IssuePlan,
}

/// The next index of the oldest list of the tier and period that has room.
fn take(
    act: &mut Act<'_>,
    sources: &mut BTreeMap<(Tier, Period), Vec<Source>>,
    tier: Tier,
    period: Period,
    random: &mut dyn Random,
) -> Result<StatusRef, LedgerError> {
    let entries = act.head.entries;
    let lists = match sources.entry((tier, period)) {
        std::collections::btree_map::Entry::Occupied(lists) => lists.into_mut(),
        std::collections::btree_map::Entry::Vacant(place) => {
            let mut open = Vec::new();
            for list in lists::of_use(act.store, &act.head, tier, period)? {
                if list.room != Room::Closed {
                    let order = order(act, list.number, random)?;
                    open.push(Source {
                        number: list.number,
                        used: list.used,
                        before: list.used,
                        order,
                    });
                }
            }
            place.insert(open)
        }
    };
    let mut lists = lists.iter_mut();
    let list = lists
        .find(|list| Room::of(list.used, entries) != Room::Closed)
        .ok_or(LedgerError::NoOpenList { tier, period })?;
    let index = list.order.index(list.used);
    list.used = list.used.saturating_add(1);
    StatusRef::new(list.number, index).ok_or(LedgerError::Contradiction)
}

/// The secret order of a list's indexes, drawn when there is none yet.
fn order(
    act: &mut Act<'_>,
    number: u32,
    random: &mut dyn Random,
) -> Result<IndexOrder, LedgerError> {
    let sql = "SELECT index_key FROM status_lists WHERE number = $1";
    let key = act
        .store
        .first(sql, &[number.into()], |row| row.optional_bytes(0))?
        .flatten();
    let key = match key {
        Some(key) => <[u8; 32]>::try_from(key).map_err(|_| LedgerError::Contradiction)?,
        None => {
            let mut key = [0; 32];
            random.fill(&mut key)?;
            let sql = "UPDATE status_lists SET index_key = $1 WHERE number = $2";
            act.store.execute(sql, &[(&key).into(), number.into()])?;
            key
        }
    };
    Ok(IndexOrder::new(&key, act.head.entries))
}

/// This process's session, begun with its first plan.
fn session(act: &mut Act<'_>) -> Result<i64, StoreError> {
    if let Some(session) = act.session {
        return Ok(session);
    }
    act.head.session = act.head.session.saturating_add(1);
    let session = act.head.session;
    // The lease itself is written at the end of every act.
    let sql = "INSERT INTO sessions (id, lease_until) VALUES ($1, 0)";
    act.store.execute(sql, &[session.into()])?;
    act.session = Some(session);
    Ok(session)
}

fn insert(act: &mut Act<'_>, rows: &[NewRow<'_>], session: i64) -> Result<(), StoreError> {
    let mut sql = String::from(
        "INSERT INTO issuances (serial, subject, tier, kid, list, place, issued, expires, session,
             revision, profile, proof, guardian, medium, state, status) VALUES ",
    );
    let mut values: Vec<Value<'_>> = Vec::with_capacity(rows.len().saturating_mul(COLUMNS));
    for (row, new) in rows.iter().enumerate() {
        let first = row.saturating_mul(COLUMNS).saturating_add(1);
        sql.push_str(if row == 0 { "(" } else { ",(" });
        for column in 0..COLUMNS {
            sql.push_str(&format!("${},", first.saturating_add(column)));
        }
        sql.push_str("'planned','valid')");
        values.extend([
            signed(new.planned.serial.number())?.into(),
            new.subject.id.into(),
            new.plan.tier.name().into(),
            new.plan.key_id.as_bytes().into(),
            new.planned.status.list().into(),
            new.planned.status.index().into(),
            signed(new.plan.issued_at.seconds())?.into(),
            signed(new.plan.expires.seconds())?.into(),
            Value::Integer(session),
            new.subject.revision.into(),
        ]);
        values.extend(extra_values(new.plan)?);
    }
    act.store.execute(&sql, &values).map(|_| ())
}

/// What is not said of every code: profile, anchor, the guardian's code; and the medium.
pub(crate) fn extra_values(plan: &IssuePlan) -> Result<[Value<'_>; 4], StoreError> {
    let guardian = match plan.bearer {
        PlannedBearer::Guardian { code } => signed(code.number())?.into(),
        PlannedBearer::Holder => Value::Null,
    };
    Ok(match &plan.proof {
        PlannedProof::Live { profile, mark } => {
            let profile = u32::from(profile.number()).into();
            [profile, mark.as_bytes().into(), guardian, "screen".into()]
        }
        PlannedProof::Paper => [Value::Null, Value::Null, guardian, "paper".into()],
        PlannedProof::Static => [Value::Null, Value::Null, guardian, "screen".into()],
    })
}

/// One code in full, or the range of many with a digest of them.
fn detail(rows: &[NewRow<'_>]) -> Json {
    if let [row] = rows {
        return one(row);
    }
    let mut digest = Sha256::new();
    for row in rows {
        digest.update(one(row).to_string());
        digest.update([b'\n']);
    }
    let digest: [u8; 32] = digest.finalize().into();
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let serial = |row: Option<&NewRow<'_>>| row.map(|row| row.planned.serial.number());
    json!({"first": serial(rows.first()), "last": serial(rows.last()), "digest": digest})
}

fn one(row: &NewRow<'_>) -> Json {
    let (plan, status) = (row.plan, row.planned.status);
    let guardian = match plan.bearer {
        PlannedBearer::Guardian { code } => Some(code.number()),
        PlannedBearer::Holder => None,
    };
    let profile = match plan.proof {
        PlannedProof::Live { profile, .. } => Some(profile.number()),
        PlannedProof::Paper | PlannedProof::Static => None,
    };
    json!({
        "serial": row.planned.serial.number(),
        "person": row.subject.digest("subject", plan.subject.as_str()),
        "tier": plan.tier.name(), "kid": plan.key_id.to_string(),
        "guardian": guardian, "profile": profile, "list": status.list(), "index": status.index(),
        "issued": plan.issued_at.seconds(), "expires": plan.expires.seconds(),
    })
}
