//! Certificates that were prepared and not signed for long, or signed too late.

use sportello_central::authority::{Enrolled, Purpose};
use sportello_central_store::tables::certificates;
use sportello_domain::catalogue::CertificateKind;
use time::Duration;

use crate::{
    enrolment::{certificates_in, killed_while_certifying},
    software_token::{SoftwareToken, site_for_a_token},
};

#[tokio::test]
async fn whoever_comes_back_after_days_gets_certificates_that_begin_then() {
    let site = site_for_a_token().await;
    let token = SoftwareToken::new();
    let meant = token.begin(&site).await.unwrap().standing.enrolment;
    let (site, serial) = Box::pin(killed_while_certifying(site, &token, meant)).await;
    site.clock.advance(Duration::days(14));
    // Taken up again, as the desk does: the officer is there once more.
    token.begin(&site).await.unwrap();
    let certified = token.certify(&site, meant).await.unwrap();
    let [signature, authentication] = certificates_in(&certified);
    for certificate in [&signature, &authentication] {
        let age = site.clock.now().get() - certificate.not_before();
        assert!(age < Duration::minutes(1), "it does not begin two weeks ago: {age}");
    }
    assert_ne!(signature.serial().to_string(), serial, "what was prepared then is never issued");
}

#[tokio::test]
async fn what_was_signed_of_bytes_that_were_given_up_is_not_recorded() {
    let site = site_for_a_token().await;
    let token = SoftwareToken::new();
    let meant = token.begin(&site).await.unwrap().standing.enrolment;
    let (site, _) = Box::pin(killed_while_certifying(site, &token, meant)).await;
    let owner = format!("enrolment:{meant}:signature");
    let mut tx = site.centre.store.write().await.unwrap();
    let intent = certificates::prepared(&mut tx, &owner).await.unwrap().unwrap();
    let signed = site.centre.authority.sign(&intent).await.unwrap();
    certificates::forget_prepared(&mut tx, &owner).await.unwrap();
    let purpose = Purpose::Enrolled(Enrolled {
        customer: site.customer,
        product: site.product,
        enrolment: meant,
        kind: CertificateKind::Signature,
        qscd: false,
    });
    let now = site.clock.now();
    let recorded = site.centre.authority.record(&mut tx, &purpose, &intent, &signed, now).await;
    assert!(recorded.is_err(), "a signature that came too late is no certificate");
    assert!(certificates::by_owner(&mut tx, &owner).await.unwrap().is_none(), "and none is stored");
}
