//! What is refused, and the lines of the page.

use super::*;

/// The lines of `keys/README.md`, with the date that they leave to the clock.
#[test]
fn the_lines_of_the_readme() {
    let province = Province::new();
    province.write("list2.cose", &province.read("列表.cose"));
    for (name, namespace) in [
        ("sz-delta.jmc", NAMESPACE),
        ("gz-delta.jmc", OTHER_NAMESPACE),
    ] {
        province.write(name, &delta(namespace, 1, &[(9, Status::Invalid)]));
    }
    province.write("sz2.jmc", &first_city(2, &[]));
    province.write("gz2.jmc", &second_city(2));
    let code = PublicKeyFile::new(KeyRole::Code, ENVIRONMENT, *code_key().public().as_bytes());
    province.write("sz-2027-03.pub", code.to_string().as_bytes());
    let readme = fs::read_to_string(juma_tests::workspace().join("keys/README.md")).unwrap();
    let lines = readme
        .lines()
        .filter(|it| it.starts_with("juma-keys bundle "));
    let lines: Vec<&str> = lines.collect();
    assert_eq!(lines.len(), 3);
    let issued = PUBLISHED.plus(2 * DAY).to_string();
    for line in lines {
        let ran = command("juma-keys")
            .args(line.split_whitespace().skip(1))
            .args(["--issued", &issued])
            .current_dir(province.0.path())
            .output()
            .unwrap();
        let ran = Ran::of(ran).expect(0);
        assert_eq!(ran.err, "", "{line}");
    }
    let mut state = State::new(anchor());
    for name in ["1.jmb", "2.jmb", "3.jmb"] {
        state = state.import(&province.read(name), NOW).unwrap().0;
    }
    assert_eq!(state.floors().compromised.len(), 1);
}

#[test]
fn what_a_gate_would_refuse_is_refused_here() {
    let province = Province::new();
    province.refused(
        &["sz.jmc"],
        &["--first", "--distrust", &hash("bundle")],
        "bundle-signer-compromised",
    );
    for (slug, what, bytes) in juma_tests::contribution::refused() {
        province.write("bad.jmc", &bytes);
        let before = province.record();
        province.refused(&["gz.jmc", "bad.jmc"], &["--first"], slug);
        assert_eq!(province.record(), before, "{what}");
    }
    let _ = province
        .bundle("1.jmb", &["sz.jmc", "gz.jmc"], &["--first"])
        .expect(0);
    province.write("other.jmc", &{
        let mut sent = Sent::first_city(0, &[(9, Status::Invalid)]);
        sent.sequence = 9;
        sent.file()
    });
    province.refused(&["sz.jmc", "other.jmc"], &[], "contribution-twice");
    province.refused(&["sz.jmc", "gz.jmc"], &["--delta", "1.jmb"], "bundle-parts");
    let changes = delta(NAMESPACE, 1, &[(8, Status::Invalid)]);
    province.write("delta.jmc", &changes);
    province.refused(&["delta.jmc"], &[], "delta-list-unknown");
    let _ = province
        .bundle("2.jmb", &["delta.jmc"], &["--delta", "1.jmb"])
        .expect(0);
    province.refused(&["delta.jmc"], &["--delta", "2.jmb"], "delta-base-missing");
    province.write("sz2.jmc", &first_city(2, &[(9, Status::Invalid)]));
    let _ = province
        .bundle("3.jmb", &["sz2.jmc", "gz.jmc"], &[])
        .expect(0);
    province.write("delta3.jmc", &{
        let (base, result) = (list_of(NAMESPACE, 0, &[]), list_of(NAMESPACE, 2, &[]));
        let delta = delta_between(&base, &result).unwrap();
        let mut sent = Sent::of(NAMESPACE, 2);
        sent.sequence += 1;
        sent.deltas = vec![status_key().sign::<DeltaBody>(delta.encode())];
        sent.file()
    });
    province.refused(&["delta3.jmc"], &["--delta", "3.jmb"], "delta-base-hash");
    // A manifest key that the list has for something else.
    province.key("bundle.key", &code_key());
    let ran = province.bundle("refused.jmb", &["sz2.jmc"], &[]);
    ran.expect_failure("code");
}

/// What a city can do to its province with the one key that it has: nothing. Yesterday's contribution
/// takes no revocation back, tomorrow's clock moves no gate's, and a thief's sequence is forgotten
/// with the thief's key.
#[test]
fn a_city_against_its_province() {
    let province = Province::new();
    let _ = province
        .bundle("1.jmb", &["sz.jmc", "gz.jmc"], &["--first"])
        .expect(0);
    province.write("sz1.jmc", &first_city(1, &[(9, Status::Invalid)]));
    let _ = province
        .bundle("2.jmb", &["sz1.jmc", "gz.jmc"], &[])
        .expect(0);
    // Older than the one collected, and another of its sequence.
    province.refused(&["sz.jmc", "gz.jmc"], &[], "contribution-older");
    province.write("sz-other.jmc", &first_city(1, &[]));
    province.refused(&["sz-other.jmc", "gz.jmc"], &[], "contribution-twice");
    // A greater sequence does not make older lists newer: gates would refuse the whole bundle.
    province.write("sz-back.jmc", &{
        let mut sent = Sent::first_city(0, &[]);
        sent.sequence = 100;
        sent.file()
    });
    province.refused(&["sz-back.jmc", "gz.jmc"], &[], "contribution-older");

    // Somebody has the second city's key, and uses its sequences up.
    province.write("gz-thief.jmc", &{
        let mut sent = Sent::second_city(1);
        sent.sequence = u32::MAX;
        sent.file()
    });
    let _ = province
        .bundle("3.jmb", &["sz1.jmc", "gz-thief.jmc"], &[])
        .expect(0);
    province.write("gz2.jmc", &second_city(2));
    province.refused(&["sz1.jmc", "gz2.jmc"], &[], "contribution-older");
    let mut entries = both();
    let stolen = parties::status_key_of(OTHER_STATUS);
    for entry in &mut entries {
        if entry.key == stolen.public().as_bytes() {
            entry.state = juma_format::trust::KeyState::Compromised;
        }
    }
    let new = parties::status_key_of("second city's new status key");
    let mut entry = parties::entry(new.public().as_bytes(), juma_format::trust::Purpose::Status);
    entry.namespace = OTHER_NAMESPACE.to_owned();
    entries.push(entry);
    province.write("列表.cose", &trust_list(2, entries, &[1]));
    province.write("gz-new.jmc", &{
        let mut sent = Sent::of(OTHER_NAMESPACE, 2);
        sent.trust_list = 2;
        sent.statuses = vec![status_list(&list_of(OTHER_NAMESPACE, 2, &[]), &new)];
        sent.by(&new)
    });
    let sources = ["sz1.jmc", "gz-new.jmc", "gz-thief.jmc"];
    let ran = province.bundle("4.jmb", &sources, &[]).expect(0);
    assert!(ran.err.contains("gz-thief.jmc: left out"), "{}", ran.err);
    let record = province.record();
    assert!(record.contains("collected: 4401 7 "), "{record}");
    let mut state = State::new(anchor());
    for name in ["1.jmb", "2.jmb", "3.jmb", "4.jmb"] {
        state = state.import(&province.read(name), NOW).unwrap().0;
    }
    assert_eq!(numbers(&state), [("4401".into(), 2), ("4403".into(), 1)]);

    // No gate takes any of it.
    for name in ["sz1.jmc", "gz-new.jmc"] {
        let refusal = state.import(&province.read(name), NOW).unwrap_err();
        assert_eq!(refusal.slug(), "bundle-contribution");
    }
}
