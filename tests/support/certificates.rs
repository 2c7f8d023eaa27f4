//! Certificates for one run of a test, made by OpenSSL.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// An authority and what it signs. The files go with it.
pub struct Certificates {
    folder: TempDir,
}

impl Certificates {
    /// An authority, with a certificate for a server on loopback and one for a client named `client`.
    pub fn new() -> Self {
        let certificates = Self { folder: tempfile::tempdir().expect("a folder for certificates") };
        certificates.openssl("ca", &["-subj", "/CN=authority of a test"]);
        let signed = ["-CA", "ca.pem", "-CAkey", "ca.key"];
        let names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
        certificates.openssl("server", &[names.as_slice(), signed.as_slice()].concat());
        certificates.openssl("client", &[["-subj", "/CN=client"].as_slice(), signed.as_slice()].concat());
        certificates
    }

    /// The authority's certificate.
    pub fn authority(&self) -> PathBuf {
        self.file("ca.pem")
    }

    /// A certificate of this authority, by its name.
    pub fn certificate(&self, name: &str) -> PathBuf {
        self.file(&format!("{name}.pem"))
    }

    /// The private key of a certificate.
    pub fn key(&self, name: &str) -> PathBuf {
        self.file(&format!("{name}.key"))
    }

    /// Key, certificate and authority in one file, as a broker wants its own.
    pub fn bundle(&self, name: &str) -> PathBuf {
        let parts = [self.key(name), self.certificate(name), self.authority()];
        let content: String =
            parts.iter().map(|part| std::fs::read_to_string(part).expect("a file just made")).collect();
        let bundle = self.file(&format!("{name}.bundle.pem"));
        std::fs::write(&bundle, content).expect("a file for the bundle");
        bundle
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Makes a key and a certificate, which signs itself unless told otherwise.
    fn openssl(&self, name: &str, more: &[&str]) {
        let (key, certificate) = (format!("{name}.key"), format!("{name}.pem"));
        let made = Command::new("openssl")
            .args([
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-keyout",
                &key,
                "-out",
                &certificate,
            ])
            .args(more)
            .current_dir(self.folder.path())
            .output()
            .expect("the command `openssl`");
        assert!(made.status.success(), "openssl: {}", String::from_utf8_lossy(&made.stderr));
    }
}

/// A path as text.
pub fn text(path: &Path) -> &str {
    path.to_str().expect("a path of a temporary file is text")
}
