//! Small trusts, put together by hand, each with one thing wrong.

use juma_format::{
    Environment,
    algorithm::Suite,
    body::{Body, RootDocument, TrustList as TrustListBody},
    region::Region,
    time::UnixTime,
    trust::{Cosigned, EntryTimes, KeyState, Purpose, Root, TrustEntry, TrustList},
};

use super::*;
use crate::{KeyKind, MaySign, RootKey, Secret, SigningKey};

mod bundle;
mod ceremony;
mod ceremony_files;
mod ceremony_lists;
mod list;
mod root;

const WORLD: Environment = Environment::Test;

fn key<K: KeyKind>(seed: u8) -> SigningKey<K> {
    SigningKey::from_secret(Secret::new([seed; 32]), WORLD)
}

fn day(number: u64) -> UnixTime {
    UnixTime::from_seconds(1_800_000_000).plus(number * juma_format::time::DAY)
}

fn public_bytes(seeds: &[u8]) -> Vec<[u8; 32]> {
    let keys = seeds
        .iter()
        .map(|seed| *key::<RootKey>(*seed).public().as_bytes());
    keys.collect()
}

fn root_of(world: Environment, number: u32, threshold: usize, seeds: &[u8]) -> Root {
    Root::new(
        number,
        world,
        day(0),
        day(1000),
        threshold,
        public_bytes(seeds),
    )
    .unwrap()
}

fn document(number: u32, threshold: usize, seeds: &[u8]) -> Root {
    root_of(WORLD, number, threshold, seeds)
}

/// A payload with the signatures of root keys.
fn cosign<B: Body>(payload: &[u8], signers: &[u8]) -> Vec<u8>
where
    RootKey: MaySign<B>,
{
    let envelopes = signers
        .iter()
        .map(|seed| key::<RootKey>(*seed).sign::<B>(payload.into()));
    Cosigned::<B>::assemble(payload, envelopes.collect())
}

fn signed_root(document: &Root, signers: &[u8]) -> Vec<u8> {
    cosign::<RootDocument>(&document.encode(), signers)
}

fn signed_list(list: &TrustList, signers: &[u8]) -> Vec<u8> {
    cosign::<TrustListBody>(&list.encode(), signers)
}

fn entry(public: &[u8], purpose: Purpose) -> TrustEntry {
    let regions = match purpose {
        Purpose::Code => vec![Region::from_code(4403).unwrap()],
        _ => Vec::new(),
    };
    TrustEntry {
        key: public.into(),
        purpose,
        suite: Suite::ED25519,
        issuer: "深圳市公安局".into(),
        regions,
        namespace: "4403".into(),
        times: EntryTimes {
            sign_from: day(0),
            sign_until: day(100),
            accept_until: day(500),
            max_validity: 365 * juma_format::time::DAY,
        },
        state: KeyState::Active,
    }
}

fn list_of(world: Environment, entries: Vec<TrustEntry>) -> TrustList {
    TrustList::new(1, world, day(0), day(90), 1, entries).unwrap()
}

fn list(entries: Vec<TrustEntry>) -> TrustList {
    list_of(WORLD, entries)
}
