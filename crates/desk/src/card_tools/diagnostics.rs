//! What support wants to know when a card does not work. Nobody is asked: it is what the desk saw and kept.

use sportello_contract::desk::{
    card_tools::{CardDiagnosis, CardDiagnostics, CardDriver, ReaderDiagnosis},
    cards::{CardKind, ReaderView},
};
use sportello_token::piv::Version;

use crate::{Desk, DeskError, cards};

/// Readers, cards and the last failed steps. No secret stands in it, since none was kept, and nobody's name.
pub async fn card_diagnostics(
    desk: &Desk,
    version: &str,
    system: &str,
) -> Result<CardDiagnostics, DeskError> {
    let (seen, fault) = cards::views(desk).await?;
    let gone = desk.cards.readers_with_failures().into_iter();
    let gone: Vec<String> = gone.filter(|name| seen.iter().all(|reader| reader.name != *name)).collect();
    let mut readers: Vec<ReaderDiagnosis> = seen.into_iter().map(|reader| present(desk, reader)).collect();
    readers.extend(gone.into_iter().map(|name| ReaderDiagnosis {
        failures: desk.cards.failures(&name),
        name,
        training: false,
        present: false,
        card: None,
    }));
    Ok(CardDiagnostics {
        at: desk.now(),
        version: version.to_owned(),
        system: system.to_owned(),
        service_fault: fault.map(|fault| fault.code().to_owned()),
        readers,
    })
}

fn present(desk: &Desk, reader: ReaderView) -> ReaderDiagnosis {
    let look = desk.cards.look(&reader.name).filter(|_| reader.card_present);
    ReaderDiagnosis {
        card: look.map(|look| CardDiagnosis {
            driver: matches!(look.kind, CardKind::Piv { .. }).then_some(CardDriver::Piv),
            kind: look.kind,
            atr: hex::encode(&look.atr),
            label: look.label,
            version: look.version.map(|Version(major, minor, patch)| format!("{major}.{minor}.{patch}")),
            pin: look.pin,
            puk: look.puk,
        }),
        failures: desk.cards.failures(&reader.name),
        name: reader.name,
        training: reader.training,
        present: true,
    }
}
