//! A training centre, a line to it that can be cut, and workstations behind it.

use sportello_central::listeners::Running;
use sportello_desk::{Desk, Ports};
use sportello_domain::account::Profile;

use crate::{Grounds, Line, Officer};

/// Everything of one story; gone with its folder when it is over.
pub struct Scene {
    pub grounds: Grounds,
    pub line: Line,
    running: Option<Running>,
}

impl Scene {
    /// Makes the built-in training customers and starts the centre.
    pub async fn set(worker: &str) -> Self {
        let any = "127.0.0.1:0".parse().unwrap();
        let grounds = Grounds::found(worker, any, Some("http://127.0.0.1:9".to_owned())).await;
        let running = grounds.start().await;
        let line = Line::to(running.desks.trim_start_matches("http://").parse().unwrap()).await;
        Self { grounds, line, running: Some(running) }
    }

    /// Ends the centre as a power cut of its line would not: in order.
    pub async fn stop(mut self) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
    }

    /// Opens the workstation in the folder `name`; the first time it is registered.
    pub async fn desk(&self, name: &str) -> Desk {
        let desk = self.desk_as_left(name).await;
        self.grounds.register(&desk, name).await;
        desk
    }

    /// Opens the workstation without asking the centre anything.
    pub async fn desk_as_left(&self, name: &str) -> Desk {
        Desk::open(self.ports(name).await).await.unwrap()
    }

    /// What the workstation in the folder `name` is opened over, for a story that changes some of it.
    pub async fn ports(&self, name: &str) -> Ports {
        self.grounds.ports(name, format!("http://{}", self.line.address)).await
    }

    /// An officer of the first customer with this profile.
    pub fn officer(&self, profile: Profile) -> Officer {
        self.grounds.officer(profile)
    }
}
