//! Pipelines, stages, sources, tags and reasons of loss by the names that files give them.

use std::collections::HashMap;

use base::fold::fold;
use base::{Event, Result, Subject, Uuid};
use crm::dictionaries::Dictionary;
use crm::dictionaries::model::usual_color;
use crm::dictionaries::store::{self as dictionary_store, EntryRow};
use crm::pipelines::actions::{From, add_stage, create};
use crm::pipelines::model::NewStage;
use crm::pipelines::{Pipeline, Stage, StageKind, store as pipeline_store};
use db::Conn;
use serde_json::json;

use super::session::{Place, Session};

/// All names at hand, with those that rows have added so far.
#[derive(Default)]
pub struct Catalog {
    pub pipelines: Vec<Pipeline>,
    names: HashMap<(Dictionary, String), Uuid>,
    new: Vec<(Dictionary, EntryRow)>,
    of_this_row: Vec<(Dictionary, String)>,
}

impl Catalog {
    pub async fn load(conn: Conn<'_>) -> Result<Self> {
        let mut catalog = Self {
            pipelines: pipeline_store::list(conn, None).await?,
            ..Self::default()
        };
        for dictionary in Dictionary::ALL {
            for row in dictionary_store::list(conn, dictionary, None).await? {
                catalog.names.insert((dictionary, row.folded), row.id);
            }
        }
        Ok(catalog)
    }

    /// The pipeline of a name; without one the chosen one, or the first in use.
    pub fn pipeline(&self, name: Option<&str>, chosen: Option<Uuid>) -> Option<&Pipeline> {
        match name {
            Some(name) => {
                let wanted = fold(name);
                let fits = |pipeline: &&Pipeline| fold(&pipeline.name) == wanted;
                let in_use = self
                    .pipelines
                    .iter()
                    .filter(|pipeline| !pipeline.archived)
                    .find(fits);
                in_use.or_else(|| self.pipelines.iter().find(fits))
            }
            None => chosen
                .and_then(|id| self.by_id(id))
                .or_else(|| self.pipelines.iter().find(|pipeline| !pipeline.archived)),
        }
    }

    pub fn by_id(&self, id: Uuid) -> Option<&Pipeline> {
        self.pipelines.iter().find(|pipeline| pipeline.id == id)
    }

    pub fn begin_row(&mut self) {
        self.of_this_row.clear();
    }

    /// The row is refused after all, and with it the names it would have added.
    pub fn forget_row(&mut self) {
        for key in std::mem::take(&mut self.of_this_row) {
            if let Some(id) = self.names.remove(&key) {
                self.new.retain(|(_, row)| row.id != id);
            }
        }
    }
}

/// A stage of a pipeline by its name; one in use is preferred to an archived one.
pub fn stage_named<'a>(pipeline: &'a Pipeline, name: &str) -> Option<&'a Stage> {
    let wanted = fold(name);
    let fits = |stage: &&Stage| fold(&stage.name) == wanted || stage.id.to_string() == name;
    pipeline
        .active()
        .find(fits)
        .or_else(|| pipeline.stages.iter().find(fits))
}

/// What a stage of an unknown name is probably for.
pub fn probable_kind(name: &str) -> StageKind {
    const WORDS: &[(StageKind, &[&str])] = &[
        (
            StageKind::Retain,
            &[
                "удержан",
                "сопровожд",
                "поддержк",
                "повторн",
                "retain",
                "support",
                "renew",
                "upsell",
                "loyal",
                "внедрен",
            ],
        ),
        (
            StageKind::Purchase,
            &[
                "покупк",
                "оплат",
                "предоплат",
                "счет",
                "отгруз",
                "договор подписан",
                "purchase",
                "payment",
                "invoice",
                "paid",
                "order",
                "final invoice",
                "won",
                "успеш",
            ],
        ),
        (
            StageKind::Close,
            &[
                "закрыт",
                "переговор",
                "согласован",
                "договор",
                "возражен",
                "торг",
                "решени",
                "close",
                "negotiat",
                "review",
                "contract",
                "decision",
                "approval",
                "commit",
                "legal",
            ],
        ),
        (
            StageKind::Present,
            &[
                "презент",
                "демо",
                "предложен",
                "кп",
                "present",
                "demo",
                "proposal",
                "offer",
                "quote",
                "needs",
                "value proposition",
                "trial",
                "пилот",
                "замер",
                "расчет",
            ],
        ),
        (
            StageKind::Qualify,
            &[
                "квалиф",
                "выявлен",
                "потребност",
                "контакт установлен",
                "созвон",
                "дозвон",
                "qualif",
                "discovery",
                "contacted",
                "meeting",
                "appointment",
                "встреч",
                "обработк",
                "в работе",
                "future",
            ],
        ),
    ];
    let name = fold(name);
    let fits = |(_, words): &&(StageKind, &[&str])| words.iter().any(|word| name.contains(word));
    WORDS
        .iter()
        .find(fits)
        .map_or(StageKind::Attract, |(kind, _)| *kind)
}

impl Session {
    /// The id of a name in a dictionary. One that is not there is added when the options say so.
    pub fn named(&mut self, dictionary: Dictionary, name: &str) -> Option<Uuid> {
        let key = (dictionary, fold(name));
        if let Some(id) = self.catalog.names.get(&key) {
            return Some(*id);
        }
        if !self.options.create_missing || key.1.is_empty() {
            return None;
        }
        let row = EntryRow {
            id: self.new_id(),
            name: name.chars().take(100).collect::<String>().trim().to_owned(),
            folded: key.1.clone(),
            color: (dictionary == Dictionary::Tags).then(|| usual_color(name).to_owned()),
            archived: false,
            version: 1,
        };
        let id = row.id;
        self.catalog.names.insert(key.clone(), id);
        self.catalog.of_this_row.push(key);
        self.catalog.new.push((dictionary, row));
        Some(id)
    }

    /// Writes the names that this batch has added.
    pub async fn write_names(&mut self, place: Place<'_>) -> Result<()> {
        for (dictionary, row) in std::mem::take(&mut self.catalog.new) {
            let related = &mut self.progress.related;
            let (count, kind) = match dictionary {
                Dictionary::Sources => (&mut related.sources, "source.created"),
                Dictionary::LostReasons => (&mut related.lost_reasons, "lost_reason.created"),
                Dictionary::Tags => (&mut related.tags, "tag.created"),
            };
            *count += 1;
            if let Some(tx) = place.tx {
                let rows = std::slice::from_ref(&row);
                dictionary_store::insert_many(tx.conn(), dictionary, rows, self.now)
                    .await
                    .map_err(super::session::again)?;
                let payload = json!({ "id": row.id, "name": row.name, "archived": false });
                tx.record(Event::new(
                    kind,
                    Subject {
                        import: Some(self.import_id),
                        ..Subject::default()
                    },
                    payload,
                ));
                let entity = kind.split('.').next().unwrap_or_default();
                self.log(entity, row.id, None, row.version);
            }
        }
        Ok(())
    }

    /// Makes the pipeline of that name, when the options say so.
    pub async fn make_pipeline(&mut self, place: Place<'_>, name: &str) -> Result<()> {
        let missing = self.catalog.pipeline(Some(name), None).is_none();
        if !missing
            || !self.options.create_missing
            || fold(name).is_empty()
            || name.chars().count() > 100
        {
            return Ok(());
        }
        if let Some(tx) = place.tx {
            let made = create(tx, name, From::Defaults, self.lang).await?;
            self.log("pipeline", made.id, None, made.version);
            self.catalog.pipelines = pipeline_store::list(tx.conn(), None).await?;
        } else if let Some(like) = self.catalog.pipeline(None, None).cloned() {
            // A check only has to know what such a pipeline would be like.
            let id = self.new_id();
            let stages = like.active().map(|stage| Stage {
                id: self.new_id(),
                pipeline_id: id,
                ..stage.clone()
            });
            let made = Pipeline {
                id,
                name: name.to_owned(),
                stages: stages.collect(),
                ..like.clone()
            };
            self.catalog.pipelines.push(made);
        }
        Ok(())
    }

    /// Makes the stage of that name in a pipeline, when the options say so.
    pub async fn make_stage(&mut self, place: Place<'_>, pipeline: Uuid, name: &str) -> Result<()> {
        let Some(known) = self.catalog.by_id(pipeline) else {
            return Ok(());
        };
        let wrong = fold(name).is_empty() || name.chars().count() > 100;
        if stage_named(known, name).is_some() || !self.options.create_missing || wrong {
            return Ok(());
        }
        self.progress.related.stages += 1;
        let new = NewStage {
            name: name.to_owned(),
            kind: probable_kind(name),
            position: None,
            color: None,
            goal: String::new(),
            checklist: Vec::new(),
            age_limit_days: None,
            target_conversion: None,
            required_fields: Vec::new(),
        };
        if let Some(tx) = place.tx {
            let stage = add_stage(tx, pipeline, new).await?;
            self.log("stage", stage.id, None, stage.version);
            self.catalog.pipelines = pipeline_store::list(tx.conn(), None).await?;
            return Ok(());
        }
        let (id, Some(like)) = (self.new_id(), known_first(known)) else {
            return Ok(());
        };
        let stage = Stage {
            id,
            name: new.name,
            kind: new.kind,
            archived: false,
            ..like
        };
        if let Some(known) = self
            .catalog
            .pipelines
            .iter_mut()
            .find(|known| known.id == pipeline)
        {
            let place = known
                .stages
                .iter()
                .rposition(|other| other.kind <= stage.kind)
                .map_or(0, |index| index + 1);
            known.stages.insert(place, stage);
            for (position, stage) in (0..).zip(&mut known.stages) {
                stage.position = position;
            }
        }
        Ok(())
    }
}

fn known_first(pipeline: &Pipeline) -> Option<Stage> {
    pipeline.stages.first().cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_of_other_systems_find_their_kind() {
        for (name, kind) in [
            ("Qualification", StageKind::Qualify),
            ("Needs Analysis", StageKind::Present),
            ("Initial Offer", StageKind::Present),
            ("Negotiation/Review", StageKind::Close),
            ("Prospect", StageKind::Attract),
            ("Contact in Future", StageKind::Qualify),
            ("Переговоры", StageKind::Close),
            ("Счёт выставлен", StageKind::Purchase),
            ("Первичный контакт", StageKind::Attract),
        ] {
            assert_eq!(probable_kind(name), kind, "{name}");
        }
    }
}
