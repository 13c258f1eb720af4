use super::*;
use crate::{kind::CodeKey, signing_key::Secret, signing_key::SigningKey};

/// A number below 2^256, least significant byte first, as the curve writes them.
fn hex(text: &str) -> [u8; 32] {
    core::array::from_fn(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap())
}

fn refusal(bytes: &[u8; 32]) -> KeyError {
    PublicKey::<CodeKey>::from_bytes(bytes).unwrap_err()
}

/// The eight points of small order in their one encoding: orders 1, 2, 4, 4, 8, 8, 8, 8.
#[test]
fn points_of_small_order_are_no_keys() {
    for text in [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    ] {
        assert_eq!(refusal(&hex(text)), KeyError::Weak, "{text}");
    }
}

/// A coordinate of p or more, and a sign where the other coordinate is zero: RFC 8032 §5.1.3
/// refuses them, though each stands for a point that has a good encoding too.
#[test]
fn a_point_has_one_encoding() {
    let mut refused = 0;
    for low in 0xed..=0xff {
        for high in [0x7f, 0xff] {
            let mut bytes = [0xff; 32];
            (bytes[0], bytes[31]) = (low, high);
            assert!(PublicKey::<CodeKey>::from_bytes(&bytes).is_err());
            // Some are points of small order, and some are no points; the rest are the ones that
            // only comparing with the one encoding refuses.
            let lenient = VerifyingKey::from_bytes(&bytes);
            refused += usize::from(lenient.is_ok_and(|key| !key.is_weak()));
        }
    }
    assert!(refused > 0);
    for sign_of_zero in [
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    ] {
        assert!(PublicKey::<CodeKey>::from_bytes(&hex(sign_of_zero)).is_err());
    }
}

#[test]
fn bytes_that_are_no_point() {
    let none = (0..=255_u8).filter(|byte| {
        let mut bytes = [0x55; 32];
        bytes[0] = *byte;
        PublicKey::<CodeKey>::from_bytes(&bytes).is_err_and(|error| error == KeyError::Encoding)
    });
    assert!((100..160).contains(&none.count())); // about half
}

#[test]
fn a_key_comes_back_from_its_bytes_and_its_name_is_their_hash() {
    for seed in 0..32 {
        let key: SigningKey<CodeKey> =
            SigningKey::from_secret(Secret::new([seed; 32]), juma_format::Environment::Demo);
        let public = PublicKey::<CodeKey>::from_bytes(key.public().as_bytes()).unwrap();
        assert_eq!(public.hash(), KeyHash::of(public.as_bytes()));
        assert_eq!(public.key_id().as_bytes(), &public.hash().as_bytes()[..4]);
        assert_eq!(
            KeyHash::from_bytes(*public.hash().as_bytes()),
            public.hash()
        );
    }
}
