//! What a holder keeps, and the request that asks an issuer for codes (SPEC §7.5, §8): holders read
//! and write both, issuers read requests and may write a wallet of one code.

mod content;
mod file;
mod request;
#[cfg(test)]
mod tests;

pub use content::{HeldSecret, MAX_WALLET_CODES, Wallet, WalletCode, WalletError};
pub use file::{MAX_WALLET_FILE_BYTES, WalletFile, WalletFileError};
pub use request::{CodeRequest, MAX_REQUEST_BYTES, MAX_WANTED, RequestError, Wanted};
