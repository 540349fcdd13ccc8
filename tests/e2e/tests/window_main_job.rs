//! The main job in the real window, against the real centre: from the login to the issued certificate and the mail to
//! the holder, told once in English and once in Italian, with a picture of every screen.

use std::time::Duration;

use fantoccini::Locator;
use sportello_domain::{document::DocumentKind, moment::Day};
use sportello_e2e::{
    Applicant, Centre, Language, OrFail as _, Outcome, Role, Surroundings, Window, Words, country, story,
};

/// The whole story, on a machine with two slow cores.
const LIMIT: Duration = Duration::from_mins(5);
/// Reading a document, signing, issuing: work of seconds on such a machine.
const WORK: Duration = Duration::from_mins(1);
const CREDENTIAL_PASSWORD: &str = "Sigillo-2026-prova";
const PASSPHRASE: &str = "Busta-2026-cifrata";

/// The story's person at the desk.
struct Teller<'a> {
    window: &'a Window,
    words: &'a Words,
    applicant: &'a Applicant,
    pictures: std::cell::Cell<u8>,
}

#[tokio::test]
async fn from_login_to_certificate_in_english() -> Outcome {
    tell(Language::English, DocumentKind::IdentityCard, 11).await
}

#[tokio::test]
async fn from_login_to_certificate_in_italian() -> Outcome {
    tell(Language::Italian, DocumentKind::Passport, 47).await
}

#[expect(
    clippy::disallowed_methods,
    reason = "the programs under test have the real clock, so their person has too"
)]
fn today() -> Day {
    Day(time::OffsetDateTime::now_utc().date())
}

async fn tell(language: Language, document: DocumentKind, seed: u64) -> Outcome {
    let around = Surroundings::start(1280, 800)?;
    let centre = Centre::start(&around, None)?;
    let words = Words::read(language)?;
    let applicant = Applicant::with(document, seed, today(), &around)?;
    let officer = centre.account_with("rao")?;
    let credential = around.folder("officer.p12").display().to_string();
    let data = around.folder("desk").display().to_string();
    let (address, code) = (centre.address()?, centre.enrolment_code()?);
    let arguments = ["--data", &data, "--centre", &address, "--enrolment-code", &code, "--training"];
    story(language.code(), LIMIT, &around, &arguments, async |window| {
        let teller =
            Teller { window, words: &words, applicant: &applicant, pictures: std::cell::Cell::new(0) };
        teller.sign_in(&officer.user_name, &officer.password, &officer.code_now()?).await?;
        teller.make_credential(&credential).await?;
        teller.enter_request().await?;
        teller.recognise().await?;
        teller.issue().await?;
        teller.read_mail().await
    })
    .await
}

impl Teller<'_> {
    fn word(&self, key: &str) -> Outcome<String> {
        self.words.of(key)
    }

    /// A beginning: labels may go on with "(optional)" or a key's name.
    fn begins(&self, key: &str) -> Outcome<String> {
        Ok(format!("{}…", self.word(key)?))
    }

    async fn click(&self, role: Role, key: &str) -> Outcome {
        self.window.click(role, &self.begins(key)?).await
    }

    async fn fill(&self, key: &str, text: &str) -> Outcome {
        self.window.fill(&self.begins(key)?, text).await
    }

    /// A numbered picture of the screen.
    async fn picture(&self, name: &str) -> Outcome {
        let number = self.pictures.get() + 1;
        self.pictures.set(number);
        self.window.picture(&format!("{}-{number:02}-{name}", self.words.language().code())).await
    }

    async fn sign_in(&self, user: &str, password: &str, code: &str) -> Outcome {
        self.window.click(Role::Button, &self.words.language().code().to_uppercase()).await?;
        self.window.find(Role::Heading, &self.word("session.signIn.title")?).await?;
        self.picture("sign-in").await?;
        self.fill("session.signIn.userName", user).await?;
        self.fill("session.signIn.password", password).await?;
        self.click(Role::Button, "session.signIn.submit").await?;
        self.window.find(Role::Heading, &self.word("session.secondFactor.title")?).await?;
        self.picture("second-factor").await?;
        self.fill("session.secondFactor.code", code).await?;
        self.click(Role::Button, "session.secondFactor.submit").await?;
        self.window.find(Role::Heading, &self.word("session.workplace.title")?).await?;
        self.click(Role::Radio, "words.profile.rao").await?;
        self.picture("workplace").await?;
        self.click(Role::Button, "session.workplace.submit").await?;
        self.window.find(Role::Link, &self.begins("frame.nav.dashboard")?).await?;
        self.window.see(&self.word("requests.dashboard.waiting")?).await?;
        self.picture("dashboard").await
    }

    async fn make_credential(&self, path: &str) -> Outcome {
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
    async fn enter_request(&self) -> Outcome {
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
        self.on_to("document").await?;
        self.document().await?;
        self.on_to("data").await?;
        self.data().await?;
        self.on_to("certificate").await?;
        self.picture("step-certificate").await?;
        self.on_to("configuration").await?;
        self.click(Role::Radio, "words.customerType.privatePerson").await?;
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
    async fn recognise(&self) -> Outcome {
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
        self.picture("recognition-report").await?;
        self.fill("recognition.report.password", CREDENTIAL_PASSWORD).await?;
        self.click(Role::Button, "recognition.report.sign").await?;
        self.window.find_within(WORK, Role::Button, &self.word("recognition.done.toProduct")?).await?;
        self.picture("recognition-done").await
    }

    /// Data confirmed, certificate, passphrase.
    async fn issue(&self) -> Outcome {
        self.click(Role::Button, "recognition.done.toProduct").await?;
        self.window.find(Role::Button, &self.word("products.primary.startIssuance")?).await?;
        self.picture("product-to-be-issued").await?;
        self.click(Role::Button, "products.primary.startIssuance").await?;
        let issue = self.word("issuance.confirm.submit")?;
        self.window.find(Role::Button, &issue).await?;
        self.window.see(self.applicant.known.person.tax_code.as_str()).await?;
        self.picture("issuance-confirm").await?;
        self.window.click(Role::Button, &issue).await?;
        self.window.see_within(WORK, &self.word("issuance.passphrase.issued")?).await?;
        self.picture("issuance-passphrase").await?;
        self.window.fill(&self.word("issuance.passphrase.field")?, PASSPHRASE).await?;
        self.window.fill(&self.word("issuance.passphrase.repeat")?, PASSPHRASE).await?;
        self.click(Role::Button, "issuance.passphrase.submit").await?;
        self.window.see_within(WORK, &self.word("issuance.done.what")?).await?;
        self.picture("issuance-done").await?;
        self.click(Role::Button, "issuance.done.toProduct").await?;
        self.window.see(&self.word("words.productStatus.toActivate")?).await?;
        self.window
            .see(
                &self.words.with(
                    "products.card.certificate",
                    &[("kind", &self.word("words.certificate.signature")?)],
                )?,
            )
            .await?;
        self.picture("product-to-activate").await
    }

    /// The envelope lies in the holder's mailbox.
    async fn read_mail(&self) -> Outcome {
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
