use std::fmt::Write;

use crate::{
    PUBLISHED_SEED, Sample, SampleFile, SampleWorld, Seen,
    moments::{FIRST_BUNDLE, ISSUED, LAST_BUNDLE, SAMPLE_MOMENT},
};

/// The README of the samples: what they are, and what each must yield.
pub(crate) fn of(world: &SampleWorld, rows: &[SampleFile]) -> String {
    let kid = world.office.public_key().key_id();
    let mut text = format!(
        "# Samples

<!-- Made by `cargo samples`; edit samples/src/readme.rs or the records instead. -->

**Everybody here is fictional, and everything here is demo.** The keys come from the published sentence
\"{PUBLISHED_SEED}\" and can sign for no other environment, so
nothing they sign is good anywhere else. They are derived when they are needed; there is no key file.

    cargo samples                                 # makes everything but records/ again, the same to the byte
    cargo run -p juma-samples -- make --check     # says what differs, and changes nothing
    cargo demo                                    # issues every record now, and judges these files

For imports and bulk runs there are as many more as are wanted, whom nobody keeps: every population and kind of
document, names in several scripts, people on the day before an age begins and on the day itself, guardians before
and after those whom they show. Names say that they are none, and no division has as many births in a day as the
numbers count. The same terms give the same file.

    cargo run --release -p juma-samples -- people --count 1000000 --seed 1 --on 2026-11-22 --out people.csv
    cargo run --release -p juma-samples -- people --count 1000 --chinese --gb18030 --changed 50 --out people.csv

To check them with the command that a gate uses (in a checkout `cargo run -q -p juma-verifier-cli --` for `juma-verifier`):

    juma-verifier import --state /tmp/gate --root samples/trust/root.pub --at {SAMPLE_MOMENT} samples/trust/bundle.jmb
    juma-verifier check --state /tmp/gate --at {SAMPLE_MOMENT} --policy officer samples/codes samples/cases

| what | when |
|---|---|
| first bundle of the demo authority (Shenzhen, kid {kid}) | {FIRST_BUNDLE} |
| codes issued | {ISSUED} |
| the bundle in `trust/` | {LAST_BUNDLE} |
| the sample moment, at which the files are judged | {SAMPLE_MOMENT} |

`records/` is written by hand: one resident each, with the row of the residence-code FAQ in its note. So is
`profiles/`: what each city of Guangdong answers where cities differ; `juma-issuer init` puts them into a new home.
`samples.jsonl` says for each file what must come of it and what library and officer see, for tests and
for ports to other languages. A text (`.txt`) is judged by itself, a picture as everything in view.
Symbols are drawn with 4 pixels a module.

## Codes of residents

At the sample moment each is `accept`, `accepted`, from its text and from its picture. The library sees
the same of both tiers.

| record | FAQ | what it shows | gate | full | the library sees | the officer sees of `full` |
|---|---|---|---|---|---|---|
"
    );
    let mut records: Vec<_> = world.records.iter().collect();
    records.sort_by_key(|record| first_row(&record.faq));
    for record in records {
        let gate = world.sample(&format!("codes/{}.gate", record.file));
        let full = world.sample(&format!("codes/{}.full", record.file));
        let library = row_of(rows, gate).and_then(|row| row.library.as_ref());
        let officer = row_of(rows, full).and_then(|row| row.officer.as_ref());
        let (gate, full) = (size(gate), size(full));
        let _ = writeln!(
            text,
            "| [{file}](records/{file}.json) | {} | {} | {gate} | {full} | {} | {} |",
            record.faq,
            record.says,
            show(library),
            show(officer),
            file = record.file,
        );
    }
    text.push_str(
        "
## Cases

What is no resident's plain good code.

| case | about | what it is | size | text | picture | the library sees |
|---|---|---|---|---|---|---|
",
    );
    for sample in &world.samples {
        let Some(name) = sample.name.strip_prefix("cases/") else {
            continue;
        };
        let found = |ending: &str| {
            rows.iter()
                .find(|row| row.file == sample.name.clone() + ending)
        };
        let (in_text, view) = (found(".txt"), found(".png"));
        let _ = writeln!(
            text,
            "| {name} | {} | {} | {} | {} | {} | {} |",
            about(&sample.faq),
            sample.says,
            size(Some(sample)),
            verdict(in_text),
            verdict(view),
            show(view.and_then(|row| row.library.as_ref())),
        );
    }
    text.push_str(
        "
## The same file at other moments

| file | `--at` | verdict |
|---|---|---|
",
    );
    let moment = SAMPLE_MOMENT.to_string();
    for row in rows.iter().filter(|row| row.at != moment) {
        let _ = writeln!(
            text,
            "| {} | {} | {} |",
            row.file,
            row.at,
            verdict(Some(row))
        );
    }
    text
}

fn row_of<'a>(rows: &'a [SampleFile], sample: Option<&Sample>) -> Option<&'a SampleFile> {
    let name = format!("{}.txt", sample?.name);
    rows.iter().find(|row| row.file == name)
}

/// The first row of the FAQ that a record is a sample of.
fn first_row(faq: &str) -> u32 {
    let digits = faq.split(',').next().unwrap_or_default();
    digits.trim().parse().unwrap_or(u32::MAX)
}

fn about(faq: &str) -> String {
    if faq.starts_with("SPEC") {
        faq.to_owned()
    } else {
        format!("FAQ {faq}")
    }
}

fn size(sample: Option<&Sample>) -> String {
    match sample {
        Some(sample) if sample.bytes > 0 => format!("v{}, {} B", sample.version(), sample.bytes),
        _ => "–".to_owned(),
    }
}

fn verdict(row: Option<&SampleFile>) -> String {
    row.map_or_else(
        || "–".to_owned(),
        |row| format!("{} `{}`", row.verdict, row.reason),
    )
}

fn show(seen: Option<&Seen>) -> String {
    seen.map_or_else(|| "–".to_owned(), ToString::to_string)
}
