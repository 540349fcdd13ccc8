//! Units that the authority runs for itself, OCSP responder and time-stamping unit: key and certificate, made in one go.

use std::sync::Arc;

use sportello_central_store::{
    StoreError, Transaction,
    tables::{
        certificates::{self, NewCertificate},
        signing_keys::{self, KeyPlace, KeyRole, StoredKey},
    },
};
use sportello_domain::{ids::CertificateId, moment::Timestamp};
use sportello_pki::{
    certificate::Certificate,
    issue::{self, Issuer},
    keys::{self, FileKey, KeyAlgorithm, SigningKey},
    profile::Profile,
};
use time::macros::format_description;

use super::{
    AuthorityError, Purpose, context,
    found::{authority_name, request},
    issue::{Validity, draw_serial},
    sign_prepared,
};
use crate::{Centre, chance::Chance, config::Config, digest::sha256_hex, master_keys::MasterKeys};

/// What is to be made.
pub(super) struct Wanted<'a> {
    pub role: KeyRole,
    pub profile: &'a Profile,
    /// What the certificate's subject calls it.
    pub called: &'a str,
    /// The name of the key; the moment is added.
    pub name: &'a str,
    pub purpose: fn(String) -> Purpose,
    pub days: i64,
}

/// Who vouches for it.
pub(super) struct VouchedBy<'a> {
    pub name: &'a str,
    pub certificate: &'a Certificate,
    pub key: Arc<dyn SigningKey>,
}

/// What the making needs beside.
#[derive(Clone, Copy)]
pub(super) struct Means<'a> {
    pub keys: &'a MasterKeys,
    pub config: &'a Config,
    pub chance: &'a dyn Chance,
    pub now: Timestamp,
}

impl<'a> Means<'a> {
    pub(super) fn of(centre: &'a Centre, now: Timestamp) -> Self {
        Self { keys: &centre.keys, config: &centre.config, chance: centre.chance.as_ref(), now }
    }
}

/// A unit that was made and is not stored yet.
pub(super) struct NewUnit {
    role: KeyRole,
    stored: StoredKey,
    record: NewCertificate,
    pub certificate: Certificate,
    pub key: Arc<dyn SigningKey>,
}

/// Makes key and certificate.
pub(super) async fn make(
    wanted: Wanted<'_>,
    by: VouchedBy<'_>,
    means: Means<'_>,
) -> Result<NewUnit, AuthorityError> {
    let Means { keys, config, chance, now } = means;
    let format = format_description!("[year][month][day]-[hour][minute][second]");
    // A format of numbers cannot fail.
    let name = format!("{}-{}", wanted.name, now.get().format(format).unwrap_or_default());
    let key = FileKey::generate(KeyAlgorithm::EcdsaP256)?;
    let subject = authority_name(&config.provider, wanted.called, config.training);
    let mut validity = Validity::days(now, wanted.days);
    // Beyond the end of who vouches for it nobody could verify it.
    validity.not_after = validity.not_after.min(Timestamp::new(by.certificate.not_after()));
    let request = request(subject, &key, draw_serial(chance), validity);
    // The certificate is for the centre alone: nobody waits for it, so a crash here leaves nothing to be finished.
    let prepared = issue::prepare(wanted.profile, &Issuer::new(by.certificate.clone())?, &request)?;
    let certificate = sign_prepared(prepared, by.key).await?;
    let wrapped = keys::wrap_key(&keys.authority.for_keys(), &context(&name), key.pkcs8_der())?;
    let purpose = (wanted.purpose)(name.clone());
    Ok(NewUnit {
        role: wanted.role,
        record: NewCertificate {
            id: CertificateId(chance.id()),
            owner: purpose.owner(),
            customer: None,
            product: None,
            account: None,
            kind: purpose.kind(),
            profile: wanted.profile.name().to_owned(),
            signer: by.name.to_owned(),
            serial: certificate.serial().to_string(),
            certificate: certificate.der().to_vec(),
            fingerprint: hex::encode(certificate.fingerprint()),
            key_sha256: sha256_hex(&certificate.public_key_info_der()?),
            not_before: Timestamp::new(certificate.not_before()),
            not_after: Timestamp::new(certificate.not_after()),
            issued_at: now,
        },
        stored: StoredKey {
            name,
            certificate: certificate.der().to_vec(),
            place: KeyPlace::File { wrapped },
        },
        certificate,
        key: Arc::new(key),
    })
}

impl NewUnit {
    /// The key's name.
    pub(super) fn name(&self) -> &str {
        &self.stored.name
    }

    /// Stores both.
    pub(super) async fn store(&self, tx: &mut Transaction, now: Timestamp) -> Result<(), StoreError> {
        signing_keys::add(tx, self.role, &self.stored, now).await?;
        certificates::add(tx, &self.record).await?;
        Ok(())
    }
}
