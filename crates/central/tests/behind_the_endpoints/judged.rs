//! Other people's programs on what a running centre gives out: pkilint, openssl.

use std::{path::PathBuf, process::Command};

use sportello_central::{
    authority::{
        config::{HolderKeyPlace, HolderKeys, TokenKey},
        found, responder,
        revoke::{Revocation, revoke},
        root_key::RootFiles,
        root_list,
        token::TokenPlace,
    },
    config::Config,
    issuance,
    listeners::{self, Running},
};
use sportello_central_store::tables::{certificates, signing_keys, status_lists};
use sportello_contract::central::issuance::IssueCertificate;
use sportello_pki::{
    certificate::Certificate, ocsp::OcspRequest, profile::Disclosure, status_list::RevocationReason,
};
use sportello_testkit::{
    judges::{Exhibits, content, judge, opinion},
    softhsm::{self, Tokens},
};

use crate::{
    fixture::{self, Site, command},
    software_token::{SoftwareToken, ready_for_a_token},
};

async fn issue(site: &Site) -> Certificate {
    let command =
        command(&format!("/v1/products/{}/issuances", site.product), None, IssueCertificate {}).await;
    issuance::issue(&site.centre, &site.officer, &command, site.product).await.unwrap();
    let mut tx = site.centre.store.read().await.unwrap();
    let stored = certificates::of_product(&mut tx, site.product).await.unwrap().remove(0);
    Certificate::from_der(&stored.certificate).unwrap()
}

fn lint(tool: &str, arguments: &[&str], file: &PathBuf) {
    let said =
        content(Command::new(judge(tool)).arg("lint").args(arguments).arg(file), "pkilint finds nothing");
    assert_eq!(said.trim(), "", "{tool} has nothing to say about {}", file.display());
}

const NOT_ON_A_DEVICE: &str = "NCP-NATURAL-PERSON-CERTIFICATE";
const ON_A_DEVICE: &str = "QCP-N-QSCD-EIDAS-FINAL-CERTIFICATE";

/// All keys in a token: the authority's, and the holders', as on a qualified device.
fn in_a_token(config: &mut Config) {
    let folder = config.master_keys_file.as_ref().unwrap().parent().unwrap();
    let pin = folder.join("token.pin");
    std::fs::write(&pin, softhsm::PIN).unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(&pin, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let authority = &mut config.authority;
    authority.token = Some(TokenPlace::new(softhsm::module(), softhsm::LABEL.to_owned(), Some(pin), None));
    authority.token_keys = vec![TokenKey::Root, TokenKey::Issuing];
    authority.holder_keys = HolderKeys { place: HolderKeyPlace::Pkcs11, qscd: true, token: None };
    authority.disclosures = ["en", "it"]
        .map(|language| Disclosure {
            url: format!("https://provider.example.com/pds-{language}.pdf"),
            language: language.to_owned(),
        })
        .to_vec();
}

#[tokio::test]
async fn pkilint_finds_nothing_in_what_the_centre_issues() {
    let site = Site::today(|_| {}).await;
    pkilint_finds_nothing(&site, NOT_ON_A_DEVICE).await;
}

#[tokio::test]
async fn pkilint_finds_nothing_in_what_is_signed_in_a_token() {
    let Some(_tokens) = Tokens::of("judged::pkilint_finds_nothing_in_what_is_signed_in_a_token") else {
        return;
    };
    let site = Site::today(in_a_token).await;
    pkilint_finds_nothing(&site, ON_A_DEVICE).await;
}

async fn pkilint_finds_nothing(site: &Site, holders_are: &str) {
    let exhibits = Exhibits::new();
    let holder = issue(site).await;
    let (_, officer) = fixture::officer_credential(&site.centre, &site.officer).await;
    for (name, certificate, is) in
        [("holder.cer", &holder, holders_are), ("officer.cer", &officer, NOT_ON_A_DEVICE)]
    {
        let file = exhibits.write(name, certificate.der());
        lint("lint_etsi_cert", &["-t", is, "-s", "WARNING"], &file);
    }
    let revocation =
        Revocation { serial: officer.serial(), reason: Some(RevocationReason::CessationOfOperation) };
    revoke(&site.centre, &revocation).await.unwrap();
    let mut tx = site.centre.store.read().await.unwrap();
    let responder = signing_keys::newest(&mut tx, signing_keys::KeyRole::Responder).await.unwrap().unwrap();
    let unit = signing_keys::newest(&mut tx, signing_keys::KeyRole::Timestamping).await.unwrap().unwrap();
    let lists = [
        status_lists::newest(&mut tx, "root").await.unwrap().unwrap(),
        status_lists::newest(&mut tx, "issuing-1").await.unwrap().unwrap(),
    ];
    drop(tx);
    for (name, der) in [
        ("root.cer", site.centre.authority.root().der()),
        ("issuing.cer", site.centre.authority.issuing().der()),
        ("responder.cer", &responder.certificate),
        ("unit.cer", &unit.certificate),
    ] {
        lint("lint_pkix_cert", &["-s", "WARNING"], &exhibits.write(name, der));
    }
    for list in lists {
        let file = exhibits.write(&format!("{}.crl", list.signer), &list.list);
        lint("lint_crl", &["-t", "CRL", "-p", "PKIX", "-s", "WARNING"], &file);
    }
    let request = OcspRequest::about(&officer, site.centre.authority.issuing(), None).unwrap();
    let response = responder::answer(&site.centre, &request).await;
    lint("lint_ocsp_response", &["-s", "WARNING"], &exhibits.write("answer.ors", &response));
}

#[tokio::test]
async fn pkilint_finds_nothing_in_what_is_issued_for_a_token() {
    let site = Site::today(|_| {}).await;
    ready_for_a_token(&site).await;
    let token = SoftwareToken::new();
    let meant = token.begin(&site).await.unwrap().standing.enrolment;
    token.certify(&site, meant).await.unwrap();
    let mut tx = site.centre.store.read().await.unwrap();
    let issued = certificates::of_product(&mut tx, site.product).await.unwrap();
    assert_eq!(issued.len(), 2, "signature and authentication");
    let exhibits = Exhibits::new();
    for (name, stored) in ["token-signature.cer", "token-authentication.cer"].into_iter().zip(issued) {
        let file = exhibits.write(name, &stored.certificate);
        lint("lint_etsi_cert", &["-t", NOT_ON_A_DEVICE, "-s", "WARNING"], &file);
    }
}

/// What openssl needs on disk, fetched from the running centre.
struct Fetched {
    exhibits: Exhibits,
    holder: PathBuf,
    root: PathBuf,
    issuing: PathBuf,
}

impl Fetched {
    async fn new(site: &Site, holder: &Certificate, running: &Running) -> Self {
        let exhibits = Exhibits::new();
        let ca = async |name: &str| {
            let url = format!("{}/ca/{name}.cer", running.holders);
            let der = reqwest::get(url).await.unwrap().bytes().await.unwrap();
            Certificate::from_der(&der).unwrap()
        };
        let (root, issuing) = (ca("root").await, ca("issuing-1").await);
        assert_eq!(&root, site.centre.authority.root(), "the root is the one trusted");
        Self {
            holder: exhibits.pem("holder.pem", &[holder]),
            root: exhibits.pem("root.pem", &[&root]),
            issuing: exhibits.pem("issuing.pem", &[&issuing]),
            exhibits,
        }
    }

    /// `openssl verify -crl_check_all`, with both lists as they are published now.
    async fn verify(&self, running: &Running) -> (bool, String) {
        let mut lists = String::new();
        for name in ["root", "issuing-1"] {
            let url = format!("{}/crl/{name}.crl", running.holders);
            let der = reqwest::get(url).await.unwrap().bytes().await.unwrap();
            lists += &sportello_pki::status_list::StatusList::from_der(&der).unwrap().to_pem().unwrap();
        }
        let lists = self.exhibits.write("lists.pem", lists.as_bytes());
        tokio::task::block_in_place(|| {
            opinion(
                Command::new("openssl")
                    .args(["verify", "-x509_strict", "-crl_check_all"])
                    .arg("-CAfile")
                    .arg(&self.root)
                    .arg("-untrusted")
                    .arg(&self.issuing)
                    .arg("-CRLfile")
                    .arg(lists)
                    .arg(&self.holder),
            )
        })
    }

    /// `openssl ocsp` against the running responder.
    fn ask(&self, running: &Running) -> String {
        tokio::task::block_in_place(|| {
            content(
                Command::new("openssl")
                    .arg("ocsp")
                    .arg("-issuer")
                    .arg(&self.issuing)
                    .arg("-cert")
                    .arg(&self.holder)
                    .arg("-url")
                    .arg(format!("{}/ocsp", running.holders))
                    .arg("-CAfile")
                    .arg(&self.root)
                    .arg("-verify_other")
                    .arg(&self.issuing),
                "openssl accepts the answer",
            )
        })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn openssl_believes_the_certificate_until_it_is_revoked_by_list_and_by_ocsp() {
    let site = Site::today(|_| {}).await;
    let holder = issue(&site).await;
    believed_until_revoked(&site, holder).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn openssl_believes_what_an_older_authority_signed_and_a_renewed_list_of_the_root() {
    let site = Site::today(|_| {}).await;
    let holder = issue(&site).await;
    let files = RootFiles::of(&site.centre.config);
    found::add_issuing(&site.centre, &files).await.unwrap();
    root_list::publish(&site.centre, &files).await.unwrap();
    believed_until_revoked(&site.reopened().await, holder).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn openssl_believes_what_is_signed_in_a_token() {
    let Some(_tokens) = Tokens::of("judged::openssl_believes_what_is_signed_in_a_token") else { return };
    let site = Site::today(in_a_token).await;
    let holder = issue(&site).await;
    believed_until_revoked(&site, holder).await;
}

async fn believed_until_revoked(site: &Site, holder: Certificate) {
    let running = listeners::start(site.centre.clone()).await.unwrap();
    let fetched = Fetched::new(site, &holder, &running).await;
    let (believed, said) = fetched.verify(&running).await;
    assert!(believed, "before: {said}");
    let said = fetched.ask(&running);
    assert!(said.contains("Response verify OK") && said.contains(": good"), "before: {said}");

    let revocation = Revocation { serial: holder.serial(), reason: Some(RevocationReason::KeyCompromise) };
    revoke(&site.centre, &revocation).await.unwrap();
    let (believed, said) = fetched.verify(&running).await;
    assert!(!believed && said.contains("certificate revoked"), "after, by the list: {said}");
    let said = fetched.ask(&running);
    assert!(said.contains(": revoked") && said.contains("keyCompromise"), "after, by OCSP: {said}");
    running.stop().await;
}
