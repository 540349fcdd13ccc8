//! The three listeners: desks, holders, operations. Each can be on a network of its own; what is not loopback speaks
//! TLS ([`crate::config::Config::check`]). A fourth, in the clear, can serve what relying parties fetch, and only that.

mod edge;
mod operations;

use std::{
    io,
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use axum::{Router, middleware};
use axum_server::{Handle, tls_rustls::RustlsConfig};
use tokio::{sync::watch, task::JoinHandle};
use tower_http::catch_panic::CatchPanicLayer;

use crate::{Centre, authority, config::Tls, endpoints, holders, jobs};

/// How long calls that have begun may go on after the end was asked for.
const GRACE: Duration = Duration::from_secs(8);

/// A centre that accepts calls.
pub struct Running {
    pub desks: String,
    pub holders: String,
    pub operations: String,
    /// What is fetched without TLS, where it has an address of its own.
    pub plain: Option<String>,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<io::Result<()>>>,
    worker: JoinHandle<()>,
    centre: Arc<Centre>,
}

/// Why a listener could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    #[error("cannot listen on {0}: {1}")]
    Address(SocketAddr, #[source] io::Error),
    #[error("the certificate or key of {0} cannot be used: {1}")]
    Tls(&'static str, #[source] io::Error),
}

impl Running {
    /// Accepts no more calls, lets those that have begun end, and closes the database.
    pub async fn stop(self) {
        // Nobody listens any more only where everything has ended already.
        let _ = self.stop.send(true);
        for task in self.tasks {
            match task.await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::error!(%error, "a listener ended with an error"),
                Err(error) => tracing::error!(%error, "a listener did not end by itself"),
            }
        }
        if let Err(error) = self.worker.await {
            tracing::error!(%error, "the worker did not end by itself");
        }
        self.centre.store.close().await;
    }
}

/// Opens the three listeners and starts the worker of the jobs. When this returns, calls are accepted.
pub async fn start(centre: Arc<Centre>) -> Result<Running, ListenError> {
    let listeners = centre.config.listeners.clone();
    let (stop, stopped) = watch::channel(false);
    let desks = endpoints::router(&centre).merge(endpoints::openapi::routes());
    let holders = authority::endpoints::routes().merge(holders::routes());
    let plain = listeners.holders.plain_address;
    let plain = plain.map(|address| ("plain", address, None, authority::endpoints::in_the_clear()));
    let (mut tasks, mut addresses) = (Vec::new(), Vec::new());
    let all = [
        ("desks", listeners.desks.address, listeners.desks.tls, desks),
        ("holders", listeners.holders.address, listeners.holders.tls, holders),
        ("operations", listeners.operations.address, listeners.operations.tls, operations::routes()),
    ];
    for (name, address, tls, routes) in all.into_iter().chain(plain) {
        let cannot = |error| ListenError::Address(address, error);
        let listener = TcpListener::bind(address).map_err(cannot)?;
        listener.set_nonblocking(true).map_err(cannot)?;
        let bound = listener.local_addr().map_err(cannot)?;
        let scheme = if tls.is_some() { "https" } else { "http" };
        addresses.push(format!("{scheme}://{bound}"));
        let tls = match tls {
            None => None,
            Some(tls) => Some(open_tls(&tls).await.map_err(|error| ListenError::Tls(name, error))?),
        };
        let app = with_edge(routes, &centre, name);
        let patience = Duration::from_secs(centre.config.limits.seconds);
        tasks.push(tokio::spawn(accept(listener, tls, app, patience, stopped.clone())));
    }
    let worker = tokio::spawn(jobs::work(Arc::clone(&centre), stopped));
    let mut addresses = addresses.into_iter();
    let mut next = || addresses.next().unwrap_or_default();
    let (desks, holders, operations) = (next(), next(), next());
    Ok(Running { desks, holders, operations, plain: addresses.next(), stop, tasks, worker, centre })
}

/// Everything every call passes, whatever it is: see [`edge`].
fn with_edge(routes: Router<Arc<Centre>>, centre: &Arc<Centre>, name: &'static str) -> Router {
    routes
        .fallback(edge::nothing_here)
        .layer(CatchPanicLayer::custom(edge::panicked))
        .layer(middleware::from_fn_with_state((Arc::clone(centre), name), edge::pass))
        .with_state(Arc::clone(centre))
}

/// Reads a certificate and its key, as a listener would.
pub(crate) async fn open_tls(tls: &Tls) -> io::Result<RustlsConfig> {
    RustlsConfig::from_pem_file(&tls.certificate_file, &tls.key_file).await
}

async fn accept(
    listener: TcpListener,
    tls: Option<RustlsConfig>,
    app: Router,
    // How long somebody may be connected without having asked for anything.
    patience: Duration,
    mut stopped: watch::Receiver<bool>,
) -> io::Result<()> {
    let handle = Handle::new();
    let asked = handle.clone();
    tokio::spawn(async move {
        // An error means that the sender is gone: then there is nothing to wait for either.
        let _ = stopped.wait_for(|stopped| *stopped).await;
        asked.graceful_shutdown(Some(GRACE));
    });
    let service = app.into_make_service();
    if let Some(tls) = tls {
        let server = axum_server::from_tcp_rustls(listener, tls)?.first_request_timeout(patience);
        server.handle(handle).serve(service).await
    } else {
        let server = axum_server::from_tcp(listener)?.first_request_timeout(patience);
        server.handle(handle).serve(service).await
    }
}
