//! Whoever withdraws their consent to advertising elsewhere leaves the topics too, and what nobody confirms is forgotten.

use base::{Actor, Result, Time};
use crm::consents::{Channel, Purpose, allows};
use crm::contacts::store::points_of;
use db::LoggedEvent;
use db::jobs::Work;

use super::{actions, store};

/// The kind of job that answers `consent.withdrawn`.
pub const JOB: &str = "attract.follow_withdrawal";

/// The job: subscriptions of a contact whose addresses may no longer be written to end.
///
/// # Errors
/// When the database refuses.
pub async fn follow(work: Work, event: LoggedEvent) -> Result<()> {
    let Some(contact) = event.contact_id else {
        return Ok(());
    };
    let tx = work.db.begin(Actor::system()).await?;
    let points = points_of(tx.conn(), &[contact]).await?;
    let addresses: Vec<String> = points
        .into_values()
        .flatten()
        .map(|point| point.value)
        .collect();
    for subscriber in store::subscribers_of(tx.conn(), Some(contact), &addresses).await? {
        let Some(address) = &subscriber.address else {
            continue;
        };
        let allowed = allows(tx.conn(), address, Purpose::Advertising, Channel::Mail).await?;
        if allowed.is_err() {
            actions::leave_topics(&tx, &subscriber, None).await?;
        }
    }
    tx.commit().await
}

/// The kind of job that forgets what nobody confirmed.
pub const TIDY: &str = "attract.tidy_subscriptions";
/// Longer than a link works: the address was perhaps typed by somebody else.
const KEEP_MS: i64 = 30 * base::time::DAY_MS;

/// # Errors
/// When the database refuses.
pub async fn tidy(work: Work) -> Result<()> {
    let tx = work.db.begin(Actor::system()).await?;
    store::forget_unconfirmed(tx.conn(), Time(tx.now().0 - KEEP_MS)).await?;
    tx.commit().await
}
