//! What a live code is signed with, and what becomes of its secret.

use std::path::Path;

use juma_cli::{failure::Failure, files, passphrase::read_new, random, wallets};
use juma_format::{Environment, claims::LiveProfile};
use juma_issuer::{Issued, OrderMedium, mark_of};
use juma_keys::{
    CodeRequest, HeldSecret, LiveChain, LiveSeed, MAX_REQUEST_BYTES, Passphrase, RequestError,
    Wallet, WalletCode, Wanted,
};
use juma_registry::ledger::{Ledger, LedgerError};

use crate::{args::SignArgs, register::failed, target::ReplaceArgs};

/// A live code in the making.
pub(crate) enum Live {
    /// The holder has the secret, and gets the code as a text.
    Requested(LiveProfile, Wanted),
    /// The secret was made here, and goes into a wallet with the code.
    Made(Made),
}

/// A secret that was made here. It is written into the wallet and nowhere else.
pub(crate) struct Made {
    profile: LiveProfile,
    environment: Environment,
    seed: LiveSeed,
    passphrase: Passphrase,
    /// The passphrase when it was made here too: somebody has to hear of it.
    pub(crate) told: Option<String>,
}

/// Why a request is not answered.
pub(crate) enum RequestRefusal {
    OtherEnvironment,
    Request(RequestError),
    SignedBefore,
}

impl RequestRefusal {
    pub(crate) const fn slug(&self) -> &'static str {
        match self {
            Self::OtherEnvironment => "wrong-environment",
            Self::Request(error) => error.slug(),
            Self::SignedBefore => LedgerError::ProofSignedBefore.slug(),
        }
    }
}

impl std::fmt::Display for RequestRefusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::OtherEnvironment => write!(f, "the request is for another environment"),
            Self::Request(error) => error.fmt(f),
            Self::SignedBefore => write!(
                f,
                "every anchor of the request was signed before: ask the holder for a new one"
            ),
        }
    }
}

impl Live {
    /// Whether the place to write to fits what will be written.
    pub(crate) fn check_out(args: &SignArgs) -> Result<(), Failure> {
        let ending = args.out.extension().and_then(|ending| ending.to_str());
        match (&args.request, ending) {
            (Some(_), Some("txt")) | (None, Some("wallet")) => Ok(()),
            (Some(_), _) => Err(Failure::new("does not end in .txt")
                .at(&args.out)
                .advise("the answer to a request is a text, which the holder adds to the wallet")),
            (None, _) => Err(Failure::new("does not end in .wallet")
                .at(&args.out)
                .advise(
                    "without a holder's request a live code goes into a wallet; or give --request",
                )),
        }
    }

    /// What the code is signed with: the first anchor of the request that was never signed, or a
    /// new chain.
    pub(crate) fn of(
        args: &SignArgs,
        environment: Environment,
        ledger: &impl Ledger,
    ) -> Result<Result<Self, RequestRefusal>, Failure> {
        match &args.request {
            Some(path) => requested(path, environment, ledger),
            None => made(args, environment).map(|made| Ok(Self::Made(made))),
        }
    }

    /// What stands in the order.
    pub(crate) fn medium(&self) -> OrderMedium {
        let (profile, proof) = match self {
            Self::Requested(profile, wanted) => (*profile, *wanted),
            Self::Made(made) => {
                let chain = LiveChain::new(&made.seed, made.profile, made.environment);
                (made.profile, Wanted::Anchor(chain.anchor()))
            }
        };
        OrderMedium::Live { profile, proof }
    }
}

impl Made {
    /// Writes the wallet of the one code.
    pub(crate) fn write(
        &self,
        issued: &Issued,
        out: &Path,
        replace: ReplaceArgs,
    ) -> Result<(), Failure> {
        let secret = HeldSecret::Chain {
            profile: self.profile,
            seed: self.seed.clone(),
        };
        let code = WalletCode {
            code: issued.code.bytes().to_vec(),
            secret: Some(secret),
        };
        let wallet = Wallet::of_issuer(self.environment, code);
        wallets::write(out, &wallet, &self.passphrase, replace.wallet())
    }
}

fn requested(
    path: &Path,
    environment: Environment,
    ledger: &impl Ledger,
) -> Result<Result<Live, RequestRefusal>, Failure> {
    let bytes = files::read_bounded(path, MAX_REQUEST_BYTES)?;
    let text = str::from_utf8(&bytes).map_err(|_| Failure::new("not UTF-8").at(path))?;
    let request = match CodeRequest::parse(text) {
        Ok(request) => request,
        Err(error) => return Ok(Err(RequestRefusal::Request(error))),
    };
    if request.environment != environment {
        return Ok(Err(RequestRefusal::OtherEnvironment));
    }
    for wanted in &request.wanted {
        if !ledger.is_proof_known(&mark_of(wanted)).map_err(failed)? {
            return Ok(Ok(Live::Requested(request.profile, *wanted)));
        }
    }
    Ok(Err(RequestRefusal::SignedBefore))
}

fn made(args: &SignArgs, environment: Environment) -> Result<Made, Failure> {
    let (passphrase, told) = match &args.wallet_passphrase_file {
        Some(file) => (read_new(file, &args.out)?, None),
        None => {
            let made = make_passphrase()?;
            (Passphrase::new(made.clone()), Some(made))
        }
    };
    let mut bytes = [0; 16];
    random::fill(&mut bytes)?;
    Ok(Made {
        profile: args.profile.into(),
        environment,
        seed: LiveSeed::new(bytes),
        passphrase,
        told,
    })
}

/// Twenty of 32 characters that nobody takes for one another: 100 bits.
fn make_passphrase() -> Result<String, Failure> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut drawn = [0; 20];
    random::fill(&mut drawn)?;
    let mut passphrase = String::new();
    for (at, byte) in drawn.iter().enumerate() {
        if at > 0 && at.is_multiple_of(4) {
            passphrase.push('-');
        }
        let letter = LETTERS.get(usize::from(byte % 32)).copied();
        passphrase.push(letter.unwrap_or(b'a').into());
    }
    Ok(passphrase)
}
