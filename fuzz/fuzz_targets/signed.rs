//! Claims of any bytes under a good signature: what is accepted is good by the claims themselves,
//! and a gate never sees more than its share.
#![no_main]

use juma_format::{
    body::Code,
    claims::{Bearer, Claims, Liveness},
    code_text::{live_text, static_text},
    trust::Status,
};
use juma_fuzz::{DEMO, NOW, POLICY};
use juma_verifier::{Shown, Verdict};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let code = DEMO.code_key.sign::<Code>(data.to_vec());
    let verdict = DEMO.state.judge(&static_text(&code), NOW, &POLICY).verdict;
    if let Verdict::Accept(acceptance) = &verdict {
        let claims = Claims::decode(data).expect("accepted claims can be read");
        let common = claims.common();
        assert!(NOW < common.expires && common.region.is_within(DEMO.region));
        assert!(common.bearer == Bearer::Holder && common.medium.liveness() == Liveness::Static);
        let lists = &DEMO.state.bundle().expect("a bundle").status_lists;
        let list = lists
            .iter()
            .find(|list| list.name().number() == common.status.list());
        let status = list.expect("a list").status(common.status.index());
        assert_eq!(status, Some(Status::Valid));
        assert!(matches!(acceptance.shown(), Shown::Gate(_)));
    }
    let around = DEMO
        .state
        .judge(&live_text(&code, 1, &[0; 16]), NOW, &POLICY)
        .verdict;
    assert!(!matches!(around, Verdict::Accept(_)));
});
