//! The status of a province: 127 million codes, in one bundle, on one core.
//! `cargo run --release --manifest-path bench/Cargo.toml --bin province`.
//!
//! Each share of revoked codes runs in a process of its own, and so does the gate that takes the
//! bundle in, so that the memory shown is its own.

use std::{
    error::Error,
    fs,
    hint::black_box,
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use juma_format::{
    StatusRef,
    body::{
        Manifest as ManifestBody, StatusDelta as StatusDeltaBody, StatusList as StatusListBody,
    },
    region::Region,
    time::{DAY, UnixTime},
    trust::{
        BaseBundle, Manifest, Part, PartKind, Status, StatusList, StatusListName, StatusTimes,
        write_bundle,
    },
};
use juma_issuer::{Founding, FoundingSecrets, FoundingTerms, TrustDocuments, found_demo};
use juma_keys::{AnchorFile, Secret, base_of, delta_between, hash_of, open_bundle};
use juma_verifier::State;

type Failed = Box<dyn Error>;

const NOW: UnixTime = UnixTime::from_seconds(1_796_000_000);

/// 122 lists of 2^20: 127.9 million codes.
const LISTS: u32 = 122;

fn main() -> Result<(), Failed> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        [] => every_share(),
        ["publish", share, folder] => publish(share.parse()?, Path::new(folder)),
        ["gate", folder] => gate(Path::new(folder)),
        ["day", share, folder] => day(share.parse()?, Path::new(folder)),
        _ => Err("usage: province".into()),
    }
}

fn every_share() -> Result<(), Failed> {
    println!(
        "| revoked | build, pack, sign s | bundle bytes | publisher MB | import ms | look-up ns | gate MB \
         | a day's delta: bytes | build ms | import ms |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    for share in ["1", "10", "50"] {
        let folder = tempfile::tempdir()?;
        let name = folder.path().to_str().ok_or("a folder without a name")?;
        let published = run(&["publish", share, name])?;
        let gate = run(&["gate", name])?;
        let day = run(&["day", share, name])?;
        println!(
            "| {} % | {} | {} | {} |",
            share.parse::<f64>()? / 10.0,
            published.trim(),
            gate.trim(),
            day.trim()
        );
    }
    Ok(())
}

fn run(args: &[&str]) -> Result<String, Failed> {
    let output = Command::new(std::env::current_exe()?)
        .args(args)
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err("a part of the measurement failed".into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Builds, packs and signs every list, one after another as a publisher does, and writes the bundle.
fn publish(per_mille: u32, folder: &Path) -> Result<(), Failed> {
    let Founding {
        status,
        bundle,
        documents,
        namespace,
        ..
    } = founding()?;
    let expires = NOW.plus(90 * DAY);
    let times = StatusTimes {
        issued: NOW,
        expires,
    };
    let mut draw = Draw(7);
    let start = Instant::now();
    let mut parts = vec![
        (PartKind::Root, documents.roots[0].clone()),
        (PartKind::TrustList, documents.list.clone()),
    ];
    for number in 1..=LISTS {
        let name = StatusListName::new(&namespace, number).ok_or("a name")?;
        let mut list = StatusList::all_valid(name, times);
        for _ in 0..StatusRef::ENTRIES / 1000 * per_mille {
            let _ = list.set(draw.index(), Status::Invalid);
        }
        let signed = status.sign::<StatusListBody>(list.encode());
        parts.push((PartKind::StatusList, signed));
    }
    let manifest = manifest(&documents, &parts, 1, times, None)?;
    let envelope = bundle.sign::<ManifestBody>(manifest.encode());
    let bytes: Vec<Vec<u8>> = parts.into_iter().map(|(_, bytes)| bytes).collect();
    let file = write_bundle(&envelope, &bytes);
    let spent = start.elapsed().as_secs_f64();
    open_bundle(&documents.anchor, &file).map_err(|error| error.to_string())?;
    fs::write(folder.join("bundle.jmb"), &file)?;
    let anchor = AnchorFile(documents.anchor).to_string();
    fs::write(folder.join("root.pub"), anchor)?;
    println!("{spent:.2} | {} | {:.0}", file.len(), peak_megabytes()?);
    Ok(())
}

/// Imports the bundle and looks a million codes up.
fn gate(folder: &Path) -> Result<(), Failed> {
    let AnchorFile(anchor) = AnchorFile::parse(&fs::read_to_string(folder.join("root.pub"))?)
        .map_err(|error| error.to_string())?;
    let bundle = fs::read(folder.join("bundle.jmb"))?;
    let start = Instant::now();
    let (state, _) = State::new(anchor)
        .import(&bundle, NOW)
        .map_err(|error| error.to_string())?;
    let import = start.elapsed().as_secs_f64() * 1e3;
    drop(bundle);
    let memory = resident_megabytes()?;

    let lists = &state.bundle().ok_or("no bundle")?.status_lists;
    let mut draw = Draw(11);
    let places: Vec<(usize, u32)> = (0..1_000_000)
        .map(|_| (draw.index() as usize % lists.len(), draw.index()))
        .collect();
    let start = Instant::now();
    for (list, index) in &places {
        black_box(lists[*list].status(*index));
    }
    let look_up = start.elapsed().as_secs_f64() * 1e3;
    println!("{import:.0} | {look_up:.0} | {memory:.0}");
    Ok(())
}

/// A day later: one in 365 of a year's revocations more, as deltas to the full bundle, for a gate
/// that has imported it.
fn day(per_mille: u32, folder: &Path) -> Result<(), Failed> {
    let Founding {
        status,
        bundle,
        documents,
        ..
    } = founding()?;
    let full = fs::read(folder.join("bundle.jmb"))?;
    let base = open_bundle(&documents.anchor, &full).map_err(|error| error.to_string())?;
    let issued = NOW.plus(DAY);
    let expires = issued.plus(90 * DAY);
    let times = StatusTimes { issued, expires };
    let new = StatusRef::ENTRIES / 1000 * per_mille / 365;
    let mut draw = Draw(13);
    let mut lists = Vec::new();
    for known in &base.status_lists {
        let mut list = StatusList::all_valid(known.name().clone(), times);
        for index in 0..StatusRef::ENTRIES {
            if let Some(status) = known.status(index).filter(|it| *it != Status::Valid) {
                let _ = list.set(index, status);
            }
        }
        for _ in 0..new {
            let _ = list.set(draw.index(), Status::Invalid);
        }
        lists.push(list);
    }

    let start = Instant::now();
    let mut parts = vec![
        (PartKind::Root, documents.roots[0].clone()),
        (PartKind::TrustList, documents.list.clone()),
    ];
    for (known, list) in base.status_lists.iter().zip(&lists) {
        let delta = delta_between(known, list).ok_or("no delta")?;
        let signed = status.sign::<StatusDeltaBody>(delta.encode());
        parts.push((PartKind::StatusDelta, signed));
    }
    let manifest = manifest(&documents, &parts, 2, times, Some(base_of(&base.manifest)))?;
    let envelope = bundle.sign::<ManifestBody>(manifest.encode());
    let bytes: Vec<Vec<u8>> = parts.into_iter().map(|(_, bytes)| bytes).collect();
    let file = write_bundle(&envelope, &bytes);
    let build = start.elapsed().as_secs_f64() * 1e3;

    let (gate, _) = State::new(documents.anchor)
        .import(&full, NOW)
        .map_err(|error| error.to_string())?;
    let start = Instant::now();
    let (gate, _) = gate
        .import(&file, issued)
        .map_err(|error| error.to_string())?;
    let import = start.elapsed().as_secs_f64() * 1e3;
    assert!(gate.bundle().is_some_and(|held| held.status_lists == lists));
    println!("{} | {build:.0} | {import:.0}", file.len());
    Ok(())
}

fn manifest(
    documents: &TrustDocuments,
    parts: &[(PartKind, Vec<u8>)],
    sequence: u32,
    times: StatusTimes,
    base: Option<BaseBundle>,
) -> Result<Manifest, Failed> {
    let named = parts.iter().map(|(kind, bytes)| {
        Ok(Part {
            kind: *kind,
            size: u32::try_from(bytes.len())?,
            hash: hash_of(bytes),
        })
    });
    Ok(Manifest {
        environment: documents.anchor.environment(),
        epoch: 1,
        sequence,
        issued: times.issued,
        expires: times.expires,
        parts: named.collect::<Result<_, Failed>>()?,
        distrusted: Vec::new(),
        base,
    })
}

fn founding() -> Result<Founding, Failed> {
    let secrets = FoundingSecrets {
        root: Secret::new([1; 32]),
        code: Secret::new([2; 32]),
        status: Secret::new([3; 32]),
        bundle: Secret::new([4; 32]),
        seal: Secret::new([5; 32]),
    };
    let terms = FoundingTerms {
        region: Region::from_code(4403).map_err(|_| "no region")?,
        issuer: "bench".into(),
        from: NOW.minus(DAY),
        code_days: 365,
    };
    Ok(found_demo(secrets, &terms)?)
}

/// Numbers that are the same each time.
struct Draw(u64);

impl Draw {
    fn index(&mut self) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        // 20 bits.
        u32::try_from(self.0 >> 44).unwrap_or_default()
    }
}

/// The most memory that this process ever had, in MB.
fn peak_megabytes() -> Result<f64, Failed> {
    memory("VmHWM:")
}

/// The memory that this process has now, in MB.
fn resident_megabytes() -> Result<f64, Failed> {
    memory("VmRSS:")
}

fn memory(line: &str) -> Result<f64, Failed> {
    let status = fs::read_to_string("/proc/self/status")?;
    let value = status.lines().find_map(|it| it.strip_prefix(line));
    let value = value.and_then(|it| it.trim().strip_suffix(" kB"));
    Ok(value.ok_or("no such line")?.trim().parse::<f64>()? / 1e3)
}
