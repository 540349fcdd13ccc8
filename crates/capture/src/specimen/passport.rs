//! The data page of a passport, TD3: 125 × 88 mm.

use image::RgbImage;

use super::ink::{BLACK, GREY, Sheet};
use super::{Bearer, Paper, SpecimenError, printed_day, printed_sex};

pub fn page(bearer: &Bearer, paper: &Paper, zone: &[String]) -> Result<RgbImage, SpecimenError> {
    let mut sheet = Sheet::new(125.0, 88.0, [240, 232, 226])?;
    sheet.mark(38.0, 52.0, 15.0);
    sheet.bold(6.0, 8.0, 3.6, BLACK, "FAC-SIMILE");
    sheet.text(6.0, 12.0, 2.4, GREY, "PASSAPORTO / PASSPORT");
    sheet.silhouette(6.0, 18.0, 32.0, 41.0);
    let left = 43.0;
    sheet.field(left, 9.0, "TIPO / TYPE", "P");
    sheet.field(62.0, 9.0, "CODICE PAESE / CODE", &paper.issuing_state);
    sheet.field(92.0, 9.0, "PASSAPORTO N. / PASSPORT NO.", &paper.number);
    sheet.field(left, 17.0, "COGNOME / SURNAME (1)", &bearer.surname.to_uppercase());
    sheet.field(left, 24.0, "NOME / GIVEN NAMES (2)", &bearer.given_names.to_uppercase());
    sheet.field(left, 31.0, "CITTADINANZA / NATIONALITY (3)", &bearer.nationality);
    sheet.field(left, 38.0, "DATA DI NASCITA / DATE OF BIRTH (4)", &printed_day(bearer.birth));
    sheet.field(left, 45.0, "SESSO / SEX (5)", printed_sex(bearer.sex));
    sheet.field(62.0, 45.0, "LUOGO DI NASCITA / PLACE OF BIRTH (6)", &bearer.birth_place.to_uppercase());
    sheet.field(left, 52.0, "RILASCIO / ISSUE (7)", &printed_day(paper.issued));
    sheet.field(80.0, 52.0, "AUTORITÀ / AUTHORITY (9)", &paper.authority.to_uppercase());
    sheet.field(left, 59.0, "SCADENZA / EXPIRY (8)", &printed_day(paper.expiry));
    sheet.zone(6.5, 75.0, zone);
    Ok(sheet.finish())
}
