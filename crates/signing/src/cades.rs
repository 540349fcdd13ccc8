//! The CMS inside a PDF signature or a time-stamp, with the attributes of CAdES (ETSI EN 319 122-1).

use cms::cert::{CertificateChoices, IssuerAndSerialNumber};
use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{
    CertificateSet, EncapsulatedContentInfo, SignedData, SignerIdentifier, SignerInfo, SignerInfos,
};
use const_oid::ObjectIdentifier;
use const_oid::db::rfc5911::{ID_CONTENT_TYPE, ID_DATA, ID_MESSAGE_DIGEST, ID_SIGNED_DATA};
use der::asn1::{OctetString, SetOfVec};
use der::{Any, Decode, Encode, Sequence};
use spki::AlgorithmIdentifierOwned;
use sportello_pki::certificate::Certificate;
use sportello_pki::keys::{Digest, SignatureError, SignatureScheme};
use x509_cert::attr::{Attribute, Attributes};

/// id-ct-TSTInfo, RFC 3161 §2.4.2.
const ID_CT_TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");

/// id-aa-signingCertificateV2, RFC 5035 §3.
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");

/// `ESSCertIDv2` (RFC 5035 §4). The algorithm is left out where it is the default, SHA-256. issuerSerial is only
/// read: EN 319 122-1 §5.2.2.3 asks nobody to write it, and the hash says all.
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct EssCertIdV2 {
    hash_algorithm: Option<AlgorithmIdentifierOwned>,
    cert_hash: OctetString,
    issuer_serial: Option<Any>,
}

#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct SigningCertificateV2 {
    certs: Vec<EssCertIdV2>,
    policies: Option<Any>,
}

/// What a CMS is a signature of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content<'a> {
    /// Bytes that stand elsewhere: the PDF around it.
    Detached,
    /// Its own content: what a time-stamp says (RFC 3161 §2.4.2), DER.
    Stamp(&'a [u8]),
}

impl Content<'_> {
    const fn kind(self) -> ObjectIdentifier {
        match self {
            Self::Detached => ID_DATA,
            Self::Stamp(_) => ID_CT_TST_INFO,
        }
    }

    /// RFC 5652 §5.1: version 3 where the content is anything but data.
    const fn version(self) -> CmsVersion {
        match self {
            Self::Detached => CmsVersion::V1,
            Self::Stamp(_) => CmsVersion::V3,
        }
    }

    fn carried(self) -> Result<Option<Any>, der::Error> {
        match self {
            Self::Detached => Ok(None),
            Self::Stamp(said) => Any::encode_from(&OctetString::new(said)?).map(Some),
        }
    }
}

/// What is wrong with a CMS, for the report; the bytes are never quoted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CmsFault {
    /// It cannot be read, or is not what PAdES asks for.
    Structure(String),
    /// It was read, and does not match the document or the key.
    Mismatch(String),
}

fn structure(error: der::Error) -> CmsFault {
    CmsFault::Structure(error.to_string())
}

/// The signed attributes of PAdES baseline: content-type, message-digest, signing-certificate-v2. No signing-time:
/// in a PDF the claimed time is `/M` (EN 319 142-1 §6.3, table 1), in a time-stamp it is the content.
pub(crate) fn signed_attributes(
    content: Content<'_>,
    digest: &[u8],
    signer: &Certificate,
) -> Result<Vec<u8>, der::Error> {
    let certificate = EssCertIdV2 {
        hash_algorithm: None,
        cert_hash: OctetString::new(signer.fingerprint())?,
        issuer_serial: None,
    };
    let signing_certificate = SigningCertificateV2 { certs: vec![certificate], policies: None };
    let attributes = [
        attribute(ID_CONTENT_TYPE, Any::encode_from(&content.kind())?)?,
        attribute(ID_MESSAGE_DIGEST, Any::encode_from(&OctetString::new(digest)?)?)?,
        attribute(SIGNING_CERTIFICATE_V2, Any::encode_from(&signing_certificate)?)?,
    ];
    SetOfVec::from_iter(attributes)?.to_der()
}

fn attribute(oid: ObjectIdentifier, value: Any) -> Result<Attribute, der::Error> {
    Ok(Attribute { oid, values: SetOfVec::from_iter([value])? })
}

/// The whole CMS around a signature made over `attributes_der`, with the certificates that go along.
pub(crate) fn assemble(
    content: Content<'_>,
    scheme: SignatureScheme,
    attributes_der: &[u8],
    signature: &[u8],
    signer: &Certificate,
    along: &[&Certificate],
) -> Result<Vec<u8>, der::Error> {
    let parsed = x509_cert::Certificate::from_der(signer.der())?;
    let digest_algorithm = AlgorithmIdentifierOwned { oid: scheme.digest().oid(), parameters: None };
    let mut certificates = SetOfVec::new();
    for certificate in along {
        let choice = CertificateChoices::Certificate(x509_cert::Certificate::from_der(certificate.der())?);
        // The signer's certificate may stand in the chain as well; a set holds it once.
        if !certificates.iter().any(|known| *known == choice) {
            certificates.insert(choice)?;
        }
    }
    let signer_info = SignerInfo {
        version: CmsVersion::V1,
        sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
            issuer: parsed.tbs_certificate.issuer,
            serial_number: parsed.tbs_certificate.serial_number,
        }),
        digest_alg: digest_algorithm.clone(),
        signed_attrs: Some(Attributes::from_der(attributes_der)?),
        signature_algorithm: scheme.identifier(),
        signature: OctetString::new(signature)?,
        unsigned_attrs: None,
    };
    let signed_data = SignedData {
        version: content.version(),
        digest_algorithms: SetOfVec::from_iter([digest_algorithm])?,
        encap_content_info: EncapsulatedContentInfo {
            econtent_type: content.kind(),
            econtent: content.carried()?,
        },
        certificates: (!certificates.is_empty()).then_some(CertificateSet(certificates)),
        crls: None,
        signer_infos: SignerInfos(SetOfVec::from_iter([signer_info])?),
    };
    ContentInfo { content_type: ID_SIGNED_DATA, content: Any::encode_from(&signed_data)? }.to_der()
}

/// A CMS that was read, before its signature is believed.
pub(crate) struct ReadCms {
    pub signer: Certificate,
    pub others: Vec<Certificate>,
    signer_info: SignerInfo,
    digest: Digest,
    kind: ObjectIdentifier,
}

/// Reads a detached CMS with exactly one signer whose certificate is inside (EN 319 142-1 §6.3).
pub(crate) fn read(der: &[u8]) -> Result<ReadCms, CmsFault> {
    let data = signed_data(der)?;
    if data.encap_content_info.econtent.is_some() {
        return Err(CmsFault::Structure("it is not detached: it carries content of its own".to_owned()));
    }
    read_data(data, Content::Detached)
}

/// Reads a time-stamp with its signer's certificate inside, and gives what it says (DER of a `TSTInfo`).
pub(crate) fn read_stamp(der: &[u8]) -> Result<(ReadCms, Vec<u8>), CmsFault> {
    let data = signed_data(der)?;
    let said = data.encap_content_info.econtent.as_ref();
    let said = said.ok_or_else(|| CmsFault::Structure("it says nothing".to_owned()))?;
    let said: OctetString = said.decode_as().map_err(structure)?;
    let said = said.into_bytes();
    let cms = read_data(data, Content::Stamp(&said))?;
    Ok((cms, said))
}

fn signed_data(der: &[u8]) -> Result<SignedData, CmsFault> {
    let content = ContentInfo::from_der(der).map_err(structure)?;
    if content.content_type != ID_SIGNED_DATA {
        return Err(CmsFault::Structure("it is not signed data".to_owned()));
    }
    content.content.decode_as().map_err(structure)
}

fn read_data(data: SignedData, content: Content<'_>) -> Result<ReadCms, CmsFault> {
    let [signer_info] = data.signer_infos.0.as_slice() else {
        return Err(CmsFault::Structure("it has not exactly one signer".to_owned()));
    };
    let signer_info = signer_info.clone();
    check_frame(&data, content, &signer_info)?;
    let digest = Digest::from_oid(signer_info.digest_alg.oid)
        .ok_or_else(|| CmsFault::Structure("its digest algorithm is not accepted".to_owned()))?;
    let mut others = Vec::new();
    let mut signer = None;
    for choice in data.certificates.map(|set| set.0.into_vec()).unwrap_or_default() {
        let CertificateChoices::Certificate(parsed) = choice else { continue };
        let certificate = Certificate::from_der(&parsed.to_der().map_err(structure)?)
            .map_err(|error| CmsFault::Structure(format!("a certificate inside is damaged: {error}")))?;
        if signer.is_none() && identifies(&signer_info.sid, &parsed)? {
            signer = Some(certificate);
        } else {
            others.push(certificate);
        }
    }
    let signer =
        signer.ok_or_else(|| CmsFault::Structure("the signer's certificate is not inside".to_owned()))?;
    Ok(ReadCms { signer, others, signer_info, digest, kind: content.kind() })
}

/// Nothing signs the frame around the signature; what it says must at least be true (RFC 5652 §5.1, §5.3).
fn check_frame(data: &SignedData, content: Content<'_>, signer_info: &SignerInfo) -> Result<(), CmsFault> {
    if !data.digest_algorithms.iter().any(|algorithm| algorithm.oid == signer_info.digest_alg.oid) {
        return Err(CmsFault::Structure("it does not announce the digest it uses".to_owned()));
    }
    if data.encap_content_info.econtent_type != content.kind() {
        return Err(CmsFault::Structure("its content is of another type".to_owned()));
    }
    let by_key = matches!(signer_info.sid, SignerIdentifier::SubjectKeyIdentifier(_));
    if signer_info.version != if by_key { CmsVersion::V3 } else { CmsVersion::V1 } {
        return Err(CmsFault::Structure("its version is not that of its form".to_owned()));
    }
    if !matches!(data.version, CmsVersion::V1 | CmsVersion::V3) {
        return Err(CmsFault::Structure("its version is not that of its form".to_owned()));
    }
    Ok(())
}

fn identifies(sid: &SignerIdentifier, certificate: &x509_cert::Certificate) -> Result<bool, CmsFault> {
    let tbs = &certificate.tbs_certificate;
    match sid {
        SignerIdentifier::IssuerAndSerialNumber(named) => {
            Ok(named.issuer == tbs.issuer && named.serial_number == tbs.serial_number)
        }
        SignerIdentifier::SubjectKeyIdentifier(named) => {
            let own = tbs.get::<x509_cert::ext::pkix::SubjectKeyIdentifier>().map_err(structure)?;
            Ok(own.is_some_and(|(_, own)| own == *named))
        }
    }
}

impl ReadCms {
    pub(crate) fn digest(&self) -> Digest {
        self.digest
    }

    /// Checks attributes and signature against the digest of the document or content. `cades`: the signing certificate must be
    /// named in a signed attribute, so that nobody swaps it for another of the same key (RFC 5035 §1).
    pub(crate) fn check(&self, document_digest: &[u8], cades: bool) -> Result<(), CmsFault> {
        let mismatch = |why: &str| Err(CmsFault::Mismatch(why.to_owned()));
        let Some(attributes) = &self.signer_info.signed_attrs else {
            return Err(CmsFault::Structure("it has no signed attributes".to_owned()));
        };
        let content_type: ObjectIdentifier = single(attributes, ID_CONTENT_TYPE)?
            .ok_or_else(|| CmsFault::Structure("the content type is not signed".to_owned()))?;
        if content_type != self.kind {
            return Err(CmsFault::Structure("the signed content type is another one".to_owned()));
        }
        let digest: OctetString = single(attributes, ID_MESSAGE_DIGEST)?
            .ok_or_else(|| CmsFault::Structure("the message digest is not signed".to_owned()))?;
        if digest.as_bytes() != document_digest {
            return mismatch("the document is not the one that was signed: its digest differs");
        }
        let named: Option<SigningCertificateV2> = single(attributes, SIGNING_CERTIFICATE_V2)?;
        match named {
            None if cades => {
                return Err(CmsFault::Structure("the signing certificate is not named in it".to_owned()));
            }
            Some(named) if !names(&named, &self.signer) => {
                return mismatch("the signing certificate is not the one that was signed");
            }
            _ => {}
        }
        let scheme = SignatureScheme::from_signer_info(self.signer_info.signature_algorithm.oid, self.digest)
            .ok_or_else(|| CmsFault::Structure("its signature algorithm is not accepted".to_owned()))?;
        let key =
            self.signer.public_key_info_der().map_err(|error| CmsFault::Structure(error.to_string()))?;
        // What was signed is the DER of the SET, not the [0] that stands in the message (RFC 5652 §5.4).
        let signed = attributes.to_der().map_err(structure)?;
        match scheme.verify(&key, &signed, self.signer_info.signature.as_bytes()) {
            Ok(()) => Ok(()),
            Err(SignatureError::Wrong) => mismatch("the signature does not match the certificate's key"),
            Err(error) => Err(CmsFault::Structure(error.to_string())),
        }
    }
}

fn names(named: &SigningCertificateV2, signer: &Certificate) -> bool {
    // The first names the signer (RFC 5035 §3).
    let Some(first) = named.certs.first() else { return false };
    let digest = match &first.hash_algorithm {
        None => Some(Digest::Sha256),
        Some(algorithm) => Digest::from_oid(algorithm.oid),
    };
    digest.is_some_and(|digest| digest.of(signer.der()) == first.cert_hash.as_bytes())
}

/// The one value of an attribute that may stand once only (RFC 5652 §11).
fn single<T: for<'a> Decode<'a>>(
    attributes: &Attributes,
    oid: ObjectIdentifier,
) -> Result<Option<T>, CmsFault> {
    let mut found = attributes.iter().filter(|attribute| attribute.oid == oid);
    let Some(attribute) = found.next() else { return Ok(None) };
    let (Some(value), 1, None) = (attribute.values.get(0), attribute.values.len(), found.next()) else {
        return Err(CmsFault::Structure(format!("attribute {oid} does not stand exactly once")));
    };
    T::from_der(&value.to_der().map_err(structure)?).map(Some).map_err(structure)
}
