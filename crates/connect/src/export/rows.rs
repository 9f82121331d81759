//! What an exported table holds: the columns under the names that the import knows them by, and the rows.

use std::collections::HashMap;

use api::{Cursor, ListParams};
use base::{Actor, Lang, Result, Time, Uuid};
use chrono_tz::Tz;
use crm::companies::model::CompanyFilter;
use crm::companies::store::{self as companies, CompanyRow};
use crm::contacts::model::ContactFilter;
use crm::contacts::points::{PointKind, PointLabel};
use crm::contacts::store::{self as contacts, ContactRow};
use crm::deals::filter::{DealFilter, LIST};
use crm::deals::model::Status;
use crm::deals::store::SORTS as DEAL_SORTS;
use crm::deals::{Deal, list as deals};
use crm::listing::Paging;
use crm::pipelines::store as pipelines;
use db::Conn;
use documents::{Cell, Sheet};

use crate::import::fields::Entity;

/// Rows that are read at a time.
const PAGE: i64 = 1000;

/// Whoever exports, and what from.
pub struct Export<'a> {
    pub conn: Conn<'a>,
    pub actor: &'a Actor,
    pub params: &'a ListParams,
    pub zone: Tz,
    pub now: Time,
}

/// The columns, by the fields of the import.
pub fn columns(entity: Entity) -> &'static [&'static str] {
    match entity {
        Entity::Companies => &[
            "name",
            "inn",
            "kpp",
            "ogrn",
            "phone",
            "email",
            "website",
            "address",
            "industry",
            "employees",
            "owner",
            "created_at",
            "external_id",
        ],
        Entity::Contacts => &[
            "last_name",
            "first_name",
            "middle_name",
            "job_title",
            "company",
            "phone",
            "mobile",
            "email",
            "owner",
            "created_at",
            "external_id",
        ],
        Entity::Deals | Entity::StageChanges | Entity::AdDays => &[
            "title",
            "value",
            "currency",
            "company",
            "owner",
            "source",
            "pipeline",
            "stage",
            "status",
            "created_at",
            "expected_close",
            "won_at",
            "lost_at",
            "lost_reason",
            "next_step",
            "next_step_at",
            "tags",
            "external_id",
        ],
    }
}

pub fn header(entity: Entity, lang: Lang) -> Vec<String> {
    let labels = columns(entity)
        .iter()
        .filter_map(|key| Some(entity.field(key)?.label.get(lang).to_owned()));
    labels.collect()
}

impl Export<'_> {
    fn paging(&self, sorts: &[&'static str], usual: &'static str) -> Result<Paging> {
        Ok(Paging {
            cursor: None,
            limit: PAGE,
            ..Paging::read(self.params, sorts, usual)?
        })
    }

    pub async fn companies(&self, sheet: &mut Sheet) -> Result<()> {
        let filter = CompanyFilter::read(self.params, self.zone)?;
        let mut paging = self.paging(&companies::SORTS, companies::USUAL_SORT)?;
        loop {
            let (rows, next) =
                companies::page(self.conn, &self.actor.scope, &filter, &paging).await?;
            for row in rows {
                sheet.row(company(row))?;
            }
            let Some(next) = next else { return Ok(()) };
            paging.cursor = Some(Cursor::parse(&next)?);
        }
    }

    pub async fn contacts(&self, sheet: &mut Sheet) -> Result<()> {
        let filter = ContactFilter::read(self.params, self.zone)?;
        let mut paging = self.paging(&contacts::SORTS, contacts::USUAL_SORT)?;
        loop {
            let (rows, next) =
                contacts::page(self.conn, &self.actor.scope, &filter, &paging).await?;
            for row in rows {
                sheet.row(contact(row))?;
            }
            let Some(next) = next else { return Ok(()) };
            paging.cursor = Some(Cursor::parse(&next)?);
        }
    }

    pub async fn deals(&self, sheet: &mut Sheet) -> Result<()> {
        let filter = DealFilter::read(self.params, &LIST, self.zone)?;
        let mut paging = self.paging(&DEAL_SORTS, deals::USUAL_SORT)?;
        let mut names: HashMap<Uuid, String> = HashMap::new();
        for pipeline in pipelines::list(self.conn, None).await? {
            names.extend(
                pipeline
                    .stages
                    .iter()
                    .map(|stage| (stage.id, stage.name.clone())),
            );
            names.insert(pipeline.id, pipeline.name);
        }
        loop {
            let (rows, next) =
                deals::page(self.conn, &self.actor.scope, &filter, &paging, self.now).await?;
            for row in rows {
                sheet.row(deal(row, &names, self.actor.lang))?;
            }
            let Some(next) = next else { return Ok(()) };
            paging.cursor = Some(Cursor::parse(&next)?);
        }
    }
}

fn company(row: CompanyRow) -> Vec<Cell> {
    let facts = row.facts;
    vec![
        Cell::text(facts.name),
        Cell::maybe(facts.inn),
        Cell::maybe(facts.kpp),
        Cell::maybe(facts.ogrn),
        Cell::maybe(facts.phone),
        Cell::maybe(facts.email),
        Cell::maybe(facts.website),
        Cell::maybe(facts.address),
        Cell::maybe(facts.industry),
        facts
            .employees
            .map_or(Cell::Empty, |number| Cell::Number(number as f64)),
        Cell::maybe(row.owner_name),
        Cell::Moment(Time(row.created_at)),
        Cell::maybe(facts.external_id),
    ]
}

fn contact(row: ContactRow) -> Vec<Cell> {
    let facts = row.facts;
    let points = |kind: PointKind, mobile: bool| {
        let fits = facts.points.iter().filter(|point| {
            point.kind == kind
                && (kind == PointKind::Email || (point.label == PointLabel::Mobile) == mobile)
        });
        Cell::text(
            fits.map(|point| point.value.as_str())
                .collect::<Vec<_>>()
                .join(", "),
        )
    };
    vec![
        Cell::text(facts.last_name.clone()),
        Cell::text(facts.first_name.clone()),
        Cell::text(facts.middle_name.clone()),
        Cell::maybe(facts.job_title.clone()),
        Cell::maybe(row.company_name),
        points(PointKind::Phone, false),
        points(PointKind::Phone, true),
        points(PointKind::Email, false),
        Cell::maybe(row.owner_name),
        Cell::Moment(Time(row.created_at)),
        Cell::maybe(facts.external_id.clone()),
    ]
}

fn deal(deal: Deal, names: &HashMap<Uuid, String>, lang: Lang) -> Vec<Cell> {
    let status = match (deal.status, lang) {
        (Status::Open, Lang::Ru) => "в работе",
        (Status::Won, Lang::Ru) => "выиграна",
        (Status::Lost, Lang::Ru) => "проиграна",
        (Status::Open, Lang::En) => "open",
        (Status::Won, Lang::En) => "won",
        (Status::Lost, Lang::En) => "lost",
    };
    let tags: Vec<&str> = deal.tags.iter().map(|tag| tag.name.as_str()).collect();
    vec![
        Cell::text(deal.title),
        Cell::Money(deal.value),
        Cell::text(deal.value.currency.to_string()),
        Cell::maybe(deal.company.map(|company| company.name)),
        Cell::maybe(deal.owner.map(|owner| owner.name)),
        Cell::maybe(deal.source.map(|source| source.name)),
        Cell::maybe(names.get(&deal.pipeline_id).cloned()),
        Cell::maybe(names.get(&deal.stage_id).cloned()),
        Cell::text(status),
        Cell::Moment(deal.created_at),
        deal.expected_close.map_or(Cell::Empty, Cell::Day),
        Cell::moment(deal.won_at),
        Cell::moment(deal.lost_at),
        Cell::maybe(deal.lost_reason.map(|reason| reason.name)),
        Cell::maybe(deal.next_step),
        Cell::moment(deal.next_step_at),
        Cell::text(tags.join(", ")),
        Cell::maybe(deal.external_id),
    ]
}
