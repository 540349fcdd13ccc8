//! From a blank token to one with a user (PKCS #11 v2.40, 5.5: C_InitToken, C_InitPIN). What lies on a token is lost when it
//! is initialised: only a blank one is, and that is looked at in the same call.

use std::time::Duration;

use cryptoki::{
    context::Pkcs11,
    error::{Error, RvError},
    object::{Attribute, ObjectClass},
    session::UserType,
    slot::Slot,
    types::AuthPin,
};

use crate::{
    HsmError, Token, TokenName, TokenPin, Visitor,
    present::{present, slot_of},
    token::of_pin,
};

impl Visitor {
    /// Initialises the blank token of this name, under a label that tells it from any other, with the security officer's PIN.
    /// Gives the name by which it is found from now on: some modules number their slots anew.
    ///
    /// [`HsmError::NotBlank`] where it has an owner, a label or an object.
    pub fn initialise(
        &self,
        name: &TokenName,
        label: &str,
        officer: &TokenPin,
        limit: Duration,
    ) -> Result<TokenName, HsmError> {
        let (name, label, officer) = (name.clone(), label.to_owned(), officer.clone());
        self.ask(limit, move |module| {
            let library = module.library()?;
            let slot = slot_of(&library, &name)?;
            if !is_blank(&library, slot) {
                return Err(HsmError::NotBlank);
            }
            library
                .init_token(slot, &AuthPin::new(officer.reveal().into()), &label)
                .map_err(of_initialising)?;
            if let Some(made) = called(&library, &label)? {
                return Ok(made);
            }
            // Some modules go on telling what they told before, until they begin anew.
            module.forget();
            called(&module.library()?, &label)?.ok_or(HsmError::TokenMissing(label))
        })
    }
}

fn called(library: &Pkcs11, label: &str) -> Result<Option<TokenName>, HsmError> {
    let found = present(library)?.into_iter().find(|(_, token)| token.label == label);
    Ok(found.map(|(_, token)| token.name()))
}

/// One that wants an officer's PIN of before has an owner, and is not asked a second time: that would cost its tries.
fn of_initialising(error: Error) -> HsmError {
    match error {
        Error::Pkcs11(RvError::PinIncorrect | RvError::PinLocked, _) => HsmError::NotBlank,
        Error::Pkcs11(RvError::PinLenRange | RvError::PinInvalid, _) => HsmError::KeyKind,
        other => other.into(),
    }
}

/// Whether nobody has initialised the token yet, and nothing shows on it. A module that leaves out to say that its token was
/// initialised does not make it blank: what has a name, a user, or anything to see, is not.
pub(crate) fn is_blank(library: &Pkcs11, slot: Slot) -> bool {
    let Ok(info) = library.get_token_info(slot) else { return false };
    let tried = info.user_pin_count_low() || info.user_pin_final_try() || info.user_pin_locked();
    let named = !info.label().trim_matches([' ', '\0']).is_empty();
    if info.token_initialized() || info.user_pin_initialized() || tried || named {
        return false;
    }
    match library.open_ro_session(slot) {
        Ok(session) => session.find_objects(&[]).is_ok_and(|objects| objects.is_empty()),
        // What some modules say to whoever opens a token that is none yet.
        Err(Error::Pkcs11(RvError::TokenNotRecognized, _)) => true,
        Err(_) => false,
    }
}

impl Token {
    /// Sets the user's PIN by the security officer's, whatever it was before; nobody is logged in afterwards.
    ///
    /// [`HsmError::PinWrong`] and [`HsmError::PinBlocked`] speak of the security officer's.
    pub fn set_user_pin(&self, officer: &TokenPin, new: &TokenPin) -> Result<(), HsmError> {
        let taken = |pin: &TokenPin| AuthPin::new(pin.reveal().into());
        let session = self.session()?;
        session.login(UserType::So, Some(&taken(officer))).map_err(of_pin)?;
        let set = session.init_pin(&taken(new)).map_err(|error| match error {
            Error::Pkcs11(RvError::PinLenRange | RvError::PinInvalid, _) => HsmError::NewPinRefused,
            other => other.into(),
        });
        // A token that is gone has forgotten the login, too.
        let _ = session.logout();
        set
    }

    /// Takes away whatever is of this label of a key that is none, as an interrupted making leaves it: beside one half of it
    /// the key that is made anew could not be told.
    pub fn forget_half_made(&self, label: &str) -> Result<(), HsmError> {
        let session = self.session()?;
        for class in [ObjectClass::PRIVATE_KEY, ObjectClass::PUBLIC_KEY] {
            let halves = [Attribute::Class(class), Attribute::Token(true), Attribute::Label(label.into())];
            for half in session.find_objects(&halves)? {
                session.destroy_object(half)?;
            }
        }
        Ok(())
    }
}
