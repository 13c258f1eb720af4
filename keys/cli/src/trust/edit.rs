use std::path::{Path, PathBuf};

use juma_cli::{clock, failure::Failure, key_files, output::note};
use juma_format::{
    region::Region,
    time::{DAY, Date, UnixTime},
    trust::EntryTimes,
};
use juma_keys::{CeremonyRefusal, Draft, KeyHash, KeyTerms, ListDraft};

use super::{Stop, description, files};
use crate::description::FormArgs;

/// Add a key to a drafted trust list
///
/// The purpose is the one in KEY.pub. The default of practice is a key a city a month: --month. A key
/// or a kid that the list has, or a list of --past had, is refused for whatever purpose. A key that is
/// used in another environment too cannot be told from here: make each key for one.
#[derive(Debug, clap::Args)]
pub(crate) struct Add {
    /// The draft, which is changed in place
    draft: PathBuf,

    /// The public key
    #[arg(long, value_name = "KEY.pub")]
    key: PathBuf,

    /// Who holds the key, for people
    #[arg(long, value_name = "NAME")]
    issuer: String,

    /// Where its codes may be from, or whose records are sealed to it: 2, 4 or 6 digits each; for keys
    /// of purpose code or seal only
    #[arg(long, value_name = "CODE,…", value_delimiter = ',', value_parser = Region::parse)]
    regions: Vec<Region>,

    /// The namespace of its status lists
    #[arg(long, value_name = "NAME")]
    namespace: String,

    /// The calendar month in which it signs
    #[arg(long, value_name = "YYYY-MM", value_parser = parse_month, conflicts_with_all = ["sign_from", "sign_until"])]
    month: Option<Month>,

    /// From when on it signs
    #[arg(long, value_name = "TIME", value_parser = clock::parse_time, required_unless_present = "month")]
    sign_from: Option<UnixTime>,

    /// Until when, exclusive, it signs
    #[arg(long, value_name = "TIME", value_parser = clock::parse_time, required_unless_present = "month")]
    sign_until: Option<UnixTime>,

    /// The longest that a code, a status list or a bundle of it is good
    #[arg(long, value_name = "N")]
    max_validity_days: u32,

    /// Until when anything of it is accepted, if not sign-until and the greatest validity
    #[arg(long, value_name = "TIME", value_parser = clock::parse_time)]
    accept_until: Option<UnixTime>,

    /// A trust list of before whose keys never come again; once for each
    #[arg(long, value_name = "LIST.cose", requires = "root")]
    past: Vec<PathBuf>,

    /// The root document whose keys have signed --past; once for each that has
    #[arg(long, value_name = "ROOT.cose", requires = "past")]
    root: Vec<PathBuf>,

    #[command(flatten)]
    form: FormArgs,
}

/// A month of the calendar of UTC+8.
#[derive(Clone, Copy, Debug)]
struct Month {
    from: UnixTime,
    until: UnixTime,
}

fn parse_month(text: &str) -> Result<Month, &'static str> {
    const FORM: &str = "no month of the form 2027-03";
    let first = Date::parse(&format!("{text}-01")).ok_or(FORM)?;
    // Every month has 28 days, and 31 days on from the first is the next month.
    let (year, month, _) = first.plus_days(31).ymd();
    let next = Date::from_ymd(year, month, 1).ok_or(FORM)?;
    Ok(Month {
        from: first.midnight().ok_or(FORM)?,
        until: next.midnight().ok_or(FORM)?,
    })
}

impl Add {
    pub(super) fn run(&self) -> Result<(), Stop> {
        let draft = files::read_list_draft(&self.draft)?;
        let key = key_files::read_public(&self.key)?;
        let terms = KeyTerms {
            issuer: self.issuer.clone(),
            regions: self.regions.clone(),
            namespace: self.namespace.clone(),
            times: self.times()?,
        };
        for region in self.regions.iter().filter(|it| it.name().is_none()) {
            let code = region.code();
            note(format_args!(
                "note: no division has the code {code} by our tables"
            ));
        }
        let roots = self.root.iter().map(|path| files::read_root(path));
        let roots = roots.collect::<Result<Vec<_>, Failure>>()?;
        let past = self.past.iter().map(|path| {
            let signed = files::read_signed(path)?;
            let mut tried = roots.iter().map(|root| signed.check_list(root));
            let found = tried.find(Result::is_ok).and_then(Result::ok);
            found.ok_or_else(|| Failure::new("no --root has signed it").at(path))
        });
        let past = past.collect::<Result<Vec<_>, Failure>>()?;
        let changed = draft.add(&key, terms, &past)?;
        replace(&self.draft, changed, key.hash(), self.form)
    }

    fn times(&self) -> Result<EntryTimes, Failure> {
        let (sign_from, sign_until) = match (self.month, self.sign_from, self.sign_until) {
            (Some(month), _, _) => (month.from, month.until),
            (None, Some(from), Some(until)) => (from, until),
            _ => {
                return Err(Failure::new(
                    "give --month, or --sign-from and --sign-until",
                ));
            }
        };
        let max_validity = u64::from(self.max_validity_days) * DAY;
        let last = sign_until.plus(max_validity);
        Ok(EntryTimes {
            sign_from,
            sign_until,
            accept_until: self.accept_until.unwrap_or(last),
            max_validity,
        })
    }
}

/// Which key of a draft is meant.
#[derive(Debug, clap::Args)]
struct KeyArgs {
    /// The draft, which is changed in place
    draft: PathBuf,

    /// The key: its kid (8 digits) or its SHA-256 (64 digits)
    #[arg(long, value_name = "KID|SHA-256")]
    key: String,

    #[command(flatten)]
    form: FormArgs,
}

impl KeyArgs {
    fn find(&self, draft: &ListDraft) -> Result<KeyHash, CeremonyRefusal> {
        let entries = draft.list().entries().iter();
        let mut hashes = entries.map(|entry| KeyHash::of(&entry.key));
        let wanted = self.key.to_ascii_lowercase();
        hashes
            .find(|hash| hash.to_string() == wanted || hash.key_id().to_string() == wanted)
            .ok_or(CeremonyRefusal::KeyUnknown)
    }
}

/// Retire a key: it signs no more from the list's time of issue on, and what it signed stays good
///
/// Stop signing with it first.
#[derive(Debug, clap::Args)]
pub(crate) struct Retire {
    #[command(flatten)]
    which: KeyArgs,
}

impl Retire {
    pub(super) fn run(&self) -> Result<(), Stop> {
        let draft = files::read_list_draft(&self.which.draft)?;
        let key = self.which.find(&draft)?;
        replace(&self.which.draft, draft.retire(key)?, key, self.which.form)
    }
}

/// Mark a key as compromised: nothing that it ever signed is good, whatever date it bears
///
/// There is no way back. Until the list has reached a gate, the manifest of a bundle can distrust
/// the key as well.
#[derive(Debug, clap::Args)]
pub(crate) struct Compromise {
    #[command(flatten)]
    which: KeyArgs,
}

impl Compromise {
    pub(super) fn run(&self) -> Result<(), Stop> {
        let draft = files::read_list_draft(&self.which.draft)?;
        let key = self.which.find(&draft)?;
        replace(
            &self.which.draft,
            draft.compromise(key)?,
            key,
            self.which.form,
        )
    }
}

fn replace(path: &Path, changed: ListDraft, key: KeyHash, form: FormArgs) -> Result<(), Stop> {
    let shown = Draft::from(changed.clone());
    files::replace_draft(path, changed)?;
    Ok(description::draft(path, &shown).only(key).print(form)?)
}
