//! Every statement on touches.

use base::{Result, Uuid};
use db::{Conn, FromQueryResult, Insert, Query, sea_orm};

/// A touch as it is stored, with the names around it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct TouchRow {
    pub id: Uuid,
    pub deal_id: Uuid,
    pub key: String,
    pub at: i64,
    pub kind: String,
    pub channel_id: Option<Uuid>,
    pub channel_name: Option<String>,
    pub campaign_id: Option<Uuid>,
    pub campaign_name: Option<String>,
    pub landing_id: Option<Uuid>,
    pub landing_name: Option<String>,
    pub content_id: Option<Uuid>,
    pub content_name: Option<String>,
    pub utm: String,
    pub referrer: Option<String>,
}

/// So many touches are read from each end of a deal's story; those between tell nothing new.
const MOST: i64 = 500;

/// The first and the last touches of a deal, in the order of time.
pub async fn of_deal(conn: Conn<'_>, deal: Uuid) -> Result<Vec<TouchRow>> {
    let end = async |order: &str| {
        let mut query = Query::new(ROWS);
        query.push("t.deal_id = ").value(deal);
        query.push(order).push(" limit ").value(MOST);
        conn.all::<TouchRow>(query).await
    };
    let mut touches = end(" order by t.at, t.id").await?;
    if let Some(last) = touches.get(MOST as usize - 1) {
        let read = (last.at, last.id);
        let mut tail = end(" order by t.at desc, t.id desc").await?;
        tail.retain(|touch| (touch.at, touch.id) > read);
        tail.reverse();
        touches.extend(tail);
    }
    Ok(touches)
}

const ROWS: &str = "select t.id as id, t.deal_id as deal_id, t.key as key, t.at as at, t.kind as kind, \
    t.channel_id as channel_id, h.name as channel_name, t.campaign_id as campaign_id, c.name as campaign_name, \
    t.landing_id as landing_id, l.name as landing_name, t.content_id as content_id, p.name as content_name, \
    t.utm as utm, t.referrer as referrer from touches t left join channels h on h.id = t.channel_id \
    left join campaigns c on c.id = t.campaign_id left join site_pages l on l.id = t.landing_id \
    left join site_pages p on p.id = t.content_id where ";

/// Writes a touch; `false` when it is there already.
pub async fn insert(conn: Conn<'_>, row: &TouchRow) -> Result<bool> {
    let columns = [
        "id",
        "deal_id",
        "key",
        "at",
        "kind",
        "channel_id",
        "campaign_id",
        "landing_id",
        "content_id",
        "utm",
        "referrer",
    ];
    let mut insert =
        Insert::into("touches", &columns).suffix(" on conflict (deal_id, key) do nothing");
    insert
        .row()
        .set(row.id)
        .set(row.deal_id)
        .set(&row.key)
        .set(row.at)
        .set(&row.kind)
        .set(row.channel_id)
        .set(row.campaign_id)
        .set(row.landing_id)
        .set(row.content_id)
        .set(&row.utm)
        .set(&row.referrer);
    Ok(conn.insert(insert).await? > 0)
}
