//! The recognition models, read from a folder that the host names.

use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

use rten::{Model, ModelOptions, Value};
use rten_tensor::{NdTensor, Tensor};

use crate::mrz::reading::SYMBOLS;

const DETECTOR: &str = "ppocrv6-detector.onnx";
const LATIN: &str = "ppocrv6-latin.onnx";
const LATIN_CLASSES: &str = "ppocrv6-latin.txt";
const ZONE: &str = "mrz-lines.onnx";
/// Classes of the zone's own recogniser: nothing, and the characters of a zone.
const ZONE_CLASSES: usize = SYMBOLS + 1;

/// The folder that holds the models (`assets/models` in the sources, a resource of the installed application).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelDir(pub PathBuf);

/// Why text cannot be recognised at all.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The installation is incomplete, or the folder is not the one meant.
    #[error("the recognition model {path} cannot be read: {reason}")]
    Missing { path: PathBuf, reason: String },
    /// The file is there and is no such model.
    #[error("the recognition model {path} is damaged: {reason}")]
    Damaged { path: PathBuf, reason: String },
    /// A model refused its input: a fault of ours.
    #[error("recognition failed: {0}")]
    Run(String),
}

/// The models. The small one for zones is loaded at once; those for any print, twenty times its size, when they are first
/// wanted. Keep them where many pages are read.
pub struct Models {
    dir: PathBuf,
    zone: Model,
    print: OnceLock<Print>,
}

/// What finds and reads any print.
struct Print {
    detector: Model,
    latin: Model,
    classes: Vec<char>,
}

impl Models {
    /// Opens the folder; an incomplete one is found now and not in the middle of a case.
    pub fn load(dir: &ModelDir) -> Result<Self, ModelError> {
        for name in [DETECTOR, LATIN, LATIN_CLASSES] {
            let path = dir.0.join(name);
            if let Err(error) = std::fs::metadata(&path) {
                return Err(ModelError::Missing { path, reason: error.to_string() });
            }
        }
        Ok(Self { zone: load(&dir.0, ZONE)?, dir: dir.0.clone(), print: OnceLock::new() })
    }

    /// Loads what is not loaded yet, for a process that is about to give up its files.
    pub fn load_all(&self) -> Result<(), ModelError> {
        self.print().map(drop)
    }

    fn print(&self) -> Result<&Print, ModelError> {
        if let Some(print) = self.print.get() {
            return Ok(print);
        }
        let loaded = Print::load(&self.dir)?;
        Ok(self.print.get_or_init(|| loaded))
    }

    /// The recogniser's classes after the blank, in the order of its outputs.
    pub(crate) fn classes(&self) -> Result<&[char], ModelError> {
        Ok(&self.print()?.classes)
    }

    /// Runs the detector: `[1, 3, h, w]` in, probability of text for each pixel out, row by row.
    pub(crate) fn detect(&self, input: NdTensor<f32, 4>) -> Result<Vec<f32>, ModelError> {
        Ok(run(&self.print()?.detector, input)?.into_data())
    }

    /// Runs the recogniser: `[1, 3, 48, w]` in; per step the probabilities of blank and classes out.
    pub(crate) fn recognise(&self, input: NdTensor<f32, 4>) -> Result<Vec<Vec<f32>>, ModelError> {
        let print = self.print()?;
        let width = print.classes.len() + 1;
        Ok(run(&print.latin, input)?.into_data().chunks_exact(width).map(<[f32]>::to_vec).collect())
    }

    /// Runs the recogniser of zones: `[1, 1, 32, w]` in; for each four pixels of width the probabilities of nothing
    /// and of the 37 characters out.
    pub(crate) fn recognise_zone(
        &self,
        input: NdTensor<f32, 4>,
    ) -> Result<Vec<[f32; ZONE_CLASSES]>, ModelError> {
        Ok(run(&self.zone, input)?.into_data().as_chunks().0.to_vec())
    }
}

impl Print {
    fn load(dir: &Path) -> Result<Self, ModelError> {
        let path = dir.join(LATIN_CLASSES);
        let text = std::fs::read_to_string(&path)
            .map_err(|e| ModelError::Missing { path: path.clone(), reason: e.to_string() })?;
        let classes: Vec<char> = text.lines().filter_map(|l| l.chars().next()).collect();
        if classes.is_empty() {
            return Err(ModelError::Damaged { path, reason: "no classes".to_owned() });
        }
        Ok(Self { detector: load(dir, DETECTOR)?, latin: load(dir, LATIN)?, classes })
    }
}

fn load(dir: &Path, name: &str) -> Result<Model, ModelError> {
    let path = dir.join(name);
    let data = std::fs::read(&path)
        .map_err(|e| ModelError::Missing { path: path.clone(), reason: e.to_string() })?;
    ModelOptions::with_all_ops()
        .prepack_weights(true)
        .load(data)
        .map_err(|e| ModelError::Damaged { path, reason: e.to_string() })
}

fn run(model: &Model, input: NdTensor<f32, 4>) -> Result<Tensor<f32>, ModelError> {
    let output: Value = model.run_one(input.into(), None).map_err(|e| ModelError::Run(e.to_string()))?;
    Tensor::try_from(output).map_err(|_| ModelError::Run("unexpected type of output".to_owned()))
}
