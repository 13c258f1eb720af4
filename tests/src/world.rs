//! Worlds of trust that vectors are judged in: a root and one bundle each, by name.

use juma_format::{
    StatusRef,
    algorithm::Suite,
    body::StatusList as StatusBody,
    time::DAY,
    trust::{KeyState, Purpose, Status, StatusTimes},
};
use juma_keys::{AnchorFile, RootAnchor};
use juma_verifier::{Floors, State};

use crate::{
    bundle::{self, LIST, MEANINGLESS, Pieces, REVOKED, SUSPENDED, anchor, status_list, status_of},
    moment::{BUNDLE_EXPIRES, FOUNDED, NOW},
    parties::{
        self, NAMESPACE, OTHER_NAMESPACE, OTHER_STATUS, entries, entry, other_entries, status_key,
    },
    places,
};

/// The names, in order. The first is where everything is well.
pub const NAMES: [&str; 15] = [
    "one-city",
    "clock-ahead",
    "compromised",
    "compromised-status",
    "distrusted",
    "no-status",
    "nothing",
    "old-status",
    "places",
    "retired",
    "stale",
    "status-one-bit",
    "status-other",
    "two-issuers",
    "unsupported-suite",
];

/// What a device holds: the root that it was given, and the one bundle that it imported.
#[derive(Clone, Debug)]
pub struct World {
    /// The root.
    pub anchor: RootAnchor,
    /// The bundle; a device in the world `nothing` has none.
    pub bundle: Option<Vec<u8>>,
}

impl World {
    /// The world of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let pieces = match name {
            "nothing" => None,
            name => Some(pieces(name)?),
        };
        Some(Self {
            anchor: anchor(),
            bundle: pieces.map(|pieces| pieces.bundle()),
        })
    }

    /// The world of the files that [`crate::vector::write_all`] made of it.
    #[must_use]
    pub fn read(root: &str, bundle: Option<Vec<u8>>) -> Self {
        let anchor = AnchorFile::parse(root).expect("a root file").0;
        Self { anchor, bundle }
    }

    /// The state of a device that imported the bundle when it was made.
    #[must_use]
    pub fn state(&self) -> State {
        let state = State::new(self.anchor.clone());
        match &self.bundle {
            None => state,
            Some(bundle) => {
                let anchor = self.anchor.clone();
                State::restore(anchor, Floors::NONE, bundle).expect("every world's bundle is good")
            }
        }
    }
}

fn pieces(name: &str) -> Option<Pieces> {
    let mut entries = entries();
    let code = 0;
    match name {
        "compromised" => entries[code].state = KeyState::Compromised,
        "compromised-status" => entries[1].state = KeyState::Compromised,
        "retired" => entries[code].state = KeyState::Retired,
        "two-issuers" => entries.extend(other_entries()),
        "unsupported-suite" => {
            let mut future = entry(&parties::future_key(), Purpose::Code);
            future.suite = Suite::from_number(2);
            entries.push(future);
        }
        _ => {}
    }
    let mut pieces = Pieces::of(entries);
    match name {
        "one-city" | "compromised" | "compromised-status" | "retired" | "unsupported-suite" => {}
        "clock-ahead" => pieces.issued = FOUNDED.plus(60 * DAY),
        "distrusted" => {
            let key = parties::code_key();
            pieces.distrusted = vec![*key.public().hash().as_bytes()];
        }
        "no-status" => pieces.statuses.clear(),
        "old-status" => {
            let times = StatusTimes {
                issued: FOUNDED,
                expires: BUNDLE_EXPIRES,
            };
            let list = status_of(NAMESPACE, LIST, times);
            pieces.statuses = vec![status_list(&list, &status_key())];
        }
        "places" => pieces.places = places::parts(),
        "stale" => pieces.expires = NOW,
        "status-one-bit" => {
            // One bit says valid or invalid and nothing else; the last entry is invalid too.
            let mut packed = vec![0; (1 << 20) / 8];
            packed[usize::try_from(REVOKED / 8).unwrap()] = 1 << (REVOKED % 8);
            *packed.last_mut().unwrap() |= 0x80;
            let payload = bundle::status_payload(&format!("{NAMESPACE}/{LIST}"), 1, &packed);
            pieces.statuses = vec![status_key().sign::<StatusBody>(payload)];
        }
        "status-other" => {
            let mut list = bundle::standard_status();
            assert!(list.set(MEANINGLESS, Status::Other(3)));
            pieces.statuses = vec![status_list(&list, &status_key())];
            // Four bits can say more still; what is 1 and 2 there keeps its meaning.
            let mut packed = vec![0; (1 << 20) / 2];
            for (index, status) in [(REVOKED, 1), (SUSPENDED, 2), (MEANINGLESS, 12)] {
                assert_eq!(index % 2, 0, "the low half of its byte");
                packed[usize::try_from(index / 2).unwrap()] = status;
            }
            let payload = bundle::status_payload(&format!("{NAMESPACE}/8"), 4, &packed);
            pieces
                .statuses
                .push(status_key().sign::<StatusBody>(payload));
        }
        "two-issuers" => {
            // What is good in one namespace is revoked in the other.
            let mut list = status_of(OTHER_NAMESPACE, LIST, bundle::STATUS_TIMES);
            let good = StatusRef::from_packed(crate::code::GOOD).unwrap();
            assert!(list.set(good.index(), Status::Invalid));
            assert!(list.set(REVOKED, Status::Valid));
            let key = parties::status_key_of(OTHER_STATUS);
            pieces.statuses.push(status_list(&list, &key));
        }
        _ => return None,
    }
    Some(pieces)
}
