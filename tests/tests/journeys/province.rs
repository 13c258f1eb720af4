//! Two cities under one manifest: `juma-keys bundle`.

mod refusals;

use std::{fs, path::PathBuf};

use juma_format::{
    body::StatusDelta as DeltaBody,
    time::DAY,
    trust::{Status, StatusList, StatusTimes},
};
use juma_keys::{
    AnchorFile, KeyKind, KeyRole, PrivateKeyFile, PublicKeyFile, SigningKey, base_of, delta_between,
};
use juma_tests::{
    bundle::{
        LIST, Pieces, STATUS_TIMES, anchor, first_root, root_document, status_list, status_of,
        trust_list,
    },
    command::{Ran, command, run},
    moment::{BUNDLE_EXPIRES, NOW, PUBLISHED},
    parties::{
        self, ENVIRONMENT, NAMESPACE, OTHER_NAMESPACE, OTHER_STATUS, STRANGER, bundle_key,
        code_key, entries, other_entries, status_key,
    },
};
use juma_verifier::State;
use tempfile::TempDir;

/// The ceremony's place: root documents, trust list, key, record, and what the cities have sent.
struct Province(TempDir);

/// What a city says of its codes, so many days after the first time.
fn list(namespace: &str, day: u64, marks: &[(u32, Status)]) -> StatusList {
    let times = StatusTimes {
        issued: PUBLISHED.plus(day * DAY),
        ..STATUS_TIMES
    };
    let mut list = status_of(namespace, LIST, times);
    for (index, status) in marks {
        assert!(list.set(*index, *status));
    }
    list
}

fn both() -> Vec<juma_format::trust::TrustEntry> {
    [entries(), other_entries()].concat()
}

/// A city's bundle, whose manifest nobody need trust.
fn sent(change: impl FnOnce(&mut Pieces)) -> Vec<u8> {
    let mut pieces = Pieces::of(both());
    pieces.statuses.clear();
    change(&mut pieces);
    pieces.with_manifest(pieces.manifest().encode())
}

fn first_city(day: u64, marks: &[(u32, Status)]) -> Vec<u8> {
    let list = status_list(&list(NAMESPACE, day, marks), &status_key());
    sent(|pieces| pieces.statuses = vec![list])
}

fn second_city(day: u64) -> Vec<u8> {
    let key = parties::status_key_of(OTHER_STATUS);
    let list = status_list(&list(OTHER_NAMESPACE, day, &[]), &key);
    sent(|pieces| pieces.statuses = vec![list])
}

/// The first city's delta since the first day.
fn first_city_delta(day: u64, marks: &[(u32, Status)]) -> Vec<u8> {
    let (base, result) = (list(NAMESPACE, 0, &[]), list(NAMESPACE, day, marks));
    let delta = delta_between(&base, &result).unwrap();
    let delta = status_key().sign::<DeltaBody>(delta.encode());
    sent(|pieces| {
        pieces.sequence = 6;
        pieces.base = Some(base_of(&Pieces::of(both()).manifest()));
        pieces.deltas = vec![delta];
    })
}

impl Province {
    fn new() -> Self {
        let province = Self(tempfile::tempdir().unwrap());
        province.write("root1.cose", &root_document(&first_root(), &[1]));
        province.write("列表.cose", &trust_list(1, both(), &[1]));
        province.write("root.pub", AnchorFile(anchor()).to_string().as_bytes());
        province.key("bundle.key", &bundle_key());
        province.write("sz.jmb", &first_city(0, &[]));
        province.write("gz.jmb", &second_city(0));
        province
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path(name), bytes).unwrap();
    }

    fn key<K: KeyKind>(&self, name: &str, key: &SigningKey<K>) {
        let file = PrivateKeyFile::clear(key).unwrap();
        self.write(name, file.to_text().as_bytes());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let private = fs::Permissions::from_mode(0o600);
            fs::set_permissions(self.path(name), private).unwrap();
        }
    }

    fn bundle(&self, out: &str, sources: &[&str], more: &[&str]) -> Ran {
        let path = |name: &str| self.path(name).to_str().unwrap().to_owned();
        let issued = PUBLISHED.plus(2 * DAY).to_string();
        let expires = BUNDLE_EXPIRES.to_string();
        let mut args: Vec<String> = vec!["bundle".into(), "--json".into()];
        for (option, value) in [
            ("--root", path("root1.cose")),
            ("--list", path("列表.cose")),
            ("--key", path("bundle.key")),
            ("--record", path("record.txt")),
            ("--expires", expires),
            ("--out", path(out)),
        ] {
            args.extend([option.to_owned(), value]);
        }
        if !more.contains(&"--issued") {
            args.extend(["--issued".to_owned(), issued]);
        }
        args.extend(more.iter().map(|word| match word {
            word if word.contains('.') => path(word),
            word => (*word).to_owned(),
        }));
        args.extend(sources.iter().map(|source| path(source)));
        run("juma-keys", args)
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    fn record(&self) -> String {
        fs::read_to_string(self.path("record.txt")).unwrap_or_default()
    }

    /// Refused with this slug, and neither a bundle nor a spent sequence.
    #[track_caller]
    fn refused(&self, sources: &[&str], more: &[&str], slug: &str) {
        let before = self.record();
        let ran = self.bundle("refused.jmb", sources, more).expect(1);
        let said = format!("refused: {slug}: ");
        assert!(
            ran.err.lines().any(|line| line.starts_with(&said)),
            "{}",
            ran.err
        );
        assert!(!self.path("refused.jmb").exists());
        assert_eq!(self.record(), before);
    }
}

fn numbers(state: &State) -> Vec<(String, u64)> {
    let lists = &state.bundle().unwrap().status_lists;
    let named = lists.iter().map(|list| {
        let namespace = list.name().namespace().to_owned();
        (namespace, list.times().issued.since(PUBLISHED) / DAY)
    });
    named.collect()
}

#[test]
fn two_cities_in_full_and_as_a_delta() {
    let province = Province::new();
    let made = province.bundle("1.jmb", &["sz.jmb", "gz.jmb"], &["--first"]);
    let made = made.expect(0).object();
    assert_eq!((&made["sequence"], &made["lists"]), (&1.into(), &2.into()));
    let fresh = State::new(anchor());
    let (state, _) = fresh.import(&province.read("1.jmb"), NOW).unwrap();
    assert_eq!(numbers(&state), [("4401".into(), 0), ("4403".into(), 0)]);

    // The next day the first city sends a delta, the second its whole list.
    province.write(
        "sz-delta.jmb",
        &first_city_delta(1, &[(9, Status::Invalid)]),
    );
    province.write("gz2.jmb", &second_city(1));
    let sources = ["sz-delta.jmb", "gz2.jmb"];
    let made = province.bundle("2.jmb", &sources, &["--delta", "1.jmb"]);
    let made = made.expect(0).object();
    assert_eq!((&made["sequence"], &made["deltas"]), (&2.into(), &1.into()));
    let (state, _) = state.import(&province.read("2.jmb"), NOW).unwrap();
    assert_eq!(numbers(&state), [("4401".into(), 1), ("4403".into(), 1)]);
    let lists = &state.bundle().unwrap().status_lists;
    assert_eq!(lists[1], list(NAMESPACE, 1, &[(9, Status::Invalid)]));
    assert_eq!(
        fresh
            .import(&province.read("2.jmb"), NOW)
            .unwrap_err()
            .slug(),
        "delta-base-missing"
    );

    // Of one name the newest counts, in whatever order.
    province.write("sz3.jmb", &first_city(2, &[]));
    for (out, sources) in [
        ("3.jmb", ["sz.jmb", "sz3.jmb", "gz2.jmb"]),
        ("4.jmb", ["sz3.jmb", "gz2.jmb", "sz.jmb"]),
    ] {
        let _ = province.bundle(out, &sources, &[]).expect(0);
        let (state, _) = fresh.import(&province.read(out), NOW).unwrap();
        assert_eq!(numbers(&state), [("4401".into(), 1), ("4403".into(), 2)]);
    }
    assert!(province.record().contains("sequence: 4\n"));
    // A city that was forgotten is named.
    let ran = province.bundle("5.jmb", &["sz3.jmb"], &[]).expect(0);
    assert!(ran.err.contains("namespace 4401"), "{}", ran.err);
}

/// Profiles come out of bundles that a gate would open, and out of no others.
#[test]
fn profiles_of_cities() {
    let province = Province::new();
    let with = |profile: &juma_format::places::CityProfile, good: bool| {
        let mut pieces = Pieces::of(both());
        pieces.places = vec![profile.encode()];
        if !good {
            pieces.epoch = 2;
        }
        pieces.bundle()
    };
    let (shenzhen, guangzhou) = (
        juma_tests::places::shenzhen(),
        juma_tests::places::guangzhou(),
    );
    province.write("sz.jmb", &with(&shenzhen, true));
    province.write("forged.jmb", &with(&guangzhou, false));
    let _ = province
        .bundle("1.jmb", &["sz.jmb", "forged.jmb"], &["--first"])
        .expect(0);
    let (state, _) = State::new(anchor())
        .import(&province.read("1.jmb"), NOW)
        .unwrap();
    assert_eq!(state.bundle().unwrap().places, [shenzhen]);
}

fn hash(party: &str) -> String {
    let secret = juma_keys::Secret::new(parties::seed(party));
    let key: SigningKey<juma_keys::CodeKey> = SigningKey::from_secret(secret, ENVIRONMENT);
    key.public().hash().to_string()
}

#[test]
fn a_sequence_is_used_once_and_distrust_is_carried_on() {
    let province = Province::new();
    let sources = ["sz.jmb", "gz.jmb"];
    province
        .bundle("1.jmb", &sources, &[])
        .expect_failure("no record");
    let named = ["--first", "--distrust", &hash("code")];
    let made = province
        .bundle("1.jmb", &sources, &named)
        .expect(0)
        .object();
    assert_eq!(made["distrusted"], 1);
    province
        .bundle("2.jmb", &sources, &["--first"])
        .expect_failure("exists already");
    // Nobody says it again, and it is said.
    let made = province.bundle("2.jmb", &sources, &[]).expect(0).object();
    assert_eq!(
        (&made["sequence"], &made["distrusted"]),
        (&2.into(), &1.into())
    );
    let (state, _) = State::new(anchor())
        .import(&province.read("2.jmb"), NOW)
        .unwrap();
    assert_eq!(state.floors().compromised.len(), 1);
    // By the next trust list it is compromised, or gone: nothing is left to carry on.
    let mut entries = both();
    entries[0].state = juma_format::trust::KeyState::Compromised;
    province.write("列表.cose", &trust_list(2, entries, &[1]));
    let made = province.bundle("3.jmb", &sources, &[]).expect(0).object();
    assert_eq!(made["distrusted"], 0);
    assert!(state.import(&province.read("3.jmb"), NOW).is_ok());
    // What exists is not written over, and the list does not go back.
    province
        .bundle("3.jmb", &sources, &[])
        .expect_failure("exists already");
    province.write("列表.cose", &trust_list(1, both(), &[1]));
    province
        .bundle("4.jmb", &sources, &[])
        .expect_failure("older than");
    let early = PUBLISHED.plus(DAY).to_string();
    province.write("列表.cose", &trust_list(2, both(), &[1]));
    province
        .bundle("4.jmb", &sources, &["--issued", &early])
        .expect_failure("clock");
    // A record that is torn or was bent is never taken for a new one.
    let record = province.record();
    for bent in [
        "",
        &record[..40],
        &record.replace("sequence: 3", "sequence: 03"),
    ] {
        province.write("record.txt", bent.as_bytes());
        province
            .bundle("4.jmb", &sources, &[])
            .expect_failure("no record of bundles");
    }
    province.write("record.txt", record.as_bytes());
    let made = province.bundle("4.jmb", &sources, &[]).expect(0).object();
    assert_eq!(made["sequence"], 4);
    province
        .bundle("5.jmb", &sources, &["--distrust", &"0".repeat(64)])
        .expect_failure("not in the trust list");
}

#[test]
fn a_compromised_city_is_left_out() {
    let province = Province::new();
    let named = ["--first", "--distrust", &hash("status")];
    let ran = province
        .bundle("1.jmb", &["sz.jmb", "gz.jmb"], &named)
        .expect(0);
    assert!(
        ran.err
            .contains("1 status lists by a compromised key are left out"),
        "{}",
        ran.err
    );
    let (state, _) = State::new(anchor())
        .import(&province.read("1.jmb"), NOW)
        .unwrap();
    assert_eq!(numbers(&state), [("4401".into(), 0)]);
}
