//! The same device by hand: yubico-piv-tool at the card, openssl as the authority.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const READER: &str = sportello_testkit::pcscd::READER;
const SLOTS: [&str; 2] = ["9c", "9a"];
const PIN: &str = "73592841";
const PUK: &str = "20648197";
const FACTORY_PIN: &str = "123456";
const FACTORY_PUK: &str = "12345678";
/// In place of the factory's, 3DES as that: the tool sets no other kind on every card.
const MANAGEMENT: &str = "a1b2c3d4e5f60718293a4b5c6d7e8f90a1b3c5d7e9fb0d1f";

/// A certification authority, ready.
pub struct Peer {
    folder: PathBuf,
}

impl Peer {
    pub fn with_authority(folder: PathBuf) -> Self {
        fs::create_dir_all(&folder).unwrap();
        let ca = "req -x509 -subj /CN=Peer -days 30 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
                  -keyout ca.key -out ca.pem";
        run(&folder, "openssl", &words(ca));
        Self { folder }
    }

    /// Looks at the blank card in the reader, sets its codes, makes both keys and has them certified, writes the
    /// certificates, reads them back, and has both keys sign.
    pub fn enrol(&self) {
        self.card("-a status");
        self.card(&format!("-a change-puk -P {FACTORY_PUK} -N {PUK}"));
        self.card(&format!("-a set-mgm-key -n {MANAGEMENT}"));
        self.card(&format!("-a change-pin -P {FACTORY_PIN} -N {PIN}"));
        for slot in SLOTS {
            self.card(&format!("-k{MANAGEMENT} -a generate -s {slot} -A ECCP256 -o {slot}.key"));
            let certify = "x509 -new -CA ca.pem -CAkey ca.key -subj /CN=Somebody -days 30 -force_pubkey";
            run(&self.folder, "openssl", &words(&format!("{certify} {slot}.key -out {slot}.pem")));
            // Each key signs once before it counts as certified. The tool's own request is not to be had: beside OpenSSL 3
            // it fails before it asks the card anything.
            self.signs(slot);
        }
        self.card(&format!("-k{MANAGEMENT} -a set-chuid"));
        for slot in SLOTS {
            self.card(&format!("-k{MANAGEMENT} -a import-certificate -s {slot} -i {slot}.pem"));
            self.card(&format!("-a read-certificate -s {slot} -o {slot}.read"));
            let (issued, read) = (self.text(&format!("{slot}.pem")), self.text(&format!("{slot}.read")));
            assert_eq!(read.trim(), issued.trim(), "{slot} was read back as issued");
            self.signs(slot);
            run(&self.folder, "openssl", &words(&format!("verify -CAfile ca.pem {slot}.pem")));
        }
    }

    /// The key signs under the PIN, and the signature fits its certificate.
    fn signs(&self, slot: &str) {
        self.card(&format!("-a verify-pin -P {PIN} -a test-signature -s {slot} -i {slot}.pem"));
    }

    fn card(&self, arguments: &str) {
        let mut all = vec!["-r", READER];
        all.extend(words(arguments));
        run(&self.folder, "yubico-piv-tool", &all);
    }

    fn text(&self, file: &str) -> String {
        fs::read_to_string(self.folder.join(file)).unwrap()
    }
}

fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

fn run(folder: &Path, program: &str, arguments: &[&str]) {
    let output = Command::new(program).current_dir(folder).args(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?}: {said}");
}
