//! The main job in the real window, against the real centre: from the login to the issued certificate and the mail to
//! the holder. Told in English, in Italian with the report signed by a card, and at a centre of another provider, with a
//! picture of every screen.

use std::{path::Path, time::Duration};

use sportello_domain::document::DocumentKind;
use sportello_e2e::{Applicant, Centre, Language, Outcome, Surroundings, Teller, Words, story, today};

/// The whole story, on a machine with two slow cores.
const LIMIT: Duration = Duration::from_mins(5);

#[tokio::test]
async fn from_login_to_certificate_in_english() -> Outcome {
    tell("en", Language::English, DocumentKind::IdentityCard, 11, Signing::File, None).await
}

#[tokio::test]
async fn from_login_to_certificate_in_italian() -> Outcome {
    tell("it", Language::Italian, DocumentKind::Passport, 47, Signing::Card, None).await
}

/// Nothing of the first customer's names, units, catalogue and texts is built in anywhere.
#[tokio::test]
async fn from_login_to_certificate_at_another_provider() -> Outcome {
    let customer = Path::new(env!("CARGO_MANIFEST_DIR")).join("customers").join("another-provider.toml");
    tell("other", Language::English, DocumentKind::Passport, 90, Signing::File, Some(&customer)).await
}

/// What the officer signs the report with.
#[derive(Clone, Copy)]
enum Signing {
    File,
    Card,
}

async fn tell(
    name: &str,
    language: Language,
    document: DocumentKind,
    seed: u64,
    signing: Signing,
    customer: Option<&Path>,
) -> Outcome {
    let around = Surroundings::start(1280, 800)?;
    let centre = Centre::start(&around, customer)?;
    let words = Words::read(language)?;
    let applicant = Applicant::with(document, seed, today(), &around)?;
    let officer = centre.account_with("rao")?;
    let credential = around.folder("officer.p12").display().to_string();
    let arguments = centre.first_start(&around.folder("desk"))?;
    story(name, LIMIT, &around, &arguments, async |window| {
        let teller = Teller::new(window, &words, &applicant, name);
        teller.sign_in(&officer).await?;
        match signing {
            Signing::File => teller.make_credential(&credential).await?,
            Signing::Card => teller.make_card_credential().await?,
        }
        teller.enter_request().await?;
        match signing {
            Signing::File => teller.recognise().await?,
            Signing::Card => teller.recognise_with_card().await?,
        }
        teller.issue().await?;
        teller.read_mail().await?;
        teller.nothing_found()
    })
    .await
}
