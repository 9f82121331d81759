//! Filters as conditions on `deals d`, and on the totals of deals.

use api::list::AnyOf;
use base::time::DAY_MS;
use base::{Result, Scope, Time, Uuid};
use db::{Conn, Query};

use crate::deals::filter::DealFilter;
use crate::deals::model::Attention;
use crate::listing::any_of;
use crate::marks::Kind;
use crate::pipelines::Stage;
use crate::{pipelines, search, visible};

/// Which deals are wanted, by whom and when.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    pub filter: &'a DealFilter,
    pub scope: &'a Scope,
    pub now: Time,
    /// All stages, where the filter asks about them.
    stages: Vec<Stage>,
}

/// What the conditions are for, which decides what indexes may answer to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// All rows, counted: an index that has all the columns should answer.
    Count,
    /// Few rows, put in order: the index of a filter should answer.
    Few,
    /// The first of many rows in some order: the index of that order should answer, and the filters
    /// only sift what it brings. A database would rather fetch and sort a tenth of all deals.
    First {
        /// That index begins with the stage.
        by_stage: bool,
        /// That index begins with the owner, or has it behind the stage.
        by_owner: bool,
    },
}

/// The columns that conditions speak of. In a form like `coalesce(x, x)` no index answers.
struct Columns {
    pipeline: &'static str,
    stage: &'static str,
    owner: &'static str,
    reached_stage: &'static str,
    reached_kind: &'static str,
}

impl For {
    fn columns(self) -> Columns {
        let plain = Columns {
            pipeline: "d.pipeline_id",
            stage: "d.stage_id",
            owner: "d.owner_id",
            reached_stage: "d.reached_stage_id",
            reached_kind: "d.reached_kind",
        };
        if self == Self::Count {
            return plain;
        }
        // There are few pipelines, and everybody has reached something: these never lead to a page.
        let mut columns = Columns {
            pipeline: "coalesce(d.pipeline_id, d.pipeline_id)",
            reached_stage: "coalesce(d.reached_stage_id, d.reached_stage_id)",
            reached_kind: "(d.reached_kind + 0)",
            ..plain
        };
        if let Self::First { by_stage, by_owner } = self {
            if !by_stage {
                columns.stage = "coalesce(d.stage_id, d.stage_id)";
            }
            if !by_owner {
                columns.owner = "coalesce(d.owner_id, d.owner_id)";
            }
        }
        columns
    }
}

impl<'a> Wanted<'a> {
    pub async fn new(
        conn: Conn<'_>,
        filter: &'a DealFilter,
        scope: &'a Scope,
        now: Time,
    ) -> Result<Self> {
        let stages = match filter.needs_stages() {
            true => pipelines::store::all_stages(conn).await?,
            false => Vec::new(),
        };
        Ok(Self {
            filter,
            scope,
            now,
            stages,
        })
    }

    /// Appends everything that narrows `deals d`.
    pub fn narrow(&self, query: &mut Query, conn: Conn<'_>, purpose: For) {
        let filter = self.filter;
        let columns = purpose.columns();
        visible::only(query, self.scope, columns.owner);
        any_of(query, columns.pipeline, filter.pipeline.as_ref());
        any_of(query, columns.stage, filter.stage.as_ref());
        self.stage_kind(query, columns.stage);
        if let Some(statuses) = &filter.status {
            query.push(" and d.status in ");
            query.list(statuses.iter().map(|status| status.as_str()));
        }
        if filter.leaves_lost_out() {
            // Word for word what the indexes of the board say.
            query.push(" and d.status <> 'lost'");
        }
        any_of(query, columns.owner, filter.owner.as_ref());
        of_team(query, columns.owner, filter.team.as_ref());
        any_of(query, "d.source_id", filter.source.as_ref());
        any_of(query, "d.company_id", filter.company.as_ref());
        any_of(query, "d.id", filter.ids.as_ref());
        any_of(query, "d.external_id", filter.external_id.as_ref());
        if let Some(currencies) = &filter.currency {
            query.push(" and d.currency in ");
            query.list(currencies.iter().copied());
        }
        linked(query, "deal_tags", "tag_id", filter.tag.as_ref());
        marked(query, filter.mark.as_ref());
        linked(
            query,
            "deal_contacts",
            "contact_id",
            filter.contact.as_ref(),
        );
        filter.created.narrow(query, "d.created_at");
        filter.closed.narrow(query, "coalesce(d.won_at, d.lost_at)");
        if let Some(from) = filter.expected.0 {
            query
                .push(" and d.expected_close >= ")
                .value(from.to_string());
        }
        if let Some(to) = filter.expected.1 {
            query
                .push(" and d.expected_close <= ")
                .value(to.to_string());
        }
        if let Some(from) = filter.amount.0 {
            query.push(" and d.amount >= ").value(from);
        }
        if let Some(to) = filter.amount.1 {
            query.push(" and d.amount <= ").value(to);
        }
        self.reached(query, &columns);
        if let Some(stages) = &filter.lost_stage {
            query.push(" and d.status = 'lost' and ");
            query.push(columns.stage).push(" in ").list(stages);
        }
        if let Some(reasons) = &filter.lost_reason {
            query.push(" and d.status = 'lost'");
            any_of(query, "d.lost_reason_id", Some(reasons));
        }
        self.of_company(query);
        self.attention(query);
        self.stuck(query);
        if let Some(question) = &filter.q {
            search::narrow(query, conn.dialect, "deal", "d.id", question);
        }
    }

    /// Appends the same to the kept totals `t`, for filters that they can answer.
    pub fn narrow_totals(&self, query: &mut Query) {
        let filter = self.filter;
        visible::only(query, self.scope, "t.owner_id");
        any_of(query, "t.pipeline_id", filter.pipeline.as_ref());
        any_of(query, "t.stage_id", filter.stage.as_ref());
        self.stage_kind(query, "t.stage_id");
        if let Some(statuses) = &filter.status {
            query.push(" and t.status in ");
            query.list(statuses.iter().map(|status| status.as_str()));
        }
        or_nobody(query, "t.owner_id", filter.owner.as_ref());
        of_team(query, "t.owner_id", filter.team.as_ref());
        or_nobody(query, "t.source_id", filter.source.as_ref());
        if let Some(currencies) = &filter.currency {
            query.push(" and t.currency in ");
            query.list(currencies.iter().copied());
        }
        if let Some(stages) = &filter.lost_stage {
            query
                .push(" and t.status = 'lost' and t.stage_id in ")
                .list(stages);
        }
    }

    fn stage_kind(&self, query: &mut Query, column: &str) {
        if let Some(kinds) = &self.filter.stage_kind {
            let of_kind = self
                .stages
                .iter()
                .filter(|stage| kinds.contains(&stage.kind));
            query.push(" and ").push(column).push(" in ");
            query.list(of_kind.map(|stage| stage.id));
        }
    }

    fn reached(&self, query: &mut Query, columns: &Columns) {
        if let Some(wanted) = &self.filter.reached_stage {
            let wanted: Vec<&Stage> = self
                .stages
                .iter()
                .filter(|stage| wanted.contains(&stage.id))
                .collect();
            let as_far = self.stages.iter().filter(|stage| {
                wanted.iter().any(|first| {
                    first.pipeline_id == stage.pipeline_id && first.position <= stage.position
                })
            });
            query.push(" and ").push(columns.reached_stage).push(" in ");
            query.list(as_far.map(|stage| stage.id));
        }
        if let Some(kind) = self.filter.reached_kind {
            query.push(" and ").push(columns.reached_kind);
            query.push(" >= ").value(kind.rank());
        }
    }

    /// Deals of companies of these industries and sizes; `none`: no company, or not known of it.
    fn of_company(&self, query: &mut Query) {
        if let Some(wanted) = &self.filter.industry {
            query.push(" and (d.company_id in (select c.id from companies c where c.industry in ");
            query
                .list(wanted.values.iter().map(String::as_str))
                .push(")");
            unknown(query, "c.industry", wanted.none);
        }
        if let Some(wanted) = &self.filter.company_size {
            query.push(" and (d.company_id in (select c.id from companies c where 1 = 0");
            for size in &wanted.values {
                let range = size.range();
                query.push(" or (c.employees >= ").value(*range.start());
                query
                    .push(" and c.employees <= ")
                    .value(*range.end())
                    .push(")");
            }
            query.push(")");
            unknown(query, "c.employees", wanted.none);
        }
    }

    fn attention(&self, query: &mut Query) {
        let Some(kinds) = &self.filter.attention else {
            return;
        };
        query.push(" and (");
        for (index, kind) in kinds.iter().enumerate() {
            if index > 0 {
                query.push(" or ");
            }
            match kind {
                Attention::NoNextStep => {
                    query.push("(d.status = 'open' and d.next_step_at is null)");
                }
                Attention::Overdue => {
                    query.push("(d.status = 'open' and d.next_step_at < ");
                    query.value(self.now).push(")");
                }
                Attention::None => {
                    query.push("d.status <> 'open' or d.next_step_at >= ");
                    query.value(self.now);
                }
            }
        }
        query.push(")");
    }

    fn stuck(&self, query: &mut Query) {
        let Some(stuck) = self.filter.stuck else {
            return;
        };
        query.push(if stuck { " and (" } else { " and not (" });
        query.push("d.status = 'open' and (1 = 0");
        for stage in &self.stages {
            if let Some(days) = stage.age_limit_days {
                query.push(" or (d.stage_id = ").value(stage.id);
                query.push(" and d.stage_entered_at < ");
                query.value(self.now.0 - days * DAY_MS).push(")");
            }
        }
        query.push("))");
    }
}

/// Ends a choice of companies with those of which a column is not known, if they are wanted.
fn unknown(query: &mut Query, column: &str, wanted: bool) {
    if wanted {
        query.push(
            " or d.company_id is null or d.company_id in (select c.id from companies c where ",
        );
        query.push(column).push(" is null)");
    }
    query.push(")");
}

/// The totals write nobody and nothing as the zero id.
fn or_nobody(query: &mut Query, column: &str, wanted: Option<&AnyOf<Uuid>>) {
    let Some(wanted) = wanted else { return };
    let nobody = wanted.none.then(Uuid::nil);
    query.push(" and ").push(column).push(" in ");
    query.list(wanted.values.iter().copied().chain(nobody));
}

fn of_team(query: &mut Query, owner: &str, team: Option<&AnyOf<Uuid>>) {
    if team.is_none() {
        return;
    }
    query.push(" and ").push(owner);
    query.push(" in (select m.id from users m where true");
    any_of(query, "m.team_id", team);
    query.push(")");
}

/// With one of these marks, or with none at all.
fn marked(query: &mut Query, wanted: Option<&AnyOf<(Kind, String)>>) {
    let Some(any) = wanted else { return };
    query.push(" and (");
    for (place, (kind, key)) in any.values.iter().enumerate() {
        let or = if place > 0 { " or " } else { "" };
        query.push(or).push(
            "exists (select 1 from deal_marks dm join marks m on m.id = dm.mark_id \
             where dm.deal_id = d.id and m.kind = ",
        );
        query.value(kind.as_str()).push(" and m.key = ");
        query.value(key).push(")");
    }
    if any.none {
        query.push(if any.values.is_empty() { "" } else { " or " });
        query.push("not exists (select 1 from deal_marks dm where dm.deal_id = d.id)");
    }
    query.push(")");
}

/// Deals with one of these tags or contacts, or with none at all.
fn linked(query: &mut Query, table: &str, column: &str, wanted: Option<&AnyOf<Uuid>>) {
    let Some(wanted) = wanted else { return };
    query
        .push(" and (d.id in (select l.deal_id from ")
        .push(table);
    query.push(" l where l.").push(column).push(" in ");
    query.list(&wanted.values).push(")");
    if wanted.none {
        query.push(" or not exists (select 1 from ").push(table);
        query.push(" l where l.deal_id = d.id)");
    }
    query.push(")");
}
