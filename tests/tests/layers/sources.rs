//! Sources, as text.

use std::{
    fs,
    path::{Path, PathBuf},
};

use juma_tests::{vector::files, workspace};

/// The Rust sources of the workspace, by their paths in it.
fn sources() -> Vec<(PathBuf, String)> {
    let root = workspace();
    let graph = fs::read_dir(&root).unwrap();
    let folders = graph.map(|entry| entry.unwrap().path());
    let folders = folders.filter(|path| path.join("Cargo.toml").exists());
    let mut sources = Vec::new();
    for folder in folders {
        for path in files(&folder) {
            let is_built = path.components().any(|part| part.as_os_str() == "target");
            if path.extension().is_some_and(|it| it == "rs") && !is_built {
                let path = folder.join(path);
                let text = fs::read_to_string(&path).unwrap();
                sources.push((path.strip_prefix(&root).unwrap().to_owned(), text));
            }
        }
    }
    assert!(sources.len() > 150, "the sources are found");
    sources
}

/// Whether a file is compiled for tests and figures only: by its place, or because the module
/// above declares it so.
fn is_for_tests(path: &Path, sources: &[(PathBuf, String)]) -> bool {
    let by_place = path.components().any(|part| {
        let part = part.as_os_str().to_str().unwrap_or_default();
        matches!(
            part,
            "bench" | "benches" | "examples" | "tests" | "tests.rs"
        )
    });
    let stem = path.file_stem().unwrap().to_str().unwrap();
    let declaration = format!("#[cfg(test)]\nmod {stem};");
    let above = path.parent().unwrap();
    by_place
        || sources
            .iter()
            .any(|(other, text)| other.parent() == Some(above) && text.contains(&declaration))
}

/// The code of a file: no comments, and nothing from the tests at its end on.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let lines = text.lines().map(|line| line.split("//").next().unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

/// The files, tests aside, whose code has a word.
fn with_word(word: &str) -> Vec<PathBuf> {
    let sources = sources();
    let found = sources
        .iter()
        .filter(|(path, text)| !is_for_tests(path, &sources) && code(text).contains(word));
    found.map(|(path, _)| path.clone()).collect()
}

#[test]
fn there_is_one_signature_check() {
    assert_eq!(with_word("verify_strict"), [Path::new("keys/src/check.rs")]);
    let check = fs::read_to_string(workspace().join("keys/src/check.rs")).unwrap();
    assert_eq!(code(&check).matches("verify_strict").count(), 1);
    // Nor is there a lax one, or one of many at once.
    for lax in ["verify_batch", "verify_prehashed", "hazmat", ".verify("] {
        assert_eq!(with_word(lax), [""; 0].map(PathBuf::from), "{lax}");
    }
}

#[test]
fn the_clock_is_read_in_one_place() {
    assert_eq!(
        with_word("SystemTime::now"),
        [Path::new("cli/src/clock.rs")]
    );
}

#[test]
fn nothing_is_unsafe() {
    for word in [
        "unsafe {",
        "unsafe fn",
        "unsafe impl",
        "unsafe extern",
        "unsafe trait",
        "#[unsafe(",
        "allow(unsafe_code",
        "expect(unsafe_code",
    ] {
        assert_eq!(with_word(word), [""; 0].map(PathBuf::from), "{word}");
    }
}

#[test]
fn libraries_touch_neither_files_nor_threads_nor_the_world() {
    let libraries = [
        "format", "keys", "symbol", "print", "scan", "issuer", "verifier", "holder",
    ];
    for word in [
        "std::fs",
        "std::net",
        "std::thread",
        "std::process",
        "std::env",
        "Instant::now",
        "File::open",
        "File::create",
        "println!",
    ] {
        for path in with_word(word) {
            let mut parts = path.iter();
            let (part, folder) = (parts.next().unwrap(), parts.next().unwrap());
            let is_library = libraries.iter().any(|library| part == *library) && folder == "src";
            assert!(!is_library, "{}: {word}", path.display());
        }
    }
}

#[test]
fn no_file_is_longer_than_a_reader_bears() {
    for (path, text) in sources() {
        let lines = text.lines().count();
        assert!(lines <= 400, "{} has {lines} lines", path.display());
    }
}
