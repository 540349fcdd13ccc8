//! What ends by itself, and what does not.

use sportello_central::{issuance, jobs};
use sportello_central_store::tables::{products, requests};
use sportello_contract::central::issuance::{IssueCertificate, SealEnvelope};
use sportello_domain::{
    ids::{ProductId, RequestId},
    product::ProductStatus,
    request::{ContractStatus, RequestStatus},
    secret::Passphrase,
};
use time::Duration;

use crate::{
    fixture::{Site, add_request, command},
    issuance::path,
};

async fn standing(site: &Site, request: RequestId, product: ProductId) -> (RequestStatus, ProductStatus) {
    let mut tx = site.centre.store.read().await.unwrap();
    let request = requests::find(&mut tx, request).await.unwrap().unwrap();
    (request.state.status, products::find(&mut tx, product).await.unwrap().unwrap().status)
}

async fn events(site: &Site) -> Vec<String> {
    let mut tx = site.centre.store.read().await.unwrap();
    let all = sportello_central_store::tables::audit::after(&mut tx, 0, 1000).await.unwrap();
    all.into_iter().filter(|event| event.what.starts_with("expire")).map(|event| event.target).collect()
}

async fn issue(site: &Site, product: ProductId) {
    let issue = command(&path(product, "issuances"), None, IssueCertificate {}).await;
    issuance::issue(&site.centre, &site.officer, &issue, product).await.unwrap();
}

#[tokio::test]
async fn a_product_expires_with_its_certificate_and_frees_its_contacts() {
    let site = Site::new().await;
    issue(&site, site.product).await;
    let passphrase = SealEnvelope { passphrase: Passphrase::new("tre cavalli 7 blu".to_owned()) };
    let seal = command(&path(site.product, "envelopes"), None, passphrase).await;
    issuance::seal_envelope(&site.centre, &site.officer, &seal, site.product).await.unwrap();
    let taken = async || {
        let contacts = site.stored_request().await.case.contacts;
        let mut tx = site.centre.store.read().await.unwrap();
        let elsewhere = "NOBODY";
        products::contacts_in_use(&mut tx, site.customer, elsewhere, &contacts.email, &contacts.mobile)
            .await
            .unwrap()
    };
    let end = site.stored_product().await.expires_at.unwrap();
    site.clock.set(end.plus(-Duration::minutes(1)));
    jobs::drain(&site.centre).await.unwrap();
    assert_eq!(site.stored_product().await.status, ProductStatus::ToActivate, "valid to the last minute");
    assert_eq!(taken().await, (true, true), "and its contacts are its own");
    site.clock.advance(Duration::hours(1));
    jobs::drain(&site.centre).await.unwrap();
    assert_eq!(site.stored_product().await.status, ProductStatus::Expired, "and then over");
    assert_eq!(taken().await, (false, false), "its contacts are free");
    assert_eq!(events(&site).await, [format!("product {}", site.product)], "noted once");
    let mut tx = site.centre.store.read().await.unwrap();
    let history = requests::history(&mut tx, site.request, Some(site.product)).await.unwrap();
    let last = history.last().map(|(line, who)| (line.what.as_str(), who.is_none()));
    assert_eq!(last, Some(("expired", true)), "by the centre itself");
}

#[tokio::test]
async fn a_request_that_nobody_goes_on_with_expires_unless_it_is_in_issuance() {
    let site = Site::with(|config| config.requests.idle_days = 10).await;
    let (begun, in_issuance) = add_request(&site.centre, &site.officer, 2).await;
    issue(&site, in_issuance).await;
    let (touched, of_touched) = add_request(&site.centre, &site.officer, 3).await;
    let mut tx = site.centre.store.write().await.unwrap();
    let mut row = requests::find(&mut tx, site.request).await.unwrap().unwrap();
    row.contract_status = ContractStatus::LinkSent;
    requests::update(&mut tx, &row).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    site.clock.advance(Duration::days(9));
    let mut tx = site.centre.store.write().await.unwrap();
    let line = requests::HistoryLine {
        product: None,
        at: site.clock.now(),
        what: "signedFormUploaded".to_owned(),
        account: None,
        profile: None,
        reason: None,
    };
    requests::add_history(&mut tx, touched, &line).await.unwrap();
    tx.commit().await.unwrap();
    jobs::drain(&site.centre).await.unwrap();
    let open = (RequestStatus::Recognised, ProductStatus::ToBeIssued);
    assert_eq!(standing(&site, site.request, site.product).await, open, "nine days are not ten");

    site.clock.advance(Duration::days(2));
    jobs::drain(&site.centre).await.unwrap();
    let over = (RequestStatus::Expired, ProductStatus::Cancelled);
    assert_eq!(standing(&site, site.request, site.product).await, over, "with its product");
    let request = site.stored_request().await;
    assert_eq!(request.contract_status, ContractStatus::Expired, "and the link to sign");
    assert!(request.state.reason.is_some_and(|reason| reason.contains("10")), "with a reason");
    assert_eq!(standing(&site, touched, of_touched).await, open, "something was done here");
    let issuing = (RequestStatus::InIssuance, ProductStatus::InIssuance);
    assert_eq!(standing(&site, begun, in_issuance).await, issuing, "a certificate waits here");
    assert_eq!(events(&site).await, [format!("request {}", site.request)], "noted once");
    site.clock.advance(Duration::days(2));
    jobs::drain(&site.centre).await.unwrap();
    assert_eq!(events(&site).await.len(), 1, "what has ended does not end again");
}
