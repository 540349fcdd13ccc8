//! Finding and reading text on a page: models, lines, the machine-readable zone, the document.

mod align;
mod blobs;
mod detect;
mod group;
mod line;
mod locate;
mod models;
mod text;
mod zone;
mod zone_line;

pub use models::{ModelDir, ModelError, Models};
pub use text::{Letter, PrintedPage, TextRun, read_print};
pub use zone::{Search, ZoneReading};
