//! The line between a desk and its centre: it can be cut, and it can swallow an answer.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// A line on loopback.
pub struct Line {
    pub address: SocketAddr,
    state: watch::Sender<State>,
    swallow: Arc<AtomicBool>,
    swallowed: Arc<AtomicUsize>,
    open: Arc<AtomicUsize>,
}

/// Every change ends the connections that are open.
#[derive(Clone, Copy)]
struct State {
    up: bool,
    changes: u32,
}

impl Line {
    /// A line to this address.
    pub async fn to(centre: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (state, seen) = watch::channel(State { up: true, changes: 0 });
        let (swallow, swallowed) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let open = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&open);
        let (wanted, done) = (Arc::clone(&swallow), Arc::clone(&swallowed));
        tokio::spawn(async move {
            while let Ok((desk, _)) = listener.accept().await {
                let (seen, wanted, done) = (seen.clone(), Arc::clone(&wanted), Arc::clone(&done));
                let open = Arc::clone(&counted);
                open.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(async move {
                    pass(desk, centre, seen, wanted, done).await;
                    open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self { address, state, swallow, swallowed, open }
    }

    /// Ends every connection, and takes no new one.
    pub fn cut(&self) {
        self.change(false);
    }

    /// The network is back.
    pub fn mend(&self) {
        self.change(true);
    }

    /// The next call reaches the centre, is carried out there, and its answer is lost. Connections that are open are
    /// ended, so that the next call takes a new one.
    pub async fn swallow_next_answer(&self) {
        self.cut();
        while self.open.load(Ordering::SeqCst) > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        // The desk's client hears of the ends a moment after they were made.
        tokio::time::sleep(Duration::from_millis(100)).await;
        self.swallow.store(true, Ordering::SeqCst);
        self.mend();
    }

    fn change(&self, up: bool) {
        self.state.send_modify(|state| *state = State { up, changes: state.changes + 1 });
    }

    /// How many answers were lost.
    pub fn swallowed(&self) -> usize {
        self.swallowed.load(Ordering::SeqCst)
    }
}

async fn pass(
    mut desk: TcpStream,
    centre: SocketAddr,
    mut seen: watch::Receiver<State>,
    swallow: Arc<AtomicBool>,
    swallowed: Arc<AtomicUsize>,
) {
    if !seen.borrow_and_update().up {
        return;
    }
    let Ok(mut far) = TcpStream::connect(centre).await else { return };
    let talk = async {
        if swallow.swap(false, Ordering::SeqCst) {
            let mut answer = [0; 1];
            // One direction only, until the centre begins to answer: then it has done its work.
            let (mut from_desk, _) = desk.split();
            let (mut from_far, mut to_far) = far.split();
            tokio::select! {
                _ = tokio::io::copy(&mut from_desk, &mut to_far) => {}
                Ok(1) = from_far.read(&mut answer) => { swallowed.fetch_add(1, Ordering::SeqCst); }
            }
            let _ = far.shutdown().await;
        } else {
            let _ = copy_bidirectional(&mut desk, &mut far).await;
        }
    };
    tokio::select! {
        () = talk => {}
        _ = seen.changed() => {}
    }
}
