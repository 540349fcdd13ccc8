//! The officer of the stories: does at the window, screen by screen, what an officer does.

mod device;
mod ending;
mod format;
mod issuance;
mod recognition;
mod registration;
mod report_run;

use std::{
    cell::{Cell, RefCell},
    time::Duration,
};

use fantoccini::key::Key;
use sportello_domain::moment::Day;

use crate::{Account, Applicant, Failure, OrFail as _, Outcome, Role, Window, Words};

/// Reading a document, signing, issuing: work of seconds on a machine with two slow cores.
pub const WORK: Duration = Duration::from_mins(1);
/// Of a training card from the factory.
pub const TRAINING_PIN: &str = "123456";
/// Of the officer's credential file.
pub const CREDENTIAL_PASSWORD: &str = "Sigillo-2026-prova";
/// Of the holder's envelope.
pub const PASSPHRASE: &str = "Busta-2026-cifrata";

/// An officer with a window, a language and a person at the counter.
pub struct Teller<'a> {
    pub window: &'a Window,
    pub words: &'a Words,
    pub applicant: &'a Applicant,
    /// Begins the names of the pictures.
    story: &'a str,
    pictures: Cell<u8>,
    findings: RefCell<Vec<String>>,
}

/// The day on which the programs under test live.
#[expect(
    clippy::disallowed_methods,
    reason = "the programs under test have the real clock, so their person has too"
)]
pub fn today() -> Day {
    Day(time::OffsetDateTime::now_utc().date())
}

/// A day as it is typed and shown in a field.
pub fn typed(day: Day) -> String {
    format!("{:02}/{:02}/{}", day.0.day(), u8::from(day.0.month()), day.0.year())
}

impl<'a> Teller<'a> {
    pub const fn new(window: &'a Window, words: &'a Words, applicant: &'a Applicant, story: &'a str) -> Self {
        let findings = RefCell::new(Vec::new());
        Self { window, words, applicant, story, pictures: Cell::new(0), findings }
    }

    pub fn word(&self, key: &str) -> Outcome<String> {
        self.words.of(key)
    }

    /// A beginning: labels may go on with "(optional)" or a key's name, sentences with what stands in their braces.
    pub fn begins(&self, key: &str) -> Outcome<String> {
        let word = self.word(key)?;
        Ok(format!("{}…", word.split_once("{{").map_or(word.as_str(), |(before, _)| before)))
    }

    pub async fn click(&self, role: Role, key: &str) -> Outcome {
        self.window.click(role, &self.begins(key)?).await
    }

    pub async fn fill(&self, key: &str, text: &str) -> Outcome {
        self.window.fill(&self.begins(key)?, text).await
    }

    /// Waits until this sentence of the catalogues is on the screen, up to its first brace.
    pub async fn see(&self, key: &str) -> Outcome {
        self.window.see_within(WORK, self.begins(key)?.trim_end_matches('…').trim_end()).await
    }

    /// Goes to a page by its address, as a link would.
    pub async fn go(&self, address: &str) -> Outcome {
        let script = "location.hash = arguments[0]";
        let gone = self.window.client().execute(script, vec![address.into()]).await;
        gone.map(drop).or_fail(format!("going to {address}"))
    }

    pub async fn see_no_more(&self, key: &str) -> Outcome {
        self.window.see_no_more(self.begins(key)?.trim_end_matches('…').trim_end()).await
    }

    /// A numbered picture of the screen, which is judged at the same time: can everybody use it?
    pub async fn picture(&self, name: &str) -> Outcome {
        let number = self.pictures.get() + 1;
        self.pictures.set(number);
        let name = format!("{}-{number:02}-{name}", self.story);
        self.window.picture(&name).await?;
        let found = self.window.judge_access().await?;
        self.findings.borrow_mut().extend(found.into_iter().map(|finding| format!("{name}: {finding}")));
        Ok(())
    }

    /// The end of a story: no screen of it had anything that keeps somebody out.
    pub fn nothing_found(&self) -> Outcome {
        let findings = self.findings.borrow();
        if findings.is_empty() {
            return Ok(());
        }
        Err(Failure::new(format!("not everybody can use these screens:\n{}", findings.join("\n"))))
    }

    /// Language, both factors, profile and unit.
    pub async fn sign_in(&self, officer: &Account) -> Outcome {
        self.window.click(Role::Button, &self.words.language().code().to_uppercase()).await?;
        self.window.find(Role::Heading, &self.word("session.signIn.title")?).await?;
        self.picture("sign-in").await?;
        self.fill("session.signIn.userName", &officer.user_name).await?;
        self.fill("session.signIn.password", &officer.password).await?;
        self.click(Role::Button, "session.signIn.submit").await?;
        self.window.find(Role::Heading, &self.word("session.secondFactor.title")?).await?;
        self.picture("second-factor").await?;
        self.fill("session.secondFactor.code", &officer.code_now()?).await?;
        self.click(Role::Button, "session.secondFactor.submit").await?;
        let (choice, dashboard) =
            (self.word("session.workplace.title")?, self.word("requests.dashboard.waiting")?);
        // Who works in one place only is not asked.
        if self.window.see_one_of(&[&choice, &dashboard]).await? == choice {
            self.click(Role::Radio, "words.profile.rao").await?;
            self.picture("workplace").await?;
            self.click(Role::Button, "session.workplace.submit").await?;
        }
        self.window.find(Role::Link, &self.begins("frame.nav.dashboard")?).await?;
        self.window.see(&dashboard).await?;
        self.picture("dashboard").await
    }

    /// On the card in the first reader of the training, whose first PIN the window tells.
    pub async fn make_card_credential(&self) -> Outcome {
        self.click(Role::Link, "frame.nav.credential").await?;
        self.click(Role::Button, "desk.credential.makeOnCard").await?;
        self.see("cards.pin.training").await?;
        self.fill("cards.pin.label", TRAINING_PIN).await?;
        self.picture("credential-card").await?;
        self.window.key(Key::Enter).await?;
        self.window.see_within(WORK, &self.word("desk.credential.registered")?).await?;
        self.see("frame.status.mine.holds").await?;
        self.picture("credential-card-made").await
    }

    pub async fn make_credential(&self, path: &str) -> Outcome {
        self.click(Role::Link, "frame.nav.credential").await?;
        self.fill("desk.credential.file", path).await?;
        self.fill("desk.credential.password", CREDENTIAL_PASSWORD).await?;
        self.fill("desk.credential.repeat", CREDENTIAL_PASSWORD).await?;
        self.picture("credential").await?;
        self.click(Role::Button, "desk.credential.submit").await?;
        self.see("desk.credential.registered").await?;
        self.picture("credential-made").await?;
        let made = std::fs::metadata(path).or_fail("looking for the credential's file")?;
        assert!(made.len() > 0, "the credential lies where the officer put it");
        Ok(())
    }
}
