//! A4 pages from headings, facts and paragraphs. Lines are laid out here and drawn once the number of pages is known.

use krilla::{
    Document, SerializeSettings,
    color::rgb,
    configure::{Archival, ConfigurationBuilder},
    embed::{AssociationKind, EmbeddedFile, MimeType},
    geom::{PathBuilder, Point, Rect},
    metadata::{DateTime, Metadata},
    num::NormalizedF32,
    page::PageSettings,
    paint::{Fill, FillRule, Stroke},
    text::{Font, TextDirection},
};
use sportello_domain::moment::Timestamp;

use crate::PaperError;

const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const MARGIN: f32 = 56.0;
const FOOT: f32 = 64.0;
const LABEL_WIDTH: f32 = 150.0;

const REGULAR: &[u8] = include_bytes!("../../../assets/fonts/Inter-Regular.otf");
const SEMIBOLD: &[u8] = include_bytes!("../../../assets/fonts/Inter-SemiBold.otf");

#[derive(Clone, Copy, PartialEq, Eq)]
enum Weight {
    Regular,
    SemiBold,
}

#[derive(Clone, Copy)]
enum Ink {
    Text,
    Quiet,
    Accent,
    Warning,
}

impl Ink {
    fn colour(self) -> rgb::Color {
        match self {
            Self::Text => rgb::Color::new(24, 32, 38),
            Self::Quiet => rgb::Color::new(92, 104, 114),
            Self::Accent => rgb::Color::new(11, 94, 101),
            Self::Warning => rgb::Color::new(150, 62, 10),
        }
    }
}

enum Mark {
    Text { x: f32, y: f32, size: f32, weight: Weight, ink: Ink, text: String },
    Line { x1: f32, x2: f32, y: f32 },
    Box { x: f32, y: f32, width: f32, height: f32 },
}

/// A file that travels inside the PDF.
pub(crate) struct Attached {
    pub name: &'static str,
    pub description: &'static str,
    pub json: Vec<u8>,
}

/// What every page of a paper carries.
pub(crate) struct Frame {
    pub title: String,
    /// Under the title, e.g. the provider's and customer's names.
    pub subtitle: String,
    /// At the foot of every page, left.
    pub footer: String,
    /// "Page {page} of {pages}".
    pub page_words: (&'static str, &'static str),
    pub language: &'static str,
    /// Shown at the head of every page when in training.
    pub training: Option<&'static str>,
    pub made_at: Timestamp,
}

struct Fonts {
    regular: Font,
    semibold: Font,
}

/// Pages being laid out.
pub(crate) struct Layout {
    frame: Frame,
    pages: Vec<Vec<Mark>>,
    y: f32,
    faces: [ttf_parser::Face<'static>; 2],
}

impl Layout {
    pub fn new(frame: Frame) -> Result<Self, PaperError> {
        let face = |bytes| ttf_parser::Face::parse(bytes, 0).map_err(|_| PaperError::Font);
        let mut layout = Self { frame, pages: Vec::new(), y: 0.0, faces: [face(REGULAR)?, face(SEMIBOLD)?] };
        layout.new_page();
        let (title, subtitle) = (layout.frame.title.clone(), layout.frame.subtitle.clone());
        layout.lines(&title, MARGIN, WIDTH - 2.0 * MARGIN, 20.0, Weight::SemiBold, Ink::Accent);
        layout.lines(&subtitle, MARGIN, WIDTH - 2.0 * MARGIN, 9.5, Weight::Regular, Ink::Quiet);
        layout.y += 6.0;
        Ok(layout)
    }

    fn new_page(&mut self) {
        self.pages.push(Vec::new());
        self.y = MARGIN;
        if let Some(words) = self.frame.training {
            self.put(MARGIN, self.y, 9.0, Weight::SemiBold, Ink::Warning, words.to_owned());
            self.y += 18.0;
        }
    }

    /// Makes sure that so many points are left on the page.
    pub fn keep_together(&mut self, height: f32) {
        if self.y + height > HEIGHT - FOOT {
            self.new_page();
        }
    }

    pub fn heading(&mut self, text: &str) {
        self.keep_together(60.0);
        self.y += 12.0;
        self.lines(text, MARGIN, WIDTH - 2.0 * MARGIN, 12.0, Weight::SemiBold, Ink::Text);
        let y = self.y - 2.0;
        self.mark(Mark::Line { x1: MARGIN, x2: WIDTH - MARGIN, y });
        self.y += 6.0;
    }

    pub fn paragraph(&mut self, text: &str) {
        for part in text.split("\n\n") {
            self.lines(part.trim(), MARGIN, WIDTH - 2.0 * MARGIN, 9.5, Weight::Regular, Ink::Text);
            self.y += 4.0;
        }
    }

    /// A label and its value; an empty value leaves a line to write on.
    pub fn fact(&mut self, label: &str, value: &str) {
        self.keep_together(26.0);
        let top = self.y;
        self.lines(label, MARGIN, LABEL_WIDTH - 8.0, 9.0, Weight::Regular, Ink::Quiet);
        let after_label = self.y;
        self.y = top;
        let x = MARGIN + LABEL_WIDTH;
        if value.trim().is_empty() {
            self.y += 11.0;
            let y = self.y;
            self.mark(Mark::Line { x1: x, x2: WIDTH - MARGIN, y });
            self.y += 5.0;
        } else {
            self.lines(value, x, WIDTH - MARGIN - x, 10.0, Weight::Regular, Ink::Text);
        }
        self.y = self.y.max(after_label) + 2.0;
    }

    /// A large code with its label: PIN, PUK.
    pub fn code(&mut self, label: &str, value: &str) {
        self.keep_together(48.0);
        self.lines(label, MARGIN, WIDTH - 2.0 * MARGIN, 10.0, Weight::Regular, Ink::Quiet);
        self.lines(value, MARGIN, WIDTH - 2.0 * MARGIN, 18.0, Weight::SemiBold, Ink::Text);
        self.y += 6.0;
    }

    /// A box to tick, already ticked or to be ticked by hand (`None`).
    pub fn choice(&mut self, text: &str, answers: [&str; 2], given: Option<bool>) {
        self.keep_together(34.0);
        self.lines(text, MARGIN, WIDTH - 2.0 * MARGIN, 9.5, Weight::Regular, Ink::Text);
        let mut x = MARGIN;
        for (index, answer) in answers.into_iter().enumerate() {
            let y = self.y;
            self.mark(Mark::Box { x, y, width: 9.0, height: 9.0 });
            if given == Some(index == 0) {
                self.put(x + 1.2, y, 9.0, Weight::SemiBold, Ink::Text, "✓".to_owned());
            }
            self.put(x + 14.0, y, 9.5, Weight::Regular, Ink::Text, answer.to_owned());
            x += 90.0;
        }
        self.y += 20.0;
    }

    /// Boxes to sign in, side by side.
    pub fn signatures(&mut self, labels: &[&str]) {
        self.keep_together(90.0);
        self.y += 10.0;
        let gap = 20.0;
        let count = f32::from(u8::try_from(labels.len()).unwrap_or(1).max(1));
        let width = (WIDTH - 2.0 * MARGIN - gap * (count - 1.0)) / count;
        let top = self.y;
        let mut x = MARGIN;
        for label in labels {
            self.y = top;
            self.lines(label, x, width, 9.0, Weight::Regular, Ink::Quiet);
            self.mark(Mark::Box { x, y: top + 28.0, width, height: 42.0 });
            x += width + gap;
        }
        self.y = top + 84.0;
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    fn put(&mut self, x: f32, top: f32, size: f32, weight: Weight, ink: Ink, text: String) {
        self.mark(Mark::Text { x, y: top + size * 0.95, size, weight, ink, text });
    }

    fn lines(&mut self, text: &str, x: f32, width: f32, size: f32, weight: Weight, ink: Ink) {
        for paragraph in text.lines() {
            for line in self.wrap(paragraph, width, size, weight) {
                self.keep_together(size * 1.45);
                let y = self.y;
                self.put(x, y, size, weight, ink, line);
                self.y += size * 1.45;
            }
        }
    }

    fn wrap(&self, text: &str, width: f32, size: f32, weight: Weight) -> Vec<String> {
        let mut lines = vec![String::new()];
        for word in text.split_whitespace() {
            let mut rest = word;
            while let Some(line) = lines.last_mut() {
                let candidate = if line.is_empty() { rest.to_owned() } else { format!("{line} {rest}") };
                if self.measure(&candidate, size, weight) <= width {
                    *line = candidate;
                    break;
                }
                if !line.is_empty() {
                    lines.push(String::new());
                    continue;
                }
                // One word wider than the column (a hash, a long name): cut it where the column ends.
                let cut = self.fitting(rest, width, size, weight);
                line.push_str(&rest[..cut]);
                rest = &rest[cut..];
                lines.push(String::new());
            }
        }
        lines
    }

    /// The number of bytes of `word` that fit, at least one character.
    fn fitting(&self, word: &str, width: f32, size: f32, weight: Weight) -> usize {
        let mut fits = word.chars().next().map_or(0, char::len_utf8);
        for (index, character) in word.char_indices() {
            let end = index + character.len_utf8();
            if self.measure(&word[..end], size, weight) > width {
                break;
            }
            fits = end.max(fits);
        }
        fits
    }

    fn measure(&self, text: &str, size: f32, weight: Weight) -> f32 {
        let face = &self.faces[usize::from(weight == Weight::SemiBold)];
        let units = f32::from(face.units_per_em());
        let advance = |character| {
            let glyph = face.glyph_index(character).unwrap_or_default();
            f32::from(face.glyph_hor_advance(glyph).unwrap_or(0))
        };
        text.chars().map(advance).sum::<f32>() * size / units
    }

    /// Draws the pages. With `archival` the result is PDF/A-3b and may carry a file.
    pub fn finish(mut self, archival: bool, attached: Option<Attached>) -> Result<Vec<u8>, PaperError> {
        self.footers();
        let mut settings = SerializeSettings::default();
        if archival {
            settings.configuration = ConfigurationBuilder::new()
                .with_archival_validator(Archival::A3_B)
                .finish()
                .map_err(|error| PaperError::Pdf(format!("{error:?}")))?;
        }
        let font = |bytes: &'static [u8]| Font::new(bytes.into(), 0).ok_or(PaperError::Font);
        let fonts = Fonts { regular: font(REGULAR)?, semibold: font(SEMIBOLD)? };
        let mut document = Document::new_with(settings);
        document.set_metadata(self.metadata());
        for marks in &self.pages {
            let size = PageSettings::from_wh(WIDTH, HEIGHT).ok_or(PaperError::Font)?;
            let mut page = document.start_page_with(size);
            let mut surface = page.surface();
            for mark in marks {
                draw(&mut surface, mark, &fonts);
            }
            surface.finish();
            page.finish();
        }
        if let Some(file) = attached {
            let embedded = EmbeddedFile {
                path: file.name.to_owned(),
                mime_type: MimeType::new("application/json"),
                description: Some(file.description.to_owned()),
                association_kind: AssociationKind::Data,
                data: file.json.into(),
                modification_date: Some(date_time(self.frame.made_at)),
                compress: Some(false),
                location: None,
            };
            document.embed_file(embedded).ok_or_else(|| PaperError::Pdf("file named twice".into()))?;
        }
        document.finish().map_err(|error| PaperError::Pdf(format!("{error:?}")))
    }

    fn footers(&mut self) {
        let count = self.pages.len();
        let footer = self.frame.footer.clone();
        let (page_word, of_word) = self.frame.page_words;
        for index in 0..count {
            let number = format!("{page_word} {} {of_word} {count}", index + 1);
            let x = WIDTH - MARGIN - self.measure(&number, 8.0, Weight::Regular);
            let y = HEIGHT - FOOT + 28.0;
            let text =
                |x, text| Mark::Text { x, y, size: 8.0, weight: Weight::Regular, ink: Ink::Quiet, text };
            let (left, right) = (text(MARGIN, footer.clone()), text(x, number));
            self.pages[index].extend([
                Mark::Line { x1: MARGIN, x2: WIDTH - MARGIN, y: y - 14.0 },
                left,
                right,
            ]);
        }
    }

    fn metadata(&self) -> Metadata {
        Metadata::new()
            .title(self.frame.title.clone())
            .language(self.frame.language.to_owned())
            .creator("Sportello".to_owned())
            .creation_date(date_time(self.frame.made_at))
    }
}

fn date_time(at: Timestamp) -> DateTime {
    let at = at.get();
    DateTime::new(u16::try_from(at.year()).unwrap_or(0))
        .month(at.month().into())
        .day(at.day())
        .hour(at.hour())
        .minute(at.minute())
        .second(at.second())
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

fn draw(surface: &mut krilla::surface::Surface<'_>, mark: &Mark, fonts: &Fonts) {
    let line = Stroke { paint: rgb::Color::new(190, 198, 204).into(), width: 0.7, ..Stroke::default() };
    match mark {
        Mark::Text { x, y, size, weight, ink, text } => {
            surface.set_stroke(None);
            surface.set_fill(Some(Fill {
                paint: ink.colour().into(),
                opacity: NormalizedF32::ONE,
                rule: FillRule::default(),
            }));
            let font = if *weight == Weight::SemiBold { &fonts.semibold } else { &fonts.regular };
            surface.draw_text(Point::from_xy(*x, *y), font.clone(), *size, text, false, TextDirection::Auto);
        }
        Mark::Line { x1, x2, y } => {
            surface.set_fill(None);
            surface.set_stroke(Some(line));
            let mut path = PathBuilder::new();
            path.move_to(*x1, *y);
            path.line_to(*x2, *y);
            if let Some(path) = path.finish() {
                surface.draw_path(&path);
            }
        }
        Mark::Box { x, y, width, height } => {
            surface.set_fill(None);
            surface.set_stroke(Some(line));
            let mut path = PathBuilder::new();
            if let Some(rect) = Rect::from_xywh(*x, *y, *width, *height) {
                path.push_rect(rect);
            }
            if let Some(path) = path.finish() {
                surface.draw_path(&path);
            }
        }
    }
}
