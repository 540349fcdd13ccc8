//! A request to format a token on its way through a transaction: found with its token, judged, moved on.

use sportello_central_store::{
    Transaction,
    tables::token_formats::{self, FormatNames, TokenFormat},
};
use sportello_contract::{
    stock::TokenRow,
    token_format::{OpenFormat, TokenFormatting},
};
use sportello_domain::{
    error_code::ErrorCode,
    ids::{TokenFormatId, TokenId},
    moment::Timestamp,
    rights::WhyNot,
    token_format::{
        FORMAT_VALID_FOR, FormatEvent, FormatStanding, FormatStep, Formattable, may_approve, may_ask,
        may_call_off, may_format,
    },
};

use crate::{Centre, Refusal, issuance::enrolment, signed_in::SignedIn, stock::OpenToken};

/// A token with what was last asked of it.
pub struct FormatCase {
    pub token: OpenToken,
    certificate_alive: bool,
    key_kept: bool,
    last: Option<(TokenFormat, FormatNames)>,
    now: Timestamp,
}

impl FormatCase {
    /// Finds a token of the caller's customer; another customer's is not found.
    pub async fn find(
        tx: &mut Transaction,
        centre: &Centre,
        signed_in: &SignedIn,
        id: TokenId,
    ) -> Result<Self, Refusal> {
        let token = OpenToken::find(tx, signed_in, id).await?;
        Self::of(tx, centre, token).await
    }

    /// The same for a token that was found already.
    pub async fn of(tx: &mut Transaction, centre: &Centre, token: OpenToken) -> Result<Self, Refusal> {
        let now = centre.clock.now();
        let certificate_alive = enrolment::certificate_alive(tx, &token.found.token, now).await?;
        let key_kept = enrolment::key_kept(tx, &token.found.token).await?;
        let last = token_formats::newest(tx, token.found.token.id).await?;
        Ok(Self { token, certificate_alive, key_kept, last, now })
    }

    /// Whether a certificate on the token is neither revoked nor expired.
    pub const fn certificate_alive(&self) -> bool {
        self.certificate_alive
    }

    /// May the caller ask that the token be formatted?
    pub fn may_ask(&self, signed_in: &SignedIn) -> Result<(), WhyNot> {
        let open = self.open().map(|(format, _)| standing(format));
        self.judged(signed_in, |it| may_ask(&signed_in.actor, it, open.as_ref()))
    }

    /// May the caller approve this?
    pub fn may_approve(&self, signed_in: &SignedIn, format: &TokenFormat) -> Result<(), WhyNot> {
        self.judged(signed_in, |it| may_approve(&signed_in.actor, it, &standing(format)))
    }

    /// May the caller call this off?
    pub fn may_call_off(&self, signed_in: &SignedIn, format: &TokenFormat) -> Result<(), WhyNot> {
        self.judged(signed_in, |it| may_call_off(&signed_in.actor, it, &standing(format)))
    }

    /// May the caller format the token upon this?
    pub fn may_format(&self, signed_in: &SignedIn, format: &TokenFormat) -> Result<(), WhyNot> {
        self.judged(signed_in, |it| may_format(&signed_in.actor, it, &standing(format)))
    }

    fn judged<T>(&self, signed_in: &SignedIn, judge: impl FnOnce(&Formattable<'_>) -> T) -> T {
        let target = self.token.target(signed_in);
        let (token, certificate_alive) = (self.token.standing(), self.certificate_alive);
        judge(&Formattable { target: &target, token, certificate_alive, key_kept: self.key_kept })
    }

    /// The request that is meant, while it can be gone on with.
    pub fn meant(&self, meant: TokenFormatId) -> Result<TokenFormat, Refusal> {
        self.open()
            .map(|(format, _)| format)
            .filter(|format| format.id == meant)
            .cloned()
            .ok_or_else(not_open)
    }

    /// The request upon which a token was opened; however long ago: what was done to the token is done.
    pub fn carried_out(&self, meant: TokenFormatId) -> Result<TokenFormat, Refusal> {
        let last = self.last.as_ref().map(|(format, _)| format);
        last.filter(|format| format.id == meant && format.step == FormatStep::Approved)
            .filter(|format| format.opened_at.is_some())
            .cloned()
            .ok_or_else(not_open)
    }

    fn open(&self) -> Option<&(TokenFormat, FormatNames)> {
        self.last.as_ref().filter(|(format, _)| standing(format).is_open(self.now))
    }

    /// As part of the token's detail.
    pub fn view(&self, signed_in: &SignedIn) -> TokenFormatting {
        let open = self.open().map(|(format, names)| OpenFormat {
            format: format.id,
            step: format.step,
            asked_by: names.asked_by.clone(),
            own: format.asked_by == signed_in.session.account,
            asked_at: format.asked_at,
            reason: format.reason.clone(),
            approved_by: names.approved_by.clone(),
            approved_at: format.approved.map(|(_, at)| at),
            valid_until: standing(format).valid_until(),
            approve_why_not: self.may_approve(signed_in, format).err(),
            call_off_why_not: self.may_call_off(signed_in, format).err(),
            format_why_not: self.may_format(signed_in, format).err(),
        });
        TokenFormatting { open, ask_why_not: self.may_ask(signed_in).err() }
    }
}

/// Moves a request on and writes it.
pub async fn advance(
    tx: &mut Transaction,
    format: &mut TokenFormat,
    event: FormatEvent,
    at: Timestamp,
) -> Result<(), Refusal> {
    (format.step, format.step_since) = (format.step.after(event)?, at);
    Ok(token_formats::update(tx, format).await?)
}

/// Calls off what was asked of a token that stands otherwise now: it was about another state of things.
pub async fn overtake(tx: &mut Transaction, token: TokenId, at: Timestamp) -> Result<(), Refusal> {
    match token_formats::newest(tx, token).await? {
        Some((mut last, _)) if !last.step.has_ended() => {
            advance(tx, &mut last, FormatEvent::CallOff, at).await
        }
        _ => Ok(()),
    }
}

/// Says of the rows of a page which tokens wait: whoever is to approve finds them there.
pub async fn tell(tx: &mut Transaction, rows: &mut [TokenRow], now: Timestamp) -> Result<(), Refusal> {
    let tokens = rows.iter().map(|row| row.token);
    let waiting = token_formats::waiting(tx, tokens, now.plus(-FORMAT_VALID_FOR)).await?;
    for (token, step) in waiting {
        rows.iter_mut().filter(|row| row.token == token).for_each(|row| row.format = Some(step));
    }
    Ok(())
}

const fn standing(format: &TokenFormat) -> FormatStanding {
    FormatStanding { step: format.step, since: format.step_since, asked_by: format.asked_by }
}

fn not_open() -> Refusal {
    Refusal::new(ErrorCode::FormatNotOpen)
}
