//! The OCSP responder: its key and certificate, renewed by the centre itself, and its answers.

use std::{collections::HashMap, sync::Arc};

use sportello_central_store::{
    StoreError, Transaction,
    tables::{
        certificates::{self, IssuedKind, NewCertificate, Standing, StandingStatus},
        signing_keys::{self, KeyPlace, KeyRole, StoredKey},
    },
};
use sportello_domain::{ids::CertificateId, moment::Timestamp};
use sportello_pki::{
    certificate::Certificate,
    issue::{self, Issuer},
    keys::{self, FileKey, KeyAlgorithm, SigningKey},
    ocsp::{self, OcspRequest, OcspStatus, Refusal as OcspRefusal, Responder},
    status_list::RevocationReason,
};
use time::{Duration, macros::format_description};

use super::{
    Authority, AuthorityError, Purpose, ResponderKey, context,
    found::{authority_name, request},
    issue::{Validity, draw_serial},
    profiles::{ISSUING, Profiles},
    sign_prepared,
};
use crate::{Centre, chance::Chance, config::Config, master_keys::MasterKeys};

/// A responder without a status of its own (id-pkix-ocsp-nocheck) lives shortly (RFC 6960 §4.2.2.2.1).
const DAYS: i64 = 90;
/// It is renewed when this much is left.
const RENEW_BEFORE: Duration = Duration::days(30);

/// A responder that was made and is not stored yet.
pub(super) struct NewResponder {
    stored: StoredKey,
    record: NewCertificate,
    open: ResponderKey,
}

/// Makes key and certificate.
pub(super) async fn make(
    profiles: &Profiles,
    issuing: &Certificate,
    issuing_key: Arc<dyn SigningKey>,
    keys: &MasterKeys,
    config: &Config,
    chance: &dyn Chance,
    now: Timestamp,
) -> Result<NewResponder, AuthorityError> {
    let format = format_description!("[year][month][day]-[hour][minute][second]");
    // A format of numbers cannot fail.
    let name = format!("responder-{}", now.get().format(format).unwrap_or_default());
    let key = FileKey::generate(KeyAlgorithm::EcdsaP256)?;
    let subject = authority_name(&config.provider, "OCSP Responder", config.training);
    let request = request(subject, &key, draw_serial(chance), Validity::days(now, DAYS));
    // The certificate is for the centre alone: nobody waits for it, so a crash here leaves nothing to be finished.
    let prepared = issue::prepare(&profiles.responder, &Issuer::new(issuing.clone())?, &request)?;
    let certificate = sign_prepared(prepared, issuing_key).await?;
    let wrapped = keys::wrap_key(&keys.authority.for_keys(), &context(&name), key.pkcs8_der())?;
    Ok(NewResponder {
        record: NewCertificate {
            id: CertificateId(chance.id()),
            owner: Purpose::Responder { name: name.clone() }.owner(),
            customer: None,
            product: None,
            account: None,
            kind: IssuedKind::Responder,
            profile: profiles.responder.name().to_owned(),
            signer: ISSUING.to_owned(),
            serial: certificate.serial().to_string(),
            certificate: certificate.der().to_vec(),
            fingerprint: hex::encode(certificate.fingerprint()),
            not_before: Timestamp::new(certificate.not_before()),
            not_after: Timestamp::new(certificate.not_after()),
            issued_at: now,
        },
        stored: StoredKey {
            name,
            certificate: certificate.der().to_vec(),
            place: KeyPlace::File { wrapped },
        },
        open: ResponderKey { certificate, key: Arc::new(key) },
    })
}

/// Stores both.
pub(super) async fn store(
    tx: &mut Transaction,
    responder: &NewResponder,
    now: Timestamp,
) -> Result<(), StoreError> {
    signing_keys::add(tx, KeyRole::Responder, &responder.stored, now).await?;
    certificates::add(tx, &responder.record).await?;
    Ok(())
}

/// Renews the responder when its time comes; a job asks every day. Answers whether it did.
pub async fn keep(centre: &Centre) -> Result<bool, AuthorityError> {
    let now = centre.clock.now();
    let authority = &centre.authority;
    if Timestamp::new(authority.responder().certificate.not_after()) > now.plus(RENEW_BEFORE) {
        return Ok(false);
    }
    let signer = authority.signer();
    let responder = make(
        &authority.profiles,
        signer.issuer.certificate(),
        signer.key.clone(),
        &centre.keys,
        &centre.config,
        centre.chance.as_ref(),
        now,
    )
    .await?;
    let mut tx = centre.store.write().await?;
    store(&mut tx, &responder, now).await?;
    tx.commit().await?;
    authority.replace_responder(responder.open);
    Ok(true)
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
    let signer = authority.signer();
    let mut known = HashMap::new();
    let mut tx = centre.store.read().await?;
    for serial in request.serials() {
        if let Some(standing) = certificates::listed(&mut tx, &signer.name, &serial.to_string()).await? {
            known.insert(serial, standing);
        }
    }
    drop(tx);
    let responder = authority.responder();
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
