//! A used token comes back: its certificates are dead, one officer asks that it be formatted, another approves, and the
//! first does it.

use serde_json::{Value, json};

use super::{Teller, WORK};
use crate::{Account, Centre, OrFail as _, Outcome, Role, Surroundings};

impl Teller<'_> {
    /// The certificates on the product's page, by their serial numbers in hexadecimal.
    async fn certificates_shown(&self) -> Outcome<Vec<String>> {
        let script = "return [...document.querySelectorAll('dt')]
                .filter((term) => term.textContent.startsWith(arguments[0]))
                .map((term) => term.nextElementSibling?.textContent.match(/^[0-9a-f]+/i)?.[0])
                .filter(Boolean)";
        let label = self.word("products.fact.serial")?;
        let found = self.window.client().execute(script, vec![json!(label)]).await;
        match found.or_fail("looking for the serial numbers")? {
            Value::Array(all) => Ok(all.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
            _ => Ok(Vec::new()),
        }
    }

    /// From the page of the active product: one of its two certificates is revoked at the centre, and the other with it.
    pub async fn revoke_certificates(&self, centre: &Centre, around: &Surroundings) -> Outcome {
        let serials = self.certificates_shown().await?;
        assert_eq!(serials.len(), 2, "one to sign with, one to be known by: {serials:?}");
        centre.revoke(around, &serials[0])
    }

    async fn open_token(&self, serial: &str) -> Outcome {
        self.click(Role::Link, "frame.nav.stock").await?;
        self.window.click(Role::Link, serial).await?;
        self.see("stock.detail.facts").await
    }

    /// Taken back from its holder, and asked to be formatted.
    pub async fn ask_to_format(&self, serial: &str) -> Outcome {
        self.open_token(serial).await?;
        self.click(Role::Button, "stock.detail.changes").await?;
        self.click(Role::MenuItem, "words.tokenChange.takeBack").await?;
        self.fill("stock.change.reason", "Il titolare l'ha restituita").await?;
        self.click(Role::Button, "words.tokenChange.takeBack").await?;
        self.see("stock.format.lead").await?;
        self.picture("token-returned").await?;
        self.click(Role::Button, "stock.format.ask").await?;
        self.fill("stock.change.reason", "Serve per un altro titolare").await?;
        self.picture("format-ask").await?;
        // The dialog lies over the button of the same words that opened it.
        let ask = self.window.all(Role::Button, &self.begins("stock.format.ask")?).await?;
        self.window.press(ask.last().or_fail("the dialog's button")?).await?;
        self.see("stock.format.waits").await?;
        self.picture("format-asked").await
    }

    /// Whoever is signed in goes, another officer comes to the same window.
    pub async fn hand_over_to(&self, officer: &Account) -> Outcome {
        self.click(Role::Button, "frame.nav.signOut").await?;
        self.sign_in(officer).await
    }

    pub async fn approve_format(&self, serial: &str) -> Outcome {
        self.open_token(serial).await?;
        self.picture("format-to-approve").await?;
        self.click(Role::Button, "stock.format.approve").await?;
        self.see("stock.format.approved").await
    }

    /// The token lies in the second reader, the own card beside it in the first.
    pub async fn format_token(&self, serial: &str) -> Outcome {
        self.open_token(serial).await?;
        self.see("stock.format.choose").await?;
        self.see("stock.format.problem.ownCard").await?;
        self.picture("format-approved").await?;
        self.click(Role::Button, "stock.format.submit").await?;
        self.fill("stock.change.typeSerial", serial).await?;
        self.picture("format-confirm").await?;
        self.window.key(fantoccini::key::Key::Enter).await?;
        let done = self.words.with("stock.format.done", &[("serial", serial)])?;
        self.window.see_within(WORK, &done).await?;
        self.picture("format-done").await?;
        self.see("words.tokenStatus.inStock").await
    }
}
