//! Officers who sign in at a workstation.

use sportello_central::training::FoundAccount;
use sportello_contract::desk::session::{SessionView, SignedIn};
use sportello_desk::{Desk, DeskError, ports::Clock as _, sessions};
use sportello_domain::{
    account::Profile,
    secret::{Otp, Password},
};

/// An officer who may sign in.
#[derive(Clone)]
pub struct Officer(FoundAccount);

impl Officer {
    pub(crate) const fn of(account: FoundAccount) -> Self {
        Self(account)
    }

    /// One of whom no more than this is known: enough to sign in.
    pub fn known(user_name: String, password: String, totp_secret: String) -> Self {
        let (full_name, customer, unit) = (user_name.clone(), String::new(), String::new());
        let (totp_address, profiles) = (String::new(), Vec::new());
        Self(FoundAccount {
            user_name,
            password,
            totp_secret,
            totp_address,
            full_name,
            customer,
            profiles,
            unit,
        })
    }

    pub fn user_name(&self) -> &str {
        &self.0.user_name
    }

    /// Password, authenticator, and the workplace with this profile.
    pub async fn sign_in(&self, desk: &Desk, profile: Profile) -> SignedIn {
        match self.try_to_sign_in(desk, profile).await.unwrap() {
            SessionView::SignedIn { session } => session,
            other => panic!("signed in as far as {other:?}"),
        }
    }

    /// The same, with whatever comes of it.
    pub async fn try_to_sign_in(&self, desk: &Desk, profile: Profile) -> Result<SessionView, DeskError> {
        let mut view = sessions::sign_in(desk, self.0.user_name.clone(), self.password()).await?;
        // A code is taken once: a second login within half a minute takes the next one.
        for ahead in [0, 30] {
            if view != SessionView::SecondFactor {
                break;
            }
            match sessions::give_second_factor(desk, self.code(ahead)).await {
                Err(_) if ahead == 0 => {}
                other => view = other?,
            }
        }
        if let SessionView::Choosing { workplaces, .. } = &view {
            let place = workplaces.iter().find(|place| place.profile == profile).unwrap().clone();
            view = sessions::choose_workplace(desk, place.profile, place.unit).await?;
        }
        Ok(view)
    }

    /// The account's password; in training it also protects the credential file.
    pub fn password(&self) -> Password {
        Password::new(self.0.password.clone())
    }

    /// What the account's authenticator was set up with, in base 32.
    pub fn totp_secret(&self) -> &str {
        &self.0.totp_secret
    }

    /// What the account's authenticator shows so many seconds from now.
    pub fn code(&self, ahead: i64) -> Otp {
        let now = sportello_desk_cli::SystemClock.now().get().unix_timestamp() + ahead;
        let secret = totp_rs::Secret::try_from_base32(&self.0.totp_secret).unwrap();
        let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
        Otp::new(totp.generate(u64::try_from(now).unwrap()).to_string())
    }
}
