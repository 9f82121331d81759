//! The file of the key that passwords are encrypted with.

use std::path::Path;

use base::{Actor, Result, Uuid};
use connect::mail::Vault;
use testkit::TestApp;

const RECORD: Uuid = Uuid::from_u128(7);

async fn lock(app: &TestApp, file: &Path) -> Result<String> {
    let tx = app.db.begin(Actor::system()).await.expect("a tx");
    Vault::in_file(file.to_owned()).lock(&tx, RECORD, "тайна")
}

fn open(file: &Path, sealed: &str) -> Result<String> {
    Vault::in_file(file.to_owned()).open(RECORD, sealed)
}

#[tokio::test]
async fn a_key_is_made_once_and_whole() {
    let app = TestApp::new().await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("voronka.key");
    let first = lock(&app, &file).await.expect("a secret");
    let key = std::fs::read(&file).expect("a key");
    assert!(key.len() >= 64, "{} bytes", key.len());
    let second = lock(&app, &file).await.expect("a secret");
    assert_eq!(std::fs::read(&file).expect("a key"), key);
    for sealed in [first, second] {
        assert_eq!(open(&file, &sealed).expect("a secret"), "тайна");
    }
    let names = std::fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(names, 1, "nothing half written is left beside it");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&file)
            .expect("a file")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[tokio::test]
async fn an_empty_or_cut_off_key_is_refused_and_left_as_it_is() {
    let app = TestApp::new().await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("voronka.key");
    let sealed = lock(&app, &file).await.expect("a secret");
    for broken in ["", " \n", "0123456789abcdef"] {
        std::fs::write(&file, broken).expect("a file");
        for problem in [
            lock(&app, &file).await.expect_err("refused"),
            open(&file, &sealed).expect_err("refused"),
        ] {
            assert_eq!(problem.code(), "broken_key");
            assert!(problem.words().en.contains("voronka.key"));
        }
        assert_eq!(std::fs::read_to_string(&file).expect("a file"), broken);
    }
}
