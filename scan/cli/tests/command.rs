//! The command as a user meets it: arguments, output, exit status.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

use std::fs;
use std::io::{BufRead, BufReader, Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::{DynamicImage, GrayImage, ImageFormat, Luma};
use serde_json::Value;

const TEXT: &str = "JM1:THE CODE OF A TEST";

fn command() -> Command {
    Command::new(env!("CARGO_BIN_EXE_juma-scan"))
}

fn run(arguments: &[&Path]) -> Output {
    command().args(arguments).output().unwrap()
}

/// The lines of the output, and the exit status; standard error must be silent.
fn told(output: &Output) -> (Vec<Value>, i32) {
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let lines = std::str::from_utf8(&output.stdout).unwrap().lines();
    let lines = lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    (lines, output.status.code().unwrap())
}

fn encoded(image: GrayImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    DynamicImage::from(image)
        .write_to(&mut file, format)
        .unwrap();
    file.into_inner()
}

fn code() -> GrayImage {
    let code = qrcode::QrCode::new(TEXT).unwrap();
    let (side, colors) = (code.width(), code.to_colors());
    let pixels = u32::try_from(side + 8).unwrap() * 4;
    GrayImage::from_fn(pixels, pixels, |x, y| {
        let at = |p: u32| {
            usize::try_from(p / 4)
                .unwrap()
                .checked_sub(4)
                .filter(|p| *p < side)
        };
        let dark = at(x)
            .zip(at(y))
            .is_some_and(|(x, y)| colors[y * side + x] == qrcode::Color::Dark);
        Luma([if dark { 0 } else { 255 }])
    })
}

fn put(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    path
}

fn texts(line: &Value) -> Vec<String> {
    let texts = line["texts"].as_array().unwrap().iter();
    let decoded = texts.map(|text| STANDARD.decode(text.as_str().unwrap()).unwrap());
    decoded
        .map(|text| String::from_utf8(text).unwrap())
        .collect()
}

#[test]
fn a_code_is_read_from_png_and_jpeg() {
    let folder = tempfile::tempdir().unwrap();
    let png = put(
        folder.path(),
        "code.png",
        &encoded(code(), ImageFormat::Png),
    );
    // The format is told by the bytes, not by the name.
    let jpeg = put(
        folder.path(),
        "photo.png",
        &encoded(code(), ImageFormat::Jpeg),
    );
    let (lines, status) = told(&run(&[&png, &jpeg]));
    assert_eq!(status, 0);
    assert_eq!(lines.len(), 2);
    for (line, path) in lines.iter().zip([png, jpeg]) {
        assert_eq!(texts(line), [TEXT]);
        assert_eq!(line["source"].as_str(), path.to_str());
        assert!(line["ms"].as_f64().unwrap() > 0.0);
        assert_eq!(line.get("error"), None);
    }
}

#[test]
fn an_image_without_a_code_is_status_3() {
    let folder = tempfile::tempdir().unwrap();
    let with = put(
        folder.path(),
        "code.png",
        &encoded(code(), ImageFormat::Png),
    );
    let blank = GrayImage::from_pixel(50, 50, Luma([255]));
    let without = put(
        folder.path(),
        "blank.png",
        &encoded(blank, ImageFormat::Png),
    );
    let (lines, status) = told(&run(&[&without, &with]));
    assert_eq!(status, 3);
    assert_eq!(texts(&lines[0]), [""; 0]);
    assert_eq!(texts(&lines[1]), [TEXT]);
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_still_answered() {
    let folder = tempfile::tempdir().unwrap();
    let png = encoded(code(), ImageFormat::Png);
    let missing = folder.path().join("missing.png");
    let cases = [
        (missing, "file-not-found"),
        (folder.path().to_owned(), "file-directory"),
        (put(folder.path(), "empty.png", b""), "picture-empty"),
        (
            put(folder.path(), "cut.png", &png[..png.len() / 2]),
            "picture-truncated",
        ),
        (
            put(folder.path(), "text.png", b"not a picture"),
            "picture-unknown-format",
        ),
    ];
    let good = put(folder.path(), "code.png", &png);
    let paths: Vec<&Path> = cases
        .iter()
        .map(|(path, _)| path.as_path())
        .chain([&*good])
        .collect();
    let (lines, status) = told(&run(&paths));
    assert_eq!(status, 2);
    assert_eq!(lines.len(), 6);
    for (line, (path, slug)) in lines.iter().zip(&cases) {
        assert_eq!(line["source"].as_str(), path.to_str());
        assert_eq!(line["error"]["slug"], *slug);
        assert!(!line["error"]["message"].as_str().unwrap().is_empty());
        assert_eq!(texts(line), [""; 0]);
    }
    assert_eq!(texts(&lines[5]), [TEXT]);
}

#[test]
fn names_on_standard_input_are_answered_line_by_line() {
    let folder = tempfile::tempdir().unwrap();
    let png = put(
        folder.path(),
        "code.png",
        &encoded(code(), ImageFormat::Png),
    );
    let mut child = command()
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut names = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap());
    // The second name is written only after the first was answered.
    for _ in 0..2 {
        writeln!(names, "{}", png.display()).unwrap();
        let mut line = String::new();
        answers.read_line(&mut line).unwrap();
        assert_eq!(texts(&serde_json::from_str(&line).unwrap()), [TEXT]);
    }
    drop(names);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn no_budget_at_all_still_reads_an_easy_image() {
    let folder = tempfile::tempdir().unwrap();
    let png = put(
        folder.path(),
        "code.png",
        &encoded(code(), ImageFormat::Png),
    );
    let (lines, status) = told(
        &command()
            .args(["--budget-ms", "0"])
            .arg(png)
            .output()
            .unwrap(),
    );
    assert_eq!((texts(&lines[0]), status), (vec![TEXT.to_owned()], 0));
}

#[test]
fn wrong_arguments_are_status_2() {
    for arguments in [
        &[][..],
        &["--budget-ms", "soon", "a.png"],
        &["--nothing", "a.png"],
    ] {
        let output = command().args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert_eq!(output.stdout, b"");
    }
}

#[test]
fn a_reader_that_leaves_is_no_panic() {
    let mut child = command()
        .args(vec!["missing.png"; 5000])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(output.stderr, b"");
}
