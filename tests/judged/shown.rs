//! A certificate before pkilint and openssl, which follow the addresses that stand in it.

use std::{path::PathBuf, process::Command};

use sportello_testkit::judges::{Exhibits, content, judge, opinion};

/// A certificate with what its verifiers start from.
pub struct Shown {
    pub holder: PathBuf,
    pub root: PathBuf,
    issuing: PathBuf,
}

impl Shown {
    pub async fn new(exhibits: &Exhibits, holders: &str, pem: &str) -> Self {
        let mut authorities = Vec::new();
        for name in ["root", "issuing-1"] {
            let der = reqwest::get(format!("{holders}/ca/{name}.cer")).await.unwrap().bytes().await.unwrap();
            let der = exhibits.write(&format!("{name}.cer"), &der);
            let pem = exhibits.path(&format!("{name}.pem"));
            let mut command = Command::new("openssl");
            command.args(["x509", "-inform", "DER", "-in"]).arg(der).arg("-out").arg(&pem);
            content(&mut command, "the authority's certificate is fetched as it stands in certificates");
            authorities.push(pem);
        }
        let issuing = authorities.pop().unwrap();
        let root = authorities.pop().unwrap();
        Self { holder: exhibits.write("holder.pem", pem.as_bytes()), root, issuing }
    }

    /// The certificate in DER, as openssl writes it.
    pub fn der(&self) -> PathBuf {
        let der = self.holder.with_extension("cer");
        let mut command = Command::new("openssl");
        command.args(["x509", "-outform", "DER", "-in"]).arg(&self.holder).arg("-out").arg(&der);
        content(&mut command, "openssl reads the certificate");
        der
    }

    pub fn keeps_its_profile(&self) {
        let mut command = Command::new(judge("lint_etsi_cert"));
        command.args(["lint", "-t", "NCP-NATURAL-PERSON-CERTIFICATE", "-s", "WARNING"]).arg(self.der());
        let (_, said) = opinion(&mut command);
        // The centre of a test has no name in the world: the linter says so at each of the four addresses.
        let expected = "etsi.internal_domain_name (ERROR): Internal domain name: \"127.0.0.1\"";
        let findings: Vec<_> = said.lines().filter(|line| line.starts_with(' ')).map(str::trim).collect();
        assert_eq!(findings, [expected; 4], "pkilint finds nothing else at warning or above: {said}");
    }

    /// `openssl verify`; it fetches the status list from the address that the certificate names.
    fn by_status_list(&self) -> (bool, String) {
        let mut command = Command::new("openssl");
        command.args(["verify", "-x509_strict", "-crl_check", "-crl_download", "-CAfile"]).arg(&self.root);
        opinion(command.arg("-untrusted").arg(&self.issuing).arg(&self.holder))
    }

    /// `openssl ocsp` against the responder that the certificate names.
    fn by_ocsp(&self) -> String {
        let mut command = Command::new("openssl");
        command.args(["x509", "-noout", "-ocsp_uri", "-in"]).arg(&self.holder);
        let responder = content(&mut command, "the certificate names its responder");
        let mut command = Command::new("openssl");
        command.args(["ocsp", "-url", responder.trim(), "-issuer"]).arg(&self.issuing);
        command.arg("-cert").arg(&self.holder).arg("-CAfile").arg(&self.root);
        content(command.arg("-verify_other").arg(&self.issuing), "openssl accepts the answer")
    }

    pub fn is_believed(&self) {
        let (believed, said) = self.by_status_list();
        assert!(believed, "before the revocation, by the list: {said}");
        let said = self.by_ocsp();
        assert!(said.contains("Response verify OK") && said.contains(": good"), "and by OCSP: {said}");
    }

    pub fn is_revoked(&self) {
        let (believed, said) = self.by_status_list();
        assert!(!believed && said.contains("certificate revoked"), "afterwards, by the list: {said}");
        let said = self.by_ocsp();
        assert!(said.contains(": revoked") && said.contains("keyCompromise"), "and by OCSP: {said}");
    }
}
