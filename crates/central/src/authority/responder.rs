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
    keys::{self, FileKey, KeyAlgorithm, KeyError, SigningKey},
    ocsp::{self, OcspRequest, OcspStatus, Refusal as OcspRefusal, Responder},
    status_list::RevocationReason,
};
use time::{Duration, macros::format_description};

use super::{
    Authority, AuthorityError, Purpose, ResponderKey, context,
    found::{authority_name, request},
    issue::{Validity, draw_serial},
    profiles::Profiles,
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
    (signer, issuing): (&str, &Certificate),
    issuing_key: Arc<dyn SigningKey>,
    keys: &MasterKeys,
    config: &Config,
    chance: &dyn Chance,
    now: Timestamp,
) -> Result<NewResponder, AuthorityError> {
    let format = format_description!("[year][month][day]-[hour][minute][second]");
    // A format of numbers cannot fail.
    let name = format!("responder-{signer}-{}", now.get().format(format).unwrap_or_default());
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
            signer: signer.to_owned(),
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
        let of = (signer.name.as_str(), signer.issuer.certificate());
        let (key, chance) = (signer.key.clone(), centre.chance.as_ref());
        let responder = make(&profiles, of, key, &centre.keys, config, chance, now).await?;
        let mut tx = centre.store.write().await?;
        store(&mut tx, &responder, now).await?;
        tx.commit().await?;
        signer.replace_responder(responder.open);
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
