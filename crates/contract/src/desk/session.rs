//! Who is at the desk.

use serde::{Deserialize, Serialize};
use sportello_domain::{
    account::{Profile, Unit},
    ids::UnitId,
    moment::Timestamp,
    rights::Action,
};

use crate::central::sessions::{SessionAccount, Workplace};

/// Where the login stands; the UI shows the screen that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum SessionView {
    SignedOut,
    /// The password was right; the code is wanted.
    SecondFactor,
    /// Profile and unit are to be chosen (also by *Change*).
    Choosing {
        workplaces: Vec<Workplace>,
        units: Vec<Unit>,
    },
    SignedIn {
        session: SignedIn,
    },
}

/// An open session, as the rail shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SignedIn {
    pub account: SessionAccount,
    pub profile: Profile,
    pub unit: UnitId,
    /// Main unit, then secondary unit.
    pub unit_path: Vec<String>,
    pub customer_name: String,
    pub provider_name: String,
    pub training: bool,
    /// What the profile may do at all, whatever it is done to: the window shows nothing else.
    pub may: Vec<Action>,
    pub since: Timestamp,
}
