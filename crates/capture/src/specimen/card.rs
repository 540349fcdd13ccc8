//! The identity card, TD1: 85.6 × 54 mm.

use image::RgbImage;

use super::ink::{BLACK, GREY, Sheet};
use super::{Bearer, Paper, SpecimenError, code39, printed_day, printed_sex};

const SIZE: (f32, f32) = (85.6, 54.0);
const TINT: [u8; 3] = [226, 236, 240];

pub fn front(bearer: &Bearer, paper: &Paper) -> Result<RgbImage, SpecimenError> {
    let mut sheet = Sheet::new(SIZE.0, SIZE.1, TINT)?;
    sheet.mark(24.0, 40.0, 11.0);
    sheet.bold(4.0, 6.0, 3.2, BLACK, "FAC-SIMILE");
    sheet.text(4.0, 9.5, 2.2, GREY, "CARTA DI IDENTITÀ / IDENTITY CARD");
    sheet.bold(60.0, 8.0, 3.6, BLACK, &paper.number);
    sheet.silhouette(4.0, 14.0, 23.0, 29.0);
    let left = 31.0;
    sheet.field(left, 14.5, "COMUNE DI / MUNICIPALITY", &paper.authority.to_uppercase());
    sheet.field(left, 20.5, "COGNOME / SURNAME", &bearer.surname.to_uppercase());
    sheet.field(left, 26.5, "NOME / NAME", &bearer.given_names.to_uppercase());
    let born = format!("{}  {}", bearer.birth_place.to_uppercase(), printed_day(bearer.birth));
    sheet.field(left, 32.5, "LUOGO E DATA DI NASCITA / PLACE AND DATE OF BIRTH", &born);
    sheet.field(left, 38.5, "SESSO / SEX", printed_sex(bearer.sex));
    sheet.field(52.0, 38.5, "CITTADINANZA / NATIONALITY", &bearer.nationality);
    sheet.field(left, 44.5, "EMISSIONE / ISSUING", &printed_day(paper.issued));
    sheet.field(59.0, 44.5, "SCADENZA / EXPIRY", &printed_day(paper.expiry));
    Ok(sheet.finish())
}

pub fn back(bearer: &Bearer, paper: &Paper, zone: &[String]) -> Result<RgbImage, SpecimenError> {
    let mut sheet = Sheet::new(SIZE.0, SIZE.1, TINT)?;
    sheet.mark(24.0, 22.0, 11.0);
    sheet.field(4.0, 4.5, "INDIRIZZO DI RESIDENZA / RESIDENCE", &bearer.residence.to_uppercase());
    if let Some(tax_code) = &bearer.tax_code {
        sheet.field(4.0, 11.5, "CODICE FISCALE / FISCAL CODE", tax_code);
        if let Some(widths) = code39::widths(tax_code) {
            let mut x = 4.0;
            for (at, width) in widths.into_iter().enumerate() {
                let width = f32::from(width) * 0.19;
                if at % 2 == 0 {
                    sheet.bar(x, 18.0, width, 6.0, BLACK);
                }
                x += width;
            }
        }
    }
    sheet.text(4.0, 28.5, 1.9, GREY, &format!("{} {}", paper.authority, paper.issuing_state));
    sheet.zone(4.6, 37.0, zone);
    Ok(sheet.finish())
}
