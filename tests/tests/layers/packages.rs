//! Packages, from `cargo metadata`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    process::Command,
};

use juma_tests::workspace;
use serde_json::Value;

/// Which of our own a package may name as a dependency, not counting tests.
const LAW: [(&str, &[&str]); 19] = [
    ("juma-format", &[]),
    ("juma-keys", &["juma-format"]),
    ("juma-symbol", &[]),
    ("juma-print", &["juma-symbol"]),
    ("juma-scan", &[]),
    ("juma-registry", &["juma-format"]),
    ("juma-register", &["juma-format", "juma-registry"]),
    (
        "juma-issuer",
        &[
            "juma-format",
            "juma-keys",
            "juma-registry",
            "juma-scan",
            "juma-symbol",
        ],
    ),
    ("juma-verifier", &["juma-format", "juma-keys"]),
    (
        "juma-report",
        &["juma-format", "juma-keys", "juma-verifier"],
    ),
    (
        "juma-web",
        &[
            "juma-format",
            "juma-holder",
            "juma-keys",
            "juma-report",
            "juma-scan",
            "juma-verifier",
        ],
    ),
    (
        "juma-web-holder",
        &["juma-format", "juma-holder", "juma-keys", "juma-symbol"],
    ),
    ("juma-holder", &["juma-format", "juma-keys", "juma-symbol"]),
    ("juma-cli", &["juma-format", "juma-keys"]),
    ("juma-keys-cli", &["juma-cli", "juma-format", "juma-keys"]),
    ("juma-scan-cli", &["juma-cli", "juma-scan"]),
    (
        "juma-holder-cli",
        &[
            "juma-cli",
            "juma-format",
            "juma-holder",
            "juma-keys",
            "juma-symbol",
        ],
    ),
    (
        "juma-issuer-cli",
        &[
            "juma-cli",
            "juma-format",
            "juma-issuer",
            "juma-keys",
            "juma-print",
            "juma-register",
            "juma-registry",
            "juma-scan",
            "juma-symbol",
        ],
    ),
    (
        "juma-verifier-cli",
        &[
            "juma-cli",
            "juma-format",
            "juma-keys",
            "juma-report",
            "juma-scan",
            "juma-verifier",
        ],
    ),
];

/// Packages that may name any library of ours.
const FREE: [&str; 2] = ["juma-samples", "juma-tests"];

/// What speaks to a network.
const NETWORK: [&str; 37] = [
    "actix-web",
    "async-io",
    "async-net",
    "async-std",
    "attohttpc",
    "axum",
    "curl",
    "curl-sys",
    "h2",
    "h3",
    "hickory-proto",
    "hickory-resolver",
    "hyper",
    "hyper-util",
    "isahc",
    "libssh2-sys",
    "minreq",
    "mio",
    "native-tls",
    "openssl",
    "openssl-sys",
    "polling",
    "quinn",
    "reqwest",
    "rustls",
    "s2n-tls",
    "smol",
    "socket2",
    "surf",
    "tide",
    "tokio",
    "tower",
    "trust-dns-proto",
    "tungstenite",
    "ureq",
    "warp",
    "webpki-roots",
];

/// What asks an operating system for something. (`libc` tells some processors' features, and nothing else.)
const SYSTEM: [&str; 10] = [
    "chrono",
    "crossbeam-utils",
    "getrandom",
    "memmap2",
    "num_cpus",
    "rayon",
    "rustix",
    "tempfile",
    "time",
    "wasm-bindgen",
];

/// What stores in a database.
const DATABASES: [&str; 14] = [
    "diesel",
    "heed",
    "libsqlite3-sys",
    "lmdb-rkv",
    "mongodb",
    "mysql",
    "postgres",
    "redb",
    "redis",
    "rocksdb",
    "rusqlite",
    "sled",
    "sqlx",
    "tokio-postgres",
];

struct Graph {
    names: BTreeMap<String, String>,
    members: BTreeSet<String>,
    /// Normal and build dependencies by package id.
    edges: BTreeMap<String, Vec<String>>,
}

/// The platform of the compiler, as it names it.
fn host() -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("-vV").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix("host: "));
    line.unwrap().to_owned()
}

impl Graph {
    fn read() -> Self {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["metadata", "--format-version", "1", "--locked", "--offline"])
            // Only what this platform needs has been downloaded.
            .args(["--filter-platform", &host()])
            .current_dir(workspace())
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let list = |value: &Value| value.as_array().unwrap().clone();
        let names = list(&metadata["packages"]);
        let names = names
            .iter()
            .map(|it| (text(&it["id"]), text(&it["name"])))
            .collect();
        let members = list(&metadata["workspace_members"])
            .iter()
            .map(text)
            .collect();
        let nodes = list(&metadata["resolve"]["nodes"]);
        let edges = nodes.iter().map(|node| {
            let deps = list(&node["deps"]);
            let deps = deps.iter().filter(|dep| {
                let kinds = list(&dep["dep_kinds"]);
                kinds
                    .iter()
                    .any(|kind| kind["kind"].as_str() != Some("dev"))
            });
            (
                text(&node["id"]),
                deps.map(|dep| text(&dep["pkg"])).collect(),
            )
        });
        Self {
            names,
            members,
            edges: edges.collect(),
        }
    }

    fn id(&self, name: &str) -> &str {
        let member = self.members.iter().find(|id| self.names[*id] == name);
        member.unwrap_or_else(|| panic!("{name} is a member"))
    }

    /// Our own packages that a member names.
    fn own(&self, id: &str) -> BTreeSet<&str> {
        let own = self.edges[id]
            .iter()
            .filter(|dep| self.members.contains(*dep));
        own.map(|dep| self.names[dep].as_str()).collect()
    }

    /// Everything that is reached from a member, by name.
    fn closure(&self, name: &str) -> BTreeSet<&str> {
        let mut seen = BTreeSet::new();
        let mut next = vec![self.id(name)];
        while let Some(id) = next.pop() {
            if seen.insert(id) {
                next.extend(self.edges[id].iter().map(String::as_str));
            }
        }
        seen.into_iter().map(|id| self.names[id].as_str()).collect()
    }
}

#[test]
fn each_part_knows_only_those_that_it_may() {
    let graph = Graph::read();
    let law: BTreeMap<&str, &[&str]> = LAW.into_iter().collect();
    for id in &graph.members {
        let name = graph.names[id].as_str();
        let own = graph.own(id);
        if FREE.contains(&name) {
            continue;
        }
        let allowed = law
            .get(name)
            .unwrap_or_else(|| panic!("{name} is in no law: add it"));
        for dependency in own {
            assert!(
                allowed.contains(&dependency),
                "{name} must not know {dependency}"
            );
        }
    }
}

#[test]
fn nobody_depends_on_a_binary_and_only_binaries_on_what_they_share() {
    let graph = Graph::read();
    for id in &graph.members {
        let name = graph.names[id].as_str();
        for dependency in graph.own(id) {
            let is_binary = dependency.ends_with("-cli") && dependency != "juma-cli";
            assert!(!is_binary, "{name} depends on {dependency}");
            if dependency == "juma-cli" {
                assert!(
                    name.ends_with("-cli") || FREE.contains(&name),
                    "{name} depends on juma-cli"
                );
            }
        }
    }
}

#[test]
fn a_verifier_reaches_no_network_and_no_database() {
    let graph = Graph::read();
    for name in [
        "juma-verifier",
        "juma-verifier-cli",
        "juma-holder",
        "juma-holder-cli",
        "juma-keys",
        "juma-format",
        "juma-scan",
        "juma-web",
        "juma-web-holder",
    ] {
        let closure = graph.closure(name);
        for unwanted in NETWORK.iter().chain(&DATABASES) {
            assert!(!closure.contains(unwanted), "{name} reaches {unwanted}");
        }
    }
    // Of the libraries, one alone has a database; what signs does not know which.
    for name in [
        "juma-issuer",
        "juma-print",
        "juma-registry",
        "juma-keys-cli",
        "juma-scan-cli",
    ] {
        let closure = graph.closure(name);
        for unwanted in NETWORK.iter().chain(&DATABASES) {
            assert!(!closure.contains(unwanted), "{name} reaches {unwanted}");
        }
    }
    // The sum is the thing to look at when it grows.
    let verifier = graph.closure("juma-verifier").len();
    assert!(
        (10..100).contains(&verifier),
        "{verifier} packages behind the verifier"
    );
}

/// A browser has no operating system behind its crates: randomness, clocks, files and threads are its
/// page's to give.
#[test]
fn a_holder_needs_no_operating_system() {
    let graph = Graph::read();
    for name in ["juma-holder", "juma-symbol", "juma-verifier", "juma-scan"] {
        let closure = graph.closure(name);
        for unwanted in SYSTEM {
            assert!(!closure.contains(unwanted), "{name} reaches {unwanted}");
        }
    }
}

#[test]
fn what_is_signed_knows_nothing_of_pictures() {
    let graph = Graph::read();
    for name in ["juma-format", "juma-keys", "juma-registry", "juma-verifier"] {
        let closure = graph.closure(name);
        for unwanted in ["rqrr", "image", "png", "qrcode", "clap"] {
            assert!(!closure.contains(unwanted), "{name} reaches {unwanted}");
        }
    }
    for name in ["juma-print", "juma-scan", "juma-symbol"] {
        let closure = graph.closure(name);
        for unwanted in ["juma-format", "juma-keys", "ed25519-dalek"] {
            assert!(!closure.contains(unwanted), "{name} reaches {unwanted}");
        }
    }
}

#[test]
fn every_member_says_what_it_is() {
    let root = fs::read_to_string(workspace().join("Cargo.toml")).unwrap();
    let from = root.find("members = [").unwrap();
    let members = &root[from..from + root[from..].find(']').unwrap()];
    let mut count = 0;
    for line in members.lines().skip(1) {
        let (member, comment) = line.split_once(',').unwrap();
        let member = member.trim().trim_matches('"');
        assert!(comment.trim().starts_with("# "), "{member} has no comment");
        let manifest = fs::read_to_string(workspace().join(member).join("Cargo.toml")).unwrap();
        assert!(
            manifest.contains("\ndescription = \""),
            "{member} has no description"
        );
        let strict = manifest.contains("[lints]\nworkspace = true") || member == "tests";
        assert!(strict, "{member} does not take the workspace's lints");
        count += 1;
    }
    assert_eq!(count, Graph::read().members.len());
}
