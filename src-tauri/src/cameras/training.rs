//! The training's camera: documents of invented people, or the pictures of a folder, on a table. Whatever is
//! photographed is taken away, and the other side or the next document is laid down.

use std::{
    borrow::Cow,
    collections::HashMap,
    fs,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use image::RgbImage;
use nokhwa::{
    Buffer, NokhwaError,
    camera_traits::CaptureBackendTrait,
    utils::{
        ApiBackend, CameraControl, CameraFormat, CameraIndex, CameraInfo, ControlValueSetter, FrameFormat,
        KnownCameraControl, Resolution,
    },
};
use sportello_capture::{
    intake::{Limits, decode_normalised, intake},
    specimen::{Bearer, Paper, Print, SpecimenKind, draw, on_table, table},
};
use sportello_desk::ports::{Chance, Clock as _};
use sportello_desk_cli::SystemClock;
use sportello_domain::{
    document::DocumentKind,
    training_people::{TrainingPerson, training_people},
};

/// What it is remembered by; the window calls it in its own words.
pub const NAME: &str = "Training camera";
/// Between frames: some twenty a second.
const PACE: Duration = Duration::from_millis(50);
/// So many frames show the bare table while the hand turns the document over.
const TURNING: u32 = 10;
const SIZES: [(u32, u32); 2] = [(1280, 720), (1920, 1080)];

/// What is laid under the camera, one after the other, for as long as the program runs: a camera that is opened again
/// shows what lay there.
pub struct TrainingDocuments {
    folder: Option<PathBuf>,
    seed: u64,
    pile: Mutex<Pile>,
}

#[derive(Default)]
struct Pile {
    /// How many were taken away.
    taken: usize,
    person: u64,
    /// What lies there and what comes after it.
    waiting: Vec<RgbImage>,
}

impl TrainingDocuments {
    /// Of a folder (JPEG, PNG and whatever else is taken in), or of people nobody has met.
    pub fn new(folder: Option<PathBuf>, chance: &dyn Chance) -> Self {
        let mut seed = [0; 8];
        chance.fill(&mut seed);
        Self { folder, seed: u64::from_le_bytes(seed) >> 1, pile: Mutex::default() }
    }

    /// Takes away what lies there.
    pub fn turn_over(&self) {
        let mut pile = self.pile();
        if !pile.waiting.is_empty() {
            pile.waiting.remove(0);
            pile.taken += 1;
        }
    }

    /// What lies there, and how many lay there before it; `None` where the folder has nothing to show.
    fn now(&self) -> (usize, Option<RgbImage>) {
        let mut pile = self.pile();
        if pile.waiting.is_empty() {
            pile.waiting = match &self.folder {
                Some(folder) => pictures_in(folder),
                None => sides_of(self.seed, pile.person),
            };
            pile.person += 1;
        }
        (pile.taken, pile.waiting.first().cloned())
    }

    fn taken(&self) -> usize {
        self.pile().taken
    }

    fn pile(&self) -> MutexGuard<'_, Pile> {
        self.pile.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// By name; what is no picture is left out.
fn pictures_in(folder: &std::path::Path) -> Vec<RgbImage> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            tracing::warn!(error = %error, "the training camera's folder cannot be read");
            return Vec::new();
        }
    };
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    let pages = files.iter().filter_map(|file| intake(&fs::read(file).ok()?, &Limits::default()).ok());
    pages.flat_map(|taken| taken.pages).filter_map(|page| decode_normalised(&page.jpeg).ok()).collect()
}

/// The sides of an invented person's document.
fn sides_of(seed: u64, number: u64) -> Vec<RgbImage> {
    let today = SystemClock.now().legal_day();
    let person = training_people(seed, today).nth(usize::try_from(number).unwrap_or_default());
    person.as_ref().map(sides).unwrap_or_default()
}

fn sides(person: &TrainingPerson) -> Vec<RgbImage> {
    let kind = match person.document.kind {
        DocumentKind::Passport => SpecimenKind::Passport,
        DocumentKind::DrivingLicence => SpecimenKind::DrivingLicence,
        DocumentKind::IdentityCard => SpecimenKind::IdentityCard,
    };
    match draw(kind, &Bearer::of(person), &Paper::of(person), &Print::clean()) {
        Ok(drawn) => drawn.sides.into_iter().map(|side| side.image).collect(),
        Err(error) => {
            tracing::warn!(error = %error, "an invented document cannot be drawn");
            Vec::new()
        }
    }
}

/// The training's documents, as the library sees a camera.
pub struct TrainingBackend {
    documents: Arc<TrainingDocuments>,
    info: CameraInfo,
    format: CameraFormat,
    open: bool,
    /// Which document the frame shows, of which size, and the frame.
    shown: Option<(usize, CameraFormat, Vec<u8>)>,
    turning: u32,
}

impl TrainingBackend {
    pub fn new(documents: Arc<TrainingDocuments>) -> Self {
        let [(width, height), _] = SIZES;
        Self {
            documents,
            info: CameraInfo::new(NAME, "", "", CameraIndex::Index(0)),
            format: CameraFormat::new_from(width, height, FrameFormat::RAWRGB, 20),
            open: false,
            shown: None,
            turning: 0,
        }
    }

    fn size(&self) -> (u32, u32) {
        (self.format.width(), self.format.height())
    }

    fn pixels(&mut self) -> Vec<u8> {
        if self.turning > 0 {
            self.turning -= 1;
            return table(self.size()).into_raw();
        }
        if let Some((number, format, pixels)) = &self.shown
            && *format == self.format
        {
            if *number == self.documents.taken() {
                return pixels.clone();
            }
            self.turning = TURNING;
        }
        let (number, document) = self.documents.now();
        let seen = document.map_or_else(|| table(self.size()), |document| on_table(&document, self.size()));
        let pixels = seen.into_raw();
        self.shown = Some((number, self.format, pixels.clone()));
        if self.turning > 0 { table(self.size()).into_raw() } else { pixels }
    }
}

fn none_such<T>() -> Result<T, NokhwaError> {
    Err(NokhwaError::UnsupportedOperationError(ApiBackend::Auto))
}

impl CaptureBackendTrait for TrainingBackend {
    fn backend(&self) -> ApiBackend {
        ApiBackend::Auto
    }

    fn camera_info(&self) -> &CameraInfo {
        &self.info
    }

    fn refresh_camera_format(&mut self) -> Result<(), NokhwaError> {
        Ok(())
    }

    fn camera_format(&self) -> CameraFormat {
        self.format
    }

    fn set_camera_format(&mut self, format: CameraFormat) -> Result<(), NokhwaError> {
        self.format = format;
        Ok(())
    }

    fn compatible_list_by_resolution(
        &mut self,
        _: FrameFormat,
    ) -> Result<HashMap<Resolution, Vec<u32>>, NokhwaError> {
        Ok(SIZES.map(|(width, height)| (Resolution::new(width, height), vec![20])).into())
    }

    fn compatible_fourcc(&mut self) -> Result<Vec<FrameFormat>, NokhwaError> {
        Ok(vec![FrameFormat::RAWRGB])
    }

    fn resolution(&self) -> Resolution {
        self.format.resolution()
    }

    fn set_resolution(&mut self, resolution: Resolution) -> Result<(), NokhwaError> {
        self.format.set_resolution(resolution);
        Ok(())
    }

    fn frame_rate(&self) -> u32 {
        self.format.frame_rate()
    }

    fn set_frame_rate(&mut self, rate: u32) -> Result<(), NokhwaError> {
        self.format.set_frame_rate(rate);
        Ok(())
    }

    fn frame_format(&self) -> FrameFormat {
        self.format.format()
    }

    fn set_frame_format(&mut self, _: FrameFormat) -> Result<(), NokhwaError> {
        Ok(())
    }

    fn camera_control(&self, _: KnownCameraControl) -> Result<CameraControl, NokhwaError> {
        none_such()
    }

    fn camera_controls(&self) -> Result<Vec<CameraControl>, NokhwaError> {
        Ok(Vec::new())
    }

    fn set_camera_control(
        &mut self,
        _: KnownCameraControl,
        _: ControlValueSetter,
    ) -> Result<(), NokhwaError> {
        none_such()
    }

    fn open_stream(&mut self) -> Result<(), NokhwaError> {
        self.open = true;
        Ok(())
    }

    fn is_stream_open(&self) -> bool {
        self.open
    }

    fn frame(&mut self) -> Result<Buffer, NokhwaError> {
        if !self.open {
            return Err(NokhwaError::ReadFrameError("the stream is not open".into()));
        }
        thread::sleep(PACE);
        let pixels = self.pixels();
        Ok(Buffer::new(self.format.resolution(), &pixels, FrameFormat::RAWRGB))
    }

    fn frame_raw(&mut self) -> Result<Cow<'_, [u8]>, NokhwaError> {
        Ok(Cow::Owned(self.frame()?.buffer().to_vec()))
    }

    fn stop_stream(&mut self) -> Result<(), NokhwaError> {
        self.open = false;
        Ok(())
    }
}

#[cfg(test)]
#[path = "training_tests.rs"]
mod tests;
