//! What an import is: its state, what was chosen for it, and what came of it.

use base::problem::Check;
use base::{Currency, Lang, Result, Text, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ads::AdOptions;
use super::fields::{Entity, STAGE_ENTERED};
use super::file::Layout;
use super::values::DateOrder;

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// The file is here and can be read; nothing was done with it.
    Uploaded,
    Checking,
    /// What would come of it was counted; nothing was written.
    Checked,
    Running,
    Done,
    Failed,
    Cancelled,
    Undoing,
    Undone,
}

impl ImportState {
    const ALL: [Self; 9] = [
        Self::Uploaded,
        Self::Checking,
        Self::Checked,
        Self::Running,
        Self::Done,
        Self::Failed,
        Self::Cancelled,
        Self::Undoing,
        Self::Undone,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Uploaded => "uploaded",
            Self::Checking => "checking",
            Self::Checked => "checked",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Undoing => "undoing",
            Self::Undone => "undone",
        }
    }

    pub fn parse(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == value)
    }

    /// A job works on it.
    pub fn busy(self) -> bool {
        matches!(self, Self::Checking | Self::Running | Self::Undoing)
    }

    /// What is left of the state when its job ended without saying so: it failed, or was stopped before
    /// it began.
    pub fn after_job(self, job: &str) -> Self {
        match (self, job) {
            (Self::Checking | Self::Running | Self::Undoing, "failed") => Self::Failed,
            (Self::Checking, "cancelled") => Self::Uploaded,
            (Self::Running | Self::Undoing, "cancelled") => Self::Cancelled,
            (state, _) => state,
        }
    }
}

/// Which field a column goes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ColumnField {
    /// From 0.
    pub column: usize,
    pub field: Option<String>,
}

/// What to do where the file itself says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportOptions {
    /// Companies, contacts, stages, sources, tags and reasons that are not there yet are added; otherwise
    /// rows that name them are refused.
    pub create_missing: bool,
    pub date_order: DateOrder,
    /// Of amounts that name none.
    pub currency: Currency,
    /// Of deals whose row names none; the first one when absent.
    pub pipeline_id: Option<Uuid>,
    /// Of records whose row names nobody who works here.
    pub default_owner_id: Option<Uuid>,
    /// Records that are already there are changed; otherwise they stay as they are.
    pub update_existing: bool,
    /// Of reports of advertising; null for other files.
    #[serde(default)]
    pub ads: Option<AdOptions>,
}

/// How many rows there were and what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportCounts {
    pub rows: u64,
    pub created: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub refused: u64,
    /// Rows that are no records: totals.
    #[serde(default)]
    pub skipped: u64,
}

/// What rows bring with them besides themselves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Related {
    pub companies: u64,
    pub contacts: u64,
    pub stages: u64,
    pub sources: u64,
    pub tags: u64,
    pub lost_reasons: u64,
    #[serde(default)]
    pub campaigns: u64,
}

/// What became of the records of an import that was taken back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Undone {
    /// Records that the import had made and that are gone.
    pub deleted: u64,
    /// Records that are as they were before.
    pub restored: u64,
    /// Records that somebody has worked with since, or that others need: they stayed.
    pub left: u64,
}

/// Something that did not keep rows from being taken but that a person should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    #[serde(flatten)]
    pub text: Text,
    /// In how many rows, and the first of them.
    pub rows: u64,
    pub first_row: u64,
}

/// How far a check or a run is, written with each batch.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    pub counts: ImportCounts,
    pub related: Related,
    pub warnings: Vec<Warning>,
    /// It was a check: nothing of this was written.
    #[serde(default)]
    pub dry: bool,
    /// How many lines of `import_changes` there are.
    #[serde(default)]
    pub changes: i64,
    #[serde(default)]
    pub undone: Option<Undone>,
}

impl Progress {
    /// Different warnings are few where a file is right; a file that is wrong all over need not be told row by row.
    const MOST_WARNINGS: usize = 100;

    pub fn warn(&mut self, row: u64, text: Text) {
        if let Some(known) = self
            .warnings
            .iter_mut()
            .find(|warning| warning.text == text)
        {
            known.rows += 1;
        } else if self.warnings.len() < Self::MOST_WARNINGS {
            self.warnings.push(Warning {
                text,
                rows: 1,
                first_row: row,
            });
        }
    }

    /// Something of it is in the database.
    pub fn written(&self) -> bool {
        !self.dry && (self.counts.created > 0 || self.counts.updated > 0)
    }
}

/// The mapping as it is kept: one entry for each column, in order.
///
/// # Errors
/// `invalid` for a column that is not there, an unknown field, or a field that is given twice.
pub fn checked_mapping(
    entity: Entity,
    layout: &Layout,
    given: &[ColumnField],
) -> Result<Vec<ColumnField>> {
    let mut mapping: Vec<ColumnField> = (0..layout.header.len())
        .map(|column| ColumnField {
            column,
            field: None,
        })
        .collect();
    let mut check = Check::default();
    for (index, ColumnField { column, field }) in given.iter().enumerate() {
        let at = format!("mapping[{index}]");
        let Some(entry) = mapping.get_mut(*column) else {
            check.fail(
                &at,
                "no_such_column",
                Text::fixed("Нет такого столбца", "There is no such column"),
            );
            continue;
        };
        let Some(key) = field.as_deref().filter(|key| !key.is_empty()) else {
            continue;
        };
        if entity.field(key).is_none() || key == STAGE_ENTERED {
            let text = Text::new(
                format!("Нет поля «{key}»"),
                format!("There is no field “{key}”"),
            );
            check.fail(&at, "no_such_field", text);
            continue;
        }
        entry.field = Some(key.to_owned());
    }
    for (index, entry) in mapping.iter().enumerate() {
        let twice = entry.field.is_some()
            && mapping[..index]
                .iter()
                .any(|other| other.field == entry.field);
        if twice {
            let at = format!("mapping[{index}]");
            let text = Text::fixed(
                "Это поле уже отдано другому столбцу",
                "Another column has this field already",
            );
            check.fail(&at, "field_taken", text);
        }
    }
    check.done()?;
    Ok(mapping)
}

/// Whether enough columns are mapped to know a record by.
///
/// # Errors
/// `invalid`, naming the fields that are missing.
pub fn enough(entity: Entity, mapping: &[ColumnField]) -> Result<()> {
    let has = |key: &&str| {
        mapping
            .iter()
            .any(|entry| entry.field.as_deref() == Some(*key))
    };
    let mut check = Check::default();
    for group in entity.needed() {
        if !group.iter().any(has) {
            let names = |lang| {
                let labels: Vec<&str> = group
                    .iter()
                    .filter_map(|key| Some(entity.field(key)?.label.get(lang)))
                    .collect();
                labels.join(", ")
            };
            let text = if group.len() == 1 {
                Text::new(
                    format!("Укажите, в каком столбце: {}", names(Lang::Ru)),
                    format!("Say which column holds: {}", names(Lang::En)),
                )
            } else {
                Text::new(
                    format!("Нужен хотя бы один из столбцов: {}", names(Lang::Ru)),
                    format!(
                        "At least one of these columns is needed: {}",
                        names(Lang::En)
                    ),
                )
            };
            check.fail("mapping", "required", text);
        }
    }
    check.done()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::file::Format;

    fn layout(columns: usize) -> Layout {
        Layout {
            format: Format::Csv,
            encoding: "UTF-8".to_owned(),
            separator: ",".to_owned(),
            sheet: String::new(),
            sheets: Vec::new(),
            header_row: Some(1),
            header: vec![String::new(); columns],
            sample: Vec::new(),
            rows: None,
        }
    }

    fn given(pairs: &[(usize, &str)]) -> Vec<ColumnField> {
        pairs
            .iter()
            .map(|(column, field)| ColumnField {
                column: *column,
                field: Some((*field).to_owned()),
            })
            .collect()
    }

    #[test]
    fn a_mapping_names_known_fields_once_each() {
        let kept = checked_mapping(
            Entity::Deals,
            &layout(3),
            &given(&[(2, "title"), (0, "stage_entered:Новые")]),
        )
        .expect("a mapping");
        let fields: Vec<Option<&str>> = kept.iter().map(|entry| entry.field.as_deref()).collect();
        assert_eq!(fields, [Some("stage_entered:Новые"), None, Some("title")]);
        for wrong in [
            &[(3, "title")][..],
            &[(0, "colour")],
            &[(0, "title"), (1, "title")],
            &[(0, "stage_entered:")],
        ] {
            assert!(
                checked_mapping(Entity::Deals, &layout(3), &given(wrong)).is_err(),
                "{wrong:?}"
            );
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        assert!(enough(Entity::Deals, &given(&[(0, "external_id")])).is_ok());
        let problem = enough(Entity::Companies, &given(&[(0, "inn")])).expect_err("no name");
        assert_eq!(
            problem.0.errors[0].message.ru,
            "Укажите, в каком столбце: Название"
        );
        assert_eq!(
            enough(Entity::StageChanges, &[])
                .expect_err("nothing")
                .0
                .errors
                .len(),
            3
        );
    }

    #[test]
    fn equal_warnings_are_counted_and_different_ones_bounded() {
        let mut progress = Progress::default();
        for row in 0..1000 {
            progress.warn(row, Text::fixed("а", "a"));
            progress.warn(row, Text::new(format!("б {row}"), "b"));
        }
        assert_eq!(
            (progress.warnings[0].rows, progress.warnings[0].first_row),
            (1000, 0)
        );
        assert_eq!(progress.warnings.len(), 100);
    }

    #[test]
    fn a_dead_job_leaves_a_state_to_go_on_from() {
        assert_eq!(
            ImportState::Checking.after_job("cancelled"),
            ImportState::Uploaded
        );
        assert_eq!(
            ImportState::Running.after_job("failed"),
            ImportState::Failed
        );
        assert_eq!(ImportState::Done.after_job("done"), ImportState::Done);
    }
}
