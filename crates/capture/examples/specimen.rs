//! Draws specimens of one person: `cargo run -p sportello-capture --example specimen -- OUT_DIR [SEED]`.

use std::path::PathBuf;

use sportello_capture::mrz::Sex;
use sportello_capture::specimen::{Bearer, Handling, Paper, identity_card, passport_page, photograph};
use time::macros::date;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("give a folder to draw into")?);
    std::fs::create_dir_all(&folder)?;
    let seed = arguments.next().map_or(Ok(1), |s| s.parse::<u64>())?;
    let bearer = Bearer {
        surname: "D'Àngelo Müller".to_owned(),
        given_names: "Niccolò Maria".to_owned(),
        sex: Sex::Male,
        birth: date!(1984 - 02 - 29),
        birth_place: "Forlì (FC)".to_owned(),
        nationality: "ITA".to_owned(),
        residence: "Via dell'Abbondanza 12, Pompei (NA)".to_owned(),
        tax_code: Some("DNGNCL84B29D704X".to_owned()),
    };
    let paper = |number: &str, authority: &str| Paper {
        number: number.to_owned(),
        issuing_state: "ITA".to_owned(),
        issued: date!(2024 - 06 - 03),
        expiry: date!(2034 - 02 - 28),
        authority: authority.to_owned(),
    };
    let (front, back) = identity_card(&bearer, &paper("CA50180IO", "Pompei"))?;
    let page = passport_page(&bearer, &paper("YB0518010", "Questura di Napoli"))?;
    let by_hand = Handling { carelessness: 1.0, quarter_turns: u8::try_from(seed % 4)?, longest: 1600 };
    front.save(folder.join("card-front.jpg"))?;
    back.save(folder.join("card-back.jpg"))?;
    page.save(folder.join("passport.jpg"))?;
    photograph(&front, seed, by_hand).save(folder.join("card-front-photo.jpg"))?;
    photograph(&back, seed, by_hand).save(folder.join("card-back-photo.jpg"))?;
    photograph(&page, seed, by_hand).save(folder.join("passport-photo.jpg"))?;
    Ok(())
}
