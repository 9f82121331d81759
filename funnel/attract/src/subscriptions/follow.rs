//! Whoever withdraws their consent to advertising elsewhere leaves the topics too.

use base::{Actor, Result};
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
