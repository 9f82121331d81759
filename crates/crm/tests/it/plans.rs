//! At a million deals lists and boards are as fast as the index that leads them: no page is found
//! by sorting, no total by counting when the database keeps it.

use api::ListParams;
use base::{Scope, Uuid};
use crm::deals::filter::{DealFilter, LIST};
use crm::deals::store::{self, For, Wanted};
use crm::listing::Paging;
use db::Dialect;
use testkit::TestApp;

const OWNER: Uuid = Uuid::from_u128(1);
const STAGE: Uuid = Uuid::from_u128(2);

/// The steps of the embedded database's plan that touch deals. PostgreSQL plans by what is in the
/// tables, which are empty here.
async fn deals_of(app: &TestApp, query: &str, scope: &Scope) -> Vec<String> {
    let conn = app.db.reader();
    let params = ListParams::parse(query).expect("a list");
    let filter = DealFilter::read(&params, &LIST, chrono_tz::UTC).expect("filters");
    let paging = Paging::read(&params, &store::SORTS, "-created_at").expect("a page");
    let wanted = Wanted::new(conn, &filter, scope, app.now())
        .await
        .expect("stages");
    let one = |name: &str| query.contains(name);
    let purpose = For::First {
        by_stage: one("[stage]") && one("amount"),
        by_owner: one("[owner]") && !one("amount"),
    };
    let statement = store::filled(conn, &wanted, &paging, purpose).expect("a page");
    conn.explain(statement).await.expect("a plan")
}

#[tokio::test]
async fn a_page_is_read_from_the_index_of_its_order() {
    let app = TestApp::new().await;
    if app.db.dialect == Dialect::Postgres {
        return;
    }
    let team = Scope::Owners(vec![OWNER, STAGE]);
    for (query, scope, index) in [
        (String::new(), &Scope::All, "deals_created"),
        (String::new(), &team, "deals_created"),
        ("sort=-amount".to_owned(), &team, "deals_amount"),
        ("sort=updated_at".to_owned(), &Scope::All, "deals_updated"),
        (
            "sort=expected_close".to_owned(),
            &Scope::All,
            "deals_expected",
        ),
        ("sort=-next_step_at".to_owned(), &team, "deals_next_step"),
        (
            format!("filter[pipeline]={STAGE}"),
            &Scope::All,
            "deals_created",
        ),
        (
            "filter[reached_kind]=close".to_owned(),
            &Scope::All,
            "deals_created",
        ),
        (format!("filter[owner]={OWNER}"), &Scope::All, "deals_owner"),
        (
            format!("filter[stage]={STAGE}&sort=amount"),
            &Scope::All,
            "deals_stage_amount",
        ),
    ] {
        let plan = deals_of(&app, &query, scope).await;
        let led = plan.iter().any(|step| {
            (step.starts_with("SCAN d ") || step.starts_with("SEARCH d "))
                && step.split_whitespace().any(|word| word == index)
        });
        let sorted = plan.iter().any(|step| step.contains("TEMP B-TREE"));
        assert!(led && !sorted, "{query} {scope:?}: {plan:?}");
    }
}

#[tokio::test]
async fn a_column_of_the_board_is_read_from_its_index() {
    let app = TestApp::new().await;
    if app.db.dialect == Dialect::Postgres {
        return;
    }
    let conn = app.db.reader();
    let filter = DealFilter::default();
    for (scope, index) in [
        (Scope::All, "INDEX deals_board "),
        (Scope::Owners(vec![OWNER]), "INDEX deals_board_owner "),
    ] {
        let wanted = Wanted::new(conn, &filter, &scope, app.now())
            .await
            .expect("stages");
        let query = store::board_query(conn, &wanted, &[STAGE, OWNER], None, 31).expect("a board");
        let plan = conn.explain(query).await.expect("a plan");
        let columns = plan.iter().filter(|step| step.contains(index)).count();
        assert_eq!(columns, 2, "{plan:?}");
        let totals = conn
            .explain(store::totals_query(conn, &wanted))
            .await
            .expect("a plan");
        assert!(
            !totals.iter().any(|step| step.contains(" d ")),
            "{totals:?}"
        );
    }
}
