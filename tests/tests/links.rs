//! A person's tiers share no number (SPEC §5.5): somebody who holds the gate codes and the full codes of
//! 10,000 people, with everything in them but what says who they are, tells no better than by chance
//! which two are one person's.

use std::collections::{BTreeMap, HashMap};

use juma_format::{
    body::Code,
    claims::{Claims, TierClaims},
    envelope::Envelope,
    region::Region,
    time::{DAY, UnixTime},
};
use juma_issuer::{
    Authority, ClearTier, FoundingSecrets, FoundingTerms, ImageFormat, Issuer, Order, OrderBearer,
    OrderMedium, PublishError, Publisher, PublisherKeys, Validity, found_demo,
};
use juma_keys::{Secret, hash_of};
use juma_registry::{
    ledger::{FileLedger, RandomError},
    record::Record,
};
use juma_tests::moment::FOUNDED;

const PEOPLE: usize = 10_000;

/// All are issued on one morning, one person after the other.
const MORNING: UnixTime = FOUNDED.plus(DAY + 9 * 3600);

/// What the attacker has of a code: the order in which they lie before him says nothing.
#[derive(Clone, Copy)]
struct Known {
    kid: [u8; 4],
    expires: u64,
    list: u32,
    index: u32,
    region: u32,
    /// Full codes have it; of a gate code he knows that it was the same morning.
    issued: u64,
}

/// A guess: of each gate code, by its place, the place of a full code.
type Guess = Vec<usize>;

fn known(code: &[u8]) -> Known {
    let envelope = Envelope::<Code>::parse(code).unwrap();
    let claims = Claims::decode(envelope.payload_unverified()).unwrap();
    let common = claims.common();
    let issued = match claims.personal_before_verdict() {
        TierClaims::Full(full) => full.issued.seconds(),
        _ => 0,
    };
    Known {
        kid: *envelope.key_id().as_bytes(),
        expires: common.expires.seconds(),
        list: common.status.list(),
        index: common.status.index(),
        region: common.region.code(),
        issued,
    }
}

/// Gate codes and full codes, person by person.
fn issued() -> (Vec<Known>, Vec<Known>) {
    let secret = |byte| Secret::new([byte; 32]);
    let secrets = FoundingSecrets {
        root: secret(1),
        code: secret(2),
        status: secret(3),
        bundle: secret(4),
        seal: secret(5),
    };
    let terms = FoundingTerms {
        region: Region::from_code(4403).unwrap(),
        issuer: "深圳 DEMO".to_owned(),
        from: FOUNDED,
        code_days: 365,
    };
    let founding = found_demo(secrets, &terms).unwrap();
    let documents = founding.documents;
    let roots: Vec<&[u8]> = documents.roots.iter().map(Vec::as_slice).collect();
    let root = documents.anchor.walk(&roots).unwrap();
    let list = root.open_list(&documents.list).unwrap();
    let authority = Authority::new(founding.code, &list).unwrap();
    // In memory where there is such a folder: every plan is synced to its disk.
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
    let folder = folder.unwrap();
    let mut ledger = FileLedger::create(&folder.path().join("ledger")).unwrap();
    let (status, bundle) = (founding.status, founding.bundle);
    Publisher {
        ledger: &mut ledger,
        keys: &PublisherKeys { status, bundle },
        trust: &documents,
        places: &[],
        namespace: &founding.namespace,
        bundle_days: 90,
        code_days: 365,
    }
    .publish(FOUNDED, |_| Ok::<(), PublishError>(()))
    .unwrap();

    let mut dice = Dice::default();
    let mut random = |bytes: &mut [u8]| {
        dice.fill(bytes);
        Ok::<(), RandomError>(())
    };
    let (mut gates, mut fulls) = (Vec::new(), Vec::new());
    for number in 0..PEOPLE {
        let now = MORNING.plus(u64::try_from(number).unwrap());
        let record = record(number);
        for (tier, codes) in [(ClearTier::Gate, &mut gates), (ClearTier::Full, &mut fulls)] {
            let order = Order {
                tier: tier.into(),
                medium: OrderMedium::Screen,
                bearer: OrderBearer::Holder,
                format: ImageFormat::Text,
            };
            let mut issuer = Issuer {
                authority: &authority,
                ledger: &mut ledger,
                validity: Validity::YEAR,
                lead_time: 0,
            };
            let issued = issuer.issue(&record, &order, now, &mut random).unwrap();
            codes.push(known(issued.code.bytes()));
        }
    }
    (gates, fulls)
}

fn record(number: usize) -> Record {
    let json = format!(
        r#"{{"subject": "R-{number}", "name": "张三", "population": "migrant",
"document": {{"kind": "citizen", "number": "11010519491231002X"}},
"identity": {{"level": "in-person", "verified_at": "2025-05-01T09:30:00+08:00", "reference": "V"}},
"region": "440305", "address": {{"state": "none"}}}}"#
    );
    Record::from_json(json.as_bytes()).unwrap()
}

/// Numbers that are the same each time.
#[derive(Default)]
struct Dice(u64);

impl Dice {
    fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            self.0 += 1;
            let hash = hash_of(&self.0.to_be_bytes());
            chunk.copy_from_slice(&hash[..chunk.len()]);
        }
    }

    /// An order of so many places.
    fn shuffled(&mut self, length: usize) -> Vec<usize> {
        let mut keyed: Vec<([u8; 8], usize)> = (0..length)
            .map(|place| {
                let mut key = [0; 8];
                self.fill(&mut key);
                (key, place)
            })
            .collect();
        keyed.sort_unstable();
        keyed.into_iter().map(|(_, place)| place).collect()
    }
}

/// Both laid out by a number of theirs, the first beside the first.
fn by_rank(gates: &[Known], fulls: &[Known], key: impl Fn(&Known) -> u64) -> Guess {
    let order = |codes: &[Known]| {
        let mut places: Vec<usize> = (0..codes.len()).collect();
        places.sort_by_key(|place| key(&codes[*place]));
        places
    };
    let mut guess = vec![0; gates.len()];
    for (gate, full) in order(gates).into_iter().zip(order(fulls)) {
        guess[gate] = full;
    }
    guess
}

/// Those of one group beside one another, within it by a number.
fn by_group(
    (gates, fulls): (&[Known], &[Known]),
    group: impl Fn(&Known) -> u64,
    key: impl Fn(&Known) -> u64,
) -> Guess {
    let mut groups: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (place, full) in fulls.iter().enumerate() {
        groups.entry(group(full)).or_default().push(place);
    }
    for places in groups.values_mut() {
        places.sort_by_key(|place| key(&fulls[*place]));
    }
    let mut used: HashMap<u64, usize> = HashMap::new();
    let mut order: Vec<usize> = (0..gates.len()).collect();
    order.sort_by_key(|place| key(&gates[*place]));
    let mut guess = vec![usize::MAX; gates.len()];
    for place in order {
        let name = group(&gates[place]);
        let next = used.entry(name).or_default();
        if let Some(found) = groups.get(&name).and_then(|places| places.get(*next)) {
            guess[place] = *found;
        }
        *next += 1;
    }
    guess
}

#[test]
fn the_tiers_of_10_000_people_are_not_joined() {
    let (gates, fulls) = issued();
    // What nobody can use is the same for all; what differs by tier is never in common.
    for codes in [&gates, &fulls] {
        assert!(codes.iter().all(|it| it.kid == codes[0].kid));
        assert!(codes.iter().all(|it| it.region == codes[0].region));
    }
    let lists = |codes: &[Known]| -> Vec<u32> {
        let mut lists: Vec<u32> = codes.iter().map(|it| it.list).collect();
        lists.sort_unstable();
        lists.dedup();
        lists
    };
    let of_gates = lists(&gates);
    assert!(lists(&fulls).iter().all(|list| !of_gates.contains(list)));

    // The attacker gets them in orders that say nothing.
    let mut dice = Dice(1 << 32);
    let (gate_order, full_order) = (dice.shuffled(PEOPLE), dice.shuffled(PEOPLE));
    let dealt = |codes: &[Known], order: &[usize]| -> Vec<Known> {
        order.iter().map(|place| codes[*place]).collect()
    };
    let (gates, fulls) = (dealt(&gates, &gate_order), dealt(&fulls, &full_order));
    let right = |guess: &Guess| {
        let hits = guess.iter().enumerate().filter(|(gate, full)| {
            full_order
                .get(**full)
                .is_some_and(|person| *person == gate_order[*gate])
        });
        hits.count()
    };
    let index = |it: &Known| u64::from(it.index);
    let reference = |it: &Known| u64::from(it.list) << 20 | u64::from(it.index);
    let both = (&gates[..], &fulls[..]);
    let full_by_time = |it: &Known| if it.issued == 0 { index(it) } else { it.issued };
    let guesses = [
        ("in the order they came", (0..PEOPLE).collect()),
        ("by the end", by_rank(&gates, &fulls, |it| it.expires)),
        ("by the index", by_rank(&gates, &fulls, index)),
        ("by list and index", by_rank(&gates, &fulls, reference)),
        (
            "by the end, then the index",
            by_rank(&gates, &fulls, |it| it.expires << 20 | u64::from(it.index)),
        ),
        (
            "by the index and the time of issue",
            by_rank(&gates, &fulls, full_by_time),
        ),
        (
            "within a day of the end",
            by_group(both, |it| it.expires, index),
        ),
        (
            "within a day, by the time of issue",
            by_group(both, |it| it.expires, full_by_time),
        ),
        (
            "within a part of the index",
            by_group(both, |it| u64::from(it.index >> 12), |it| it.expires),
        ),
    ];
    for (how, guess) in guesses {
        // By chance one is right on average, and more than ten once in a hundred million times.
        let right = right(&guess);
        assert!(right <= 10, "{how}: {right} of {PEOPLE}");
    }
    // Two ends of a person fall on one day as often as any two of 61 do: 164 times.
    let end_of = |codes: &[Known], order: &[usize]| -> HashMap<usize, u64> {
        let ends = codes.iter().map(|it| it.expires);
        order.iter().copied().zip(ends).collect()
    };
    let full_ends = end_of(&fulls, &full_order);
    let same = end_of(&gates, &gate_order).into_iter();
    let same = same
        .filter(|(person, end)| full_ends[person] == *end)
        .count();
    assert!((110..220).contains(&same), "{same}");
}
