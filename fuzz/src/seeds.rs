//! The inputs from which every target starts: one good one of every kind. The same bytes each time.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat};
use juma_format::{
    Environment,
    body::{RootDocument, StatusList as StatusListBody, TrustList as TrustListBody},
    claims::LiveProfile,
    code_text::{holder_key_text, live_text},
    envelope::{Envelope, SignatureBytes},
    time::{DAY, UnixTime},
    trust::{BundleParts, Cosigned, Status, StatusList, StatusListName, StatusTimes},
};
use juma_holder::{RandomFailed, RequestedProof, add_code, request};
use juma_keys::{Passphrase, SealingInputs, Secret, Wallet, WalletFile, delta_between};
use juma_registry::profile::built_in_within;
use juma_scan::picture;
use juma_symbol::{encode, png, svg};
use juma_verifier::{Policy, PolicyText};

use crate::{DEMO, NOW, codes::sealed_records};

/// One input: the target, a name, the bytes.
pub type Seed = (&'static str, String, Vec<u8>);

/// Rows of a register about nobody, by name.
pub const RECORDS: [(&str, &str); 3] = [
    (
        "citizen",
        r#"{"subject": "R-000001", "note": "fictional", "name": "张三", "population": "migrant",
"document": {"kind": "citizen", "number": "11010519491231002X"},
"identity": {"level": "in-person", "verified_at": "2026-05-01T09:30:00+08:00", "reference": "V-1"},
"region": "440305", "address": {"state": "registered", "text": "粤海街道科苑路15号"},
"gate": {"region": "district", "document_tail": "shown", "coarsen": "name"}}"#,
    ),
    (
        "traveller",
        r#"{"subject": "R-000002", "name": "阿卜杜拉·O'Neil Jr.", "population": "outside",
"document": {"kind": "passport", "number": "E12345678", "birth_date": "1990-01-01", "sex": "female"},
"identity": {"level": "in-person", "verified_at": "2026-05-01T09:30:00+08:00", "reference": "V-2"},
"region": "440300", "address": {"state": "non-standard", "text": "𠂉㙟路8号"},
"household_address": {"region": "110105", "text": "建国路1号"}}"#,
    ),
    (
        "no-address",
        r#"{"subject": "R-000003", "name": "㐂", "population": "household",
"document": {"kind": "citizen", "number": "440301201001010012"},
"identity": {"level": "in-person", "verified_at": "2026-05-01T09:30:00+08:00", "reference": "V-3"},
"region": "440305", "address": {"state": "none"}}"#,
    ),
];

/// A table of residents, with a row that is none.
const TABLE: &str = "\u{FEFF}subject,name,population,document.kind,document.number,identity.level,\
identity.verified_at,identity.reference,region,address.state,address.text\r\n\
R-1,张三,migrant,citizen,11010519491231002X,in-person,2026-05-01,V-1,440305,registered,\"样例路\"\"1\"\"号\"\r\n\
R-2,\u{E81E}\r\n";

/// A name and an address in GB 18030: 张三, 路.
const TABLE_GB18030: &[u8] = b"subject,name,population,document.kind,document.number,identity.level,\
identity.verified_at,identity.reference,region,address.state,address.text\n\
R-1,\xD5\xC5\xC8\xFD,migrant,citizen,11010519491231002X,in-person,2026-05-01,V-1,440305,registered,\xC2\xB7\n\
R-2,\xFE\x59\xA6\xD9,migrant,citizen,11010519491231002X,in-person,2026-05-01,V-1,440305,none,\n";

/// All seeds of all targets.
#[must_use]
pub fn all() -> Vec<Seed> {
    [codes(), holders(), trust(), deltas(), others(), pictures()].concat()
}

fn seed(target: &'static str, name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Seed {
    (target, name.into(), bytes.into())
}

/// A holder's request, wallet and codes.
fn holders() -> Vec<Seed> {
    let own = || Secret::new([7; 32]);
    let mut dice = 0;
    let mut random = |bytes: &mut [u8]| {
        dice += 1;
        bytes.fill(dice);
        Ok::<(), RandomFailed>(())
    };
    let mut wallet = Wallet::new(Environment::Demo, own());
    let mut ask = |proof| request(&mut wallet, LiveProfile::P1, proof, 2, &mut random);
    let chains = ask(RequestedProof::Chain).expect("room");
    let keys = ask(RequestedProof::Key).expect("room");
    let code = &DEMO.codes[0];
    add_code(&mut wallet, &code.text).expect("a static code");
    let passphrase = Passphrase::new("nobody's passphrase".to_owned());
    let inputs = SealingInputs {
        salt: [1; 16],
        iv: [2; 16],
    };
    let file = WalletFile::seal(&wallet, &passphrase, inputs).expect("a wallet");
    let live = live_text(&code.envelope, 9, &[4; 16]);
    let held = holder_key_text(&code.envelope, 9, Some(1), SignatureBytes::new([5; 64]));
    vec![
        seed("wallet", "bytes", wallet.encode().to_vec()),
        seed("wallet", "code", code.text.clone()),
        seed("wallet", "file", file.to_text()),
        seed("presentation", "request-of-anchors", chains),
        seed("presentation", "request-of-keys", keys),
        seed(
            "presentation",
            "one-after-another",
            [live, held, code.text.clone()].join("\n"),
        ),
    ]
}

fn codes() -> Vec<Seed> {
    let mut seeds = Vec::new();
    for code in &DEMO.codes {
        seeds.push(seed("cbor", code.name, code.claims.clone()));
        seeds.push(seed("claims", code.name, code.claims.clone()));
        seeds.push(seed("signed", code.name, code.claims.clone()));
        seeds.push(seed("envelope", code.name, code.envelope.clone()));
        seeds.push(seed("judge", code.name, code.text.clone()));
        seeds.push(seed("symbol", code.name, code.text.clone()));
        seeds.push(seed("text", code.name, code.text.clone()));
    }
    for (record, number) in sealed_records().into_iter().zip(1..) {
        seeds.push(seed("claims", format!("sealed-record-{number}"), record));
    }
    let code = &DEMO.codes[0].envelope;
    let signature = SignatureBytes::new([5; 64]);
    for (name, text) in [
        ("around-live", live_text(code, 9, &[4; 16])),
        ("around-held", holder_key_text(code, 9, None, signature)),
        (
            "around-challenged",
            holder_key_text(code, 9, Some(123_456_789), signature),
        ),
    ] {
        seeds.push(seed("judge", name, text.clone()));
        seeds.push(seed("text", name, text));
    }
    seeds.push(seed(
        "claims",
        "ignorable",
        with_an_ignorable_key(&DEMO.codes[0].claims),
    ));
    seeds.push(seed(
        "signed",
        "ignorable",
        with_an_ignorable_key(&DEMO.codes[0].claims),
    ));
    let two: Vec<&str> = DEMO
        .codes
        .iter()
        .take(2)
        .map(|code| code.text.as_str())
        .collect();
    seeds.push(seed("judge", "two-in-view", two.join("\n")));
    seeds
}

/// The residence map is the last entry of the claims, so one more entry goes at the very end; its
/// head counts one more.
fn with_an_ignorable_key(claims: &[u8]) -> Vec<u8> {
    // 3a 00 01 00 00: -65537.
    let residence = claims.windows(5).position(|key| key == [0x3a, 0, 1, 0, 0]);
    let mut longer = claims.to_vec();
    longer[residence.expect("a residence") + 5] += 1;
    longer.extend([0x18, 200, 0xf5]); // 200: true
    longer
}

fn trust() -> Vec<Seed> {
    let mut seeds = vec![
        seed("trust", "bundle", small_bundle()),
        seed("import", "bundle", DEMO.bundle.clone()),
        seed("import", "contribution", DEMO.contribution.clone()),
        seed("trust", "floors", DEMO.state.floors().encode()),
    ];
    let opened = DEMO.state.bundle().expect("imported");
    seeds.push(seed("trust", "manifest", opened.manifest.encode()));
    let [root, list] = &DEMO.documents[..] else {
        panic!("a root and a list")
    };
    let root_payload = Cosigned::<RootDocument>::parse(root).expect("a root");
    let list_payload = Cosigned::<TrustListBody>::parse(list).expect("a list");
    for (name, bytes) in [
        ("root", root_payload.payload_unverified()),
        ("root-cosigned", root),
        ("list", list_payload.payload_unverified()),
        ("list-cosigned", list),
    ] {
        seeds.push(seed("trust", name, bytes));
        seeds.push(seed("cbor", name, bytes));
    }
    let parts = BundleParts::parse(&DEMO.bundle).expect("a bundle");
    let status = *parts.parts.last().expect("parts");
    seeds.push(seed("envelope", "manifest", parts.manifest));
    seeds.push(seed("envelope", "status", status));
    let status = Envelope::<StatusListBody>::parse(status).expect("a status list");
    seeds.push(seed("status", "all-valid", status.payload_unverified()));
    let mut list = StatusList::decode(status.payload_unverified()).expect("a status list");
    for (index, status) in [
        (3, Status::Invalid),
        (1 << 19, Status::Suspended),
        (77, Status::Other(3)),
    ] {
        assert!(list.set(index, status));
    }
    seeds.push(seed("status", "some-not", list.encode()));
    seeds
}

/// The list that the seeds of deltas change.
#[must_use]
pub fn delta_base(now: UnixTime) -> StatusList {
    let times = StatusTimes {
        issued: now,
        expires: now.plus(DAY),
    };
    let name = StatusListName::new("4403", 7).expect("a name");
    let mut list = StatusList::all_valid(name, times);
    assert!(list.set(5, Status::Suspended) && list.set(1 << 19, Status::Invalid));
    list
}

fn deltas() -> Vec<Seed> {
    let base = delta_base(NOW);
    let mut some = base.clone();
    for (index, status) in [
        (0, Status::Invalid),
        (5, Status::Valid),
        (40, Status::Suspended),
        ((1 << 20) - 1, Status::Other(3)),
    ] {
        assert!(some.set(index, status));
    }
    let delta = |list: &StatusList| delta_between(&base, list).expect("a delta").encode();
    let (root, list) = (&DEMO.documents[0], &DEMO.documents[1]);
    let mut seeds = vec![
        seed("delta", "none", delta(&base)),
        seed("delta", "some", delta(&some)),
        seed("bundle", "full", DEMO.bundle.clone()),
        seed("bundle", "delta", DEMO.delta.clone()),
        seed("bundle", "contribution", DEMO.contribution.clone()),
        seed("root", "root", root.clone()),
        seed("root", "list", list.clone()),
        seed("ceremony", "draft", DEMO.ceremony[0].clone()),
        seed("ceremony", "signature", DEMO.ceremony[1].clone()),
    ];
    for name in Policy::BUILT_IN {
        let policy = Policy::built_in(name).expect("a built-in policy");
        seeds.push(seed("policy", name, PolicyText(&policy).to_string()));
    }
    seeds
}

/// The bundle's magic with two parts that are none: what takes bundles apart looks no further.
fn small_bundle() -> Vec<u8> {
    juma_format::trust::write_bundle(b"manifest", &[vec![1; 30], Vec::new()])
}

fn others() -> Vec<Seed> {
    let records = RECORDS
        .iter()
        .map(|(name, json)| seed("record", *name, *json));
    let lines: Vec<String> = RECORDS
        .iter()
        .map(|(_, json)| json.replace('\n', " "))
        .collect();
    let rows = [
        seed("rows", "lines", lines.join("\n")),
        seed("rows", "table", TABLE),
        seed("rows", "table-gb18030", TABLE_GB18030),
    ];
    let keys = DEMO
        .key_files
        .iter()
        .map(|(name, text)| seed("key_file", *name, text.clone()));
    let modules = [0_usize, 1, 6, 9, 24].map(|tens| {
        // A symbol's own modules, eight a byte, behind the version and a place.
        let text = "JM1:6BF".repeat(1 + 8 * tens);
        let symbol = encode(&text).expect("a symbol");
        let (side, mut byte) = (symbol.side(), Vec::new());
        let places = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
        let dark: Vec<bool> = places.map(|(x, y)| symbol.is_dark(x, y)).collect();
        for bits in dark.chunks(8) {
            byte.push(
                bits.iter()
                    .rev()
                    .fold(0_u8, |byte, dark| byte << 1 | u8::from(*dark)),
            );
        }
        let head = [u8::try_from((side - 21) / 4).expect("below 40"), 0, 9];
        seed(
            "modules",
            format!("version-{}", symbol.version().number()),
            [&head, &byte[..]].concat(),
        )
    });
    // Two symbols in turns, each with less and less seen of it; and grey bytes.
    let turns: Vec<u8> = (0..12_u8)
        .flat_map(|n| std::iter::once(n).chain((1..64).map(move |at| n.wrapping_mul(at))))
        .collect();
    let frames = [("two-symbols", [1, 0, 0, 2]), ("grey", [0, 15, 10, 3])]
        .map(|(name, head)| seed("frames", name, [&head, &turns[..]].concat()));
    let places = built_in_within(DEMO.region).flat_map(|(profile, file)| {
        let city = profile.city();
        [
            seed("profile", format!("{city}-file"), file),
            seed("profile", format!("{city}-signed"), profile.encode()),
        ]
    });
    // Codes come, stay, leave and come back, beside stickers, and by a scanner.
    let held = "a a\nb 1\na b 2\nJM1:HELL a 3\n000000000000000000000000\na\n= JM1: b\n?\n= a\n";
    let sessions = [seed("session", "a-queue", held)];
    let rest = records.chain(rows).chain(keys).chain(modules).chain(frames);
    rest.chain(places).chain(sessions).collect()
}

fn pictures() -> Vec<Seed> {
    let symbol = encode("JM1:6BF").expect("a symbol");
    let (mut picture, mut drawing) = (Vec::new(), String::new());
    png::write(&symbol, png::ModulePixels::new(3).expect("3"), &mut picture);
    svg::write(&symbol, &mut drawing);
    let mut seeds = vec![
        seed("symbol", "picture", picture.clone()),
        seed("symbol", "drawing", drawing),
        seed("image", "one-bit.png", picture.clone()),
    ];
    assert!(picture::decode(&picture).is_ok());
    let grey = image::load_from_memory(&picture).expect("our own picture");
    let colours = DynamicImage::from(grey.to_rgba8());
    for (name, picture, format) in [
        (
            "grey.png",
            DynamicImage::from(grey.to_luma8()),
            ImageFormat::Png,
        ),
        ("alpha.png", colours.clone(), ImageFormat::Png),
        (
            "deep.png",
            DynamicImage::from(grey.to_rgb16()),
            ImageFormat::Png,
        ),
        (
            "grey.jpg",
            DynamicImage::from(grey.to_luma8()),
            ImageFormat::Jpeg,
        ),
        (
            "colour.jpg",
            DynamicImage::from(colours.to_rgb8()),
            ImageFormat::Jpeg,
        ),
    ] {
        let mut file = Cursor::new(Vec::new());
        picture
            .write_to(&mut file, format)
            .expect("memory takes all");
        seeds.push(seed("image", name, file.into_inner()));
    }
    seeds
}
