//! The driver of PIV cards before a virtual card: in one process, and through pcscd beside other people's programs.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot set itself up has to stop")]

#[cfg(target_os = "linux")]
#[path = "../../../token/tests/card_answers/acts.rs"]
mod acts;
#[cfg(target_os = "linux")]
mod foreign_cards;
mod formatted;
mod in_process;
#[cfg(target_os = "linux")]
mod opensc;
#[cfg_attr(
    not(target_os = "linux"),
    expect(dead_code, reason = "certificates are for other people's programs")
)]
mod openssl;
#[cfg(target_os = "linux")]
mod pcscd;
mod pulled;
mod quiet;
#[cfg_attr(
    not(target_os = "linux"),
    expect(dead_code, reason = "certificates are for other people's programs")
)]
mod story;
#[cfg(target_os = "linux")]
mod through_pcscd;
#[cfg(target_os = "linux")]
mod watched;
