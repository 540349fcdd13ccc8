//! Where the makers' installers put their modules. One that lies elsewhere is named by file.

use std::path::{Path, PathBuf};

/// A module that lies on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundModule {
    /// Whose it is: the makers' own names, the same in every language.
    pub name: &'static str,
    pub file: PathBuf,
}

/// Makers, and what their modules are called on this system; of several the first that is there is taken.
#[cfg(target_os = "linux")]
const MAKERS: &[(&str, &[&str])] = &[
    ("OpenSC", &["opensc-pkcs11.so"]),
    ("Bit4id", &["libbit4xpki.so", "libbit4ipki.so"]),
    ("SafeNet", &["libeToken.so", "libeTPkcs11.so", "libIDPrimePKCS11.so"]),
    ("IDEMIA", &["libOcsCryptoki.so", "libOCSCryptoki.so"]),
    ("CIE", &["libcie-pkcs11.so"]),
    ("SoftHSM2", &["libsofthsm2.so"]),
];
#[cfg(target_os = "macos")]
const MAKERS: &[(&str, &[&str])] = &[
    ("OpenSC", &["opensc-pkcs11.so"]),
    ("Bit4id", &["libbit4xpki.dylib", "libbit4ipki.dylib"]),
    ("SafeNet", &["libeToken.dylib", "libeTPkcs11.dylib", "libIDPrimePKCS11.dylib"]),
    ("IDEMIA", &["libOcsCryptoki.dylib", "libOCSCryptoki.dylib"]),
    ("CIE", &["libcie-pkcs11.dylib"]),
    ("SoftHSM2", &["libsofthsm2.so"]),
];
#[cfg(windows)]
const MAKERS: &[(&str, &[&str])] = &[
    ("OpenSC", &["opensc-pkcs11.dll"]),
    ("Bit4id", &["bit4xpki.dll", "bit4ipki.dll"]),
    ("SafeNet", &["eTPKCS11.dll", "IDPrimePKCS1164.dll", "IDPrimePKCS11.dll"]),
    ("IDEMIA", &["OcsCryptoki.dll"]),
    ("CIE", &["cie-pkcs11.dll", "CIEPKI.dll"]),
    ("SoftHSM2", &["softhsm2-x64.dll", "softhsm2.dll"]),
];
#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
const MAKERS: &[(&str, &[&str])] = &[];

/// Folders of libraries, seen from the root of the file system.
#[cfg(target_os = "linux")]
const FOLDERS: &[&str] = &[
    "usr/lib/x86_64-linux-gnu",
    "usr/lib/aarch64-linux-gnu",
    "usr/lib64",
    "usr/lib",
    "usr/local/lib",
    "usr/lib/x86_64-linux-gnu/pkcs11",
    "usr/lib/aarch64-linux-gnu/pkcs11",
    "usr/lib64/pkcs11",
    "usr/lib/pkcs11",
    "usr/lib/bit4id",
    "usr/lib/softhsm",
    "usr/lib64/softhsm",
    "usr/lib/x86_64-linux-gnu/softhsm",
    "usr/lib/aarch64-linux-gnu/softhsm",
    "usr/local/lib/softhsm",
    "usr/local/AWP/lib",
    "opt/bit4id/lib",
];
#[cfg(target_os = "macos")]
const FOLDERS: &[&str] = &[
    "Library/OpenSC/lib",
    "Library/bit4id/pkcs11",
    "System/Library/bit4id/pkcs11",
    "Library/Frameworks/eToken.framework/Versions/Current",
    "Library/AWP/lib",
    "usr/local/lib",
    "usr/local/lib/softhsm",
    "opt/homebrew/lib",
    "opt/homebrew/lib/softhsm",
];
#[cfg(windows)]
const FOLDERS: &[&str] = &[
    "Windows\\System32",
    "Program Files\\OpenSC Project\\OpenSC\\pkcs11",
    "Program Files\\Bit4id\\Universal MW",
    "Program Files\\SafeNet\\Authentication\\SAC\\x64",
    "Program Files\\IDEMIA\\AWP\\DLLs",
    "Program Files\\Oberthur Technologies\\AWP\\DLLs",
    "Program Files\\CIEPKI",
    "SoftHSM2\\lib",
    "Program Files\\SoftHSM2\\lib",
];
#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
const FOLDERS: &[&str] = &[];

/// Where this system's file system begins.
const ROOT: &str = if cfg!(windows) { "C:\\" } else { "/" };

/// The modules at their makers' places, one of each maker. Nothing is loaded.
pub fn found() -> Vec<FoundModule> {
    found_below(Path::new(ROOT))
}

fn found_below(root: &Path) -> Vec<FoundModule> {
    let places = |files: &'static [&str]| {
        files.iter().flat_map(|file| FOLDERS.iter().map(move |folder| Path::new(folder).join(file)))
    };
    let found = MAKERS.iter().filter_map(|(name, files)| {
        let file = places(files).map(|place| root.join(place)).find(|file| file.is_file())?;
        Some(FoundModule { name, file })
    });
    found.collect()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn modules_are_found_where_their_makers_put_them() {
        let root = tempfile::tempdir().unwrap();
        assert_eq!(found_below(root.path()), [], "nothing is installed");
        let put = |file: &str| {
            let file = root.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, b"a library").unwrap();
            file
        };
        let bit4id = put("usr/lib/bit4id/libbit4xpki.so");
        let cie = put("usr/local/lib/libcie-pkcs11.so");
        let opensc = put("usr/lib/x86_64-linux-gnu/opensc-pkcs11.so");
        put("usr/lib/pkcs11/opensc-pkcs11.so");
        put("usr/lib/libother.so");
        fs::create_dir_all(root.path().join("usr/lib/softhsm/libsofthsm2.so")).unwrap();
        let expected = [("OpenSC", opensc), ("Bit4id", bit4id), ("CIE", cie)]
            .map(|(name, file)| FoundModule { name, file });
        assert_eq!(found_below(root.path()), expected, "one of each maker, files only, in the makers' order");
    }
}
