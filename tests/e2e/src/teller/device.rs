//! A blank device: taken from a delivery, written on, pulled in the middle, resumed, handed over.

use serde_json::Value;

use super::{PASSPHRASE, TRAINING_PIN, Teller, WORK};
use crate::{Failure, Outcome, Role};

/// Where the training has its blank device.
const BLANK_READER: &str = "Training reader 2";

impl Teller<'_> {
    /// The number that the blank device in the second reader of the training tells, from the page of one's own credential.
    pub async fn device_number(&self) -> Outcome<String> {
        self.click(Role::Link, "frame.nav.credential").await?;
        self.see("frame.status.blank.holds").await?;
        let label = self.word("cards.number")?;
        self.window.see(&label).await?;
        let script = format!(
            "const reader = document.querySelector('section[aria-label=\"{BLANK_READER}\"]');
             const label = [...reader.querySelectorAll('dt')].find((it) => it.textContent === '{label}');
             return label.nextElementSibling.textContent.match(/\\d+/)[0];"
        );
        match self.window.run(&script).await? {
            Value::String(number) => Ok(number),
            other => Err(Failure::new(format!("the card's number is {other}"))),
        }
    }

    /// Orders that the blank device is pulled in the middle of what is written next. Of the own card nothing is ordered.
    pub async fn order_the_pull(&self) -> Outcome {
        self.click(Role::Link, "frame.nav.credential").await?;
        self.click(Role::Button, "desk.credential.pullMidway").await?;
        self.see("desk.credential.ordered.pullMidway").await?;
        self.picture("credential-pull-ordered").await
    }

    /// Receives one token into the stock.
    pub async fn receive_token(&self, serial: &str) -> Outcome {
        self.click(Role::Link, "frame.nav.stock").await?;
        self.click(Role::Button, "stock.receive").await?;
        self.fill("stock.receiving.serial", serial).await?;
        self.window.key(fantoccini::key::Key::Enter).await?;
        let submit = self.words.with("stock.receiving.submit_one", &[("count", "1")])?;
        self.window.click(Role::Button, &submit).await?;
        self.see("stock.receiving.doneLead").await
    }

    /// From the accepted report to the product that is active, by way of the officer's proof and of a device that is pulled
    /// midway; resumed, the proof still holds.
    pub async fn hand_out_device(&self) -> Outcome {
        self.click(Role::Button, "recognition.done.toProduct").await?;
        self.write_until_pulled().await?;
        self.resume_and_deliver().await
    }

    /// From the product's page to the device that was pulled, as [`Self::order_the_pull`] ordered.
    pub async fn write_until_pulled(&self) -> Outcome {
        self.click(Role::Button, "products.primary.startIssuance").await?;
        self.window.see(self.applicant.known.person.tax_code.as_str()).await?;
        self.picture("device-data").await?;
        self.click(Role::Button, "issuance.device.data.submit").await?;
        self.window.find(Role::Button, &self.word("issuance.device.write")?).await?;
        self.see("issuance.device.checks.device.fine").await?;
        self.see("cards.slots.alone.blank").await?;
        self.picture("device-ready").await?;
        self.click(Role::Button, "issuance.device.write").await?;
        // The own card stands beside the device.
        self.fill("cards.pin.label", TRAINING_PIN).await?;
        self.picture("device-proof").await?;
        self.click(Role::Button, "issuance.device.proof.submitAndWrite").await?;
        self.window.find_within(WORK, Role::Button, &self.word("issuance.device.revoke.begun")?).await?;
        self.picture("device-pulled").await
    }

    async fn resume_and_deliver(&self) -> Outcome {
        self.click(Role::Link, "frame.nav.credential").await?;
        self.click(Role::Button, "desk.credential.putIn").await?;
        self.see_no_more("desk.credential.putIn").await?;
        self.window.run("history.back()").await?;
        self.see("issuance.device.begun.ways.begun").await?;
        self.see("issuance.device.checks.device.fine").await?;
        self.see("cards.slots.alone.begun").await?;
        self.picture("device-to-resume").await?;
        self.click(Role::Button, "issuance.device.resume").await?;
        self.window.see_within(WORK, &self.word("issuance.device.issued")?).await?;
        self.picture("device-passphrase").await?;
        self.window.fill(&self.word("issuance.passphrase.field")?, PASSPHRASE).await?;
        self.window.fill(&self.word("issuance.passphrase.repeat")?, PASSPHRASE).await?;
        self.click(Role::Button, "issuance.passphrase.submit").await?;
        self.see("issuance.device.done.what").await?;
        self.picture("device-done").await?;
        self.click(Role::Button, "issuance.done.toProduct").await?;
        self.window.see(&self.word("words.productStatus.active")?).await?;
        self.picture("product-active").await
    }
}
