//! openssl as the other side: it certifies the card's keys, and says whether a signature is one.

use std::{path::Path, process::Command};

use sportello_token::piv::PublicKey;

/// Runs openssl and gives what it wrote.
pub fn openssl(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, String> {
    let ran = Command::new("openssl")
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap_or_else(|error| panic!("openssl does not start (the test command installs it): {error}"));
    if ran.status.success() { Ok(ran.stdout) } else { Err(String::from_utf8_lossy(&ran.stderr).into_owned()) }
}

/// Whether the signature over the message verifies under the key; `digest` is `-sha256` and the like.
pub fn accepts(key: &PublicKey, digest: &str, message: &[u8], signature: &[u8]) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    write("key.der", &key.info);
    write("message", message);
    write("signature", signature);
    let verify =
        ["dgst", digest, "-keyform", "DER", "-verify", "key.der", "-signature", "signature", "message"];
    openssl(folder.path(), &verify).is_ok()
}

/// A certificate for the key, DER, from an authority made for it.
pub fn certify(name: &str, key: &PublicKey) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("key.der"), &key.info).unwrap();
    let run = |arguments: &str| {
        let arguments: Vec<&str> = arguments.split(' ').collect();
        openssl(folder.path(), &arguments).unwrap_or_else(|said| panic!("openssl {arguments:?}: {said}"))
    };
    run("pkey -pubin -inform DER -in key.der -out key.pem");
    run(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -subj /CN=Test",
    );
    run(&format!(
        "x509 -new -force_pubkey key.pem -CA ca.pem -CAkey ca.key -subj /CN={name} -outform DER -out c.der"
    ));
    std::fs::read(folder.path().join("c.der")).unwrap()
}
