//! The funnel at a million deals is as fast as its index: the table itself is not touched.

use analyze::funnel::model::{Cohort, StageRow};
use analyze::funnel::store::groups_query;
use api::list::AnyOf;
use base::{Clock, Ids, Scope, Time, Uuid};
use db::{Db, Location};

async fn plan(cohort: &Cohort, scope: &Scope) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a fresh database");
    let location = Location::File(folder.path().join("voronka.db"));
    let db = Db::open(
        &location,
        Clock::fixed(Time(1_795_000_000_000)),
        Ids::counted(),
    )
    .await
    .expect("a fresh database");
    let stage = |pipeline: u128| StageRow {
        id: Uuid::from_u128(pipeline + 1),
        pipeline_id: Uuid::from_u128(pipeline),
        name: String::new(),
        kind: 0,
        position: 0,
        color: String::new(),
        target: None,
        archived: false,
    };
    let query = groups_query(cohort, &[stage(10), stage(20)], scope);
    let plan = db.reader().explain(query).await.expect("a fresh database");
    db.close().await;
    plan
}

#[tokio::test]
async fn the_index_alone_answers_and_nothing_is_sorted() {
    let any = |n: u128| {
        Some(AnyOf {
            values: vec![Uuid::from_u128(n)],
            none: true,
        })
    };
    let everything = Cohort::default();
    let narrow = Cohort {
        pipeline: Some(Uuid::from_u128(10)),
        created: (Some(Time(1)), Some(Time(2))),
        owner: any(1),
        team: any(2),
        source: any(3),
        currency: Some(AnyOf {
            values: vec![base::Currency::RUB],
            none: false,
        }),
        ..Cohort::default()
    };
    let own = Scope::Owners(vec![Uuid::from_u128(1)]);
    for (cohort, scope) in [
        (&everything, &Scope::All),
        (&narrow, &Scope::All),
        (&narrow, &own),
    ] {
        let plan = plan(cohort, scope).await;
        let deals: Vec<&String> = plan.iter().filter(|step| step.contains(" d ")).collect();
        assert!(!deals.is_empty(), "{plan:?}");
        for step in deals {
            assert!(
                step.contains("USING COVERING INDEX deals_funnel"),
                "{plan:?}"
            );
        }
        assert!(
            !plan
                .iter()
                .any(|step| step.contains("TEMP B-TREE FOR GROUP BY")),
            "{plan:?}"
        );
    }
}
