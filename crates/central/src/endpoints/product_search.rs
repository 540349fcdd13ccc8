//! `POST /v1/product-searches`: a page of products, newest first, within what the caller may read.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sportello_central_store::tables::product_search::{self, FoundProduct, ProductFilter, Scope};
use sportello_contract::cases::{self, ProductPage, ProductRow, ProductSearch};
use sportello_domain::{
    error_code::ErrorCode,
    ids::ProductId,
    moment::{Day, Timestamp},
    rights::{Action, Reach, may_ever},
};
use time::Duration;

use super::{Body, Endpoint, Guard, schema};
use crate::{Centre, Refusal, input::Input, signed_in::SignedIn};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/product-searches",
    guard: Guard::Right(Action::ReadCase),
    summary: "A page of products, newest first",
    query: None,
    input: Body::Json(schema::<ProductSearch>),
    output: Body::Json(schema::<ProductPage>),
    refusals: &[ErrorCode::BadInput],
    route: || on(MethodFilter::POST, search),
};

/// The longest page.
pub(super) const MOST: u16 = 200;

async fn search(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Input(ask): Input<ProductSearch>,
) -> Result<Json<ProductPage>, Refusal> {
    if ask.limit == 0 || ask.limit > MOST {
        return Err(Refusal::bad_input("limit", "range"));
    }
    let after = ask.after.as_deref().map(read_cursor).transpose()?;
    let scope = scope(&signed_in)?;
    let filter = filter(ask.filter);
    let mut tx = centre.store.read().await?;
    let limit = u32::from(ask.limit);
    let found = product_search::search(&mut tx, signed_in.customer(), &scope, &filter, after, limit).await?;
    let full = found.len() == usize::from(ask.limit);
    let next = found.last().filter(|_| full).map(|last| write_cursor(last.product.input_at, last.product.id));
    Ok(Json(ProductPage { rows: found.into_iter().map(row).collect(), next }))
}

/// What the caller may find: the reach of *read the case*, as a condition of the search.
pub fn scope(signed_in: &SignedIn) -> Result<Scope, Refusal> {
    let actor = &signed_in.actor;
    let units = || actor.units.iter().copied().collect();
    Ok(match may_ever(actor, Action::ReadCase)? {
        Reach::Customer => Scope::Customer,
        Reach::Unit => Scope::Units(units()),
        Reach::Own => Scope::Own(actor.account),
        Reach::OwnAndToIdentify => Scope::OwnAndToIdentify(actor.account, units()),
    })
}

fn filter(asked: cases::ProductFilter) -> ProductFilter {
    let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let after = |day: Day| day.0.next_day().map(|next| begin_of(Day(next)));
    ProductFilter {
        order_id: filled(asked.order_id),
        user_id: filled(asked.user_id),
        lookup_code: filled(asked.lookup_code),
        statuses: asked.statuses,
        nickname: filled(asked.nickname),
        activated_from: asked.activated_from.map(begin_of),
        activated_before: asked.activated_to.and_then(after),
        input_from: asked.input_from.map(begin_of),
        input_before: asked.input_to.and_then(after),
        tax_code: filled(asked.tax_code),
        name: filled(asked.name),
        email: filled(asked.email),
        mobile: filled(asked.mobile),
        operator: filled(asked.operator),
    }
}

/// The instant a legal day begins: midnight in Rome is 22 or 23 o'clock UTC of the day before.
fn begin_of(day: Day) -> Timestamp {
    let midnight = Timestamp::new(day.0.midnight().assume_utc());
    let summer = midnight.plus(Duration::hours(-2));
    if summer.legal_day() == day { summer } else { midnight.plus(Duration::hours(-1)) }
}

fn write_cursor(at: Timestamp, id: ProductId) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}/{id}", at.micros()))
}

fn read_cursor(text: &str) -> Result<(Timestamp, ProductId), Refusal> {
    let read = || {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let (at, id) = text.split_once('/')?;
        Some((Timestamp::from_micros(at.parse().ok()?)?, id.parse().ok()?))
    };
    read().ok_or_else(|| Refusal::bad_input("after", "form"))
}

fn row(found: FoundProduct) -> ProductRow {
    let product = found.product;
    let role = product.definition.role.map(|role| format!("{}, {}", role.title, role.organisation));
    ProductRow {
        product: product.id,
        request: product.request,
        order_id: found.order_id,
        user_id: product.user_id,
        holder: found.applicant.clone(),
        applicant: found.applicant,
        tax_code: found.tax_code,
        status: product.status,
        request_status: found.request_status,
        item: product.definition.item,
        carrier: product.definition.carrier,
        role,
        nickname: product.definition.nickname,
        operator: found.operator,
        method: found.method,
        input_at: product.input_at,
        activated_at: product.activated_at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{date, datetime};
    use uuid::Uuid;

    #[test]
    fn a_legal_day_begins_at_midnight_in_rome() {
        let begin = |day| begin_of(Day(day)).get();
        assert_eq!(begin(date!(2026 - 07 - 15)), datetime!(2026-07-14 22:00 UTC), "summer time");
        assert_eq!(begin(date!(2026 - 12 - 15)), datetime!(2026-12-14 23:00 UTC), "winter time");
        assert_eq!(
            begin(date!(2026 - 03 - 29)),
            datetime!(2026-03-28 23:00 UTC),
            "the day the clocks go forward"
        );
        assert_eq!(begin(date!(2026 - 10 - 25)), datetime!(2026-10-24 22:00 UTC), "the day they go back");
    }

    #[test]
    fn a_cursor_comes_back_and_another_text_does_not() {
        let at = Timestamp::new(datetime!(2026-11-22 10:00 UTC));
        let id = ProductId(Uuid::from_u128(7));
        assert_eq!(read_cursor(&write_cursor(at, id)).unwrap(), (at, id), "handed back unchanged");
        assert!(read_cursor("x").is_err() && read_cursor("").is_err(), "anything else is bad input");
    }
}
