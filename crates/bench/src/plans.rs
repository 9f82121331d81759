//! Whether anything reads a whole table: asked of the server itself, which logs its plans.

use std::collections::BTreeSet;
use std::path::Path;

use db::Location;

use crate::operations::{self, Caller, Operation};
use crate::server::Server;
use crate::world::World;

/// Tables that grow with the company's years.
const BIG: [(&str, &[&str]); 7] = [
    ("deals", &["d", "i", "deals"]),
    ("companies", &["c", "companies"]),
    ("contacts", &["contacts"]),
    ("events", &["x", "events"]),
    ("stage_changes", &["stage_changes"]),
    ("search_docs", &["sd", "search_docs"]),
    ("deal_contacts", &["deal_contacts"]),
];

/// A step of a plan that reads a whole big table or index.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scan {
    pub operation: &'static str,
    pub allowed: bool,
    pub step: String,
}

/// Does every operation once and collects the scans.
pub async fn scans(binary: &Path, location: &Location, world: &World) -> anyhow::Result<Vec<Scan>> {
    let server = Server::start(binary, location, Some("error,db::plan=trace")).await?;
    let mut found = BTreeSet::new();
    for operation in operations::ALL {
        let mut caller = Caller::new(&server.address, world, *operation, (0, 1)).await?;
        server.log().await;
        caller.run(*operation).await?;
        for line in server.log().await {
            if let Some(step) = scan_of(&line) {
                found.insert(scan(*operation, step));
            }
        }
    }
    server.stop().await;
    for scan in &found {
        println!("plan: {}: {}", scan.operation, scan.step);
    }
    Ok(found.into_iter().collect())
}

fn scan(operation: Operation, step: String) -> Scan {
    Scan {
        operation: operation.name(),
        allowed: operation.may_scan(),
        step,
    }
}

/// The step of a logged line, when it reads something big as a whole.
fn scan_of(line: &str) -> Option<String> {
    let (_, logged) = line.split_once("db::plan: ")?;
    let (step, _) = logged.split_once(" | ")?;
    let step = step.trim();
    let table = step
        .strip_prefix("SCAN ")
        .or_else(|| Some(step.split_once("Seq Scan on ")?.1))?
        .split_whitespace()
        .next()?;
    let is_big = BIG
        .iter()
        .any(|(name, aliases)| *name == table || aliases.contains(&table));
    // A virtual table is asked through its index: that is no reading of the whole.
    (is_big && !step.contains("VIRTUAL TABLE INDEX")).then(|| step.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scans_of_big_tables_are_noticed() {
        let line = |step: &str| format!("2026 TRACE db::plan: {step} | select 1");
        assert!(scan_of(&line("SCAN d")).is_some());
        assert!(scan_of(&line("SCAN d USING INDEX deals_created")).is_some());
        assert!(scan_of(&line("  ->  Seq Scan on deals d  (cost=0.00..1.00)")).is_some());
        assert!(scan_of(&line("SCAN stages")).is_none());
        assert!(scan_of(&line("SEARCH d USING INDEX deals_owner (owner_id=?)")).is_none());
        assert!(scan_of(&line("SCAN search_text VIRTUAL TABLE INDEX 0:M1")).is_none());
    }
}
