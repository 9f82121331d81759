//! Putting marks on deals. Whoever calls has checked the right to do what the mark tells of.

use base::{Event, Result, Time, Uuid};
use db::Tx;
use serde_json::json;

use super::model::{Kind, Mark};
use super::store;
use crate::records::Record;

/// Puts a mark on a deal, since a moment. `false`: the deal had it already.
///
/// # Errors
/// When the database refuses.
pub async fn put(tx: &Tx, deal: Uuid, mark: &Mark, at: Time) -> Result<bool> {
    let id = store::ensure(tx.conn(), tx.new_id(), mark, tx.now()).await?;
    let mut changed = store::put(tx.conn(), &[(deal, id, at)]).await?;
    if mark.kind.single() {
        changed += store::take_off(tx.conn(), &[deal], mark.kind, Some(id)).await?;
    }
    if changed > 0 {
        told(tx, deal, mark.kind).await?;
    }
    Ok(changed > 0)
}

/// Puts one mark on many deals, as a recalculation does.
///
/// # Errors
/// When the database refuses.
pub async fn put_many(tx: &Tx, deals: &[Uuid], mark: &Mark, at: Time) -> Result<()> {
    let id = store::ensure(tx.conn(), tx.new_id(), mark, tx.now()).await?;
    let rows: Vec<_> = deals.iter().map(|deal| (*deal, id, at)).collect();
    store::put(tx.conn(), &rows).await?;
    if mark.kind.single() {
        store::take_off(tx.conn(), deals, mark.kind, Some(id)).await?;
    }
    for deal in deals {
        told(tx, *deal, mark.kind).await?;
    }
    Ok(())
}

/// Takes a mark off a deal.
///
/// # Errors
/// When the database refuses.
pub async fn remove(tx: &Tx, deal: Uuid, kind: Kind, key: &str) -> Result<()> {
    let Some(mark) = store::find(tx.conn(), kind, key).await? else {
        return Ok(());
    };
    if store::remove(tx.conn(), deal, mark.id).await? > 0 {
        told(tx, deal, kind).await?;
    }
    Ok(())
}

/// Gives a mark another name, where it is known at all.
///
/// # Errors
/// When the database refuses.
pub async fn rename(tx: &Tx, mark: &Mark) -> Result<()> {
    if let Some(known) = store::find(tx.conn(), mark.kind, &mark.key).await? {
        store::rename(tx.conn(), known.id, &mark.name).await?;
    }
    Ok(())
}

async fn told(tx: &Tx, deal: Uuid, kind: Kind) -> Result<()> {
    let record = Record::Deal(deal);
    let subject = record.subject(record.any_owner(tx.conn()).await?);
    tx.record(Event::new(
        super::MARKED,
        subject,
        json!({ "mark": kind.as_str() }),
    ));
    Ok(())
}
