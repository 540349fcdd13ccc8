//! The person at the counter: invented from a number, with a document that was photographed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use image::RgbImage;
use sportello_capture::specimen::{self, Bearer, Handling, Paper, photograph};
use sportello_domain::{
    document::DocumentKind,
    moment::Day,
    places,
    training_people::{TrainingPerson, training_people},
};

use crate::{Language, OrFail as _, Outcome, Surroundings};

/// A person, and the pictures taken of the document.
pub struct Applicant {
    pub known: TrainingPerson,
    /// Front and back of a card, or the one page of a passport.
    pub pictures: Vec<PathBuf>,
    /// A scan of the form signed by hand.
    pub signed_form: PathBuf,
    seed: u64,
    bearer: Bearer,
    paper: Paper,
}

impl Applicant {
    /// The first person from this seed on who has such a document.
    pub fn with(kind: DocumentKind, seed: u64, today: Day, around: &Surroundings) -> Outcome<Self> {
        let known = training_people(seed, today).find(|person| person.document.kind == kind);
        let known = known.or_fail("a person with such a document")?;
        let (bearer, paper) = (Bearer::of(&known), Paper::of(&known));
        let pages = if kind == DocumentKind::Passport {
            vec![specimen::passport_page(&bearer, &paper).or_fail("drawing a passport")?]
        } else {
            let (front, back) = specimen::identity_card(&bearer, &paper).or_fail("drawing a card")?;
            vec![front, back]
        };
        let mut pictures = Vec::new();
        for (number, page) in pages.iter().enumerate() {
            let taken = taken(page, seed + number as u64);
            pictures.push(kept(&taken, around, &format!("document-{seed}-{number}.jpg"))?);
        }
        // What counts for the upload is that it is a picture; nobody reads handwriting.
        let signed_form =
            kept(&RgbImage::from_pixel(1240, 1754, image::Rgb([250; 3])), around, "signed-form.jpg")?;
        Ok(Self { known, pictures, signed_form, seed, bearer, paper })
    }

    /// A folder with the clean sides of the document, for the training camera to lay on its table.
    pub fn for_the_camera(&self, around: &Surroundings) -> Outcome<PathBuf> {
        let folder = around.folder("camera");
        fs::create_dir_all(&folder).or_fail("making the camera's folder")?;
        let (front, back) = specimen::identity_card(&self.bearer, &self.paper).or_fail("drawing a card")?;
        for (name, side) in [("1-front.png", front), ("2-back.png", back)] {
            side.save(folder.join(name)).or_fail("keeping a side")?;
        }
        Ok(folder)
    }

    /// The back of this person's card with another check digit behind the date of birth: misprinted, or forged.
    pub fn misprinted_back(&self, around: &Surroundings) -> Outcome<PathBuf> {
        // ICAO 9303-5: the second line begins with the date of birth and its check digit.
        const DIGIT: std::ops::Range<usize> = 6..7;
        let mut zone = specimen::card_zone(&self.bearer, &self.paper).or_fail("writing a zone")?;
        let right: u8 = zone[1][DIGIT].parse().or_fail("reading a check digit")?;
        zone[1].replace_range(DIGIT, &((right + 5) % 10).to_string());
        let (_, back) =
            specimen::identity_card_printing(&self.bearer, &self.paper, &zone).or_fail("drawing a card")?;
        kept(&taken(&back, self.seed + 1), around, "misprinted-back.jpg")
    }

    /// The back of a card of this person that expired the day before `today`.
    pub fn expired_back(&self, today: Day, around: &Surroundings) -> Outcome<PathBuf> {
        let mut paper = self.paper.clone();
        paper.expiry = today.0.previous_day().or_fail("the day before")?;
        let (_, back) = specimen::identity_card(&self.bearer, &paper).or_fail("drawing a card")?;
        kept(&taken(&back, self.seed + 1), around, "expired-back.jpg")
    }

    /// As the page's title calls the person.
    pub fn name(&self) -> String {
        format!("{} {}", self.known.person.given_names, self.known.person.surname)
    }
}

/// One PDF, as a scanner makes it: each picture fills a page.
pub fn scanned(pictures: &[PathBuf], path: &Path) -> Outcome<PathBuf> {
    let mut objects = vec!["<</Type/Catalog/Pages 2 0 R>>".to_owned().into_bytes(), Vec::new()];
    let mut kids = String::new();
    for picture in pictures {
        let bytes = fs::read(picture).or_fail("reading a picture")?;
        let (width, height) = image::image_dimensions(picture).or_fail("measuring a picture")?;
        let page = objects.len() + 1;
        let (points_wide, points_high) = (width / 4, height / 4);
        let content = format!("{points_wide} 0 0 {points_high} 0 0 cm /I Do");
        kids = format!("{kids}{page} 0 R ");
        let (image, drawn) = (page + 1, page + 2);
        objects.push(
            format!(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 {points_wide} {points_high}]/Contents {drawn} 0 R\
                 /Resources<</XObject<</I {image} 0 R>>>>>>"
            )
            .into_bytes(),
        );
        let head = format!(
            "<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceRGB/BitsPerComponent 8\
             /Filter/DCTDecode/Length {}>>stream\n",
            bytes.len()
        );
        objects.push([head.as_bytes(), &bytes, b"\nendstream"].concat());
        let stream = format!("<</Length {}>>stream\n{content}\nendstream", content.len());
        objects.push(stream.into_bytes());
    }
    objects[1] = format!("<</Type/Pages/Kids[{kids}]/Count {}>>", pictures.len()).into_bytes();
    fs::write(path, document(&objects)).or_fail("writing a scan")?;
    Ok(path.to_owned())
}

/// The objects of a PDF, numbered from 1, with their table.
fn document(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut pdf = b"%PDF-1.4\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in (1..).zip(objects) {
        table = format!("{table}{:010} 00000 n \n", pdf.len());
        pdf.extend(format!("{number} 0 obj\n").bytes());
        pdf.extend(object);
        pdf.extend(b"\nendobj\n");
    }
    let end = pdf.len();
    pdf.extend(table.bytes());
    let size = objects.len() + 1;
    pdf.extend(format!("trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{end}\n%%EOF\n").bytes());
    pdf
}

/// A country as a person of this language types it.
pub fn country(alpha2: &str, language: Language) -> Outcome<&'static str> {
    let country = places::country(alpha2).or_fail(format!("the country {alpha2}"))?;
    Ok(match language {
        Language::English => country.english,
        Language::Italian => country.italian,
    })
}

/// As a hand that is a little careless photographs it.
fn taken(page: &RgbImage, seed: u64) -> RgbImage {
    photograph(page, seed, Handling::careless(0.2).pixels(2000)).image
}

fn kept(picture: &RgbImage, around: &Surroundings, name: &str) -> Outcome<PathBuf> {
    let path = around.folder(name);
    picture.save(&path).or_fail(format!("keeping {name}"))?;
    Ok(path)
}
