//! Live codes from the holder's request to the gate, and families (SPEC §7).

use std::fs;

use juma_tests::{
    command::{Place, Ran, SHOWN, run},
    records,
};
use serde_json::Value;

/// Moments around [`SHOWN`], 2026-01-22 12:00:00.
const SECONDS_45_LATER: &str = "2026-01-22T12:00:45+08:00";
const MINUTES_3_LATER: &str = "2026-01-22T12:03:00+08:00";

const PASSPHRASE: &str = "four quiet fictional words\n";

/// Runs `juma-holder` on a wallet of the place.
pub(crate) fn try_holder(place: &Place, wallet: &str, args: &[&str]) -> Ran {
    let (command, rest) = args.split_first().unwrap();
    let (wallet, passphrase) = (place.path(wallet), place.path("passphrase"));
    let mut all = vec![
        *command,
        &wallet,
        "--passphrase-file",
        &passphrase,
        "--json",
    ];
    all.extend(rest);
    run("juma-holder", all)
}

pub(crate) fn holder(place: &Place, wallet: &str, args: &[&str]) -> Value {
    let mut lines = try_holder(place, wallet, args).expect(0).json();
    lines.pop().unwrap_or_default()
}

/// A place with an empty wallet.
pub(crate) fn with_wallet() -> Place {
    let place = Place::ready();
    place.write("passphrase", PASSPHRASE);
    holder(&place, "me.wallet", &["init"]);
    place
}

/// Asks for codes, and gives the path of the request.
pub(crate) fn request(place: &Place, name: &str, args: &[&str]) -> String {
    let out = place.path(name);
    holder(
        place,
        "me.wallet",
        &[&["request", "--out", &out], args].concat(),
    );
    out
}

/// Draws a code of the wallet at a moment.
fn show(place: &Place, out: &str, at: &str, args: &[&str]) -> String {
    let out = place.path(out);
    holder(
        place,
        "me.wallet",
        &[&["show", "--at", at, "--out", &out], args].concat(),
    );
    out
}

/// Colour and slug of a file at a moment.
pub(crate) fn verdict(place: &Place, file: &str, at: &str, args: &[&str]) -> String {
    let object = place
        .check(&[&["--at", at], args, &[file]].concat())
        .object();
    let word = |member: &str| object[member].as_str().expect(member).to_owned();
    format!("{}/{}", word("verdict"), word("reason"))
}

#[test]
fn a_live_code_a_screenshot_of_it_and_a_fresh_one() {
    let place = with_wallet();
    let wanted = request(&place, "request.txt", &[]);
    let said = place.sign(
        &records::migrant(),
        "answer.txt",
        &["--live", "--request", &wanted],
    );
    assert_eq!(said["profile"], "P2");
    assert_eq!(said["expires"], "2026-02-12T00:00:00+08:00");
    let answer = place.path("answer.txt");
    holder(&place, "me.wallet", &["add", &answer]);

    let code = show(&place, "now.png", SHOWN, &[]);
    assert_eq!(verdict(&place, &code, SHOWN, &[]), "accept/accepted");
    // Three minutes later the same picture is a screenshot.
    let old = verdict(&place, &code, MINUTES_3_LATER, &[]);
    assert_eq!(old, "refuse/slot-too-old");
    // The static part of it is good nowhere.
    for policy in ["library", "museum", "hospital", "officer"] {
        let cut = verdict(&place, &answer, SHOWN, &["--policy", policy]);
        assert_eq!(cut, "refuse/not-live", "{policy}");
    }
    let fresh = show(&place, "fresh.png", MINUTES_3_LATER, &[]);
    assert_eq!(
        verdict(&place, &fresh, MINUTES_3_LATER, &[]),
        "accept/accepted"
    );
    // A phone that is 45 s fast still gets in.
    let fast = show(&place, "fast.png", SECONDS_45_LATER, &[]);
    assert_eq!(verdict(&place, &fast, SHOWN, &[]), "accept/accepted");
    assert_eq!(
        verdict(&place, &fast, MINUTES_3_LATER, &[]),
        "refuse/slot-too-old"
    );
}

#[test]
fn an_anchor_is_signed_once() {
    let place = with_wallet();
    let wanted = request(&place, "request.txt", &["--codes", "2"]);
    let args = ["--live", "--request", &wanted];
    for out in ["one.txt", "two.txt"] {
        place.sign(&records::migrant(), out, &args);
    }
    let third = place.try_sign(&records::migrant(), "three.txt", &args);
    let third = third.expect(1).object();
    assert_eq!(third["refused"]["reason"], "anchor-signed-before");
    let (one, two) = (place.path("one.txt"), place.path("two.txt"));
    assert_eq!(
        holder(&place, "me.wallet", &["add", &one, &two])["added"],
        2
    );
    let again = try_holder(&place, "me.wallet", &["add", &one]).expect(1);
    assert!(again.out.contains("already"), "{again:?}");
    // A request that somebody has changed is nobody's.
    let text = fs::read_to_string(&wanted).unwrap();
    let changed = place.write("changed.txt", text.replace("P2", "P1"));
    let args = ["--live", "--request", &changed];
    let refused = place
        .try_sign(&records::migrant(), "four.txt", &args)
        .expect(1);
    assert_eq!(refused.object()["refused"]["reason"], "request-signature");
    // The answer to a request is a text, and never a picture that scans nowhere.
    let args = ["--live", "--request", &wanted];
    place
        .try_sign(&records::migrant(), "five.png", &args)
        .expect_failure(".txt");
    assert!(!place.ledger().contains("five"));
}

#[test]
fn a_wallet_that_the_issuer_made() {
    let place = with_wallet();
    let said = place.sign(
        &records::migrant(),
        "made.wallet",
        &["--live", "--profile", "P1"],
    );
    let passphrase = said["wallet_passphrase"].as_str().unwrap().to_owned();
    assert_eq!(passphrase.len(), 24);
    let file = fs::read_to_string(place.path("made.wallet")).unwrap();
    assert!(file.starts_with("juma wallet\nenvironment: demo\n"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(place.path("made.wallet"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let theirs = place.write("theirs", format!("{passphrase}\n"));
    let out = place.path("shown.png");
    let at = "2026-01-13T12:00:00+08:00";
    let wallet = place.path("made.wallet");
    let show = |passphrase: &str| {
        let args = [
            "show",
            &wallet,
            "--passphrase-file",
            passphrase,
            "--at",
            at,
            "--out",
            &out,
        ];
        run("juma-holder", args)
    };
    show(&place.path("passphrase")).expect_failure("passphrase is wrong");
    let _ = show(&theirs).expect(0);
    assert_eq!(verdict(&place, &out, at, &[]), "accept/accepted");
    let made = place.path("made.wallet");
    let args = ["add", &made, "--new-passphrase-file", &theirs];
    assert_eq!(holder(&place, "me.wallet", &args)["codes"], 1);
}

#[test]
fn a_challenge_is_answered_by_the_holders_key_alone() {
    let place = with_wallet();
    let wanted = request(&place, "request.txt", &["--holder-key"]);
    place.sign(
        &records::migrant(),
        "answer.txt",
        &["--live", "--request", &wanted],
    );
    holder(&place, "me.wallet", &["add", &place.path("answer.txt")]);
    let plain = show(&place, "plain.png", SHOWN, &[]);
    let answered = show(&place, "answered.png", SHOWN, &["--challenge", "4711"]);
    let check = |file: &str, args: &[&str]| verdict(&place, file, SHOWN, args);
    assert_eq!(check(&plain, &[]), "accept/accepted");
    assert_eq!(
        check(&answered, &["--challenge", "4711"]),
        "accept/accepted"
    );
    for (file, args) in [
        (&answered, &["--challenge", "4712"][..]),
        (&answered, &[]),
        (&plain, &["--challenge", "4711"]),
    ] {
        assert_eq!(check(file, args), "refuse/challenge-mismatch");
    }
    let old = verdict(&place, &answered, MINUTES_3_LATER, &["--challenge", "4711"]);
    assert_eq!(old, "refuse/slot-too-old");
    place.sign(&records::migrant(), "static.png", &[]);
    let simple = place.path("static.png");
    assert_eq!(
        check(&simple, &["--challenge", "4711"]),
        "refuse/challenge-mismatch"
    );
    let mut args = vec!["--challenge", "1234567890"];
    args.push(&simple);
    let _ = place.check(&args).expect(2);
}

/// A paper code where only live codes are admitted.
#[test]
fn a_venue_that_wants_live_codes() {
    let place = with_wallet();
    let policy = run("juma-verifier", ["policy", "show", "library"])
        .expect(0)
        .out;
    let policy = policy.replace("static-codes = \"admit\"", "static-codes = \"refuse\"");
    let policy = place.write("live.toml", policy);
    place.sign(&records::migrant(), "paper.png", &["--paper"]);
    let paper = verdict(
        &place,
        &place.path("paper.png"),
        SHOWN,
        &["--policy", &policy],
    );
    assert_eq!(paper, "refuse/policy-static");
    let wanted = request(&place, "request.txt", &[]);
    place.sign(
        &records::migrant(),
        "answer.txt",
        &["--live", "--request", &wanted],
    );
    holder(&place, "me.wallet", &["add", &place.path("answer.txt")]);
    let code = show(&place, "now.png", SHOWN, &[]);
    assert_eq!(
        verdict(&place, &code, SHOWN, &["--policy", &policy]),
        "accept/accepted"
    );
}

#[test]
fn seeds_are_printed_nowhere_and_wallets_are_replaced_whole() {
    let place = with_wallet();
    let before = fs::read_to_string(place.path("me.wallet")).unwrap();
    let wanted = request(&place, "request.txt", &[]);
    let after = fs::read_to_string(place.path("me.wallet")).unwrap();
    assert_ne!(before, after);
    let text = fs::read_to_string(&wanted).unwrap();
    assert_eq!(
        text.lines()
            .filter(|line| line.starts_with("anchor: "))
            .count(),
        1
    );
    // Neither a torn wallet nor a link is taken for one, and nothing is left behind.
    place.write("torn.wallet", &after[..after.len() / 2]);
    try_holder(&place, "torn.wallet", &["family"]).expect_failure("wallet");
    place.write("空.wallet", "");
    try_holder(&place, "空.wallet", &["family"]).expect_failure("no wallet file");
    try_holder(&place, "me.wallet", &["init"]).expect_failure("me.wallet");
    try_holder(&place, "me.wallet", &["show", "--out", "x.gif"]).expect_failure(".png");
    let out = place.path("x.png");
    try_holder(&place, "me.wallet", &["show", "--out", &out]).expect_failure("no such code");
    let leftovers = fs::read_dir(place.path("")).unwrap();
    let leftovers = leftovers.filter(|entry| {
        let name = entry.as_ref().unwrap().file_name();
        name.to_string_lossy().contains("tmp")
    });
    assert_eq!(leftovers.count(), 0);
}
