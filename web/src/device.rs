//! What a device keeps, and what it is offered.

use juma_keys::AnchorFile;
use juma_verifier::{Floors, Kept, Piece};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::told;

/// What came of a bundle.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Offered {
    pub(crate) said: String,
    pub(crate) pieces: Vec<(Piece, Vec<u8>)>,
}

#[wasm_bindgen]
impl Offered {
    /// What came of it.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn said(&self) -> String {
        self.said.clone()
    }

    /// What is to be kept under a name, if it is anything.
    #[must_use]
    pub fn piece(&self, name: &str) -> Option<Vec<u8>> {
        let piece = self.pieces.iter().find(|(piece, _)| piece.name() == name);
        piece.map(|(_, bytes)| bytes.clone())
    }
}

/// Reads what was kept: the root, and what there is of the rest.
pub(crate) fn kept(
    root: &str,
    floors: Option<Vec<u8>>,
    mut bundle: Option<Vec<u8>>,
    mut previous: Option<Vec<u8>>,
) -> Result<Kept<String>, String> {
    let AnchorFile(anchor) = AnchorFile::parse(root).map_err(told)?;
    let Some(floors) = floors else {
        return Ok(Kept::begun(anchor, None));
    };
    let floors = Floors::decode(&floors).map_err(told)?;
    let read = |piece| match piece {
        Piece::Bundle => bundle.take().ok_or_else(|| "not there".to_owned()),
        _ => previous.take().ok_or_else(|| "not there".to_owned()),
    };
    Ok(Kept::load(anchor, floors, read, |_, refusal| {
        refusal.to_string()
    }))
}
