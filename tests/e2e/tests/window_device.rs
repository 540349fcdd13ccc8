//! A smart card from the delivery to its holder in the real window, with the officer's own card beside it: received into the
//! stock, requested, recognised, written on, pulled in the middle, resumed, handed over; and when it comes back, formatted
//! with another officer's approval.

use std::time::Duration;

use sportello_domain::document::DocumentKind;
use sportello_e2e::{Applicant, Centre, Language, Outcome, Surroundings, Teller, Words, story, today};

const LIMIT: Duration = Duration::from_mins(7);

#[tokio::test]
async fn a_smart_card_is_handed_out_though_pulled_and_formatted_when_returned() -> Outcome {
    let around = Surroundings::start(1280, 800)?;
    let centre = Centre::start(&around, None)?;
    let words = Words::read(Language::Italian)?;
    let applicant = Applicant::with(DocumentKind::Passport, 47, today(), &around)?;
    let (officer, approver) = (centre.account_with("rao")?, centre.account_with("masterRao")?);
    let arguments = centre.first_start(&around.folder("desk"))?;
    story("device", LIMIT, &around, &arguments, async |window| {
        let teller = Teller::new(window, &words, &applicant, "device");
        teller.sign_in(&officer).await?;
        teller.make_card_credential().await?;
        let serial = teller.device_number().await?;
        teller.order_the_pull().await?;
        teller.receive_token(&serial).await?;
        let request = words.with("requests.new.requestOf", &[("product", "Firma su smart card")])?;
        teller.begin_request_by(&request).await?;
        teller.go_through().await?;
        teller.recognise_with_card().await?;
        teller.hand_out_device().await?;
        teller.revoke_certificates(&centre, &around).await?;
        teller.read_mail().await?;
        teller.ask_to_format(&serial).await?;
        teller.hand_over_to(&approver).await?;
        teller.approve_format(&serial).await?;
        teller.hand_over_to(&officer).await?;
        teller.format_token(&serial).await?;
        teller.nothing_found()
    })
    .await
}
