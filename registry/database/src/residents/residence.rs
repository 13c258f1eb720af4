use juma_format::{
    person::{Address, AddressState, AddressTail},
    places::{CityRules, MovingOut},
    region::Region,
};
use juma_registry::{SubjectId, record::Record};

use super::{ActError, CodeFate, CountedTable, Fact, Outcome, Refusal, Resident, family};
use crate::{Register, act::Act, journal::signed, store::Value};

/// A place where somebody lives.
#[derive(Clone, PartialEq, Eq)]
pub struct Residence {
    /// The region, a district or a city without districts.
    pub region: Region,
    /// The address below it.
    pub address: AddressTail,
    /// Whether it has the standard form.
    pub form: AddressForm,
}

juma_format::redacted_debug!(Residence => "Residence");

/// Whether an address has the standard form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressForm {
    /// Not yet; it is shown as such and replaced when the standard one arrives.
    NonStandard,
    /// It has.
    Standard,
}

/// How a registration came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// By whom the person works for.
    Employer,
    /// By a file that was taken in.
    Import,
    /// By whom the person rents from.
    Landlord,
    /// By an officer.
    Police,
    /// By the person.
    Own,
}

impl AddressForm {
    /// The word of the schema and of outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NonStandard => "non-standard",
            Self::Standard => "standard",
        }
    }
}

impl Channel {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Employer,
        Self::Import,
        Self::Landlord,
        Self::Police,
        Self::Own,
    ];

    /// The word of the schema and of outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Employer => "employer",
            Self::Import => "import",
            Self::Landlord => "landlord",
            Self::Police => "police",
            Self::Own => "self",
        }
    }
}

/// How far a new registration is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Progress {
    Pending,
    Registered,
}

impl Register {
    /// Registers a residence that is confirmed already. The address comes into the next code
    /// without anybody asking.
    ///
    /// # Errors
    /// [`Refusal::NotEnrolled`], [`Refusal::AlreadyRegistered`], and when the register fails.
    pub fn register_residence(
        &mut self,
        subject: &SubjectId,
        residence: &Residence,
        channel: Channel,
    ) -> Result<Outcome, ActError> {
        self.begin_residence(subject, residence, channel, Progress::Registered)
    }

    /// Notes that a registration was asked for. Until it is confirmed codes show no address.
    ///
    /// # Errors
    /// As [`Self::register_residence`].
    pub fn apply_for_residence(
        &mut self,
        subject: &SubjectId,
        residence: &Residence,
        channel: Channel,
    ) -> Result<Outcome, ActError> {
        self.begin_residence(subject, residence, channel, Progress::Pending)
    }

    fn begin_residence(
        &mut self,
        subject: &SubjectId,
        residence: &Residence,
        channel: Channel,
        progress: Progress,
    ) -> Result<Outcome, ActError> {
        self.write(|act| {
            let resident = Resident::find(act, subject)?;
            if resident.open_registration(act)?.is_some() {
                return Err(Refusal::AlreadyRegistered.into());
            }
            let (state, name) = match progress {
                Progress::Pending => ("pending", "apply-for-residence"),
                Progress::Registered => ("registered", "register-residence"),
            };
            resident.add_registration(act, residence, channel, state)?;
            resident.revise(act)?;
            resident.record(act, name, &[("address", residence.address.as_str())])?;
            resident.outcome(act, vec![Fact::Address], CodeFate::Keep)
        })
    }

    /// Confirms the registration that is pending.
    ///
    /// # Errors
    /// [`Refusal::NotEnrolled`], [`Refusal::NotPending`], [`Refusal::AddressMissing`], and when the
    /// register fails.
    pub fn confirm_residence(&mut self, subject: &SubjectId) -> Result<Outcome, ActError> {
        self.write(|act| {
            let resident = Resident::find(act, subject)?;
            match resident.open_registration(act)? {
                Some(open) if open.state == "pending" && open.address.is_none() => {
                    return Err(Refusal::AddressMissing.into());
                }
                Some(open) if open.state == "pending" => {}
                _ => return Err(Refusal::NotPending.into()),
            }
            let sql = "UPDATE registrations SET state = 'registered'
                       WHERE subject = $1 AND ended IS NULL";
            act.store.execute(sql, &[resident.subject.id.into()])?;
            resident.take_region(act)?;
            resident.revise(act)?;
            resident.record(act, "confirm-residence", &[])?;
            resident.outcome(act, vec![Fact::Address], CodeFate::Keep)
        })
    }

    /// Puts another address, or the standard form, in the place of the one that is registered.
    ///
    /// # Errors
    /// [`Refusal::NotEnrolled`], [`Refusal::NoResidence`], [`Refusal::SameFacts`], and when the
    /// register fails.
    pub fn correct_residence(
        &mut self,
        subject: &SubjectId,
        residence: &Residence,
        channel: Channel,
    ) -> Result<Outcome, ActError> {
        self.write(|act| {
            let resident = Resident::find(act, subject)?;
            let open = resident.open_registration(act)?;
            let open = open.ok_or(Refusal::NoResidence)?;
            if open.state == "registered" && open.is(residence) {
                return Err(Refusal::SameFacts.into());
            }
            resident.end_registration(act)?;
            resident.add_registration(act, residence, channel, "registered")?;
            resident.revise(act)?;
            let address = residence.address.as_str();
            resident.record(act, "correct-residence", &[("address", address)])?;
            resident.outcome(act, vec![Fact::Address], CodeFate::Keep)
        })
    }

    /// Ends the residence: the person has moved out. Whether that ends a residence permit, the
    /// city's rules say. Who shared the address does so no more; family stays family. The codes stay
    /// good and say no address from the next on.
    ///
    /// # Errors
    /// [`Refusal::NotEnrolled`], [`Refusal::NoResidence`], and when the register fails.
    pub fn move_out(
        &mut self,
        subject: &SubjectId,
        rules: Option<&CityRules>,
    ) -> Result<Outcome, ActError> {
        self.write(|act| {
            let resident = Resident::find(act, subject)?;
            if !resident.end_registration(act)? {
                return Err(Refusal::NoResidence.into());
            }
            let mut changed = vec![Fact::Address];
            // A city that says nothing keeps the permit: it is ended by hand.
            let ends = rules.is_some_and(|rules| rules.moving_out == MovingOut::EndPermit);
            if ends && resident.end_permit(act)? {
                changed.push(Fact::Permit);
            }
            resident.revise(act)?;
            resident.record(act, "move-out", &[])?;
            if family::part_from_co_residents(act, subject)? {
                changed.push(Fact::Relation);
            }
            resident.outcome(act, changed, CodeFate::Keep)
        })
    }
}

/// A registration that is not ended.
pub(super) struct OpenRegistration {
    pub(super) region: i64,
    pub(super) address: Option<String>,
    pub(super) state: String,
    form: String,
}

impl OpenRegistration {
    fn is(&self, residence: &Residence) -> bool {
        self.region == i64::from(residence.region.code())
            && self.address.as_deref() == Some(residence.address.as_str())
            && self.form == residence.form.name()
    }
}

impl Resident {
    pub(super) fn open_registration(
        &self,
        act: &mut Act<'_>,
    ) -> Result<Option<OpenRegistration>, ActError> {
        let sql = "SELECT region, address, state, form FROM registrations
                   WHERE subject = $1 AND ended IS NULL";
        let open = act.store.first(sql, &[self.subject.id.into()], |row| {
            Ok(OpenRegistration {
                region: row.integer(0)?,
                address: row.optional_text(1)?,
                state: row.text(2)?,
                form: row.text(3)?,
            })
        })?;
        Ok(open)
    }

    fn add_registration(
        &self,
        act: &mut Act<'_>,
        residence: &Residence,
        channel: Channel,
        state: &str,
    ) -> Result<(), ActError> {
        let address = Some(residence.address.as_str());
        let (region, form) = (residence.region, residence.form);
        self.insert_registration(act, region, address, state, form, channel)?;
        if state == "registered" {
            self.take_region(act)?;
        }
        Ok(())
    }

    fn insert_registration(
        &self,
        act: &mut Act<'_>,
        region: Region,
        address: Option<&str>,
        state: &str,
        form: AddressForm,
        channel: Channel,
    ) -> Result<(), ActError> {
        let number = self.next(act, CountedTable::Registrations)?;
        let sql = "INSERT INTO registrations (subject, number, region, address, state, form,
                       channel, since)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let values = [
            self.subject.id.into(),
            number.into(),
            region.code().into(),
            Value::from(address),
            state.into(),
            form.name().into(),
            channel.name().into(),
            signed(act.context.now.seconds())?.into(),
        ];
        act.store.execute(sql, &values)?;
        Ok(())
    }

    /// The region that administers a resident is that of the registered residence.
    fn take_region(&self, act: &mut Act<'_>) -> Result<(), ActError> {
        let sql = "UPDATE residents SET region = (SELECT g.region FROM registrations g
                       WHERE g.subject = residents.subject AND g.ended IS NULL)
                   WHERE subject = $1";
        act.store.execute(sql, &[self.subject.id.into()])?;
        Ok(())
    }

    /// Ends the registration that is open, and says whether there was one.
    pub(super) fn end_registration(&self, act: &mut Act<'_>) -> Result<bool, ActError> {
        let sql = "UPDATE registrations SET state = 'ended', ended = $1
                   WHERE subject = $2 AND ended IS NULL";
        let now = signed(act.context.now.seconds())?;
        let values = [now.into(), self.subject.id.into()];
        Ok(act.store.execute(sql, &values)? == 1)
    }
}

/// The registration of a record that is taken in.
pub(super) fn add_of_record(
    act: &mut Act<'_>,
    resident: &Resident,
    record: &Record,
    channel: Channel,
) -> Result<(), ActError> {
    let address: &Address = &record.person().address;
    let Some((state, form)) = of_record(address) else {
        return Ok(());
    };
    let text = address.tail().map(AddressTail::as_str);
    resident.insert_registration(act, record.region(), text, state, form, channel)
}

/// The state and the form of the registration that an address of a record comes from; none where
/// there is none.
pub(super) const fn of_record(address: &Address) -> Option<(&'static str, AddressForm)> {
    Some(match address.state() {
        AddressState::None => return None,
        AddressState::NonStandard => ("registered", AddressForm::NonStandard),
        AddressState::Pending => ("pending", AddressForm::Standard),
        AddressState::Registered => ("registered", AddressForm::Standard),
        AddressState::Withheld => ("withheld", AddressForm::Standard),
    })
}
