//! The OpenAPI document as it is served.

use reqwest::Method;
use sportello_central::endpoints::{ENDPOINTS, Guard};

use crate::harness::TestCentre;

#[tokio::test]
async fn the_document_is_served_and_names_every_endpoint() {
    let at = TestCentre::new().await;
    let told = at.call(Method::GET, &format!("{}/openapi.json", at.desks), None, None).await;
    let paths = told.body["paths"].as_object().unwrap();
    for endpoint in ENDPOINTS {
        assert!(paths.contains_key(endpoint.path), "{} is missing", endpoint.path);
    }
}

#[tokio::test]
async fn without_a_session_every_endpoint_but_the_public_ones_is_closed() {
    let at = TestCentre::new().await;
    for endpoint in ENDPOINTS {
        let method = match sportello_central::endpoints::openapi::method_name(endpoint.method) {
            "get" => Method::GET,
            "put" => Method::PUT,
            "delete" => Method::DELETE,
            _ => Method::POST,
        };
        let path =
            endpoint.path.replace("{id}", &crate::harness::nobody().to_string()).replace("{name}", "x");
        let path = path.replace("{request}", &crate::harness::nobody().to_string());
        for key in [None, Some("invented")] {
            let told =
                at.call(method.clone(), &format!("{}{path}", at.desks), key, Some(b"{}".to_vec())).await;
            if endpoint.guard == Guard::Public {
                assert_ne!(told.code(), "sessionEnded", "{path} is for those who have no session yet");
            } else {
                told.assert_refused(401, "sessionEnded", endpoint.path);
            }
            assert!(!told.status.is_server_error(), "{path} fails: {}", told.body);
        }
    }
}
