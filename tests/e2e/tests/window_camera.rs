//! The document under the camera: both sides shot by themselves, what they say filled in, what does not agree kept with a
//! reason; by keys alone.

use std::time::Duration;

use fantoccini::key::Key;
use sportello_domain::document::DocumentKind;
use sportello_e2e::{
    Applicant, Centre, Hands, Language, Outcome, Role, Surroundings, Teller, WORK, Words, story, today, typed,
};

const LIMIT: Duration = Duration::from_mins(4);

#[tokio::test]
async fn a_case_typed_with_the_camera() -> Outcome {
    let around = Surroundings::start(1280, 800)?;
    let centre = Centre::start(&around, None)?;
    let words = Words::read(Language::English)?;
    let applicant = Applicant::with(DocumentKind::IdentityCard, 53, today(), &around)?;
    let officer = centre.account_with("rao")?;
    let mut arguments = centre.first_start(&around.folder("desk"))?;
    arguments.extend(["--camera".into(), applicant.for_the_camera(&around)?.display().to_string()]);
    story("camera", LIMIT, &around, &arguments, async |window| {
        let hands = Hands(Teller::new(window, &words, &applicant, "camera"));
        hands.sign_in(&officer).await?;
        hands.to_document().await?;
        hands.choose_document().await?;
        photograph(&hands).await?;
        crop(&hands).await?;
        hands.on_to("data").await?;
        hands.0.data_was_read().await?;
        print_was_taken(&hands.0).await?;
        keep_another_number(&hands).await?;
        hands.data().await?;
        hands.0.nothing_found()
    })
    .await
}

/// Front and back, without a hand at the shutter.
async fn photograph(hands: &Hands<'_>) -> Outcome {
    let (teller, window) = (&hands.0, hands.0.window);
    window.tab_to(Role::Button, &teller.word("registration.camera.open")?).await?;
    hands.press(Key::Enter).await?;
    window.find(Role::Dialog, "").await?;
    teller.see("registration.camera.auto").await?;
    let done = teller.word("registration.camera.done")?;
    window.find_within(WORK * 2, Role::Button, &done).await?;
    teller.picture("both-sides").await?;
    hands.press(Key::Enter).await?;
    window.see_no_more(&teller.word("registration.camera.sides")?).await?;
    for side in ["front", "back"] {
        let side = teller.word(&format!("words.documentSide.{side}"))?;
        let remove = teller.words.with("registration.document.removeSide", &[("side", &side)])?;
        window.find(Role::Button, &remove).await?;
    }
    teller.picture("step-document").await
}

/// The back is cut anew: the whole picture, as the camera saw it.
async fn crop(hands: &Hands<'_>) -> Outcome {
    let (teller, window) = (&hands.0, hands.0.window);
    let side = teller.word("words.documentSide.back")?;
    let open = teller.words.with("registration.crop.openSide", &[("side", &side)])?;
    window.tab_to(Role::Button, &open).await?;
    hands.press(Key::Enter).await?;
    window.find(Role::Dialog, "").await?;
    window.tab_to(Role::Button, &teller.word("registration.crop.corner.topLeft")?).await?;
    for _ in 0..10 {
        hands.press(Key::Left).await?;
    }
    teller.picture("crop").await?;
    window.tab_to(Role::Button, &teller.word("registration.crop.whole")?).await?;
    hands.press(Key::Enter).await?;
    window.tab_to(Role::Button, &teller.word("registration.crop.confirm")?).await?;
    hands.press(Key::Enter).await?;
    window.see_no_more(&teller.word("registration.crop.lead")?).await
}

/// What no zone says stands there without a key.
async fn print_was_taken(teller: &Teller<'_>) -> Outcome {
    let known = &teller.applicant.known;
    let (authority, issued) =
        (teller.value("document_authority").await?, teller.value("document_issuedOn").await?);
    assert_eq!(authority.to_uppercase(), known.document.authority.to_uppercase(), "the authority was read");
    assert_eq!(issued, typed(known.document.issued_on), "the day of issue was read");
    let place = teller.begins("registration.field.person_birthPlace")?;
    let place = teller.window.value(Role::Combobox, &place).await?;
    assert_eq!(place, known.person.birth_place.place, "the place of birth is the municipality of that name");
    let town =
        teller.window.value(Role::Combobox, &teller.begins("registration.field.residence_town")?).await?;
    assert_eq!(town, known.person.residence.town, "the back says where the person lives");
    Ok(())
}

/// The number typed otherwise than it was read, and a reason of the list for it.
async fn keep_another_number(hands: &Hands<'_>) -> Outcome {
    let (teller, window) = (&hands.0, hands.0.window);
    hands.fill("registration.field.document_number", "CA99999ZZ").await?;
    hands.press(Key::Tab).await?;
    teller.see("registration.mismatch.title").await?;
    let number = teller.word("registration.field.document_number")?;
    let reason = teller.words.with("registration.mismatch.reasonLabel", &[("field", &number)])?;
    window.tab_to(Role::Combobox, &reason).await?;
    // The list is the platform's own: the arrow takes the first reason.
    hands.press(Key::Down).await?;
    teller.picture("mismatch").await?;
    let keep = teller.word("registration.mismatch.keep")?;
    window.tab_to(Role::Button, &keep).await?;
    hands.press(Key::Enter).await?;
    let said = teller.word("registration.mismatch.reasons.documentSaysSo")?;
    window.see(&teller.words.with("registration.mismatch.kept", &[("reason", &said)])?).await
}
