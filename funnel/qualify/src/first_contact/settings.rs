//! How long a client may wait for the first answer.

use std::collections::BTreeSet;

use base::problem::Check;
use base::{Event, Problem, Result, Subject, Text, Uuid};
use db::{Conn, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

const KEY: &str = "qualify.first_contact";

/// How long a client may wait for the first answer, in minutes of working time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = FirstContactSettings)]
pub struct Settings {
    /// For sources that have no limit of their own.
    #[schema(example = 60)]
    pub usual_minutes: i64,
    /// A limit that is nearer than this is shown as pressing.
    #[schema(example = 15)]
    pub soon_minutes: i64,
    #[serde(default)]
    pub sources: Vec<SourceLimit>,
}

/// The limit of one source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = FirstContactLimit)]
pub struct SourceLimit {
    pub source_id: Uuid,
    /// Null: nobody waits for an answer, as after a call of ours.
    pub minutes: Option<i64>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            usual_minutes: 60,
            soon_minutes: 15,
            sources: Vec::new(),
        }
    }
}

const MOST_MINUTES: i64 = 60 * 24 * 30;

impl Settings {
    pub async fn load(conn: Conn<'_>) -> Result<Self> {
        let kept = db::settings::get(conn, KEY).await?;
        Ok(kept
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default())
    }

    /// The limit of a source in minutes; none: it has none.
    pub fn limit(&self, source: Option<Uuid>) -> Option<i64> {
        let own = self
            .sources
            .iter()
            .find(|limit| Some(limit.source_id) == source);
        own.map_or(Some(self.usual_minutes), |limit| limit.minutes)
    }

    /// # Errors
    /// `invalid` with everything that is wrong.
    pub async fn save(&self, tx: &Tx) -> Result<()> {
        self.check()?;
        let text = serde_json::to_string(self).map_err(Problem::internal)?;
        db::settings::put(tx.conn(), KEY, &text).await?;
        tx.record(Event::new(
            "first_contact.limits_set",
            Subject::default(),
            json!({ "usual_minutes": self.usual_minutes }),
        ));
        Ok(())
    }

    fn check(&self) -> Result<()> {
        let mut check = Check::default();
        let out = || Text::fixed("От 1 минуты до 30 суток", "From 1 minute to 30 days");
        if !(1..=MOST_MINUTES).contains(&self.usual_minutes) {
            check.fail("usual_minutes", "out_of_range", out());
        }
        if !(0..=MOST_MINUTES).contains(&self.soon_minutes) {
            check.fail("soon_minutes", "out_of_range", out());
        }
        let mut known = BTreeSet::new();
        for (index, limit) in self.sources.iter().enumerate() {
            if !known.insert(limit.source_id) {
                let text = Text::fixed("Этот источник уже есть", "This source is there already");
                check.fail(&format!("sources[{index}].source_id"), "twice", text);
            }
            if limit
                .minutes
                .is_some_and(|minutes| !(1..=MOST_MINUTES).contains(&minutes))
            {
                check.fail(&format!("sources[{index}].minutes"), "out_of_range", out());
            }
        }
        check.done()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        let limit = |id, minutes| SourceLimit {
            source_id: Uuid::from_u128(id),
            minutes,
        };
        Settings {
            sources: vec![limit(1, Some(15)), limit(2, None)],
            ..Settings::default()
        }
    }

    #[test]
    fn a_source_has_its_own_limit_or_none() {
        let settings = settings();
        assert_eq!(settings.limit(None), Some(60));
        assert_eq!(settings.limit(Some(Uuid::from_u128(1))), Some(15));
        assert_eq!(settings.limit(Some(Uuid::from_u128(2))), None);
        assert_eq!(settings.limit(Some(Uuid::from_u128(3))), Some(60));
    }

    #[test]
    fn wrong_limits_are_refused_together() {
        let mut wrong = settings();
        wrong.usual_minutes = 0;
        wrong.sources[1] = SourceLimit {
            source_id: Uuid::from_u128(1),
            minutes: Some(-1),
        };
        let problem = wrong.check().expect_err("refused");
        let fields: Vec<&str> = problem.0.errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "usual_minutes",
                "sources[1].source_id",
                "sources[1].minutes"
            ]
        );
        assert!(settings().check().is_ok());
    }
}
