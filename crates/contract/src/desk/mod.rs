//! What the UI and the desk say to each other: the desk's use cases, as views. The cases themselves are in
//! [`crate::cases`]; a few shapes of [`crate::central`] pass through unchanged.

pub mod camera;
pub mod card_tools;
pub mod cards;
pub mod device_enrolment;
pub mod drafts;
pub mod enrolment;
pub mod places;
pub mod recognition;
pub mod report_run;
pub mod session;
pub mod status;
pub mod tables;
