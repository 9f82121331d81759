//! A real cluster is started here; without PostgreSQL on the machine there is nothing to test.

use std::convert::Infallible;
use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll, Waker};

use pgtest::{Cluster, Server, find_tools};

/// Enough of an executor for futures that never wait.
fn run<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the future waits"),
    }
}

fn folders() -> usize {
    let ours = format!("voronka-pg-{}-", std::process::id());
    std::fs::read_dir(std::env::temp_dir())
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(&ours))
        .count()
}

#[test]
fn a_cluster_makes_databases_and_leaves_nothing() {
    if let Err(reason) = find_tools() {
        eprintln!("skipped: {reason}");
        return;
    }
    let cluster = Cluster::start().unwrap();
    assert_eq!(folders(), 1);

    let url = cluster.create_database("first", None).unwrap();
    assert_eq!(url, format!("{}/first", cluster.url()));
    cluster.create_database("second", Some("first")).unwrap();
    let elsewhere = Server::at(&url).unwrap();
    assert_eq!(elsewhere.url(), cluster.url());
    assert!(elsewhere.has_database("second").unwrap());

    cluster.drop_database("second").unwrap();
    cluster.drop_database("second").unwrap();
    assert!(!elsewhere.has_database("second").unwrap());
    assert!(cluster.create_database("first", None).is_err());

    let filled = AtomicU32::new(0);
    for _ in 0..3 {
        run(elsewhere.template("pattern", |_| async {
            filled.fetch_add(1, Ordering::Relaxed);
            Ok::<_, Infallible>(())
        }))
        .unwrap();
    }
    assert_eq!(filled.load(Ordering::Relaxed), 1);
    assert!(run(elsewhere.template("broken", |_| async { Err("no tables") })).is_err());
    assert!(!elsewhere.has_database("broken").unwrap());

    drop(cluster);
    assert_eq!(folders(), 0);
    assert!(elsewhere.has_database("first").is_err());
}
