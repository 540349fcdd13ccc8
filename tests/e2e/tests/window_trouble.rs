//! What goes wrong at a counter: files that are none, documents and data that do not fit. Each is told in a sentence
//! that says what to do; the officer does it, and the case goes on to its certificate.

use std::{
    fs::{self, File},
    path::PathBuf,
    time::Duration,
};

use sportello_domain::document::DocumentKind;
use sportello_e2e::{
    Applicant, Centre, Language, OrFail as _, Outcome, Role, Surroundings, Teller, WORK, Words, story, today,
    typed,
};

const LIMIT: Duration = Duration::from_mins(4);

#[tokio::test]
async fn whatever_is_wrong_is_told_and_can_be_corrected() -> Outcome {
    let around = Surroundings::start(1280, 800)?;
    let centre = Centre::start(&around, None)?;
    let words = Words::read(Language::English)?;
    let applicant = Applicant::with(DocumentKind::IdentityCard, 11, today(), &around)?;
    let second = Applicant::with(DocumentKind::Passport, 60, today(), &around)?;
    let officer = centre.account_with("rao")?;
    let credential = around.folder("officer.p12").display().to_string();
    let files = bad_files(&around, &words)?;
    let arguments = centre.first_start(&around.folder("desk"))?;
    story("trouble", LIMIT, &around, &arguments, async |window| {
        let teller = Teller::new(window, &words, &applicant, "trouble");
        teller.sign_in(&officer).await?;
        teller.make_credential(&credential).await?;
        teller.begin_request().await?;
        teller.choose_document().await?;
        refuse(&teller, &files).await?;
        expired(&teller, &around).await?;
        correct_the_data(&teller, &second).await?;
        teller.from_data_to_summary().await?;
        teller.confirm().await?;
        teller.click(Role::Button, "registration.confirmed.toProduct").await?;
        teller.start_recognition().await?;
        refused_at(&teller, "recognition.form.upload", &files).await?;
        teller.picture("form-refused").await?;
        teller.form_and_report().await?;
        teller.sign_report().await?;
        teller.issue().await?;
        let teller = Teller::new(window, &words, &second, "trouble-second");
        borrow_an_email(&teller, &applicant).await?;
        teller.nothing_found()
    })
    .await
}

/// A zone whose check digit is wrong is told at once, and marked where the data stand; the right image settles it.
#[tokio::test]
async fn a_wrong_check_digit_is_marked_until_the_right_image_comes() -> Outcome {
    let around = Surroundings::start(1280, 800)?;
    let centre = Centre::start(&around, None)?;
    let words = Words::read(Language::English)?;
    let applicant = Applicant::with(DocumentKind::IdentityCard, 11, today(), &around)?;
    let officer = centre.account_with("rao")?;
    let arguments = centre.first_start(&around.folder("desk"))?;
    story("misprint", LIMIT, &around, &arguments, async |window| {
        let teller = Teller::new(window, &words, &applicant, "misprint");
        teller.sign_in(&officer).await?;
        teller.begin_request().await?;
        teller.choose_document().await?;
        teller.attach("front", &applicant.pictures[0]).await?;
        attach_misprinted(&teller, &around).await?;
        teller.picture("noticed").await?;
        teller.on_to("data").await?;
        teller.see("registration.mismatch.title").await?;
        teller.see("registration.faults.checkDigit").await?;
        teller.picture("marked").await?;
        teller.window.click(Role::Button, &teller.word("common.back")?).await?;
        teller.step("document").await?;
        teller.remove("back").await?;
        teller.attach("back", &applicant.pictures[1]).await?;
        teller.see_no_more("registration.noticed.checkDigit").await?;
        teller.on_to("data").await?;
        teller.data_was_read().await?;
        teller.see_no_more("registration.faults.checkDigit").await?;
        teller.nothing_found()
    })
    .await
}

/// Files that cannot be taken, each with the word of the catalogues that says why.
fn bad_files(around: &Surroundings, words: &Words) -> Outcome<Vec<(PathBuf, String)>> {
    let written = |name: &str, bytes: &[u8]| {
        let path = around.folder(name);
        fs::write(&path, bytes).or_fail(format!("writing {name}")).map(|()| path)
    };
    let large = |name: &str, megabytes: u64| {
        let path = around.folder(name);
        let file = File::create(&path).or_fail(format!("making {name}"))?;
        // Nothing is written: a file with one long hole is as large as any.
        file.set_len(megabytes * 1024 * 1024).or_fail(format!("stretching {name}")).map(|()| path)
    };
    let told = |key: &str| words.of(key).map(|sentence| beginning(&sentence));
    let too_large = |size: &str| words.with("common.fileTooLarge", &[("size", size), ("max", "20 MB")]);
    Ok(vec![
        (written("empty.jpg", b"")?, told("errors.codes.fileEmpty")?),
        (large("scan.pdf", 25)?, too_large("25 MB")?),
        (written("letter.jpg", b"Dear Sir or Madam,")?, told("errors.codes.fileFormatUnknown")?),
        (written("bomb.png", &png_bomb())?, told("errors.codes.fileTooManyPixels")?),
        (written("half.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0")?, told("errors.codes.fileTruncated")?),
        (written("bomb.jpg", &jpeg_bomb())?, told("errors.codes.fileTooManyPixels")?),
        (large("film.jpg", 200)?, too_large("200 MB")?),
        (written("no-pages.pdf", PDF_WITHOUT_PAGES)?, told("errors.codes.fileWithoutPages")?),
    ])
}

/// A sentence up to what stands in its first brace.
fn beginning(sentence: &str) -> String {
    sentence.split_once("{{").map_or(sentence, |(before, _)| before).trim_end().to_owned()
}

/// A few bytes that unpack to ten gigabytes: 60,000 × 60,000 pixels of three bytes.
fn png_bomb() -> Vec<u8> {
    let mut bomb = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xea\x60\0\0\xea\x60\x08\x02\0\0\0".to_vec();
    bomb.extend(crc32(&bomb[12..]).to_be_bytes());
    for name in [b"IDAT", b"IEND"] {
        bomb.extend(b"\0\0\0\0");
        bomb.extend(name);
        bomb.extend(crc32(name).to_be_bytes());
    }
    bomb
}

/// A JPEG that is all header: 65,000 × 65,000 pixels.
fn jpeg_bomb() -> Vec<u8> {
    let mut bomb = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0".to_vec();
    bomb.extend(b"\xff\xc0\0\x11\x08\xfd\xe8\xfd\xe8\x03\x01\x11\0\x02\x11\0\x03\x11\0");
    bomb.extend(b"\xff\xda\0\x0c\x03\x01\0\x02\0\x03\0\0\x3f\0\0\xff\xd9");
    bomb
}

/// ISO 15948 annex D.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| {
                if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 }
            },
        )
    })
}

const PDF_WITHOUT_PAGES: &[u8] = b"%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj
xref
0 3
0000000000 65535 f\x20
0000000009 00000 n\x20
0000000052 00000 n\x20
trailer<</Size 3/Root 1 0 R>>
startxref
96
%%EOF
";

/// None of the files is taken, each is told in its own sentence, and the next can be chosen.
async fn refuse(teller: &Teller<'_>, files: &[(PathBuf, String)]) -> Outcome {
    refused_at(teller, "words.documentSide.front", files).await?;
    teller.picture("refused").await?;
    teller.attach("front", &teller.applicant.pictures[0]).await
}

async fn refused_at(teller: &Teller<'_>, field: &str, files: &[(PathBuf, String)]) -> Outcome {
    let field = teller.word(field)?;
    for (path, sentence) in files {
        assert!(
            !teller.window.words().await?.contains(sentence),
            "not the sentence of the file before: {sentence}"
        );
        teller.window.give_file(&field, path).await?;
        teller.window.see_within(WORK, sentence).await?;
        teller.window.find(Role::File, &field).await?;
    }
    Ok(())
}

/// A card that expired: told at once, and again where the data stand.
async fn expired(teller: &Teller<'_>, around: &Surroundings) -> Outcome {
    teller.attach("back", &teller.applicant.expired_back(today(), around)?).await?;
    teller.see("registration.noticed.expired").await?;
    teller.picture("expired").await?;
    teller.on_to("data").await?;
    teller.see("registration.faults.documentExpired").await?;
    teller.picture("expired-data").await?;
    teller.window.click(Role::Button, &teller.word("common.back")?).await?;
    teller.step("document").await?;

    // Another document is asked for, and this one is valid.
    teller.remove("back").await?;
    teller.attach("back", &teller.applicant.pictures[1]).await?;
    teller.see_no_more("registration.noticed.expired").await?;
    teller.on_to("data").await
}

/// The reader searches such a zone again and again for a digit that fits; on a machine that does much else at the same
/// time it is stopped at its limit, says so, and is asked once more.
async fn attach_misprinted(teller: &Teller<'_>, around: &Surroundings) -> Outcome {
    let back = teller.applicant.misprinted_back(around)?;
    let told = teller.word("registration.noticed.checkDigit")?;
    let stopped = teller.word("registration.unread.readerUnavailable")?;
    for _ in 0..3 {
        teller.attach("back", &back).await?;
        if teller.window.see_one_of(&[&told, &stopped]).await? == told {
            break;
        }
        teller.remove("back").await?;
    }
    teller.see("registration.noticed.checkDigit").await
}

/// Somebody else's tax code is well written and still not this person's.
async fn correct_the_data(teller: &Teller<'_>, other: &Applicant) -> Outcome {
    teller.data().await?;
    let borrowed = &other.known.person.tax_code;
    teller.correct("person_taxCode", borrowed.as_str()).await?;
    let on = teller.button_to("certificate")?;
    teller.window.click(Role::Button, &on).await?;
    teller.see("registration.mismatch.title").await?;
    teller.see("registration.taxCodeSays.surname").await?;
    teller.see("registration.taxCodeSays.birthDate").await?;
    teller.picture("tax-code-of-another").await?;
    teller.correct("person_taxCode", teller.applicant.known.person.tax_code.as_str()).await?;
    teller.see_no_more("registration.mismatch.title").await?;
    let expires = typed(teller.applicant.known.document.expires_on);
    assert_eq!(teller.value("document_expiresOn").await?, expires, "the valid document's day stands");
    Ok(())
}

/// A holder's e-mail is one person's: the centre refuses it for another, and the case goes on with the right one.
async fn borrow_an_email(teller: &Teller<'_>, holder: &Applicant) -> Outcome {
    teller.begin_request().await?;
    teller.document().await?;
    teller.on_to("data").await?;
    teller.data().await?;
    teller.correct("contacts_email", &holder.known.contacts.email).await?;
    teller.from_data_to_summary().await?;
    teller.click(Role::Button, "registration.confirm").await?;
    teller.see("errors.codes.contactInUse").await?;
    teller.picture("email-in-use").await?;
    let data = teller.word("registration.steps.data")?;
    let edit = format!("{} {data}", teller.word("registration.summary.edit")?);
    teller.window.click(Role::Link, &edit).await?;
    teller.step("data").await?;
    teller.correct("contacts_email", &teller.applicant.known.contacts.email).await?;
    teller.from_data_to_summary().await?;
    teller.confirm().await
}
