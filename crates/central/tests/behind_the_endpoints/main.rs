//! What lies behind the endpoints, against a real centre in a folder of its own: authority, issuance, reports, evidence,
//! jobs, mail. Only the clock stands still.

#![expect(clippy::unwrap_used, reason = "helpers of tests: a failure here is a failed test")]

mod authority;
mod crash;
mod ended_products;
mod enrolment;
mod enrolment_refusals;
mod evidence;
mod expiry;
mod fixture;
mod hostile_reports;
mod interrupted;
mod issuance;
mod jobs;
#[cfg(feature = "judges")]
mod judged;
#[cfg(feature = "judges")]
mod judged_stamps;
mod lost_tokens;
mod messages;
mod officer_proof;
mod prepared_anew;
mod registration;
mod relying_parties;
mod reports;
mod software_token;
mod stamped_reports;
mod time_stamps;
mod token_codes;
mod token_formats;
