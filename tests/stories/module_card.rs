//! The officer's own key in a token without PIV: the module is chosen, the token is seen with whose it is, and it signs the
//! report. SoftHSM2 is the module.

use std::{path::Path, sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sportello_contract::{
    central::{
        command::{Command, FORMAT},
        credentials::{AskOfficerCredential, OfficerCredential},
    },
    desk::{
        card_tools::CardDriver,
        cards::{CardKind, CardPin, CardProblem, CardRole, ModuleState, PinAsked, ReaderView},
        device_enrolment::DeviceProblem,
    },
};
use sportello_desk::{
    Desk, DeskError, card_module, card_tools, credential, credential_registration, device_enrolment,
    officer_proof, orders,
    ports::{Central, command_id},
    recognition,
    records::Change,
    status,
};
use sportello_desk_cli::SystemChance;
use sportello_domain::{
    account::Profile, card_failure::CardFault, catalogue::Carrier, ids::RequestId, request::RequestStatus,
    secret::Pin,
};
use sportello_pki::{Certificate, certificate_request, distinguished_name::NameParts};
use sportello_stories::{Scene, plot};
use sportello_testkit::softhsm::{LABEL, PIN, Tokens, module};
use sportello_token::pkcs11::{
    Access, CertificateObject, KeyKind, Module, PinEntry, StoredKey, TokenName, TokenPin,
};
use zeroize::Zeroizing;

use crate::{WORKER, report_run};

pub(crate) const LIMIT: Duration = Duration::from_mins(1);
pub(crate) const WRONG: &str = "00000000";

/// The token as the list shows it, once it is so.
pub(crate) async fn token(desk: &Desk, wanted: impl Fn(&ReaderView) -> bool) -> ReaderView {
    for _ in 0..300 {
        let told = status::desk_status(desk).await.unwrap();
        let is_it = |reader: &ReaderView| match reader.card.as_ref().map(|card| &card.kind) {
            Some(CardKind::Module { label, .. }) => label == LABEL,
            _ => false,
        };
        if let Some(reader) = told.readers.into_iter().find(is_it).filter(&wanted) {
            return reader;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the token was never so: {:?}", status::desk_status(desk).await.unwrap().readers)
}

fn problem(reader: &ReaderView) -> Option<CardProblem> {
    reader.card.as_ref().unwrap().problem
}

/// A key in the token, and its request in the officer's name.
fn key_and_request(
    module: &Module,
    token: &TokenName,
    pin: &PinEntry,
    officer: String,
) -> (StoredKey, Vec<u8>) {
    let access = Access { token, pin, limit: LIMIT };
    let key = module.generate_key(access, "signature", KeyKind::EcP256).unwrap();
    let (_, info) = key.public.clone().unwrap();
    let subject = NameParts { common_name: Some(officer), ..NameParts::default() };
    let prepared = certificate_request::prepare(&subject, &info).unwrap();
    let signature = module.sign_request(access, &key.id, KeyKind::EcP256, prepared.to_be_signed()).unwrap();
    (key, certificate_request::finish(prepared, &signature).unwrap())
}

/// Has the training centre certify and register the key.
async fn registered(desk: &Desk, central: &dyn Central, request: &[u8]) -> Vec<u8> {
    let at = desk.now();
    let body = AskOfficerCredential { certificate_request: STANDARD.encode(request) };
    let command = Command {
        id: command_id(&SystemChance, at),
        format: FORMAT,
        made_at: at,
        expected_version: None,
        body,
    };
    let command = Zeroizing::new(serde_json::to_string(&command).unwrap());
    let answer = central.command("officer-credentials", command).await.unwrap();
    let known: OfficerCredential = serde_json::from_value(answer.body).unwrap();
    STANDARD.decode(known.certificate).unwrap()
}

/// What the desk needs nobody for: the officer's key is in the token, its certificate beside it and registered.
async fn enrolled_elsewhere(desk: &Desk, central: &dyn Central, officer: String) {
    let (module, right) = (Module::load(&module(), LIMIT).unwrap(), typed(PIN));
    let seen = module.tokens(LIMIT).unwrap();
    let token = seen.iter().find(|seen| seen.token.label == LABEL).unwrap().token.name();
    let (key, request) = key_and_request(&module, &token, &right, officer);
    let certificate = registered(desk, central, &request).await;
    let subject = Certificate::from_der(&certificate).unwrap().subject_der().unwrap();
    let access = Access { token: &token, pin: &right, limit: LIMIT };
    let object = CertificateObject { value: certificate.clone(), subject };
    let read = module.write_certificate(access, &key.id, object).unwrap();
    assert_eq!(read, certificate, "it lies beside its key");
}

/// A desk with an officer whose key is in the token.
pub(crate) async fn counter(scene: &Scene) -> Desk {
    let ports = scene.ports("counter").await;
    let central = Arc::clone(&ports.central);
    let desk = Desk::open(ports).await.unwrap();
    scene.grounds.register(&desk, "counter").await;
    let session = scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    enrolled_elsewhere(&desk, &*central, session.account.full_name).await;
    desk
}

pub(crate) fn typed(text: &str) -> PinEntry {
    PinEntry::Typed(TokenPin::new(Zeroizing::new(text.to_owned())))
}

pub(crate) async fn prepared(desk: &Desk, seed: u64) -> RequestId {
    let request = plot::confirmed(desk, seed).await.request;
    plot::prepared_report(desk, request).await;
    request
}

async fn signed(desk: &Desk, request: RequestId, reader: &str) -> RequestStatus {
    let pin = Pin::new(PIN.to_owned());
    recognition::sign_report_with_card(desk, request, reader, &pin).await.unwrap();
    orders::order_detail(desk, request).await.unwrap().status
}

/// The code of the refusal with this PIN.
pub(crate) async fn refused(desk: &Desk, request: RequestId, reader: &str, pin: &str) -> String {
    let pin = Pin::new(pin.to_owned());
    recognition::sign_report_with_card(desk, request, reader, &pin).await.unwrap_err().to_wire("").code
}

/// Chooses the module, and gives the officer's own token as the list then shows it.
pub(crate) async fn chosen(desk: &Desk) -> ReaderView {
    let modules = card_module::card_modules(desk).await.unwrap();
    assert_eq!(modules.chosen, None, "none is loaded before one is chosen");
    let file = module();
    let found = modules
        .found
        .iter()
        .any(|found| Path::new(&found.file).canonicalize().ok() == file.canonicalize().ok());
    assert!(found, "SoftHSM2 is found where its package puts it: {:?}", modules.found);
    let stranger = card_module::choose_found_module(desk, Some("/opt/other.so")).await.unwrap_err();
    assert_eq!(stranger.to_wire("").code, "badInput", "the window cannot name a file that was not found");
    let chosen = card_module::choose_module_file(desk, &file).await.unwrap().chosen.unwrap();
    assert_eq!(chosen.state, ModuleState::Works, "it is loaded, and says what is there");

    let unknown = token(desk, |_| true).await;
    assert_eq!(problem(&unknown), Some(CardProblem::NotRegistered), "the centre was not asked yet");
    credential::officer_credential(desk).await.unwrap();
    let own = token(desk, |reader| problem(reader).is_none()).await;
    let card = own.card.as_ref().unwrap();
    assert_eq!(
        (card.role, card.pin),
        (Some(CardRole::Mine), CardPin::NotTold),
        "the own token, and it signs"
    );
    assert!(card.certificate.as_ref().is_some_and(|told| !told.issuer.is_empty()), "told in words: {card:?}");
    own
}

/// What support is told of the token after one wrong PIN: what speaks with it, what failed, and nobody's name.
async fn is_diagnosed(desk: &Desk, name: &str) {
    let told = card_tools::card_diagnostics(desk, "0", "test").await.unwrap();
    let reader = told.readers.iter().find(|reader| reader.name == name).unwrap();
    let card = reader.card.as_ref().unwrap();
    assert_eq!(card.driver, Some(CardDriver::Module), "its module speaks with it");
    assert!(!format!("{card:?}").contains(LABEL), "its own name may be a person's: {card:?}");
    let failed: Vec<_> = reader.failures.iter().map(|failure| failure.fault).collect();
    assert_eq!(failed, [CardFault::WrongPin], "what failed is kept");
}

/// A module that was being loaded when the program ended is not loaded by itself: it may have ended it.
async fn is_left_alone_once(scene: &Scene) {
    let ports = scene.ports("counter").await;
    let file = module().to_string_lossy().into_owned();
    let loading = Change::Set { name: "card-module/loading".into(), value: Some(file) };
    ports.store.apply(vec![loading]).await.unwrap();
    let desk = Desk::open(ports).await.unwrap();
    let suspected = card_module::card_modules(&desk).await.unwrap().chosen.unwrap();
    assert_eq!(
        suspected.state,
        ModuleState::Fails,
        "the program ended while it was loaded: it is left alone"
    );
    let again = card_module::choose_found_module(&desk, Some(&suspected.file)).await.unwrap();
    assert_eq!(again.chosen.unwrap().state, ModuleState::Works, "until it is chosen once more");
    drop(desk);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_signs_through_the_module_that_was_chosen() {
    let Some(tokens) = Tokens::of("module_card::a_token_signs_through_the_module_that_was_chosen") else {
        return;
    };
    let scene = Scene::set(WORKER).await;
    let desk = counter(&scene).await;
    let own = chosen(&desk).await;
    let request = prepared(&desk, 51).await;
    assert_eq!(refused(&desk, request, &own.name, "12").await, "cardPinLength", "a slip is no try");
    assert_eq!(refused(&desk, request, &own.name, WRONG).await, "cardPinWrong", "a wrong one is, and once");
    token(&desk, |reader| reader.card.as_ref().unwrap().pin == CardPin::SomeWrong).await;
    assert_eq!(signed(&desk, request, &own.name).await, RequestStatus::Recognised, "the centre accepts it");
    token(&desk, |reader| reader.card.as_ref().unwrap().pin == CardPin::NotTold).await;

    let request = prepared(&desk, 52).await;
    tokens.take_away();
    let gone = refused(&desk, request, &own.name, PIN).await;
    assert!(["cardRemoved", "cardOther", "cardBusy"].contains(&gone.as_str()), "pulled out: {gone}");
    tokens.bring_back();
    drop(desk);

    is_left_alone_once(&scene).await;
    let desk = scene.desk_as_left("counter").await;
    scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    let again = token(&desk, |reader| problem(reader).is_none()).await;
    assert_eq!(again.name, own.name, "after a restart the module is the same, and the token too");
    let request = prepared(&desk, 53).await;
    assert_eq!(
        signed(&desk, request, &again.name).await,
        RequestStatus::Recognised,
        "and it signs as before"
    );
    let none = card_module::choose_found_module(&desk, None).await.unwrap();
    assert_eq!(none.chosen, None, "given up");
    let gone = refused(&desk, request, &again.name, PIN).await;
    assert_eq!(gone, "cardRemoved", "and without its module the token is not there");
    drop(desk);
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_pin_of_a_token_signs_several_reports() {
    let Some(_tokens) = Tokens::of("module_card::one_pin_of_a_token_signs_several_reports") else { return };
    let scene = Scene::set(WORKER).await;
    let desk = counter(&scene).await;
    let own = chosen(&desk).await;
    assert_eq!(own.card.unwrap().pin_asked, PinAsked::NotKnown, "its key is seen only after a login");
    let requests = report_run::three(&desk, 55).await;
    assert_eq!(report_run::ready(&desk).await, requests, "they wait");
    report_run::prepare(&desk, &requests).await;
    let sign = async |pin: &str| {
        let pin = Pin::new(pin.to_owned());
        recognition::sign_reports_with_card(&desk, &requests, &own.name, &pin).await.unwrap()
    };
    let wrong = sign(WRONG).await;
    assert_eq!(report_run::became(&wrong), [report_run::Became::Left; 3], "nothing is signed");
    assert_eq!(wrong.stopped.unwrap().code, "cardPinWrong", "and why");
    let run = sign(PIN).await;
    assert_eq!(report_run::became(&run), [report_run::Became::Received; 3], "all with one PIN");
    assert!(run.stopped.is_none(), "nothing stopped it");
    report_run::are_recognised(&desk, &requests, "a token").await;
    let known = token(&desk, |reader| reader.card.as_ref().unwrap().pin_asked != PinAsked::NotKnown).await;
    assert_eq!(known.card.unwrap().pin_asked, PinAsked::Once, "from now on that is said beforehand");
    drop(desk);
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_registered_and_proves_that_its_officer_is_there() {
    let Some(_tokens) = Tokens::of("module_card::a_token_is_registered_and_proves_that_its_officer_is_there")
    else {
        return;
    };
    let scene = Scene::set(WORKER).await;
    let desk = counter(&scene).await;
    let name = chosen(&desk).await.name;
    let file = scene.grounds.folder.path().join("officer.p12");
    let password = scene.officer(Profile::Rao).password();
    credential::make_officer_credential(&desk, file, password).await.unwrap();
    token(&desk, |reader| problem(reader) == Some(CardProblem::NotRegistered)).await;
    let refusal = |outcome: Result<(), DeskError>| outcome.unwrap_err().to_wire("").code;
    let register = async |pin: &str| {
        let pin = Pin::new(pin.to_owned());
        credential_registration::register_card_credential(&desk, &name, &pin).await.map(drop)
    };
    assert_eq!(refusal(register(WRONG).await), "cardPinWrong", "the token signs for nobody else");
    is_diagnosed(&desk, &name).await;
    register(PIN).await.unwrap();
    let own = token(&desk, |reader| problem(reader).is_none()).await;
    assert_eq!(own.card.unwrap().role, Some(CardRole::Mine), "its certificate is the own one again");

    let confirmed = plot::confirmed_on(&desk, 54, Carrier::SmartCard).await;
    plot::prepared_report(&desk, confirmed.request).await;
    assert_eq!(signed(&desk, confirmed.request, &name).await, RequestStatus::Recognised, "and it signs");
    let prove = async |pin: &str| {
        let pin = Pin::new(pin.to_owned());
        officer_proof::prove_with_card(&desk, confirmed.product, &name, &pin, None).await
    };
    assert_eq!(refusal(prove("12").await), "cardPinLength", "a slip is no try");
    prove(PIN).await.unwrap();
    let view = device_enrolment::device_enrolment(&desk, confirmed.product).await.unwrap();
    assert!(view.proof.until.is_some(), "the token has signed: {:?}", view.proof);
    let shown = view.devices.iter().find(|device| device.reader == name).unwrap();
    assert_eq!(shown.problem, Some(DeviceProblem::OwnCard), "and is no device to write on");
    drop(desk);
    scene.stop().await;
}
