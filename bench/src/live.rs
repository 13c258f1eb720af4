use std::hint::black_box;

use juma_format::{claims::LiveProfile, code_text::live_text, time::UnixTime};
use juma_issuer::{ClearTier, ImageFormat, Issuer, Order, OrderBearer, OrderMedium, Validity};
use juma_keys::{LiveChain, LiveSeed, Wanted};
use juma_registry::ledger::RandomError;
use juma_verifier::{Finding, Memory, Policy};

use crate::{
    clock::{Subject, in_turns},
    world::{NOW, World, record},
};

/// Live codes of profile P2 at their last slot, 89,280 hashes from the anchor.
pub(crate) fn run() {
    let mut world = World::new();
    let plain = world.texts(1, ClearTier::Gate).remove(0);
    let profile = LiveProfile::P2;
    let seed = LiveSeed::new([7; 16]);
    let chain = LiveChain::new(&seed, profile, juma_format::Environment::Demo);
    let mut dice = 1_u8;
    let mut random = |bytes: &mut [u8]| -> Result<(), RandomError> {
        for byte in bytes {
            dice = dice.wrapping_mul(5).wrapping_add(3);
            *byte = dice;
        }
        Ok(())
    };
    let mut issuer = Issuer {
        authority: &world.authority,
        ledger: &mut world.ledger,
        validity: Validity::YEAR,
        lead_time: 0,
    };
    let order = Order {
        tier: ClearTier::Gate.into(),
        medium: OrderMedium::Live {
            profile,
            proof: Wanted::Anchor(chain.anchor()),
        },
        bearer: OrderBearer::Holder,
        format: ImageFormat::Text,
    };
    let issued = issuer.issue(&record(1), &order, NOW, &mut random).unwrap();
    let code = issued.code.bytes();
    let policy = Policy::built_in("officer").unwrap();
    let last = u32::try_from(profile.slots()).unwrap();
    let shown = |slot: u32| live_text(code, slot, &chain.preimage(slot).unwrap());
    let (text, before) = (shown(last), shown(last - 1));
    let at = UnixTime::from_seconds(issued.expires.seconds() - 15);
    let judge = |text: &str, memory: &mut Memory| {
        let judged = world
            .state
            .judge_remembering(black_box(text), at, &policy, memory);
        assert_eq!(judged.verdict.finding(), Finding::Accept);
    };
    let mut kept = Memory::new();
    judge(&before, &mut kept);
    in_turns(
        200,
        5,
        &mut [
            Subject {
                name: "static gate code, text → verdict",
                work: Box::new(|_| {
                    let judged = world.state.judge(black_box(&plain), NOW, &policy);
                    assert_eq!(judged.verdict.finding(), Finding::Accept);
                }),
            },
            Subject {
                name: "live gate code at its last slot (P2), nothing remembered",
                work: Box::new(|_| judge(&text, &mut Memory::new())),
            },
            Subject {
                name: "the same, the slot before remembered",
                work: Box::new(|_| judge(&text, &mut kept.clone())),
            },
            Subject {
                name: "holder: the code of a moment, chain walked before",
                work: Box::new(|step| {
                    let slot = u32::try_from(step % 89_280 + 1).unwrap();
                    black_box(shown(slot));
                }),
            },
            Subject {
                name: "holder: walking the chain once",
                work: Box::new(|_| {
                    let environment = juma_format::Environment::Demo;
                    black_box(LiveChain::new(&seed, profile, environment));
                }),
            },
        ],
    );
}
