//! Reference data, mirrored from the centre: catalogue, texts, units, recognisers. Replaced whole.

use std::sync::Arc;

use sportello_contract::{
    central::reference::Reference,
    desk::places::{CountryView, PlaceView},
};
use sportello_domain::{draft_check::CheckContext, error_code::ErrorCode, moment::Day, places};

use crate::{Desk, DeskError, records::Change};

const MIRROR: &str = "mirror/reference";
const RENEWED_AFTER: time::Duration = time::Duration::minutes(15);

/// The reference data this PC has; from the centre where it has none yet.
pub async fn reference(desk: &Desk) -> Result<Reference, DeskError> {
    if held(desk).await?.is_none() {
        mirror(desk).await?;
    }
    Ok((*wanted(desk).await?).clone())
}

/// Fetches the snapshot and keeps it.
pub async fn mirror(desk: &Desk) -> Result<(), DeskError> {
    let session = desk.session()?;
    let fresh = desk.heard(desk.centre().await?.reference().await)?;
    desk.heard_time(fresh.taken_at).await?;
    let value = serde_json::to_string(&(session.account.id, &fresh)).map_err(DeskError::internal)?;
    desk.ports.store.apply(vec![Change::Set { name: MIRROR.to_owned(), value: Some(value) }]).await?;
    desk.memory().reference = Some(Arc::new(fresh));
    desk.changed(&["reference"]);
    Ok(())
}

/// Whether the snapshot should be renewed.
pub(crate) async fn is_old(desk: &Desk) -> Result<bool, DeskError> {
    let now = desk.now();
    Ok(held(desk).await?.is_none_or(|held| held.taken_at.plus(RENEWED_AFTER) < now))
}

/// What this PC has, without asking anybody. Methods are the account's: another account's mirror is none.
pub(crate) async fn held(desk: &Desk) -> Result<Option<Arc<Reference>>, DeskError> {
    if let Some(held) = desk.memory().reference.clone() {
        return Ok(Some(held));
    }
    let Ok(session) = desk.session() else { return Ok(None) };
    let Some(text) = desk.ports.store.value(MIRROR).await? else { return Ok(None) };
    // A mirror of an older version that cannot be read is no mirror: it is fetched again.
    let Ok((account, kept)) = serde_json::from_str::<(_, Reference)>(&text) else { return Ok(None) };
    if session.account.id != account {
        return Ok(None);
    }
    let kept = Arc::new(kept);
    desk.memory().reference = Some(Arc::clone(&kept));
    Ok(Some(kept))
}

/// What this PC has, or that it has to be online once.
pub(crate) async fn wanted(desk: &Desk) -> Result<Arc<Reference>, DeskError> {
    held(desk).await?.ok_or_else(|| DeskError::told(ErrorCode::Offline))
}

/// What a draft is checked against.
pub(crate) fn check_context(reference: &Reference, today: Day) -> CheckContext<'_> {
    CheckContext {
        catalogue: &reference.catalogue,
        texts: &reference.texts,
        rules: &reference.rules,
        methods: &reference.methods,
        today,
    }
}

/// Municipalities whose name begins so, as they were on a day (today, where none is given).
pub fn search_places(desk: &Desk, prefix: &str, on: Option<Day>) -> Vec<PlaceView> {
    let on = on.unwrap_or_else(|| desk.now().legal_day());
    places::municipalities_matching(prefix, on.0, 20)
        .into_iter()
        .map(|town| PlaceView {
            code: town.code.to_owned(),
            name: town.name.to_owned(),
            province: town.province.to_owned(),
        })
        .collect()
}

/// The countries of today.
pub fn countries() -> Vec<CountryView> {
    places::countries()
        .iter()
        .filter(|country| country.is_current())
        .filter_map(|country| {
            Some(CountryView {
                code: country.alpha2?.to_owned(),
                english: country.english.to_owned(),
                italian: country.italian.to_owned(),
                place_code: country.code.map(|code| code.to_string()),
            })
        })
        .collect()
}
