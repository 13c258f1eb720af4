//! Contributions of the two cities by hand, each piece of which a test can spoil and sign again, and
//! the files of `tests/vectors/contributions/`.

use std::path::PathBuf;

use juma_format::{
    Environment,
    body::Contribution as ContributionBody,
    time::{DAY, UnixTime},
    trust::{
        Contribution, Part, PartKind, Status, StatusList, StatusTimes, TrustEntry,
        write_contribution,
    },
};
use juma_keys::{SigningKey, StatusKey, hash_of};

use crate::{
    bundle::{LIST, STATUS_TIMES, status_list, status_of},
    moment::{BUNDLE_EXPIRES, FOUNDED, PUBLISHED},
    parties::{
        self, ENVIRONMENT, NAMESPACE, OTHER_NAMESPACE, OTHER_STATUS, STRANGER, entries,
        other_entries, status_key, status_key_of,
    },
    places,
};

/// The folder of the vectors that hold contributions.
pub const FOLDER: &str = "contributions";

/// When the centre collects them: two days after the first are made.
pub const COLLECTED: UnixTime = PUBLISHED.plus(2 * DAY);

/// The entries of the trust list by which they are judged.
#[must_use]
pub fn both() -> Vec<TrustEntry> {
    [entries(), other_entries()].concat()
}

/// The pieces of a contribution before it is signed.
#[derive(Clone, Debug)]
pub struct Sent {
    /// What it says of itself.
    pub environment: Environment,
    /// See [`Self::environment`].
    pub namespace: String,
    /// See [`Self::environment`].
    pub sequence: u32,
    /// See [`Self::environment`].
    pub times: StatusTimes,
    /// See [`Self::environment`].
    pub trust_list: u32,
    /// Signed status lists.
    pub statuses: Vec<Vec<u8>>,
    /// Signed deltas.
    pub deltas: Vec<Vec<u8>>,
    /// City profiles.
    pub places: Vec<Vec<u8>>,
}

/// What a city says of its codes, so many days after the first time.
#[must_use]
pub fn list_of(namespace: &str, day: u64, marks: &[(u32, Status)]) -> StatusList {
    let mut list = status_of(namespace, LIST, times(day));
    for (index, status) in marks {
        assert!(list.set(*index, *status));
    }
    list
}

/// The times of lists so many days after the first time.
#[must_use]
pub fn times(day: u64) -> StatusTimes {
    StatusTimes {
        issued: PUBLISHED.plus(day * DAY),
        ..STATUS_TIMES
    }
}

impl Sent {
    /// An ordinary contribution of a day, with nothing in it: the sequence follows the day.
    #[must_use]
    pub fn of(namespace: &str, day: u64) -> Self {
        Self {
            environment: ENVIRONMENT,
            namespace: namespace.to_owned(),
            sequence: u32::try_from(day).unwrap() + 5,
            times: times(day),
            trust_list: 1,
            statuses: Vec::new(),
            deltas: Vec::new(),
            places: Vec::new(),
        }
    }

    /// The first city's, with its list.
    #[must_use]
    pub fn first_city(day: u64, marks: &[(u32, Status)]) -> Self {
        Self {
            statuses: vec![status_list(&list_of(NAMESPACE, day, marks), &status_key())],
            ..Self::of(NAMESPACE, day)
        }
    }

    /// The second city's, with its list.
    #[must_use]
    pub fn second_city(day: u64) -> Self {
        let key = status_key_of(OTHER_STATUS);
        Self {
            statuses: vec![status_list(&list_of(OTHER_NAMESPACE, day, &[]), &key)],
            ..Self::of(OTHER_NAMESPACE, day)
        }
    }

    fn parts(&self) -> Vec<(PartKind, Vec<u8>)> {
        let kinds = [
            (PartKind::StatusList, &self.statuses),
            (PartKind::StatusDelta, &self.deltas),
            (PartKind::Places, &self.places),
        ];
        let parts = kinds.into_iter();
        parts
            .flat_map(|(kind, parts)| parts.iter().map(move |part| (kind, part.clone())))
            .collect()
    }

    /// What it says of itself.
    #[must_use]
    pub fn statement(&self) -> Contribution {
        let parts = self.parts().into_iter().map(|(kind, bytes)| Part {
            kind,
            size: bytes.len().try_into().unwrap(),
            hash: hash_of(&bytes),
        });
        Contribution {
            environment: self.environment,
            namespace: self.namespace.clone(),
            sequence: self.sequence,
            times: self.times,
            parts: parts.collect(),
            trust_list: self.trust_list,
        }
    }

    /// The file, signed by a key.
    #[must_use]
    pub fn by(&self, key: &SigningKey<StatusKey>) -> Vec<u8> {
        self.with_statement(self.statement().encode(), key)
    }

    /// The file with anything for a statement.
    #[must_use]
    pub fn with_statement(&self, statement: Vec<u8>, key: &SigningKey<StatusKey>) -> Vec<u8> {
        let parts: Vec<Vec<u8>> = self.parts().into_iter().map(|(_, bytes)| bytes).collect();
        write_contribution(&key.sign::<ContributionBody>(statement), &parts)
    }

    /// The file, signed by the key of its namespace.
    #[must_use]
    pub fn file(&self) -> Vec<u8> {
        if self.namespace == OTHER_NAMESPACE {
            self.by(&status_key_of(OTHER_STATUS))
        } else {
            self.by(&status_key())
        }
    }
}

/// Contributions that a centre refuses, by the slug and what is wrong. It has the trust list of
/// [`both`], collects at [`COLLECTED`], makes a full bundle and has collected nothing before.
#[must_use]
pub fn refused() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let first = || Sent::first_city(0, &[]);
    let with = |change: &dyn Fn(&mut Sent)| {
        let mut sent = first();
        change(&mut sent);
        sent.file()
    };
    let good = first().file();
    let spoilt = |at: usize| {
        let mut spoilt = good.clone();
        spoilt[at] ^= 1;
        spoilt
    };
    let on_day = |namespace: &str, day: u64, party: &str| {
        status_list(&list_of(namespace, day, &[]), &status_key_of(party))
    };
    let ended = |until: UnixTime| {
        let mut sent = first();
        sent.times.expires = until;
        let mut list = list_of(NAMESPACE, 0, &[]).encode();
        let seconds = |time: UnixTime| u32::try_from(time.seconds()).unwrap().to_be_bytes();
        let was = seconds(BUNDLE_EXPIRES);
        let at = list.windows(4).position(|it| it == was).unwrap();
        list[at..at + 4].copy_from_slice(&seconds(until));
        sent.statuses = vec![status_key().sign::<juma_format::body::StatusList>(list)];
        sent.file()
    };
    let ahead = |seconds: u64| {
        let mut sent = first();
        sent.times.issued = COLLECTED.plus(seconds);
        let list = status_of(NAMESPACE, LIST, sent.times);
        sent.statuses = vec![status_list(&list, &status_key())];
        sent.file()
    };
    let delta = {
        let (base, result) = (list_of(NAMESPACE, 0, &[]), list_of(NAMESPACE, 1, &[]));
        let delta = juma_keys::delta_between(&base, &result).unwrap();
        let mut sent = Sent::of(NAMESPACE, 1);
        sent.deltas = vec![status_key().sign::<juma_format::body::StatusDelta>(delta.encode())];
        sent.file()
    };
    let profile = places::guangzhou().encode();
    vec![
        (
            "contribution-magic",
            "a bundle",
            crate::bundle::Pieces::of(both()).bundle(),
        ),
        ("contribution-magic", "an empty file", Vec::new()),
        ("cbor-truncated", "torn", good[..good.len() - 1].to_vec()),
        ("bundle-parts", "a part was left out", {
            let statement = first().statement().encode();
            Sent::of(NAMESPACE, 0).with_statement(statement, &status_key())
        }),
        (
            "bundle-hash",
            "the last byte of the list",
            spoilt(good.len() - 1),
        ),
        ("bad-signature", "the statement was changed", {
            let at = good.windows(4).position(|it| it == b"4403").unwrap();
            spoilt(at + 3)
        }),
        (
            "bundle-signer",
            "by a stranger",
            first().by(&status_key_of(STRANGER)),
        ),
        (
            "bundle-signer",
            "by the key for codes",
            first().by(&status_key_of("code")),
        ),
        (
            "bundle-signer",
            "the other city's list under this city's name",
            with(&|sent| {
                sent.statuses = vec![on_day(OTHER_NAMESPACE, 0, OTHER_STATUS)];
            }),
        ),
        ("status-namespace", "by the other city's key", {
            let mut sent = first();
            sent.statuses = vec![on_day(NAMESPACE, 0, OTHER_STATUS)];
            sent.by(&status_key_of(OTHER_STATUS))
        }),
        (
            "status-namespace",
            "a list of the other city's, by this city's key",
            with(&|sent| {
                sent.statuses = vec![on_day(OTHER_NAMESPACE, 0, "status")];
            }),
        ),
        (
            "bundle-signer-period",
            "made before its key signs",
            with(&|sent| {
                sent.times.issued = FOUNDED.minus(1);
            }),
        ),
        (
            "wrong-environment",
            "it says production",
            with(&|sent| {
                sent.environment = Environment::Production;
            }),
        ),
        (
            "contribution-mixed",
            "a list of the day after",
            with(&|sent| {
                sent.statuses = vec![on_day(NAMESPACE, 1, "status")];
            }),
        ),
        (
            "contribution-places",
            "the other city's profile",
            with(&|sent| {
                sent.places = vec![profile.clone()];
            }),
        ),
        (
            "contribution-trust-list",
            "by a trust list to come",
            with(&|sent| {
                sent.trust_list = 2;
            }),
        ),
        (
            "places-twice",
            "one profile twice",
            with(&|sent| {
                sent.places = vec![places::shenzhen().encode(); 2];
            }),
        ),
        (
            "status-twice",
            "one list twice",
            with(&|sent| {
                sent.statuses = vec![sent.statuses[0].clone(); 2];
            }),
        ),
        (
            "bundle-expired",
            "it ends as it is collected",
            ended(COLLECTED),
        ),
        (
            "bundle-in-future",
            "301 s ahead of the centre's clock",
            ahead(301),
        ),
        (
            "delta-list-unknown",
            "changes, and nothing to change",
            delta,
        ),
        (
            "field-range",
            "nothing in it",
            Sent::of(NAMESPACE, 0).file(),
        ),
        ("field-range", "a trust list in it", {
            let mut statement = first().statement();
            statement.parts[0].kind = PartKind::TrustList;
            first().with_statement(statement.encode(), &status_key())
        }),
        ("field-unknown", "it would distrust a key", {
            let mut statement = first().statement().encode();
            statement[0] += 1;
            statement.extend(crate::cbor::uint(8));
            statement.extend(crate::cbor::array(&[crate::cbor::bytes(
                parties::code_key().public().hash().as_bytes(),
            )]));
            first().with_statement(statement, &status_key())
        }),
    ]
}

/// Two contributions that a centre takes, the second with a profile, then those that it refuses: the
/// name says why.
#[must_use]
pub fn files() -> Vec<(PathBuf, Vec<u8>)> {
    let folder = PathBuf::from(FOLDER);
    let mut second = Sent::second_city(0);
    second.places = vec![places::guangzhou().encode()];
    let good = [
        (
            "good-first-city.jmc".to_owned(),
            Sent::first_city(0, &[]).file(),
        ),
        ("good-second-city.jmc".to_owned(), second.file()),
    ];
    let refused = refused().into_iter().map(|(slug, what, bytes)| {
        let what = what
            .replace([' ', ','], "-")
            .replace("'", "")
            .replace("--", "-");
        (format!("{slug}--{what}.jmc"), bytes)
    });
    let named = good.into_iter().chain(refused);
    named
        .map(|(name, bytes)| (folder.join(name), bytes))
        .collect()
}
