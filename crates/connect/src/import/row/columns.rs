//! Which column holds which field, and how it is read.

use std::collections::HashMap;

use chrono_tz::Tz;

use super::super::fields::{Entity, Kind, STAGE_ENTERED};
use super::super::file::{Format, Layout, Row};
use super::super::model::{ColumnField, ImportOptions};
use super::super::values::{DateColumn, DateOrder, MoneyColumn, MoneyStyle};

/// What a whole column says about how its dates and amounts are to be read.
#[derive(Debug, Clone, Default)]
struct Evidence {
    dates: DateColumn,
    money: MoneyColumn,
}

/// How the columns of a file are read.
#[derive(Debug, Clone)]
pub struct Columns {
    pub(super) fields: HashMap<String, usize>,
    evidence: HashMap<usize, Evidence>,
    pub(super) entity: Entity,
    pub(super) header: Vec<String>,
    numbers_have_points: bool,
    date_order: DateOrder,
    pub zone: Tz,
}

impl Columns {
    pub fn new(
        entity: Entity,
        layout: &Layout,
        mapping: &[ColumnField],
        options: &ImportOptions,
        zone: Tz,
    ) -> Self {
        let fields: HashMap<String, usize> = mapping
            .iter()
            .filter_map(|entry| Some((entry.field.clone()?, entry.column)))
            .collect();
        let evidence = fields
            .iter()
            .filter(|(key, _)| {
                let kind = entity.field(key).map(|field| field.kind);
                matches!(kind, Some(Kind::Money | Kind::Moment | Kind::Day))
            })
            .map(|(_, column)| (*column, Evidence::default()))
            .collect();
        Self {
            fields,
            evidence,
            entity,
            header: layout.header.clone(),
            numbers_have_points: matches!(layout.format, Format::Xlsx | Format::Json),
            date_order: options.date_order,
            zone,
        }
    }

    /// Whether a column holds this field.
    pub fn has(&self, key: &str) -> bool {
        self.fields.contains_key(key)
    }

    /// Whether there is anything to be heard before rows are read.
    pub fn has_evidence(&self) -> bool {
        !self.evidence.is_empty()
    }

    /// Lets a row say how its dates and amounts are written. All rows are heard before one is read.
    pub fn observe(&mut self, row: &Row) {
        for (column, evidence) in &mut self.evidence {
            if let Some(cell) = row.cells.get(*column) {
                evidence.dates.observe(cell);
                evidence.money.observe(cell);
            }
        }
    }

    /// The stages for which there is a column, with its place, in the order of the columns.
    pub fn entered_stages(&self) -> Vec<(String, usize)> {
        let mut stages: Vec<(String, usize)> = self
            .fields
            .iter()
            .filter_map(|(key, column)| {
                Some((key.strip_prefix(STAGE_ENTERED)?.to_owned(), *column))
            })
            .collect();
        stages.sort_by_key(|(_, column)| *column);
        stages
    }

    pub(super) fn order(&self, column: usize) -> DateOrder {
        match self.evidence.get(&column) {
            Some(evidence) => evidence.dates.order(self.date_order),
            None => DateOrder::Dmy,
        }
    }

    pub(super) fn style(&self, column: usize) -> MoneyStyle {
        self.evidence
            .get(&column)
            .map(|evidence| evidence.money.style(self.numbers_have_points))
            .unwrap_or_default()
    }
}
