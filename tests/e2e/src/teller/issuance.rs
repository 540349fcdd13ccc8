//! Issuance: the data confirmed, the certificate, the passphrase, the mail.

use fantoccini::Locator;

use super::{PASSPHRASE, Teller};
use crate::{OrFail as _, Outcome, Role};

impl Teller<'_> {
    /// From the accepted report to the envelope.
    pub async fn issue(&self) -> Outcome {
        self.click(Role::Button, "recognition.done.toProduct").await?;
        self.to_issue_button().await?;
        // A nervous hand presses twice; the product's page will show one certificate.
        self.window.press_twice(Role::Button, &self.word("issuance.confirm.submit")?).await?;
        self.seal().await
    }

    /// From the product's page to the data that are confirmed.
    pub async fn to_issue_button(&self) -> Outcome {
        self.window.find(Role::Button, &self.word("products.primary.startIssuance")?).await?;
        self.picture("product-to-be-issued").await?;
        self.click(Role::Button, "products.primary.startIssuance").await?;
        self.window.find(Role::Button, &self.word("issuance.confirm.submit")?).await?;
        self.window.see(self.applicant.known.person.tax_code.as_str()).await?;
        self.picture("issuance-confirm").await
    }

    /// The passphrase, and the product's page with its one certificate.
    pub async fn seal(&self) -> Outcome {
        self.see("issuance.passphrase.issued").await?;
        self.picture("issuance-passphrase").await?;
        self.window.fill(&self.word("issuance.passphrase.field")?, PASSPHRASE).await?;
        self.window.fill(&self.word("issuance.passphrase.repeat")?, PASSPHRASE).await?;
        self.click(Role::Button, "issuance.passphrase.submit").await?;
        self.see("issuance.done.what").await?;
        self.picture("issuance-done").await?;
        self.click(Role::Button, "issuance.done.toProduct").await?;
        self.window.see(&self.word("words.productStatus.toActivate")?).await?;
        let kind = self.word("words.certificate.signature")?;
        let card = self.words.with("products.card.certificate", &[("kind", &kind)])?;
        self.window.find(Role::Heading, &card).await?;
        assert_eq!(
            self.window.all(Role::Heading, &card).await?.len(),
            1,
            "one certificate, however often pressed"
        );
        self.picture("product-to-activate").await
    }

    /// The envelope lies in the holder's mailbox.
    pub async fn read_mail(&self) -> Outcome {
        self.click(Role::Link, "frame.nav.mailbox").await?;
        let email = &self.applicant.known.contacts.email;
        self.window.see(email).await?;
        // Beside the message by SMS lies the mail with the envelope.
        let letter = format!("//button[contains(., '{email}')]");
        let letter =
            self.window.client().find(Locator::XPath(&letter)).await.or_fail("looking for the mail")?;
        self.window.press(&letter).await?;
        self.window.see(".pdf").await?;
        self.picture("mailbox").await
    }
}
