//! What goes wrong around the commands: one clear line and the documented status.

use std::fs;
use std::process::Stdio;

use juma_tests::{
    command::{LATER, Place, SHOWN, command, run},
    picture::{png, read},
    records,
};

/// What `check` says of a source that it cannot read, without `--json`.
fn unreadable(place: &Place, path: &str, what: &str) {
    let state = place.path("state");
    let ran = run(
        "juma-verifier",
        ["check", "--state", &state, "--at", SHOWN, path],
    );
    assert!(ran.out.is_empty(), "{}", ran.out);
    ran.expect_failure(what);
    // And as JSON.
    let object = place.check(&[path]).expect(2).object();
    assert!(object["error"].as_str().unwrap().contains(what), "{object}");
    assert_eq!(object["source"], path);
}

#[test]
fn sources_that_cannot_be_read() {
    let place = Place::ready();
    unreadable(&place, &place.path("missing.png"), "missing.png");
    unreadable(&place, &place.write("empty.png", []), "empty");
    fs::create_dir(place.path("folder")).unwrap();
    place.write("folder/notes.pdf", "no picture");
    unreadable(&place, &place.path("folder"), "no .png");
    place.sign(&records::migrant(), "code.png", &[]);
    let whole = fs::read(place.path("code.png")).unwrap();
    for length in [1, 8, 40, whole.len() / 2, whole.len() - 20] {
        let torn = place.write("torn.png", &whole[..length]);
        unreadable(&place, &torn, "cannot be read");
    }
    let sound = [b"RIFF\0\0\0\0WAVE".as_slice(), &[0; 64]].concat();
    unreadable(&place, &place.write("sound.png", sound), "cannot be read");
}

#[test]
fn a_folder_is_as_good_as_its_worst_file() {
    let place = Place::ready();
    let folder = |name: &str| {
        fs::create_dir(place.path(name)).unwrap();
        name.to_owned()
    };
    let all = folder("all");
    place.sign(&records::migrant(), "all/b.png", &[]);
    place.sign(&records::migrant(), "all/a.txt", &["--tier", "full"]);
    let ran = place.check(&[&place.path(&all)]).expect(0);
    let sources: Vec<String> = ran
        .json()
        .iter()
        .map(|object| object["source"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        sources,
        [place.path("all/a.txt"), place.path("all/b.png")],
        "in name order"
    );

    let blank = image::GrayImage::from_pixel(90, 90, image::Luma([255]));
    place.write("all/c.png", png(&blank));
    let _ = place.check(&[&place.path(&all)]).expect(3);
    place.write("all/d.txt", "JM1:");
    let _ = place.check(&[&place.path(&all)]).expect(1);
    place.write("all/e.jpg", [0xff, 0xd8, 0xff]);
    let ran = place.check(&[&place.path(&all)]).expect(2);
    assert_eq!(ran.json().len(), 5, "the others are judged all the same");
    // Named one by one they are judged in the order given.
    let ran = place
        .check(&[&place.path("all/d.txt"), &place.path("all/a.txt")])
        .expect(1);
    assert_eq!(ran.json()[1]["verdict"], "accept");
}

#[test]
fn standard_input_is_a_source() {
    let place = Place::ready();
    place.sign(&records::migrant(), "code.png", &[]);
    place.sign(&records::migrant(), "code.txt", &[]);
    for name in ["code.png", "code.txt"] {
        let bytes = fs::read(place.path(name)).unwrap();
        let object = place.check_input(&["-"], &bytes).expect(0).object();
        assert_eq!(object["source"], "-");
        assert_eq!(object["verdict"], "accept");
    }
    let _ = place.check_input(&["-"], &[]).expect(2);
    let object = place.check_input(&["-"], b"JM1:??\n").expect(1).object();
    assert_eq!(object["reason"], "text-alphabet");
}

#[test]
fn a_text_is_exact_but_for_one_line_end() {
    let place = Place::ready();
    place.sign(&records::migrant(), "code.txt", &[]);
    let text = fs::read_to_string(place.path("code.txt")).unwrap();
    let text = text.trim_end();
    for (end, status) in [
        ("", 0),
        ("\n", 0),
        ("\r\n", 0),
        ("\n\n", 1),
        (" ", 1),
        ("\t\n", 1),
    ] {
        let ran = place.check_input(&["-"], format!("{text}{end}").as_bytes());
        assert_eq!(ran.status, status, "{end:?}");
    }
}

#[test]
fn a_wrong_word_is_a_failure_of_the_command() {
    let place = Place::ready();
    let ran = place.check(&["--policy", "casino", "x.png"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("library"), "{}", ran.err);
    let ran = place.check(&["--at", "yesterday", "x.png"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("RFC 3339"), "{}", ran.err);
}

#[test]
fn a_home_that_is_there_already_is_left_alone() {
    let place = Place::new();
    let before = place.snapshot("home");
    let home = place.path("home");
    run("juma-issuer", ["init", "--home", &home]).expect_failure("not empty");
    assert_eq!(place.snapshot("home"), before);
}

#[test]
#[cfg(unix)]
fn files_of_secrets_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::ready();
    place.sign(&records::migrant(), "code.png", &[]);
    let mode = |name: &str| fs::metadata(place.path(name)).unwrap().permissions().mode() & 0o777;
    for key in ["root", "code", "status", "bundle"] {
        assert_eq!(mode(&format!("home/keys/{key}.key")), 0o600, "{key}");
    }
    assert_eq!(mode("code.png"), 0o600, "a code is a person's");
    fs::set_permissions(
        place.path("home/keys/code.key"),
        fs::Permissions::from_mode(0o644),
    )
    .unwrap();
    let before = place.ledger();
    place
        .try_sign(&records::migrant(), "never.png", &[])
        .expect_failure("code.key");
    assert_eq!(place.ledger(), before);
}

#[test]
#[cfg(unix)]
fn a_disk_that_is_full() {
    if !fs::exists("/dev/full").unwrap() {
        eprintln!("skipped: no /dev/full");
        return;
    }
    let place = Place::ready();
    place.sign(&records::migrant(), "code.png", &[]);
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = command("juma-verifier")
        .args(place.check_args(&[&place.path("code.png")]))
        .stdout(Stdio::from(full))
        .output()
        .unwrap();
    assert_eq!(
        output.status.code(),
        Some(2),
        "a verdict that nobody received is no acceptance"
    );
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said.lines().count(), 1, "{said}");
    // A device is no place for a code or a bundle.
    let record = place.write("record.json", records::migrant());
    let before = place.ledger();
    let ran = place.issuer("sign", &["--record", &record, "--out", "/dev/full"], LATER);
    ran.expect_failure("/dev/full");
    assert_eq!(
        place.ledger(),
        before,
        "the name is looked at before a serial is spent"
    );
}

#[test]
#[cfg(unix)]
fn a_state_that_cannot_be_written_stays_what_it_was() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::ready();
    let newer = place.publish("newer.jmb");
    let state = place.path("state");
    let set = |mode| fs::set_permissions(&state, fs::Permissions::from_mode(mode)).unwrap();
    let before = place.snapshot("state");
    set(0o500);
    let writable = fs::write(place.path("state/probe"), b"").is_ok();
    if writable {
        // Whoever runs as root may write anywhere.
        fs::remove_file(place.path("state/probe")).unwrap();
        set(0o700);
        eprintln!("skipped: run as root");
        return;
    }
    let ran = place.import(&newer);
    set(0o700);
    ran.expect_failure("cannot write");
    assert_eq!(place.snapshot("state"), before);
}

#[test]
fn a_name_that_cannot_be_written_spends_no_code() {
    let place = Place::new();
    let before = place.ledger();
    for (name, what) in [
        ("no/such/folder/code.png", "no such folder"),
        ("code.gif", ".png, .svg, .txt or .pdf"),
    ] {
        place
            .try_sign(&records::migrant(), name, &[])
            .expect_failure(what);
    }
    assert_eq!(place.ledger(), before);
}

#[test]
fn a_code_that_cannot_be_written_after_all_is_given_up() {
    let place = Place::ready();
    fs::create_dir(place.path("code.png")).unwrap();
    let before = place.ledger();
    place
        .try_sign(&records::migrant(), "code.png", &[])
        .expect_failure("code.png");
    let after = place.ledger();
    let more = after.strip_prefix(&before).unwrap();
    // Refused before anything was begun, or begun and taken back.
    assert!(more.is_empty() || more.contains("abandon"), "{more}");
}

#[test]
fn pictures_are_read_as_they_were_drawn() {
    let place = Place::new();
    place.sign(&records::migrant(), "code.png", &["--module-pixels", "3"]);
    let picture = read(&place.path("code.png"));
    assert_eq!(picture.width() % 3, 0);
    assert_eq!(picture.width(), picture.height());
    assert!(fs::metadata(place.path("code.png")).unwrap().len() <= 1500);
}

/// Runs a command that may write files of a few hundred bytes and no larger: what a full disk does,
/// where nobody can make a full disk.
#[cfg(unix)]
fn cramped(name: &str, args: &[&str]) -> juma_tests::command::Ran {
    const LIMIT: &str = "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\"";
    let binary = juma_tests::command::binary(name);
    let mut all = vec!["-c", LIMIT, binary.to_str().unwrap()];
    all.extend(args);
    let output = std::process::Command::new("sh").args(all).output().unwrap();
    juma_tests::command::Ran::of(output)
}

#[test]
#[cfg(unix)]
fn a_full_disk_leaves_the_old_state_whole() {
    let place = Place::ready();
    place.sign(&records::migrant(), "code.png", &[]);
    let newer = place.publish("newer.jmb");
    let (state, before) = (place.path("state"), place.snapshot("state"));
    let ran = cramped(
        "juma-verifier",
        &["import", "--state", &state, "--at", LATER, &newer],
    );
    ran.expect_failure("cannot write");
    assert_eq!(
        place.snapshot("state"),
        before,
        "no draft is left behind either"
    );
    assert_eq!(place.verdict("code.png"), "accept/accepted");
}

#[test]
#[cfg(unix)]
fn a_full_disk_issues_nothing_that_is_not_written_down() {
    let place = Place::ready();
    let record = place.write("record.json", records::migrant());
    let (home, out) = (place.path("home"), place.path("code.png"));
    let before = place.ledger();
    let args = [
        "sign", "--home", &home, "--record", &record, "--out", &out, "--at", LATER,
    ];
    cramped("juma-issuer", &args).expect_failure("register");
    assert!(!fs::exists(&out).unwrap());
    let whole: String = place
        .ledger()
        .split_inclusive('\n')
        .filter(|line| line.ends_with('\n'))
        .collect();
    assert_eq!(whole, before, "at most a torn line was added");
    // And the next command goes on as if nothing had been.
    let said = place.sign(&records::migrant(), "code.png", &[]);
    assert_eq!(place.verdict("code.png"), "accept/accepted", "{said}");
    let bundle = place.path("bundle.jmb");
    let before = place.ledger();
    let args = ["publish", "--home", &home, "--out", &bundle, "--at", LATER];
    assert_eq!(cramped("juma-issuer", &args).status, 2);
    assert!(!fs::exists(&bundle).unwrap());
    assert!(place.ledger().starts_with(&before));
    let _ = place.import(&place.publish("next.jmb")).expect(0);
    assert_eq!(place.verdict("code.png"), "accept/accepted");
}

#[test]
fn a_state_whose_bundle_cannot_be_replaced_stays_what_it_was() {
    let place = Place::ready();
    let newer = place.publish("newer.jmb");
    fs::remove_file(place.path("state/bundle.jmb")).unwrap();
    fs::create_dir(place.path("state/bundle.jmb")).unwrap();
    let before = place.snapshot("state");
    place.import(&newer).expect_failure("folder");
    assert_eq!(place.snapshot("state"), before);
}
