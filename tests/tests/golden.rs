//! What people read: the help of each command and the lines of the main outputs, as files in
//! `golden/`. `JUMA_BLESS=1 cargo test -p juma-tests --test golden` writes them again; the diff is
//! what a reviewer looks at.

use std::fs;

use juma_tests::{
    command::{FOUNDED, LATER, Place, Ran, SHOWN, run},
    records, workspace,
};

fn golden(name: &str, found: &str) {
    let path = workspace().join("tests/golden").join(name);
    if std::env::var_os("JUMA_BLESS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, found).unwrap();
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == expected,
        "{} is not what is printed; JUMA_BLESS=1 writes it again\n{found}",
        path.display()
    );
}

#[test]
fn help() {
    let commands: [(&str, &[&str]); 5] = [
        (
            "juma-holder",
            &["init", "request", "add", "show", "watch", "family"],
        ),
        (
            "juma-issuer",
            &[
                "init",
                "found",
                "trust",
                "import",
                "sign",
                "issue",
                "approve",
                "give-up",
                "verify-run",
                "refresh",
                "print",
                "revoke",
                "publish",
                "find",
                "status",
                "export",
                "purge",
                "backup",
                "restore",
            ],
        ),
        ("juma-keys", &["new", "inspect", "passwd", "bundle"]),
        ("juma-scan", &[]),
        (
            "juma-verifier",
            &[
                "import", "check", "gate", "device", "unlock", "inspect", "status", "clock",
                "policy",
            ],
        ),
    ];
    for (command, parts) in commands {
        let mut text = run(command, ["--help"]).expect(0).out;
        for part in parts {
            text.push_str(&format!("\n---- {part}\n\n"));
            text.push_str(&run(command, [part, "--help"]).expect(0).out);
        }
        golden(&format!("{command}.help.txt"), &text);
    }
}

/// What differs from run to run is named by a word.
fn masked(place: &Place, text: &str) -> String {
    let mut masked = String::new();
    for line in text.replace(&place.path(""), "DIR/").lines() {
        let words = line.split_inclusive([' ', ',', ';', '，']).map(|word| {
            let bare = word.trim_end_matches([' ', ',', ';', '，']);
            let rest = &word[bare.len()..];
            let is_time = bare.len() == 25 && bare.contains("T00:00:00+08:00");
            let is_kid = bare.len() == 8 && bare.chars().all(|it| it.is_ascii_hexdigit());
            if is_time {
                format!("TIME{rest}")
            } else if is_kid {
                format!("KID{rest}")
            } else {
                word.to_owned()
            }
        });
        let line: String = words.collect();
        // Sizes depend on the index that was drawn.
        let unit = if line.contains(" 字节") {
            " 字节"
        } else {
            " bytes"
        };
        let line = match line.split_once(unit) {
            Some((before, after)) => {
                let number = before.rsplit([' ', '，']).next().unwrap();
                format!("{}N{unit}{after}", before.strip_suffix(number).unwrap())
            }
            None => line,
        };
        masked.push_str(&line);
        masked.push('\n');
    }
    masked
}

#[test]
fn a_day() {
    let place = Place::ready();
    let mut text = String::new();
    let mut note = |title: &str, ran: Ran| {
        let said = masked(&place, &format!("{}{}", ran.out, ran.err));
        text.push_str(&format!("$ {title}\n{said}[{}]\n\n", ran.status));
    };
    let (home, state) = (place.path("home"), place.path("state"));
    let (fresh, record) = (
        place.path("fresh"),
        place.write("record.json", records::migrant()),
    );
    let issuer = |args: &[&str]| run("juma-issuer", args);
    let verifier = |args: &[&str]| run("juma-verifier", args);
    note("init", issuer(&["init", "--home", &fresh, "--at", FOUNDED]));

    let sign = |out: &str, more: &[&str]| {
        let out = place.path(out);
        let all = [
            "sign", "--home", &home, "--record", &record, "--at", LATER, "--out", &out,
        ];
        issuer(&[&all, more].concat())
    };
    note("sign", sign("gate.png", &[]));
    note(
        "sign --tier full --paper",
        sign("full.png", &["--tier", "full", "--paper"]),
    );
    let check = |policy: &str, at: &str, name: &str| {
        let path = place.path(name);
        verifier(&[
            "check", "--state", &state, "--policy", policy, "--at", at, &path,
        ])
    };
    note("check gate.png", check("library", SHOWN, "gate.png"));
    note("check full.png", check("library", SHOWN, "full.png"));
    note(
        "check --policy officer full.png",
        check("officer", SHOWN, "full.png"),
    );
    note(
        "check, the bundle has ended",
        check("library", "2026-05-01", "gate.png"),
    );
    note(
        "check, the clock is behind",
        check("library", "2025-05-01", "gate.png"),
    );
    note(
        "revoke",
        issuer(&["revoke", "--home", &home, "--serial", "1", "--at", LATER]),
    );
    let stick = place.path("stick.jmb");
    note(
        "publish",
        issuer(&["publish", "--home", &home, "--out", &stick, "--at", LATER]),
    );
    note(
        "import",
        verifier(&["import", "--state", &state, "--at", LATER, &stick]),
    );
    note(
        "import again",
        verifier(&["import", "--state", &state, "--at", LATER, &stick]),
    );
    let first = place.path("home/bundles/0000000001.jmb");
    note(
        "import an old one",
        verifier(&["import", "--state", &state, "--at", LATER, &first]),
    );
    note("check a revoked code", check("library", SHOWN, "gate.png"));
    place.write("page.txt", "https://example.com");
    note("check a page", check("library", SHOWN, "page.txt"));
    note("check nothing", check("library", SHOWN, "nothing.png"));
    note(
        "status",
        verifier(&["status", "--state", &state, "--at", SHOWN]),
    );
    place.write(
        "record.json",
        records::with_line("name", "  \"name\": \"\","),
    );
    note("sign no name", sign("none.png", &[]));
    golden("a-day.txt", &text);
}

/// Somebody fictional whose day of birth does not exist, and who would be born on the 30th of February.
const TABLE: &str = "\
人员编号,姓名,人口类别,证件类型,证件号码,出生日期,性别,核验方式,核验时间,核验编号,行政区划代码,居住登记状态
R-7,示例甲,国境外,护照,X0000007,1990-02-30,女,当面,2026-01-05,V-7,440305,未登记
";

/// A clerk's day in Chinese: what was done, what is refused and why, and whom to call.
#[test]
fn a_day_at_the_desk_in_chinese() {
    let place = Place::ready();
    let record = place.write("record.json", records::migrant());
    let renamed = records::with_line("name", "  \"name\": \"李示例\",");
    let (renamed, home) = (place.write("new.json", renamed), place.path("home"));
    let (code, folder) = (place.path("c.txt"), place.path("new"));
    let table = place.write("people.csv", TABLE);
    let (bundle, other) = (place.path("stick.jmb"), place.path("d.txt"));
    let mut text = String::new();
    let mut day = |command: &str, args: &[&str]| {
        let words = command.split(' ').chain(["--home", &home, "--at", LATER]);
        let words = words.chain(["--lang", "zh-CN"]).chain(args.iter().copied());
        let ran = run("juma-issuer", words);
        let said = masked(&place, &format!("{}{}", ran.out, ran.err));
        text.push_str(&format!("$ {command}\n{said}[{}]\n\n", ran.status));
    };
    let subject = ["--subject", "R-000001"];
    day("resident enrol", &["--record", &record]);
    day("resident enrol", &["--record", &record]);
    day("sign", &["--record", &record, "--out", &code]);
    day("sign", &["--record", &renamed, "--out", &other]);
    day("resident update", &["--record", &renamed]);
    day("refresh", &["--dry-run", "--out", &folder]);
    day("residence confirm", &subject);
    day("residence move-out", &subject);
    day("permit end", &subject);
    day(
        "family add-member",
        &[&subject[..], &["--member", "R-9", "--kinship", "parent"]].concat(),
    );
    day("import", &[&table]);
    day("revoke", &["--serial", "99"]);
    day("publish", &["--out", &bundle]);
    day("purge", &subject);
    golden("a-day.zh-CN.txt", &text);
}
