//! What an import reads and what it may replace.

use std::{fs, os::unix::fs::symlink, path::Path};

use juma_tests::command::{Place, SIGNED};

use super::{counts, import, rows};

/// A place whose table has a row that is refused.
fn faulty() -> (Place, String) {
    let place = Place::ready();
    let table = place.write("people.csv", rows(&[(5, ",citizen,", ",citizan,")]));
    (place, table)
}

#[test]
fn refused_rows_take_the_place_of_refused_rows_alone() {
    let (place, table) = faulty();
    let key = place.path("home/keys/code.key");
    let kept = fs::read(&key).unwrap();
    let refused = |out: &str, what: &str| {
        let ran = import(&place, &["--rejects", out, "--replace", &table]);
        ran.expect_failure(what);
    };
    refused(&key, "lies in the home");
    refused(&place.path("home/register.db"), "lies in the home");
    assert_eq!(fs::read(&key).unwrap(), kept);
    // What is read itself, by whatever name.
    let before = fs::read(&table).unwrap();
    let (link, hard) = (place.path("link.csv"), place.path("hard.csv"));
    symlink(&table, &link).unwrap();
    fs::hard_link(&table, &hard).unwrap();
    for out in [&table, &link, &hard] {
        let ran = import(&place, &["--rejects", out, "--replace", &table]);
        ran.expect_failure("exists already and holds no refused rows");
    }
    assert_eq!(fs::read(&table).unwrap(), before);
    let precious = place.write("precious", "precious");
    refused(&precious, "holds no refused rows");
    fs::create_dir(place.path("folder")).unwrap();
    refused(&place.path("folder"), "folder");
    // Somebody else's file of the name that it has until it is whole.
    let out = place.path("out.csv");
    let other = place.write("out.csv.part", "precious");
    refused(&out, "holds no refused rows");
    let dry = ["--rejects", &out, "--dry-run", &table];
    import(&place, &dry).expect_failure("holds no refused rows");
    assert_eq!(fs::read_to_string(other).unwrap(), "precious");
    // Nothing was taken in.
    let status = place.issuer("status", &[], SIGNED).expect(0).object();
    assert_eq!(status["residents"], 0);
    let _ = import(&place, &[&table]).expect(1);
    let again = import(&place, &["--replace", &table]).expect(1);
    assert!(
        Path::new(&format!("{table}.rejects.csv")).exists(),
        "{}",
        again.out
    );
}

#[test]
fn one_file_is_read_once() {
    let (place, table) = faulty();
    let link = place.path("link.csv");
    symlink(&table, &link).unwrap();
    for other in [&table, &link] {
        import(&place, &[&table, other]).expect_failure("it is named twice");
    }
    let status = place.issuer("status", &[], SIGNED).expect(0).object();
    assert_eq!(status["residents"], 0);
}

/// Two people under one id, in two files: the second would overwrite the first, now or by the file
/// of refused rows.
#[test]
fn an_id_that_another_file_had_is_refused_too() {
    let place = Place::ready();
    let one = place.write("one.csv", rows(&[]));
    let two = place.write(
        "two.csv",
        rows(&[(2, "fictional", "fictional; another person")]),
    );
    let ran = import(&place, &[&one, &two]).expect(1);
    assert_eq!(counts(&ran), [24, 12, 0, 0, 12]);
    let rejects = format!("{two}.rejects.csv");
    let text = fs::read_to_string(&rejects).unwrap();
    assert!(text.contains("subject-repeated"), "{text}");
    assert!(!text.contains("another person"), "{text}");
    let again = import(&place, &[&rejects]);
    assert_eq!(counts(&again)[1..4], [0, 0, 0], "nobody is changed by it");
}
