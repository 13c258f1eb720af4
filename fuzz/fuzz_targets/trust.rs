//! Trust documents: what is read is written again as the same bytes.
#![no_main]

use juma_format::{
    body::{Body, RootDocument, TrustList as TrustListBody},
    cbor::check_item,
    envelope::assemble,
    trust::{
        BundleParts, Contribution, ContributionParts, Cosigned, Manifest, Root, TrustList,
        write_bundle, write_contribution,
    },
};
use juma_fuzz::with_a_longer_head;
use juma_verifier::Floors;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    round_trips(data);
    if check_item(data).is_ok() {
        with_a_longer_head(data).for_each(|other| round_trips(&other));
    }
});

fn round_trips(data: &[u8]) {
    same(Root::decode(data).map(|root| root.encode()), data);
    same(TrustList::decode(data).map(|list| list.encode()), data);
    same(
        Manifest::decode(data).map(|manifest| manifest.encode()),
        data,
    );
    same(
        Contribution::decode(data).map(|contribution| contribution.encode()),
        data,
    );
    floors(data);
    cosigned::<RootDocument>(data);
    cosigned::<TrustListBody>(data);
    if let Ok(bundle) = BundleParts::parse(data) {
        let parts: Vec<Vec<u8>> = bundle.parts.iter().map(|part| part.to_vec()).collect();
        assert_eq!(write_bundle(bundle.manifest, &parts), data);
    }
    if let Ok(contribution) = ContributionParts::parse(data) {
        let parts: Vec<Vec<u8>> = contribution
            .parts
            .iter()
            .map(|part| part.to_vec())
            .collect();
        assert_eq!(write_contribution(contribution.statement, &parts), data);
    }
}

/// Floors of the first version are written again in the form of today.
fn floors(data: &[u8]) {
    let Ok(floors) = Floors::decode(data) else {
        return;
    };
    let written = floors.encode();
    if data.get(1) == written.get(1) {
        assert_eq!(written, data);
    }
    assert_eq!(Floors::decode(&written), Ok(floors));
}

fn same<E>(written: Result<Vec<u8>, E>, read: &[u8]) {
    if let Ok(written) = written {
        assert_eq!(written, read);
        assert_eq!(check_item(read), Ok(()));
    }
}

fn cosigned<B: Body>(data: &[u8]) {
    let Ok(document) = Cosigned::<B>::parse(data) else {
        return;
    };
    let signatures = document.signatures().iter();
    let envelopes = signatures.map(|one| assemble::<B>(one.protected(), &[], one.signature()));
    let written = Cosigned::<B>::assemble(document.payload_unverified(), envelopes.collect());
    assert_eq!(written, data);
}
