//! Two cities under one manifest: `juma-keys bundle`.

mod refusals;

use std::{fs, path::PathBuf};

use juma_format::{body::StatusDelta as DeltaBody, time::DAY, trust::Status};
use juma_keys::{
    AnchorFile, KeyKind, KeyRole, PrivateKeyFile, PublicKeyFile, SigningKey, delta_between,
};
use juma_tests::{
    bundle::{anchor, first_root, root_document, status_list, trust_list},
    command::{Ran, command, run},
    contribution::{COLLECTED, Sent, both, list_of},
    moment::{BUNDLE_EXPIRES, NOW, PUBLISHED},
    parties::{
        self, ENVIRONMENT, NAMESPACE, OTHER_NAMESPACE, OTHER_STATUS, bundle_key, code_key,
        status_key,
    },
};
use juma_verifier::State;
use tempfile::TempDir;

/// The ceremony's place: root documents, trust list, key, record, and what the cities have sent.
struct Province(TempDir);

fn first_city(day: u64, marks: &[(u32, Status)]) -> Vec<u8> {
    Sent::first_city(day, marks).file()
}

fn second_city(day: u64) -> Vec<u8> {
    Sent::second_city(day).file()
}

/// A city's changes since the first day.
fn delta(namespace: &str, day: u64, marks: &[(u32, Status)]) -> Vec<u8> {
    let (base, result) = (list_of(namespace, 0, &[]), list_of(namespace, day, marks));
    let delta = delta_between(&base, &result).unwrap();
    let key = match namespace {
        OTHER_NAMESPACE => parties::status_key_of(OTHER_STATUS),
        _ => status_key(),
    };
    let mut sent = Sent::of(namespace, day);
    sent.deltas = vec![key.sign::<DeltaBody>(delta.encode())];
    sent.file()
}

impl Province {
    fn new() -> Self {
        let province = Self(tempfile::tempdir().unwrap());
        province.write("root1.cose", &root_document(&first_root(), &[1]));
        province.write("列表.cose", &trust_list(1, both(), &[1]));
        province.write("root.pub", AnchorFile(anchor()).to_string().as_bytes());
        province.key("bundle.key", &bundle_key());
        province.write("sz.jmc", &first_city(0, &[]));
        province.write("gz.jmc", &second_city(0));
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
        let issued = COLLECTED.to_string();
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
    let made = province.bundle("1.jmb", &["sz.jmc", "gz.jmc"], &["--first"]);
    let made = made.expect(0).object();
    assert_eq!((&made["sequence"], &made["lists"]), (&1.into(), &2.into()));
    let fresh = State::new(anchor());
    let (state, _) = fresh.import(&province.read("1.jmb"), NOW).unwrap();
    assert_eq!(numbers(&state), [("4401".into(), 0), ("4403".into(), 0)]);

    // The next day the first city sends a delta, the second its whole list.
    let changes = delta(NAMESPACE, 1, &[(9, Status::Invalid)]);
    province.write("sz-delta.jmc", &changes);
    province.write("gz2.jmc", &second_city(1));
    let sources = ["sz-delta.jmc", "gz2.jmc"];
    let made = province.bundle("2.jmb", &sources, &["--delta", "1.jmb"]);
    let made = made.expect(0).object();
    assert_eq!((&made["sequence"], &made["deltas"]), (&2.into(), &1.into()));
    let (state, _) = state.import(&province.read("2.jmb"), NOW).unwrap();
    assert_eq!(numbers(&state), [("4401".into(), 1), ("4403".into(), 1)]);
    let lists = &state.bundle().unwrap().status_lists;
    assert_eq!(lists[1], list_of(NAMESPACE, 1, &[(9, Status::Invalid)]));
    assert_eq!(
        fresh
            .import(&province.read("2.jmb"), NOW)
            .unwrap_err()
            .slug(),
        "delta-base-missing"
    );

    // The one city has news and the other has none: it is asked for nothing new.
    province.write("sz3.jmc", &first_city(2, &[]));
    for (out, sources) in [
        ("3.jmb", ["sz3.jmc", "gz2.jmc"]),
        ("4.jmb", ["gz2.jmc", "sz3.jmc"]),
    ] {
        let _ = province.bundle(out, &sources, &[]).expect(0);
        let (state, _) = fresh.import(&province.read(out), NOW).unwrap();
        assert_eq!(numbers(&state), [("4401".into(), 1), ("4403".into(), 2)]);
    }
    assert!(province.record().contains("sequence: 4\n"));
    // A city that was forgotten is named.
    let ran = province.bundle("5.jmb", &["sz3.jmc"], &[]).expect(0);
    assert!(ran.err.contains("namespace 4401"), "{}", ran.err);
}

/// A city's profile comes from whoever signs its codes; a later one takes its place, and of two at
/// once that differ, one is too many.
#[test]
fn profiles_of_cities() {
    let province = Province::new();
    let (shenzhen, guangzhou) = (
        juma_tests::places::shenzhen(),
        juma_tests::places::guangzhou(),
    );
    let mut sent = Sent::first_city(1, &[]);
    sent.places = vec![shenzhen.encode()];
    province.write("sz1.jmc", &sent.file());
    let mut other = Sent::second_city(1);
    other.places = vec![guangzhou.encode()];
    province.write("gz1.jmc", &other.file());
    let _ = province
        .bundle("1.jmb", &["sz1.jmc", "gz1.jmc"], &["--first"])
        .expect(0);
    let (state, _) = State::new(anchor())
        .import(&province.read("1.jmb"), NOW)
        .unwrap();
    assert_eq!(state.bundle().unwrap().places, [guangzhou, shenzhen]);
}

fn hash(party: &str) -> String {
    let secret = juma_keys::Secret::new(parties::seed(party));
    let key: SigningKey<juma_keys::CodeKey> = SigningKey::from_secret(secret, ENVIRONMENT);
    key.public().hash().to_string()
}

#[test]
fn a_sequence_is_used_once_and_distrust_is_carried_on() {
    let province = Province::new();
    let sources = ["sz.jmc", "gz.jmc"];
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
        .bundle("1.jmb", &["sz.jmc", "gz.jmc"], &named)
        .expect(0);
    assert!(
        ran.err
            .contains("sz.jmc: left out, a compromised key has signed it"),
        "{}",
        ran.err
    );
    let (state, _) = State::new(anchor())
        .import(&province.read("1.jmb"), NOW)
        .unwrap();
    assert_eq!(numbers(&state), [("4401".into(), 0)]);
}
