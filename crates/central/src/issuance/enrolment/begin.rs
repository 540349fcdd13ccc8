//! *Begin*: the token is reserved and its codes are drawn; begun already, it is taken up where it stands.

use sportello_central_store::{
    Transaction,
    tables::{
        enrolments::{self, StoredEnrolment},
        tokens::FoundToken,
    },
};
use sportello_contract::central::{
    command::Answer,
    enrolment::{BeginEnrolment, BegunEnrolment, EnrolmentStanding, ManagementAlgorithm, TokenCodes},
};
use sportello_domain::{
    catalogue::CertificateKind,
    enrolment::EnrolmentStep,
    error_code::ErrorCode,
    ids::{EnrolmentId, ProductId},
    moment::Timestamp,
    rights::Action,
    token_serial::TokenSerial,
};

use super::{
    super::{case::IssuanceCase, issue},
    case::{EnrolmentCase, not_open, purpose},
    codes,
    proof::is_proved,
    token,
};
use crate::{
    Centre, Refusal,
    audit::{self, What},
    cases::Acting,
    commands::{self, Begun, Received, Secrecy},
    signed_in::SignedIn,
};

/// Begins an enrolment or takes up the one that is on its way on this token, with the same codes for as long as they are
/// needed. The codes are in the answer alone: what is stored of the command is where the enrolment stands, and a
/// repetition opens them anew.
pub async fn begin(
    centre: &Centre,
    officer: &SignedIn,
    command: &Received<BeginEnrolment>,
    product: ProductId,
) -> Result<Answer<BegunEnrolment>, Refusal> {
    let acting = Acting::Officer(officer);
    let mut tx = centre.store.write().await?;
    let pending = match commands::begin(&mut tx, centre, officer, command, Secrecy::Plain).await? {
        Begun::Answered(answer) => return repeated(centre, officer, tx, *answer).await,
        Begun::Fresh(pending) => pending,
    };
    let case = IssuanceCase::find(&mut tx, acting, product).await?;
    case.permit(acting, Action::Issue)?;
    case.key_is_on_a_token()?;
    if command.body.simulated && !centre.config.training {
        return Err(Refusal::new(ErrorCode::CardSimulated));
    }
    let serial = token::serial(&command.body.token_serial)?;
    let found = match enrolments::under_way(&mut tx, product).await? {
        Some(enrolment) if enrolment.token_serial != serial.as_str() => {
            return Err(Refusal::new(ErrorCode::EnrolmentOnOtherToken).with("serial", enrolment.token_serial));
        }
        Some(enrolment) => EnrolmentCase { case, enrolment },
        None => {
            command.expect_version(case.product.version)?;
            fresh(centre, &mut tx, officer, case, (serial, command.body.management_algorithm)).await?
        }
    };
    is_proved(centre, &mut tx, officer, product).await?;
    let opened = opened(centre, officer, &mut tx, &found.enrolment).await?;
    let what = What::done("beginEnrolment", format!("enrolment {}", found.enrolment.id));
    let answer = commands::finish(tx, centre, officer, pending, what, found.standing()).await?;
    Ok(with_codes(answer, opened))
}

/// The same command again, while the enrolment is on its way, and the officer may still issue and has shown to be there:
/// with the receipt of before, and where it stands now, since that says whether there are codes.
async fn repeated(
    centre: &Centre,
    officer: &SignedIn,
    mut tx: Transaction,
    answer: Answer<EnrolmentStanding>,
) -> Result<Answer<BegunEnrolment>, Refusal> {
    let (product, meant) = (answer.body.product, answer.body.enrolment);
    let found = EnrolmentCase::find_open(&mut tx, officer, product, meant).await?;
    is_proved(centre, &mut tx, officer, product).await?;
    let opened = opened(centre, officer, &mut tx, &found.enrolment).await?;
    tx.commit().await?;
    Ok(with_codes(Answer { receipt: answer.receipt, body: found.standing() }, opened))
}

/// Opens the codes for the desk, which is written down; none where nothing is to be set on the token any more. Not after
/// an end: then they are the holder's.
async fn opened(
    centre: &Centre,
    officer: &SignedIn,
    tx: &mut Transaction,
    enrolment: &StoredEnrolment,
) -> Result<Option<TokenCodes>, Refusal> {
    if enrolment.step.has_ended() {
        return Err(not_open());
    }
    if !enrolment.step.needs_codes() {
        return Ok(None);
    }
    let kept = codes::open(centre, enrolment)?;
    let management_key = codes::management_key(centre, enrolment)?;
    audit::append(tx, officer.into(), codes::opened(enrolment.id), centre.clock.now()).await?;
    Ok(Some(TokenCodes { pin: kept.pin, puk: kept.puk, management_key }))
}

fn with_codes(answer: Answer<EnrolmentStanding>, codes: Option<TokenCodes>) -> Answer<BegunEnrolment> {
    Answer { receipt: answer.receipt, body: BegunEnrolment { standing: answer.body, codes } }
}

async fn fresh(
    centre: &Centre,
    tx: &mut Transaction,
    officer: &SignedIn,
    mut case: IssuanceCase,
    (serial, algorithm): (TokenSerial, Option<ManagementAlgorithm>),
) -> Result<EnrolmentCase, Refusal> {
    let (now, acting) = (centre.clock.now(), Acting::Officer(officer));
    let reserved = token::reserve(tx, officer, &case, &serial, now).await?;
    let enrolment = drawn(centre, &case, &reserved, algorithm, now)?;
    // A profile that is missing is told before anything is set on the token.
    for kind in [CertificateKind::Signature, CertificateKind::Authentication] {
        centre.authority.profile_of(&purpose(&case, &enrolment, kind))?;
    }
    issue::enter(centre, tx, acting, &mut case, now).await?;
    enrolments::insert(tx, &enrolment).await?;
    case.tell(tx, acting, "enrolmentBegun", now).await?;
    Ok(EnrolmentCase { case, enrolment })
}

fn drawn(
    centre: &Centre,
    case: &IssuanceCase,
    reserved: &FoundToken,
    algorithm: Option<ManagementAlgorithm>,
    now: Timestamp,
) -> Result<StoredEnrolment, Refusal> {
    let id = EnrolmentId(centre.chance.id());
    let sealed = codes::draw(centre, id, algorithm)?;
    Ok(StoredEnrolment {
        id,
        product: case.product.id,
        customer: case.product.customer,
        token_serial: reserved.token.serial.to_string(),
        qscd: reserved.device_type.qscd,
        step: EnrolmentStep::Begun,
        step_since: now,
        begun_at: now,
        codes: Some(sealed.codes),
        management_key: sealed.management_key,
        management_algorithm: match algorithm {
            // Says nothing where there is no key.
            Some(ManagementAlgorithm::Aes256) | None => "aes256",
            Some(ManagementAlgorithm::TripleDes) => "tripleDes",
        }
        .to_owned(),
        keys: None,
        challenge: None,
        emergency_check: None,
    })
}
