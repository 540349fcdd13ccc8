//! Who works with Sportello: profiles, units, and the actor of one act.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    catalogue::RecognitionMethod,
    ids::{AccountId, CustomerId, UnitId},
    words::words,
};

words! {
    /// What an account may be in a unit. A person may hold several and picks one at login.
    pub enum Profile {
        /// Users, units, catalogue and texts of the own customer.
        CustomerAdministrator = "customerAdministrator",
        /// Everything a RAO does, in the whole customer; gives credentials to users.
        MasterRao = "masterRao",
        /// Identifies people and issues.
        Rao = "rao",
        /// IR: identifies and signs the report, does not issue.
        RegistrationClerk = "registrationClerk",
        /// Types the paper request, uploads form and report.
        Operator = "operator",
        /// Reads all of a customer, changes nothing.
        Auditor = "auditor",
    }
}

/// A registration office; main units have no parent, secondary units one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Unit {
    pub id: UnitId,
    pub name: String,
    /// The main unit above, for a secondary one.
    pub parent: Option<UnitId>,
    /// Where recognitions of this unit take place, as the report states it.
    pub place: String,
}

/// The one who acts: an account, in the profile and unit of its session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub account: AccountId,
    pub customer: CustomerId,
    pub profile: Profile,
    /// The unit chosen at login.
    pub unit: UnitId,
    /// That unit and all units below it: what "of the unit" means.
    pub units: BTreeSet<UnitId>,
    /// The recognition methods switched on for the account.
    pub methods: BTreeSet<RecognitionMethod>,
}
