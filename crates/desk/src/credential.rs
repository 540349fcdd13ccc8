//! The officer's own signing credential: on a card (`card_credential`), in training also in a PKCS#12 file that the officer
//! keeps. For the file the desk makes the key and the centre certifies it; it stays where the officer puts it, its password
//! is never kept.

use std::path::{Path, PathBuf};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sportello_contract::{
    central::credentials::{AskOfficerCredential, OfficerCredential},
    desk::enrolment::{CredentialProblem, CredentialView},
};
use sportello_domain::{error_code::ErrorCode, moment::Timestamp, secret::Password};
use sportello_pki::{Certificate, FileKey, KeyAlgorithm, certificate_request, distinguished_name::NameParts};

use crate::{
    Desk, DeskError, acts, papers,
    ports::{probe, write_whole},
    records::Change,
    signature::{self, FileSigner},
    workstation,
};

const PATH: &str = "credential/path";
/// What the centre last said of it: cards are recognised by it, and signed with, while the network is away.
const REGISTERED: &str = "credential/registered";
/// A credential file travels: a short password would not hold.
const SHORTEST_PASSWORD: usize = 10;

/// The certificate that is registered for this account.
pub async fn officer_credential(desk: &Desk) -> Result<CredentialView, DeskError> {
    let known = desk.heard(desk.centre().await?.officer_credential().await)?;
    remember(desk, known.as_ref()).await?;
    match known {
        Some(known) => view(desk, &known, desk.ports.store.value(&path_name(desk)?).await?),
        None => Ok(CredentialView::Missing),
    }
}

/// Makes key and file, and registers the certificate. Training only.
pub async fn make_officer_credential(
    desk: &Desk,
    path: PathBuf,
    password: Password,
) -> Result<CredentialView, DeskError> {
    if !workstation::is_training(desk).await? {
        return Err(DeskError::told(ErrorCode::TrainingOnly));
    }
    if password.reveal().chars().count() < SHORTEST_PASSWORD {
        return Err(DeskError::told_with(ErrorCode::PasswordWeak, "shortest", &SHORTEST_PASSWORD));
    }
    // Before anything is certified: a file that cannot be written would leave a certificate without its key.
    probe(&path).map_err(|error| papers::of_disk(&error))?;
    let session = desk.session()?;
    let key = FileKey::generate(KeyAlgorithm::EcdsaP256).map_err(DeskError::internal)?;
    let subject = NameParts { common_name: Some(session.account.full_name), ..NameParts::default() };
    let request = certificate_request::make(&subject, &key).map_err(DeskError::internal)?;
    let ask = AskOfficerCredential { certificate_request: STANDARD.encode(request) };
    let act = format!("officer-credential/{}", session.account.id);
    let made: OfficerCredential = acts::send_online(desk, &act, "officer-credentials", None, &ask).await?;
    let (certificate, chain) = decode(&made)?;
    let file = signature::make_file(&key, &certificate, &chain, &password)?;
    let target = path.clone();
    let written = tokio::task::spawn_blocking(move || write_whole(&target, &file)).await;
    written.map_err(DeskError::internal)?.map_err(|error| papers::of_disk(&error))?;
    remember_path(desk, &path).await?;
    remember(desk, Some(&made)).await?;
    desk.changed(&["credential"]);
    view(desk, &made, Some(path.to_string_lossy().into_owned()))
}

/// Opens the officer's file. Nothing of it is kept.
pub(crate) async fn open_file(
    desk: &Desk,
    path: &Path,
    password: &Password,
) -> Result<FileSigner, DeskError> {
    if !workstation::is_training(desk).await? {
        return Err(DeskError::told(ErrorCode::TrainingOnly));
    }
    let (path, password) = (path.to_owned(), password.clone());
    // Deriving the key from the password takes a noticeable part of a second.
    let opened = tokio::task::spawn_blocking(move || {
        let bytes = std::fs::read(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => DeskError::told(ErrorCode::CredentialMissing),
            _ => DeskError::told(ErrorCode::CredentialUnreadable),
        })?;
        signature::open_file(&bytes, &password)
    });
    opened.await.map_err(DeskError::internal)?
}

/// Where the file was last used: for convenience, never the file itself.
pub(crate) async fn remember_path(desk: &Desk, path: &Path) -> Result<(), DeskError> {
    let value = Some(path.to_string_lossy().into_owned());
    Ok(desk.ports.store.apply(vec![Change::Set { name: path_name(desk)?, value }]).await?)
}

/// Keeps what the centre says; tells of it where it is news.
pub(crate) async fn remember(desk: &Desk, known: Option<&OfficerCredential>) -> Result<(), DeskError> {
    let name = registered_name(desk)?;
    let value = known.map(serde_json::to_string).transpose().map_err(DeskError::internal)?;
    if desk.ports.store.value(&name).await? != value {
        desk.ports.store.apply(vec![Change::Set { name, value }]).await?;
        desk.changed(&["status"]);
    }
    Ok(())
}

/// What the centre last said, whether it answers now or not.
pub(crate) async fn remembered(desk: &Desk) -> Result<Option<OfficerCredential>, DeskError> {
    let text = desk.ports.store.value(&registered_name(desk)?).await?;
    // What an older version kept and this one cannot read is asked for anew.
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Whether this certificate (DER) is the one that the centre last said to be registered; where it never said, nobody knows.
pub(crate) async fn is_registered(desk: &Desk, certificate: &[u8]) -> Result<bool, DeskError> {
    match remembered(desk).await? {
        Some(known) => Ok(decode(&known)?.0 == certificate),
        None => Ok(true),
    }
}

fn registered_name(desk: &Desk) -> Result<String, DeskError> {
    Ok(format!("{REGISTERED}/{}", desk.session()?.account.id))
}

fn path_name(desk: &Desk) -> Result<String, DeskError> {
    Ok(format!("{PATH}/{}", desk.session()?.account.id))
}

/// Certificate and chain, DER.
pub(crate) fn decode(known: &OfficerCredential) -> Result<(Vec<u8>, Vec<Vec<u8>>), DeskError> {
    let bytes = |text: &String| STANDARD.decode(text).map_err(DeskError::internal);
    Ok((bytes(&known.certificate)?, known.chain.iter().map(bytes).collect::<Result<_, _>>()?))
}

fn view(desk: &Desk, known: &OfficerCredential, path: Option<String>) -> Result<CredentialView, DeskError> {
    let facts = Certificate::from_der(&decode(known)?.0)
        .and_then(|certificate| certificate.facts())
        .map_err(DeskError::internal)?;
    let (not_before, not_after) = (Timestamp::new(facts.not_before), Timestamp::new(facts.not_after));
    let now = desk.now();
    let problem = if known.revoked_at.is_some() {
        Some(CredentialProblem::Revoked)
    } else if now < not_before {
        Some(CredentialProblem::NotYetValid)
    } else if now >= not_after {
        Some(CredentialProblem::Expired)
    } else if !is_name_of(&facts.holder_name, &desk.session()?.account.full_name) {
        Some(CredentialProblem::OtherName)
    } else {
        None
    };
    Ok(CredentialView::Registered {
        holder: facts.holder_name,
        issuer: facts.issuer.display_name(),
        serial: facts.serial.to_string(),
        not_before,
        not_after,
        problem,
        path,
    })
}

/// The same words, in whatever order and case: certificates put the surname where they like.
pub(crate) fn is_name_of(holder: &str, account: &str) -> bool {
    let words = |name: &str| {
        let mut words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
        words.sort();
        words
    };
    words(holder) == words(account)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_in_any_order_and_case() {
        for (holder, account, same) in [
            ("Anna Conti", "Anna Conti", true),
            ("CONTI ANNA", "Anna Conti", true),
            ("Anna Conti", "Anna  Maria Conti", false),
            ("Marco Sartori", "Anna Conti", false),
        ] {
            assert_eq!(is_name_of(holder, account), same, "{holder} and {account}");
        }
    }
}
