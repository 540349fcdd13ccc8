//! A case that arrives is checked again with the rules of the draft: the desk may be older, or not the desk at all.

use sportello_central_store::tables::customers::DatedText;
use sportello_domain::{
    account::Actor,
    case::{CASE_FORMAT, Case, CaseProduct, Consent, FIRST_FORMAT_WITH_VALUES},
    catalogue::ConsentText,
    draft::DraftContent,
    draft_check::{CaseFrame, CheckContext, FaultCode, complete, excuse, name_values},
    error_code::ErrorCode,
    moment::{Day, Timestamp},
};
use time::Duration;

use crate::Refusal;

/// How far a desk's clock may be ahead.
const SKEW: Duration = Duration::minutes(5);
/// How long a confirmed case may wait on a desk without network.
const LONGEST_WAIT: Duration = Duration::days(30);
/// Products of one case.
const MOST_PRODUCTS: usize = 10;

/// The legal day by which the case is judged: when it was confirmed, as far as that can be.
pub fn day_of(case: &Case, now: Timestamp) -> Result<Day, Refusal> {
    let entered = case.entered_at;
    if entered > now.plus(SKEW) || entered.plus(LONGEST_WAIT) < now {
        return Err(Refusal::bad_input("body.case.enteredAt", "time"));
    }
    Ok(entered.min(now).legal_day())
}

/// The texts that a case is asked for: of each the version it brings, if that was current at some moment from a while
/// before the case was entered until now; a desk without network goes on with what it has. Else the newest, which the
/// case then lacks.
pub fn texts_of(all: &[DatedText], case: &Case, grace: Duration, now: Timestamp) -> Vec<ConsentText> {
    let since = case.entered_at.plus(-grace);
    let brought = |it: &ConsentText| {
        case.consents.iter().any(|consent| consent.text == it.id && consent.version == it.version)
    };
    let counted = |it: &DatedText| it.from <= now && it.until.is_none_or(|until| until > since);
    all.chunk_by(|one, next| one.text.id == next.text.id)
        .filter_map(|versions| {
            let own = versions.iter().find(|it| counted(it) && brought(&it.text));
            let newest = || versions.iter().rev().find(|it| it.from <= now);
            own.or_else(newest).map(|it| it.text.clone())
        })
        .collect()
}

/// Refuses a case that is not complete, not offered, not this officer's, or not what the rules would have made of it.
pub fn check(case: &Case, actor: &Actor, context: &CheckContext<'_>) -> Result<(), Refusal> {
    // The format before, too: a desk may have been without network while it was renewed.
    if !(CASE_FORMAT - 1..=CASE_FORMAT).contains(&case.format) {
        return Err(Refusal::new(ErrorCode::VersionNotSupported).with("supported", CASE_FORMAT));
    }
    if case.entered_by != actor.account {
        return Err(Refusal::new(ErrorCode::NotAllowed).with("why", "notOwn"));
    }
    if !actor.units.contains(&case.unit) {
        return Err(Refusal::new(ErrorCode::NotAllowed).with("why", "otherUnit"));
    }
    if !actor.methods.contains(&case.method) {
        return Err(Refusal::new(ErrorCode::MethodNotOffered).with("method", case.method));
    }
    if case.products.is_empty() || case.products.len() > MOST_PRODUCTS {
        return Err(Refusal::bad_input("body.case.products", "count"));
    }
    for (index, product) in case.products.iter().enumerate() {
        if case.products[..index].iter().any(|before| before.id == product.id) {
            return Err(Refusal::bad_input("body.case.products", "twice"));
        }
        check_with(case, product, context)?;
    }
    Ok(())
}

/// The case as if it asked for this product alone: typed in again, it must come out the same.
fn check_with(case: &Case, product: &CaseProduct, context: &CheckContext<'_>) -> Result<(), Refusal> {
    let offered = context.catalogue.iter().find(|item| item.id == product.item);
    if offered.is_none_or(|item| item.rule(case.method).is_none()) {
        return Err(Refusal::new(ErrorCode::MethodNotOffered).with("method", case.method));
    }
    let frame = CaseFrame {
        request: case.request,
        product: product.id,
        unit: case.unit,
        entered_by: case.entered_by,
        entered_at: case.entered_at,
    };
    let mut typed_in = DraftContent::of_case(case, product);
    if case.format < FIRST_FORMAT_WITH_VALUES {
        name_values(&mut typed_in, context);
    }
    // A case can have waited on a desk that knew no forms of numbers; whoever knows them gives a reason there.
    excuse(&mut typed_in, context, FaultCode::NumberForm);
    let remade = complete(&typed_in, context, frame).map_err(|faults| {
        let refusal = Refusal::new(ErrorCode::CaseIncomplete).with("faults", faults.len());
        match faults.first() {
            None => refusal,
            Some(fault) => refusal.with("path", &fault.path).with("fault", fault.code),
        }
    })?;
    let alone = Case { products: vec![product.clone()], ..case.clone() };
    if comparable(remade) == comparable(alone) {
        Ok(())
    } else {
        Err(Refusal::new(ErrorCode::CaseIncomplete).with("path", "case").with("fault", "notCanonical"))
    }
}

/// Without what depends on the format, on the order of a list or on what was typed before it was cleaned. That every
/// mismatch has its reason was checked before.
fn comparable(mut case: Case) -> Case {
    case.format = CASE_FORMAT;
    case.read_values.clear();
    case.accepted_mismatches.clear();
    case.consents.sort_by_key(|consent: &Consent| consent.text);
    case
}
