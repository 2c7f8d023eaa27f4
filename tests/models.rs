//! `demarche models` tells what is wrong with a model file, and what to run. Nothing here asks the network.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use demarche::linguistics::models::{ModelFile, ModelFileBuilder};

fn models(folder: &Path, task: &str) -> Command {
    let mut command = Command::cargo_bin("demarche").unwrap();
    command.args(["models", task]).env("DEMARCHE_MODELS__FOLDER", folder);
    command
}

/// Asserts that `task` fails with that code, and tells all of that.
fn fails(folder: &Path, task: &str, code: i32, told: &[&str]) {
    let output = models(folder, task).output().unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{message}");
    assert!(output.stdout.is_empty());
    for words in told {
        assert!(message.contains(words), "{words:?} is not in {message:?}");
    }
}

#[test]
fn the_folder_is_that_of_the_flag_then_the_environment_then_the_file_then_the_cache() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("demarche.toml");
    fs::write(&file, "[models]\nfolder = '/from/file'").unwrap();
    let told = |command: &mut Command| String::from_utf8(command.output().unwrap().stdout).unwrap();
    let path = |folder: &str| models(folder.as_ref(), "path");
    assert_eq!(told(path("/from/environment").args(["--folder", "/from/flag"])), "/from/flag\n");
    assert_eq!(told(path("/from/environment").arg("--config").arg(&file)), "/from/environment\n");
    assert_eq!(told(path("").env_remove("DEMARCHE_MODELS__FOLDER").arg("--config").arg(&file)), "/from/file\n");
    assert_eq!(told(path("").env("XDG_CACHE_HOME", "/cache")), "/cache/demarche/models\n");
    assert_eq!(told(path("").env_remove("XDG_CACHE_HOME").env("HOME", "/home")), "/home/.cache/demarche/models\n");
}

#[test]
fn a_missing_model_is_named_with_what_to_run() {
    let folder = tempfile::tempdir().unwrap();
    fails(folder.path(), "verify", 78, &["ru.model is missing", "run `demarche models fetch`"]);
}

#[test]
fn a_missing_or_other_package_is_named_with_what_to_run() {
    let folder = tempfile::tempdir().unwrap();
    let told = ["natasha-1.6.0-py3-none-any.whl is missing or damaged", "run `demarche models fetch`"];
    fails(folder.path(), "convert", 78, &told);
    fs::write(folder.path().join("natasha-1.6.0-py3-none-any.whl"), "something else").unwrap();
    fails(folder.path(), "convert", 78, &told);
    assert!(!folder.path().join("ru.model").exists());
}

#[test]
fn a_damaged_model_another_version_and_a_file_without_its_parts_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("ru.model");
    let mut builder = ModelFileBuilder::default();
    builder.add("other", b"bytes");
    builder.write(&model).unwrap();
    assert!(ModelFile::read(&model).is_ok());
    fails(folder.path(), "verify", 78, &["has no array", "run `demarche models fetch`"]);
    let whole = fs::read(&model).unwrap();
    let with_byte = |at: usize, byte: u8| {
        let mut bytes = whole.clone();
        bytes[at] = byte;
        fs::write(&model, bytes).unwrap();
    };
    with_byte(whole.len() - 1, b'!');
    fails(folder.path(), "verify", 78, &["ru.model is damaged", "run `demarche models fetch`"]);
    with_byte(8, 99);
    fails(folder.path(), "verify", 78, &["version 99", "run `demarche models fetch`"]);
}

#[test]
fn without_python_the_fetch_says_what_to_install() {
    let folder = tempfile::tempdir().unwrap();
    let output = models(folder.path(), "fetch").env("PATH", folder.path()).output().unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(69), "{message}");
    assert!(message.contains("install Python 3 with pip"), "{message}");
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    fails(&file.join("models"), "fetch", 78, &["cannot write", "make the folder writable"]);
}

#[test]
fn the_help_shows_an_example_and_the_exit_codes() {
    let output = Command::cargo_bin("demarche").unwrap().args(["models", "--help"]).output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    for words in ["fetch", "convert", "verify", "path", "--folder", "Example", "Exit codes", "69", "78"] {
        assert!(help.contains(words), "{words} is not in {help}");
    }
}
