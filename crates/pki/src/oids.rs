//! Object identifiers that `const-oid` does not name, with the clause they come from.

use const_oid::ObjectIdentifier;

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

/// id-pe-qcStatements, RFC 3739 §3.2.6.
pub const QC_STATEMENTS: ObjectIdentifier = oid("1.3.6.1.5.5.7.1.3");
/// id-qcs-pkixQCSyntax-v2, RFC 3739 §3.2.6.1.
pub const QC_SYNTAX_V2: ObjectIdentifier = oid("1.3.6.1.5.5.7.11.2");
/// id-etsi-qcs-SemanticsId-Natural, EN 319 412-1 §5.1.3.
pub const SEMANTICS_NATURAL: ObjectIdentifier = oid("0.4.0.194121.1.1");
/// QcCompliance, EN 319 412-5 §4.2.1.
pub const QC_COMPLIANCE: ObjectIdentifier = oid("0.4.0.1862.1.1");
/// QcRetentionPeriod, EN 319 412-5 §4.3.3.
pub const QC_RETENTION: ObjectIdentifier = oid("0.4.0.1862.1.3");
/// QcSSCD, EN 319 412-5 §4.2.2.
pub const QC_SSCD: ObjectIdentifier = oid("0.4.0.1862.1.4");
/// QcPDS, EN 319 412-5 §4.3.4.
pub const QC_PDS: ObjectIdentifier = oid("0.4.0.1862.1.5");
/// QcType, EN 319 412-5 §4.2.3.
pub const QC_TYPE: ObjectIdentifier = oid("0.4.0.1862.1.6");
/// id-etsi-qct-esign, EN 319 412-5 §4.2.3.
pub const QCT_ESIGN: ObjectIdentifier = oid("0.4.0.1862.1.6.1");

/// QCP-n, EN 319 411-2 §5.3: qualified, natural person, key anywhere.
pub const POLICY_QCP_N: ObjectIdentifier = oid("0.4.0.194112.1.0");
/// QCP-n-qscd, EN 319 411-2 §5.3: qualified, natural person, key on a QSCD.
pub const POLICY_QCP_N_QSCD: ObjectIdentifier = oid("0.4.0.194112.1.2");
/// The arc of all the qualified policies of EN 319 411-2.
pub const ARC_QCP: ObjectIdentifier = oid("0.4.0.194112.1");
/// NCP, EN 319 411-1 §5.3.
pub const POLICY_NCP: ObjectIdentifier = oid("0.4.0.2042.1.1");
/// agIDcert, AgID guidelines on certification (Determinazione 147/2019) §4: the certificate keeps the Italian rules.
pub const POLICY_AGID: ObjectIdentifier = oid("1.3.76.16.6");
/// anyPolicy, RFC 5280 §4.2.1.4.
pub const POLICY_ANY: ObjectIdentifier = oid("2.5.29.32.0");
/// The enterprise number reserved for documentation (RFC 5612): where training policies live.
pub const ARC_TRAINING: ObjectIdentifier = oid("1.3.6.1.4.1.32473");

/// ExpiredCertsOnCRL, X.509 §9.5.2.8.
pub const EXPIRED_CERTS_ON_CRL: ObjectIdentifier = oid("2.5.29.60");
/// organizationIdentifier, X.520 §6.4.3.
pub const ORGANIZATION_IDENTIFIER: ObjectIdentifier = oid("2.5.4.97");

pub(crate) const CPS_QUALIFIER: ObjectIdentifier = oid("1.3.6.1.5.5.7.2.1");
pub(crate) const AD_OCSP: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.1");
pub(crate) const AD_CA_ISSUERS: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.2");
pub(crate) const KP_OCSP_SIGNING: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.9");
pub(crate) const KP_TIME_STAMPING: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.8");
pub(crate) const KP_CLIENT_AUTH: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.2");
pub(crate) const KP_EMAIL_PROTECTION: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.4");
/// id-kp-documentSigning, RFC 9336.
pub(crate) const KP_DOCUMENT_SIGNING: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.36");
pub(crate) const OCSP_NO_CHECK: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.1.5");

/// Whether `child` lies in the arc `parent` (or is it).
pub(crate) fn within(child: ObjectIdentifier, parent: ObjectIdentifier) -> bool {
    child.as_bytes().starts_with(parent.as_bytes())
}
