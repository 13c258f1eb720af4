//! What the tests of the page in a browser need, in a folder: every vector with the report that the
//! native verifier makes of it, trust data older and newer than the vectors', an officer's key, and
//! films for a camera: `cargo run -p juma-tests --bin make-web-world -- DIR`.

use std::{
    env,
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::Path,
};

use juma_keys::{
    AnchorFile, DeviceKey, KeptKey, Passphrase, PrivateKeyFile, RecipientSecretKey, SealingInputs,
    Secret, WrappedKey,
};
use juma_report::{Digits, Report, Time};
use juma_symbol::{Symbol, encode};
use juma_tests::{
    bundle::Pieces,
    catalogue,
    film::{Film, Held},
    moment::{ACCEPT_UNTIL, NOW},
    parties::{self, entries},
    policies,
    sealed::officers_key,
    vector::{Shown, Vector},
    world::{self, World},
};
use juma_verifier::{Floors, Officer, PolicyText};
use serde_json::{Value, json};

/// What unlocks the key of the officer's device.
const PASSPHRASE: &str = "correct horse";

/// What the camera sees, by the names of vectors; the texts of each are held up side by side.
const FILMS: [(&str, &[&str]); 9] = [
    ("accept", &["view/one"]),
    ("refuse", &["status/revoked"]),
    ("undecided", &["pair/member-alone"]),
    ("live", &["live/now"]),
    ("pair", &["pair/both"]),
    ("sealed", &["sealed/opened"]),
    ("two", &["view/two"]),
    ("nothing", &[]),
    ("one-then-other", &["view/one", "status/revoked"]),
];

fn main() -> io::Result<()> {
    let folder = env::args_os().nth(1).expect("a folder to write into");
    let folder = Path::new(&folder);
    fs::create_dir_all(folder.join("films"))?;
    let vectors = catalogue::all();

    let officer = officer();
    let rows: Vec<Value> = vectors.iter().map(|it| row(it, &officer.0)).collect();
    fs::write(folder.join("vectors.json"), json!(rows).to_string())?;
    fs::write(folder.join("device.key"), &officer.1)?;
    fs::write(folder.join("seal.jmw"), &officer.2)?;

    for name in world::NAMES {
        let world = World::named(name).expect("a world of its name");
        let folder = folder.join("worlds").join(name);
        fs::create_dir_all(&folder)?;
        fs::write(
            folder.join("root.pub"),
            AnchorFile(world.anchor).to_string(),
        )?;
        fs::write(folder.join("floors.cbor"), Floors::NONE.encode())?;
        if let Some(bundle) = world.bundle {
            fs::write(folder.join("bundle.jmb"), bundle)?;
        }
    }
    let now = Pieces::of(entries());
    for (name, sequence) in [("older", now.sequence - 1), ("newer", now.sequence + 1)] {
        let pieces = Pieces {
            sequence,
            ..now.clone()
        };
        fs::write(folder.join(format!("{name}.jmb")), pieces.bundle())?;
    }

    for (name, held) in FILMS {
        let texts = held.iter().map(|name| texts(&vectors, name)).collect();
        let out = BufWriter::new(File::create(folder.join(format!("films/{name}.y4m")))?);
        film(out, texts)?;
    }
    Ok(())
}

/// An officer who can open what is sealed in the vectors, the device's key file, and the file of the
/// seal key.
fn officer() -> (Officer, String, String) {
    let secret = Secret::new(parties::seed("officer's device"));
    let device: RecipientSecretKey<DeviceKey> = KeptKey::from_secret(secret, parties::ENVIRONMENT);
    let inputs = SealingInputs {
        salt: [1; 16],
        iv: [2; 16],
    };
    let passphrase = Passphrase::new(PASSPHRASE.to_owned());
    let file = PrivateKeyFile::encrypt(&device, &passphrase, inputs).expect("encrypted");
    let secret = Secret::new(parties::seed("a wrap"));
    let wrapped = WrappedKey::wrap(&officers_key(), device.public(), ACCEPT_UNTIL, &secret);
    let wrapped = wrapped.expect("wrapped");
    let mut officer = Officer::new(device);
    officer.take(&wrapped, NOW).expect("it opens");
    (officer, file.to_text().to_string(), wrapped.to_string())
}

fn row(vector: &Vector, officer: &Officer) -> Value {
    let world = World::named(&vector.trust).expect("a world of its name");
    let state = world.state();
    let policy = policies::named(&vector.policy).expect("a policy of its name");
    let judgement = vector.judged(&state);
    let (kind, shown, opening) = match &vector.shown {
        Shown::Opened(text) => {
            let judged = state.judge(text, vector.at, &policy);
            let (_, opened) = officer.look(state.environment(), judged);
            ("opened", json!([text]), opened.opening)
        }
        Shown::Row(row) => {
            let row: Vec<Value> = row
                .iter()
                .map(|(at, text)| json!([at.seconds(), text]))
                .collect();
            ("row", json!(row), juma_verifier::Opening::Nothing)
        }
        Shown::Text(text) => ("text", json!([text]), juma_verifier::Opening::Nothing),
        Shown::View(texts) => ("view", json!(texts), juma_verifier::Opening::Nothing),
    };
    let report = Report {
        judgement: &judgement,
        opening,
        state: &state,
        time: Time::Device(vector.at),
        digits: Digits::LastTwo,
    };
    json!({
        "name": vector.name, "expect": vector.expect, "at": vector.at.seconds(),
        "policy": PolicyText(&policy).to_string(), "trust": vector.trust,
        "kind": kind, "shown": shown, "report": report.json(),
    })
}

fn texts(vectors: &[Vector], name: &str) -> Vec<String> {
    let vector = vectors
        .iter()
        .find(|it| it.name == name)
        .expect("a vector of its name");
    match &vector.shown {
        Shown::Opened(text) | Shown::Text(text) => vec![text.clone()],
        Shown::View(texts) => texts.clone(),
        Shown::Row(row) => row.iter().map(|(_, text)| text.clone()).collect(),
    }
}

/// A second or so of each holding, by a hand that is not quite still.
fn film(out: impl Write, holdings: Vec<Vec<String>>) -> io::Result<()> {
    let several = holdings.len() > 1;
    let (width, height) = if several { (640, 480) } else { (1280, 720) };
    let (middle_x, middle_y) = if several {
        (320.0, 240.0)
    } else {
        (640.0, 360.0)
    };
    let mut film = Film::new(out, width, height)?;
    if holdings.is_empty() {
        film.frame(&[])?;
        return film.frame(&[]);
    }
    for texts in holdings {
        let symbols: Vec<Symbol> = texts
            .iter()
            .map(|text| encode(text).expect("a symbol"))
            .collect();
        for frame in 0..if several { 20_u8 } else { 8 } {
            let sway = f32::from(frame % 8) / 8.0 - 0.5;
            let held: Vec<Held<'_>> = symbols
                .iter()
                .zip(0_u8..)
                .map(|(symbol, n)| {
                    let x = if symbols.len() == 1 {
                        middle_x
                    } else {
                        330.0 + 620.0 * f32::from(n)
                    };
                    Held {
                        symbol,
                        at: (x + 8.0 * sway, middle_y - 5.0 * sway),
                        scale: if symbols.len() == 1 { 7.0 } else { 6.0 },
                        turn: 0.05 + 0.02 * sway,
                        tilt: 0.05 * sway,
                        blur: 1.0,
                    }
                })
                .collect();
            film.frame(&held)?;
        }
        // Long enough for what was held up to have left.
        for _ in 0..if several { 100 } else { 0 } {
            film.frame(&[])?;
        }
    }
    film.into_inner().flush()
}
