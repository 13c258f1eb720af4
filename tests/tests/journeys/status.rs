//! What `status` says of keys and lists, few and many.

use std::fs;

use juma_format::{
    time::DAY,
    trust::{KeyState, Purpose, TrustEntry},
};
use juma_keys::AnchorFile;
use juma_tests::{
    bundle::{self, Pieces, anchor, status_list, status_of},
    command::{Ran, run},
    moment::{FOUNDED, NOW},
    parties::{NAMESPACE, code_key_of, entries, entry, status_key},
};
use tempfile::TempDir;

fn device(pieces: &Pieces) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("root.pub"), AnchorFile(anchor()).to_string()).unwrap();
    fs::write(path("1.jmb"), pieces.bundle()).unwrap();
    let [state, root, bundle] = ["s", "root.pub", "1.jmb"].map(|it| path(it).display().to_string());
    let at = NOW.to_string();
    let args = [
        "import", "--state", &state, "--root", &root, "--at", &at, &bundle,
    ];
    let _ = run("juma-verifier", args).expect(0);
    folder
}

fn status(folder: &TempDir, more: &[&str]) -> Ran {
    let state = folder.path().join("s").display().to_string();
    let at = NOW.to_string();
    let args = ["status", "--state", &state, "--at", &at];
    run("juma-verifier", args.iter().chain(more)).expect(0)
}

/// A key a month of one issuer.
fn month(number: u64, issuer: &str) -> TrustEntry {
    let key = code_key_of(&format!("{issuer}, month {number}"));
    let mut entry = entry(key.public().as_bytes(), Purpose::Code);
    entry.issuer = issuer.to_owned();
    entry.times.sign_from = FOUNDED.plus(number * 30 * DAY);
    entry.times.sign_until = FOUNDED.plus((number + 1) * 30 * DAY);
    entry
}

#[test]
fn few_keys_and_lists_are_named_one_by_one_the_next_to_end_first() {
    let mut entries = entries();
    entries[0].state = KeyState::Compromised;
    entries.push(month(1, "测试局"));
    let folder = device(&Pieces::of(entries));
    let text = status(&folder, &[]).out;
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("  ")).collect();
    assert_eq!(rows.len(), 5, "{text}");
    let next = FOUNDED.plus(60 * DAY).to_string();
    assert!(
        rows[0].contains(&next) && rows[0].contains("测试局 签码 / code"),
        "{}",
        rows[0]
    );
    assert!(rows[0].ends_with("停止签发 / stops signing"), "{}", rows[0]);
    assert!(
        rows[1].ends_with("状态列表 / status list 4403/7"),
        "{}",
        rows[1]
    );
    assert!(rows[4].contains("已作废 / compromised"), "{}", rows[4]);
    let object = status(&folder, &["--json"]).object();
    let ends = object["key_ends"].as_array().unwrap();
    assert_eq!(ends.len(), 4);
    assert_eq!(ends[0]["issuer"], "测试局");
    assert_eq!(ends[0]["sign_until"], next);
    assert_eq!(ends[3]["state"], "compromised");
}

#[test]
fn hundreds_are_summed_up_by_issuer() {
    let mut entries = entries();
    for issuer in ["甲市公安局", "乙市公安局"] {
        entries
            .extend((0..100).map(|number| month(number % 20, &format!("{issuer}{}", number / 20))));
    }
    for entry in entries
        .iter_mut()
        .filter(|it| it.issuer == "甲市公安局0")
        .take(3)
    {
        entry.state = KeyState::Compromised;
    }
    let mut pieces = Pieces::of(entries);
    let lists = (1..=30).map(|number| status_of(NAMESPACE, number, bundle::STATUS_TIMES));
    pieces.statuses = lists
        .map(|list| status_list(&list, &status_key()))
        .collect();
    let text = status(&device(&pieces), &[]).out;
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("  ")).collect();
    // Ten issuers of codes, three purposes of the first authority, one namespace.
    assert_eq!(rows.len(), 14, "{text}");
    assert!(rows.is_sorted(), "{text}");
    assert!(
        text.contains(
            "甲市公安局0 签码 / code: 20 把密钥 / keys，3 把已作废 / 3 compromised · 最先"
        ),
        "{text}"
    );
    assert!(
        text.contains("状态列表 / status lists 4403: 30，最先到期 / the first to end"),
        "{text}"
    );
}
