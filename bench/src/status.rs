use std::{hint::black_box, time::Instant};

use juma_format::{
    StatusRef,
    time::UnixTime,
    trust::{Status, StatusList, StatusListName, StatusTimes},
};

/// One list of 2^20 codes with a share of them revoked; a province of 127 million has 122.
pub(crate) fn run() {
    let times = StatusTimes {
        issued: UnixTime::from_seconds(1_796_000_000),
        expires: UnixTime::from_seconds(1_800_000_000),
    };
    println!(
        "| revoked | build and pack ms | bytes | unpack ms | look-up ns |\n|---|---|---|---|---|"
    );
    for per_mille in [1_u32, 10, 50] {
        let mut list = StatusList::all_valid(StatusListName::new("4403", 1).unwrap(), times);
        let mut state = 1_u64;
        let mut draw = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            u32::try_from(state >> 44).unwrap()
        };
        let start = Instant::now();
        for _ in 0..StatusRef::ENTRIES / 1000 * per_mille {
            assert!(list.set(draw(), Status::Invalid));
        }
        let packed = list.encode();
        let build = start.elapsed().as_secs_f64() * 1e3;
        let start = Instant::now();
        let unpacked = StatusList::decode(&packed).unwrap();
        let unpack = start.elapsed().as_secs_f64() * 1e3;
        let start = Instant::now();
        for _ in 0..1_000_000 {
            black_box(unpacked.status(draw()));
        }
        let look_up = start.elapsed().as_secs_f64() * 1e3;
        let share = f64::from(per_mille) / 10.0;
        println!(
            "| {share} % | {build:.1} | {} | {unpack:.2} | {look_up:.0} |",
            packed.len()
        );
    }
}
