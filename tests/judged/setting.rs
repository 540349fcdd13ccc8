//! A running training centre with a desk at it, for judges. Its holders' listener has the address that stands in
//! certificates and mails, so that a judge can follow what it reads there.

use std::{
    net::{SocketAddr, TcpListener},
    sync::Arc,
};

use sportello_central::{Centre, listeners::Running};
use sportello_contract::desk::drafts::ConfirmedView;
use sportello_desk::Desk;
use sportello_domain::account::Profile;
use sportello_stories::{Grounds, Officer, plot};

/// Centre and desk of one story; gone with their folder when it is over.
pub struct Setting {
    pub grounds: Grounds,
    pub running: Running,
}

impl Setting {
    /// Makes the built-in training customers and starts the centre; `more` are further lines of its configuration.
    pub async fn set(more: &str) -> Self {
        let worker = env!("CARGO_BIN_EXE_stories-worker");
        let grounds = Grounds::found(worker, free_address(), None).await;
        let text = std::fs::read_to_string(grounds.configuration()).unwrap();
        std::fs::write(grounds.configuration(), text + more).unwrap();
        let running = grounds.start().await;
        Self { grounds, running }
    }

    /// The centre once more, beside the running service: as the commands of `central` open it.
    pub async fn beside(&self) -> Arc<Centre> {
        self.grounds.open().await
    }

    /// An officer of the first customer: another one for each profile.
    pub fn officer(&self, profile: Profile) -> Officer {
        self.grounds.officer(profile)
    }

    /// A fresh workstation, registered.
    pub async fn desk(&self) -> Desk {
        let desk = Desk::open(self.grounds.ports("counter", self.running.desks.clone()).await).await.unwrap();
        self.grounds.register(&desk, "counter").await;
        desk
    }

    /// Signs the RAO in.
    pub async fn sign_in(&self, desk: &Desk) {
        self.officer(Profile::Rao).sign_in(desk, Profile::Rao).await;
    }

    /// A confirmed request whose recognition the centre has accepted: its product is to be issued.
    pub async fn recognised(&self, desk: &Desk, seed: u64) -> ConfirmedView {
        let confirmed = plot::confirmed(desk, seed).await;
        let credential = self.grounds.folder.path().join("officer.p12");
        plot::recognise(desk, &self.officer(Profile::Rao), confirmed.request, &credential).await;
        confirmed
    }
}

/// An address nobody listens on: it must be known before the centre starts, because it stands in its certificates.
fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}
