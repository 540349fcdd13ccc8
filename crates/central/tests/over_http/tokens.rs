//! Keys in a PKCS#11 token (SoftHSM2): made, used, missed, found again.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::json;
use sportello_central::{
    authority::{
        config::{HolderKeyPlace, TokenKey},
        root_key::RootFiles,
        root_list,
        token::TokenPlace,
    },
    jobs,
    training::TokenWish,
};
use sportello_central_store::tables::{
    certificates, remote_credentials,
    signing_keys::{self, KeyPlace, KeyRole},
};
use sportello_contract::central::issuance::IssuedCertificate;
use sportello_domain::{account::Profile, ids::ProductId, product::ProductStatus};
use sportello_pki::{certificate::Certificate, profile::Disclosure, status_list::StatusList};
use sportello_testkit::{
    folder::temp_dir,
    softhsm::{LABEL, PIN, Tokens, module},
};

use crate::{
    binary::{Served, central, init, text},
    harness::{TestCentre, ToBeIssued},
};

fn pin_file(folder: &Path, pin: &str) -> PathBuf {
    let file = folder.join("token.pin");
    fs::write(&file, pin).unwrap();
    #[cfg(unix)]
    fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    file
}

fn wish(folder: &Path) -> TokenWish {
    TokenWish {
        place: TokenPlace::new(module(), LABEL.to_owned(), Some(pin_file(folder, PIN)), None),
        keys: vec![TokenKey::Issuing, TokenKey::Root],
        holders: false,
        qscd: false,
        disclosures: Vec::new(),
    }
}

async fn certificates_of(at: &TestCentre, product: ProductId) -> Vec<Certificate> {
    let mut tx = at.centre.store.read().await.unwrap();
    let stored = certificates::of_product(&mut tx, product).await.unwrap();
    stored.iter().map(|stored| Certificate::from_der(&stored.certificate).unwrap()).collect()
}

/// What is in the token, as another program sees it.
fn objects(kind: &str) -> String {
    let listed = Command::new("pkcs11-tool")
        .arg("--module")
        .arg(module())
        .args(["--token-label", LABEL, "--login", "--pin", PIN, "--list-objects", "--type", kind])
        .output()
        .unwrap();
    format!("{}{}", text(&listed.stdout), text(&listed.stderr))
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, told from its beginning to its end")]
async fn certificates_are_signed_in_the_token_and_none_is_lost_while_it_is_away() {
    let story = "tokens::certificates_are_signed_in_the_token_and_none_is_lost_while_it_is_away";
    let Some(tokens) = Tokens::of(story) else { return };
    let folder = temp_dir("token");
    let at = TestCentre::with_token(wish(folder.path())).await;

    let mut tx = at.centre.store.read().await.unwrap();
    for role in [KeyRole::Root, KeyRole::Issuing] {
        let stored = signing_keys::newest(&mut tx, role).await.unwrap().unwrap();
        assert!(
            stored.place == KeyPlace::Pkcs11,
            "the database knows that the key is in a token, and no more"
        );
        let certificate = Certificate::from_der(&stored.certificate).unwrap();
        let label = format!("sportello-{}-{}", stored.name, &certificate.serial().to_string()[..16]);
        let (private, public) = (objects("privkey"), objects("pubkey"));
        assert!(private.contains(&label), "its private half is in the token: {private}");
        let never = private.matches("never extractable").count();
        assert_eq!(never, 2, "and never was anywhere else: {private}");
        let info = certificate.public_key_info_der().unwrap();
        let point = hex::encode(&info[info.len() - 65..]);
        assert!(
            role == KeyRole::Root || public.contains(&point),
            "the certified key is the one in the token: {public}"
        );
    }
    drop(tx);
    let on_disk = fs::read_dir(at.centre.config.data_folder.join("authority")).map_or(0, Iterator::count);
    assert_eq!(on_disk, 0, "the root's key is in no file");

    let counter = at.workstation("ALPE").await;
    let desk = at.sign_in(&counter, "anna.conti", Profile::Rao, Some("Trento")).await;
    let ToBeIssued { product: first, version, .. } = desk.to_be_issued(1).await;
    let ToBeIssued { product: second, version: second_version, .. } = desk.to_be_issued(2).await;
    let path = |product| format!("products/{product}/issuances");
    let _: IssuedCertificate = desk.command(&path(first), Some(version), &json!({})).await.answer();
    let certificate = certificates_of(&at, first).await.remove(0);
    certificate.verify_signed_by(at.centre.authority.issuing()).expect("the token's key signed it");

    tokens.take_away();
    let told = desk.command(&path(second), Some(second_version), &json!({})).await;
    told.assert_refused(503, "issuanceFailed", "the token is away");
    assert_eq!(told.body["remedy"], "retry", "which may pass");
    let mut tx = at.centre.store.read().await.unwrap();
    let owner = format!("product:{second}:signature");
    let prepared =
        certificates::prepared(&mut tx, &owner).await.unwrap().expect("it is prepared all the same");
    drop(tx);
    at.clock.advance(time::Duration::minutes(2));
    let drained = jobs::drain(&at.centre).await.unwrap();
    assert!(drained.failed.is_empty() && !drained.retried.is_empty(), "the jobs wait: {drained:?}");
    assert!(certificates_of(&at, second).await.is_empty(), "there is no certificate yet");

    tokens.bring_back();
    at.clock.advance(time::Duration::hours(1));
    at.drain().await;
    let after = certificates_of(&at, second).await;
    assert_eq!(after.len(), 1, "back again, the job ends the issue");
    assert_eq!(after[0].serial().to_string(), prepared.serial, "with the certificate that was prepared");
    // An hour later the session has ended.
    let desk = at.sign_in(&counter, "anna.conti", Profile::Rao, Some("Trento")).await;
    let again: IssuedCertificate = desk.command(&path(second), None, &json!({})).await.answer();
    assert_eq!(again.serial, prepared.serial, "and the officer's next click finds it");
    assert_eq!(certificates_of(&at, second).await.len(), 1, "exactly one");

    let files = RootFiles::of(&at.centre.config);
    let list = root_list::publish(&at.centre, &files).await.unwrap();
    let list = StatusList::from_der(&list.list).unwrap();
    list.verify_signed_by(at.centre.authority.root()).expect("the root's key in the token signs its list");
}

#[tokio::test]
async fn holders_keys_are_made_in_the_token_and_the_certificate_says_what_the_token_is() {
    let story = "tokens::holders_keys_are_made_in_the_token_and_the_certificate_says_what_the_token_is";
    let Some(tokens) = Tokens::of(story) else { return };
    let folder = temp_dir("token");
    let url = "https://provider.example/pds-en.pdf".to_owned();
    let at = TestCentre::with_token(TokenWish {
        holders: true,
        qscd: true,
        disclosures: vec![Disclosure { language: "en".to_owned(), url }],
        ..wish(folder.path())
    })
    .await;
    assert_eq!(at.centre.config.authority.holder_keys.place, HolderKeyPlace::Pkcs11, "as it was founded");
    let counter = at.workstation("ALPE").await;
    let desk = at.sign_in(&counter, "anna.conti", Profile::Rao, Some("Trento")).await;
    let ToBeIssued { product, version, .. } = desk.to_be_issued(1).await;
    let path = format!("products/{product}/issuances");

    tokens.take_away();
    let told = desk.command(&path, Some(version), &json!({})).await;
    told.assert_refused(503, "issuanceFailed", "no key can be made while the token is away");
    assert_eq!(told.body["remedy"], "retry", "which may pass");
    tokens.bring_back();
    let nothing = json!({});
    let (one, two) = tokio::join!(
        desk.command(&path, Some(version), &nothing),
        desk.command(&path, Some(version), &nothing)
    );
    let (one, two): (IssuedCertificate, IssuedCertificate) = (one.answer(), two.answer());
    assert_eq!(one.serial, two.serial, "clicked twice, one certificate");
    let private = objects("privkey");
    let label = format!("sportello-holder-{product}");
    assert_eq!(private.matches(&label).count(), 1, "one key, in the token: {private}");

    let mut tx = at.centre.store.read().await.unwrap();
    let key = remote_credentials::key(&mut tx, product).await.unwrap().unwrap();
    drop(tx);
    assert!(key.wrapped.is_none(), "the database has the public half alone");
    let certificate = certificates_of(&at, product).await.remove(0);
    assert_eq!(certificate.public_key_info_der().unwrap(), key.public_key, "which is the certified one");
    let qualified = certificate.facts().unwrap().qualified.expect("a qualified certificate");
    assert!(qualified.qscd, "a device that is marked as qualified is claimed (decision 12)");
}

#[tokio::test]
async fn a_token_outside_a_qualified_device_claims_nothing() {
    let story = "tokens::a_token_outside_a_qualified_device_claims_nothing";
    let Some(_tokens) = Tokens::of(story) else { return };
    let folder = temp_dir("token");
    let at = TestCentre::with_token(TokenWish { holders: true, ..wish(folder.path()) }).await;
    let counter = at.workstation("ALPE").await;
    let desk = at.sign_in(&counter, "anna.conti", Profile::Rao, Some("Trento")).await;
    let ToBeIssued { product, version, .. } = desk.to_be_issued(1).await;
    let path = format!("products/{product}/issuances");
    let _: IssuedCertificate = desk.command(&path, Some(version), &json!({})).await.answer();
    let facts = certificates_of(&at, product).await[0].facts().unwrap();
    assert!(facts.qualified.is_none_or(|qualified| !qualified.qscd), "made in a token, but in which one");
    let shown: serde_json::Value = desk.get(&format!("products/{product}")).await.read();
    assert_eq!(shown["status"], json!(ProductStatus::InIssuance), "and the product goes its way");
}

#[cfg(unix)]
#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, told from its beginning to its end")]
async fn every_way_in_which_a_token_is_not_there_has_its_sentence() {
    let story = "tokens::every_way_in_which_a_token_is_not_there_has_its_sentence";
    let Some(tokens) = Tokens::of(story) else { return };
    let folder = temp_dir("token");
    let (library, pin) = (module(), pin_file(folder.path(), "00000000"));
    let centre = folder.path().join("centre");
    let options = |label: &'static str| {
        let mut all = vec!["--token-module", library.to_str().unwrap(), "--token-label", label];
        all.extend(["--token-pin-file", pin.to_str().unwrap(), "--token-keys", "issuing,root"]);
        all
    };
    let refused = |output: std::process::Output, sentences: &[&str]| {
        let said = text(&output.stderr);
        assert!(!output.status.success(), "refused: {sentences:?}");
        for sentence in sentences {
            assert!(said.contains(sentence), "{sentence:?} is said: {said}");
        }
        assert!(!said.contains("00000000") && !said.contains(PIN), "and never a PIN: {said}");
    };
    refused(init(&centre, &options(LABEL)), &["refuses the PIN", "Correct the PIN", "block"]);
    pin_file(folder.path(), PIN);
    refused(init(&centre, &options("elsewhere")), &["no token labelled \"elsewhere\"", "Connect it"]);
    let made = init(&centre, &options(LABEL));
    assert!(made.status.success(), "a wrong attempt leaves nothing in the way: {}", text(&made.stderr));

    let file = centre.join("central.toml");
    let good = fs::read_to_string(&file).unwrap();
    assert!(!good.contains(PIN), "the PIN is not in the configuration");
    // Any act for which the centre is opened, token and all; this one finds nothing to do.
    let open = || central(&["revoke", "--serial", "01", "--config", file.to_str().unwrap()]);
    let said = text(&open().stderr);
    assert!(said.contains("no certificate has this serial"), "it opens: {said}");
    let with = |from: &str, to: &str| {
        assert!(good.contains(from), "{from:?} stands in the configuration: {good}");
        fs::write(&file, good.replacen(from, to, 1)).unwrap();
    };
    for (from, to, sentences) in [
        ("[authority.token]", "[authority.token]\npin = \"48291057\"", &["does not belong", "pin_file"][..]),
        (
            library.to_str().unwrap(),
            "/no/such/module.so",
            &["/no/such/module.so cannot be loaded", "Install"],
        ),
        ("label = \"Sportello test\"", "label = \"Elsewhere\"", &["no token labelled", "Connect it"]),
        ("pin_file = ", "pin_variable = \"NO_SUCH_VARIABLE\" # ", &["NO_SUCH_VARIABLE", "is not set"]),
        ("pin_file = ", "# ", &["say where the PIN comes from"]),
    ] {
        with(from, to);
        refused(open(), sentences);
    }
    fs::write(&file, &good).unwrap();
    pin_file(folder.path(), "00000000");
    refused(open(), &["refuses the PIN", "Correct the PIN"]);
    pin_file(folder.path(), PIN);
    tokens.take_away();
    refused(open(), &["no token labelled", "Connect it"]);
    let config = file.to_str().unwrap();
    for needs_no_token in
        [&["audit", "verify", "--config", config][..], &["enrolment-code", "--config", config]]
    {
        let output = central(needs_no_token);
        assert!(output.status.success(), "{needs_no_token:?}: {}", text(&output.stderr));
    }
    tokens.bring_back();

    let served = Served::start(&file);
    let health = reqwest::get(format!("{}/health", served.operations)).await.unwrap();
    assert_eq!(health.status().as_u16(), 200, "with all in place again it runs");
    served.end();
    let delete = |label: &str| {
        let mut tool = Command::new("pkcs11-tool");
        tool.arg("--module").arg(module()).args(["--token-label", LABEL, "--login", "--pin", PIN]);
        tool.args(["--delete-object", "--type", "privkey", "--label", label]).output().unwrap()
    };
    let listed = objects("privkey");
    let label = listed.split_whitespace().find(|word| word.starts_with("sportello-issuing-1-")).unwrap();
    assert!(delete(label).status.success(), "somebody destroys the key");
    refused(open(), &["no key labelled \"sportello-issuing-1-", "restore the backup"]);
}
