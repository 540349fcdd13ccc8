//! The OCSP responder: its key and certificate, renewed by the centre itself, and its answers.

use std::collections::HashMap;

use sportello_central_store::tables::{
    certificates::{self, Standing, StandingStatus},
    signing_keys::KeyRole,
};
use sportello_domain::moment::Timestamp;
use sportello_pki::{
    keys::KeyError,
    ocsp::{self, OcspRequest, OcspStatus, Refusal as OcspRefusal, Responder},
    status_list::RevocationReason,
};
use time::Duration;

use super::{
    Authority, AuthorityError, Purpose, ResponderKey,
    own_unit::{self, Means, NewUnit, VouchedBy, Wanted},
    profiles::Profiles,
};
use crate::Centre;

/// A responder without a status of its own (id-pkix-ocsp-nocheck) lives shortly (RFC 6960 §4.2.2.2.1).
const DAYS: i64 = 90;
/// It is renewed when this much is left.
const RENEW_BEFORE: Duration = Duration::days(30);

/// Makes key and certificate of a responder for one issuing authority.
pub(super) async fn make(
    profiles: &Profiles,
    by: VouchedBy<'_>,
    means: Means<'_>,
) -> Result<NewUnit, AuthorityError> {
    let name = format!("responder-{}", by.name);
    let wanted = Wanted {
        role: KeyRole::Responder,
        profile: &profiles.responder,
        called: "OCSP Responder",
        name: &name,
        purpose: |name| Purpose::Responder { name },
        days: DAYS,
    };
    own_unit::make(wanted, by, means).await
}

/// Renews the responders whose time comes; a job asks every day. Each issuing authority has one of its own (RFC 6960
/// §4.2.2.2), also those that sign nothing new. Answers whether there was anything to do.
pub async fn keep(centre: &Centre) -> Result<bool, AuthorityError> {
    let now = centre.clock.now();
    let mut renewed = false;
    for signer in centre.authority.alive(now) {
        let current = signer.responder();
        if current.is_some_and(|it| Timestamp::new(it.certificate.not_after()) > now.plus(RENEW_BEFORE)) {
            continue;
        }
        let config = &centre.config;
        let url = &config.listeners.holders.public_url;
        let profiles = Profiles::open(&config.authority, url, config.training, &signer.name)?;
        let responder = make(&profiles, signer.vouching(), Means::of(centre, now)).await?;
        let mut tx = centre.store.write().await?;
        responder.store(&mut tx, now).await?;
        tx.commit().await?;
        signer.replace_responder(ResponderKey { certificate: responder.certificate, key: responder.key });
        renewed = true;
    }
    Ok(renewed)
}

/// Answers an OCSP request (DER) from what the newest status list says, so that the two always agree. Whatever the
/// bytes are, the answer is an OCSP response.
pub async fn answer(centre: &Centre, request_der: &[u8]) -> Vec<u8> {
    let Ok(request) = OcspRequest::from_der(request_der) else {
        return ocsp::refuse(OcspRefusal::Malformed);
    };
    match answer_read(centre, &request).await {
        Ok(response) => response,
        Err(error) => {
            tracing::error!(error = %error, "an OCSP request was not answered");
            ocsp::refuse(if error.is_transient() {
                OcspRefusal::TryLater
            } else {
                OcspRefusal::InternalError
            })
        }
    }
}

async fn answer_read(centre: &Centre, request: &OcspRequest) -> Result<Vec<u8>, AuthorityError> {
    let authority: &Authority = &centre.authority;
    // Asked about nobody we know, the newest says so.
    let asked = authority.issuing.iter().find(|issuing| request.asks_about(issuing.issuer.certificate()));
    let signer = asked.unwrap_or_else(|| authority.signer());
    let mut known = HashMap::new();
    let mut tx = centre.store.read().await?;
    for serial in request.serials() {
        if let Some(standing) = certificates::listed(&mut tx, &signer.name, &serial.to_string()).await? {
            known.insert(serial, standing);
        }
    }
    drop(tx);
    let no_responder = || KeyError::Unavailable(format!("{} has no responder yet", signer.name));
    let responder = signer.responder().ok_or_else(no_responder)?;
    let now = centre.clock.now();
    let facts = Responder {
        issuer: signer.issuer.certificate(),
        certificate: &responder.certificate,
        this_update: now.get(),
        next_update: now.plus(Duration::minutes(i64::from(authority.settings.ocsp_minutes))).get(),
        produced_at: now.get(),
    };
    let status_of = |serial: &sportello_pki::Serial| known.get(serial).map_or(OcspStatus::Unknown, to_status);
    ocsp::respond(request, &facts, responder.key.as_ref(), status_of).map_err(AuthorityError::Ocsp)
}

fn to_status(standing: &Standing) -> OcspStatus {
    match standing.status {
        StandingStatus::Good => OcspStatus::Good,
        StandingStatus::Suspended => OcspStatus::Revoked {
            since: standing.since.get(),
            reason: Some(RevocationReason::CertificateHold),
        },
        StandingStatus::Revoked => OcspStatus::Revoked {
            since: standing.since.get(),
            reason: standing.reason.as_deref().and_then(super::lists::reason_of),
        },
    }
}
