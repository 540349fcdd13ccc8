//! What the page may call. Each command parses, calls a use case of the desk and maps its error; nothing is decided
//! here.

pub mod about;
pub mod bytes;
pub mod camera;
pub mod card_module;
pub mod card_tools;
pub mod credential;
pub mod device;
pub mod drafts;
pub mod host;
pub mod issuance;
pub mod orders;
pub mod papers;
pub mod people;
pub mod places;
pub mod recognition;
pub mod report_run;
pub mod session;
pub mod status;
pub mod stock;
pub mod token_format;
pub mod training;
