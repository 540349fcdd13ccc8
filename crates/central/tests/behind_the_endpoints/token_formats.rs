//! A token whose certificates are alive is not formatted: it would take a living key away.

use sportello_central::{
    authority::revoke::{Revocation, revoke},
    stock::OpenToken,
    token_format::FormatCase,
};
use sportello_central_store::tables::{certificates, tokens};
use sportello_domain::{
    rights::WhyNot,
    token::{TokenEvent, TokenStatus},
};
use sportello_pki::{certificate::Certificate, status_list::RevocationReason};
use time::Duration;

use crate::{
    enrolment::walk,
    fixture::Site,
    software_token::{SERIAL, SoftwareToken, site_for_a_token, token_status},
};

/// Why the site's officer may not ask that the token be formatted.
async fn why_not(site: &Site) -> Option<WhyNot> {
    let mut tx = site.centre.store.read().await.unwrap();
    let found = tokens::find_by_serial(&mut tx, site.customer, &SERIAL.parse().unwrap()).await.unwrap();
    let case = FormatCase::of(&mut tx, &site.centre, OpenToken { found: found.unwrap() }).await.unwrap();
    case.may_ask(&site.officer).err()
}

/// Handed over, and brought back by its holder.
async fn brought_back() -> Site {
    brought_back_as(&SoftwareToken::new()).await
}

async fn brought_back_as(token: &SoftwareToken) -> Site {
    let site = site_for_a_token().await;
    walk(&site, token, 4).await;
    let mut tx = site.centre.store.write().await.unwrap();
    let found = tokens::find_by_serial(&mut tx, site.customer, &SERIAL.parse().unwrap()).await.unwrap();
    let mut open = OpenToken { found: found.unwrap() };
    let (event, reason) = (TokenEvent::TakeBack, Some("too small for the pocket".to_owned()));
    open.happened(&mut tx, &site.officer, event, reason, site.centre.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(token_status(&site, SERIAL).await, TokenStatus::Returned, "it came back");
    site
}

#[tokio::test]
async fn a_living_certificate_is_revoked_first() {
    let site = brought_back().await;
    assert_eq!(why_not(&site).await, Some(WhyNot::CertificateAlive), "both are good");
    let mut tx = site.centre.store.read().await.unwrap();
    let issued = certificates::of_product(&mut tx, site.product).await.unwrap();
    drop(tx);
    assert_eq!(issued.len(), 2, "signature and authentication");
    let serial = Certificate::from_der(&issued[0].certificate).unwrap().serial();
    let reason = Some(RevocationReason::CessationOfOperation);
    revoke(&site.centre, &Revocation { serial, reason }).await.unwrap();
    // Its other one goes with it (decision 0016), and with that the last living key on the token.
    assert_eq!(why_not(&site).await, None, "revoked, they keep nothing any more");
}

#[tokio::test]
async fn a_token_without_a_management_key_is_its_makers_to_format() {
    let site = brought_back_as(&SoftwareToken { has_management_key: false, ..SoftwareToken::new() }).await;
    assert_eq!(why_not(&site).await, Some(WhyNot::NoFormatKey), "whatever its certificates are");
}

#[tokio::test]
async fn a_certificate_whose_time_is_over_keeps_nothing() {
    let site = brought_back().await;
    let mut tx = site.centre.store.read().await.unwrap();
    let issued = certificates::of_product(&mut tx, site.product).await.unwrap();
    drop(tx);
    let last = issued.iter().map(|known| known.not_after).max().unwrap();
    site.clock.set(last.plus(-Duration::SECOND));
    assert_eq!(why_not(&site).await, Some(WhyNot::CertificateAlive), "to its last second");
    site.clock.set(last);
    assert_eq!(why_not(&site).await, None, "and no longer");
}
