//! The statements on kept answers: what was said to a request with an `Idempotency-Key`.

use base::{Result, Time, Uuid};
use db::texts::Means;
use db::{Conn, Query, sql};

/// An answer as it was given.
#[derive(Debug)]
pub(crate) struct KeptAnswer {
    pub request_hash: String,
    pub status: u16,
    pub body: String,
}

pub(crate) async fn find_answer(
    conn: Conn<'_>,
    actor: Uuid,
    key: &str,
) -> Result<Option<KeptAnswer>> {
    let kept: Option<(String, i64, String)> = conn
        .tuple(sql!(
            "select request_hash, status, body from idempotency_keys where actor_id = $1 and key = $2",
            actor,
            key
        ))
        .await?;
    Ok(kept.map(|(request_hash, status, body)| KeptAnswer {
        request_hash,
        status: u16::try_from(status).unwrap_or(200),
        body,
    }))
}

/// Answers are kept for two days: longer than any client repeats a request.
const KEPT_FOR_MS: i64 = 2 * base::time::DAY_MS;

pub(crate) async fn keep_answer(
    conn: Conn<'_>,
    actor: Uuid,
    key: &str,
    answer: &KeptAnswer,
    now: Time,
) -> Result<()> {
    conn.execute(sql!(
        "insert into idempotency_keys (actor_id, key, request_hash, status, body, created_at) \
         values ($1, $2, $3, $4, $5, $6)",
        actor,
        key,
        &answer.request_hash,
        i64::from(answer.status),
        &answer.body,
        now
    ))
    .await?;
    conn.execute(sql!(
        "delete from idempotency_keys where created_at < $1",
        Time(now.0 - KEPT_FOR_MS)
    ))
    .await?;
    Ok(())
}

/// So many answers are read at a time when one is looked for.
const ANSWERS_AT_ONCE: usize = 100;

/// Forgets kept answers that tell of somebody: a repeated request is then done anew. The patterns choose which are
/// read, `means` decides.
pub(crate) async fn forget_answers(
    conn: Conn<'_>,
    patterns: &[String],
    means: Means<'_>,
) -> Result<()> {
    let mut after: Option<(Uuid, String)> = None;
    loop {
        let mut query = Query::new("select actor_id, key, body from idempotency_keys where ");
        db::texts::like(&mut query, &["body"], patterns);
        if let Some((actor, key)) = &after {
            query.push(" and (actor_id, key) > (").value(actor);
            query.push(", ").value(key).push(")");
        }
        query.push(" order by actor_id, key limit ");
        query.value(ANSWERS_AT_ONCE as i64);
        let page: Vec<(Uuid, String, String)> = conn.tuples(query).await?;
        let Some((actor, key, _)) = page.last() else {
            return Ok(());
        };
        after = Some((*actor, key.clone()));
        for (actor, key, _) in page.iter().filter(|(_, _, body)| means(body)) {
            conn.execute(sql!(
                "delete from idempotency_keys where actor_id = $1 and key = $2",
                actor,
                key
            ))
            .await?;
        }
    }
}
