//! What a device keeps of its trust data from one run to the next, whatever keeps it (SPEC §6.6).

use core::fmt;

use juma_format::time::UnixTime;
use juma_keys::{AnchorFile, BundleRefusal, KeyFileError, MAX_KEY_FILE_BYTES, RootAnchor};

use crate::{
    Floors, FloorsError, ImportRefusal, Imported, MAX_FLOORS_BYTES, MAX_KEPT_BYTES, State,
};

/// A piece of it: a file of a folder, or a record of a browser's database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// The root that the device was given.
    Anchor,
    /// The newest generation of trust data.
    Bundle,
    /// What may not go back.
    Floors,
    /// The generation before the newest.
    Previous,
}

impl Piece {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Anchor, Self::Bundle, Self::Floors, Self::Previous];

    /// Its name, wherever it is kept.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Anchor => "root.pub",
            Self::Bundle => "bundle.jmb",
            Self::Floors => "floors.cbor",
            Self::Previous => "bundle-previous.jmb",
        }
    }

    /// The piece of a name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|piece| piece.name() == name)
    }

    /// The most bytes that it has.
    #[must_use]
    pub const fn max_bytes(self) -> usize {
        match self {
            Self::Anchor => MAX_KEY_FILE_BYTES,
            Self::Bundle | Self::Previous => MAX_KEPT_BYTES,
            Self::Floors => MAX_FLOORS_BYTES,
        }
    }
}

/// What a device has kept, and the state that comes of it. `D` is what its keeper says of a bundle
/// that cannot be read.
pub struct Kept<D> {
    /// The state to judge with: of the newest bundle, or, when that is damaged, of the one before
    /// it, or of none.
    pub state: State,
    newest: Option<Vec<u8>>,
    damage: Option<D>,
}

/// What is wrong with a kept bundle that is at hand, or is not.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BundleDamage {
    /// It is not there.
    Absent,
    /// It cannot be read.
    Torn(BundleRefusal),
}

/// Why pieces make no device.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PiecesError {
    /// The root cannot be read.
    Anchor(KeyFileError),
    /// The floors cannot be read; they are never replaced by none, which would let an old stick in.
    Floors(FloorsError),
    /// There is no root.
    NoAnchor,
}

/// What comes of a bundle that was offered to a device.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The state with it.
    pub state: State,
    /// What it changes.
    pub imported: Imported,
    /// What is to be kept of it, in this order, so that a power cut in between leaves a whole
    /// device: the floors are raised again by the bundle when it is loaded. Nothing when all of it
    /// is there.
    pub pieces: Vec<(Piece, Vec<u8>)>,
}

impl Kept<BundleDamage> {
    /// Of pieces that are at hand, as [`Offer::pieces`] gave them, and those before them. A device
    /// without floors has just been given its root.
    ///
    /// # Errors
    /// When there is no root, or the root or the floors cannot be read. A bundle that cannot be
    /// read is told by [`Self::damage`].
    pub fn of(pieces: &[(Piece, Vec<u8>)]) -> Result<Self, PiecesError> {
        let piece = |wanted| {
            let found = pieces.iter().find(|(piece, _)| *piece == wanted);
            found.map(|(_, bytes)| bytes.as_slice())
        };
        let anchor = piece(Piece::Anchor).ok_or(PiecesError::NoAnchor)?;
        let anchor = core::str::from_utf8(anchor).unwrap_or_default();
        let AnchorFile(anchor) = AnchorFile::parse(anchor).map_err(PiecesError::Anchor)?;
        let Some(floors) = piece(Piece::Floors) else {
            return Ok(Self::begun(anchor, None));
        };
        let floors = Floors::decode(floors).map_err(PiecesError::Floors)?;
        let read = |wanted| {
            let bytes = piece(wanted).ok_or(BundleDamage::Absent)?;
            Ok(bytes.to_vec())
        };
        Ok(Self::load(anchor, floors, read, |_, refusal| {
            BundleDamage::Torn(refusal)
        }))
    }
}

impl<D> Kept<D> {
    /// Of a device that was given a root, and has lost its bundle if it has floors.
    #[must_use]
    pub fn begun(anchor: RootAnchor, floors: Option<Floors>) -> Self {
        Self {
            state: match floors {
                Some(floors) => State::with_floors(anchor, floors),
                None => State::new(anchor),
            },
            newest: None,
            damage: None,
        }
    }

    /// Of what was kept. `read` gives one of the two bundles, and `torn` says what is wrong with one
    /// that was read; the one before the newest is only asked for when the newest is damaged.
    pub fn load(
        anchor: RootAnchor,
        floors: Floors,
        mut read: impl FnMut(Piece) -> Result<Vec<u8>, D>,
        torn: impl Fn(Piece, BundleRefusal) -> D,
    ) -> Self {
        let mut restored = |piece| {
            let bytes = read(piece)?;
            match State::restore(anchor.clone(), floors.clone(), &bytes) {
                Ok(state) => Ok((state, bytes)),
                Err(refusal) => Err(torn(piece, refusal)),
            }
        };
        let damage = match restored(Piece::Bundle) {
            Ok((state, bundle)) => {
                return Self {
                    state,
                    newest: Some(bundle),
                    damage: None,
                };
            }
            Err(damage) => damage,
        };
        let state = match restored(Piece::Previous) {
            Ok((state, _)) => state,
            Err(_) => State::with_floors(anchor, floors),
        };
        Self {
            state,
            newest: None,
            damage: Some(damage),
        }
    }

    /// What is wrong with the newest bundle.
    #[must_use]
    pub const fn damage(&self) -> Option<&D> {
        self.damage.as_ref()
    }

    /// Whether there is nothing that an import would heal.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.damage.is_none()
    }

    /// The state, and what is wrong with the newest bundle.
    #[must_use]
    pub fn into_parts(self) -> (State, Option<D>) {
        (self.state, self.damage)
    }

    /// What comes of a bundle whose sequence is on its stick's label, 0 for no label. A damaged
    /// newest bundle is no obstacle: a new one heals it.
    ///
    /// # Errors
    /// As [`State::import_at_least`]; nothing is to be kept then.
    pub fn offer(&self, label: u32, bundle: &[u8], now: UnixTime) -> Result<Offer, ImportRefusal> {
        let (state, imported) = self.state.import_at_least(label, bundle, now)?;
        let pieces = if imported == Imported::Unchanged && self.is_whole() {
            Vec::new()
        } else {
            self.pieces(&state)
        };
        Ok(Offer {
            state,
            imported,
            pieces,
        })
    }

    /// The newest bundle becomes the one before it. The root comes last: what has none is no
    /// device's yet.
    fn pieces(&self, state: &State) -> Vec<(Piece, Vec<u8>)> {
        let Some(bundle) = state.to_keep() else {
            return Vec::new();
        };
        let mut pieces = Vec::new();
        if let Some(newest) = &self.newest {
            pieces.push((Piece::Previous, newest.clone()));
        }
        let anchor = AnchorFile(state.anchor().clone()).to_string();
        pieces.extend([
            (Piece::Bundle, bundle),
            (Piece::Floors, state.floors().encode()),
            (Piece::Anchor, anchor.into_bytes()),
        ]);
        pieces
    }
}

impl BundleDamage {
    /// The stable word for it.
    #[must_use]
    pub const fn slug(&self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Torn(_) => "torn",
        }
    }
}

impl fmt::Display for BundleDamage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("the kept bundle is not there"),
            Self::Torn(refusal) => write!(f, "the kept bundle is damaged: {refusal}"),
        }
    }
}

impl core::error::Error for BundleDamage {}

impl PiecesError {
    /// The stable word for it.
    #[must_use]
    pub const fn slug(&self) -> &'static str {
        match self {
            Self::Anchor(_) => "root-damaged",
            Self::Floors(_) => "floors-damaged",
            Self::NoAnchor => "no-root",
        }
    }
}

impl fmt::Display for PiecesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anchor(error) => write!(f, "the root cannot be read: {error}"),
            Self::Floors(error) => write!(f, "the floors cannot be read: {error}"),
            Self::NoAnchor => f.write_str("the device trusts no root yet"),
        }
    }
}

impl core::error::Error for PiecesError {}

/// Not the bytes, which are many.
impl<D: fmt::Debug> fmt::Debug for Kept<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept")
            .field("state", &self.state)
            .field("damage", &self.damage)
            .finish_non_exhaustive()
    }
}
