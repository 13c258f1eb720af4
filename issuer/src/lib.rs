//! From a resident's record to a signed code in a picture, and from a ledger to a bundle.
//!
//! No clock, no randomness and no files of its own: time and random bytes come in as arguments,
//! the ledger behind its trait, and what is made goes out as bytes.

mod ahead;
mod authority;
mod claims;
mod crowd;
mod founding;
mod guardian;
mod image;
mod issue;
mod order;
mod publish;
mod reread;
mod sealing;
mod signed_code;
mod validity;
mod workshop;

pub use ahead::signing_gap;
pub use authority::{Authority, AuthorityError, SignRefusal};
pub use claims::ClearTier;
pub use crowd::{Crowds, GATE_CROWD};
pub use founding::{Founding, FoundingError, FoundingSecrets, FoundingTerms, found_demo};
pub use guardian::{
    ADULT_YEARS, ELDER_CODE_DAYS, ELDER_YEARS, GuardianRefusal, Guardianship,
    MAJORITY_DAYS_AFTER_BIRTHDAY, Ward,
};
pub use image::{FileKind, ImageError, ImageFormat, Rendered, read_file, render};
pub use issue::{IssueError, Issued, Issuer, Succession};
pub use order::{Order, OrderBearer, OrderMedium, mark_of};
pub use publish::{
    Contributed, Contributor, PublishError, PublishTerms, Published, Publisher, PublisherKeys,
    Stock, TrustDocuments,
};
pub use reread::{Reread, RereadError, reread};
pub use sealing::{OrderTier, Sealing, seal_key_in_force};
pub use signed_code::SignedCode;
pub use validity::{Validity, draw_expiry};
pub use workshop::Workshop;
