//! The eight steps.

use std::path::Path;

use super::{Teller, WORK, typed};
use crate::{Outcome, Role, country};

impl Teller<'_> {
    /// From the catalogue to the confirmed request.
    pub async fn enter_request(&self) -> Outcome {
        self.begin_request().await?;
        self.go_through().await
    }

    /// From the step of the document to the confirmed request.
    pub async fn go_through(&self) -> Outcome {
        self.document().await?;
        self.picture("step-document").await?;
        self.on_to("data").await?;
        self.data_was_read().await?;
        self.data().await?;
        self.from_data_to_summary().await?;
        self.confirm().await
    }

    /// The first product of the catalogue, and on to the step of the document.
    pub async fn begin_request(&self) -> Outcome {
        self.begin_request_by(&self.begins("requests.new.requestOf")?).await
    }

    /// The same for the product that this button asks for.
    pub async fn begin_request_by(&self, request: &str) -> Outcome {
        self.click(Role::Link, "frame.nav.newRequest").await?;
        self.window.find(Role::Button, request).await?;
        self.picture("new-request").await?;
        self.window.click(Role::Button, request).await?;
        self.step("method").await?;
        self.click(Role::Radio, "words.method.offline").await?;
        self.picture("step-method").await?;
        self.on_to("person").await?;
        self.click(Role::Radio, "registration.person.new").await?;
        self.picture("step-person").await?;
        self.on_to("document").await
    }

    /// The step's page is there.
    pub async fn step(&self, step: &str) -> Outcome {
        self.window.find(Role::Heading, &self.word(&format!("registration.steps.{step}"))?).await?;
        Ok(())
    }

    /// The step's primary button.
    pub fn button_to(&self, step: &str) -> Outcome<String> {
        let target = self.word(&format!("registration.stepTarget.{step}"))?;
        self.words.with("registration.continueTo", &[("step", &target)])
    }

    pub async fn on_to(&self, step: &str) -> Outcome {
        self.window.click(Role::Button, &self.button_to(step)?).await?;
        self.step(step).await
    }

    /// Step 3: the kind, and the pictures, from which the machine-readable zone is read.
    pub async fn document(&self) -> Outcome {
        self.choose_document().await?;
        for (side, picture) in self.sides().iter().zip(&self.applicant.pictures) {
            self.attach(side, picture).await?;
        }
        self.see("registration.document.read").await
    }

    /// Of the document: one picture of a passport, two of a card.
    pub const fn sides(&self) -> &'static [&'static str] {
        if self.applicant.pictures.len() == 1 { &["both"] } else { &["front", "back"] }
    }

    pub async fn choose_document(&self) -> Outcome {
        let document = &self.applicant.known.document;
        let issuer = country(&document.country, self.words.language())?;
        self.window.pick(&self.begins("registration.field.document_country")?, issuer).await?;
        self.click(Role::Radio, &format!("words.documentKind.{}", document.kind.as_str())).await
    }

    /// Gives a picture that is taken.
    pub async fn attach(&self, side: &str, picture: &Path) -> Outcome {
        let side = self.word(&format!("words.documentSide.{side}"))?;
        self.window.give_file(&side, picture).await?;
        let remove = self.words.with("registration.document.removeSide", &[("side", &side)])?;
        self.window.find_within(WORK, Role::Button, &remove).await.map(drop)
    }

    /// Takes a picture away again.
    pub async fn remove(&self, side: &str) -> Outcome {
        let side = self.word(&format!("words.documentSide.{side}"))?;
        let remove = self.words.with("registration.document.removeSide", &[("side", &side)])?;
        self.window.click(Role::Button, &remove).await?;
        self.window.find(Role::File, &side).await.map(drop)
    }

    /// The print is read while the officer goes on; what is typed meanwhile could be of two minds about a field.
    pub async fn print_was_read(&self) -> Outcome {
        // Seconds of work for each side, and a machine that tests has other things to do.
        self.window.see_no_more_within(WORK, &self.word("registration.document.readingPrint")?).await
    }

    /// Step 4 begins with what zone and print hold.
    pub async fn data_was_read(&self) -> Outcome {
        self.print_was_read().await?;
        let (person, document) = (&self.applicant.known.person, &self.applicant.known.document);
        let number = self.value("document_number").await?;
        assert_eq!(number, document.number, "the document's number was read from the picture");
        let born = self.value("person_bornOn").await?;
        assert_eq!(born, typed(person.born_on), "the date of birth was read from the picture");
        self.picture("step-data-read").await
    }

    /// Step 4: what was not read, or not rightly, is typed.
    pub async fn data(&self) -> Outcome {
        let (person, document) = (&self.applicant.known.person, &self.applicant.known.document);
        let language = self.words.language();
        for (field, text) in [
            ("document_number", document.number.clone()),
            ("document_authority", document.authority.clone()),
            ("document_issuedOn", typed(document.issued_on)),
            ("document_expiresOn", typed(document.expires_on)),
            ("person_surname", person.surname.clone()),
            ("person_givenNames", person.given_names.clone()),
            ("person_bornOn", typed(person.born_on)),
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
        self.correct("person_taxCode", person.tax_code.as_str()).await?;
        self.pick("residence_country", country(&person.residence.country, language)?).await?;
        self.correct("residence_street", &person.residence.street).await?;
        self.pick("residence_town", &person.residence.town).await?;
        self.correct("residence_postcode", &person.residence.postcode).await?;
        self.correct("contacts_email", &self.applicant.known.contacts.email).await?;
        self.correct("contacts_mobile", &self.applicant.known.contacts.mobile).await?;
        self.picture("step-data").await
    }

    /// Steps 5 to 8, each with what is right for it.
    pub async fn from_data_to_summary(&self) -> Outcome {
        self.on_to("certificate").await?;
        self.picture("step-certificate").await?;
        self.on_to("configuration").await?;
        self.choose_customer_type().await?;
        self.from_configuration_to_summary().await
    }

    /// Steps 7 and 8.
    pub async fn from_configuration_to_summary(&self) -> Outcome {
        self.picture("step-configuration").await?;
        self.on_to("consents").await?;
        for yes in self.window.all(Role::Radio, &self.word("registration.consents.yes")?).await? {
            self.window.press(&yes).await?;
        }
        self.picture("step-consents").await?;
        self.on_to("summary").await?;
        self.see("registration.summary.complete").await?;
        self.picture("step-summary").await
    }

    pub async fn confirm(&self) -> Outcome {
        self.click(Role::Button, "registration.confirm").await?;
        self.see("registration.confirmed.lead").await?;
        self.picture("confirmed").await
    }

    /// The first that the product is for; where there is only one, it is chosen already.
    pub async fn choose_customer_type(&self) -> Outcome {
        for kind in ["privatePerson", "professional", "organisationMember"] {
            let kind = self.begins(&format!("words.customerType.{kind}"))?;
            if let Some(radio) = self.window.look(Role::Radio, &kind).await? {
                return self.window.press(&radio).await;
            }
        }
        Ok(())
    }

    /// What stands in a field of the wizard.
    pub async fn value(&self, field: &str) -> Outcome<String> {
        self.window.value(Role::Textbox, &self.begins(&format!("registration.field.{field}"))?).await
    }

    /// Types only where something else stands, as an officer would.
    pub async fn correct(&self, field: &str, text: &str) -> Outcome {
        if self.value(field).await? == text {
            return Ok(());
        }
        self.fill(&format!("registration.field.{field}"), text).await
    }

    pub async fn pick(&self, field: &str, text: &str) -> Outcome {
        self.window.pick(&self.begins(&format!("registration.field.{field}"))?, text).await
    }
}
