//! Makes `tests/vectors/` again, byte for byte: `cargo run -p juma-tests --bin make-vectors`.

use std::fs;

use juma_tests::vector;

fn main() -> std::io::Result<()> {
    let folder = vector::folder();
    // Only what this command makes: the page for readers stays.
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        if path.is_dir() {
            fs::remove_dir_all(path)?;
        }
    }
    vector::write_all(&folder);
    Ok(())
}
