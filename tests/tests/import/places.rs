//! City profiles.

use juma_format::cbor::Writer;
use juma_tests::places::{guangzhou, shenzhen};

use super::{Case, case, with};

pub(super) fn profiles() -> Vec<Case> {
    let of = |parts: Vec<Vec<u8>>| with(|pieces| pieces.places = parts);
    let good = shenzhen().encode();
    let mut torn = good.clone();
    torn.pop();
    let trailing = [good.clone(), vec![0]].concat();
    let mut no_names = Writer::new();
    no_names.map(1).integer(1).unsigned(4403);
    let mut unknown = Writer::new();
    unknown.map(1).integer(8).unsigned(0);
    let mut nowhere = Writer::new();
    nowhere.map(1).integer(1).unsigned(440_300);
    vec![
        case(
            "Shenzhen twice",
            "places-twice",
            of(vec![good.clone(), good]),
        ),
        case(
            "a torn profile",
            "cbor-truncated",
            of(vec![guangzhou().encode(), torn]),
        ),
        case(
            "bytes behind a profile",
            "cbor-trailing",
            of(vec![trailing]),
        ),
        case(
            "a profile that names nothing",
            "field-missing",
            of(vec![no_names.finish()]),
        ),
        case(
            "a profile with a field more",
            "field-unknown",
            of(vec![unknown.finish()]),
        ),
        case(
            "a profile of 440300",
            "field-range",
            of(vec![nowhere.finish()]),
        ),
    ]
}
