//! Wires the desk to the real world when the program starts.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    time::Duration,
};

use sportello_desk::{Desk, DeskError, sessions, status, workstation};
use sportello_desk_cli::{
    SystemChance,
    host::{self, HostError, HostOptions},
};
use sportello_desk_http::Setup;
use sportello_domain::error_code::ErrorCode;
use tauri::{AppHandle, Manager as _};
use tracing_subscriber::EnvFilter;

use crate::{
    Options,
    cameras::{SystemCameras, TrainingDocuments},
    commands::host::Host,
    events,
    installation::Installation,
};

/// Between two rounds in the background: what waits is sent, a session near its end is renewed.
const ROUND: Duration = Duration::from_secs(5);
/// The folder of the recognition models, as `tauri.conf.json` names it.
const MODELS: &str = "models";

/// Logs to standard error: `RUST_LOG` chooses, warnings and our own words by default.
pub fn start_log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,sportello=info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

/// Opens the desk, hands it to the commands and keeps it going for as long as the program runs.
pub async fn open_desk(app: AppHandle, options: Options) {
    let host = app.state::<Host>();
    let desk = match desk(&app, &options).await {
        Ok(desk) => Arc::new(desk),
        Err(error) => return host.opened(Err(error)),
    };
    host.opened(Ok(Arc::clone(&desk)));
    let (telling, told) = (Arc::clone(&desk), app.clone());
    tauri::async_runtime::spawn(async move { events::pass_on(&telling, &told).await });
    loop {
        if let Err(error) = status::tend(&desk).await {
            tracing::warn!(error = %error, "the round in the background was not finished");
        }
        tokio::time::sleep(ROUND).await;
    }
}

async fn desk(app: &AppHandle, options: &Options) -> Result<Desk, DeskError> {
    let data = match &options.data {
        Some(data) => data.clone(),
        None => app.path().app_local_data_dir().map_err(|error| internal(&error))?,
    };
    let installation = Installation::of(&data, options).map_err(|error| internal(&error))?;
    let installation = installation.ok_or(DeskError::told(ErrorCode::WorkstationUnknown))?;
    let program = env::current_exe().map_err(|error| internal(&error))?;
    let root = installation.root_certificate.as_deref().map(fs::read).transpose();
    let training =
        installation.training.then(|| TrainingDocuments::new(options.camera.clone(), &SystemChance));
    let cameras = SystemCameras::new(training.map(Arc::new));
    let told = HostOptions {
        data,
        centre: Setup { address: installation.centre, root: root.map_err(|error| internal(&error))? },
        training: installation.training,
        models: models(app, options, &program)?,
        worker: program,
    };
    let desk = host::open(&told, Arc::new(cameras)).await.map_err(|error| match error {
        HostError::Desk(error) => error,
        HostError::Centre(error) => internal(&error),
    })?;
    if let Some(code) = options.enrolment_code.clone() {
        workstation::register(&desk, code, this_machine()).await?;
    }
    // A session that cannot be taken up is one that has to be begun anew.
    if let Err(error) = sessions::resume(&desk).await {
        tracing::warn!(error = %error, "the last session was not taken up");
    }
    Ok(desk)
}

/// Where the build puts them, beside the program; else where the installation does.
fn models(app: &AppHandle, options: &Options, program: &Path) -> Result<PathBuf, DeskError> {
    if let Some(models) = &options.models {
        return Ok(models.clone());
    }
    let beside = program.with_file_name(MODELS);
    if beside.is_dir() {
        return Ok(beside);
    }
    Ok(app.path().resource_dir().map_err(|error| internal(&error))?.join(MODELS))
}

/// What the centre's administrator will read in the list of workstations.
fn this_machine() -> String {
    let said = ["COMPUTERNAME", "HOSTNAME"].iter().find_map(|name| env::var(name).ok());
    let written = || fs::read_to_string(Path::new("/etc/hostname")).ok();
    // macOS gives a window neither the variable nor the file.
    let asked =
        || Command::new("hostname").output().ok().and_then(|told| String::from_utf8(told.stdout).ok());
    let name = said.or_else(written).or_else(asked);
    name.map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "workstation".into())
}

fn internal(error: &impl std::fmt::Display) -> DeskError {
    DeskError::Internal(error.to_string())
}
