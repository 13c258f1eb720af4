use juma_format::time::UnixTime;
use juma_verifier::{Freshness, ImportRefusal, Imported, State};
use serde_json::{Map, Value, json};

use crate::words;

/// What a device knows, as the members of one JSON object: versions, ages, ends, floors; of a
/// device that has nothing yet, as much as that.
#[must_use]
pub fn trust(state: &State, now: UnixTime) -> Map<String, Value> {
    let mut members = Map::new();
    let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
    let floors = state.floors();
    put("environment", state.environment().name().into());
    put("clock_floor", floors.clock.to_string().into());
    put("clock_untrusted", state.mistrusts_clock(now).into());
    put(
        "newest_seen",
        json!({"epoch": floors.epoch, "sequence": floors.sequence}),
    );
    put("at", now.to_string().into());
    let (Some(bundle), Some(ages)) = (state.bundle(), state.ages(now)) else {
        return members;
    };
    let (root, list) = (bundle.root.document(), bundle.list.list());
    put("root", root.number().into());
    put("root_expires", root.expires().to_string().into());
    put("trust_list", list.version().into());
    put("trust_list_expires", list.expires().to_string().into());
    put("epoch", bundle.manifest.epoch.into());
    put("sequence", bundle.manifest.sequence.into());
    put("bundle_expires", bundle.manifest.expires.to_string().into());
    put("bundle_seconds", ages.bundle.into());
    put("trust_list_seconds", ages.list.into());
    put("stale_from", ages.stale_from.to_string().into());
    put("stale", (ages.freshness == Freshness::Ended).into());
    put("freshness", ages.freshness.name().into());
    put("keys", bundle.list.entries().len().into());
    put("status_lists", bundle.status_lists.len().into());
    members
}

/// What came of an import, as the members of one JSON object.
#[must_use]
pub fn imported(result: Result<Imported, ImportRefusal>) -> Map<String, Value> {
    let mut members = Map::new();
    let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
    match result {
        Ok(Imported::Updated) => {
            put("imported", "updated".into());
        }
        Ok(Imported::Unchanged) => {
            put("imported", "unchanged".into());
        }
        Err(refusal) => {
            let (zh, en) = words::import(refusal.slug());
            put("imported", "refused".into());
            put("reason", refusal.slug().into());
            put("message", refusal.to_string().into());
            put("words", json!({"zh-CN": zh, "en": en}));
        }
    }
    members
}
