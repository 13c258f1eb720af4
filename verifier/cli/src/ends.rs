//! What of the trust data ends when: keys and status lists, the next to end first.

use std::collections::BTreeMap;

use juma_format::{
    characters::display_safe,
    time::UnixTime,
    trust::{KeyState, Purpose},
};
use juma_keys::{OpenedBundle, TrustedEntry};
use serde_json::{Value, json};

/// The most keys, and the most lists, that are named one by one: more are summed up by issuer.
const MOST_ROWS: usize = 12;

/// What a row says of a key or of the keys of an issuer.
struct Row {
    /// `None` when all of them are compromised.
    end: Option<UnixTime>,
    text: String,
}

/// Every key, the next to end first, compromised ones last.
pub(crate) fn keys_json(bundle: &OpenedBundle) -> Vec<Value> {
    let mut entries: Vec<&TrustedEntry> = bundle.list.entries().iter().collect();
    entries.sort_by_key(|it| (it.is_compromised(), it.entry().times.sign_until, it.hash()));
    let keys = entries.into_iter().map(|it| {
        let entry = it.entry();
        json!({
            "kid": it.hash().key_id().to_string(), "purpose": entry.purpose.name(),
            "issuer": entry.issuer, "namespace": entry.namespace, "state": entry.state.name(),
            "sign_from": entry.times.sign_from.to_string(),
            "sign_until": entry.times.sign_until.to_string(),
            "accept_until": entry.times.accept_until.to_string(),
        })
    });
    keys.collect()
}

/// The same and the status lists, for people.
pub(crate) fn lines(bundle: &OpenedBundle, at: UnixTime) -> Vec<String> {
    let mut rows = keys(bundle, at);
    rows.extend(lists(bundle));
    rows.sort_by(|a, b| (a.end.is_none(), a.end, &a.text).cmp(&(b.end.is_none(), b.end, &b.text)));
    let line = |row: Row| match row.end {
        Some(end) if end <= at => format!("{end}  {} · 已过期 / ended", row.text),
        Some(end) => format!("{end}  {}", row.text),
        None => format!("已作废 / compromised        {}", row.text),
    };
    rows.into_iter().map(line).collect()
}

fn keys(bundle: &OpenedBundle, at: UnixTime) -> Vec<Row> {
    let entries = bundle.list.entries();
    if entries.len() <= MOST_ROWS {
        let rows = entries.iter().map(|it| {
            let (end, zh, en) = end(it, at);
            let kid = it.hash().key_id();
            let text = format!("{} {kid} · {zh} / {en}", issuer(it));
            Row { end, text }
        });
        return rows.collect();
    }
    let mut issuers: BTreeMap<String, Vec<&TrustedEntry>> = BTreeMap::new();
    for it in entries {
        issuers.entry(issuer(it)).or_default().push(it);
    }
    let rows = issuers.into_iter().map(|(issuer, keys)| {
        let count = keys.len();
        let compromised = keys.iter().filter(|it| it.is_compromised()).count();
        let ends = keys.iter().map(|it| end(it, at));
        // The next to end; what has ended already is over.
        let next = ends
            .filter(|(end, ..)| end.is_some_and(|end| end > at))
            .min_by_key(|(end, ..)| *end);
        let bad = if compromised == 0 {
            String::new()
        } else {
            format!("，{compromised} 把已作废 / {compromised} compromised")
        };
        let (end, next) = match next {
            Some((end, zh, en)) => (end, format!("最先{zh} / the first {en}")),
            None => {
                let good = keys.iter().filter(|it| !it.is_compromised());
                let last = good.map(|it| it.entry().times.accept_until).max();
                (last, "没有可用密钥 / none is good".to_owned())
            }
        };
        Row {
            end,
            text: format!("{issuer}: {count} 把密钥 / keys{bad} · {next}"),
        }
    });
    rows.collect()
}

fn lists(bundle: &OpenedBundle) -> Vec<Row> {
    let lists = &bundle.status_lists;
    if lists.len() <= MOST_ROWS {
        let rows = lists.iter().map(|list| Row {
            end: Some(list.times().expires),
            text: format!("状态列表 / status list {}", list.name()),
        });
        return rows.collect();
    }
    let mut spaces: BTreeMap<&str, (usize, UnixTime)> = BTreeMap::new();
    for list in lists {
        let (space, expires) = (list.name().namespace(), list.times().expires);
        let (count, first) = spaces.entry(space).or_insert((0, expires));
        *count += 1;
        *first = expires.min(*first);
    }
    let rows = spaces.into_iter().map(|(space, (count, first))| Row {
        end: Some(first),
        text: format!("状态列表 / status lists {space}: {count}，最先到期 / the first to end"),
    });
    rows.collect()
}

/// Whose key, and for what.
fn issuer(it: &TrustedEntry) -> String {
    let entry = it.entry();
    let zh = match entry.purpose {
        Purpose::Code => "签码",
        Purpose::Status => "状态",
        Purpose::Bundle => "数据包",
        Purpose::Seal => "密封",
    };
    let issuer = display_safe(&entry.issuer);
    format!("{issuer} {zh} / {}", entry.purpose.name())
}

/// The next end of a key: first it stops signing, then nothing of it is accepted.
fn end(it: &TrustedEntry, at: UnixTime) -> (Option<UnixTime>, &'static str, &'static str) {
    let times = it.entry().times;
    match it.entry().state {
        KeyState::Compromised => (None, "已作废", "compromised"),
        KeyState::Active | KeyState::Retired if at < times.sign_until => {
            (Some(times.sign_until), "停止签发", "stops signing")
        }
        KeyState::Active | KeyState::Retired => (
            Some(times.accept_until),
            "停止认可",
            "is no longer accepted",
        ),
    }
}
