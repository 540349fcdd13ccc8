//! The description of training customers: a TOML file. Ids, passwords and codes are made when it is used.

use serde::Deserialize;
use sportello_contract::central::reference::SupportLink;
use sportello_domain::{
    account::Profile,
    catalogue::{
        Carrier, CatalogueItem, CertificateKind, ConsentKind, ConsentText, CustomerRules, CustomerType,
        Localised, MethodRule, RecognitionMethod, RoleRule,
    },
    document::DocumentKind,
    ids::{CatalogueItemId, ConsentTextId, DeviceTypeId},
    tax_code::TaxCode,
    token::DeviceType,
};

use crate::config::Provider;

/// The description that is built in.
pub const BUILT_IN: &str = include_str!("../../../../assets/training/customers.toml");

/// A whole description.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Description {
    pub provider: Provider,
    pub customers: Vec<CustomerDescription>,
}

/// One customer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomerDescription {
    pub client_code: String,
    pub name: String,
    pub rules: Rules,
    #[serde(default)]
    pub support: Vec<SupportLink>,
    /// A unit comes after the one above it.
    pub units: Vec<UnitDescription>,
    pub accounts: Vec<AccountDescription>,
    pub catalogue: Vec<Item>,
    /// The kinds of cards and USB tokens that the units keep.
    #[serde(default)]
    pub device_types: Vec<DeviceTypeDescription>,
    pub texts: Vec<Text>,
}

/// What the customer's configuration allows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    pub document_kinds: Vec<DocumentKind>,
    #[serde(default)]
    pub tax_code_as_passphrase: bool,
    pub minimum_age: u8,
    /// The authenticator's code before a device is written on, beside the PIN of the officer's own card.
    #[serde(default)]
    pub second_factor_before_enrolment: bool,
}

/// A registration office; `key` is how the file speaks of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitDescription {
    pub key: String,
    pub name: String,
    pub place: String,
    #[serde(default)]
    pub parent: Option<String>,
}

/// A person who works with Sportello.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountDescription {
    pub user_name: String,
    pub given_names: String,
    pub surname: String,
    pub tax_code: TaxCode,
    pub operator_code: String,
    pub email: String,
    pub mobile: String,
    pub workplaces: Vec<WorkplaceDescription>,
    #[serde(default)]
    pub methods: Vec<RecognitionMethod>,
}

/// A profile in a unit.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkplaceDescription {
    pub profile: Profile,
    pub unit: String,
}

/// A catalogue row.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    pub category: Localised,
    pub name: Localised,
    pub description: Localised,
    pub carrier: Carrier,
    pub certificates: Vec<CertificateKind>,
    pub methods: Vec<Method>,
    pub role: RoleRule,
    pub customer_types: Vec<CustomerType>,
    pub billing_months: u16,
}

/// What a catalogue row says for one method.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Method {
    pub method: RecognitionMethod,
    pub validity_months: u16,
    #[serde(default)]
    pub validity_choices: Vec<u16>,
}

/// A kind of card or USB token.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceTypeDescription {
    pub name: String,
    pub carrier: Carrier,
    /// Certified as a qualified signature creation device.
    #[serde(default)]
    pub qscd: bool,
}

/// A consent text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    pub kind: ConsentKind,
    pub version: u32,
    pub required: bool,
    pub title: Localised,
    pub body: Localised,
}

/// What is wrong with a description.
#[derive(Debug, thiserror::Error)]
pub enum DescriptionError {
    #[error("the description says: {0}")]
    Syntax(#[source] Box<toml::de::Error>),
    #[error("{0}")]
    Wrong(String),
}

impl Description {
    /// Reads and checks a description.
    pub fn read(text: &str) -> Result<Self, DescriptionError> {
        let description: Self =
            toml::from_str(text).map_err(|error| DescriptionError::Syntax(Box::new(error)))?;
        description.check()?;
        Ok(description)
    }

    fn check(&self) -> Result<(), DescriptionError> {
        let wrong = |text: String| Err(DescriptionError::Wrong(text));
        if self.customers.is_empty() {
            return wrong("there is no customer".to_owned());
        }
        let mut names = std::collections::BTreeSet::new();
        for customer in &self.customers {
            let code = &customer.client_code;
            if code.is_empty()
                || code.len() > 8
                || !code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            {
                return wrong(format!("client_code {code:?}: at most eight capital letters and digits"));
            }
            for (what, missing) in [
                ("units", customer.units.is_empty()),
                ("accounts", customer.accounts.is_empty()),
                ("catalogue", customer.catalogue.is_empty()),
            ] {
                if missing {
                    return wrong(format!("{code}: there are no {what}"));
                }
            }
            let known = |key: &str| customer.units.iter().position(|unit| unit.key == key);
            for (index, unit) in customer.units.iter().enumerate() {
                if let Some(parent) = &unit.parent
                    && known(parent).is_none_or(|at| at >= index)
                {
                    return wrong(format!("{code}, unit {}: no unit {parent:?} stands before it", unit.key));
                }
            }
            if let Some(none) = customer.device_types.iter().find(|kind| kind.carrier == Carrier::Remote) {
                return wrong(format!("{code}, device type {:?}: a remote key lies in no drawer", none.name));
            }
            for account in &customer.accounts {
                let name = account.user_name.to_lowercase();
                if name.len() < 3 || !names.insert(name) {
                    return wrong(format!(
                        "{code}: user name {:?} is too short or there twice",
                        account.user_name
                    ));
                }
                if account.workplaces.is_empty() {
                    return wrong(format!("{code}, {}: works nowhere", account.user_name));
                }
                if let Some(lost) = account.workplaces.iter().find(|place| known(&place.unit).is_none()) {
                    return wrong(format!("{code}, {}: there is no unit {:?}", account.user_name, lost.unit));
                }
            }
        }
        Ok(())
    }
}

impl From<&Rules> for CustomerRules {
    fn from(rules: &Rules) -> Self {
        Self {
            document_kinds: rules.document_kinds.clone(),
            tax_code_as_passphrase: rules.tax_code_as_passphrase,
            minimum_age: rules.minimum_age,
            second_factor_before_enrolment: rules.second_factor_before_enrolment,
        }
    }
}

impl Item {
    /// The catalogue row under its new id.
    pub fn with_id(&self, id: CatalogueItemId) -> CatalogueItem {
        let methods = self.methods.iter().map(|rule| MethodRule {
            method: rule.method,
            validity_months: rule.validity_months,
            validity_choices: rule.validity_choices.clone(),
        });
        CatalogueItem {
            id,
            category: self.category.clone(),
            name: self.name.clone(),
            description: self.description.clone(),
            carrier: self.carrier,
            certificates: self.certificates.clone(),
            methods: methods.collect(),
            role: self.role,
            customer_types: self.customer_types.clone(),
            billing_months: self.billing_months,
        }
    }
}

impl DeviceTypeDescription {
    /// The device type under its new id.
    pub fn with_id(&self, id: DeviceTypeId) -> DeviceType {
        DeviceType { id, name: self.name.clone(), carrier: self.carrier, qscd: self.qscd }
    }
}

impl Text {
    /// The consent text under its new id.
    pub fn with_id(&self, id: ConsentTextId) -> ConsentText {
        ConsentText {
            id,
            kind: self.kind,
            version: self.version,
            required: self.required,
            title: self.title.clone(),
            body: self.body.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_built_in_description_has_two_customers_with_people_in_every_profile() {
        let description = Description::read(BUILT_IN).unwrap();
        assert_eq!(description.customers.len(), 2, "the second one shows that nothing crosses");
        for customer in &description.customers {
            let profiles: BTreeSet<_> = customer
                .accounts
                .iter()
                .flat_map(|account| &account.workplaces)
                .map(|place| place.profile)
                .collect();
            assert_eq!(
                profiles,
                Profile::ALL.iter().copied().collect(),
                "{}: somebody in each",
                customer.name
            );
        }
    }

    #[test]
    fn what_does_not_fit_together_is_said() {
        for (from, to, says) in [
            ("key = \"trento\"", "key = \"trent\"", "no unit \"trento\" stands before it"),
            ("user_name = \"lucia.ferri\"", "user_name = \"anna.conti\"", "there twice"),
            ("client_code = \"ALPE\"", "client_code = \"alpe!\"", "capital letters"),
            ("minimum_age = 18", "minimum_age = 18\nsurprise = 1", "unknown field"),
            (
                "USB token, PIV\"\ncarrier = \"usbToken\"",
                "USB token, PIV\"\ncarrier = \"remote\"",
                "lies in no drawer",
            ),
            ("CNTNNA84E61F205W", "CNTNNA84E61F205X", "description says"),
        ] {
            let error = Description::read(&BUILT_IN.replacen(from, to, 1)).unwrap_err().to_string();
            assert!(error.contains(says), "{to:?} must be told: {error}");
        }
    }
}
