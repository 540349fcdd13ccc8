//! The stock of tokens, as endpoints and enrolments find, judge and change it.

use sportello_central_store::{
    Transaction,
    tables::{
        customers, enrolments,
        tokens::{self, FoundToken, Token, TokenLine},
    },
};
use sportello_contract::stock::{ChangedToken, TokenRow};
use sportello_domain::{
    account::Unit,
    catalogue::Carrier,
    error_code::ErrorCode,
    ids::{ProductId, TokenId, UnitId},
    moment::Timestamp,
    rights::{Action, Reach, Target, WhyNot, may_ever},
    token::{TokenEvent, TokenRefused, TokenStanding, TokenStatus, Unusable, unusable},
    token_serial::{LONGEST_LIST, TokenSerial},
};

use crate::{Refusal, commands::outdated, signed_in::SignedIn, token_format};

/// The longest text that is looked at as a serial.
pub const LONGEST_SERIAL: usize = 64;

/// What rights on the tokens of a unit are asked about.
pub fn target(signed_in: &SignedIn, unit: UnitId) -> Target {
    Target::of_unit(&signed_in.actor, signed_in.customer(), unit)
}

/// The units whose stock the caller may read; `None` for all of the customer.
pub fn readable(signed_in: &SignedIn) -> Result<Option<Vec<UnitId>>, Refusal> {
    let actor = &signed_in.actor;
    Ok(match may_ever(actor, Action::ReadTokenStock)? {
        Reach::Customer => None,
        Reach::Unit | Reach::Own | Reach::OwnAndToIdentify => Some(actor.units.iter().copied().collect()),
    })
}

/// A unit of the caller's customer; another customer's is not found.
pub async fn unit(tx: &mut Transaction, signed_in: &SignedIn, id: UnitId) -> Result<Unit, Refusal> {
    let units = customers::units(tx, signed_in.customer()).await?;
    units.into_iter().find(|unit| unit.id == id).ok_or_else(Refusal::not_found)
}

/// A token on its way through a transaction.
#[derive(Clone, Debug)]
pub struct OpenToken {
    pub found: FoundToken,
}

impl OpenToken {
    /// Finds a token of the caller's customer; another customer's is not found.
    pub async fn find(tx: &mut Transaction, signed_in: &SignedIn, id: TokenId) -> Result<Self, Refusal> {
        let found = tokens::find(tx, signed_in.customer(), id).await?.ok_or_else(Refusal::not_found)?;
        Ok(Self { found })
    }

    /// What rights on the token are asked about.
    pub fn target(&self, signed_in: &SignedIn) -> Target {
        target(signed_in, self.found.token.unit)
    }

    /// What the rules need of it.
    pub const fn standing(&self) -> TokenStanding {
        standing(&self.found)
    }

    /// Refuses what is said by hand while an enrolment is on its way on it: that would leave certificates good which nobody
    /// can deliver, or make a token blank that has somebody's codes.
    pub async fn not_being_enrolled(&self, tx: &mut Transaction) -> Result<(), Refusal> {
        let token = &self.found.token;
        if enrolments::is_under_way_on(tx, token.customer, token.serial.as_str()).await? {
            return Err(Refusal::new(ErrorCode::TokenBeingEnrolled));
        }
        Ok(())
    }

    /// Something happened to it; the transition table decides whether it could.
    pub async fn happened(
        &mut self,
        tx: &mut Transaction,
        signed_in: &SignedIn,
        event: TokenEvent,
        reason: Option<String>,
        at: Timestamp,
    ) -> Result<(), Refusal> {
        let status = self.found.token.status.after(event)?;
        let token = &mut self.found.token;
        (token.status, token.status_since) = (status, at);
        // From the first write on, nothing but formatting makes it blank again.
        token.used = event == TokenEvent::Initialise || token.used && event != TokenEvent::Format;
        if status == TokenStatus::InStock {
            token.product = None;
        }
        let what = if event == TokenEvent::Format { "formatted" } else { status.as_str() };
        self.noted(tx, signed_in, what, reason, at).await?;
        token_format::overtake(tx, self.found.token.id, at).await
    }

    /// Handed to another unit.
    pub async fn moved(
        &mut self,
        tx: &mut Transaction,
        signed_in: &SignedIn,
        to: UnitId,
        reason: Option<String>,
        at: Timestamp,
    ) -> Result<(), Refusal> {
        self.found.token.unit = to;
        self.noted(tx, signed_in, "moved", reason, at).await
    }

    /// Writes it with a line of its history.
    pub async fn noted(
        &mut self,
        tx: &mut Transaction,
        signed_in: &SignedIn,
        what: &str,
        reason: Option<String>,
        at: Timestamp,
    ) -> Result<(), Refusal> {
        let token = &mut self.found.token;
        let version = tokens::update(tx, token).await?;
        token.version = version.ok_or_else(|| outdated(token.version))?;
        tokens::add_line(tx, token.id, &line(signed_in, token, what, reason, at)).await?;
        Ok(())
    }

    /// Where it stands now.
    pub const fn changed(&self) -> ChangedToken {
        let token = &self.found.token;
        ChangedToken { token: token.id, unit: token.unit, status: token.status, version: token.version }
    }
}

/// A line of history in the caller's name.
pub fn line(
    signed_in: &SignedIn,
    token: &Token,
    what: &str,
    reason: Option<String>,
    at: Timestamp,
) -> TokenLine {
    let session = &signed_in.session;
    TokenLine {
        at,
        what: what.to_owned(),
        unit: token.unit,
        account: Some(session.account),
        profile: Some(session.profile),
        reason,
    }
}

/// A token as a row of the table.
pub fn row(found: FoundToken, units: &[Unit]) -> TokenRow {
    let FoundToken { token, device_type } = found;
    TokenRow {
        token: token.id,
        serial: token.serial,
        device_type,
        unit: token.unit,
        unit_name: name_of(units, token.unit),
        status: token.status,
        status_since: token.status_since,
        received_at: token.received_at,
        format: None,
    }
}

/// A unit's name, for lists.
pub fn name_of(units: &[Unit], id: UnitId) -> String {
    units.iter().find(|unit| unit.id == id).map(|unit| unit.name.clone()).unwrap_or_default()
}

const fn standing(found: &FoundToken) -> TokenStanding {
    TokenStanding {
        unit: found.token.unit,
        carrier: found.device_type.carrier,
        status: found.token.status,
        used: found.token.used,
        product: found.token.product,
    }
}

/// What an enrolment wants a token for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub product: ProductId,
    /// The unit at whose counter the person stands.
    pub unit: UnitId,
    pub carrier: Carrier,
}

/// Why the token with this serial, as the device tells it, cannot be taken; `None` where it can.
pub async fn refusal(
    tx: &mut Transaction,
    signed_in: &SignedIn,
    serial: &str,
    wanted: Wanted,
) -> Result<Option<Unusable>, Refusal> {
    let found = find_by_serial(tx, signed_in, serial).await?;
    let standing = found.as_ref().map(standing);
    Ok(unusable(standing.as_ref(), wanted.unit, wanted.carrier, wanted.product))
}

/// Keeps the token with this serial for a product, in the transaction of the enrolment's beginning. One that is kept for
/// it already is given again.
pub async fn reserve(
    tx: &mut Transaction,
    signed_in: &SignedIn,
    serial: &str,
    wanted: Wanted,
    at: Timestamp,
) -> Result<OpenToken, Refusal> {
    let found = find_by_serial(tx, signed_in, serial).await?;
    let standing = found.as_ref().map(standing);
    if let Some(why) = unusable(standing.as_ref(), wanted.unit, wanted.carrier, wanted.product) {
        return Err(why.into());
    }
    let mut open = OpenToken { found: found.ok_or_else(|| Refusal::from(Unusable::NotInStock))? };
    if open.found.token.status != TokenStatus::Reserved {
        open.found.token.product = Some(wanted.product);
        open.happened(tx, signed_in, TokenEvent::Reserve, None, at).await?;
    }
    Ok(open)
}

async fn find_by_serial(
    tx: &mut Transaction,
    signed_in: &SignedIn,
    serial: &str,
) -> Result<Option<FoundToken>, Refusal> {
    // What is no serial stands in no stock.
    let Some(serial) = TokenSerial::read(serial) else { return Ok(None) };
    Ok(tokens::find_by_serial(tx, signed_in.customer(), &serial).await?)
}

impl From<Unusable> for Refusal {
    fn from(why: Unusable) -> Self {
        match why {
            Unusable::NotInStock => Self::new(ErrorCode::TokenNotInStock),
            Unusable::OtherUnit => Self::new(ErrorCode::TokenOtherUnit),
            Unusable::WrongCarrier { carrier } => {
                Self::new(ErrorCode::TokenWrongCarrier).with("carrier", carrier)
            }
            Unusable::Status { status } => Self::new(ErrorCode::TokenNotFree).with("status", status),
        }
    }
}

impl From<TokenRefused> for Refusal {
    fn from(refused: TokenRefused) -> Self {
        WhyNot::TokenStatus { status: refused.status }.into()
    }
}

/// A list of serials to be received: something, and not more than a delivery.
pub fn check_list(field: &str, serials: &[String]) -> Result<(), Refusal> {
    if serials.is_empty() || serials.len() > usize::from(LONGEST_LIST) {
        return Err(Refusal::bad_input(field, "range"));
    }
    check_lengths(field, serials)
}

/// Refuses texts that are too long to be looked at as serials.
pub fn check_lengths(field: &str, serials: &[String]) -> Result<(), Refusal> {
    if serials.iter().any(|serial| serial.chars().count() > LONGEST_SERIAL) {
        return Err(Refusal::bad_input(field, "length"));
    }
    Ok(())
}

/// A reason that was given: not empty, not a letter.
pub fn reason(text: &str, longest: usize) -> Result<String, Refusal> {
    let reason = text.trim();
    if reason.is_empty() {
        return Err(Refusal::new(ErrorCode::ReasonMissing));
    }
    if reason.chars().count() > longest {
        return Err(Refusal::bad_input("body.reason", "length"));
    }
    Ok(reason.to_owned())
}
