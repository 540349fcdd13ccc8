//! Identifiers: UUIDv7 newtypes, made by the side that creates the thing (so a draft keeps its id after it is sent).

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($($(#[$meta:meta])* $name:ident;)+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "typescript", derive(specta::Type))]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(extend("format" = "uuid")))]
        #[serde(transparent)]
        pub struct $name(#[cfg_attr(feature = "typescript", specta(type = String))]
#[cfg_attr(feature = "schema", schemars(with = "String"))] pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> { Uuid::parse_str(text).map(Self) }
        }
    )+};
}

id! {
    /// A customer of the provider: the tenant.
    CustomerId;
    /// A registration office.
    UnitId;
    /// A person's account at the centre.
    AccountId;
    /// A registered installation of the desk.
    WorkstationId;
    /// A person in the customer's registry.
    PersonId;
    /// A request: the same from draft to order.
    RequestId;
    /// One product of a request.
    ProductId;
    /// A row of the catalogue.
    CatalogueItemId;
    /// A consent text, over all its versions.
    ConsentTextId;
    /// One stored piece of evidence (image, scan, report).
    EvidenceId;
    /// A write, made by the desk, known to the centre by this id for ever.
    CommandId;
    /// A certificate issued by the centre.
    CertificateId;
    /// A kind of card or USB token.
    DeviceTypeId;
    /// A token in stock.
    TokenId;
    /// A count of a unit's drawer.
    StockCountId;
    /// One enrolment of a token for a product.
    EnrolmentId;
    /// One request to format a token.
    TokenFormatId;
}
