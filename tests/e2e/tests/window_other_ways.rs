//! The other ways of a case: returned and corrected, recognised with a report that was signed elsewhere, cancelled, and
//! rejected; each with its reason and its history on the screen.

use std::{fs, path::Path, time::Duration};

use sportello_domain::document::DocumentKind;
use sportello_e2e::{
    Applicant, Centre, Language, OrFail as _, Outcome, Role, Surroundings, Teller, Words, sign_elsewhere,
    story, today,
};

const LIMIT: Duration = Duration::from_mins(4);

#[tokio::test]
async fn a_case_that_goes_other_ways() -> Outcome {
    let around = Surroundings::start(1280, 800)?;
    let centre = Centre::start(&around, None)?;
    let words = Words::read(Language::English)?;
    let applicant = Applicant::with(DocumentKind::Passport, 47, today(), &around)?;
    let second = Applicant::with(DocumentKind::Passport, 60, today(), &around)?;
    let officer = centre.account_with("rao")?;
    let credential = around.folder("officer.p12");
    let arguments = centre.first_start(&around.folder("desk"))?;
    story("other-ways", LIMIT, &around, &arguments, async |window| {
        let teller = Teller::new(window, &words, &applicant, "other-ways");
        teller.sign_in(&officer).await?;
        teller.make_credential(&credential.display().to_string()).await?;
        teller.enter_request().await?;
        return_and_correct(&teller).await?;
        signed_elsewhere(&teller, &around, &credential).await?;
        end(&teller, "cancel", "The holder thought better of it.").await?;
        let teller = Teller::new(window, &words, &second, "other-ways-second");
        teller.enter_request().await?;
        teller.click(Role::Button, "registration.confirmed.toProduct").await?;
        end(&teller, "reject", "The photograph shows somebody else.").await?;
        teller.nothing_found()
    })
    .await
}

/// Chooses one of the ways to end, with its reason and, where it is final, the name typed again.
async fn choose(teller: &Teller<'_>, ending: &str, reason: &str) -> Outcome {
    let window = teller.window;
    teller.click(Role::Button, "common.moreActions").await?;
    window.click(Role::MenuItem, &teller.begins(&format!("words.action.{ending}Request"))?).await?;
    let title = teller.word(&format!("products.ending.{ending}.title"))?;
    window.find(Role::Heading, &title).await?;
    teller.fill("products.ending.reason", reason).await?;
    if ending != "return" {
        teller.fill("products.ending.typeName", &teller.applicant.name()).await?;
    }
    teller.picture(ending).await?;
    let submit = window.all(Role::Button, &teller.word(&format!("products.ending.{ending}.submit"))?).await?;
    window.press(submit.last().or_fail("the dialog's button")?).await?;
    window.see_no_more(&teller.word(&format!("products.ending.{ending}.lead"))?).await
}

/// Ended: the page says so, why, and since when.
async fn end(teller: &Teller<'_>, ending: &str, reason: &str) -> Outcome {
    choose(teller, ending, reason).await?;
    teller.see("words.productStatus.cancelled").await?;
    teller.window.see(reason).await?;
    teller.picture(&format!("{ending}-done")).await
}

async fn return_and_correct(teller: &Teller<'_>) -> Outcome {
    let reason = "The street is not the one on the card.";
    teller.click(Role::Button, "registration.confirmed.toProduct").await?;
    teller.window.find(Role::Button, &teller.word("products.primary.startRecognition")?).await?;
    choose(teller, "return", reason).await?;
    teller.see("words.requestStatus.returned").await?;
    teller.window.see(reason).await?;
    teller.picture("returned").await?;
    teller.click(Role::Button, "products.primary.correct").await?;
    teller.see("registration.returnedBecause").await?;
    teller.window.see(reason).await?;
    let data = teller.word("registration.steps.data")?;
    let edit = format!("{} {data}", teller.word("registration.summary.edit")?);
    teller.window.click(Role::Link, &edit).await?;
    teller.step("data").await?;
    teller.correct("residence_street", "Via Corretta 7").await?;
    teller.picture("correcting").await?;
    teller.from_data_to_summary().await?;
    teller.confirm().await?;
    teller.click(Role::Button, "registration.confirmed.toProduct").await
}

/// The report leaves the program, is signed by another, and comes back: as it is, with a byte changed, and rightly.
async fn signed_elsewhere(teller: &Teller<'_>, around: &Surroundings, credential: &Path) -> Outcome {
    let (unsigned, altered, signed) =
        (around.folder("report.pdf"), around.folder("altered.pdf"), around.folder("signed.pdf"));
    teller.prepare_report().await?;
    teller.click(Role::Button, "common.saveCopy").await?;
    around.save_as(&unsigned)?;
    teller.see("common.savedTo").await?;
    teller.click(Role::Radio, "recognition.report.upload").await?;

    teller.upload_report(&unsigned).await?;
    teller.see("errors.codes.reportNotSigned").await?;
    teller.picture("report-not-signed").await?;

    let mut bytes = sign_elsewhere(&unsigned, credential)?;
    fs::write(&signed, &bytes).or_fail("keeping the signed report")?;
    // Somewhere in the page's own content, which the signature covers.
    let middle = bytes.len() / 3;
    bytes[middle] ^= 1;
    fs::write(&altered, &bytes).or_fail("keeping the altered report")?;
    teller.upload_report(&altered).await?;
    teller.see("errors.codes.reportSignatureInvalid").await?;
    teller.picture("report-altered").await?;

    teller.upload_report(&signed).await?;
    teller.window.find(Role::Button, &teller.word("recognition.done.toProduct")?).await?;
    teller.see("recognition.done.lead").await?;
    teller.picture("report-accepted").await?;
    teller.click(Role::Button, "recognition.done.toProduct").await?;
    teller.window.find(Role::Button, &teller.word("products.primary.startIssuance")?).await?;
    teller.see("words.history.reportAccepted").await
}
