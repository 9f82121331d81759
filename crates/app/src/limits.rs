//! How long clients may wait for a first answer, told to the reports by the area that knows it.

use analyze::patience::{Answering, Limits, Told};
use db::Conn;
use qualify::first_contact::settings::Settings;

/// Reads the settings of first contacts.
#[derive(Debug)]
pub struct QualifyLimits;

impl Answering for QualifyLimits {
    fn limits<'a>(&'a self, conn: Conn<'a>) -> Told<'a> {
        Box::pin(async move {
            let settings = Settings::load(conn).await?;
            let by_source = settings.sources.iter();
            Ok(Limits {
                usual: Some(settings.usual_minutes),
                by_source: by_source
                    .map(|limit| (limit.source_id, limit.minutes))
                    .collect(),
            })
        })
    }
}
