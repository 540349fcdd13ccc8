//! What ends by itself: products at the end of their validity, requests that nobody goes on with, and the keeping of the
//! tokens' codes. A job looks every hour. What has ended holds no contacts any more.

use sportello_central_store::{
    StoreError,
    tables::{products, requests},
};
use sportello_domain::{
    catalogue::Language,
    ids::{ProductId, RequestId},
    moment::Timestamp,
    product::ProductEvent,
    request::RequestEvent,
};
use time::Duration;

use crate::{
    Centre, Refusal,
    audit::{self, What, Who},
    cases::{Acting, OpenCase},
    issuance::enrolment,
};

/// Of each sort at one time; the next hour goes on.
const AT_ONCE: u32 = 500;

/// Lets everything expire whose time has come. Each in a transaction of its own: nobody waits for all of them, and one
/// that was moved on meanwhile stays.
pub async fn expire(centre: &Centre) -> Result<(), Refusal> {
    let mut tx = centre.store.read().await?;
    let products = products::past_validity(&mut tx, centre.clock.now(), AT_ONCE).await?;
    let requests = requests::idle(&mut tx, idle_since(centre), AT_ONCE).await?;
    drop(tx);
    for product in products {
        expire_product(centre, product).await?;
    }
    for request in requests {
        expire_request(centre, request).await?;
    }
    enrolment::forget_codes(centre).await
}

fn idle_since(centre: &Centre) -> Timestamp {
    centre.clock.now().plus(-Duration::days(i64::from(centre.config.requests.idle_days)))
}

async fn expire_product(centre: &Centre, id: ProductId) -> Result<(), StoreError> {
    let mut tx = centre.store.write().await?;
    let now = centre.clock.now();
    let Some(mut product) = products::find(&mut tx, id).await? else { return Ok(()) };
    if product.expires_at.is_none_or(|end| end > now) {
        return Ok(());
    }
    let Ok(status) = product.status.after(ProductEvent::Expire) else { return Ok(()) };
    (product.status, product.status_since) = (status, now);
    products::update(&mut tx, &product).await?;
    let line = Acting::Centre.line(Some(id), status.as_str(), None, now);
    requests::add_history(&mut tx, product.request, &line).await?;
    let who = Who { customer: Some(product.customer), ..Who::default() };
    audit::append(&mut tx, who, What::done("expireProduct", format!("product {id}")), now).await?;
    tx.commit().await
}

async fn expire_request(centre: &Centre, id: RequestId) -> Result<(), Refusal> {
    let mut tx = centre.store.write().await?;
    let now = centre.clock.now();
    if !requests::is_idle(&mut tx, id, idle_since(centre)).await? {
        return Ok(());
    }
    let Some(request) = requests::find(&mut tx, id).await? else { return Ok(()) };
    let customer = request.customer;
    let reason = reason(centre);
    let products = products::of_request(&mut tx, id).await?;
    let mut open = OpenCase { request, products };
    open.move_request(&mut tx, Acting::Centre, RequestEvent::Expire, Some(&reason), now).await?;
    open.end_contract();
    open.save(&mut tx).await?;
    let who = Who { customer: Some(customer), ..Who::default() };
    audit::append(&mut tx, who, What::done("expireRequest", format!("request {id}")), now).await?;
    Ok(tx.commit().await?)
}

/// Read by the officers of the case, who have no other word of it than this.
fn reason(centre: &Centre) -> String {
    let days = centre.config.requests.idle_days;
    match centre.config.messages.language {
        Language::En => format!("Nobody went on with it for {days} days."),
        Language::It => format!("Nessuno l'ha portata avanti per {days} giorni."),
    }
}
