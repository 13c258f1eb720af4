//! What a file of a ceremony says, for people and as JSON.

use std::path::Path;

use juma_cli::{clock, failure::Failure, output::Output};
use juma_format::{
    Environment,
    characters::display_safe,
    time::{DAY, UnixTime},
    trust::{KeyState, Purpose, Root, TrustEntry, TrustList},
};
use juma_keys::{
    Draft, DraftSignature, KeyHash, RootInForce, RootRefusal, SignedDocument, UncheckedDocument,
    hash_of,
};
use serde::Serialize;

use crate::description::{FormArgs, Name};

/// What ends within this time is said to end soon: the next ceremony needs a date.
const SOON: u64 = 30 * DAY;

/// Whose signatures a document was checked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Checked {
    /// Nobody's.
    No,
    /// Its own keys', whoever holds them.
    OwnKeys,
    /// Those of the root in force.
    Root,
}

impl Checked {
    pub(super) fn of(signed: &SignedDocument, root: RootInForce<'_>) -> Result<Self, RootRefusal> {
        match (signed.content_unverified(), root) {
            (UncheckedDocument::TrustList(_), RootInForce::None) => Ok(Self::No),
            (UncheckedDocument::TrustList(_), RootInForce::Known(root)) => {
                signed.check_list(root).map(|_| Self::Root)
            }
            (UncheckedDocument::Root(_), RootInForce::None) => {
                signed.check_root(root).map(|_| Self::OwnKeys)
            }
            (UncheckedDocument::Root(_), RootInForce::Known(_)) => {
                signed.check_root(root).map(|_| Self::Root)
            }
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::OwnKeys => "own-keys",
            Self::Root => "root",
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::No => "UNVERIFIED; give --root",
            Self::OwnKeys => "by its own keys; compare them with what the holders say",
            Self::Root => "by the keys of the root",
        }
    }
}

/// What may be told of a file of a ceremony.
#[derive(Debug, Serialize)]
pub(super) struct Shown {
    source: String,
    #[serde(rename = "type")]
    kind: &'static str,
    body: &'static str,
    environment: &'static str,
    /// Of the payload.
    sha256: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    checked: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signatures: Option<usize>,
    #[serde(flatten)]
    content: Content,
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<Vec<String>>,
    #[serde(skip)]
    words: Option<&'static str>,
    #[serde(skip)]
    issued: UnixTime,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Content {
    Signature {
        key: Name,
    },
    Root {
        number: u32,
        #[serde(flatten)]
        ends: Ends,
        threshold: usize,
        keys: Vec<Name>,
    },
    TrustList {
        version: u32,
        epoch: u32,
        #[serde(flatten)]
        ends: Ends,
        /// How many there are, when not all are shown.
        count: usize,
        entries: Vec<Entry>,
    },
}

#[derive(Debug, Serialize)]
struct Ends {
    issued: String,
    expires: String,
    ends: &'static str,
}

#[derive(Debug, Serialize)]
struct Entry {
    #[serde(flatten)]
    name: Name,
    purpose: &'static str,
    state: &'static str,
    /// What its sign-until is: past, soon or later.
    ends: &'static str,
    issuer: String,
    regions: Vec<u32>,
    namespace: String,
    sign_from: String,
    sign_until: String,
    accept_until: String,
    max_validity_days: u64,
}

pub(super) fn draft(path: &Path, draft: &Draft) -> Shown {
    let (content, issued) = match draft {
        Draft::Root(draft) => root(draft.document()),
        Draft::TrustList(draft) => list(draft.list()),
    };
    Shown {
        source: path.display().to_string(),
        kind: "draft",
        body: draft.body().name(),
        environment: draft.environment().name(),
        sha256: hex(&draft.hash()),
        checked: None,
        signatures: None,
        content,
        changes: None,
        words: None,
        issued,
    }
}

pub(super) fn signature(path: &Path, signature: &DraftSignature) -> Shown {
    Shown {
        source: path.display().to_string(),
        kind: "signature",
        body: signature.body().name(),
        environment: signature.environment().name(),
        sha256: hex(signature.payload_hash()),
        checked: Some(Checked::No.name()),
        signatures: None,
        content: Content::Signature {
            key: Name::of(signature.key().hash()),
        },
        changes: None,
        words: Some("UNVERIFIED; combine checks it"),
        issued: UnixTime::from_seconds(0),
    }
}

pub(super) fn signed(path: &Path, signed: &SignedDocument, checked: Checked) -> Shown {
    let (body, environment, payload, (content, issued)): (_, Environment, _, _) = match signed
        .content_unverified()
    {
        UncheckedDocument::Root(it) => ("root", it.environment(), it.encode(), root(it)),
        UncheckedDocument::TrustList(it) => ("trust-list", it.environment(), it.encode(), list(it)),
    };
    Shown {
        source: path.display().to_string(),
        kind: "signed",
        body,
        environment: environment.name(),
        sha256: hex(&hash_of(&payload)),
        checked: Some(checked.name()),
        signatures: Some(signed.signatures()),
        content,
        changes: None,
        words: Some(checked.words()),
        issued,
    }
}

impl Shown {
    /// With only the entry of one key.
    pub(super) fn only(mut self, key: KeyHash) -> Self {
        if let Content::TrustList { entries, .. } = &mut self.content {
            entries.retain(|entry| entry.name.is(key));
        }
        self
    }

    pub(super) fn with_changes(mut self, changes: Vec<String>) -> Self {
        self.changes = Some(changes);
        self
    }

    pub(super) const fn issued(&self) -> UnixTime {
        self.issued
    }

    pub(super) fn print(&self, form: FormArgs) -> Result<(), Failure> {
        let mut output = Output::stdout();
        if form.is_json() {
            return output.json(self);
        }
        let mut line = |name: &str, value: &str| {
            let name = format!("{name}:");
            output.line(format_args!("{name:12} {}", display_safe(value)))
        };
        line("file", &self.source)?;
        line("type", &format!("{} of a {}", self.kind, self.body))?;
        if let Some(words) = self.words {
            line("checked", words)?;
        }
        line("environment", self.environment)?;
        line("sha-256", &self.sha256)?;
        match &self.content {
            Content::Signature { key } => line("key", &key.to_string())?,
            Content::Root {
                number,
                ends,
                threshold,
                keys,
            } => {
                line("number", &number.to_string())?;
                line("issued", &ends.issued)?;
                line("expires", &ends.words())?;
                line("threshold", &format!("{threshold} of {}", keys.len()))?;
                for key in keys {
                    line("key", &key.to_string())?;
                }
            }
            Content::TrustList {
                version,
                epoch,
                ends,
                count,
                entries,
            } => {
                line("version", &format!("{version}, epoch {epoch}"))?;
                line("issued", &ends.issued)?;
                line("expires", &ends.words())?;
                line("keys", &count.to_string())?;
                for entry in entries {
                    line("key", &entry.name.to_string())?;
                    for text in entry.lines() {
                        line("", &text)?;
                    }
                }
            }
        }
        for change in self.changes.iter().flatten() {
            line("change", change)?;
        }
        Ok(())
    }
}

impl Entry {
    fn of(entry: &TrustEntry) -> Self {
        let times = entry.times;
        // Nobody waits for the end of a key that has been taken away.
        let ends = match entry.state {
            KeyState::Active => nearness(times.sign_until),
            KeyState::Retired | KeyState::Compromised => "past",
        };
        Self {
            name: Name::of(KeyHash::of(&entry.key)),
            purpose: entry.purpose.name(),
            state: entry.state.name(),
            ends,
            issuer: entry.issuer.clone(),
            regions: entry.regions.iter().map(|region| region.code()).collect(),
            namespace: entry.namespace.clone(),
            sign_from: times.sign_from.to_string(),
            sign_until: times.sign_until.to_string(),
            accept_until: times.accept_until.to_string(),
            max_validity_days: times.max_validity / DAY,
        }
    }

    fn lines(&self) -> [String; 4] {
        let regions: Vec<String> = self.regions.iter().map(u32::to_string).collect();
        let regions = if self.purpose == Purpose::Code.name() {
            format!(", regions {}", regions.join(" "))
        } else {
            String::new()
        };
        let soon = if self.ends == "soon" {
            " (ENDS SOON)"
        } else {
            ""
        };
        [
            format!("{} for {}, {}", self.state, self.purpose, self.issuer),
            format!("namespace {}{regions}", self.namespace),
            format!(
                "signs from {} until {}{soon}",
                self.sign_from, self.sign_until
            ),
            format!(
                "accepted until {}, each thing for {} days",
                self.accept_until, self.max_validity_days
            ),
        ]
    }
}

impl Ends {
    fn of(issued: UnixTime, expires: UnixTime) -> Self {
        Self {
            issued: issued.to_string(),
            expires: expires.to_string(),
            ends: nearness(expires),
        }
    }

    fn words(&self) -> String {
        match self.ends {
            "past" => format!("{} (ENDED)", self.expires),
            "soon" => format!("{} (SOON)", self.expires),
            _ => self.expires.clone(),
        }
    }
}

fn root(document: &Root) -> (Content, UnixTime) {
    let keys = document.keys().iter();
    let content = Content::Root {
        number: document.number(),
        ends: Ends::of(document.issued(), document.expires()),
        threshold: document.threshold(),
        keys: keys.map(|key| Name::of(KeyHash::of(key))).collect(),
    };
    (content, document.issued())
}

fn list(list: &TrustList) -> (Content, UnixTime) {
    let entries: Vec<Entry> = list.entries().iter().map(Entry::of).collect();
    let content = Content::TrustList {
        version: list.version(),
        epoch: list.epoch(),
        ends: Ends::of(list.issued(), list.expires()),
        count: entries.len(),
        entries,
    };
    (content, list.issued())
}

fn nearness(time: UnixTime) -> &'static str {
    let now = clock::now();
    if time <= now {
        "past"
    } else if time <= now.plus(SOON) {
        "soon"
    } else {
        "later"
    }
}

fn hex(hash: &[u8; 32]) -> String {
    KeyHash::from_bytes(*hash).to_string()
}
