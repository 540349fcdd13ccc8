//! The officer of the stories: does at the window, screen by screen, what an officer does.

use std::{cell::Cell, time::Duration};

use fantoccini::Locator;
use sportello_domain::moment::Day;

use crate::{Account, Applicant, OrFail as _, Outcome, Role, Window, Words, country};

/// Reading a document, signing, issuing: work of seconds on a machine with two slow cores.
pub const WORK: Duration = Duration::from_mins(1);
const CREDENTIAL_PASSWORD: &str = "Sigillo-2026-prova";
const PASSPHRASE: &str = "Busta-2026-cifrata";

/// An officer with a window, a language and a person at the counter.
pub struct Teller<'a> {
    pub window: &'a Window,
    pub words: &'a Words,
    pub applicant: &'a Applicant,
    /// Begins the names of the pictures.
    pub story: &'a str,
    pub pictures: Cell<u8>,
}

/// The day on which the programs under test live.
#[expect(
    clippy::disallowed_methods,
    reason = "the programs under test have the real clock, so their person has too"
)]
pub fn today() -> Day {
    Day(time::OffsetDateTime::now_utc().date())
}

impl Teller<'_> {
    pub fn word(&self, key: &str) -> Outcome<String> {
        self.words.of(key)
    }

    /// A beginning: labels may go on with "(optional)" or a key's name.
    fn begins(&self, key: &str) -> Outcome<String> {
        Ok(format!("{}…", self.word(key)?))
    }

    pub async fn click(&self, role: Role, key: &str) -> Outcome {
        self.window.click(role, &self.begins(key)?).await
    }

    pub async fn fill(&self, key: &str, text: &str) -> Outcome {
        self.window.fill(&self.begins(key)?, text).await
    }

    /// A numbered picture of the screen.
    pub async fn picture(&self, name: &str) -> Outcome {
        let number = self.pictures.get() + 1;
        self.pictures.set(number);
        self.window.picture(&format!("{}-{number:02}-{name}", self.story)).await
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

    pub async fn make_credential(&self, path: &str) -> Outcome {
        self.click(Role::Link, "frame.nav.credential").await?;
        self.fill("desk.credential.file", path).await?;
        self.fill("desk.credential.password", CREDENTIAL_PASSWORD).await?;
        self.fill("desk.credential.repeat", CREDENTIAL_PASSWORD).await?;
        self.picture("credential").await?;
        self.click(Role::Button, "desk.credential.submit").await?;
        self.window.see_within(WORK, &self.word("desk.credential.registered")?).await?;
        self.picture("credential-made").await?;
        let made = std::fs::metadata(path).or_fail("looking for the credential's file")?;
        assert!(made.len() > 0, "the credential lies where the officer put it");
        Ok(())
    }

    /// The eight steps.
    pub async fn enter_request(&self) -> Outcome {
        self.begin_request().await?;
        self.document().await?;
        self.on_to("data").await?;
        self.data().await?;
        self.on_to("certificate").await?;
        self.picture("step-certificate").await?;
        self.on_to("configuration").await?;
        self.choose_customer_type().await?;
        self.picture("step-configuration").await?;
        self.on_to("consents").await?;
        for yes in self.window.all(Role::Radio, &self.word("registration.consents.yes")?).await? {
            self.window.press(&yes).await?;
        }
        self.picture("step-consents").await?;
        self.on_to("summary").await?;
        self.window.see(&self.word("registration.summary.complete")?).await?;
        self.picture("step-summary").await?;
        self.click(Role::Button, "registration.confirm").await?;
        self.window.see_within(WORK, &self.word("registration.confirmed.lead")?).await?;
        self.picture("confirmed").await
    }

    /// The first product of the catalogue, and on to the step of the document.
    pub async fn begin_request(&self) -> Outcome {
        self.click(Role::Link, "frame.nav.newRequest").await?;
        let request = self.word("requests.new.requestOf")?;
        let request = request.split_once("{{").map_or(request.as_str(), |(before, _)| before);
        self.window.find(Role::Button, &format!("{request}…")).await?;
        self.picture("new-request").await?;
        self.window.click(Role::Button, &format!("{request}…")).await?;
        self.step("method").await?;
        self.click(Role::Radio, "words.method.offline").await?;
        self.picture("step-method").await?;
        self.on_to("person").await?;
        self.click(Role::Radio, "registration.person.new").await?;
        self.picture("step-person").await?;
        self.on_to("document").await
    }

    /// The first that the product is for; where there is only one, it is chosen already.
    async fn choose_customer_type(&self) -> Outcome {
        for kind in ["privatePerson", "professional", "organisationMember"] {
            let kind = self.begins(&format!("words.customerType.{kind}"))?;
            if let Some(radio) = self.window.look(Role::Radio, &kind).await? {
                return self.window.press(&radio).await;
            }
        }
        Ok(())
    }

    async fn step(&self, step: &str) -> Outcome {
        self.window.find(Role::Heading, &self.word(&format!("registration.steps.{step}"))?).await?;
        Ok(())
    }

    async fn on_to(&self, step: &str) -> Outcome {
        let target = self.word(&format!("registration.stepTarget.{step}"))?;
        let button = self.words.with("registration.continueTo", &[("step", &target)])?;
        self.window.click(Role::Button, &button).await?;
        self.step(step).await
    }

    /// Step 3: the pictures, from which the machine-readable zone is read.
    async fn document(&self) -> Outcome {
        let document = &self.applicant.known.document;
        let kind = document.kind.as_str();
        let issuer = country(&document.country, self.words.language())?;
        self.window.pick(&self.begins("registration.field.document_country")?, issuer).await?;
        self.click(Role::Radio, &format!("words.documentKind.{kind}")).await?;
        let sides: &[&str] = if self.applicant.pictures.len() == 1 { &["both"] } else { &["front", "back"] };
        for (side, picture) in sides.iter().zip(&self.applicant.pictures) {
            let side = self.word(&format!("words.documentSide.{side}"))?;
            self.window.give_file(&side, picture).await?;
            let remove = self.words.with("registration.document.removeSide", &[("side", &side)])?;
            self.window.find_within(WORK, Role::Button, &remove).await?;
        }
        self.window.see_within(WORK, &self.word("registration.document.read")?).await?;
        self.picture("step-document").await
    }

    /// Step 4: what the zone holds was read; the rest is typed.
    async fn data(&self) -> Outcome {
        let person = &self.applicant.known.person;
        let document = &self.applicant.known.document;
        let number = self.value("document_number").await?;
        assert_eq!(number, document.number, "the document's number was read from the picture");
        let born = self.value("person_bornOn").await?;
        assert_eq!(born, typed(person.born_on), "the date of birth was read from the picture");
        self.picture("step-data-read").await?;

        let language = self.words.language();
        for (field, text) in [
            ("document_authority", document.authority.clone()),
            ("document_issuedOn", typed(document.issued_on)),
            ("document_expiresOn", typed(document.expires_on)),
            ("person_surname", person.surname.clone()),
            ("person_givenNames", person.given_names.clone()),
        ] {
            self.correct(field, &text).await?;
        }
        let sex = self.word(&format!("words.sex.{}", person.sex.as_str()))?;
        self.window.choose(&self.begins("registration.field.person_sex")?, &sex).await?;
        self.pick("person_birthCountry", country(&person.birth_place.country, language)?).await?;
        if person.birth_place.country == "IT" {
            self.pick("person_birthPlace", &person.birth_place.place).await?;
        } else {
            self.correct("person_birthPlace", &person.birth_place.place).await?;
        }
        self.pick("person_citizenship", country(&person.citizenship, language)?).await?;
        self.correct("person_taxCode", &person.tax_code.to_string()).await?;
        self.pick("residence_country", country(&person.residence.country, language)?).await?;
        self.correct("residence_street", &person.residence.street).await?;
        self.pick("residence_town", &person.residence.town).await?;
        self.correct("residence_postcode", &person.residence.postcode).await?;
        self.correct("contacts_email", &self.applicant.known.contacts.email).await?;
        self.correct("contacts_mobile", &self.applicant.known.contacts.mobile).await?;
        self.picture("step-data").await
    }

    async fn value(&self, field: &str) -> Outcome<String> {
        self.window.value(Role::Textbox, &self.begins(&format!("registration.field.{field}"))?).await
    }

    /// Types only where something else stands, as an officer would.
    async fn correct(&self, field: &str, text: &str) -> Outcome {
        if self.value(field).await? == text {
            return Ok(());
        }
        self.fill(&format!("registration.field.{field}"), text).await
    }

    async fn pick(&self, field: &str, text: &str) -> Outcome {
        self.window.pick(&self.begins(&format!("registration.field.{field}"))?, text).await
    }

    /// Signed form, report, signature.
    pub async fn recognise(&self) -> Outcome {
        self.click(Role::Button, "registration.confirmed.toProduct").await?;
        self.window.find(Role::Button, &self.word("products.primary.startRecognition")?).await?;
        self.picture("product-to-identify").await?;
        self.click(Role::Button, "products.primary.startRecognition").await?;
        let upload = self.word("recognition.form.upload")?;
        self.window.find(Role::File, &upload).await?;
        self.picture("recognition-form").await?;
        self.window.give_file(&upload, &self.applicant.signed_form).await?;
        let prepare = self.word("recognition.recogniser.submit")?;
        self.window.find_within(WORK, Role::Button, &prepare).await?;
        self.picture("recognition-recogniser").await?;
        self.window.click(Role::Button, &prepare).await?;
        self.window.find_within(WORK, Role::Textbox, &self.begins("recognition.report.password")?).await?;
        self.window.see_no_more(&self.word("common.pageLoading")?).await?;
        self.picture("recognition-report").await?;
        self.fill("recognition.report.password", CREDENTIAL_PASSWORD).await?;
        self.click(Role::Button, "recognition.report.sign").await?;
        self.window.find_within(WORK, Role::Button, &self.word("recognition.done.toProduct")?).await?;
        self.picture("recognition-done").await
    }

    /// Data confirmed, certificate, passphrase.
    pub async fn issue(&self) -> Outcome {
        self.click(Role::Button, "recognition.done.toProduct").await?;
        self.window.find(Role::Button, &self.word("products.primary.startIssuance")?).await?;
        self.picture("product-to-be-issued").await?;
        self.click(Role::Button, "products.primary.startIssuance").await?;
        let issue = self.word("issuance.confirm.submit")?;
        self.window.find(Role::Button, &issue).await?;
        self.window.see(self.applicant.known.person.tax_code.as_str()).await?;
        self.picture("issuance-confirm").await?;
        // A nervous hand presses twice; the product's page will show one certificate.
        self.window.press_twice(Role::Button, &issue).await?;
        self.window.see_within(WORK, &self.word("issuance.passphrase.issued")?).await?;
        self.picture("issuance-passphrase").await?;
        self.window.fill(&self.word("issuance.passphrase.field")?, PASSPHRASE).await?;
        self.window.fill(&self.word("issuance.passphrase.repeat")?, PASSPHRASE).await?;
        self.click(Role::Button, "issuance.passphrase.submit").await?;
        self.window.see_within(WORK, &self.word("issuance.done.what")?).await?;
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
        self.window.see_within(WORK, email).await?;
        // Beside the message by SMS lies the mail with the envelope.
        let letter = format!("//button[contains(., '{email}')]");
        let letter =
            self.window.client().find(Locator::XPath(&letter)).await.or_fail("looking for the mail")?;
        self.window.press(&letter).await?;
        self.window.see(".pdf").await?;
        self.picture("mailbox").await
    }
}

/// A day as it is typed and shown in a field.
fn typed(day: Day) -> String {
    format!("{:02}/{:02}/{}", day.0.day(), u8::from(day.0.month()), day.0.year())
}
