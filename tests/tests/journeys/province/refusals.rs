//! What is refused, and the lines of the page.

use super::*;

/// The lines of `keys/README.md`, with the date that they leave to the clock.
#[test]
fn the_lines_of_the_readme() {
    let province = Province::new();
    province.write("list2.cose", &province.read("列表.cose"));
    province.write(
        "sz-delta.jmb",
        &first_city_delta(1, &[(9, Status::Invalid)]),
    );
    let gz = parties::status_key_of(OTHER_STATUS);
    let gz_delta = {
        let (base, result) = (list(OTHER_NAMESPACE, 0, &[]), list(OTHER_NAMESPACE, 1, &[]));
        let delta = delta_between(&base, &result).unwrap();
        let delta = gz.sign::<DeltaBody>(delta.encode());
        sent(|pieces| {
            pieces.sequence = 6;
            pieces.base = Some(base_of(&Pieces::of(both()).manifest()));
            pieces.deltas = vec![delta];
        })
    };
    province.write("gz-delta.jmb", &gz_delta);
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
        state = state
            .import(&province.read(name), NOW)
            .map_or(state, |(new, _)| new);
    }
    // The third has lists of before the second's: a gate that has seen those refuses it.
    assert_eq!(state.floors().sequence, 2);
    let fresh = State::new(anchor());
    let (state, _) = fresh.import(&province.read("3.jmb"), NOW).unwrap();
    assert_eq!(state.floors().compromised.len(), 1);
}

#[test]
fn what_a_gate_would_refuse_is_refused_here() {
    let province = Province::new();
    province.refused(
        &["sz.jmb"],
        &["--first", "--distrust", &hash("bundle")],
        "bundle-signer-compromised",
    );
    let _ = province
        .bundle("1.jmb", &["sz.jmb", "gz.jmb"], &["--first"])
        .expect(0);
    let by = |party: &str, namespace: &str| {
        let list = list(namespace, 1, &[]);
        let signed = status_list(&list, &parties::status_key_of(party));
        sent(|pieces| pieces.statuses = vec![signed])
    };
    let spoilt = sent(|pieces| {
        let mut list = status_list(&list(NAMESPACE, 1, &[]), &status_key());
        *list.last_mut().unwrap() ^= 1;
        pieces.statuses = vec![list];
    });
    let ended = {
        let mut list = list(NAMESPACE, 0, &[]).encode();
        // Until the moment of the bundle, not the one that it had.
        let seconds = |time: juma_format::time::UnixTime| {
            u32::try_from(time.seconds()).unwrap().to_be_bytes()
        };
        let (until, ended) = (seconds(BUNDLE_EXPIRES), seconds(PUBLISHED.plus(2 * DAY)));
        let at = list.windows(4).position(|it| it == until).unwrap();
        list[at..at + 4].copy_from_slice(&ended);
        let list = status_key().sign::<juma_format::body::StatusList>(list);
        sent(|pieces| pieces.statuses = vec![list])
    };
    for (bundle, slug) in [
        (by(STRANGER, NAMESPACE), "bundle-signer"),
        (by("code", NAMESPACE), "bundle-signer"),
        (by(OTHER_STATUS, NAMESPACE), "status-namespace"),
        (by("status", OTHER_NAMESPACE), "status-namespace"),
        (spoilt, "bad-signature"),
        (ended, "bundle-expired"),
        (b"no bundle".to_vec(), "bundle-magic"),
        (sent(|_| {}), "bundle-parts"),
        (
            first_city_delta(1, &[(9, Status::Invalid)]),
            "delta-list-unknown",
        ),
    ] {
        province.write("bad.jmb", &bundle);
        province.refused(&["bad.jmb"], &[], slug);
        province.refused(&["bad.jmb", "bad.jmb"], &[], slug);
    }
    province.write("other.jmb", &first_city(0, &[(9, Status::Invalid)]));
    province.refused(&["sz.jmb", "other.jmb"], &[], "status-twice");
    province.write("sz2.jmb", &first_city(1, &[(9, Status::Invalid)]));
    let _ = province
        .bundle("2.jmb", &["sz2.jmb", "gz.jmb"], &[])
        .expect(0);
    province.refused(&["sz.jmb"], &["--delta", "2.jmb"], "status-rollback");
    province.write("delta.jmb", &first_city_delta(2, &[(8, Status::Invalid)]));
    province.refused(&["delta.jmb"], &["--delta", "2.jmb"], "delta-base-hash");
    province.refused(
        &["sz2.jmb", "gz.jmb"],
        &["--delta", "2.jmb"],
        "bundle-parts",
    );
    let _ = province
        .bundle("3.jmb", &["delta.jmb"], &["--delta", "1.jmb"])
        .expect(0);
    province.refused(&["delta.jmb"], &["--delta", "3.jmb"], "delta-base-missing");
    // A manifest key that the list has for something else.
    province.key("bundle.key", &code_key());
    let ran = province.bundle("refused.jmb", &["sz2.jmb"], &[]);
    ran.expect_failure("code");
}
