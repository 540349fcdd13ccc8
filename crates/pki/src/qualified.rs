//! The QCStatements extension (RFC 3739 §3.2.6, ETSI EN 319 412-5), which no crate of this generation has.

use const_oid::ObjectIdentifier;
use der::asn1::{Ia5String, PrintableString};
use der::{Any, Decode, Encode, Sequence};
use serde::{Deserialize, Serialize};

use crate::encoding::DecodeError;
use crate::oids;
use crate::profile::{Disclosure, Qualified};

#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub(crate) struct QcStatement {
    pub statement_id: ObjectIdentifier,
    pub statement_info: Option<Any>,
}

#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct SemanticsInformation {
    semantics_identifier: Option<ObjectIdentifier>,
}

#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct PdsLocation {
    url: Ia5String,
    language: PrintableString,
}

/// What a certificate says of itself under EN 319 412-5, as data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QualifiedFacts {
    /// QcCompliance: it claims to be a qualified certificate under eIDAS.
    pub compliance: bool,
    /// QcSSCD: it claims that the key lives in a qualified signature creation device.
    pub qscd: bool,
    /// QcRetentionPeriod, years after expiry for which the provider keeps its records.
    pub retention_years: Option<u32>,
    /// QcPDS: where the disclosure statements are.
    pub disclosures: Vec<Disclosure>,
    /// QcType, the identifiers in dotted form; `0.4.0.1862.1.6.1` is electronic signature.
    pub types: Vec<String>,
    /// Whether the subject's serialNumber has the natural-person semantics of EN 319 412-1.
    pub natural_person_semantics: bool,
}

/// The statements in the order the linter accepted.
pub(crate) fn statements(
    qualified: Option<&Qualified>,
    natural_person: bool,
) -> Result<Vec<QcStatement>, der::Error> {
    let mut out = Vec::new();
    if let Some(qualified) = qualified {
        out.push(QcStatement { statement_id: oids::QC_COMPLIANCE, statement_info: None });
        out.push(QcStatement {
            statement_id: oids::QC_RETENTION,
            statement_info: Some(Any::encode_from(&qualified.retention_years)?),
        });
        if qualified.qscd {
            out.push(QcStatement { statement_id: oids::QC_SSCD, statement_info: None });
        }
        let locations = qualified
            .disclosures
            .iter()
            .map(|disclosure| {
                Ok(PdsLocation {
                    url: Ia5String::new(&disclosure.url)?,
                    language: PrintableString::new(&disclosure.language)?,
                })
            })
            .collect::<Result<Vec<_>, der::Error>>()?;
        out.push(QcStatement {
            statement_id: oids::QC_PDS,
            statement_info: Some(Any::encode_from(&locations)?),
        });
        out.push(QcStatement {
            statement_id: oids::QC_TYPE,
            statement_info: Some(Any::encode_from(&vec![oids::QCT_ESIGN])?),
        });
    }
    if natural_person {
        let semantics = SemanticsInformation { semantics_identifier: Some(oids::SEMANTICS_NATURAL) };
        out.push(QcStatement {
            statement_id: oids::QC_SYNTAX_V2,
            statement_info: Some(Any::encode_from(&semantics)?),
        });
    }
    Ok(out)
}

/// Reads the value of the extension. Statements not known here are passed over.
pub(crate) fn read(extension_value: &[u8]) -> Result<QualifiedFacts, DecodeError> {
    let fail = |error: der::Error| DecodeError::new("QCStatements extension", &error);
    let statements = Vec::<QcStatement>::from_der(extension_value).map_err(fail)?;
    let mut facts = QualifiedFacts::default();
    for statement in statements {
        let info = match &statement.statement_info {
            Some(info) => info.to_der().map_err(fail)?,
            None => Vec::new(),
        };
        match statement.statement_id {
            oids::QC_COMPLIANCE => facts.compliance = true,
            oids::QC_SSCD => facts.qscd = true,
            oids::QC_RETENTION => facts.retention_years = Some(u32::from_der(&info).map_err(fail)?),
            oids::QC_PDS => {
                facts.disclosures = Vec::<PdsLocation>::from_der(&info)
                    .map_err(fail)?
                    .into_iter()
                    .map(|location| Disclosure {
                        url: location.url.to_string(),
                        language: location.language.to_string(),
                    })
                    .collect();
            }
            oids::QC_TYPE => {
                facts.types = Vec::<ObjectIdentifier>::from_der(&info)
                    .map_err(fail)?
                    .iter()
                    .map(ToString::to_string)
                    .collect();
            }
            oids::QC_SYNTAX_V2 => {
                // Registration authorities may follow the identifier; only the identifier matters here.
                facts.natural_person_semantics = SemanticsInformation::from_der(&info)
                    .is_ok_and(|semantics| semantics.semantics_identifier == Some(oids::SEMANTICS_NATURAL));
            }
            _ => {}
        }
    }
    Ok(facts)
}
