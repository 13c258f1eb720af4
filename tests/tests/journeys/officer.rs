//! What an officer asks for, and what is said to people in one language or in both.

use juma_tests::{
    command::{Place, Ran, SHOWN, run, run_with_input},
    records,
};

const NUMBER: &str = "11010519491231002X";

/// What a person reads.
fn read(place: &Place, args: &[&str]) -> Ran {
    let args = place.check_args(args);
    run("juma-verifier", args.iter().filter(|arg| *arg != "--json"))
}

fn watch(place: &Place, args: &[&str], typed: &str) -> String {
    let args = place.gate_args(&[&["--scanner", "-", "--policy", "officer"], args].concat());
    let ran = run_with_input("juma-verifier", args, typed.as_bytes());
    ran.expect(0).out
}

#[test]
fn document_digits_on_request_and_copied_nowhere() {
    let place = Place::ready();
    place.sign(&records::migrant(), "full.txt", &["--tier", "full"]);
    let code = place.path("full.txt");
    let officer = ["--policy", "officer", &code];
    let said = read(&place, &officer).expect(0).out;
    assert!(
        said.contains("张三丰") && said.contains("1949-12-31"),
        "{said}"
    );
    assert!(
        said.contains("居民身份证 citizen 末两位 / ends in 2X"),
        "{said}"
    );
    assert!(!said.contains(NUMBER), "{said}");
    let said = read(&place, &[&officer[..], &["--document"]].concat());
    let said = said.expect(0).out;
    assert!(said.contains(NUMBER), "{said}");
    // A program asks for all that the policy shows; a library's sees nothing by asking.
    let json = place.check(&officer).expect(0).object();
    assert_eq!(json["claims"]["document"]["number"], NUMBER);
    let library = read(&place, &[&code, "--document"]).expect(0).out;
    assert!(
        !library.contains("2X") && !library.contains("张三丰"),
        "{library}"
    );

    // The events of a gate go to programs and journals.
    let typed = std::fs::read_to_string(&code).unwrap();
    let journal = place.path("journal");
    let said = watch(&place, &["--journal", &journal], &typed);
    assert!(
        said.contains("\"tail\":\"2X\"") && !said.contains(NUMBER),
        "{said}"
    );
    let said = watch(&place, &["--journal", &journal, "--document"], &typed);
    assert!(said.contains(NUMBER), "{said}");
    for folder in ["state", "journal"] {
        for (path, bytes) in place.snapshot(folder) {
            let text = String::from_utf8_lossy(&bytes);
            for digits in [NUMBER, &NUMBER[..17], "1949-12-31"] {
                assert!(!text.contains(digits), "{}", path.display());
            }
        }
    }
}

#[test]
fn one_language_or_both() {
    let place = Place::ready();
    place.sign(&records::migrant(), "gate.txt", &["--paper"]);
    place.sign(&records::migrant(), "full.txt", &["--tier", "full"]);
    let torn = place.write("torn.txt", "JM1:TORN");
    let is_chinese = |char: char| ('\u{4e00}'..='\u{9fff}').contains(&char);
    for (code, policy, status) in [
        (place.path("gate.txt"), "library", 0),
        (place.path("full.txt"), "officer", 0),
        (torn, "library", 1),
    ] {
        let said = |args: &[&str]| {
            let args = [&["--policy", policy, &code], args].concat();
            read(&place, &args).expect(status).out
        };
        let (both, zh, en) = (said(&[]), said(&["--lang", "zh"]), said(&["--lang", "en"]));
        assert_eq!(zh, said(&["--lang", "zh-CN"]));
        assert!(both.contains(" / ") && both.contains("状态列表 / status list") || status == 1);
        // But for the resident's own name and place, which have one language.
        let own = [
            "张三丰",
            "张*",
            "广东省深圳市",
            "南山区",
            "粤海街道科苑路15号",
        ];
        let en = own.iter().fold(en, |en, own| en.replace(own, ""));
        assert!(!en.contains(is_chinese), "{en}");
        for english in [
            "ACCEPT",
            "REFUSE",
            "valid",
            "good until",
            "trust list",
            "ends in",
        ] {
            assert!(!zh.contains(english), "{english}: {zh}");
        }
        assert!(!zh.contains(" / ") && zh.contains(is_chinese), "{zh}");
        // JSON has both.
        let args = ["--policy", policy, "--lang", "en", &code];
        let json = place.check(&args).expect(status).object();
        assert!(json["message"]["zh-CN"].is_string());
    }
}

#[test]
fn what_fails_is_said_once_and_what_is_ignored_is_said() {
    let place = Place::ready();
    let nowhere = place.path("nowhere");
    for args in [
        &["status", "--state", &nowhere][..],
        &["import", "--state", &nowhere, "nothing.jmb"],
        &["unlock", "--state", &nowhere],
    ] {
        run("juma-verifier", args).expect_failure("nowhere");
        let json = run("juma-verifier", [args, &["--json"]].concat());
        assert_eq!(json.out.lines().count(), 1, "{}", json.out);
        json.expect_failure("nowhere");
    }
    place.sign(&records::migrant(), "code.txt", &[]);
    let (code, secret) = (
        place.path("code.txt"),
        place.write("secret", "twelve letters\n"),
    );
    let args = ["--passphrase-file", &secret, &code];
    read(&place, &args).expect_failure("add --unlock");
    assert!(
        place
            .check(&["--at", SHOWN, &code])
            .expect(0)
            .err
            .is_empty()
    );
}
