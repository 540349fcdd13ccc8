//! The one declared surface: every command and event, from which the bindings of the UI are generated.

use sportello_contract::desk::camera::FrameView;
use sportello_desk::recognition::MOST_REPORTS;
use sportello_domain::token_serial::LONGEST_LIST;
use tauri_specta::{Builder, collect_commands, collect_events};

use crate::{
    commands::{self, bytes::LARGEST_FILE},
    events::{DataChanged, ReportRunProgressed, SyncProgressed},
};

/// Where the bindings lie, seen from the root of the repository.
#[cfg(test)]
const BINDINGS: &str = "ui/src/host/bindings.gen.ts";
/// The table of rights, for the host in memory that the page's own tests run on.
#[cfg(test)]
const RIGHTS: &str = "ui/src/host/rights.gen.json";

/// The commands and events of the workstation.
#[expect(clippy::too_many_lines, reason = "the list of all commands and events")]
pub fn surface() -> Builder<tauri::Wry> {
    Builder::new()
        // One shape for a type, whichever way it travels.
        .disable_serde_phases()
        .commands(collect_commands![
            commands::about::about_app,
            commands::camera::list_cameras,
            commands::camera::open_camera,
            commands::camera::camera_frame,
            commands::camera::camera_hold,
            commands::camera::camera_shoot,
            commands::camera::close_camera,
            commands::camera::crop_source,
            commands::camera::crop_source_image,
            commands::camera::crop_document_image,
            commands::card_tools::card_contents,
            commands::card_tools::change_card_pin,
            commands::card_tools::unblock_card_pin,
            commands::card_tools::card_diagnostics,
            commands::card_module::card_modules,
            commands::card_module::choose_card_module,
            commands::card_module::pick_card_module,
            commands::credential::officer_credential,
            commands::credential::make_officer_credential,
            commands::credential::make_card_credential,
            commands::credential::register_card_credential,
            commands::credential::training_card,
            commands::credential::pick_credential_file,
            commands::drafts::start_draft,
            commands::drafts::list_drafts,
            commands::drafts::open_draft,
            commands::device::device_enrolment,
            commands::device::prove_with_card,
            commands::device::prove_with_file,
            commands::device::enrol_device,
            commands::device::deliver_device,
            commands::device::abandon_device,
            commands::drafts::save_draft,
            commands::drafts::discard_draft,
            commands::drafts::restore_draft,
            commands::drafts::attach_document_image,
            commands::drafts::open_document_file,
            commands::drafts::attach_document_pages,
            commands::drafts::remove_document_image,
            commands::drafts::read_document_print,
            commands::drafts::take_document_print,
            commands::drafts::evidence_image,
            commands::drafts::confirm_request,
            commands::drafts::confirmed_request,
            commands::issuance::certificate_preview,
            commands::issuance::issue_certificate,
            commands::issuance::seal_envelope,
            commands::orders::search_products,
            commands::orders::status_counts,
            commands::orders::order_detail,
            commands::orders::product_detail,
            commands::orders::open_evidence,
            commands::orders::return_request,
            commands::orders::reject_request,
            commands::orders::cancel_request,
            commands::orders::end_product,
            commands::orders::edit_returned,
            commands::papers::blank_form,
            commands::papers::request_form,
            commands::papers::paper_page,
            commands::papers::save_paper,
            commands::papers::save_table,
            commands::people::find_person,
            commands::people::use_person,
            commands::people::new_person,
            commands::places::reference,
            commands::places::countries,
            commands::places::search_places,
            commands::recognition::start_recognition,
            commands::recognition::upload_signed_form,
            commands::recognition::upload_organisation_consent,
            commands::recognition::prepare_report,
            commands::recognition::sign_report,
            commands::recognition::sign_report_with_card,
            commands::recognition::upload_signed_report,
            commands::report_run::reports_to_sign,
            commands::report_run::prepare_reports,
            commands::report_run::sign_reports,
            commands::report_run::sign_reports_with_card,
            commands::session::session_state,
            commands::session::sign_in,
            commands::session::give_second_factor,
            commands::session::choose_workplace,
            commands::session::change_workplace,
            commands::session::keep_workplace,
            commands::session::sign_out,
            commands::session::ask_recovery,
            commands::session::setting,
            commands::session::set_setting,
            commands::status::desk_status,
            commands::status::queue,
            commands::status::queue_of_others,
            commands::status::retry_queue,
            commands::stock::token_stock,
            commands::stock::search_tokens,
            commands::stock::token_detail,
            commands::stock::read_serial_list,
            commands::stock::check_serials,
            commands::stock::receive_tokens,
            commands::stock::change_token,
            commands::stock::move_token,
            commands::stock::count_stock,
            commands::stock::stock_counts,
            commands::token_format::ask_format,
            commands::token_format::approve_format,
            commands::token_format::call_off_format,
            commands::token_format::format_devices,
            commands::token_format::format_token,
            commands::training::training_messages,
            commands::training::save_training_attachment,
        ])
        // Travels as text before a JPEG, so that no command's type names it.
        .typ::<FrameView>()
        .events(collect_events![DataChanged, ReportRunProgressed, SyncProgressed])
        .constant("LARGEST_FILE", LARGEST_FILE)
        .constant("LONGEST_SERIAL_LIST", LONGEST_LIST)
        .constant("MOST_REPORTS", MOST_REPORTS)
}

#[cfg(test)]
mod tests {
    use std::{
        collections::{BTreeMap, BTreeSet},
        fs,
        path::Path,
    };

    use specta_typescript::Typescript;
    use sportello_domain::{
        account::Profile,
        rights::{Action, reach},
    };

    use super::*;

    fn bindings() -> String {
        let folder = tempfile::tempdir().expect("a folder of our own");
        let file = folder.path().join("bindings.ts");
        surface()
            .export(Typescript::default(), &file)
            .expect("the types of the surface can be written as TypeScript");
        fs::read_to_string(&file).expect("what was just written")
    }

    /// The domain's table, row by row: how far each profile's right reaches, and in which statuses.
    fn rights() -> String {
        let rows: BTreeMap<_, _> = Action::ALL
            .iter()
            .map(|action| {
                let reaches: BTreeMap<_, _> = Profile::ALL
                    .iter()
                    .filter_map(|profile| Some((profile.as_str(), reach(*action, *profile)?)))
                    .collect();
                let row = serde_json::json!({
                    "reach": reaches,
                    "aboutACase": action.is_about_a_case(),
                    "requestStatuses": action.request_statuses(),
                    "productStatuses": action.product_statuses(),
                });
                (action.as_str(), row)
            })
            .collect();
        let mut text = serde_json::to_string_pretty(&rows).expect("a table of words");
        text.push('\n');
        text
    }

    /// With `SPORTELLO_WRITE_BINDINGS` (`cargo xtask codegen`) the files are written instead.
    #[test]
    fn bindings_are_fresh() {
        for (name, now) in [(BINDINGS, bindings()), (RIGHTS, rights())] {
            let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
            if std::env::var_os("SPORTELLO_WRITE_BINDINGS").is_some() {
                fs::write(&committed, now).expect("the folder of the bindings exists");
                continue;
            }
            let before = fs::read_to_string(&committed).unwrap_or_default();
            assert!(before == now, "{name} is stale: run `cargo xtask codegen` and commit it");
        }
    }

    #[test]
    fn every_command_is_granted_to_the_page_and_nothing_more() {
        let capability: serde_json::Value = serde_json::from_str(include_str!("../capabilities/main.json"))
            .expect("the capability file is JSON");
        let granted: BTreeSet<String> = capability["permissions"]
            .as_array()
            .expect("it grants a list")
            .iter()
            .filter_map(|permission| permission.as_str()?.strip_prefix("allow-"))
            .map(|name| name.replace('-', "_"))
            .collect();
        let declared: BTreeSet<String> = bindings()
            // `__TAURI_INVOKE("sign_in", …)`, or with a type between: `__TAURI_INVOKE<AboutApp>("about_app")`.
            .split("__TAURI_INVOKE")
            .skip(1)
            .filter_map(|rest| Some(rest.split_once("(\"")?.1.split_once('"')?.0.to_owned()))
            .collect();
        assert_eq!(granted, declared, "capabilities/main.json grants exactly the commands of the surface");
    }
}
