//! Several reports, made ready first and signed in one go by keys alone.

use fantoccini::key::Key;

use super::{TRAINING_PIN, Teller, WORK};
use crate::{Hands, Outcome, Role};

impl Teller<'_> {
    /// From the confirmed request until nothing lacks but the signature.
    pub async fn leave_report_to_sign(&self) -> Outcome {
        self.click(Role::Button, "registration.confirmed.toProduct").await?;
        self.prepare_report().await
    }
}

impl Hands<'_> {
    /// All that wait, with the card of [`Teller::make_card_credential`], which wants its PIN before each signature.
    pub async fn sign_reports(&self, of: &[&str]) -> Outcome {
        let (teller, window) = (&self.0, self.0.window);
        let all = of.len().to_string();
        self.open("frame.nav.reports").await?;
        for name in of {
            window.see(name).await?;
        }
        let chosen = teller.words.with("recognition.run.chosen_other", &[("count", &all), ("all", &all)])?;
        window.see(&chosen).await?;
        teller.see("cards.slots.alone.mine").await?;
        window.see(&teller.words.with("recognition.run.pin.each_other", &[("count", &all)])?).await?;
        teller.picture("reports-to-sign").await?;
        self.press(Key::F9).await?;
        for place in 1..=of.len() {
            let place = place.to_string();
            let title =
                teller.words.with("recognition.run.pinTitleEach", &[("place", &place), ("count", &all)])?;
            window.find_within(WORK, Role::Dialog, &title).await?;
            teller.picture("reports-pin").await?;
            // The field has the focus.
            window.keys(TRAINING_PIN).await?;
            self.press(Key::Enter).await?;
        }
        let signed =
            teller.words.with("recognition.run.signed_other", &[("signed", &all), ("count", &all)])?;
        window.see_within(WORK, &signed).await?;
        let received =
            window.words().await?.matches(&teller.word("recognition.run.became.received")?).count();
        assert_eq!(received, of.len(), "each with the centre's word");
        teller.see("recognition.run.empty").await?;
        teller.picture("reports-signed").await
    }
}
