//! The extensions of a certificate, built from a profile, in the order that the linters accepted.

use const_oid::{AssociatedOid, ObjectIdentifier};
use der::asn1::{Ia5String, OctetString};
use der::{Any, Encode};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::certpolicy::{PolicyInformation, PolicyQualifierInfo};
use x509_cert::ext::pkix::crl::dp::DistributionPoint;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{
    AccessDescription, AuthorityInfoAccessSyntax, AuthorityKeyIdentifier, BasicConstraints,
    CertificatePolicies, CrlDistributionPoints, ExtendedKeyUsage, KeyUsage, KeyUsages, SubjectKeyIdentifier,
};

use crate::encoding::sha1;
use crate::oids;
use crate::profile::{KeyUse, Profile, ProfileKind};
use crate::qualified;

pub(crate) fn extension(
    oid: ObjectIdentifier,
    critical: bool,
    value: &impl Encode,
) -> der::Result<Extension> {
    Ok(Extension { extn_id: oid, critical, extn_value: OctetString::new(value.to_der()?)? })
}

/// RFC 5280 §4.2.1.2 method (1): SHA-1 of the key bits. Not used as a security measure, so SHA-1 does no harm.
pub(crate) fn key_identifier(info: &spki::SubjectPublicKeyInfoOwned) -> Vec<u8> {
    sha1(info.subject_public_key.raw_bytes())
}

pub(crate) const KEY_USES: [(KeyUse, KeyUsages); 7] = [
    (KeyUse::DigitalSignature, KeyUsages::DigitalSignature),
    (KeyUse::ContentCommitment, KeyUsages::NonRepudiation),
    (KeyUse::KeyEncipherment, KeyUsages::KeyEncipherment),
    (KeyUse::DataEncipherment, KeyUsages::DataEncipherment),
    (KeyUse::KeyAgreement, KeyUsages::KeyAgreement),
    (KeyUse::CertificateSigning, KeyUsages::KeyCertSign),
    (KeyUse::StatusListSigning, KeyUsages::CRLSign),
];

/// `issuer_key_identifier` is `None` for a root, where RFC 5280 §4.2.1.1 lets it be left out.
pub(crate) fn build(
    profile: &Profile,
    issuer_key_identifier: Option<&[u8]>,
    subject_key: &spki::SubjectPublicKeyInfoOwned,
) -> der::Result<Vec<Extension>> {
    let raw = profile.raw();
    let kind = profile.kind();
    let mut out = Vec::new();

    if let Some(identifier) = issuer_key_identifier {
        let value = AuthorityKeyIdentifier {
            key_identifier: Some(OctetString::new(identifier)?),
            ..AuthorityKeyIdentifier::default()
        };
        out.push(extension(AuthorityKeyIdentifier::OID, false, &value)?);
    }
    let value = SubjectKeyIdentifier(OctetString::new(key_identifier(subject_key))?);
    out.push(extension(SubjectKeyIdentifier::OID, false, &value)?);

    if kind.is_authority() {
        // A root leaves the length open; an issuing authority makes no authorities.
        let path_len_constraint = (kind == ProfileKind::Issuing).then_some(0);
        let value = BasicConstraints { ca: true, path_len_constraint };
        out.push(extension(BasicConstraints::OID, true, &value)?);
    }
    out.push(extension(KeyUsage::OID, true, &key_usage(&raw.key_usage))?);

    if !raw.extended_key_usage.is_empty() {
        let value = ExtendedKeyUsage(raw.extended_key_usage.iter().map(|purpose| purpose.oid()).collect());
        // RFC 3161 §2.3 wants it critical; for OCSP it keeps the key from any other use.
        let critical = matches!(kind, ProfileKind::Ocsp | ProfileKind::Timestamping);
        out.push(extension(ExtendedKeyUsage::OID, critical, &value)?);
    }
    if kind == ProfileKind::Ocsp {
        out.push(extension(oids::OCSP_NO_CHECK, false, &der::asn1::Null)?);
    }
    if !profile.policies.is_empty() {
        out.push(extension(CertificatePolicies::OID, false, &policies(profile)?)?);
    }
    let access = access(raw)?;
    if !access.is_empty() {
        out.push(extension(AuthorityInfoAccessSyntax::OID, false, &AuthorityInfoAccessSyntax(access))?);
    }
    if !raw.status_list_urls.is_empty() {
        let names = raw.status_list_urls.iter().map(|url| uri(url)).collect::<der::Result<Vec<_>>>()?;
        let point = DistributionPoint {
            distribution_point: Some(DistributionPointName::FullName(names)),
            reasons: None,
            crl_issuer: None,
        };
        out.push(extension(CrlDistributionPoints::OID, false, &CrlDistributionPoints(vec![point]))?);
    }
    let statements = qualified::statements(profile.qualified.as_ref(), kind.is_natural_person())?;
    if !statements.is_empty() {
        out.push(extension(oids::QC_STATEMENTS, false, &statements)?);
    }
    Ok(out)
}

fn key_usage(uses: &[KeyUse]) -> KeyUsage {
    let mut bits = der::flagset::FlagSet::default();
    for (named, bit) in KEY_USES {
        if uses.contains(&named) {
            bits |= bit;
        }
    }
    KeyUsage(bits)
}

fn policies(profile: &Profile) -> der::Result<CertificatePolicies> {
    let policies = profile.policies.iter().map(|policy| {
        let qualifier = policy
            .cps
            .as_ref()
            .map(|cps| {
                Ok::<_, der::Error>(vec![PolicyQualifierInfo {
                    policy_qualifier_id: oids::CPS_QUALIFIER,
                    qualifier: Some(Any::encode_from(&Ia5String::new(cps)?)?),
                }])
            })
            .transpose()?;
        Ok(PolicyInformation { policy_identifier: policy.oid, policy_qualifiers: qualifier })
    });
    Ok(CertificatePolicies(policies.collect::<der::Result<Vec<_>>>()?))
}

fn access(raw: &crate::profile::RawProfile) -> der::Result<Vec<AccessDescription>> {
    let ocsp = raw.ocsp_urls.iter().map(|url| (oids::AD_OCSP, url));
    let issuer = raw.issuer_urls.iter().map(|url| (oids::AD_CA_ISSUERS, url));
    ocsp.chain(issuer)
        .map(|(access_method, url)| Ok(AccessDescription { access_method, access_location: uri(url)? }))
        .collect()
}

fn uri(url: &str) -> der::Result<GeneralName> {
    Ok(GeneralName::UniformResourceIdentifier(Ia5String::new(url)?))
}
