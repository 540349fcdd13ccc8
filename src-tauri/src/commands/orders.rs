//! Orders and products at the centre.

use sportello_contract::{
    cases::{OrderDetail, ProductDetail, ProductPage, ProductSearch, StatusCount},
    desk::{drafts::DraftView, recognition::PaperView},
};
use sportello_desk::orders;
use sportello_domain::ids::{EvidenceId, ProductId, RequestId};
use tauri::State;

use super::host::{Answer, Host};

/// A page of products, newest first.
#[tauri::command]
#[specta::specta]
pub async fn search_products(host: State<'_, Host>, search: ProductSearch) -> Answer<ProductPage> {
    host.told(orders::search_products(host.desk().await?, search).await)
}

/// How many products wait in each status.
#[tauri::command]
#[specta::specta]
pub async fn status_counts(host: State<'_, Host>) -> Answer<Vec<StatusCount>> {
    host.told(orders::status_counts(host.desk().await?).await)
}

/// An order with its history and what may be done now.
#[tauri::command]
#[specta::specta]
pub async fn order_detail(host: State<'_, Host>, request: RequestId) -> Answer<OrderDetail> {
    host.told(orders::order_detail(host.desk().await?, request).await)
}

/// A product with its history and what may be done now.
#[tauri::command]
#[specta::specta]
pub async fn product_detail(host: State<'_, Host>, product: ProductId) -> Answer<ProductDetail> {
    host.told(orders::product_detail(host.desk().await?, product).await)
}

/// Opens a stored piece of evidence for a look.
#[tauri::command]
#[specta::specta]
pub async fn open_evidence(
    host: State<'_, Host>,
    request: RequestId,
    evidence: EvidenceId,
) -> Answer<PaperView> {
    host.told(orders::open_evidence(host.desk().await?, request, evidence).await)
}

/// Sends the case back for correction.
#[tauri::command]
#[specta::specta]
pub async fn return_request(
    host: State<'_, Host>,
    request: RequestId,
    reason: String,
) -> Answer<OrderDetail> {
    host.told(orders::return_request(host.desk().await?, request, reason).await)
}

/// Ends the case: refused.
#[tauri::command]
#[specta::specta]
pub async fn reject_request(
    host: State<'_, Host>,
    request: RequestId,
    reason: String,
) -> Answer<OrderDetail> {
    host.told(orders::reject_request(host.desk().await?, request, reason).await)
}

/// Ends the case: not wanted any more.
#[tauri::command]
#[specta::specta]
pub async fn cancel_request(
    host: State<'_, Host>,
    request: RequestId,
    reason: String,
) -> Answer<OrderDetail> {
    host.told(orders::cancel_request(host.desk().await?, request, reason).await)
}

/// Ends a product whose issue leads nowhere.
#[tauri::command]
#[specta::specta]
pub async fn end_product(
    host: State<'_, Host>,
    product: ProductId,
    version: u32,
    reason: String,
) -> Answer<ProductDetail> {
    host.told(orders::end_product(host.desk().await?, product, version, reason).await)
}

/// Opens a returned case as a draft again.
#[tauri::command]
#[specta::specta]
pub async fn edit_returned(host: State<'_, Host>, request: RequestId) -> Answer<DraftView> {
    host.told(orders::edit_returned(host.desk().await?, request).await)
}
