use juma_format::time::{Date, UnixTime};
use juma_registry::SubjectId;
use serde_json::json;

use super::{ActError, Fact, Outcome, Refusal, Resident, StaleCode};
use crate::{
    Register, RegisterError, StoreError,
    act::{Act, SubjectRow},
    journal::signed,
    store::Row,
};

/// What the one who shows a member's code is to the member, in the words of records and codes.
/// Nobody who is none of these can be added.
pub use juma_format::claims::Relation as Kinship;

/// How somebody stands to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelationKind {
    /// They share an address. Neither may show the other's code.
    CoResident,
    /// A member of 60 or over when added: the one may show the other's code.
    Elder,
    /// A member under 18: likewise, until the 18th birthday.
    Minor,
}

/// A relation that is not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// Who may show the code, or was named first.
    pub guardian: SubjectId,
    /// Whose code it is, or who was named second.
    pub person: SubjectId,
    /// What it is.
    pub kind: RelationKind,
    /// What the guardian of a member is to them.
    pub kinship: Option<Kinship>,
    /// Since when.
    pub since: UnixTime,
}

/// A relation that ended, and with it the codes that were shown because of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The relation, as it was.
    pub relation: Relation,
    /// The codes; they are revoked.
    pub revoked: Vec<StaleCode>,
}

/// The age from which nobody shows a person's code for being a minor.
pub(super) const MAJORITY: u32 = 18;

/// The age from which a family member may be added again.
pub(super) const ELDER: u32 = 60;

impl RelationKind {
    /// The word of outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CoResident => "co-resident",
            Self::Elder => "elder",
            Self::Minor => "minor",
        }
    }

    /// The act of the journal that adds one.
    pub(super) const fn act(self) -> &'static str {
        match self {
            Self::CoResident => "add-co-resident",
            Self::Elder | Self::Minor => "add-member",
        }
    }

    /// The words of the schema: kind and reason.
    pub(super) const fn words(self) -> [&'static str; 2] {
        match self {
            Self::CoResident => ["co-resident", "address"],
            Self::Elder => ["member", "elder"],
            Self::Minor => ["member", "minor"],
        }
    }
}

impl Register {
    /// Lets a resident show the code of a family member who is under 18, or 60 or over, on this
    /// day of the UTC+8 calendar. Their addresses may differ.
    ///
    /// # Errors
    /// [`Refusal::NotEnrolled`], [`Refusal::SamePerson`], [`Refusal::NeitherMinorNorElder`],
    /// [`Refusal::GuardianIsMinor`], [`Refusal::AlreadyRelated`], and when the register fails.
    pub fn add_member(
        &mut self,
        guardian: &SubjectId,
        member: &SubjectId,
        kinship: Kinship,
    ) -> Result<Outcome, ActError> {
        self.write(|act| {
            let pair = Pair::find(act, guardian, member)?;
            let today = act.context.now.date();
            if pair.guardian.age(act, today)? < MAJORITY {
                return Err(Refusal::GuardianIsMinor.into());
            }
            let kind = match pair.person.age(act, today)? {
                age if age < MAJORITY => RelationKind::Minor,
                age if age >= ELDER => RelationKind::Elder,
                _ => return Err(Refusal::NeitherMinorNorElder.into()),
            };
            pair.add(act, kind, Some(kinship))
        })
    }

    /// Notes that two residents share their registered address. Neither may show the other's code.
    ///
    /// # Errors
    /// [`Refusal::NotEnrolled`], [`Refusal::SamePerson`], [`Refusal::AddressDiffers`],
    /// [`Refusal::AlreadyRelated`], and when the register fails.
    pub fn add_co_resident(
        &mut self,
        one: &SubjectId,
        other: &SubjectId,
    ) -> Result<Outcome, ActError> {
        self.write(|act| {
            let pair = Pair::find(act, one, other)?;
            let at = |resident: &Resident, act: &mut Act<'_>| {
                let open = resident.open_registration(act)?;
                let open = open.filter(|open| open.state == "registered");
                Ok::<_, ActError>(open.map(|open| (open.region, open.address)))
            };
            let (one, other) = (at(&pair.guardian, act)?, at(&pair.person, act)?);
            if one.is_none() || one != other {
                return Err(Refusal::AddressDiffers.into());
            }
            pair.add(act, RelationKind::CoResident, None)
        })
    }

    /// Ends what is between two residents. The codes of the one that the other shows are revoked in
    /// the same act; the own ones of both stay as they are.
    ///
    /// # Errors
    /// [`Refusal::NotEnrolled`], [`Refusal::NotRelated`], and when the register fails.
    pub fn end_relation(
        &mut self,
        guardian: &SubjectId,
        person: &SubjectId,
    ) -> Result<Outcome, ActError> {
        self.write(|act| {
            let pair = Pair::find(act, guardian, person)?;
            if !pair.end(act)? {
                return Err(Refusal::NotRelated.into());
            }
            pair.record(act, "end-relation")?;
            Ok(Outcome {
                changed: vec![Fact::Relation],
                stale: pair.person.revoke_shown_by(act, &pair.guardian)?,
            })
        })
    }

    /// Ends the relations of all members who are 18 or over by now and were added as minors, with
    /// the codes that their guardians show, and names them.
    ///
    /// # Errors
    /// When the register fails.
    pub fn come_of_age(&mut self) -> Result<Vec<Ended>, ActError> {
        self.write(|act| {
            let today = act.context.now.date();
            let sql = format!("{COLUMNS} AND r.reason = 'minor' ORDER BY r.guardian, r.person");
            let minors = act.store.all(&sql, &[], of_row)?;
            let mut ended = Vec::new();
            for relation in minors {
                let pair = Pair::find(act, &relation.guardian, &relation.person)?;
                if pair.person.age(act, today)? >= MAJORITY {
                    pair.end(act)?;
                    pair.record(act, "come-of-age")?;
                    let revoked = pair.person.revoke_shown_by(act, &pair.guardian)?;
                    ended.push(Ended { relation, revoked });
                }
            }
            Ok(ended)
        })
    }

    /// Whose codes a resident may show, and what they are to each other; none for those who only
    /// live together, or never did.
    ///
    /// # Errors
    /// When the register fails.
    pub fn guardian_of(
        &self,
        guardian: &SubjectId,
        member: &SubjectId,
    ) -> Result<Option<Relation>, RegisterError> {
        let sql = format!("{COLUMNS} AND r.kind = 'member' AND g.subject = $1 AND p.subject = $2");
        let values = [guardian.as_str().into(), member.as_str().into()];
        self.read(|store| Ok(store.first(&sql, &values, of_row)?))
    }

    /// What is between a resident and others, from either side.
    ///
    /// # Errors
    /// When the register fails.
    pub fn relations(&self, subject: &SubjectId) -> Result<Vec<Relation>, RegisterError> {
        let sql = format!(
            "{COLUMNS} AND (g.subject = $1 OR p.subject = $2) ORDER BY r.guardian, r.person"
        );
        let values = [subject.as_str().into(), subject.as_str().into()];
        self.read(|store| Ok(store.all(&sql, &values, of_row)?))
    }
}

const COLUMNS: &str = "SELECT g.subject, p.subject, r.reason, r.since, r.kinship FROM relations r
    JOIN subjects g ON g.id = r.guardian JOIN subjects p ON p.id = r.person
    WHERE r.ended IS NULL";

fn of_row(row: &Row<'_>) -> Result<Relation, StoreError> {
    let subject = |column| SubjectId::new(&row.text(column)?).map_err(|_| StoreError::Corrupt);
    let all = [
        RelationKind::CoResident,
        RelationKind::Elder,
        RelationKind::Minor,
    ];
    let reason = row.text(2)?;
    let kind = all.into_iter().find(|kind| kind.words()[1] == reason);
    let kinship = row.optional_text(4)?;
    let kinship = kinship.map(|word| Kinship::from_name(&word).ok_or(StoreError::Corrupt));
    Ok(Relation {
        guardian: subject(0)?,
        person: subject(1)?,
        kind: kind.ok_or(StoreError::Corrupt)?,
        kinship: kinship.transpose()?,
        since: UnixTime::from_seconds(row.number(3)?),
    })
}

impl Resident {
    /// The age on a day, by the document in use.
    fn age(&self, act: &mut Act<'_>, day: Date) -> Result<u32, ActError> {
        let sql = "SELECT birth_date FROM documents WHERE subject = $1 AND ended IS NULL";
        let born = act
            .store
            .first(sql, &[self.subject.id.into()], |row| row.text(0))?;
        let born = born.as_deref().and_then(Date::parse);
        let age = born.and_then(|born| born.age_on(day));
        Ok(age.ok_or(StoreError::Corrupt)?)
    }
}

/// Ends what a person has with those who only share the address, and says whether there was any.
pub(super) fn part_from_co_residents(
    act: &mut Act<'_>,
    subject: &SubjectId,
) -> Result<bool, ActError> {
    let sql = format!(
        "{COLUMNS} AND r.kind = 'co-resident' AND (g.subject = $1 OR p.subject = $2)
         ORDER BY r.guardian, r.person"
    );
    let values = [subject.as_str().into(), subject.as_str().into()];
    let relations = act.store.all(&sql, &values, of_row)?;
    for relation in &relations {
        let pair = Pair::find(act, &relation.guardian, &relation.person)?;
        pair.end(act)?;
        pair.record(act, "end-relation")?;
    }
    Ok(!relations.is_empty())
}

/// Two residents.
struct Pair {
    guardian: Resident,
    person: Resident,
}

impl Pair {
    fn find(act: &mut Act<'_>, guardian: &SubjectId, person: &SubjectId) -> Result<Self, ActError> {
        if guardian == person {
            return Err(Refusal::SamePerson.into());
        }
        Ok(Self {
            guardian: Resident::find(act, guardian)?,
            person: Resident::find(act, person)?,
        })
    }

    const fn ids(&self) -> [i64; 2] {
        let (guardian, person): (&SubjectRow, &SubjectRow) =
            (&self.guardian.subject, &self.person.subject);
        [guardian.id, person.id]
    }

    fn add(
        &self,
        act: &mut Act<'_>,
        kind: RelationKind,
        kinship: Option<Kinship>,
    ) -> Result<Outcome, ActError> {
        let [guardian, person] = self.ids();
        let sql = "SELECT number, ended FROM relations WHERE guardian = $1 AND person = $2
                   ORDER BY number DESC LIMIT 1";
        let last = act
            .store
            .first(sql, &[guardian.into(), person.into()], |row| {
                Ok((row.integer(0)?, row.optional_integer(1)?))
            })?;
        let number = match last {
            None => 1,
            Some((_, None)) => return Err(Refusal::AlreadyRelated.into()),
            Some((number, Some(_))) => number.saturating_add(1),
        };
        let [word, reason] = kind.words();
        let sql = "INSERT INTO relations (guardian, person, number, kind, reason, kinship, since)
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let values = [
            guardian.into(),
            person.into(),
            number.into(),
            word.into(),
            reason.into(),
            kinship.map(Kinship::name).into(),
            signed(act.context.now.seconds())?.into(),
        ];
        act.store.execute(sql, &values)?;
        self.record(act, kind.act())?;
        Ok(Outcome::unseen(vec![Fact::Relation]))
    }

    /// Ends the relation, and says whether there was one.
    fn end(&self, act: &mut Act<'_>) -> Result<bool, StoreError> {
        let sql = "UPDATE relations SET ended = $1
                   WHERE guardian = $2 AND person = $3 AND ended IS NULL";
        let [guardian, person] = self.ids();
        let now = signed(act.context.now.seconds())?;
        let values = [now.into(), guardian.into(), person.into()];
        Ok(act.store.execute(sql, &values)? == 1)
    }

    fn record(&self, act: &mut Act<'_>, name: &str) -> Result<(), StoreError> {
        let digest =
            |resident: &Resident| resident.subject.digest("subject", resident.name.as_str());
        let detail = json!({"person": digest(&self.person), "guardian": digest(&self.guardian)});
        act.record(name, &detail)
    }
}
