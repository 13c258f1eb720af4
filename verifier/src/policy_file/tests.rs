use proptest::prelude::*;

use super::*;

#[test]
fn every_built_in_policy_is_what_its_file_says() {
    for name in Policy::BUILT_IN {
        let policy = Policy::built_in(name).unwrap();
        assert_eq!(
            parse_policy(&PolicyText(&policy).to_string()).unwrap(),
            policy
        );
        assert!(policy.opens_on.is_empty(), "{name}");
    }
}

#[test]
fn faults_are_named_with_their_line() {
    let library = PolicyText(&Policy::built_in("library").unwrap()).to_string();
    let fault = |from: &str, to: &str| {
        let text = library.replace(from, to);
        assert_ne!(text, library, "{from}");
        parse_policy(&text).unwrap_err()
    };
    let unknown = fault("paper =", "papper =");
    assert_eq!(unknown.line, 4);
    assert!(unknown.what.contains("papper"), "{unknown}");
    assert_eq!(fault("show = \"gate\"", "show = \"all\"").line, 2);
    assert_eq!(fault("regions = []", "regions = [\"44\", \"9\"]").line, 8);
    assert_eq!(fault("days = 35", "days = 367").line, 10);
    assert_eq!(fault("opens-on = []", "opens-on = [\"revoked\"]").line, 12);
    assert_eq!(fault("name = \"library\"", "name = \"\"").line, 1);
    let missing = fault("oldest-status-days = 35\n", "");
    assert!(missing.what.contains("oldest-status-days"), "{missing}");
}

#[test]
fn an_older_policy_asks_for_the_guardian() {
    let library = PolicyText(&Policy::built_in("library").unwrap()).to_string();
    let lines = library.lines().filter(|line| !line.starts_with("guardian"));
    let older = lines.collect::<Vec<_>>().join("\n");
    assert_eq!(parse_policy(&older).unwrap().guardian, GuardianNeed::Beside);
    let alone = library.replace("guardian = \"beside\"", "guardian = \"alone\"");
    let policy = parse_policy(&alone).unwrap();
    assert_eq!(policy.guardian, GuardianNeed::Alone);
    assert_eq!(
        parse_policy(&PolicyText(&policy).to_string()).unwrap(),
        policy
    );
}

#[test]
fn a_name_with_quotes_is_written_as_one() {
    let library = PolicyText(&Policy::built_in("library").unwrap()).to_string();
    for name in [r#"'a "b" c'"#, r#""a \\ b""#, r#""市图书馆 'A'""#] {
        let policy = parse_policy(&library.replace("\"library\"", name)).unwrap();
        assert_eq!(
            parse_policy(&PolicyText(&policy).to_string()).unwrap(),
            policy
        );
    }
}

#[test]
fn a_strict_venue() {
    let library = PolicyText(&Policy::built_in("library").unwrap()).to_string();
    let strict = library
        .replace("static-codes = \"admit\"", "static-codes = \"refuse\"")
        .replace("regions = []", "regions = [\"440300\", \"44\"]")
        .replace("opens-on = []", "opens-on = [\"status-stale\"]");
    let policy = parse_policy(&strict).unwrap();
    assert_eq!(policy.static_codes, Admission::Refuse);
    assert_eq!(policy.regions.len(), 2);
    assert_eq!(policy.opens_on, [Openable::StatusStale]);
    assert_eq!(
        parse_policy(&PolicyText(&policy).to_string()).unwrap(),
        policy
    );
}

/// A name of one line: what `check_line` lets pass, with what TOML quotes in it.
fn name() -> impl Strategy<Value = String> {
    let characters = prop::sample::select(vec![
        'a', '"', '\'', '\\', '#', '=', '[', '{', '图', '馆', '·', '𠀀', '0', '.', '\u{e000}',
    ]);
    prop::collection::vec(characters, 1..30).prop_map(String::from_iter)
}

proptest! {
    #[test]
    fn what_is_shown_is_read_again(
        name in name(), days in 0..=366_u64, bits in 0_u8..64, regions in prop::collection::vec(1101_u32..=8199, 0..4),
        populations in prop::sample::subsequence(Population::ALL.to_vec(), 1..=3),
        opens_on in prop::sample::subsequence(Openable::ALL.to_vec(), 0..=4),
    ) {
        let has = |bit: u8| bits & 1 << bit != 0;
        let admission = |bit| if has(bit) { Admission::Admit } else { Admission::Refuse };
        let regions = regions.into_iter().filter_map(|code| Region::from_code(code).ok());
        let policy = Policy {
            name,
            show: if has(0) { Share::Full } else { Share::Gate },
            static_codes: admission(1),
            paper: admission(2),
            address: if has(3) { AddressNeed::Any } else { AddressNeed::Registered },
            guardian: if has(5) { GuardianNeed::Alone } else { GuardianNeed::Beside },
            least_tier: if has(4) { Tier::Full } else { Tier::Gate },
            regions: regions.collect(),
            populations,
            max_status_age: days * DAY,
            opens_on,
        };
        prop_assume!(check_line(&policy.name).is_ok());
        let text = PolicyText(&policy).to_string();
        prop_assert_eq!(parse_policy(&text), Ok(policy), "{}", text);
    }
}
