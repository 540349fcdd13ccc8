//! Papers signed by hand and filed for a case: the request form, and the organisation's consent where the certificate
//! names a role. The recognition report vouches for those of the present case; one filed before a return shows another.

use serde::{Deserialize, Serialize};
use sportello_contract::cases::{EvidenceRow, OrderDetail};
use sportello_domain::{case::Case, document::EvidenceKind, ids::RequestId};
use sportello_papers::report::ReportEvidence;

use crate::{Desk, DeskError, orders, records::Change};

/// A paper filed from this desk.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FiledPaper {
    pub kind: EvidenceKind,
    pub sha256: String,
}

/// Those filed from this desk, and the case they are of.
#[derive(Serialize, Deserialize)]
pub(crate) struct FiledPapers {
    case_sha256: String,
    pub papers: Vec<FiledPaper>,
}

fn name(request: RequestId) -> String {
    format!("papers/{request}")
}

/// The papers filed from this desk for this very case.
pub(crate) async fn filed(desk: &Desk, case: &Case) -> Result<FiledPapers, DeskError> {
    let case_sha256 = case.hash().map_err(DeskError::internal)?;
    let text = desk.ports.store.value(&name(case.request)).await?;
    let kept: Option<FiledPapers> =
        text.map(|text| serde_json::from_str(&text).map_err(DeskError::internal)).transpose()?;
    let of_this = kept.filter(|kept| kept.case_sha256 == case_sha256);
    Ok(of_this.unwrap_or_else(|| FiledPapers { case_sha256, papers: Vec::new() }))
}

pub(crate) fn remember(request: RequestId, filed: &FiledPapers) -> Result<Change, DeskError> {
    let text = serde_json::to_string(filed).map_err(DeskError::internal)?;
    Ok(Change::Set { name: name(request), value: Some(text) })
}

/// Papers filed for an earlier confirmation show another case.
pub(crate) fn forget(request: RequestId) -> Change {
    Change::Set { name: name(request), value: None }
}

/// What the report vouches for: the document's images, and the papers of the case, wherever they were filed.
pub(crate) async fn vouched_for(desk: &Desk, case: &Case) -> Result<Vec<ReportEvidence>, DeskError> {
    let images = case.document.iter().flat_map(|document| &document.images);
    let mut evidence: Vec<_> =
        images.map(|image| ReportEvidence { kind: image.kind, sha256: image.sha256.clone() }).collect();
    let mut papers = filed(desk, case).await?.papers;
    match orders::order_detail(desk, case.request).await {
        Ok(order) => {
            let there = [EvidenceKind::SignedForm, EvidenceKind::OrganisationConsent]
                .into_iter()
                .filter_map(|kind| Some(FiledPaper { kind, sha256: newest(&order, kind)?.sha256.clone() }));
            for paper in there {
                if !papers.contains(&paper) {
                    papers.push(paper);
                }
            }
        }
        // Filed here, it is known without asking.
        Err(error) if error.is_unreachable() && !papers.is_empty() => {}
        Err(error) => return Err(error),
    }
    papers.sort_by_key(|paper| paper.kind);
    evidence.extend(papers.into_iter().map(|FiledPaper { kind, sha256 }| ReportEvidence { kind, sha256 }));
    Ok(evidence)
}

/// The paper that counts: the newest one of the present case.
fn newest(order: &OrderDetail, kind: EvidenceKind) -> Option<&EvidenceRow> {
    order.evidence.iter().filter(|row| row.kind == kind && row.current).max_by_key(|row| row.stored_at)
}
