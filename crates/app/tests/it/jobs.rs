//! Work that the product does by itself: answers to events, and what is done again and again.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use base::{Actor, Clock, Event, Ids, Problem, Subject, Time};
use db::jobs::{self, Jobs};
use db::{Db, sql};
use serde_json::json;
use testkit::{Home, START};

struct Bench {
    db: Db,
    _home: Home,
}

impl Bench {
    async fn new() -> Self {
        let home = Home::new().await;
        let clock = Clock::fixed(Time::parse(START).expect("a time"));
        let db = Db::open(&home.location(), clock, Ids::counted())
            .await
            .expect("a database");
        Self { db, _home: home }
    }

    async fn run(&self, jobs: &Jobs) -> usize {
        let mut done = 0;
        while jobs.run_one(&self.db).await.expect("a queue") {
            done += 1;
        }
        done
    }

    async fn queued(&self) -> i64 {
        let count = sql!("select count(*) from jobs where state = 'queued'");
        let count: Option<i64> = self.db.reader().scalar(count).await.expect("a count");
        count.unwrap_or_default()
    }

    fn pass(&self, ms: i64) {
        self.db.clock.set(Time(self.db.clock.now().0 + ms));
    }
}

fn counter() -> (Arc<AtomicUsize>, Arc<AtomicUsize>) {
    let counter = Arc::new(AtomicUsize::new(0));
    (counter.clone(), counter)
}

#[tokio::test]
async fn an_event_is_answered_once_it_is_committed() {
    let bench = Bench::new().await;
    let (heard, seen) = counter();
    let jobs = Jobs::default().reaction("bell.rung", "test.answer", move |_, event| {
        let heard = heard.clone();
        async move {
            assert_eq!(event.kind, "bell.rung");
            assert_eq!(event.payload, r#"{"loud":true}"#);
            heard.fetch_add(1, Ordering::SeqCst);
            Ok(())
        }
    });
    jobs.introduce(&bench.db);

    let ring = |import| {
        let subject = Subject {
            import,
            ..Subject::default()
        };
        Event::new("bell.rung", subject, json!({ "loud": true }))
    };
    let tx = bench.db.begin(Actor::system()).await.expect("a tx");
    tx.record(ring(None));
    tx.rollback().await.expect("taken back");
    assert_eq!(
        bench.run(&jobs).await,
        0,
        "what did not happen is not answered"
    );

    let tx = bench.db.begin(Actor::system()).await.expect("a tx");
    tx.record(ring(None));
    tx.record(Event::new("door.opened", Subject::default(), json!({})));
    tx.record(ring(Some(tx.new_id())));
    tx.commit().await.expect("a commit");
    assert_eq!(
        bench.run(&jobs).await,
        1,
        "imports and other events are not answered"
    );
    assert_eq!(seen.load(Ordering::SeqCst), 1);
    let listed = jobs::list(&bench.db, 100).await.expect("a list");
    assert!(listed.is_empty(), "quick work leaves nothing behind");
}

#[tokio::test]
async fn an_answer_that_fails_is_tried_again() {
    let bench = Bench::new().await;
    let (tries, seen) = counter();
    let jobs = Jobs::default().reaction("bell.rung", "test.answer", move |_, _| {
        let tries = tries.clone();
        async move {
            match tries.fetch_add(1, Ordering::SeqCst) {
                0 => Err(Problem::internal("the first time it fails")),
                _ => Ok(()),
            }
        }
    });
    jobs.introduce(&bench.db);
    let tx = bench.db.begin(Actor::system()).await.expect("a tx");
    tx.record(Event::new("bell.rung", Subject::default(), json!({})));
    tx.commit().await.expect("a commit");

    bench.run(&jobs).await;
    assert_eq!((seen.load(Ordering::SeqCst), bench.queued().await), (1, 1));
    bench.pass(60_000);
    bench.run(&jobs).await;
    assert_eq!((seen.load(Ordering::SeqCst), bench.queued().await), (2, 0));
}

#[tokio::test]
async fn periodic_work_is_done_once_a_period_however_many_begin_it() {
    let bench = Bench::new().await;
    let (beats, seen) = counter();
    let jobs = Jobs::default().every("test.beat", Duration::from_mins(1), move |_| {
        let beats = beats.clone();
        async move {
            let beat = beats.fetch_add(1, Ordering::SeqCst);
            // A failure does not end it.
            if beat == 1 {
                Err(Problem::not_found())
            } else {
                Ok(())
            }
        }
    });
    for _ in 0..3 {
        jobs.begin(&bench.db).await.expect("a place in the queue");
    }
    for expected in 1..=4 {
        bench.run(&jobs).await;
        assert_eq!(seen.load(Ordering::SeqCst), expected);
        assert_eq!(bench.queued().await, 1);
        bench.pass(60_000);
    }
}

#[tokio::test]
async fn work_asked_for_later_waits_for_its_moment() {
    let bench = Bench::new().await;
    let (done, seen) = counter();
    let jobs = Jobs::default().quick("test.later", move |_| {
        let done = done.clone();
        async move {
            done.fetch_add(1, Ordering::SeqCst);
            Ok(())
        }
    });
    let tx = bench.db.begin(Actor::system()).await.expect("a tx");
    let at = Time(tx.now().0 + 1000);
    tx.enqueue_at("test.later", &json!(null), at)
        .await
        .expect("a job");
    tx.commit().await.expect("a commit");
    assert_eq!(bench.run(&jobs).await, 0);
    bench.pass(1000);
    assert_eq!(bench.run(&jobs).await, 1);
    assert_eq!(seen.load(Ordering::SeqCst), 1);
}
