//! Values on their way into a statement: three types that every back end has, each with its own null.

use sportello_domain::moment::{Day, Timestamp};
use uuid::Uuid;

/// A parameter of a statement.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    Int(Option<i64>),
    Text(Option<String>),
    Blob(Option<Vec<u8>>),
}

/// What can be handed to a statement as a parameter.
pub trait IntoValue {
    /// As one of the three types.
    fn into_value(self) -> Value;
    /// The null of the same type.
    fn null() -> Value;
}

macro_rules! into_value {
    ($variant:ident: $($type:ty => $convert:expr;)+) => {$(
        impl IntoValue for $type {
            fn into_value(self) -> Value {
                let convert: fn($type) -> _ = $convert;
                Value::$variant(Some(convert(self)))
            }
            fn null() -> Value { Value::$variant(None) }
        }
    )+};
}

into_value! { Int:
    i64 => |n| n;
    u32 => i64::from;
    u16 => i64::from;
    u8 => i64::from;
    bool => i64::from;
    Timestamp => Timestamp::micros;
}
into_value! { Text:
    String => |text| text;
    &String => Clone::clone;
    &str => str::to_owned;
    Uuid => |id| id.to_string();
    Day => |day| day.to_string();
}
into_value! { Blob:
    Vec<u8> => |bytes| bytes;
    &[u8] => <[u8]>::to_vec;
}

macro_rules! text_values {
    ($($type:path),+ $(,)?) => {$(
        impl IntoValue for $type {
            fn into_value(self) -> Value { Value::Text(Some(self.to_string())) }
            fn null() -> Value { Value::Text(None) }
        }
    )+};
}

text_values!(
    sportello_domain::account::Profile,
    sportello_domain::catalogue::Carrier,
    sportello_domain::catalogue::CertificateKind,
    sportello_domain::catalogue::ConsentKind,
    sportello_domain::catalogue::LegalBasis,
    sportello_domain::catalogue::RecognitionMethod,
    sportello_domain::document::DocumentSide,
    sportello_domain::document::EvidenceKind,
    sportello_domain::enrolment::EnrolmentStep,
    sportello_domain::ids::AccountId,
    sportello_domain::ids::CatalogueItemId,
    sportello_domain::ids::CertificateId,
    sportello_domain::ids::CommandId,
    sportello_domain::ids::ConsentTextId,
    sportello_domain::ids::CustomerId,
    sportello_domain::ids::DeviceTypeId,
    sportello_domain::ids::EnrolmentId,
    sportello_domain::ids::EvidenceId,
    sportello_domain::ids::PersonId,
    sportello_domain::ids::ProductId,
    sportello_domain::ids::RequestId,
    sportello_domain::ids::StockCountId,
    sportello_domain::ids::TokenFormatId,
    sportello_domain::ids::TokenId,
    sportello_domain::ids::UnitId,
    sportello_domain::ids::WorkstationId,
    sportello_domain::product::ProductStatus,
    sportello_domain::request::ContractStatus,
    sportello_domain::request::RequestStatus,
    sportello_domain::token::TokenStatus,
    sportello_domain::token_format::FormatStep,
);

impl<T: IntoValue> IntoValue for Option<T> {
    fn into_value(self) -> Value {
        self.map_or_else(T::null, T::into_value)
    }
    fn null() -> Value {
        T::null()
    }
}

/// The parameters of a statement, in the order `$1`, `$2`, …
macro_rules! params {
    () => { ::std::vec::Vec::<$crate::Value>::new() };
    ($($value:expr),+ $(,)?) => { ::std::vec![$($crate::value::IntoValue::into_value($value)),+] };
}
pub(crate) use params;
