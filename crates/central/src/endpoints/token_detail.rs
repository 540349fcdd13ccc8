//! `GET /v1/tokens/{id}`: a token with its history and what may be said of it now.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_central_store::tables::{customers, tokens};
use sportello_contract::stock::{TokenChangeState, TokenDetail, TokenHistoryLine};
use sportello_domain::{
    ids::TokenId,
    rights::Action,
    token::{BY_HAND, TokenEvent, may_change, may_move},
};

use super::{Body, Endpoint, Guard, schema};
use crate::{
    Centre, Refusal,
    input::Named,
    issuance::enrolment,
    signed_in::SignedIn,
    stock::{self, OpenToken},
    token_format::FormatCase,
};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::GET,
    path: "/v1/tokens/{id}",
    guard: Guard::Right(Action::ReadTokenStock),
    summary: "A token with its history",
    query: None,
    input: Body::Nothing,
    output: Body::Json(schema::<TokenDetail>),
    refusals: &[],
    route: || on(MethodFilter::GET, read),
};

async fn read(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Named(id): Named<TokenId>,
) -> Result<Json<TokenDetail>, Refusal> {
    let mut tx = centre.store.read().await?;
    let open = OpenToken::find(&mut tx, &signed_in, id).await?;
    let target = open.target(&signed_in);
    signed_in.may(Action::ReadTokenStock, &target)?;
    let standing = open.standing();
    let not_lost = enrolment::why_not_lost(&centre, &mut tx, &signed_in, &open.found.token).await?;
    let changes = BY_HAND.iter().map(|event| {
        let why_not = may_change(&signed_in.actor, &target, &standing, *event).err();
        let besides = not_lost.filter(|_| *event == TokenEvent::ReportLost);
        TokenChangeState { event: *event, why_not: why_not.or(besides) }
    });
    let changes = changes.collect();
    // Whether there is a unit to hand it to is seen when one is chosen.
    let move_why_not = may_move(&signed_in.actor, &target, &target, &standing).err();
    let history = tokens::history(&mut tx, id).await?;
    let units = customers::units(&mut tx, signed_in.customer()).await?;
    let case = FormatCase::of(&mut tx, &centre, open).await?;
    let (format, certificate_alive) = (Some(case.view(&signed_in)), case.certificate_alive());
    let found = case.token.found;
    let (version, used, product) = (found.token.version, found.token.used, found.token.product);
    Ok(Json(TokenDetail {
        row: stock::row(found, &units),
        version,
        used,
        product,
        certificate_alive,
        history: history
            .into_iter()
            .map(|(line, unit_name, who)| TokenHistoryLine {
                at: line.at,
                what: line.what,
                unit_name,
                who,
                profile: line.profile,
                reason: line.reason,
            })
            .collect(),
        changes,
        move_why_not,
        format,
    }))
}
