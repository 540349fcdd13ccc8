//! Who is calling: the session behind an access key, and the actor that the rights are asked for.

use std::collections::BTreeSet;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header::AUTHORIZATION, request::Parts},
};
use sportello_central_store::{
    Transaction,
    tables::{accounts, customers, sessions},
};
use sportello_domain::{
    account::{Actor, Unit},
    error_code::ErrorCode,
    ids::{CustomerId, UnitId},
    rights::{Action, Target, may},
};

use crate::{Centre, Refusal, digest::sha256_hex};

/// A caller with an open session. Put into the call by the table of endpoints; a handler takes it as an argument.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub session: sessions::Session,
    pub actor: Actor,
}

impl SignedIn {
    /// May the caller do this to that, now? The centre's word, as a refusal.
    pub fn may(&self, action: Action, target: &Target) -> Result<(), Refusal> {
        Ok(may(&self.actor, action, target)?)
    }

    /// The customer: nothing of another one is ever looked at.
    pub const fn customer(&self) -> CustomerId {
        self.session.customer
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Refusal> {
        // Absent only where an endpoint is declared public and asks for a caller all the same.
        parts
            .extensions
            .get()
            .cloned()
            .ok_or_else(|| Refusal::internal("a public endpoint asks for a session"))
    }
}

/// The session of the access key in the `Authorization` header.
pub async fn authenticate(centre: &Centre, headers: &HeaderMap) -> Result<SignedIn, Refusal> {
    let ended = || Refusal::new(ErrorCode::SessionEnded);
    let header = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).ok_or_else(ended)?;
    let key = header.strip_prefix("Bearer ").ok_or_else(ended)?;
    let hash = sha256_hex(key.trim().as_bytes());
    let now = centre.clock.now();
    let mut tx = centre.store.read().await?;
    let access = sessions::find_access(&mut tx, &hash, now).await?.ok_or_else(ended)?;
    let actor = actor_of(&mut tx, &access.session).await?;
    drop(tx);
    if access.first_used_at.is_none() {
        let mut tx = centre.store.write().await?;
        sessions::note_first_use(&mut tx, &hash, now).await?;
        if let Some(key) = sessions::find_refresh(&mut tx, &access.refresh_hash).await?
            && key.state == sessions::KeyState::Fresh
        {
            sessions::note_arrival(&mut tx, key.session, &access.refresh_hash, key.generation).await?;
        }
        tx.commit().await?;
    }
    Ok(SignedIn { session: access.session, actor })
}

async fn actor_of(tx: &mut Transaction, session: &sessions::Session) -> Result<Actor, Refusal> {
    let mandates = accounts::mandates(tx, session.account).await?;
    let mandated = mandates.iter().any(|mandate| {
        mandate.profile == session.profile && mandate.unit == session.unit && mandate.ended_at.is_none()
    });
    if !mandated {
        return Err(Refusal::new(ErrorCode::SessionEnded));
    }
    let units = customers::units(tx, session.customer).await?;
    Ok(Actor {
        account: session.account,
        customer: session.customer,
        profile: session.profile,
        unit: session.unit,
        units: below(&units, session.unit),
        methods: accounts::methods(tx, session.account).await?.into_iter().collect(),
    })
}

/// A unit and all units below it.
pub fn below(units: &[Unit], top: UnitId) -> BTreeSet<UnitId> {
    let mut found = BTreeSet::from([top]);
    loop {
        let before = found.len();
        found.extend(
            units
                .iter()
                .filter(|u| u.parent.is_some_and(|up| found.contains(&up)))
                .map(|u| u.id)
                .collect::<Vec<_>>(),
        );
        if found.len() == before {
            return found;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn unit(id: u128, parent: Option<u128>) -> Unit {
        let id_of = |n| UnitId(Uuid::from_u128(n));
        Unit { id: id_of(id), name: String::new(), parent: parent.map(id_of), place: String::new() }
    }

    #[test]
    fn a_unit_reaches_everything_below_it_and_nothing_beside() {
        let units = [unit(4, Some(2)), unit(1, None), unit(2, Some(1)), unit(3, Some(1)), unit(5, None)];
        let reached = |top| {
            below(&units, UnitId(Uuid::from_u128(top))).iter().map(|u| u.0.as_u128()).collect::<Vec<_>>()
        };
        assert_eq!(
            reached(1),
            [1, 2, 3, 4],
            "the main unit sees its whole tree, in whatever order it is stored"
        );
        assert_eq!(reached(2), [2, 4], "a secondary unit sees only its own branch");
        assert_eq!(reached(5), [5], "another tree stays another tree");
    }
}
