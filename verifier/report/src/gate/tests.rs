use juma_format::time::UnixTime;
use juma_verifier::Piece;

use super::{Gate, GateError};

#[test]
fn what_makes_no_device_is_said_by_its_word() {
    let slug = |pieces: &[(Piece, Vec<u8>)]| Gate::of(pieces).map(drop).map_err(|it| it.slug());
    assert_eq!(slug(&[]), Err("no-root"));
    let torn = (Piece::Anchor, b"juma root".to_vec());
    assert_eq!(slug(&[torn]), Err("root-damaged"));
    let root = (Piece::Anchor, ROOT.as_bytes().to_vec());
    let floors = (Piece::Floors, vec![0xff]);
    assert_eq!(slug(&[root.clone(), floors]), Err("floors-damaged"));
    assert_eq!(slug(&[root]), Ok(()));
}

#[test]
fn a_device_with_a_root_alone_judges_nobody_and_offers_are_refused_by_name() {
    let mut gate = begun();
    let now = UnixTime::from_seconds(1_770_696_000);
    let code = include_str!("../../../../samples/codes/child.gate.txt");
    let said = gate.text(code.trim_end(), now);
    assert_eq!(said["verdict"], "undecided", "{said}");
    assert_eq!(
        gate.see(&[], juma_verifier::Moment::of(1_770_696_000, 5)),
        serde_json::json!([])
    );
    let (said, pieces) = gate.offer(0, b"no bundle", now);
    assert_eq!(
        (said["imported"].as_str(), pieces.len()),
        (Some("refused"), 0)
    );
    assert_eq!(gate.trust(now)["environment"], "demo");
    gate.forget();
    assert_eq!(gate.whole(now), None);
}

#[test]
fn a_device_key_is_made_of_random_bytes_and_opens_again() {
    let mut gate = begun();
    let short = gate.device_key("secret".to_owned(), vec![7; 63]);
    assert_eq!(
        short.unwrap_err(),
        GateError::Random {
            needed: 64,
            got: 63
        }
    );
    let file = gate.device_key("secret".to_owned(), vec![7; 64]).unwrap();
    assert!(Gate::public_half(&file).unwrap().contains("device"));
    let now = UnixTime::from_seconds(1_770_696_000);
    let wrong = gate.unlock(&file, "wrong".to_owned(), &[], now);
    assert_eq!(wrong.unwrap_err().slug(), "key-file-passphrase-wrong");
    let torn = ["no wrapped key".to_owned()];
    assert_eq!(gate.unlock(&file, "secret".to_owned(), &torn, now), Ok(0));
    gate.lock();
    assert!(Gate::wrapped_key("no wrapped key").is_err());
}

fn begun() -> Gate {
    Gate::of(&[(Piece::Anchor, ROOT.as_bytes().to_vec())]).unwrap()
}

const ROOT: &str = include_str!("../../../../samples/trust/root.pub");
