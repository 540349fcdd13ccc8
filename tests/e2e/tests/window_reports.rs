//! Two recognitions whose reports are signed in one go with the officer's own card; and one of the products, a smart card
//! that is pulled while it is written on, ended without a certificate.

use std::time::Duration;

use sportello_domain::document::DocumentKind;
use sportello_e2e::{
    Applicant, Centre, Hands, Language, Outcome, Role, Surroundings, Teller, Words, story, today,
};

const LIMIT: Duration = Duration::from_mins(6);

#[tokio::test]
async fn two_reports_are_signed_in_one_go_and_a_product_ends_without_a_certificate() -> Outcome {
    let around = Surroundings::start(1280, 800)?;
    let centre = Centre::start(&around, None)?;
    let words = Words::read(Language::Italian)?;
    let first = Applicant::with(DocumentKind::Passport, 47, today(), &around)?;
    let second = Applicant::with(DocumentKind::Passport, 60, today(), &around)?;
    let officer = centre.account_with("rao")?;
    let arguments = centre.first_start(&around.folder("desk"))?;
    story("reports", LIMIT, &around, &arguments, async |window| {
        let teller = Teller::new(window, &words, &second, "reports-second");
        teller.sign_in(&officer).await?;
        teller.make_card_credential().await?;
        let serial = teller.device_number().await?;
        teller.receive_token(&serial).await?;
        teller.enter_request().await?;
        teller.leave_report_to_sign().await?;

        let hands = Hands(Teller::new(window, &words, &first, "reports"));
        let of_card = words.with("requests.new.requestOf", &[("product", "Firma su smart card")])?;
        hands.0.begin_request_by(&of_card).await?;
        hands.0.go_through().await?;
        hands.0.leave_report_to_sign().await?;
        hands.sign_reports(&[&first.name(), &second.name()]).await?;
        both_to_be_issued(&hands.0, &second).await?;

        hands.0.order_the_pull().await?;
        hands.0.open_listed("toBeIssued").await?;
        hands.0.write_until_pulled().await?;
        hands.0.end_without_certificate().await?;
        hands.0.read_of_the_end().await?;
        teller.nothing_found()?;
        hands.0.nothing_found()
    })
    .await
}

async fn both_to_be_issued(teller: &Teller<'_>, other: &Applicant) -> Outcome {
    teller.go("#/search/toBeIssued").await?;
    let section = teller.word("frame.section.toBeIssued")?;
    teller.window.find(Role::Heading, &section).await?;
    teller.window.see(&teller.applicant.name()).await?;
    teller.window.see(&other.name()).await?;
    teller.picture("both-to-be-issued").await
}
