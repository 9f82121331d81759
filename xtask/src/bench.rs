//! `cargo xtask bench` measures the optimised server; `cargo xtask statistics` checks what its numbers
//! promise.

use anyhow::Result;
use pgtest::{Cluster, Durability, SERVER_VARIABLE};

use crate::arguments::Arguments;
use crate::project::{self, Project};
use crate::ui;

/// Builds the server and hands all words on to the bench. When they speak of PostgreSQL and the
/// environment names no server, one that writes through to the disk is started for the run.
pub fn run(project: &Project, arguments: Arguments) -> Result<()> {
    let words = arguments.rest();
    ui::ensure_dist(project)?;
    let mut build = project.cargo();
    build.args(["build", "--release", "-p", "app"]);
    project::run(build)?;

    let mut bench = project.cargo();
    bench.args(["run", "--release", "--quiet", "-p", "bench", "--"]);
    bench.args(&words);
    let postgres = words.iter().any(|word| word.ends_with("postgres"));
    let cluster = if postgres && std::env::var_os(SERVER_VARIABLE).is_none() {
        let cluster = Cluster::start_with(Durability::Full)?;
        bench.env(SERVER_VARIABLE, cluster.url());
        Some(cluster)
    } else {
        None
    };
    let result = project::run(bench);
    drop(cluster);
    result
}

/// Simulates pipelines and writes how the numbers did; a word after it is the number of runs.
pub fn statistics(project: &Project, arguments: Arguments) -> Result<()> {
    let mut proof = project.cargo();
    proof.args(["run", "--release", "--quiet", "-p", "proof", "--"]);
    proof.arg("docs/statistics.md").args(arguments.rest());
    project::run(proof)
}
