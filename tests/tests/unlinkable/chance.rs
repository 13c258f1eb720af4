//! How often an attacker is right, and how often anybody is.

use std::{collections::BTreeMap, fmt, ops::Range};

use crate::{
    attackers::Key,
    dice::Dice,
    issuing::{Alike, Seen},
};

/// How many pairs were right, and how many are by drawing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    right: f64,
    tried: f64,
    expected: f64,
    deviation: f64,
}

/// The line between chance and more (SPEC §5.5): a run of these tests in three million is beyond it
/// by chance alone, and the dice are the same in every run.
const DEVIATIONS: f64 = 5.0;

/// One code of the other tier among so many is the person's.
const CANDIDATES: usize = 50;

impl Found {
    pub(crate) fn is_chance(&self) -> bool {
        self.right <= self.expected + DEVIATIONS * self.deviation
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} of {} right, {:.0} ± {:.0} by chance",
            self.right, self.tried, self.expected, self.deviation
        )
    }
}

/// People by what both their codes say.
pub(crate) fn alike(seen: &[Seen], people: Range<usize>) -> BTreeMap<Alike, Vec<usize>> {
    let mut groups: BTreeMap<Alike, Vec<usize>> = BTreeMap::new();
    for person in people {
        let alike = seen[person].alike.clone();
        groups.entry(alike).or_default().push(person);
    }
    groups
}

/// Pairs those who are alike by their place in the order of a number. A drawn pairing of any
/// number of people has one right pair in the mean, give or take one.
pub(crate) fn by_rank(gate: &[Seen], other: &[Seen], key: Key) -> Found {
    let mut dice = Dice::new(7);
    let groups = alike(gate, 0..gate.len());
    let mut right = 0_u32;
    for people in groups.values() {
        let mut order = |seen: &[Seen]| {
            let mut people = people.clone();
            // Those whose numbers are the same stand in no order.
            dice.shuffle(&mut people);
            people.sort_by_key(|person| key(&seen[*person]));
            people
        };
        let (left, right_side) = (order(gate), order(other));
        let pairs = left.into_iter().zip(right_side);
        right += u32::try_from(pairs.filter(|(a, b)| a == b).count()).unwrap();
    }
    let groups = f64::from(u32::try_from(groups.len()).unwrap());
    Found {
        right: right.into(),
        tried: f64::from(u32::try_from(gate.len()).unwrap()),
        expected: groups,
        deviation: groups.sqrt(),
    }
}

/// For each person takes the likeliest of some codes of the other tier: the own one, and those of
/// others who are alike.
pub(crate) fn by_score(
    gate: &[Seen],
    other: &[Seen],
    people: Range<usize>,
    dice: &mut Dice,
    score: &dyn Fn(&Seen, &Seen) -> f64,
) -> Found {
    let groups = alike(other, 0..other.len());
    let mut right = 0_u32;
    for person in people.clone() {
        let group = &groups[&gate[person].alike];
        let mut candidates = vec![person];
        while candidates.len() < CANDIDATES {
            let stranger = group[dice.below(group.len())];
            if !candidates.contains(&stranger) {
                candidates.push(stranger);
            }
        }
        // Whoever comes first is taken among equals, so nobody may stand at a known place.
        dice.shuffle(&mut candidates);
        let mut best = (f64::NEG_INFINITY, person);
        for candidate in candidates {
            let score = score(&gate[person], &other[candidate]);
            if score > best.0 {
                best = (score, candidate);
            }
        }
        right += u32::from(best.1 == person);
    }
    let tried = f64::from(u32::try_from(people.len()).unwrap());
    let chance = 1.0 / f64::from(u32::try_from(CANDIDATES).unwrap());
    Found {
        right: right.into(),
        tried,
        expected: tried * chance,
        deviation: (tried * chance * (1.0 - chance)).sqrt(),
    }
}
