//! The section *Profiles*: who may do what.

use sportello_domain::{
    account::Profile,
    rights::{Action, Reach, reach},
};

use Action as A;

/// The rows as they are written, and the acts that each is about.
const ROWS: &[(&str, &[Action])] = &[
    ("users, credentials | Y | Y | | | |", &[A::ManageAccounts]),
    ("units, roles, catalogue, texts | Y | | | | |", &[A::ManageUnits]),
    (
        "new request; draft; edit, delete before step 8; hand over own | | Y | Y | Y | Y |",
        &[A::EditDraft, A::SubmitRequest],
    ),
    (
        "read drafts visible to the unit; take over one handed over | | Y | unit | unit | unit | Y (read)",
        &[A::ReadUnitDraft, A::TakeOverDraft],
    ),
    (
        "upload signed form; upload another officer's signed report | | Y | Y | Y | Y |",
        &[A::UploadSignedForm, A::UploadSignedReport],
    ),
    ("sign the recognition report; start Live ID; Sign ID checks | | Y | unit | unit | |", &[A::SignReport]),
    (
        "return, reject, cancel (with reason) | | Y | unit | own | own (cancel) |",
        &[A::ReturnRequest, A::RejectRequest, A::CancelRequest],
    ),
    (
        "issue, remote or (with a role certificate) on device; resend envelope | | Y | unit | | |",
        &[A::Issue, A::ResendEnvelope],
    ),
    ("suspend, end suspension, revoke | | Y | unit | | |", &[A::Suspend, A::EndSuspension, A::Revoke]),
    ("second approval (own cases refused) | | Y | unit | | |", &[A::SecondApproval]),
    ("token stock | Y | Y | unit | | | read", &[A::ManageTokenStock, A::ReadTokenStock]),
    (
        "search, order and product detail | Y | Y | unit | own + unit's *To identify* | unit | Y",
        &[A::ReadCase],
    ),
    ("tickets (where the customer's agreement has them) | Y | Y | Y | Y | Y |", &[A::OpenTicket]),
    ("activity reports, export | Y | Y | unit | own | own | Y", &[A::ReadReports]),
    ("audit | Y | Y | | | | Y", &[A::ReadAudit]),
];

/// In the order of the columns.
const COLUMNS: [Profile; 6] = [
    Profile::CustomerAdministrator,
    Profile::MasterRao,
    Profile::Rao,
    Profile::RegistrationClerk,
    Profile::Operator,
    Profile::Auditor,
];

/// What a cell says of an act; a word that is limited to one act of its row says nothing of the others.
fn meant(word: &str, action: Action) -> Option<Reach> {
    match word {
        "" => None,
        // A draft is its officer's until it is handed over, which is the row after this one (decision 0010).
        "Y" if matches!(action, A::EditDraft | A::SubmitRequest) => Some(Reach::Own),
        "Y" => Some(Reach::Customer),
        "unit" => Some(Reach::Unit),
        "own" => Some(Reach::Own),
        "own + unit's *To identify*" => Some(Reach::OwnAndToIdentify),
        "Y (read)" => (action == A::ReadUnitDraft).then_some(Reach::Customer),
        "read" => (action == A::ReadTokenStock).then_some(Reach::Customer),
        "own (cancel)" => (action == A::CancelRequest).then_some(Reach::Own),
        other => panic!("the table has no such word: {other}"),
    }
}

#[test]
fn every_cell_is_as_described() {
    for (row, actions) in ROWS {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let (what, words) = cells.split_first().unwrap();
        assert_eq!(words.len(), COLUMNS.len(), "{what}: a cell for each profile");
        for (word, profile) in words.iter().zip(COLUMNS) {
            for action in *actions {
                assert_eq!(reach(*action, profile), meant(word, *action), "{what}: {action} by {profile}");
            }
        }
    }
}

#[test]
fn every_act_stands_in_one_row() {
    for action in Action::ALL {
        let rows = ROWS.iter().filter(|(_, actions)| actions.contains(action)).count();
        // Of the own certificate the description speaks elsewhere: whoever signs reports signs with one.
        let elsewhere = usize::from(*action == A::HoldOfficerCredential);
        assert_eq!(rows + elsewhere, 1, "{action}");
    }
    for profile in Profile::ALL {
        let signs = reach(A::SignReport, *profile).is_some();
        assert_eq!(reach(A::HoldOfficerCredential, *profile), signs.then_some(Reach::Own), "{profile}");
    }
}
