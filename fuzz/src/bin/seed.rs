//! Writes the seeds of every target: `cargo run --bin seed -- seeds`.

use std::{env, error::Error, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let [folder] = &env::args().skip(1).collect::<Vec<_>>()[..] else {
        return Err("usage: seed FOLDER".into());
    };
    let folder = PathBuf::from(folder);
    let seeds = juma_fuzz::seeds::all();
    for (target, name, bytes) in &seeds {
        let folder = folder.join(target);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(name), bytes)?;
    }
    println!("{} seeds in {}", seeds.len(), folder.display());
    Ok(())
}
