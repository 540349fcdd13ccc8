//! The whole main job without a pointer: Tab, arrows, Enter and the keys that the window offers.

use std::time::Duration;

use sportello_domain::document::DocumentKind;
use sportello_e2e::{Applicant, Centre, Hands, Language, Outcome, Surroundings, Teller, Words, story, today};

const LIMIT: Duration = Duration::from_mins(4);

#[tokio::test]
async fn from_login_to_certificate_by_keys_alone() -> Outcome {
    let around = Surroundings::start(1280, 800)?;
    let centre = Centre::start(&around, None)?;
    let words = Words::read(Language::English)?;
    let applicant = Applicant::with(DocumentKind::Passport, 47, today(), &around)?;
    let officer = centre.account_with("rao")?;
    let credential = around.folder("officer.p12").display().to_string();
    let arguments = centre.first_start(&around.folder("desk"))?;
    story("keys", LIMIT, &around, &arguments, async |window| {
        let hands = Hands(Teller::new(window, &words, &applicant, "keys"));
        hands.sign_in(&officer).await?;
        hands.make_credential(&credential).await?;
        hands.to_document().await?;
        hands.document().await?;
        hands.data().await?;
        hands.to_confirmed().await?;
        hands.recognise().await?;
        hands.issue().await?;
        hands.0.nothing_found()
    })
    .await
}
