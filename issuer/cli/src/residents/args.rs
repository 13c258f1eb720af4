//! What was typed of acts on residents. Facts about a person come in files: whatever is typed can
//! be read by every process of the machine, and stays in the shell's history.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use juma_cli::passphrase::PassphraseArgs;
use juma_register::{Channel, Kinship};
use juma_registry::SubjectId;

use crate::{args::HomeArgs, refresh::args::PictureArg};

#[derive(Debug, Subcommand)]
pub(crate) enum ResidentCommand {
    /// Enrol a person whose identity was verified.
    Enrol(RecordArgs),
    /// Make a resident what a record says: name, document, addresses, verification. Codes with an
    /// old name or document are revoked in the same act.
    Update(UpdateArgs),
    /// Print the record of a resident, as codes are made of it.
    Show(SubjectArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum ResidenceCommand {
    /// Note that a registration was asked for, at the address of a record; nothing else of the record
    /// is looked at. Until it is confirmed codes say that it is pending.
    Apply(ApplyArgs),
    /// Confirm the registration that is pending: the address comes into the next code.
    Confirm(SubjectArgs),
    /// Move out: the next code says no address. The city's profile says whether that ends a
    /// residence permit.
    MoveOut(SubjectArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum FamilyCommand {
    /// Let a resident show the code of a family member under 18, or of 60 and over.
    AddMember(MemberArgs),
    /// Note that two residents share their registered address; neither may show the other's code.
    AddCoResident(PairArgs),
    /// End what is between two residents.
    End(PairArgs),
    /// Print what is between a resident and others.
    List(SubjectArgs),
    /// End the relations of all members who are 18 by now and were added as minors.
    ComeOfAge(PlaceArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum PermitCommand {
    /// Link a residence permit.
    Link(PermitArgs),
    /// End the residence permit that is linked.
    End(SubjectArgs),
}

#[derive(Args, Debug)]
pub(crate) struct PlaceArgs {
    #[command(flatten)]
    pub(crate) home: HomeArgs,
}

#[derive(Args, Debug)]
pub(crate) struct SubjectArgs {
    #[command(flatten)]
    pub(crate) home: HomeArgs,
    /// The register's id of the person.
    #[arg(long, value_name = "ID", value_parser = SubjectId::new)]
    pub(crate) subject: SubjectId,
}

#[derive(Args, Debug)]
pub(crate) struct RecordArgs {
    #[command(flatten)]
    pub(crate) home: HomeArgs,
    /// The record, as JSON; - reads standard input.
    #[arg(long, value_name = "FILE.json")]
    pub(crate) record: PathBuf,
}

#[derive(Args, Debug)]
pub(crate) struct UpdateArgs {
    #[command(flatten)]
    pub(crate) record: RecordArgs,
    /// How a change of the residence came about.
    #[arg(long, value_enum, default_value_t = ChannelArg::Police)]
    pub(crate) channel: ChannelArg,
    /// Issue a new code in the place of each that was revoked, into this folder, which is made if it
    /// is not there.
    #[arg(long, value_name = "DIR")]
    pub(crate) reissue: Option<PathBuf>,
    /// What the new codes are drawn as. What is printed later, by juma-issuer print, is a txt.
    #[arg(long, value_enum, requires = "reissue", default_value_t = PictureArg::Png)]
    pub(crate) format: PictureArg,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseArgs,
}

#[derive(Args, Debug)]
pub(crate) struct ApplyArgs {
    #[command(flatten)]
    pub(crate) record: RecordArgs,
    /// How it was asked for.
    #[arg(long, value_enum, default_value_t = ChannelArg::Police)]
    pub(crate) channel: ChannelArg,
}

#[derive(Args, Debug)]
pub(crate) struct PairArgs {
    #[command(flatten)]
    pub(crate) one: SubjectArgs,
    /// The other.
    #[arg(long = "with", value_name = "ID", value_parser = SubjectId::new)]
    pub(crate) other: SubjectId,
}

#[derive(Args, Debug)]
pub(crate) struct MemberArgs {
    #[command(flatten)]
    pub(crate) guardian: SubjectArgs,
    /// The member.
    #[arg(long, value_name = "ID", value_parser = SubjectId::new)]
    pub(crate) member: SubjectId,
    /// What the resident is to the member, in the words of records: parent, grandparent, child,
    /// grandchild, spouse, sibling or legal-guardian.
    #[arg(long, value_name = "WORD", value_parser = parse_kinship)]
    pub(crate) kinship: Kinship,
}

#[derive(Args, Debug)]
pub(crate) struct PermitArgs {
    #[command(flatten)]
    pub(crate) subject: SubjectArgs,
    /// A file with the permit's number on one line; - reads standard input.
    #[arg(long, value_name = "FILE")]
    pub(crate) number: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ChannelArg {
    Employer,
    Landlord,
    Police,
    #[value(name = "self")]
    Own,
}

impl ChannelArg {
    pub(crate) const fn channel(self) -> Channel {
        match self {
            Self::Employer => Channel::Employer,
            Self::Landlord => Channel::Landlord,
            Self::Police => Channel::Police,
            Self::Own => Channel::Own,
        }
    }
}

fn parse_kinship(word: &str) -> Result<Kinship, String> {
    Kinship::from_name(word).ok_or_else(|| {
        let words = Kinship::ALL.map(Kinship::name).join(", ");
        format!("none of {words}")
    })
}
