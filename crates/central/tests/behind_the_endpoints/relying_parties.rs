//! What relying parties fetch over HTTP: certificates, lists, OCSP by GET and by POST.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::{Client, StatusCode};
use sportello_central::listeners;
use sportello_pki::{
    certificate::Certificate,
    ocsp::{self, OcspRequest, OcspStatus},
    status_list::StatusList,
};

use crate::fixture::{self, Site};

#[tokio::test]
async fn everything_a_certificate_points_to_is_there() {
    let site = Site::new().await;
    let (_, certificate) = fixture::officer_credential(&site.centre, &site.officer).await;
    let running = listeners::start(site.centre.clone()).await.unwrap();
    let client = Client::new();
    let facts = certificate.facts().unwrap();
    let local = |url: &str| url.replace("http://training.example.com", &running.holders);

    let list = client.get(local(&facts.status_list_urls[0])).send().await.unwrap();
    assert_eq!(list.headers()["content-type"], "application/pkix-crl", "as RFC 5280 §4.2.1.13 wants it");
    let list = StatusList::from_der(&list.bytes().await.unwrap()).unwrap();
    let issuer = client.get(format!("{}/ca/issuing-1.cer", running.holders)).send().await.unwrap();
    assert_eq!(issuer.headers()["content-type"], "application/pkix-cert", "as RFC 5280 §4.2.2.1 wants it");
    let issuer = Certificate::from_der(&issuer.bytes().await.unwrap()).unwrap();
    list.verify_signed_by(&issuer).expect("the list is the issuer's");
    certificate.verify_signed_by(&issuer).expect("and so is the certificate");
    let root_list = client.get(format!("{}/crl/root.crl", running.holders)).send().await.unwrap();
    let root_list = StatusList::from_der(&root_list.bytes().await.unwrap()).unwrap();
    root_list.verify_signed_by(site.centre.authority.root()).expect("the root has its own list");

    let request = OcspRequest::about(&certificate, &issuer, None).unwrap();
    let posted = client
        .post(local(&facts.ocsp_urls[0]))
        .header("content-type", "application/ocsp-request")
        .body(request.clone())
        .send()
        .await
        .unwrap();
    assert_eq!(posted.headers()["content-type"], "application/ocsp-response", "as RFC 6960 A.2 wants it");
    let posted = ocsp::verify(&posted.bytes().await.unwrap(), &certificate, &issuer, None).unwrap();
    assert_eq!(posted.status, OcspStatus::Good, "asked by POST");
    // As a client must: base64, then percent encoding of what an address cannot hold.
    let encoded = STANDARD.encode(&request).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let got = client.get(format!("{}/{encoded}", local(&facts.ocsp_urls[0]))).send().await.unwrap();
    let got = ocsp::verify(&got.bytes().await.unwrap(), &certificate, &issuer, None).unwrap();
    assert_eq!(got.status, OcspStatus::Good, "asked by GET");
    running.stop().await;
}

#[tokio::test]
async fn nonsense_gets_an_answer_and_nothing_else() {
    let site = Site::new().await;
    let running = listeners::start(site.centre.clone()).await.unwrap();
    let client = Client::new();
    for (path, status) in [
        ("/ca/nobody.cer", StatusCode::NOT_FOUND),
        ("/ca/issuing-1", StatusCode::NOT_FOUND),
        ("/crl/nobody.crl", StatusCode::NOT_FOUND),
        ("/crl/..%2f..%2fcentral.sqlite.crl", StatusCode::NOT_FOUND),
        // Whatever the bytes are, the answer is an OCSP response that says so.
        ("/ocsp/%%%", StatusCode::OK),
        ("/ocsp/bm9uc2Vuc2U=", StatusCode::OK),
    ] {
        let answer = client.get(format!("{}{path}", running.holders)).send().await.unwrap();
        assert_eq!(answer.status(), status, "{path}");
    }
    let huge = vec![0x30; 1 << 20];
    let answer = client
        .post(format!("{}/ocsp", running.holders))
        .header("content-type", "application/ocsp-request")
        .body(huge)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE, "an OCSP request is small");
    running.stop().await;
}
