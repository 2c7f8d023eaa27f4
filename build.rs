//! Compiles the public contract (`proto/`) into Rust, with protox in place of `protoc`, so that a build needs no tool beside
//! cargo; and tells the program which compiler has built it.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use prost::Message as _;

const ROOT: &str = "proto";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed={ROOT}");
    println!("cargo:rustc-env=DEMARCHE_RUSTC={}", compiler()?);
    let descriptors = protox::compile(proto_files(&Path::new(ROOT).join("demarche/v1"))?, [ROOT])?;
    pbjson_build::Builder::new().register_descriptors(&descriptors.encode_to_vec())?.build(&[".demarche"])?;
    prost_build::Config::new()
        .compile_well_known_types()
        .extern_path(".google.protobuf", "::pbjson_types")
        .compile_fds(descriptors)?;
    Ok(())
}

fn proto_files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "proto") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The version of the compiler, such as `1.95.0`.
fn compiler() -> Result<String, Box<dyn Error>> {
    let told =
        Command::new(std::env::var_os("RUSTC").ok_or("cargo names no compiler")?).arg("--version").output()?.stdout;
    Ok(String::from_utf8(told)?.split_whitespace().nth(1).ok_or("the compiler does not tell its version")?.to_owned())
}
