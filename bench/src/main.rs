//! Figures of Juma beside its peers, in one run on one core:
//! `cargo run --release --manifest-path bench/Cargo.toml`.

mod claim169;
mod clock;
mod live;
mod signing;
mod status;
mod verdict;
mod world;

fn main() {
    println!("## text → verdict, one core");
    verdict::run();
    println!("\n## live codes, one core");
    live::run();
    println!("\n## sign + symbol + PNG, one core");
    signing::run();
    println!("\n## status lists");
    status::run();
}
