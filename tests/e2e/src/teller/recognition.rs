//! Recognition: the signed form, the recogniser, the report.

use std::path::Path;

use fantoccini::key::Key;

use super::{CREDENTIAL_PASSWORD, TRAINING_PIN, Teller, WORK};
use crate::{Outcome, Role};

impl Teller<'_> {
    /// From the confirmed request to the accepted report, signed in the window.
    pub async fn recognise(&self) -> Outcome {
        self.click(Role::Button, "registration.confirmed.toProduct").await?;
        self.prepare_report().await?;
        self.sign_report().await
    }

    /// The same, signed with the card of [`Teller::make_card_credential`].
    pub async fn recognise_with_card(&self) -> Outcome {
        self.click(Role::Button, "registration.confirmed.toProduct").await?;
        self.prepare_report().await?;
        self.see("cards.slots.alone.mine").await?;
        self.click(Role::Button, "recognition.report.sign").await?;
        self.fill("cards.pin.label", TRAINING_PIN).await?;
        self.picture("pin").await?;
        self.window.key(Key::Enter).await?;
        self.window.find_within(WORK, Role::Button, &self.word("recognition.done.toProduct")?).await?;
        self.picture("recognition-done").await
    }

    /// With the credential of [`Teller::make_credential`].
    pub async fn sign_report(&self) -> Outcome {
        self.fill("recognition.report.password", CREDENTIAL_PASSWORD).await?;
        self.click(Role::Button, "recognition.report.sign").await?;
        self.window.find_within(WORK, Role::Button, &self.word("recognition.done.toProduct")?).await?;
        self.picture("recognition-done").await
    }

    /// From the product's page to the report that waits for its signature.
    pub async fn prepare_report(&self) -> Outcome {
        self.start_recognition().await?;
        self.form_and_report().await
    }

    /// From the product's page to the place for the signed form.
    pub async fn start_recognition(&self) -> Outcome {
        self.window.find(Role::Button, &self.word("products.primary.startRecognition")?).await?;
        self.picture("product-to-identify").await?;
        self.click(Role::Button, "products.primary.startRecognition").await?;
        self.window.find(Role::File, &self.word("recognition.form.upload")?).await?;
        self.picture("recognition-form").await
    }

    /// The signed form, the recogniser, the report.
    pub async fn form_and_report(&self) -> Outcome {
        self.window.give_file(&self.word("recognition.form.upload")?, &self.applicant.signed_form).await?;
        let prepare = self.word("recognition.recogniser.submit")?;
        self.window.find_within(WORK, Role::Button, &prepare).await?;
        self.picture("recognition-recogniser").await?;
        self.window.click(Role::Button, &prepare).await?;
        self.window.find_within(WORK, Role::Button, &self.begins("recognition.report.sign")?).await?;
        self.window.see_no_more(&self.word("common.pageLoading")?).await?;
        self.picture("recognition-report").await
    }

    /// The other way: a report that was signed with another program.
    pub async fn upload_report(&self, signed: &Path) -> Outcome {
        self.window.give_file(&self.word("recognition.report.uploadLabel")?, signed).await
    }
}
