use juma_format::{region::Region, time::Date};
use juma_registry::record::RecordField;

use super::{
    FictionalPerson, PeopleTerms,
    documents::{Births, Documents, Series},
    draw::{Draw, Usage},
    words::{self, Naming},
};

/// Which household it is, the number of its first person, and how many people are wanted yet.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) household: u64,
    pub(super) first: u64,
    pub(super) left: u64,
}

/// One of a household.
#[derive(Clone, Copy)]
struct Member {
    births: Births,
    series: Series,
    /// Who may show the code, by the place in the household, and what they are to the member.
    guardian: Option<(usize, &'static str)>,
}

/// Where a household lives, and how the register has it.
struct Home {
    region: Region,
    state: &'static str,
    text: Option<String>,
    household: Option<(Region, String)>,
    population: &'static str,
    naming: Naming,
    country: Country,
}

/// Where people come from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Country {
    Foreign,
    ForeignPermanent,
    HongKong,
    HongKongByPermit,
    Macau,
    Mainland,
    Taiwan,
    TaiwanByPermit,
}

/// The greatest age that is drawn; a few are [`OLDEST`].
const OLD: i32 = 101;

/// The age of the oldest.
const OLDEST: i32 = 120;

/// Of so many households six have somebody on a day on which an age begins.
const EDGE_EVERY: u64 = 600;

pub(super) fn make(
    terms: &PeopleTerms,
    districts: &[Region],
    documents: &mut Documents,
    place: Place,
) -> Vec<FictionalPerson> {
    let mut draw = Draw::of(terms.seed, Usage::Household, place.household);
    let edge = place.household % EDGE_EVERY;
    let country = if edge.is_multiple_of(100) {
        Country::Mainland
    } else {
        country(&mut draw)
    };
    let home = home(terms, districts, &mut draw, country, place);
    let mut members = members(terms.on, &mut draw, edge, home.state == "registered");
    let mut people = Vec::new();
    for (at, member) in members.iter_mut().enumerate() {
        let number = place.first.saturating_add(at.try_into().unwrap_or(0));
        if country != Country::Mainland {
            member.series = series(country);
        }
        people.extend(person(terms, documents, &home, *member, (place, number)));
    }
    // A guardian who is left out would be named all the same; the last are left out first.
    people.truncate(usize::try_from(place.left).unwrap_or(usize::MAX));
    // Sometimes the guardian comes after the member.
    if draw.per_mille(300) {
        people.reverse();
    }
    people
}

fn country(draw: &mut Draw) -> Country {
    match draw.below(100) {
        0 => Country::Foreign,
        1 => Country::ForeignPermanent,
        2 => Country::HongKong,
        3 => Country::HongKongByPermit,
        4 => Country::Macau,
        5 => Country::Taiwan,
        6 => Country::TaiwanByPermit,
        _ => Country::Mainland,
    }
}

const fn series(country: Country) -> Series {
    match country {
        Country::Foreign => Series::Travel('X'),
        Country::ForeignPermanent => Series::Foreign,
        Country::HongKong => Series::Straits(81),
        Country::HongKongByPermit => Series::Travel('H'),
        Country::Macau => Series::Straits(82),
        Country::Mainland => Series::Citizen,
        Country::Taiwan => Series::Straits(83),
        Country::TaiwanByPermit => Series::Travel('T'),
    }
}

fn home(
    terms: &PeopleTerms,
    districts: &[Region],
    draw: &mut Draw,
    country: Country,
    place: Place,
) -> Home {
    let count = u64::try_from(districts.len()).unwrap_or(1);
    // Some districts have more people than others.
    let index = draw.below(count).min(draw.below(count));
    let index = usize::try_from(index).unwrap_or(0);
    let region = districts.get(index).copied().unwrap_or(terms.region);
    let naming = match country {
        Country::Foreign | Country::ForeignPermanent => Naming::Latin,
        Country::Mainland if draw.per_mille(30) => Naming::Uyghur,
        _ => Naming::Han,
    };
    let population = match country {
        Country::Mainland if draw.per_mille(420) => "household",
        Country::Mainland => "migrant",
        _ => "outside",
    };
    let state = match draw.below(100) {
        0..=79 => "registered",
        80..=87 => "none",
        88..=91 => "pending",
        92..=96 => "non-standard",
        _ => "withheld",
    };
    let mut where_now = *draw;
    if changes(terms, Usage::Move, place.household) {
        where_now = Draw::of(terms.seed, Usage::Move, !place.household);
    }
    let text = words::address(&mut where_now, naming);
    let has_address = matches!(state, "registered" | "non-standard");
    let origin = (population == "migrant" && draw.per_mille(600))
        .then(|| Region::from_code(511_402).ok())
        .flatten();
    let household = origin.map(|region| (region, words::village(draw)));
    Home {
        region,
        state,
        text: has_address.then_some(text),
        household,
        population,
        naming,
        country,
    }
}

/// Whether somebody is among those who have changed something.
fn changes(terms: &PeopleTerms, what: Usage, number: u64) -> bool {
    let of_thousand = terms.changed_per_mille.into();
    Draw::of(terms.seed, what, number).per_mille(of_thousand)
}

fn members(on: Date, draw: &mut Draw, edge: u64, is_registered: bool) -> Vec<Member> {
    let one = |births, series| Member {
        births,
        series,
        guardian: None,
    };
    let adult = || one(Births::of_ages(18, 60, on), Series::Citizen);
    let child = || one(Births::of_ages(0, 18, on), Series::Citizen);
    let elder = || one(Births::of_ages(60, OLD, on), Series::Citizen);
    let shown = |member: Member, at, relation| Member {
        guardian: Some((at, relation)),
        ..member
    };
    let birthday = |age, after| one(Births::birthday(age, on, after), Series::CitizenOnEdge);
    match edge {
        0 => return vec![adult(), shown(birthday(0, 0), 0, "parent")],
        100 => return vec![adult(), shown(birthday(18, 1), 0, "parent")],
        200 => return vec![birthday(18, 0)],
        300 => return vec![birthday(60, 1)],
        400 => return vec![adult(), shown(birthday(60, 0), 0, "child")],
        500 => return vec![adult(), shown(birthday(OLDEST, 0), 0, "legal-guardian")],
        _ => {}
    }
    match draw.below(100) {
        0..=29 => vec![adult()],
        30..=39 if is_registered => vec![adult(), shown(adult(), 0, "co-resident")],
        30..=51 => vec![adult(), adult()],
        52..=66 => vec![adult(), adult(), shown(child(), 0, "parent")],
        67..=76 => {
            let (first, second) = (shown(child(), 0, "parent"), shown(child(), 1, "parent"));
            vec![adult(), adult(), first, second]
        }
        77..=81 => vec![adult(), shown(child(), 0, "legal-guardian")],
        82..=88 => vec![adult(), shown(elder(), 0, "child")],
        89..=92 => vec![adult(), shown(elder(), 0, "grandchild"), elder()],
        _ => vec![elder()],
    }
}

fn person(
    terms: &PeopleTerms,
    documents: &mut Documents,
    home: &Home,
    member: Member,
    (place, number): (Place, u64),
) -> Option<FictionalPerson> {
    let mut draw = Draw::of(terms.seed, Usage::Person, number);
    let (document, born) = documents.next(member.series, member.births)?;
    let mut naming = draw;
    if number.is_multiple_of(10) && changes(terms, Usage::Rename, number) {
        naming = Draw::of(terms.seed, Usage::Rename, !number);
    }
    let mut person = FictionalPerson::new(vec![
        (RecordField::Subject, subject(number)),
        (RecordField::Note, "fictional".to_owned()),
        (
            RecordField::Name,
            words::name(&mut naming, name_of(home, member)),
        ),
        (RecordField::Population, home.population.to_owned()),
        (RecordField::DocumentKind, kind(home.country).to_owned()),
        (RecordField::DocumentNumber, document),
    ]);
    if matches!(member.series, Series::Travel(_)) {
        let date = Date::from_days(born)?.to_string();
        person.put(RecordField::DocumentBirthDate, date);
        let sex = draw.one(&["female", "male", "unspecified"]);
        person.put(RecordField::DocumentSex, sex);
    }
    let levels = &[
        "document-chip",
        "in-person",
        "network-identity",
        "remote-face",
    ];
    person.put(RecordField::IdentityLevel, draw.one(levels));
    person.put(
        RecordField::IdentityVerifiedAt,
        verified_at(&mut draw, terms.on, born)?,
    );
    let reference = format!("SAMPLE-V-{number:08}");
    person.put(RecordField::IdentityReference, reference);
    person.put(RecordField::Region, six_digits(home.region));
    person.put(RecordField::AddressState, home.state);
    if let Some(text) = &home.text {
        person.put(RecordField::AddressText, &**text);
    }
    if let Some((region, text)) = &home.household {
        person.put(RecordField::HouseholdRegion, six_digits(*region));
        person.put(RecordField::HouseholdText, &**text);
    }
    if draw.per_mille(20) {
        person.put(RecordField::GateRegion, "district");
        person.put(RecordField::GateDocumentTail, "shown");
    }
    if let Some((at, relation)) = member.guardian {
        let guardian = place.first.saturating_add(at.try_into().ok()?);
        person.put(RecordField::GuardianSubject, subject(guardian));
        person.put(RecordField::GuardianRelation, relation);
    }
    Some(person)
}

const fn name_of(home: &Home, member: Member) -> Naming {
    match member.series {
        Series::Travel('X') | Series::Foreign => Naming::Latin,
        _ => home.naming,
    }
}

fn subject(number: u64) -> String {
    format!("SAMPLE-{number:08}")
}

const fn kind(country: Country) -> &'static str {
    match country {
        Country::Foreign => "passport",
        Country::ForeignPermanent => "foreign-permanent",
        Country::HongKong | Country::Macau | Country::Taiwan => "straits-residence",
        Country::HongKongByPermit => "home-return-permit",
        Country::Mainland => "citizen",
        Country::TaiwanByPermit => "taiwan-travel-permit",
    }
}

/// A day or a moment of the last two years of the person's life.
fn verified_at(draw: &mut Draw, on: Date, born: i64) -> Option<String> {
    let lived = on.days().saturating_sub(born).clamp(0, 730);
    let ago = i64::try_from(draw.below(u64::try_from(lived).ok()?.saturating_add(1))).ok()?;
    let date = Date::from_days(on.days().saturating_sub(ago))?;
    // A moment of this very day may be in the future.
    Some(if ago > 0 && draw.per_mille(500) {
        format!("{date}T09:30:00+08:00")
    } else {
        date.to_string()
    })
}

fn six_digits(region: Region) -> String {
    format!("{:0<6}", region.to_string())
}
