//! Every vector. A group is a folder, and a module here.

mod claims;
mod encoding;
mod envelope;
mod judgement;
mod key;
mod live;
mod pair;
mod places;
mod proof;
mod text;
mod view;

use crate::vector::Vector;

/// All of them, in the order of their names.
#[must_use]
pub fn all() -> Vec<Vector> {
    let groups = [
        claims::vectors(),
        encoding::vectors(),
        envelope::vectors(),
        judgement::vectors(),
        key::vectors(),
        live::vectors(),
        pair::vectors(),
        places::vectors(),
        proof::vectors(),
        text::vectors(),
        view::vectors(),
    ];
    let mut vectors = groups.concat();
    vectors.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(
        vectors.is_sorted_by(|a, b| a.name < b.name),
        "no name twice"
    );
    vectors
}

/// What is refused, in the first world and at a library.
fn refused(name: &str, slug: &str, text: impl Into<String>, comment: &str) -> Vector {
    Vector::new(name, &format!("refuse/{slug}"), text, comment)
}

/// What is good.
fn accepted(name: &str, text: impl Into<String>, comment: &str) -> Vector {
    Vector::new(name, "accept/accepted", text, comment)
}

/// What cannot be told.
fn undecided(name: &str, slug: &str, text: impl Into<String>, comment: &str) -> Vector {
    Vector::new(name, &format!("undecided/{slug}"), text, comment)
}
