//! The founding of an authority: root, issuing authority, OCSP responder, and the first lists of both.

use sportello_central_store::{
    Store,
    tables::{
        signing_keys::{self, KeyPlace, KeyRole, StoredKey},
        status_lists::{self, StoredList},
    },
};
use sportello_domain::moment::Timestamp;
use sportello_pki::{
    certificate::Certificate,
    distinguished_name::{NameParts, TRAINING_MARK},
    issue::{self, IssueRequest, Issuer},
    keys::{self, FileKey, KeyAlgorithm, SigningKey as _},
    status_list::{self, StatusListOrder},
};
use time::Duration;

use super::{
    AuthorityError, context,
    issue::{Validity, draw_serial},
    profiles::{ISSUING, Profiles, ROOT},
    root_key::RootFiles,
};
use crate::{
    chance::Chance,
    config::{Config, Provider},
    master_keys::MasterKeys,
};

/// The root signs little and lives long: the stronger curve.
const ROOT_ALGORITHM: KeyAlgorithm = KeyAlgorithm::EcdsaP384;
const ISSUING_ALGORITHM: KeyAlgorithm = KeyAlgorithm::EcdsaP256;
const ROOT_DAYS: i64 = 7300;
const ISSUING_DAYS: i64 = 3650;
/// The root's list is renewed with its key out of the safe: once a year.
const ROOT_LIST_DAYS: i64 = 366;

/// Founds the authority of a new centre. Nothing is stored in the database unless all of it is.
pub async fn found(
    store: &Store,
    config: &Config,
    keys: &MasterKeys,
    chance: &dyn Chance,
    now: Timestamp,
) -> Result<(), AuthorityError> {
    let profiles = Profiles::open(&config.authority, &config.listeners.holders.public_url, config.training)?;
    let mut tx = store.write().await?;
    if signing_keys::newest(&mut tx, KeyRole::Root).await?.is_some() {
        return Err(AuthorityError::AlreadyFounded);
    }
    let name = |unit: &str| authority_name(&config.provider, unit, config.training);

    let root_key = FileKey::generate(ROOT_ALGORITHM)?;
    let request = request(name("Root CA"), &root_key, Validity::days(now, ROOT_DAYS), chance);
    let root = issue::issue(&issue::prepare_root(&profiles.root, &request)?, &root_key)?;
    RootFiles::of(config).write(&root_key, chance)?;

    let issuing_key = FileKey::generate(ISSUING_ALGORITHM)?;
    let request =
        self::request(name("Issuing CA 1"), &issuing_key, Validity::days(now, ISSUING_DAYS), chance);
    let above = Issuer::new(root.clone())?;
    let issuing = issue::issue(&issue::prepare(&profiles.issuing, &above, &request)?, &root_key)?;

    let root = StoredKey { name: ROOT.to_owned(), certificate: root.der().to_vec(), place: KeyPlace::Apart };
    signing_keys::add(&mut tx, KeyRole::Root, &root, now).await?;
    let wrapped = keys::wrap_key(&keys.authority.for_keys(), &context(ISSUING), issuing_key.pkcs8_der())?;
    let stored = StoredKey {
        name: ISSUING.to_owned(),
        certificate: issuing.der().to_vec(),
        place: KeyPlace::File { wrapped },
    };
    signing_keys::add(&mut tx, KeyRole::Issuing, &stored, now).await?;

    let root_certificate = Certificate::from_der(&root.certificate)?;
    let hours = Duration::hours(i64::from(config.authority.list_hours));
    for (signer, certificate, key, life) in [
        (ROOT, &root_certificate, &root_key, Duration::days(ROOT_LIST_DAYS)),
        (ISSUING, &issuing, &issuing_key, hours),
    ] {
        status_lists::add(&mut tx, &first_list(signer, certificate, key, now, life)?).await?;
    }
    let responder = super::responder::make(&profiles, &issuing, &issuing_key, keys, config, chance, now)?;
    super::responder::store(&mut tx, &responder, now).await?;
    Ok(tx.commit().await?)
}

/// The name of an authority or of a unit of it (EN 319 412-2 §4.2.3.1).
pub(super) fn authority_name(provider: &Provider, unit: &str, training: bool) -> NameParts {
    let mark = if training { format!("{TRAINING_MARK} ") } else { String::new() };
    // The unit must survive whatever the provider's name is.
    let room = 64 - mark.len() - unit.len() - 1;
    let short: String = provider.name.trim().chars().take(room).collect();
    NameParts {
        country: Some(provider.country.clone()),
        organization: Some(provider.name.trim().chars().take(64).collect::<String>().trim().to_owned()),
        organization_identifier: Some(provider.organisation_identifier.clone()),
        common_name: Some(format!("{} {mark}{unit}", short.trim())),
        ..NameParts::default()
    }
}

pub(super) fn request(
    subject: NameParts,
    key: &FileKey,
    validity: Validity,
    chance: &dyn Chance,
) -> IssueRequest {
    IssueRequest {
        subject,
        public_key_info_der: key.public_key_info_der(),
        serial: draw_serial(chance),
        not_before: validity.not_before.get(),
        not_after: validity.not_after.get(),
    }
}

fn first_list(
    signer: &str,
    certificate: &Certificate,
    key: &FileKey,
    now: Timestamp,
    life: Duration,
) -> Result<StoredList, AuthorityError> {
    let order = StatusListOrder {
        number: 1,
        this_update: now.get(),
        next_update: now.plus(life).get(),
        keeps_expired_since: certificate.not_before(),
        entries: Vec::new(),
    };
    let list = status_list::sign(certificate, &order, key)?;
    Ok(StoredList {
        signer: signer.to_owned(),
        number: order.number,
        list: list.der().to_vec(),
        this_update: now,
        next_update: now.plus(life),
        entries: 0,
    })
}
