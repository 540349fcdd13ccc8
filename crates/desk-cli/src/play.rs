//! The main job, played through the desk's own use cases: what `--headless` runs.

mod accounts;
pub mod draft;
pub mod pictures;

use std::{
    collections::BTreeSet,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use sportello_contract::{
    cases::ActionState,
    central::sessions::Workplace,
    desk::{
        drafts::ConfirmedView,
        enrolment::CredentialView,
        recognition::{PrepareReport, Sent},
        session::{SessionView, SignedIn},
        status::QueueState,
    },
};
use sportello_desk::{
    Desk, DeskError, confirm, credential, drafts, issuance, orders, outbox, papers, ports::write_whole,
    recognition, reference, sessions, training, workstation,
};
use sportello_desk_http::Setup;
use sportello_domain::{
    account::Profile,
    catalogue::Language,
    error_code::ErrorCode,
    ids::{ProductId, RequestId},
    secret::{Otp, Passphrase},
    training_people::{TrainingPerson, training_person},
};

use crate::{
    NoCameras,
    arguments::Play,
    host::{self, HostError, HostOptions},
};
use accounts::{AccountsError, TrainingAccount};

/// How long an authenticator shows a code (RFC 6238).
const CODE_SECONDS: i64 = 30;

/// Why the main job was not played to its end.
#[derive(Debug, thiserror::Error)]
pub enum PlayError {
    #[error(transparent)]
    Host(#[from] HostError),
    #[error("{}", told(.0))]
    Desk(#[from] DeskError),
    #[error(transparent)]
    Accounts(#[from] AccountsError),
    #[error("{0}")]
    Io(#[from] io::Error),
    /// The centre's data do not let the main job be played.
    #[error("{0}")]
    Unplayable(String),
}

fn told(error: &DeskError) -> String {
    let wire = error.to_wire("");
    let params: Vec<_> = wire.params.iter().map(|(name, value)| format!(" {name}={value}")).collect();
    format!("{}{} ({error})", wire.code, params.concat())
}

/// Plays, and prints what was made as it is made. `worker` is a program that can be a decode worker.
pub async fn run(wanted: &Play, worker: &Path, out: &mut impl Write) -> Result<(), PlayError> {
    on(&open(wanted, worker).await?, wanted, out).await
}

/// Plays on a desk that is open and registered.
pub async fn on(desk: &Desk, wanted: &Play, out: &mut impl Write) -> Result<(), PlayError> {
    std::fs::create_dir_all(&wanted.out)?;
    let account = accounts::pick(&wanted.accounts, wanted.user.as_deref())?;
    let session = sign_in(desk, &account).await?;
    writeln!(
        out,
        "signed in     {} as {}, {}",
        session.account.full_name,
        session.profile,
        session.unit_path.join(" › ")
    )?;

    let person = training_person(wanted.seed, desk.now().legal_day());
    let (confirmed, email) = enter(desk, wanted, &person, out).await?;
    let order =
        confirmed.order_id.clone().ok_or_else(|| unplayable("the centre has not received the case"))?;
    writeln!(
        out,
        "case          {}  order {order}  user {}",
        confirmed.request,
        confirmed.user_id.as_deref().unwrap_or("-")
    )?;

    let file = officer_file(desk, wanted, &session, &account, out).await?;
    recognise(desk, wanted, &session, confirmed.request, &file, &account, out).await?;
    let before = messages(desk).await?;
    issue(desk, wanted, confirmed.product, out).await?;
    mail(desk, wanted, &email, &before, confirmed.user_id.as_deref().unwrap_or("-"), out).await?;
    writeln!(
        out,
        "everything    {}; the mail itself {}",
        wanted.out.display(),
        account.mail_folder.display()
    )?;
    sessions::sign_out(desk).await?;
    Ok(())
}

async fn open(wanted: &Play, worker: &Path) -> Result<Desk, PlayError> {
    let root = wanted.root_certificate.as_deref().map(std::fs::read).transpose()?;
    let options = HostOptions {
        data: wanted.data.clone(),
        centre: Setup { address: wanted.centre.clone(), root },
        training: true,
        worker: worker.to_owned(),
        models: wanted.models.clone(),
    };
    let desk = host::open(&options, Arc::new(NoCameras)).await?;
    if let Some(code) = &wanted.enrolment_code {
        workstation::register(&desk, code.clone(), "headless".to_owned()).await?;
    }
    Ok(desk)
}

async fn sign_in(desk: &Desk, account: &TrainingAccount) -> Result<SignedIn, PlayError> {
    let mut view = sessions::sign_in(desk, account.user_name.clone(), account.password.clone()).await?;
    // A code is taken once: where the present one was used by an earlier run, the next one is waited for.
    for attempt in 1..=3 {
        if view != SessionView::SecondFactor {
            break;
        }
        let seconds = desk.now().get().unix_timestamp();
        match sessions::give_second_factor(desk, Otp::new(account.code_at(seconds)?)).await {
            Err(error) if attempt < 3 && is(&error, ErrorCode::SecondFactorWrong) => {
                let left = u64::try_from(CODE_SECONDS - seconds.rem_euclid(CODE_SECONDS)).unwrap_or(1);
                tokio::time::sleep(std::time::Duration::from_secs(left)).await;
            }
            other => view = other?,
        }
    }
    if let SessionView::Choosing { workplaces, .. } = &view {
        let issuing = |place: &&Workplace| matches!(place.profile, Profile::Rao | Profile::MasterRao);
        let place = workplaces.iter().find(issuing).cloned();
        let place = place.ok_or_else(|| unplayable("this account may not identify and issue"))?;
        view = sessions::choose_workplace(desk, place.profile, place.unit).await?;
    }
    match view {
        SessionView::SignedIn { session } => Ok(session),
        _ => Err(unplayable("the login did not come to its end")),
    }
}

/// Draft, images, confirmation; with the e-mail address that was typed for the holder.
async fn enter(
    desk: &Desk,
    wanted: &Play,
    person: &TrainingPerson,
    out: &mut impl Write,
) -> Result<(ConfirmedView, String), PlayError> {
    let pictures = pictures::of(wanted, person)?;
    let started =
        drafts::start_draft(desk, Some(sportello_domain::catalogue::RecognitionMethod::Offline)).await?;
    for picture in pictures {
        let what = format!("{} {}", picture.side, picture.name);
        let attached = sportello_desk::document_images::attach_document_image(
            desk,
            sportello_desk::document_images::AttachImage {
                draft: started.id,
                side: picture.side,
                file: picture.bytes,
                page: 1,
            },
        )
        .await?;
        writeln!(out, "image         {what}: read {} fields", attached.filled.len())?;
    }
    let known = reference::reference(desk).await?;
    let view = draft::type_in(desk, started.id, &known, person, wanted.images.is_empty()).await?;
    let (view, was_here) = draft::find_known(desk, view).await?;
    if was_here {
        writeln!(out, "person        known from an earlier case")?;
    }
    for accepted in &view.content.accepted_mismatches {
        writeln!(out, "accepted      {} at {}", accepted.code, accepted.path)?;
    }
    let confirmed = confirm::confirm_request(desk, view.id).await?;
    for row in outbox::queue(desk).await? {
        if let QueueState::Refused { code, .. } = row.state
            && row.request == view.id
        {
            return Err(unplayable(&format!("{} was refused: {code}", row.kind)));
        }
    }
    Ok((confirmed, view.content.contacts.email))
}

/// The officer's credential file: the one in the output folder, or a new one.
async fn officer_file(
    desk: &Desk,
    wanted: &Play,
    session: &SignedIn,
    account: &TrainingAccount,
    out: &mut impl Write,
) -> Result<PathBuf, PlayError> {
    let path = wanted.out.join(format!("{}.p12", session.account.user_name));
    let registered = credential::officer_credential(desk).await?;
    if let CredentialView::Registered { serial, problem: None, .. } = registered
        && path.exists()
    {
        writeln!(out, "officer       certificate {serial}, file {}", path.display())?;
        return Ok(path);
    }
    let made = credential::make_officer_credential(desk, path.clone(), account.password.clone()).await?;
    if let CredentialView::Registered { holder, serial, .. } = made {
        writeln!(out, "officer       new certificate {serial} of {holder}, file {}", path.display())?;
    }
    Ok(path)
}

/// Signed form, report, signature.
async fn recognise(
    desk: &Desk,
    wanted: &Play,
    session: &SignedIn,
    request: RequestId,
    file: &Path,
    account: &TrainingAccount,
    out: &mut impl Write,
) -> Result<(), PlayError> {
    let form = papers::request_form(desk, request, Language::It).await?;
    let form_file = save(desk, wanted, &form.paper, &form.file_name).await?;
    writeln!(out, "form          {} ({} pages)", form_file.display(), form.pages)?;
    // Nobody signs by hand here: the print itself stands for the scan.
    recognition::upload_signed_form(desk, request, std::fs::read(&form_file)?).await?;
    let order = orders::order_detail(desk, request).await?;
    let place = reference::reference(desk).await?;
    let unit = place.units.iter().find(|unit| unit.id == order.unit);
    let prepare = PrepareReport {
        request,
        recogniser: session.account.id,
        place: unit.map(|unit| unit.place.clone()).unwrap_or_default(),
        on: desk.now().legal_day(),
    };
    let report = recognition::prepare_report(desk, prepare, Language::It).await?;
    let report_file = save(desk, wanted, &report.paper.paper, &report.paper.file_name).await?;
    let sent = recognition::sign_report(desk, request, file, &account.password).await?;
    if sent == Sent::OnThisPc {
        return Err(unplayable("the signed report has not reached the centre"));
    }
    let order = orders::order_detail(desk, request).await?;
    let facts = order.recognition.ok_or_else(|| unplayable("the centre has not accepted the recognition"))?;
    let signed = orders::evidence(desk, facts.report.id).await?;
    let signed_file = report_file.with_extension("signed.pdf");
    write_whole(&signed_file, &signed)?;
    writeln!(out, "report        {}", signed_file.display())?;
    writeln!(out, "              case hash {}", report.case_sha256)?;
    Ok(())
}

/// Preview, issue, passphrase.
async fn issue(
    desk: &Desk,
    wanted: &Play,
    product: ProductId,
    out: &mut impl Write,
) -> Result<(), PlayError> {
    let detail = orders::product_detail(desk, product).await?;
    if let Some(ActionState { why_not: Some(why), .. }) =
        detail.actions.iter().find(|state| state.action == sportello_domain::rights::Action::Issue)
    {
        return Err(unplayable(&format!("the product cannot be issued: {why}")));
    }
    let preview = issuance::certificate_preview(desk, product).await?;
    let issued = issuance::issue_certificate(desk, product, preview.version).await?;
    let passphrase = format!("Headless{}", issued.serial.get(..8).unwrap_or("00000000"));
    let sealed =
        issuance::seal_envelope(desk, product, issued.version, Passphrase::new(passphrase.clone())).await?;
    let detail = orders::product_detail(desk, product).await?;
    for certificate in &detail.certificates {
        let path = wanted.out.join(format!("{}-{}.pem", detail.user_id, certificate.kind));
        write_whole(&path, certificate.pem.as_bytes())?;
        writeln!(out, "certificate   {}  {}", certificate.serial, certificate.subject)?;
        writeln!(out, "              {}", path.display())?;
    }
    writeln!(out, "envelope      sent to {}, opens with {passphrase}", sealed.sent_to)?;
    writeln!(out, "product       {} is {}", detail.user_id, detail.status)?;
    Ok(())
}

/// The ids of what lies in the training mailbox.
async fn messages(desk: &Desk) -> Result<BTreeSet<String>, PlayError> {
    Ok(training::training_messages(desk).await?.into_iter().map(|message| message.id).collect())
}

/// What has come into the training mailbox for the holder since `before`.
async fn mail(
    desk: &Desk,
    wanted: &Play,
    email: &str,
    before: &BTreeSet<String>,
    user_id: &str,
    out: &mut impl Write,
) -> Result<(), PlayError> {
    // The mail is a job of the centre: it comes within moments.
    for _ in 0..50 {
        let came = training::training_messages(desk).await?.into_iter().find(|message| {
            message.to.contains(email) && !message.attachments.is_empty() && !before.contains(&message.id)
        });
        if let Some(message) = came {
            writeln!(out, "mail          to {}: {}", message.to, message.subject)?;
            for attachment in &message.attachments {
                let bytes = training::training_attachment(desk, &message.id, &attachment.name).await?;
                // The name is the centre's: only its last part can name a file here.
                let name = Path::new(&attachment.name).file_name().unwrap_or_default();
                let path = wanted.out.join(format!("{user_id}-{}", name.to_string_lossy()));
                write_whole(&path, &bytes)?;
                writeln!(out, "              {} ({} bytes)", path.display(), bytes.len())?;
            }
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    Err(unplayable("no mail with the envelope came"))
}

async fn save(desk: &Desk, wanted: &Play, paper: &str, file_name: &str) -> Result<PathBuf, PlayError> {
    let path = wanted.out.join(file_name);
    papers::save_paper(desk, paper, &path).await?;
    Ok(path)
}

fn is(error: &DeskError, code: ErrorCode) -> bool {
    error.to_wire("").known_code() == Some(code)
}

fn unplayable(why: &str) -> PlayError {
    PlayError::Unplayable(why.to_owned())
}
