//! Live updates: server-sent events that tell a browser which records have changed.

use std::convert::Infallible;

use axum::response::sse::{Event, KeepAlive, Sse};
use base::{Time, Uuid};
use futures::Stream;
use futures::stream::StreamExt;
use serde::Serialize;
use tokio_stream::wrappers::BroadcastStream;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::{Ctx, Routes};

/// Something happened to these records. Read them again if they are on the screen.
#[derive(Debug, Serialize, ToSchema)]
pub struct Change {
    pub seq: i64,
    pub at: Time,
    #[schema(example = "deal.moved")]
    pub kind: String,
    pub actor_id: Option<Uuid>,
    pub deal_id: Option<Uuid>,
    pub company_id: Option<Uuid>,
    pub contact_id: Option<Uuid>,
}

pub fn routes() -> Routes {
    Routes::new().logged_in(routes!(live))
}

/// Live updates as server-sent events
///
/// `event: change` with a [`Change`] as data, for records the caller may see; `event: lagged` when
/// the connection was too slow and everything on the screen should be read again.
#[utoipa::path(get, path = "/live", tag = "live", responses((status = 200, body = Change, content_type = "text/event-stream")))]
async fn live(ctx: Ctx) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let scope = ctx.actor.scope.clone();
    let changes = BroadcastStream::new(ctx.db().watch()).filter_map(move |received| {
        let event = match received {
            Err(_) => Some(Event::default().event("lagged").data("{}")),
            Ok(event)
                if scope.sees(event.owner_id)
                    || event.owner_id.is_none() && event.deal_id.is_none() =>
            {
                let change = Change {
                    seq: event.seq,
                    at: Time(event.at),
                    kind: event.kind.clone(),
                    actor_id: event.actor_id,
                    deal_id: event.deal_id,
                    company_id: event.company_id,
                    contact_id: event.contact_id,
                };
                Event::default().event("change").json_data(change).ok()
            }
            Ok(_) => None,
        };
        futures::future::ready(event.map(Ok))
    });
    Sse::new(changes).keep_alive(KeepAlive::default())
}
