//! What hangs on a deal: its tags, its people, what is done of the checklists.

use base::{Result, Time, Uuid};
use db::{Conn, Insert, sql};

/// Writes (deal, tag).
pub async fn insert_tags(conn: Conn<'_>, pairs: &[(Uuid, Uuid)]) -> Result<()> {
    let mut insert =
        Insert::into("deal_tags", &["deal_id", "tag_id"]).suffix(" on conflict do nothing");
    for (deal, tag) in pairs {
        insert.row().set(deal).set(tag);
    }
    conn.insert(insert).await?;
    Ok(())
}

/// Replaces the tags of a deal.
pub async fn put_tags(conn: Conn<'_>, deal: Uuid, tags: &[Uuid]) -> Result<()> {
    conn.execute(sql!("delete from deal_tags where deal_id = $1", deal))
        .await?;
    let pairs: Vec<(Uuid, Uuid)> = tags.iter().map(|tag| (deal, *tag)).collect();
    insert_tags(conn, &pairs).await
}

/// Writes (deal, contact, role, place among the contacts of the deal).
pub async fn insert_contacts(conn: Conn<'_>, rows: &[(Uuid, Uuid, &str, i64)]) -> Result<()> {
    let mut insert = Insert::into(
        "deal_contacts",
        &["deal_id", "contact_id", "role", "position"],
    )
    .suffix(" on conflict do nothing");
    for (deal, contact, role, position) in rows {
        insert
            .row()
            .set(deal)
            .set(contact)
            .set(*role)
            .set(*position);
    }
    conn.insert(insert).await?;
    Ok(())
}

/// Replaces the contacts of a deal: (contact, role), in this order.
pub async fn put_contacts(conn: Conn<'_>, deal: Uuid, contacts: &[(Uuid, String)]) -> Result<()> {
    conn.execute(sql!("delete from deal_contacts where deal_id = $1", deal))
        .await?;
    let rows: Vec<(Uuid, Uuid, &str, i64)> = (0..)
        .zip(contacts)
        .map(|(position, (contact, role))| (deal, *contact, role.as_str(), position))
        .collect();
    insert_contacts(conn, &rows).await
}

/// Ticks an item of a checklist; who was first stays.
pub async fn check(
    conn: Conn<'_>,
    deal: Uuid,
    item: &str,
    by: Option<Uuid>,
    at: Time,
) -> Result<bool> {
    let rows = conn
        .execute(sql!(
            "insert into deal_checks (deal_id, item_id, done_by, done_at) values ($1, $2, $3, $4) \
             on conflict do nothing",
            deal,
            item,
            by,
            at
        ))
        .await?;
    Ok(rows == 1)
}

pub async fn uncheck(conn: Conn<'_>, deal: Uuid, item: &str) -> Result<bool> {
    let rows = conn
        .execute(sql!(
            "delete from deal_checks where deal_id = $1 and item_id = $2",
            deal,
            item
        ))
        .await?;
    Ok(rows == 1)
}
