//! Every write is a command: carried out once, answered the same for ever.
//!
//! An endpoint that writes does four things: [`begin`] in a writing transaction (an earlier answer, or go on), the
//! effect in the same transaction, [`finish`] (audit event, signed receipt, stored answer, commit), answer. Work of
//! several transactions calls [`begin`] in the first and [`finish`] in the last: until then the command counts as not
//! carried out, and the same command takes the work up again.

use axum::{
    body::Bytes,
    extract::{FromRequest, OriginalUri, Request},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;
use sportello_central_store::{
    Transaction,
    tables::commands::{self, StoredCommand},
};
use sportello_contract::central::command::{Answer, FORMAT, Receipt};
use sportello_domain::{case::canonical_bytes, error_code::ErrorCode, ids::CommandId, moment::Timestamp};
use sportello_pki::keys::{SignatureScheme, SigningKey as _};
use zeroize::Zeroizing;

use crate::{
    Centre, Refusal,
    audit::{self, What},
    digest::sha256_hex,
    input,
    master_keys::MasterKeys,
    signed_in::SignedIn,
};

/// A command as it arrived.
pub struct Received<B> {
    pub id: CommandId,
    /// When the officer did it, by the desk's clock.
    pub made_at: Timestamp,
    pub expected_version: Option<u32>,
    pub body: B,
    path: String,
    body_text: Zeroizing<Vec<u8>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Outer<'a> {
    id: CommandId,
    format: u32,
    made_at: Timestamp,
    #[serde(default)]
    expected_version: Option<u32>,
    #[serde(borrow)]
    body: &'a RawValue,
}

impl<B> Received<B> {
    /// Refuses where what is to be changed has another version than the desk saw.
    pub fn expect_version(&self, version: u32) -> Result<(), Refusal> {
        match self.expected_version {
            Some(expected) if expected != version => Err(outdated(version)),
            _ => Ok(()),
        }
    }
}

/// Somebody else wrote first.
pub fn outdated(version: u32) -> Refusal {
    Refusal::new(ErrorCode::Outdated).with("version", version)
}

impl<B: DeserializeOwned, S: Send + Sync> FromRequest<S> for Received<B> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let path = match request.extensions().get::<OriginalUri>() {
            Some(uri) => uri.path().to_owned(),
            None => request.uri().path().to_owned(),
        };
        let bytes = Bytes::from_request(request, state).await.map_err(input::too_large)?;
        // The body may hold a secret: wiped with the command.
        let bytes = Zeroizing::new(Vec::from(bytes));
        let outer: Outer<'_> = input::parse(&bytes)?;
        if outer.format == 0 || outer.format > FORMAT || outer.format + 1 < FORMAT {
            return Err(Refusal::new(ErrorCode::VersionNotSupported).with("supported", FORMAT));
        }
        Ok(Self {
            id: outer.id,
            made_at: outer.made_at,
            expected_version: outer.expected_version,
            body: input::parse(outer.body.get().as_bytes())?,
            path,
            body_text: Zeroizing::new(outer.body.get().as_bytes().to_vec()),
        })
    }
}

/// Whether a command's body can be guessed from its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secrecy {
    /// SHA-256 of the canonical body.
    Plain,
    /// The body holds a secret: HMAC-SHA-256 of the body as it was sent.
    HoldsSecret,
}

/// Where a command stands when it arrives.
pub enum Begun<A> {
    /// It was carried out before: the same answer again.
    Answered(Box<Answer<A>>),
    /// It is to be carried out now.
    Fresh(Pending),
}

/// A command on its way.
pub struct Pending {
    id: CommandId,
    path: String,
    body_hash: String,
    pub received_at: Timestamp,
}

/// Looks a command up: first thing in the transaction of its effect.
pub async fn begin<B, A: DeserializeOwned>(
    tx: &mut Transaction,
    centre: &Centre,
    signed_in: &SignedIn,
    received: &Received<B>,
    secrecy: Secrecy,
) -> Result<Begun<A>, Refusal> {
    let body_hash = hash(centre, &received.body_text, secrecy)?;
    match commands::find(tx, received.id).await? {
        None => Ok(Begun::Fresh(Pending {
            id: received.id,
            path: received.path.clone(),
            body_hash,
            received_at: centre.clock.now(),
        })),
        Some(known)
            if known.account == signed_in.session.account
                && known.path == received.path
                && known.body_hash == body_hash =>
        {
            let answer = serde_json::from_str(&known.answer).map_err(Refusal::internal)?;
            Ok(Begun::Answered(Box::new(answer)))
        }
        Some(_) => Err(Refusal::new(ErrorCode::CommandReused)),
    }
}

fn hash(centre: &Centre, body: &[u8], secrecy: Secrecy) -> Result<String, Refusal> {
    match secrecy {
        Secrecy::HoldsSecret => Ok(hex::encode(centre.keys.commands.keyed_hash(body))),
        Secrecy::Plain => {
            let value: serde_json::Value = input::parse(body)?;
            Ok(sha256_hex(&canonical_bytes(&value).map_err(Refusal::internal)?))
        }
    }
}

/// Writes the audit event, signs the receipt, keeps the answer and commits: the last thing of a command.
pub async fn finish<A: Serialize>(
    mut tx: Transaction,
    centre: &Centre,
    signed_in: &SignedIn,
    command: Pending,
    what: What<'_>,
    body: A,
) -> Result<Answer<A>, Refusal> {
    let audit_head = audit::append(&mut tx, signed_in.into(), what, command.received_at).await?;
    let mut receipt = Receipt {
        command: command.id,
        body_hash: command.body_hash.clone(),
        received_at: command.received_at,
        audit_head,
        signature: String::new(),
    };
    let signature =
        centre.keys.receipts.sign(signed_text(&receipt)?.as_bytes()).map_err(Refusal::internal)?;
    receipt.signature = STANDARD.encode(signature);
    let answer = Answer { receipt, body };
    let stored = StoredCommand {
        account: signed_in.session.account,
        path: command.path,
        body_hash: command.body_hash,
        received_at: command.received_at,
        answer: serde_json::to_string(&answer).map_err(Refusal::internal)?,
    };
    commands::insert(&mut tx, command.id, &stored).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Whether a receipt is signed with the receipts' key.
pub fn is_genuine(keys: &MasterKeys, receipt: &Receipt) -> bool {
    let Ok(text) = signed_text(receipt) else { return false };
    let Ok(signature) = STANDARD.decode(&receipt.signature) else { return false };
    let key = keys.receipts.public_key_info_der();
    SignatureScheme::EcdsaSha256.verify(&key, text.as_bytes(), &signature).is_ok()
}

/// The receipt's other four fields as they stand in its JSON, joined by line feeds.
fn signed_text(receipt: &Receipt) -> Result<String, Refusal> {
    let received_at = serde_json::to_value(receipt.received_at).map_err(Refusal::internal)?;
    Ok([
        receipt.command.to_string().as_str(),
        &receipt.body_hash,
        received_at.as_str().unwrap_or_default(),
        &receipt.audit_head,
    ]
    .join("\n"))
}
