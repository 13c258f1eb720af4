use std::{fs, hint::black_box};

use juma_format::{
    StatusRef,
    body::Code,
    claims::{Bearer, Claims, Common, Full, Gate, Liveness, Medium, Population, TierClaims},
    code_text,
    time::UnixTime,
};
use juma_keys::{CodeKey, Secret, SigningKey};
use juma_symbol::{
    Encoder,
    png::{self, ModulePixels},
};

use crate::{
    clock::{Subject, in_turns},
    world::{NOW, record},
};

const PEOPLE: usize = 200;

pub(crate) fn run() {
    let key: SigningKey<CodeKey> =
        SigningKey::from_secret(Secret::new([2; 32]), juma_format::Environment::Demo);
    let records: Vec<_> = (0..PEOPLE).map(record).collect();
    let claims = |step: usize, is_full: bool| {
        let record = &records[step % PEOPLE];
        let common = Common {
            expires: UnixTime::from_seconds(1_830_268_800),
            status: StatusRef::new(1, u32::try_from(step % 1_000_000).unwrap()).unwrap(),
            region: record.region(),
            population: Population::Migrant,
            bearer: Bearer::Holder,
            medium: Medium::Screen(Liveness::Static),
        };
        let person = record.person();
        let tier = if is_full {
            TierClaims::Full(Full {
                issued: NOW,
                person: person.clone(),
            })
        } else {
            TierClaims::Gate(Gate {
                name: person.name.masked(),
                address: person.address.state(),
                document_tail: None,
            })
        };
        Claims::new(common, tier).unwrap()
    };
    let text =
        |step, is_full| code_text::static_text(&key.sign::<Code>(claims(step, is_full).encode()));
    let encoder = Encoder::new();
    let dir = tempfile::tempdir().unwrap();
    let draw = |text: &str, out: &mut Vec<u8>| {
        let symbol = encoder.encode(text).unwrap();
        out.clear();
        png::write(&symbol, ModulePixels::DEFAULT, out);
        symbol.version().number()
    };
    let mut out = Vec::new();
    for (name, is_full) in [("gate", false), ("full", true)] {
        let version = draw(&text(1, is_full), &mut out);
        println!("{name}: version {version}, PNG of {} bytes", out.len());
    }
    let mut buffers: Vec<Vec<u8>> = vec![Vec::new(); 4];
    let [a, b, c, d] = buffers.as_mut_slice() else {
        return;
    };
    in_turns(
        200,
        50,
        &mut [
            Subject {
                name: "full: claims → signed text",
                work: Box::new(|step| {
                    black_box(text(step, true));
                }),
            },
            Subject {
                name: "full: claims → signed → symbol → PNG in memory",
                work: Box::new(|step| {
                    black_box(draw(&text(step, true), a));
                }),
            },
            Subject {
                name: "full: claims → … → PNG in a file of its own",
                work: Box::new(|step| {
                    draw(&text(step, true), b);
                    fs::write(dir.path().join(format!("f{step}.png")), &b).unwrap();
                }),
            },
            Subject {
                name: "gate: claims → … → PNG in a file of its own",
                work: Box::new(|step| {
                    draw(&text(step, false), c);
                    fs::write(dir.path().join(format!("g{step}.png")), &c).unwrap();
                }),
            },
            Subject {
                name: "full: claims → … → PNG, read back by its modules and verified",
                work: Box::new(|step| {
                    let text = text(step, true);
                    let format = juma_issuer::ImageFormat::Png {
                        pixels: ModulePixels::DEFAULT,
                    };
                    *d = juma_issuer::render(&text, format).unwrap().bytes;
                }),
            },
        ],
    );
}
