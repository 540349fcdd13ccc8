//! An officer who has a keyboard only: Tab, arrows, Enter and the keys that the window offers.

use fantoccini::key::Key;

use crate::{
    Account, CREDENTIAL_PASSWORD, OrFail as _, Outcome, PASSPHRASE, Role, Teller, WORK, country, typed,
};

/// Does by keys what a [`Teller`] does by pointing.
pub struct Hands<'a>(pub Teller<'a>);

impl Hands<'_> {
    /// Presses one key.
    pub async fn press(&self, key: Key) -> Outcome {
        self.0.window.key(key).await
    }

    /// Goes to a field by Tab and types in place of what stood there, as Tab selects it.
    pub async fn fill(&self, key: &str, text: &str) -> Outcome {
        self.0.window.tab_to(Role::Textbox, &self.0.begins(key)?).await?;
        self.0.window.keys(text).await
    }

    /// Goes to a field that suggests, types, and takes the suggestion.
    pub async fn pick(&self, key: &str, text: &str) -> Outcome {
        self.0.window.tab_to(Role::Combobox, &self.0.begins(key)?).await?;
        self.0.window.keys(text).await?;
        self.0.window.find(Role::Option, &format!("{text}…")).await?;
        self.press(Key::Enter).await
    }

    /// Goes to the first of a group of radio buttons by Tab, to this one by arrows, and chooses it.
    pub async fn choose(&self, key: &str) -> Outcome {
        let name = self.0.begins(key)?;
        self.0.window.tab_to(Role::Radio, "").await?;
        self.0.window.go_by(Key::Down, Role::Radio, &name).await?;
        self.press(Key::Space).await
    }

    /// Opens a page by the box for everything.
    pub async fn open(&self, page: &str) -> Outcome {
        let word = self.0.word(page)?;
        self.0.window.chord(&[Key::Control.into(), 'k']).await?;
        self.0.window.find(Role::Dialog, "").await?;
        self.0.window.keys(&word).await?;
        self.0.window.find(Role::Option, &word).await?;
        self.press(Key::Enter).await
    }

    /// From the first screen, in English, to the dashboard of the profile `rao`.
    pub async fn sign_in(&self, officer: &Account) -> Outcome {
        let (teller, window) = (&self.0, self.0.window);
        window.tab_to(Role::Button, "EN").await?;
        self.press(Key::Enter).await?;
        window.find(Role::Heading, &teller.word("session.signIn.title")?).await?;
        self.fill("session.signIn.userName", &officer.user_name).await?;
        self.fill("session.signIn.password", &officer.password).await?;
        self.press(Key::Enter).await?;
        window.find(Role::Heading, &teller.word("session.secondFactor.title")?).await?;
        self.fill("session.secondFactor.code", &officer.code_now()?).await?;
        self.press(Key::Enter).await?;
        window.find(Role::Heading, &teller.word("session.workplace.title")?).await?;
        self.choose("words.profile.rao").await?;
        self.press(Key::Enter).await?;
        teller.see("requests.dashboard.waiting").await
    }

    /// Makes the officer's training credential in this file.
    pub async fn make_credential(&self, path: &str) -> Outcome {
        self.0.window.tab_to(Role::Link, &self.0.begins("frame.nav.credential")?).await?;
        self.press(Key::Enter).await?;
        self.fill("desk.credential.file", path).await?;
        self.fill("desk.credential.password", CREDENTIAL_PASSWORD).await?;
        self.fill("desk.credential.repeat", CREDENTIAL_PASSWORD).await?;
        self.press(Key::Enter).await?;
        self.0.see("desk.credential.registered").await
    }

    /// A new request of the first product, and on to the step of the document.
    pub async fn to_document(&self) -> Outcome {
        self.open("frame.nav.newRequest").await?;
        self.0.window.tab_to(Role::Button, &self.0.begins("requests.new.requestOf")?).await?;
        self.press(Key::Enter).await?;
        self.0.step("method").await?;
        self.choose("words.method.offline").await?;
        self.press(Key::Enter).await?;
        self.0.step("person").await?;
        self.choose("registration.person.new").await?;
        self.press(Key::Enter).await?;
        self.0.step("document").await
    }

    /// Country and kind.
    pub async fn choose_document(&self) -> Outcome {
        let document = &self.0.applicant.known.document;
        let issuer = country(&document.country, self.0.words.language())?;
        self.pick("registration.field.document_country", issuer).await?;
        self.choose(&format!("words.documentKind.{}", document.kind.as_str())).await
    }

    /// Step 3, with files; on to the next.
    pub async fn document(&self) -> Outcome {
        let (teller, window) = (&self.0, self.0.window);
        self.choose_document().await?;
        for (side, picture) in teller.sides().iter().zip(&teller.applicant.pictures) {
            let side = teller.word(&format!("words.documentSide.{side}"))?;
            window.tab_to(Role::File, &side).await?;
            window.give_file_here(picture).await?;
            let remove = teller.words.with("registration.document.removeSide", &[("side", &side)])?;
            window.find_within(WORK, Role::Button, &remove).await?;
        }
        teller.see("registration.document.read").await?;
        self.on_to("data").await?;
        teller.data_was_read().await
    }

    /// The step's primary button.
    pub async fn on_to(&self, step: &str) -> Outcome {
        self.0.window.tab_to(Role::Button, &self.0.button_to(step)?).await?;
        self.press(Key::Enter).await?;
        self.0.step(step).await
    }

    /// Step 4 after what was read; on to the next.
    pub async fn data(&self) -> Outcome {
        let teller = &self.0;
        let (person, document) = (&teller.applicant.known.person, &teller.applicant.known.document);
        let field = |name: &str| format!("registration.field.{name}");
        let of = |alpha2: &str| country(alpha2, teller.words.language());
        for (name, text) in [
            ("document_authority", document.authority.clone()),
            ("document_issuedOn", typed(document.issued_on)),
            ("person_surname", person.surname.clone()),
            ("person_givenNames", person.given_names.clone()),
        ] {
            self.fill(&field(name), &text).await?;
        }
        self.pick(&field("person_birthCountry"), of(&person.birth_place.country)?).await?;
        if person.birth_place.country == "IT" {
            self.pick(&field("person_birthPlace"), &person.birth_place.place).await?;
        } else {
            self.fill(&field("person_birthPlace"), &person.birth_place.place).await?;
        }
        self.fill(&field("person_taxCode"), person.tax_code.as_str()).await?;
        self.pick(&field("residence_country"), of(&person.residence.country)?).await?;
        self.fill(&field("residence_street"), &person.residence.street).await?;
        self.pick(&field("residence_town"), &person.residence.town).await?;
        self.fill(&field("residence_postcode"), &person.residence.postcode).await?;
        self.fill(&field("contacts_email"), &teller.applicant.known.contacts.email).await?;
        self.fill(&field("contacts_mobile"), &teller.applicant.known.contacts.mobile).await?;
        teller.picture("data").await?;
        self.press(Key::Enter).await?;
        teller.step("certificate").await
    }

    /// Steps 5 to 8.
    pub async fn to_confirmed(&self) -> Outcome {
        let teller = &self.0;
        self.on_to("configuration").await?;
        self.choose("words.customerType.privatePerson").await?;
        self.press(Key::Enter).await?;
        teller.step("consents").await?;
        let yes = teller.word("registration.consents.yes")?;
        for answer in teller.window.all(Role::Radio, &yes).await? {
            let name =
                answer.attr("name").await.or_fail("reading a group's name")?.or_fail("a group's name")?;
            teller.window.tab_to_input(&name).await?;
            self.press(Key::Space).await?;
        }
        self.press(Key::Enter).await?;
        teller.step("summary").await?;
        teller.see("registration.summary.complete").await?;
        teller.picture("summary").await?;
        teller.window.tab_to(Role::Button, &teller.begins("registration.confirm")?).await?;
        self.press(Key::Enter).await?;
        teller.see("registration.confirmed.lead").await
    }

    /// Form and report of the Offline method.
    pub async fn recognise(&self) -> Outcome {
        let (teller, window) = (&self.0, self.0.window);
        // From here Enter does what the primary button says, wherever one is.
        self.press(Key::Enter).await?;
        window.find(Role::Button, &teller.word("products.primary.startRecognition")?).await?;
        self.press(Key::Enter).await?;
        window.tab_to(Role::File, &teller.word("recognition.form.upload")?).await?;
        window.give_file_here(&teller.applicant.signed_form).await?;
        let prepare = teller.word("recognition.recogniser.submit")?;
        window.find_within(WORK, Role::Button, &prepare).await?;
        window.tab_to(Role::Button, &prepare).await?;
        self.press(Key::Enter).await?;
        let password = teller.begins("recognition.report.password")?;
        window.find_within(WORK, Role::Textbox, &password).await?;
        self.fill("recognition.report.password", CREDENTIAL_PASSWORD).await?;
        self.press(Key::F9).await?;
        window.find_within(WORK, Role::Button, &teller.word("recognition.done.toProduct")?).await?;
        self.press(Key::Enter).await
    }

    /// Certificate and envelope.
    pub async fn issue(&self) -> Outcome {
        let (teller, window) = (&self.0, self.0.window);
        window.find(Role::Button, &teller.word("products.primary.startIssuance")?).await?;
        self.press(Key::Enter).await?;
        window.find(Role::Button, &teller.word("issuance.confirm.submit")?).await?;
        window.see(teller.applicant.known.person.tax_code.as_str()).await?;
        self.press(Key::Enter).await?;
        teller.see("issuance.passphrase.issued").await?;
        self.fill("issuance.passphrase.field", PASSPHRASE).await?;
        self.fill("issuance.passphrase.repeat", PASSPHRASE).await?;
        self.press(Key::Enter).await?;
        teller.see("issuance.done.what").await?;
        self.press(Key::Enter).await?;
        teller.see("words.productStatus.toActivate").await?;
        teller.picture("to-activate").await
    }
}
