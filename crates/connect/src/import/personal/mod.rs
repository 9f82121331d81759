//! What imports keep about people: refused rows, what records were before, the files themselves.

mod files;
mod store;

use api::personal::Doing;
use api::{Person, Personal, Redactor};
use base::Text;
use db::Tx;
use db::texts::{Rows, Texts};

#[derive(Debug)]
pub struct Imports;

impl Personal for Imports {
    fn name(&self) -> &'static str {
        "imports"
    }

    fn title(&self) -> Text {
        Text::fixed("Импорты", "Imports")
    }

    fn forget<'a>(
        &'a self,
        tx: &'a Tx,
        person: &'a Person,
        redactor: &'a Redactor,
    ) -> Doing<'a, u64> {
        Box::pin(async move {
            let (conn, patterns) = (tx.conn(), redactor.patterns());
            let mut imports = store::forget_changes_of(conn, person.contact_id).await?;
            let mut touched = imports.len() as u64;
            for (import, row, cells) in store::refused_like(conn, patterns).await? {
                if redactor.far(&cells).is_some() {
                    store::empty_refused(conn, import, row).await?;
                    imports.push(import);
                    touched += 1;
                }
            }
            for (import, position, before) in store::before_like(conn, patterns).await? {
                if let Some(struck) = redactor.far(&before) {
                    store::rewrite_before(conn, import, position, &struck).await?;
                    imports.push(import);
                    touched += 1;
                }
            }
            // The first rows of a file stand with its import.
            let samples = Texts {
                table: "imports",
                columns: &["layout", "mapping", "options", "file_name", "counts"],
                versioned: true,
            };
            let rows = Rows::Like(patterns);
            let far = |text: &str| redactor.far(text);
            imports.extend(db::texts::rewrite(conn, samples, rows, &far).await?);
            let removed = files::remove(tx, imports, redactor).await?;
            Ok(touched.max(removed))
        })
    }
}
