//! The power fails: at the desk in the middle of the steps, at the centre before a request is sent and in the middle of
//! an issue. Nothing that was typed is lost, and no certificate is made twice.

use std::time::Duration;

use sportello_domain::document::DocumentKind;
use sportello_e2e::{
    Applicant, Centre, Language, Outcome, Role, Surroundings, Teller, Words, story, story_cut_short, today,
};

const LIMIT: Duration = Duration::from_mins(4);
/// What is typed in the fourth step before the power fails.
const TYPED: &[(&str, &str)] = &[
    ("document_authority", "Comune di Trento"),
    ("residence_street", "Via della Prova 12/B"),
    ("contacts_email", "ancora.qui@posta.example"),
];

#[tokio::test]
async fn nothing_is_lost_and_nothing_made_twice() -> Outcome {
    let around = Surroundings::start(1280, 800)?;
    let mut centre = Centre::start(&around, None)?;
    let words = Words::read(Language::English)?;
    let applicant = Applicant::with(DocumentKind::Passport, 47, today(), &around)?;
    let officer = centre.account_with("rao")?;
    let credential = around.folder("officer.p12").display().to_string();
    let desk = around.folder("desk");
    let arguments = centre.first_start(&desk)?;
    story_cut_short("power-cut", LIMIT, &around, &arguments, async |window| {
        let teller = Teller::new(window, &words, &applicant, "power-cut");
        teller.sign_in(&officer).await?;
        teller.make_credential(&credential).await?;
        teller.begin_request().await?;
        teller.document().await?;
        teller.on_to("data").await?;
        teller.print_was_read().await?;
        for (field, text) in TYPED {
            teller.correct(field, text).await?;
        }
        // Said only of what is on the disk; from then on the power may fail.
        teller.see("registration.saved.at").await?;
        teller.picture("typed").await
    })
    .await?;

    // The next start needs nothing but the folder: it knows its centre, and the session goes on.
    let arguments = ["--data".to_owned(), desk.display().to_string()];
    story("after-the-cut", LIMIT, &around, &arguments, async |window| {
        let teller = Teller::new(window, &words, &applicant, "after-the-cut");
        go_on_with_the_draft(&teller).await?;
        confirm_without_the_centre(&teller, &mut centre, &around).await?;
        teller.prepare_report().await?;
        teller.sign_report().await?;
        issue_at_a_centre_that_dies(&teller, &mut centre, &around).await?;
        teller.read_mail().await?;
        teller.nothing_found()
    })
    .await
}

async fn go_on_with_the_draft(teller: &Teller<'_>) -> Outcome {
    teller.click(Role::Link, "frame.nav.drafts").await?;
    teller.see("requests.drafts.lead").await?;
    teller.picture("drafts").await?;
    teller.click(Role::Button, "requests.drafts.edit").await?;
    teller.step("data").await?;
    for (field, text) in TYPED {
        assert_eq!(teller.value(field).await?, *text, "what was typed into {field} is there");
    }
    teller.data_was_read().await?;
    teller.data().await?;
    teller.from_data_to_summary().await
}

/// The case waits on this PC and says so; it goes out by itself once the centre answers.
async fn confirm_without_the_centre(
    teller: &Teller<'_>,
    centre: &mut Centre,
    around: &Surroundings,
) -> Outcome {
    centre.kill();
    teller.click(Role::Button, "registration.confirm").await?;
    teller.see("registration.confirmed.waitingLead").await?;
    teller.picture("waiting").await?;
    teller.click(Role::Link, "frame.nav.queue").await?;
    teller.see("desk.queue.state.onThisPc").await?;
    teller.see("frame.status.offline").await?;
    teller.picture("queue-waiting").await?;

    centre.start_again(around)?;
    teller.see("desk.queue.receivedAs").await?;
    teller.see_no_more("desk.queue.state.onThisPc").await?;
    teller.see("frame.status.online").await?;
    teller.picture("queue-received").await?;
    teller.click(Role::Link, "desk.queue.openCase").await
}

/// Killed with the certificate half made; the second press ends in the one that was begun.
async fn issue_at_a_centre_that_dies(
    teller: &Teller<'_>,
    centre: &mut Centre,
    around: &Surroundings,
) -> Outcome {
    teller.click(Role::Button, "recognition.done.toProduct").await?;
    teller.to_issue_button().await?;
    centre.pause();
    teller.click(Role::Button, "issuance.confirm.submit").await?;
    teller.see("issuance.confirm.issuing").await?;
    centre.go_on_until_it_writes()?;
    teller.see("errors.codes.centreUnreachable").await?;
    teller.picture("centre-died").await?;
    centre.start_again(around)?;
    teller.click(Role::Button, "common.tryAgain").await?;
    teller.see_no_more("errors.codes.centreUnreachable").await?;
    teller.click(Role::Button, "issuance.confirm.submit").await?;
    teller.seal().await
}
