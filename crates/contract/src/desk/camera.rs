//! The camera in front of the officer, as the window shows it.

use serde::{Deserialize, Serialize};

/// A camera of this PC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CameraView {
    /// Tells it from the others for as long as it is plugged in.
    pub id: String,
    /// What its maker calls it; the same again the next time, so this is what is remembered.
    pub name: String,
    /// Shows invented people's documents, at a training centre only.
    pub training: bool,
}

/// Width and height in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct PictureSize {
    pub width: u32,
    pub height: u32,
}

/// A place on a picture, in its pixels, from its top left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct PicturePoint {
    pub x: u32,
    pub y: u32,
}

/// `open_camera`: which, and how large; the camera's best size that still moves smoothly where none is wished.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct OpenCamera {
    pub camera: String,
    pub size: Option<PictureSize>,
}

/// A frame, as it goes before its JPEG in the answer of `camera_frame`: four bytes, little endian, say how long this
/// text (JSON) is; then the text; then the JPEG, which is missing where [`Self::state`] is not `live` or nothing new came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct FrameView {
    pub state: CameraState,
    /// From 1; what `camera_frame` is asked to go beyond the next time.
    pub number: u32,
    /// Of the camera's picture; the JPEG may be smaller.
    pub size: PictureSize,
    /// What the camera offers, largest first.
    pub sizes: Vec<PictureSize>,
    pub advice: FrameAdvice,
    /// The document's corners on the camera's picture: top left, top right, bottom right, bottom left.
    pub outline: Option<[PicturePoint; 4]>,
    /// How far it is to shooting by itself: 100 when the document has been good for long enough.
    pub ready: u8,
}

/// How it is with the camera.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum CameraState {
    /// None was opened, or it was closed: also by itself, when nobody looked for a while.
    Closed,
    Opening,
    Live,
    /// Not there: unplugged. It is looked for again and again.
    Missing,
    /// The system does not let this program see through it.
    Denied,
    /// Another program has it.
    Busy,
    /// It gives no picture in time.
    Silent,
    /// Its driver hangs since an earlier try, and is not asked again: it is to be unplugged, or the program restarted.
    Stuck,
    /// It gives pictures that this program cannot read, or fails otherwise.
    Failed,
}

/// The one thing to change, the most pressing first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum FrameAdvice {
    ShowDocument,
    MoreLight,
    WholeDocument,
    MoveCloser,
    Straighten,
    HoldStill,
    Sharpen,
    LessGlare,
    /// What was just photographed still lies there.
    NextSide,
    Good,
}

/// An image of a document before it was cropped, and where it was cropped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CropView {
    pub size: PictureSize,
    /// Top left, top right, bottom right, bottom left.
    pub corners: [PicturePoint; 4],
}
