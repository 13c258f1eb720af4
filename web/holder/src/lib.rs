//! The resident's wallet for a browser: bindings, and no logic. What a wallet does is done by
//! [`juma_holder`], what is drawn is drawn by [`juma_symbol`]; the page owns the clock, the random
//! numbers and the database, where the wallet lies encrypted.
//!
//! Times are seconds since 1970. What is given back is JSON; an error is `slug: message`.

use core::fmt;

use juma_format::{Environment, claims::LiveProfile, claims::Relation, time::UnixTime};
use juma_holder::{
    Card, HolderError, Offered, RandomFailed, RequestedProof, Screen, add_code, add_wallet, cards,
    chosen, guardian_of, request, symbol_pixels,
};
use juma_keys::{Passphrase, SealingInputs, Secret, Wallet, WalletFile, WalletFileError};
use juma_symbol::{EncodeError, Symbol, encode};
use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

/// A wallet that is open, and what opens it.
#[wasm_bindgen]
pub struct Pocket {
    wallet: Wallet,
    passphrase: Passphrase,
    /// The number of the code that was shown last, made ready.
    screen: Option<(usize, Screen)>,
}

/// Symbols, and what is said of them.
#[wasm_bindgen]
pub struct Drawn {
    said: String,
    symbols: Vec<Symbol>,
}

#[wasm_bindgen]
impl Drawn {
    /// What is said of them.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn said(&self) -> String {
        self.said.clone()
    }

    /// The modules of one of them with its quiet zone, a byte each, 0 dark and 255 light; none when
    /// there are not so many.
    #[must_use]
    pub fn symbol(&self, at: usize) -> Option<Vec<u8>> {
        let (_, pixels) = symbol_pixels(self.symbols.get(at)?);
        Some(pixels)
    }
}

#[wasm_bindgen]
impl Pocket {
    /// An empty wallet with a key of the holder's own, of 32 random bytes.
    ///
    /// # Errors
    /// When the environment has no such name, or there are not so many bytes.
    pub fn begin(environment: &str, passphrase: String, random: Vec<u8>) -> Result<Self, String> {
        let random = Zeroizing::new(random);
        let environment = Environment::from_name(environment).ok_or("no such environment")?;
        let secret = random.first_chunk().ok_or("too few random bytes")?;
        let wallet = Wallet::new(environment, Secret::new(*secret));
        Ok(Self::of(wallet, Passphrase::new(passphrase)))
    }

    /// Opens a wallet file, which takes about a second.
    ///
    /// # Errors
    /// When the text is no wallet file, or the passphrase is not its.
    pub fn open(file: &str, passphrase: String) -> Result<Self, String> {
        let passphrase = Passphrase::new(passphrase);
        let wallet = WalletFile::parse(file).and_then(|file| file.open(&passphrase));
        Ok(Self::of(wallet.map_err(file_error)?, passphrase))
    }

    fn of(wallet: Wallet, passphrase: Passphrase) -> Self {
        Self {
            wallet,
            passphrase,
            screen: None,
        }
    }

    /// Goes on with what another tab has kept under the same passphrase.
    ///
    /// # Errors
    /// As [`Self::open`]; then nothing changes.
    pub fn renew(&mut self, file: &str) -> Result<(), String> {
        let wallet = WalletFile::parse(file).and_then(|file| file.open(&self.passphrase));
        self.wallet = wallet.map_err(file_error)?;
        self.screen = None;
        Ok(())
    }

    /// The wallet as a file, encrypted. The random bytes are 16 of the salt, 16 of the cipher's
    /// beginning, fresh each time.
    ///
    /// # Errors
    /// When there are not so many bytes.
    pub fn seal(&self, random: &[u8]) -> Result<String, String> {
        let (salt, rest) = random.split_first_chunk().ok_or("too few random bytes")?;
        let (iv, _) = rest.split_first_chunk().ok_or("too few random bytes")?;
        let (salt, iv) = (*salt, *iv);
        let file = WalletFile::seal(&self.wallet, &self.passphrase, SealingInputs { salt, iv });
        Ok(file.map_err(file_error)?.to_text())
    }

    /// Makes fresh secrets and the text that asks an issuer for so many codes, of 32 random bytes
    /// each: chains of a profile, or keys for venues that put a challenge.
    ///
    /// # Errors
    /// When the wallet has no own key or is full; it is then as it was.
    pub fn request(
        &mut self,
        profile: &str,
        proof: &str,
        codes: usize,
        random: Vec<u8>,
    ) -> Result<String, String> {
        let random = Zeroizing::new(random);
        let mut left = random.as_slice();
        let profile = LiveProfile::from_name(profile).ok_or("no such profile")?;
        let proof = match proof {
            "chain" => RequestedProof::Chain,
            "key" => RequestedProof::Key,
            _ => return Err("no such proof".to_owned()),
        };
        let mut draw = |bytes: &mut [u8]| {
            let (drawn, rest) = left.split_at_checked(bytes.len()).ok_or(RandomFailed)?;
            bytes.copy_from_slice(drawn);
            left = rest;
            Ok(())
        };
        request(&mut self.wallet, profile, proof, codes, &mut draw).map_err(holder_error)
    }

    /// Takes what an issuer has answered, codes or wallets; one under a passphrase of its own is
    /// opened with that. Gives the number of codes that were new.
    ///
    /// # Errors
    /// When one is neither, or not for this wallet; the wallet is then as it was.
    pub fn add(&mut self, texts: Vec<String>, passphrase: Option<String>) -> Result<usize, String> {
        let its = passphrase.map(Passphrase::new);
        let mut wallet = self.wallet.clone();
        let before = wallet.codes.len();
        for text in &texts {
            match Offered::parse(text).map_err(file_error)? {
                Offered::Code(text) => add_code(&mut wallet, text).map(drop),
                Offered::Wallet(file) => {
                    let other = match (file.open(&self.passphrase), &its) {
                        (Err(WalletFileError::Passphrase), Some(its)) => file.open(its),
                        (opened, _) => opened,
                    };
                    add_wallet(&mut wallet, other.map_err(file_error)?).map(drop)
                }
            }
            .map_err(holder_error)?;
        }
        self.wallet = wallet;
        Ok(self.wallet.codes.len().saturating_sub(before))
    }

    /// What the wallet holds.
    #[must_use]
    pub fn list(&self, now: u64) -> String {
        let (wallet, now) = (&self.wallet, UnixTime::from_seconds(now));
        let card = |card: Card| {
            json!({
                "number": card.number, "name": card.name, "tier": card.tier.name(),
                "proof": card.proof.name(), "relation": card.guardian.map(Relation::name),
                "guardian": guardian_of(wallet, card.number),
                "expires": card.expires.to_string(), "over": now >= card.expires,
            })
        };
        let codes: Vec<Value> = cards(wallet).into_iter().map(card).collect();
        json!({
            "environment": wallet.environment().name(), "codes": codes,
            "waiting": wallet.waiting.len(), "asks": wallet.own_key().is_some(),
            "chosen": chosen(wallet, now).ok(),
        })
        .to_string()
    }

    /// What is held up to a gate at a moment: the code of a number, and the guardian's own that it
    /// names, with the number that a venue asks to confirm.
    ///
    /// # Errors
    /// When there is nothing to show.
    pub fn show(
        &mut self,
        number: usize,
        now: u64,
        challenge: Option<u32>,
    ) -> Result<Drawn, String> {
        let ready = self.screen.take().filter(|(of, _)| *of == number);
        let screen = match ready {
            Some((_, screen)) => screen,
            None => Screen::of(&self.wallet, number).map_err(holder_error)?,
        };
        let view = screen.view(UnixTime::from_seconds(now), challenge);
        let answers = screen.answers();
        self.screen = Some((number, screen));
        let view = view.map_err(holder_error)?;
        let symbols = view.faces.iter().map(|(_, face)| encode(&face.text));
        let symbols = symbols.collect::<Result<_, _>>().map_err(symbol_error)?;
        let numbers: Vec<usize> = view.faces.iter().map(|(number, _)| *number).collect();
        let live = view.faces.iter().any(|(_, face)| face.slot.is_some());
        let until = view.until.seconds();
        let said = json!({
            "numbers": numbers, "until": until, "live": live, "answers": answers,
        });
        Ok(Drawn {
            said: said.to_string(),
            symbols,
        })
    }
}

/// A file as a symbol that any reader gives back as it is.
///
/// # Errors
/// When it does not fit into one.
#[wasm_bindgen]
pub fn file_symbol(file: &str) -> Result<Drawn, String> {
    let symbol = juma_holder::file_symbol(file).map_err(symbol_error)?;
    Ok(Drawn {
        said: String::new(),
        symbols: vec![symbol],
    })
}

/// The most bytes of a file that fits.
#[wasm_bindgen]
#[must_use]
pub fn most_file_bytes() -> usize {
    juma_holder::max_file_bytes()
}

impl fmt::Debug for Pocket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pocket").finish_non_exhaustive()
    }
}

impl fmt::Debug for Drawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Drawn").finish_non_exhaustive()
    }
}

fn file_error(error: WalletFileError) -> String {
    format!("{}: {error}", error.slug())
}

fn holder_error(error: HolderError) -> String {
    format!("{}: {error}", error.slug())
}

fn symbol_error(error: EncodeError) -> String {
    format!("{}: {error}", error.slug())
}
