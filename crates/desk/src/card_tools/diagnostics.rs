//! What support wants to know when a card does not work. Nobody is asked: it is what the desk saw and kept.

use sportello_contract::desk::{
    card_tools::{CardDiagnosis, CardDiagnostics, CardDriver, ReaderDiagnosis},
    cards::{CardKind, CardView, ReaderView},
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
    let token = reader.card.filter(|card| matches!(card.kind, CardKind::Module { .. }));
    let by_module = token.as_ref().map(|_| CardDriver::Module);
    // A token may lie in no reader that the system knows.
    let alone = token.filter(|_| look.is_none()).map(of_token);
    ReaderDiagnosis {
        card: look
            .map(|look| CardDiagnosis {
                driver: matches!(look.kind, CardKind::Piv { .. }).then_some(CardDriver::Piv).or(by_module),
                kind: look.kind,
                atr: hex::encode(&look.atr),
                label: look.label,
                version: look.version.map(|Version(major, minor, patch)| format!("{major}.{minor}.{patch}")),
                pin: look.pin,
                puk: look.puk,
            })
            .or(alone),
        failures: desk.cards.failures(&reader.name),
        name: reader.name,
        training: reader.training,
        present: true,
    }
}

/// A token as its module shows it, without its own name: that may be a person's.
fn of_token(CardView { kind, atr, pin, puk, .. }: CardView) -> CardDiagnosis {
    let kind = match kind {
        CardKind::Module { maker, model, serial, pinpad, .. } => {
            CardKind::Module { label: maker.clone(), maker, model, serial, pinpad }
        }
        other => other,
    };
    CardDiagnosis { kind, atr, label: None, version: None, pin, puk, driver: Some(CardDriver::Module) }
}
