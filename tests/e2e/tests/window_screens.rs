//! Every screen that the main job does not pass, in English and in Italian: before the login, lists and filters, drafts,
//! the registry, order and product in each state, papers and evidence, and what is around them all.
// reason for length: one walk past all screens; in several it would sign in and begin a case several times

use std::{path::Path, time::Duration};

use fantoccini::key::Key;
use serde_json::json;
use sportello_domain::document::DocumentKind;
use sportello_e2e::{
    Account, Applicant, Centre, Language, OrFail as _, Outcome, Role, Surroundings, TRAINING_PIN, Teller,
    WORK, Words, scanned, story, today,
};

const LIMIT: Duration = Duration::from_mins(8);

#[tokio::test]
async fn every_screen_in_english() -> Outcome {
    tell("screens-en", Language::English, 11).await
}

#[tokio::test]
async fn every_screen_in_italian() -> Outcome {
    tell("screens-it", Language::Italian, 23).await
}

async fn tell(name: &str, language: Language, seed: u64) -> Outcome {
    let around = Surroundings::start(1920, 1080)?;
    let centre = Centre::start(&around, None)?;
    let words = Words::read(language)?;
    let applicant = Applicant::with(DocumentKind::IdentityCard, seed, today(), &around)?;
    let (officer, locked) = (centre.account_with("rao")?, centre.account_with("operator")?);
    let other = centre.accounts()?.into_iter().find(|account| account.profiles == ["operator"]);
    let locked = other.unwrap_or(locked);
    let scan = scanned(&applicant.pictures, &around.folder("card.pdf"))?;
    let credential = around.folder("officer.p12").display().to_string();
    let arguments = centre.first_start(&around.folder("desk"))?;
    story(name, LIMIT, &around, &arguments, async |window| {
        window.resize(1280, 800).await?;
        let at = Screens(Teller::new(window, &words, &applicant, name));
        at.before_the_login(&officer, &locked).await?;
        at.0.sign_in(&officer).await?;
        at.empty_screens().await?;
        at.stock().await?;
        at.0.make_credential(&credential).await?;
        at.new_request(&scan).await?;
        at.drafts().await?;
        at.0.go("#/drafts").await?;
        at.go_on_to_confirmed().await?;
        let product = at.recognition(&around).await?;
        at.issuance(&product).await?;
        at.lists(&around).await?;
        at.order().await?;
        at.known_person().await?;
        at.revoked(&centre, &around, &product).await?;
        at.around().await?;
        at.0.nothing_found()
    })
    .await
}

/// An officer who looks at everything.
struct Screens<'a>(Teller<'a>);

impl Screens<'_> {
    /// A name on the screen that has something in its braces.
    fn named(&self, key: &str, name: &str, value: &str) -> Outcome<String> {
        self.0.words.with(key, &[(name, value)])
    }

    /// A password that was forgotten, and an account that is locked.
    async fn before_the_login(&self, officer: &Account, locked: &Account) -> Outcome {
        let Teller { window, words, .. } = &self.0;
        window.click(Role::Button, &words.language().code().to_uppercase()).await?;
        self.0.click(Role::Button, "session.signIn.forgot").await?;
        self.0.fill("session.signIn.userName", &officer.user_name).await?;
        self.0.picture("recovery").await?;
        self.0.click(Role::Button, "session.recovery.submit").await?;
        self.0.see("session.recovery.sentTitle").await?;
        self.0.picture("recovery-sent").await?;
        self.0.click(Role::Button, "session.recovery.back").await?;

        let wrong = self.0.word("errors.codes.wrongCredentials")?;
        let shut = self.0.begins("errors.codes.accountLocked")?;
        let shut = shut.trim_end_matches('…').trim_end().to_owned();
        for _ in 0..8 {
            self.0.fill("session.signIn.userName", &locked.user_name).await?;
            self.0.fill("session.signIn.password", "not this one").await?;
            self.0.click(Role::Button, "session.signIn.submit").await?;
            // Until the button has its own word again, the answer is still the one before.
            window.find(Role::Button, &self.0.word("session.signIn.submit")?).await?;
            if window.see_one_of(&[&shut, &wrong]).await? == shut {
                break;
            }
            self.0.picture("wrong-password").await?;
        }
        window.see(&shut).await?;
        self.0.picture("locked").await
    }

    /// Lists in which nothing stands yet, and an address that leads nowhere.
    async fn empty_screens(&self) -> Outcome {
        for (path, word, name) in [
            ("#/drafts", "requests.drafts.empty", "drafts-empty"),
            ("#/search/active", "products.emptySection", "active-empty"),
            ("#/queue", "desk.queue.empty", "queue-empty"),
            ("#/mailbox", "desk.mailbox.title", "mailbox-empty"),
            ("#/stock", "stock.empty", "stock-empty"),
            ("#/nowhere", "frame.lost.title", "lost"),
        ] {
            self.0.go(path).await?;
            self.0.see(word).await?;
            self.0.picture(name).await?;
        }
        self.0.click(Role::Link, "frame.lost.back").await
    }

    /// A delivery of one token, the drawer that it lies in, and what is known of it.
    async fn stock(&self) -> Outcome {
        let window = self.0.window;
        self.0.click(Role::Link, "frame.nav.stock").await?;
        self.0.click(Role::Button, "stock.receive").await?;
        for serial in ["1000-0001", "?"] {
            self.0.fill("stock.receiving.serial", serial).await?;
            window.key(Key::Enter).await?;
        }
        self.0.see("words.serialRefusal.badSerial").await?;
        self.0.picture("stock-receive").await?;
        window.click(Role::Button, &self.named("stock.receiving.submit_one", "count", "1")?).await?;
        self.0.see("stock.receiving.doneLead").await?;
        self.0.picture("stock-received").await?;
        self.0.click(Role::Link, "stock.receiving.back").await?;
        self.0.see("stock.units.neverCounted").await?;
        self.0.click(Role::Button, "stock.count").await?;
        self.0.fill("stock.counting.number", "1").await?;
        self.0.picture("stock-count").await?;
        self.0.click(Role::Button, "stock.counting.submit").await?;
        window.see(&self.named("stock.counting.doneAgrees", "found", "1")?).await?;
        window.key(Key::Escape).await?;
        self.0.see_no_more("stock.counting.title").await?;
        self.0.picture("stock").await?;
        window.click(Role::Link, "10000001").await?;
        self.0.see("stock.detail.facts").await?;
        self.0.click(Role::Button, "stock.detail.changes").await?;
        self.0.picture("stock-token").await?;
        window.key(Key::Escape).await
    }

    /// What is inside a product, its blank form, and a document that comes as one PDF.
    async fn new_request(&self, scan: &Path) -> Outcome {
        let window = self.0.window;
        self.0.click(Role::Link, "frame.nav.newRequest").await?;
        self.0.click(Role::Button, "requests.new.inside").await?;
        self.0.see("requests.new.certificates").await?;
        self.0.picture("inside-a-product").await?;
        window.key(Key::Escape).await?;
        self.0.click(Role::Button, "requests.new.blankFormOf").await?;
        self.preview("form-blank").await?;
        self.0.begin_request().await?;
        self.0.choose_document().await?;
        window.give_file(&self.0.word("words.documentSide.front")?, scan).await?;
        window.see_within(WORK, &self.named("registration.pages.title", "pages", "2")?).await?;
        let pages = window.all(Role::Image, "").await?;
        assert!(!pages.is_empty(), "the pages are shown to choose from");
        self.0.picture("page-choice").await?;
        window.click(Role::Button, &self.named("registration.pages.attach_other", "count", "2")?).await?;
        self.0.see("registration.document.read").await?;
        self.0.picture("document-from-pdf").await?;
        self.camera_and_crop().await?;
        self.0.on_to("data").await?;
        self.0.data().await
    }

    /// The camera when nothing is missing, and the crop of an image; closed again.
    async fn camera_and_crop(&self) -> Outcome {
        let window = self.0.window;
        self.0.click(Role::Button, "registration.camera.open").await?;
        self.0.see("registration.camera.advice.done").await?;
        self.0.see_no_more("registration.camera.state.opening.title").await?;
        self.0.picture("camera").await?;
        window.key(Key::Escape).await?;
        window.see_no_more(&self.0.word("registration.camera.sides")?).await?;
        let front = self.0.word("words.documentSide.front")?;
        window.click(Role::Button, &self.named("registration.crop.openSide", "side", &front)?).await?;
        window.find(Role::Button, &self.0.word("registration.crop.corner.topLeft")?).await?;
        self.0.picture("crop").await?;
        window.key(Key::Escape).await?;
        window.see_no_more(&self.0.word("registration.crop.lead")?).await
    }

    /// A paper page by page; closed again.
    async fn preview(&self, name: &str) -> Outcome {
        self.0.window.find_within(WORK, Role::Button, &self.0.word("common.saveCopy")?).await?;
        self.0.see_no_more("common.pageLoading").await?;
        self.0.picture(name).await?;
        self.0.window.key(Key::Escape).await?;
        self.0.window.see_no_more(&self.0.word("common.saveCopy")?).await
    }

    /// Left, gone on with, deleted and taken back.
    async fn drafts(&self) -> Outcome {
        let (window, name) = (self.0.window, self.0.applicant.name());
        self.0.click(Role::Button, "registration.saveAndLeave").await?;
        window.find(Role::Heading, &self.0.word("requests.drafts.title")?).await?;
        self.0.picture("drafts").await?;
        let edit = self.named("requests.drafts.edit", "name", &name)?;
        window.click(Role::Button, &edit).await?;
        self.0.step("configuration").await?;
        self.0.picture("draft-where-it-was-left").await?;
        self.0.go("#/drafts").await?;
        window.click(Role::Button, &self.named("requests.drafts.delete", "name", &name)?).await?;
        window.see(&self.named("requests.drafts.deleted", "name", &name)?).await?;
        self.0.picture("draft-deleted").await?;
        self.0.click(Role::Button, "common.undo").await?;
        window.find(Role::Button, &edit).await.map(drop)
    }

    async fn go_on_to_confirmed(&self) -> Outcome {
        let edit = self.named("requests.drafts.edit", "name", &self.0.applicant.name())?;
        self.0.window.click(Role::Button, &edit).await?;
        self.0.step("configuration").await?;
        self.0.window.run("location.hash = location.hash.replace(/[^/]+$/, 'data')").await?;
        self.0.step("data").await?;
        self.0.from_data_to_summary().await?;
        self.0.confirm().await
    }

    /// The filled-in form, and the product while it is recognised. Gives the address of its page.
    async fn recognition(&self, around: &Surroundings) -> Outcome<String> {
        let window = self.0.window;
        self.0.click(Role::Button, "registration.confirmed.toProduct").await?;
        self.0.click(Role::Button, "common.moreActions").await?;
        self.0.picture("more-actions").await?;
        self.0.click(Role::MenuItem, "products.form.show").await?;
        self.preview("form-filled").await?;
        let product = window.run("return location.hash").await?;
        let product = product.as_str().or_fail("the product's address")?.to_owned();
        self.0.prepare_report().await?;
        self.0.go(&product).await?;
        window.find(Role::Button, &self.0.word("products.primary.continueRecognition")?).await?;
        self.0.picture("product-in-recognition").await?;
        let open = self.0.word("words.evidenceKind.signedForm")?;
        window.click(Role::Button, &self.named("products.evidence.openOne", "what", &open)?).await?;
        self.preview("evidence").await?;
        self.0.click(Role::Button, "products.primary.continueRecognition").await?;
        self.0.click(Role::Button, "common.back").await?;
        self.0.see("recognition.form.replace").await?;
        self.0.picture("recognition-form-filed").await?;
        self.0.click(Role::Button, "recognition.form.goOn").await?;
        self.0.click(Role::Button, "recognition.recogniser.submit").await?;
        self.0.sign_report().await?;
        assert!(around.folder("officer.p12").exists(), "the credential stays where the officer put it");
        Ok(product)
    }

    /// The product while its envelope has no passphrase yet, and after.
    async fn issuance(&self, product: &str) -> Outcome {
        self.0.click(Role::Button, "recognition.done.toProduct").await?;
        self.0.to_issue_button().await?;
        self.0.click(Role::Button, "issuance.confirm.submit").await?;
        self.0.see("issuance.passphrase.issued").await?;
        self.0.go(product).await?;
        self.0.window.find(Role::Button, &self.0.word("products.primary.setPassphrase")?).await?;
        self.0.picture("product-in-issuance").await?;
        self.0.click(Role::Button, "products.primary.setPassphrase").await?;
        self.0.seal().await
    }

    /// Sections, filters, chips, a quick look and the list as a file.
    async fn lists(&self, around: &Surroundings) -> Outcome {
        let (window, name) = (self.0.window, self.0.applicant.name());
        for section in ["toIdentify", "toBeIssued", "active", "toActivate"] {
            self.0.go(&format!("#/search/{section}")).await?;
            window.find(Role::Heading, &self.0.word(&format!("frame.section.{section}"))?).await?;
            self.0.picture(&format!("list-{section}")).await?;
        }
        self.0.click(Role::Link, "frame.nav.search").await?;
        window.see(&name).await?;
        self.0.picture("list-all").await?;
        self.0.click(Role::Button, "products.filters.open").await?;
        self.0.fill("products.filters.name", &self.0.applicant.known.person.surname).await?;
        window.click(Role::Button, &self.0.word("words.productStatus.toActivate")?).await?;
        self.0.picture("filters").await?;
        self.0.click(Role::Button, "products.filters.apply").await?;
        window.see(&name).await?;
        self.0.picture("chips").await?;
        self.0.click(Role::Button, "products.columns").await?;
        self.0.picture("columns").await?;
        window.key(Key::Escape).await?;
        // A row has the focus once it is pressed; a press would open it, the keyboard looks first.
        window.run("document.querySelector('tbody tr').focus()").await?;
        window.keys(" ").await?;
        window.find(Role::Dialog, &name).await?;
        self.0.picture("quick-look").await?;
        window.key(Key::Escape).await?;
        let list = around.folder("list.csv");
        self.0.click(Role::Button, "products.csv").await?;
        around.save_as(&list)?;
        self.0.see("common.savedTo").await?;
        self.0.picture("list-saved").await?;
        let saved = std::fs::read_to_string(&list).or_fail("reading the list")?;
        assert!(
            saved.contains(&self.0.applicant.known.person.surname),
            "the list is the one on the screen: {saved}"
        );
        Ok(())
    }

    async fn order(&self) -> Outcome {
        let window = self.0.window;
        let order = window.run("return document.querySelector('td a.code').textContent").await?;
        let order = order.as_str().or_fail("an order's number")?.to_owned();
        window.click(Role::Link, &order).await?;
        self.0.see("products.card.customer").await?;
        self.0.picture("order").await?;
        window.resize(1920, 1080).await?;
        self.0.picture("order-1920x1080").await?;
        window
            .run("for (const part of document.querySelectorAll('main, main *')) part.scrollTop = 1e6")
            .await?;
        self.0.picture("order-1920x1080-below").await?;
        window.resize(1280, 800).await?;
        // The number found again through the box for everything.
        window.chord(&[Key::Control.into(), 'k']).await?;
        self.0.picture("command-box").await?;
        window.keys(&order).await?;
        window.find(Role::Option, &format!("{} · {order}…", self.0.applicant.name())).await?;
        self.0.picture("command-box-found").await?;
        window.key(Key::Escape).await
    }

    /// The registry: nobody, the form for personal data, and the person of the first case with document and images; for a
    /// certificate with a role, whose recognition wants the organisation's consent.
    async fn known_person(&self) -> Outcome {
        let (window, known) = (self.0.window, &self.0.applicant.known);
        self.0.click(Role::Link, "frame.nav.newRequest").await?;
        let begins = self.0.begins("requests.new.requestOf")?;
        window.find(Role::Button, &begins).await?;
        let requests = window.all(Role::Button, &begins).await?;
        window.press(requests.get(1).or_fail("a product with a role")?).await?;
        self.0.step("method").await?;
        self.0.on_to("person").await?;
        self.0.click(Role::Radio, "registration.person.search").await?;
        self.0.fill("registration.field.person_taxCode", "ZZZZZZ00A00A000A").await?;
        self.0.click(Role::Button, "registration.person.find").await?;
        self.0.see("registration.person.nobody").await?;
        self.0.picture("registry-nobody").await?;
        self.0.click(Role::Button, "registration.person.byData").await?;
        self.0.fill("registration.field.person_surname", &known.person.surname).await?;
        self.0.fill("registration.field.person_givenNames", &known.person.given_names).await?;
        self.0.fill("registration.field.contacts_email", &known.contacts.email).await?;
        self.0.click(Role::Button, "registration.person.find").await?;
        window.find(Role::Button, &self.0.word("registration.person.use")?).await?;
        self.0.picture("registry-found").await?;
        self.0.click(Role::Button, "registration.person.use").await?;
        self.0.see("registration.carried.withImages.title").await?;
        self.0.picture("person-carried-over").await?;
        self.0.on_to("document").await?;
        self.0.picture("document-carried-over").await?;
        self.0.on_to("data").await?;
        self.0.picture("data-carried-over").await?;
        self.0.on_to("certificate").await?;
        self.0.on_to("configuration").await?;
        self.0.choose_customer_type().await?;
        self.0.fill("registration.field.configuration_title", "Procuratrice speciale").await?;
        let organisation = "Consorzio Agrario Cooperativo delle Valli del Noce e dell’Adige";
        self.0.fill("registration.field.configuration_organisation", organisation).await?;
        let identifier = "registration.field.configuration_organisationIdentifier";
        self.0.fill(identifier, "VATIT-12345678901").await?;
        window.key(Key::Tab).await?;
        self.0.see("registration.faults.notAnOrganisationIdentifier").await?;
        self.0.picture("identifier-wrong").await?;
        self.0.fill(identifier, "VATIT-12345678903").await?;
        self.0.from_configuration_to_summary().await?;
        self.0.confirm().await?;
        self.0.click(Role::Button, "registration.confirmed.toProduct").await?;
        self.0.click(Role::Button, "products.primary.startRecognition").await?;
        self.0.see("recognition.consent.title").await?;
        self.0.picture("recognition-with-role").await
    }

    /// A certificate that the provider revoked.
    async fn revoked(&self, centre: &Centre, around: &Surroundings, product: &str) -> Outcome {
        self.0.go(product).await?;
        self.0.see("words.productStatus.toActivate").await?;
        let serial = self.0.word("products.fact.serial")?;
        let script = "return [...document.querySelectorAll('dt')].find((term) => term.textContent.startsWith(arguments[0]))?.nextElementSibling?.textContent";
        let found = self.0.window.client().execute(script, vec![json!(serial)]).await;
        let found = found.or_fail("looking for the serial number")?;
        let serial: String =
            found.as_str().unwrap_or_default().chars().take_while(char::is_ascii_hexdigit).collect();
        centre.revoke(around, &serial)?;
        self.0.go("#/search/revoked").await?;
        self.0.window.see(&self.0.applicant.name()).await?;
        self.0.picture("list-revoked").await?;
        self.0.go(product).await?;
        // Another officer's doing: the page shows it as soon as it is opened again.
        self.0.see("products.state.revoked").await?;
        self.0.picture("product-revoked").await
    }

    /// What is around every page: profile and unit, help, settings, colours, text size, language.
    async fn around(&self) -> Outcome {
        let window = self.0.window;
        self.0.go("#/queue").await?;
        self.0.see("desk.queue.state.received").await?;
        self.0.picture("queue").await?;
        self.0.go("#/credential").await?;
        self.0.see("desk.credential.registered").await?;
        self.0.picture("credential-registered").await?;
        self.cards().await?;
        self.card_tools().await?;
        self.0.go("#/").await?;
        self.0.see("requests.dashboard.waiting").await?;
        window.resize(1920, 1080).await?;
        self.0.picture("dashboard-1920x1080").await?;
        window.resize(1280, 800).await?;
        self.0.click(Role::Button, "frame.top.support").await?;
        self.0.picture("support").await?;
        window.key(Key::Escape).await?;
        self.0.click(Role::Button, "frame.top.keys").await?;
        self.0.see("frame.keys.help").await?;
        self.0.picture("keys").await?;
        window.key(Key::Escape).await?;
        self.colours_and_size().await?;
        self.0.click(Role::Button, "frame.nav.changeLabel").await?;
        self.0.see("session.workplace.title").await?;
        self.0.click(Role::Radio, "words.profile.operator").await?;
        self.0.picture("change-workplace").await?;
        self.0.click(Role::Button, "session.workplace.stay").await?;
        self.0.see("requests.dashboard.waiting").await?;
        // The other language, at once and everywhere.
        let other = match self.0.words.language() {
            Language::English => Language::Italian,
            Language::Italian => Language::English,
        };
        window.click(Role::Button, &other.code().to_uppercase()).await?;
        window.see(&Words::read(other)?.of("requests.dashboard.waiting")?).await?;
        self.0.picture("other-language").await
    }

    /// The training cards: blank, after a wrong PIN, one as one's own; both slots in the status bar; one thrown away.
    async fn cards(&self) -> Outcome {
        let window = self.0.window;
        self.0.see("cards.role.blank").await?;
        self.0.click(Role::Button, "desk.credential.makeOnCard").await?;
        self.0.fill("cards.pin.label", "999999").await?;
        window.key(Key::Enter).await?;
        window.see_within(WORK, &self.named("cards.pin.tries", "tries", "2")?).await?;
        self.0.picture("pin-wrong").await?;
        self.0.fill("cards.pin.label", TRAINING_PIN).await?;
        window.key(Key::Enter).await?;
        window.see_within(WORK, &self.0.word("frame.status.mine.holds")?).await?;
        self.0.picture("own-card").await?;
        for (slot, name) in [("mine", "status-my-card"), ("blank", "status-blank-device")] {
            self.0.click(Role::Button, &format!("frame.status.{slot}.holds")).await?;
            self.0.see("frame.status.readersTitle").await?;
            self.0.picture(name).await?;
            window.key(Key::Escape).await?;
        }
        self.0.click(Role::Button, "desk.credential.newCard").await?;
        self.0.see("desk.credential.newCardLead").await?;
        self.0.picture("new-training-card").await?;
        window.key(Key::Escape).await
    }

    /// What lies on the own card; its PIN, mistyped and changed; the PUK's way; and what support is told of it.
    async fn card_tools(&self) -> Outcome {
        let window = self.0.window;
        self.0.click(Role::Link, "frame.nav.cards").await?;
        self.0.click(Role::Button, "cardTools.contents.show").await?;
        window.see_within(WORK, &self.named("cardTools.key.made", "algorithm", "EC P-256")?).await?;
        self.0.picture("cards-contents").await?;
        self.0.click(Role::Button, "cardTools.contents.hide").await?;
        self.0.click(Role::Button, "cardTools.change.open").await?;
        self.0.picture("card-change-pin").await?;
        self.0.fill("cardTools.change.old", "999999").await?;
        self.0.fill("cardTools.change.wanted", "735928").await?;
        self.0.fill("cardTools.change.repeated", "735928").await?;
        window.key(Key::Enter).await?;
        self.0.see("errors.codes.cardPinWrong").await?;
        self.0.picture("card-change-pin-wrong").await?;
        self.0.fill("cardTools.change.old", TRAINING_PIN).await?;
        window.key(Key::Enter).await?;
        self.0.see("cardTools.change.done").await?;
        window.see("changePin/wrongPin").await?;
        self.0.picture("cards-pin-changed").await?;
        self.0.click(Role::Button, "cardTools.unblock.open").await?;
        self.0.see("cardTools.unblock.pukTraining").await?;
        self.0.picture("card-unblock-pin").await?;
        window.key(Key::Escape).await
    }

    async fn colours_and_size(&self) -> Outcome {
        let window = self.0.window;
        self.0.click(Role::Button, "frame.top.settings").await?;
        self.0.picture("settings").await?;
        for theme in ["themeDark", "themeContrast"] {
            self.0.click(Role::Button, &format!("frame.settings.{theme}")).await?;
            self.0.picture(theme).await?;
        }
        self.0.click(Role::Button, "frame.settings.themeLight").await?;
        window
            .run(
                "const slider = document.querySelector('input[type=range]');
                 Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(slider, '200');
                 slider.dispatchEvent(new Event('input', { bubbles: true }));",
            )
            .await?;
        self.0.picture("settings-200-percent").await?;
        window.key(Key::Escape).await?;
        self.0.picture("dashboard-200-percent").await?;
        self.0.go("#/new").await?;
        self.0.see("requests.new.lead").await?;
        self.0.picture("new-request-200-percent").await?;
        self.0.go("#/").await?;
        self.0.click(Role::Button, "frame.top.settings").await?;
        window
            .run(
                "const slider = document.querySelector('input[type=range]');
                 Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(slider, '100');
                 slider.dispatchEvent(new Event('input', { bubbles: true }));",
            )
            .await?;
        window.key(Key::Escape).await
    }
}
