//! The tables of SPEC.md, as tests hold code and vectors against them.

use std::fs;

use crate::workspace;

/// A row of the table of verdicts.
#[derive(Clone, Debug)]
pub struct Reason {
    /// The slug.
    pub slug: String,
    /// `accept`, `refuse` or `undecided`.
    pub colour: String,
    /// What is said of it.
    pub meaning: String,
}

impl Reason {
    /// Whether no verifier gives it yet.
    #[must_use]
    pub fn is_reserved(&self) -> bool {
        self.meaning.starts_with("reserved:")
    }

    /// The expectation of a vector.
    #[must_use]
    pub fn expect(&self) -> String {
        format!("{}/{}", self.colour, self.slug)
    }
}

/// SPEC.md.
#[must_use]
pub fn text() -> String {
    fs::read_to_string(workspace().join("SPEC.md")).expect("SPEC.md")
}

fn section_10() -> String {
    let text = text();
    let from = text.find("\n## 10. ").expect("section 10");
    let rest = &text[from..];
    let end = rest.find("\n## 11. ").expect("section 11");
    rest[..end].to_owned()
}

/// The rows of the first table of SPEC §10.
#[must_use]
pub fn verdict_reasons() -> Vec<Reason> {
    let section = section_10();
    let rows = section.lines().filter_map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [slug, colour, meaning] = cells[..] else {
            return None;
        };
        Some(Reason {
            slug: slug.strip_prefix('`')?.strip_suffix('`')?.to_owned(),
            // The colour's first word; the rest says that a policy may open on it.
            colour: colour.split(',').next()?.to_owned(),
            meaning: meaning.to_owned(),
        })
    });
    rows.collect()
}

/// The slugs of the second table of SPEC §10: what only imports give.
#[must_use]
pub fn import_slugs() -> Vec<String> {
    let section = section_10();
    let from = section.find("Reasons of an import").expect("the table");
    let rest = &section[from..];
    let rows = rest.lines().filter(|line| line.starts_with("| `"));
    rows.flat_map(|row| {
        let cell = row.trim_matches('|').split('|').next().unwrap_or_default();
        cell.split(',')
            .map(|slug| slug.trim().trim_matches('`').to_owned())
            .collect::<Vec<_>>()
    })
    .collect()
}
