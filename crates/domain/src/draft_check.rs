//! What is missing or wrong in a draft, step by step; and the way from a complete draft to a case. The desk asks while
//! the officer types, the centre asks again when the case arrives.

mod accepted;
mod complete;
mod cross;
mod images;
mod panel;
mod steps;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    case::Mismatched,
    catalogue::{CatalogueItem, ConsentText, CustomerRules, RecognitionMethod},
    draft::{DraftContent, Step},
    moment::Day,
    words::words,
};

pub use accepted::{excuse, name_values};
pub use complete::{CaseFrame, complete};
pub use cross::{SURE_FROM, same, says_in_full};
pub use panel::{CheckLine, CheckState, CrossCheck};

words! {
    /// What is wrong with a field. The words are the UI's (`faults.<code>`).
    pub enum FaultCode {
        Missing = "missing",
        NotADate = "notADate",
        DateInFuture = "dateInFuture",
        DateOrder = "dateOrder",
        NotAnEmail = "notAnEmail",
        NotAMobile = "notAMobile",
        NotACountry = "notACountry",
        NotAPostcode = "notAPostcode",
        NotAMunicipality = "notAMunicipality",
        NotATaxCode = "notATaxCode",
        TooLong = "tooLong",
        TooYoung = "tooYoung",
        DocumentExpired = "documentExpired",
        KindNotAllowed = "kindNotAllowed",
        ImageMissing = "imageMissing",
        MethodNotEnabled = "methodNotEnabled",
        ItemNotOffered = "itemNotOffered",
        ValidityNotOffered = "validityNotOffered",
        CustomerTypeNotOffered = "customerTypeNotOffered",
        RoleNotOffered = "roleNotOffered",
        NotAnOrganisationIdentifier = "notAnOrganisationIdentifier",
        ConsentRequired = "consentRequired",
        ConsentOutdated = "consentOutdated",
        /// The tax code says another surname, name, date, sex or place.
        TaxCodeMismatch = "taxCodeMismatch",
        /// The value differs from what was read on the document.
        ReadingMismatch = "readingMismatch",
        /// A check digit of the machine-readable zone does not fit.
        CheckDigit = "checkDigit",
        /// The number does not look as numbers of such documents do.
        NumberForm = "numberForm",
        /// The images are of two documents, or of two people.
        SidesDiffer = "sidesDiffer",
    }
}

words! {
    /// How a fault is got rid of.
    pub enum Severity {
        /// Has to be corrected.
        Error = "error",
        /// Has to be corrected, or accepted with a reason that becomes part of the case.
        Mismatch = "mismatch",
    }
}

/// One thing that is missing or wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Fault {
    pub step: Step,
    /// The field, e.g. `person.taxCode`.
    pub path: String,
    pub code: FaultCode,
    pub severity: Severity,
    /// What the sentence needs, e.g. `expected`, `read`.
    pub params: BTreeMap<String, String>,
    /// A mismatch the officer accepted: shown, and no longer in the way.
    pub accepted: bool,
    /// What a reason has to be given for, where this is a mismatch.
    pub about: Option<Mismatched>,
}

impl Fault {
    pub(crate) fn error(step: Step, path: &str, code: FaultCode) -> Self {
        Self {
            step,
            path: path.to_owned(),
            code,
            severity: Severity::Error,
            params: BTreeMap::new(),
            accepted: false,
            about: None,
        }
    }

    pub(crate) fn mismatch(step: Step, path: &str, code: FaultCode) -> Self {
        Self { severity: Severity::Mismatch, ..Self::error(step, path, code) }
    }

    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.params.insert(name.to_owned(), value.into());
        self
    }
}

words! {
    /// Where a step stands.
    pub enum StepState {
        /// The method does not need it: not shown.
        NotNeeded = "notNeeded",
        Empty = "empty",
        Partial = "partial",
        Complete = "complete",
    }
}

/// A step in the vertical list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct StepCheck {
    pub step: Step,
    pub state: StepState,
    /// Faults in the way.
    pub faults: u8,
}

/// What a draft is checked against.
#[derive(Clone, Copy, Debug)]
pub struct CheckContext<'a> {
    pub catalogue: &'a [CatalogueItem],
    pub texts: &'a [ConsentText],
    pub rules: &'a CustomerRules,
    /// Methods switched on for the account.
    pub methods: &'a [RecognitionMethod],
    pub today: Day,
}

/// The outcome of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftCheck {
    pub steps: Vec<StepCheck>,
    pub faults: Vec<Fault>,
    /// The cross-check, line by line.
    pub lines: Vec<CheckLine>,
}

impl DraftCheck {
    /// Whether the draft can be confirmed.
    pub fn is_complete(&self) -> bool {
        self.faults.iter().all(|fault| fault.accepted)
    }
}

/// Checks a draft. Pure: the same draft and context give the same answer.
pub fn check(content: &DraftContent, context: &CheckContext<'_>) -> DraftCheck {
    let mut faults = Vec::new();
    steps::method(content, context, &mut faults);
    steps::person(content, &mut faults);
    if needed(Step::Document, content) {
        steps::document(content, context, &mut faults);
        images::sides(content, &mut faults);
        images::check_digits(content, &mut faults);
    }
    steps::data(content, context, &mut faults);
    cross::readings(content, &mut faults);
    cross::tax_code(content, &mut faults);
    if needed(Step::Document, content) {
        cross::number(content, &mut faults);
    }
    steps::certificate(content, context, &mut faults);
    steps::configuration(content, context, &mut faults);
    steps::consents(content, context, &mut faults);
    accepted::settle(content, &mut faults);
    let steps = Step::ALL.iter().map(|step| step_check(*step, content, &faults)).collect();
    let lines = panel::lines(content, &faults);
    DraftCheck { steps, faults, lines }
}

/// Whether the draft's method needs the step.
pub const fn needed(step: Step, content: &DraftContent) -> bool {
    match (step, content.method) {
        (Step::Document, Some(method)) => method.needs_document_images(),
        _ => true,
    }
}

fn step_check(step: Step, content: &DraftContent, faults: &[Fault]) -> StepCheck {
    let open = |fault: &&Fault| !fault.accepted && (fault.step == step || step == Step::Summary);
    let count = faults.iter().filter(open).count();
    let state = if !needed(step, content) {
        StepState::NotNeeded
    } else if count == 0 {
        StepState::Complete
    } else if steps::untouched(step, content) {
        StepState::Empty
    } else {
        StepState::Partial
    };
    StepCheck { step, state, faults: u8::try_from(count).unwrap_or(u8::MAX) }
}
