//! Texts to symbols, pictures and files, beside what the crates qrcode and png take for the same.
//!
//! `cargo bench -p juma-symbol` prints the figures; nothing here asserts one.

#![expect(
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark is run and read by a person"
)]

use std::fs;
use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use juma_symbol::{Encoder, Symbol, Version, capacity, png, read_back, svg, terminal};
use qrcode::bits::Bits;
use qrcode::canvas::{Canvas, MaskPattern};
use qrcode::ec::construct_codewords;
use qrcode::{Color, EcLevel, QrCode};

criterion_group!(benches, encode, pictures, peers, files, reading);
criterion_main!(benches);

/// A gate code, a full record, a sealed one (`SPEC.md` §3).
const VERSIONS: [u8; 3] = [7, 10, 13];

/// As long as the version allows.
fn text(version: u8) -> String {
    let chars = Version::new(version).map_or(1, capacity);
    let body = "6BFOXN*TS0BI$ZD-PHQ7I9AD66V5B22CH9M9ESI9XBHXK-%69LQOGI.*V76GCV4*XUA2P";
    "JM1:"
        .chars()
        .chain(body.chars().cycle())
        .take(chars)
        .collect()
}

fn symbol(version: u8) -> Symbol {
    juma_symbol::encode(&text(version)).unwrap_or_else(|error| panic!("{error}"))
}

fn encode(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("encode");
    let encoder = Encoder::new();
    for version in VERSIONS.into_iter().chain([25, 40]) {
        let text = text(version);
        group.bench_function(format!("v{version}"), |bench| {
            bench.iter(|| encoder.encode(black_box(&text)));
        });
    }
    group.finish();
}

fn pictures(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("picture");
    let encoder = Encoder::new();
    for version in VERSIONS {
        let (text, symbol) = (text(version), symbol(version));
        let mut out = Vec::new();
        for pixels in [4, 8, 10, 16] {
            let Some(pixels) = png::ModulePixels::new(pixels) else {
                continue;
            };
            group.bench_function(format!("png v{version} {} px", pixels.get()), |bench| {
                bench.iter(|| {
                    out.clear();
                    png::write(black_box(&symbol), pixels, &mut out);
                });
            });
        }
        group.bench_function(format!("encode + png v{version} 8 px"), |bench| {
            bench.iter(|| {
                out.clear();
                if let Ok(symbol) = encoder.encode(black_box(&text)) {
                    png::write(&symbol, png::ModulePixels::DEFAULT, &mut out);
                }
            });
        });
        println!("png v{version} 8 px: {} bytes", out.len());
    }
    let (symbol, mut out) = (symbol(10), String::new());
    group.bench_function("svg v10", |bench| {
        bench.iter(|| {
            out.clear();
            svg::write(black_box(&symbol), &mut out);
        });
    });
    group.bench_function("terminal v10", |bench| {
        bench.iter(|| {
            out.clear();
            terminal::write(black_box(&symbol), terminal::Colour::Ansi, &mut out);
        });
    });
    group.finish();
}

fn peers(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("peer");
    for version in VERSIONS {
        let text = text(version);
        group.bench_function(format!("qrcode automatic v{version}"), |bench| {
            bench.iter(|| QrCode::with_error_correction_level(black_box(&text), EcLevel::M));
        });
        group.bench_function(format!("qrcode canvas, one mask v{version}"), |bench| {
            bench.iter(|| canvas(black_box(&text), version));
        });
        let modules = canvas(&text, version).unwrap_or_default();
        for filter in [::png::Filter::NoFilter, ::png::Filter::Up] {
            let mut out = Vec::new();
            group.bench_function(format!("png Fast {filter:?} v{version} 8 px"), |bench| {
                bench.iter(|| {
                    out.clear();
                    peer_png(black_box(&modules), filter, &mut out)
                });
            });
            println!("png Fast {filter:?} v{version}: {} bytes", out.len());
        }
    }
    group.finish();
}

/// The modules as the crate qrcode draws them with mask 2.
fn canvas(text: &str, version: u8) -> qrcode::QrResult<Vec<bool>> {
    let size = qrcode::Version::Normal(version.into());
    let mut bits = Bits::new(size);
    bits.push_alphanumeric_data(text.as_bytes())?;
    bits.push_terminator(EcLevel::M)?;
    let (data, correction) = construct_codewords(&bits.into_bytes(), size, EcLevel::M)?;
    let mut canvas = Canvas::new(size, EcLevel::M);
    canvas.draw_all_functional_patterns();
    canvas.draw_data(&data, &correction);
    canvas.apply_mask(MaskPattern::VerticalLines);
    Ok(canvas
        .into_colors()
        .into_iter()
        .map(|colour| colour == Color::Dark)
        .collect())
}

/// The same picture by the crate png: 8 pixels a module, so a byte is a module.
fn peer_png(
    modules: &[bool],
    filter: ::png::Filter,
    out: &mut Vec<u8>,
) -> Result<(), ::png::EncodingError> {
    let side = modules.len().isqrt();
    let pixels = u32::try_from((side + 8) * 8).unwrap_or(0);
    let mut bytes = vec![u8::MAX; (side + 8) * 32];
    for row in modules.chunks_exact(side) {
        let mut line = vec![u8::MAX; 4];
        line.extend(row.iter().map(|dark| if *dark { 0 } else { u8::MAX }));
        line.extend([u8::MAX; 4]);
        (0..8).for_each(|_| bytes.extend_from_slice(&line));
    }
    bytes.resize(bytes.len() + (side + 8) * 32, u8::MAX);

    let mut encoder = ::png::Encoder::new(out, pixels, pixels);
    encoder.set_color(::png::ColorType::Grayscale);
    encoder.set_depth(::png::BitDepth::One);
    encoder.set_compression(::png::Compression::Fast);
    encoder.set_filter(filter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&bytes)?;
    writer.finish()
}

fn files(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("file");
    let Ok(folder) = tempfile::tempdir() else {
        return;
    };
    let (encoder, text) = (Encoder::new(), text(10));
    let (mut out, mut serial) = (Vec::new(), 0u64);
    group.bench_function("encode + png + a new file v10", |bench| {
        bench.iter(|| {
            out.clear();
            if let Ok(symbol) = encoder.encode(black_box(&text)) {
                png::write(&symbol, png::ModulePixels::DEFAULT, &mut out);
            }
            serial += 1;
            fs::write(folder.path().join(format!("{serial:08}.png")), &out)
        });
    });
    group.bench_function("canvas + png Fast Up + a new file v10", |bench| {
        bench.iter(|| {
            out.clear();
            let modules = canvas(black_box(&text), 10).unwrap_or_default();
            let written = peer_png(&modules, ::png::Filter::Up, &mut out);
            serial += 1;
            (
                written.is_ok(),
                fs::write(folder.path().join(format!("{serial:08}.png")), &out),
            )
        });
    });
    group.finish();
}

fn reading(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read back");
    let symbol = symbol(10);
    let (mut picture, mut drawing) = (Vec::new(), String::new());
    png::write(&symbol, png::ModulePixels::DEFAULT, &mut picture);
    svg::write(&symbol, &mut drawing);
    group.bench_function("png v10 8 px", |bench| {
        bench.iter(|| read_back::png_modules(black_box(&picture)));
    });
    group.bench_function("svg v10", |bench| {
        bench.iter(|| read_back::svg_modules(black_box(&drawing)));
    });
    group.finish();
}
