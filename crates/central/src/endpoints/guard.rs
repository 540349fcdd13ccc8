//! What stands in front of every endpoint: the session, and whether its profile has the row of the table at all.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use sportello_domain::{
    error_code::ErrorCode,
    rights::{Action, WhyNot, may_ever},
};

use super::Guard;
use crate::{
    Centre, Refusal,
    audit::{self, What},
    signed_in::{SignedIn, authenticate},
};

/// Lets a call through with its caller, or refuses it.
pub async fn check(
    State((centre, guard)): State<(Arc<Centre>, Guard)>,
    mut request: Request,
    next: Next,
) -> Response {
    if guard == Guard::Public {
        return next.run(request).await;
    }
    let signed_in = match authenticate(&centre, request.headers()).await {
        Ok(signed_in) => signed_in,
        Err(refusal) => return refusal.into_response(),
    };
    let response = match guard {
        Guard::Right(action) if may_ever(&signed_in.actor, action).is_err() => {
            Refusal::from(WhyNot::Profile { profile: signed_in.actor.profile }).into_response()
        }
        _ => {
            request.extensions_mut().insert(signed_in.clone());
            next.run(request).await
        }
    };
    let refusal = response.extensions().get::<Arc<Refusal>>().cloned();
    if let (Guard::Right(action), Some(refusal)) = (guard, refusal) {
        note_overreach(&centre, &signed_in, action, &refusal).await;
    }
    response
}

/// Somebody tried what the profile may not do, or looked for what is not there: the auditor sees it.
async fn note_overreach(centre: &Centre, signed_in: &SignedIn, action: Action, refusal: &Refusal) {
    if !matches!(refusal.code, ErrorCode::NotAllowed | ErrorCode::NotFound) {
        return;
    }
    let what = What { outcome: refusal.code.as_str(), ..What::done(action.as_str(), String::new()) };
    let noted = async {
        let mut tx = centre.store.write().await?;
        audit::append(&mut tx, signed_in.into(), what, centre.clock.now()).await?;
        tx.commit().await
    };
    if let Err(error) = noted.await {
        tracing::error!(%error, "a refusal could not be written to the audit log");
    }
}
