//! The statements that read the event log from a record's side.

use api::Cursor;
use base::{Result, Scope, Uuid};
use db::{Conn, FromQueryResult, Query, sea_orm};

use crate::records::Record;
use crate::visible;

/// An event with the names of whoever did it and of the deal it was about.
#[derive(Debug, Clone, FromQueryResult)]
pub struct EventRow {
    pub seq: i64,
    pub id: Uuid,
    pub at: i64,
    pub kind: String,
    pub actor_id: Option<Uuid>,
    pub actor_name: Option<String>,
    pub deal_id: Option<Uuid>,
    pub deal_title: Option<String>,
    pub payload: String,
}

/// One row more than `limit`, if there are as many: newest first, behind the cursor.
pub async fn page(
    conn: Conn<'_>,
    scope: &Scope,
    record: Record,
    cursor: Option<&Cursor>,
    limit: i64,
) -> Result<Vec<EventRow>> {
    let mut query = Query::new(
        "select e.seq as seq, e.id as id, e.at as at, e.kind as kind, e.actor_id as actor_id, \
         u.name as actor_name, e.deal_id as deal_id, d.title as deal_title, e.payload as payload from (",
    );
    // Each branch takes its newest events from an index of its own and no more than fill the page.
    for (n, branch) in branches(record).into_iter().enumerate() {
        if n > 0 {
            query.push(" union ");
        }
        query.push("select * from (select x.seq, x.id, x.at, x.kind, x.actor_id, x.deal_id, x.payload from events x");
        query.push(branch.tables).push(" where ");
        query.push(branch.column).push(" = ").value(branch.id);
        query.push(" and x.kind <> ").value(crate::marks::MARKED);
        if let Some(column) = branch.seen_by_owner {
            visible::only(&mut query, scope, column);
        }
        if let Some(cursor) = cursor {
            query
                .push(" and (x.at, x.seq) < (")
                .value(cursor.number(0)?);
            query.push(", ").value(cursor.number(1)?).push(")");
        }
        query
            .push(" order by x.at desc, x.seq desc limit ")
            .value(limit + 1);
        query.push(") as branch");
    }
    query.push(
        ") as e left join users u on u.id = e.actor_id left join deals d on d.id = e.deal_id \
         order by e.at desc, e.seq desc limit ",
    );
    query.value(limit + 1);
    conn.all(query).await
}

/// One way in which an event belongs to a timeline.
struct Branch {
    /// What is joined to the events `x`.
    tables: &'static str,
    column: &'static str,
    id: Uuid,
    /// The column of the owner who has to be seen, where that is not settled by the record itself.
    seen_by_owner: Option<&'static str>,
}

fn branches(record: Record) -> Vec<Branch> {
    let own = |column, id| Branch {
        tables: "",
        column,
        id,
        seen_by_owner: None,
    };
    match record {
        Record::Deal(id) => vec![own("x.deal_id", id)],
        Record::Contact(id) => vec![own("x.contact_id", id)],
        Record::Company(id) => vec![
            own(
                "x.deal_id is null and x.contact_id is null and x.company_id",
                id,
            ),
            // The events of its deals and contacts have their own owners.
            Branch {
                tables: " join deals y on y.id = x.deal_id",
                column: "y.company_id",
                id,
                seen_by_owner: Some("y.owner_id"),
            },
            Branch {
                tables: " join contacts y on y.id = x.contact_id",
                column: "x.deal_id is null and y.company_id",
                id,
                seen_by_owner: Some("y.owner_id"),
            },
            // Of deals and contacts that are gone, what was told of the company then.
            Branch {
                tables: " left join deals y on y.id = x.deal_id",
                column: "x.deal_id is not null and y.id is null and x.company_id",
                id,
                seen_by_owner: Some("x.owner_id"),
            },
            Branch {
                tables: " left join contacts y on y.id = x.contact_id",
                column: "x.deal_id is null and x.contact_id is not null and y.id is null and x.company_id",
                id,
                seen_by_owner: Some("x.owner_id"),
            },
        ],
    }
}
