//! Envelopes of every body: what is read is written again as the same bytes.
#![no_main]

use juma_format::{
    body::{Body, Code, Manifest, RootDocument, StatusList, TrustList},
    envelope::{Envelope, assemble, protected_header},
};
use juma_fuzz::with_a_longer_head;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let readers = [
        round_trip::<Code>(data),
        round_trip::<Manifest>(data),
        round_trip::<RootDocument>(data) || round_trip::<TrustList>(data),
        round_trip::<StatusList>(data),
    ];
    let kinds = readers.into_iter().filter(|read| *read).count();
    // Code and manifest have one shape and are told apart by their contexts; no others are.
    assert!(kinds <= 2 && (kinds < 2 || readers[0] && readers[1]));
    if kinds > 0 {
        for other in with_a_longer_head(data) {
            round_trip::<Manifest>(&other);
            round_trip::<RootDocument>(&other);
            round_trip::<StatusList>(&other);
        }
    }
});

fn round_trip<B: Body>(data: &[u8]) -> bool {
    let Ok(envelope) = Envelope::<B>::parse(data) else {
        return false;
    };
    let protected = protected_header::<B>(envelope.algorithm(), envelope.key_id());
    assert_eq!(protected, envelope.protected());
    let written = assemble::<B>(
        &protected,
        envelope.payload_unverified(),
        envelope.signature(),
    );
    assert_eq!(written, data);
    true
}
