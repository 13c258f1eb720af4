//! A vector: one file, one fault.
//!
//! ```text
//! expect: refuse/expired
//! at: 1770696000
//! policy: library
//! trust: one-city
//! comment: why, and by which section of SPEC.md
//!
//! JM1:…
//! ```
//!
//! `hotline: 0755-…` after the comment says whom to call, and no such line that nobody is named.
//! `view: yes` after that says that each line of what follows is one text of one picture;
//! `row: yes` says that each line is a moment and what one gate sees then, the code before it having
//! left; the answer to the last counts; `opened: yes` says that an officer then opens the sealed part
//! with the key of [`crate::sealed::officers_key`]. Without any, what follows is one text, exact but
//! for the final line end.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use juma_format::{code_text::CodeBytes, time::UnixTime};
use juma_keys::AnchorFile;
use juma_verifier::{Judgement, Memory, State};

use crate::{catalogue, moment::NOW, policies, sealed::officers_key, workspace, world};

/// One input and the one answer to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vector {
    /// Where it belongs: `claims/gate-with-birth-date`.
    pub name: String,
    /// The colour and the slug: `refuse/expired`.
    pub expect: String,
    /// The moment.
    pub at: UnixTime,
    /// The venue's policy.
    pub policy: String,
    /// The world.
    pub trust: String,
    /// Why.
    pub comment: String,
    /// Whom to call.
    pub hotlines: Vec<String>,
    /// What was scanned.
    pub shown: Shown,
}

/// What a vector shows to a verifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// One text, which an officer opens.
    Opened(String),
    /// What one gate sees at moments, one code after the other.
    Row(Vec<(UnixTime, String)>),
    /// One text, by itself.
    Text(String),
    /// The texts of one picture.
    View(Vec<String>),
}

impl Vector {
    /// A vector for a text that is judged in the first world at [`NOW`] by a library.
    #[must_use]
    pub fn new(name: &str, expect: &str, text: impl Into<String>, comment: &str) -> Self {
        Self {
            name: name.to_owned(),
            expect: expect.to_owned(),
            at: NOW,
            policy: "library".to_owned(),
            trust: world::NAMES[0].to_owned(),
            comment: comment.to_owned(),
            hotlines: Vec::new(),
            shown: Shown::Text(text.into()),
        }
    }

    /// A vector for what one picture holds.
    #[must_use]
    pub fn view(name: &str, expect: &str, texts: &[&str], comment: &str) -> Self {
        let texts = texts.iter().map(|text| (*text).to_owned()).collect();
        Self {
            shown: Shown::View(texts),
            ..Self::new(name, expect, "", comment)
        }
    }

    /// A vector for what one gate sees, one code after the other; it is judged at the last moment.
    #[must_use]
    pub fn row(name: &str, expect: &str, row: &[(UnixTime, String)], comment: &str) -> Self {
        Self {
            at: row.last().expect("a line").0,
            shown: Shown::Row(row.to_vec()),
            ..Self::new(name, expect, "", comment)
        }
    }

    /// At another moment.
    #[must_use]
    pub fn at(self, at: UnixTime) -> Self {
        Self { at, ..self }
    }

    /// In another world.
    #[must_use]
    pub fn trust(self, world: &str) -> Self {
        let trust = world.to_owned();
        Self { trust, ..self }
    }

    /// At another venue.
    #[must_use]
    pub fn policy(self, policy: &str) -> Self {
        let policy = policy.to_owned();
        Self { policy, ..self }
    }

    /// With these to call.
    #[must_use]
    pub fn hotlines(self, hotlines: &[&str]) -> Self {
        let hotlines = hotlines.iter().map(|it| (*it).to_owned()).collect();
        Self { hotlines, ..self }
    }

    /// Judged, and opened, by an officer.
    #[must_use]
    pub fn opened(self) -> Self {
        let Shown::Text(text) = self.shown else {
            panic!("{} is no text", self.name);
        };
        let (shown, policy) = (Shown::Opened(text), "officer".to_owned());
        Self {
            shown,
            policy,
            ..self
        }
    }

    /// The slug alone.
    #[must_use]
    pub fn slug(&self) -> &str {
        self.expect.split_once('/').expect("colour/slug").1
    }

    /// What a verifier says to it.
    #[must_use]
    pub fn judged(&self, state: &State) -> Judgement {
        let policy = policies::named(&self.policy).expect("a policy of policies.rs");
        match &self.shown {
            Shown::Opened(text) => {
                let judged = state.judge(text, self.at, &policy);
                judged.open(state.environment(), &[officers_key()]).0
            }
            Shown::Row(row) => {
                let mut memory = Memory::new();
                let mut judge = |(at, text): &(UnixTime, String)| {
                    let judged = state.judge_remembering(text, *at, &policy, &mut memory);
                    let bytes = CodeBytes::from_text(text).expect("a code");
                    memory.left(bytes.shown().expect("a code").code_bytes);
                    judged
                };
                row.iter().map(&mut judge).last().expect("a line")
            }
            Shown::Text(text) => state.judge(text, self.at, &policy),
            Shown::View(texts) => {
                state.judge_view(texts.iter().map(String::as_str), self.at, &policy)
            }
        }
    }

    /// The file.
    #[must_use]
    pub fn to_file(&self) -> String {
        let mut file = format!(
            "expect: {}\nat: {}\npolicy: {}\ntrust: {}\ncomment: {}\n",
            self.expect,
            self.at.seconds(),
            self.policy,
            self.trust,
            self.comment
        );
        if !self.hotlines.is_empty() {
            writeln!(file, "hotline: {}", self.hotlines.join(", ")).unwrap();
        }
        let texts = match &self.shown {
            Shown::Opened(text) => {
                file.push_str("opened: yes\n");
                vec![text.clone()]
            }
            Shown::Row(row) => {
                file.push_str("row: yes\n");
                let line = |(at, text): &(UnixTime, String)| format!("{} {text}", at.seconds());
                row.iter().map(line).collect()
            }
            Shown::Text(text) => vec![text.clone()],
            Shown::View(texts) => {
                file.push_str("view: yes\n");
                texts.clone()
            }
        };
        file.push('\n');
        for text in texts {
            writeln!(file, "{text}").unwrap();
        }
        file
    }

    /// Reads a file.
    #[must_use]
    pub fn parse(name: &str, file: &str) -> Self {
        let (header, body) = file.split_once("\n\n").expect("an empty line");
        let mut lines = header.lines();
        let mut field = |wanted: &str| {
            let line = lines.next().unwrap_or_default();
            let (field, value) = line.split_once(": ").unwrap_or_default();
            assert_eq!(field, wanted, "{name}");
            value.to_owned()
        };
        let expect = field("expect");
        let at = UnixTime::from_seconds(field("at").parse().unwrap());
        let (policy, trust, comment) = (field("policy"), field("trust"), field("comment"));
        let body = body.strip_suffix('\n').expect("a final line end");
        let mut line = lines.next();
        let hotlines = line.and_then(|line| line.strip_prefix("hotline: "));
        if hotlines.is_some() {
            line = lines.next();
        }
        let hotlines = hotlines.map(|it| it.split(", ").map(str::to_owned).collect());
        let shown = match line {
            None => Shown::Text(body.to_owned()),
            Some("opened: yes") => Shown::Opened(body.to_owned()),
            Some("row: yes") => Shown::Row(
                body.split('\n')
                    .map(|line| {
                        let (at, text) = line.split_once(' ').expect("a moment and a text");
                        (UnixTime::from_seconds(at.parse().unwrap()), text.to_owned())
                    })
                    .collect(),
            ),
            Some(line) => {
                assert_eq!(line, "view: yes", "{name}");
                Shown::View(body.split('\n').map(str::to_owned).collect())
            }
        };
        Self {
            name: name.to_owned(),
            expect,
            at,
            policy,
            trust,
            comment,
            hotlines: hotlines.unwrap_or_default(),
            shown,
        }
    }
}

/// The folder of the vectors.
#[must_use]
pub fn folder() -> PathBuf {
    workspace().join("tests/vectors")
}

/// Where the worlds of the vectors lie, beside their groups.
pub const WORLDS: &str = "worlds";

/// The files under a folder, by their path in it, ascending.
#[must_use]
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(here) = folders.pop() {
        for entry in fs::read_dir(&here).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(folder).unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

/// Every file of the vectors and their worlds: path and bytes.
#[must_use]
pub fn all_files() -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for vector in catalogue::all() {
        let path = PathBuf::from(format!("{}.txt", vector.name));
        files.push((path, vector.to_file().into_bytes()));
    }
    for name in world::NAMES {
        let world = world::World::named(name).expect("a world of its name");
        let folder = Path::new(WORLDS).join(name);
        let root = AnchorFile(world.anchor).to_string();
        files.push((folder.join("root.pub"), root.into_bytes()));
        if let Some(bundle) = world.bundle {
            files.push((folder.join("bundle.jmb"), bundle));
        }
    }
    files.extend(crate::contribution::files());
    files.sort();
    files
}

/// Writes them.
pub fn write_all(folder: &Path) {
    for (path, bytes) in all_files() {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}
