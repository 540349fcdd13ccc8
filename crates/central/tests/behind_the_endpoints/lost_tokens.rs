//! A token that is reported lost: what is alive on it is revoked, by whoever may, and nothing else is touched.

use sportello_central::{issuance::enrolment, jobs, messages::training};
use sportello_central_store::tables::tokens::{self, Token};
use sportello_domain::{enrolment::TokenFate, product::ProductStatus};
use sportello_pki::{ocsp::OcspStatus, status_list::RevocationReason};

use crate::{
    enrolment::{certificates_in, status_of, walk},
    fixture::Site,
    software_token::{SERIAL, SoftwareToken, site_for_a_token},
};

async fn stored(site: &Site) -> Token {
    let mut tx = site.centre.store.read().await.unwrap();
    let serial = SERIAL.parse().unwrap();
    tokens::find_by_serial(&mut tx, site.customer, &serial).await.unwrap().unwrap().token
}

/// How many certificates were revoked.
async fn lose(site: &Site) -> usize {
    let token = stored(site).await;
    let mut tx = site.centre.store.write().await.unwrap();
    let lost = enrolment::revoke_lost(&site.centre, &mut tx, &site.officer, &token, "stolen").await.unwrap();
    tx.commit().await.unwrap();
    let drained = jobs::drain(&site.centre).await.unwrap();
    assert!(drained.failed.is_empty() && drained.retried.is_empty(), "{drained:?}");
    lost.len()
}

#[tokio::test]
async fn both_certificates_are_revoked_as_of_a_key_in_other_hands() {
    let site = site_for_a_token().await;
    let walked = walk(&site, &SoftwareToken::new(), 4).await;
    let before = stored(&site).await;
    let mut tx = site.centre.store.read().await.unwrap();
    let why = enrolment::why_not_lost(&site.centre, &mut tx, &site.officer, &before).await.unwrap();
    drop(tx);
    assert_eq!(why, None, "who may revoke may report it");
    assert_eq!(lose(&site).await, 2, "signature and authentication");
    assert_eq!(site.stored_product().await.status, ProductStatus::Revoked, "the product has ended");
    for certificate in certificates_in(walked.certified.as_ref().unwrap()) {
        let (listed, status) = status_of(&site, &certificate).await;
        let wanted = Some(RevocationReason::KeyCompromise);
        assert!(listed, "on the list, by the job that was written with it");
        assert!(
            matches!(status, OcspStatus::Revoked { reason, .. } if reason == wanted),
            "OCSP says the same: {status:?}"
        );
    }
    let messages = training::list(&site.centre, site.customer).await.unwrap();
    let told = messages.iter().filter(|mail| mail.text.contains(SERIAL)).count();
    assert_eq!(told, 1, "the holder is told which token it was");
    assert_eq!(lose(&site).await, 0, "said twice, nothing is left to be revoked");
}

#[tokio::test]
async fn one_without_living_certificates_is_lost_and_no_more() {
    let site = site_for_a_token().await;
    assert_eq!(lose(&site).await, 0, "a blank one");
    let token = SoftwareToken::new();
    let meant = walk(&site, &token, 3).await.begun.standing.enrolment;
    token.abandon(&site, meant, TokenFate::TakenBack).await.unwrap();
    assert_eq!(lose(&site).await, 0, "what was given up was revoked then");
    assert_eq!(site.stored_product().await.status, ProductStatus::IssuanceFailed, "it can be tried again");
    let fresh = SoftwareToken::with_serial("20000002");
    walk(&site, &fresh, 4).await;
    assert_eq!(lose(&site).await, 0, "the certificates on another token are not this one's");
    assert_eq!(site.stored_product().await.status, ProductStatus::Active, "and stay good");
}
