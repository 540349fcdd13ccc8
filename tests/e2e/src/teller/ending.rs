//! An issue that leads nowhere: given up, and its product ended with it.

use fantoccini::{Locator, key::Key};

use super::{Teller, WORK};
use crate::{OrFail as _, Outcome, Role};

/// What becomes of the product, in the officer's words.
const REASON: &str = "Il titolare preferisce la firma remota";
/// The mail to the holder, in the language of the training's centre.
const SUBJECT: &str = "Il Suo certificato non è stato emesso";
const TOLD: &str = "Nessun certificato è valido";

impl Teller<'_> {
    /// From the product in a section's list to its page: a press on its row, by keys.
    pub async fn open_listed(&self, section: &str) -> Outcome {
        self.go(&format!("#/search/{section}")).await?;
        let name = self.applicant.name();
        self.window.see(&name).await?;
        let row = "[...document.querySelectorAll('tbody tr')]
            .find((row) => row.innerText.includes(arguments[0])).focus()";
        let focused = self.window.client().execute(row, vec![name.into()]).await;
        focused.or_fail("going to the product's row")?;
        self.window.key(Key::Enter).await
    }

    /// From the page of the device that was pulled to that of the product, which is over.
    pub async fn end_without_certificate(&self) -> Outcome {
        self.click(Role::Button, "issuance.device.revoke.begun").await?;
        self.window.find(Role::Dialog, &self.word("issuance.device.revoke.begun")?).await?;
        self.click(Role::Radio, "issuance.device.orphan.takenBack").await?;
        self.click(Role::Radio, "issuance.device.orphan.end").await?;
        self.fill("products.ending.reason", REASON).await?;
        let submit = self.word("issuance.device.orphan.submitEnd.begun")?;
        self.window.click(Role::Button, &submit).await?;
        self.see("common.faults.nameDiffers").await?;
        self.fill("products.ending.typeName", &self.applicant.name()).await?;
        self.picture("ending").await?;
        self.window.key(Key::Enter).await?;
        self.window.see_within(WORK, &self.word("issuance.device.revoked.ended")?).await?;
        self.picture("ended").await?;
        self.window.key(Key::Enter).await?;
        self.see("words.productStatus.revoked").await?;
        self.window.see(REASON).await?;
        self.picture("product-ended").await
    }

    /// The holder is told that nothing was issued.
    pub async fn read_of_the_end(&self) -> Outcome {
        self.click(Role::Link, "frame.nav.mailbox").await?;
        let email = &self.applicant.known.contacts.email;
        self.window.see_within(WORK, SUBJECT).await?;
        let letter = format!("//button[contains(., '{email}') and contains(., '{SUBJECT}')]");
        let letter =
            self.window.client().find(Locator::XPath(&letter)).await.or_fail("looking for the mail")?;
        self.window.press(&letter).await?;
        self.window.see(TOLD).await?;
        self.picture("mail-of-the-end").await
    }
}
