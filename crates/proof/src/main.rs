//! Checks what the numbers promise on simulated pipelines whose truth is known, and writes the page that
//! says how it went. `cargo xtask statistics` runs it.

mod alarms;
mod conversions;
mod forecasts;
mod page;
mod world;

use std::path::PathBuf;

use analyze::question::{Ground, Question};
use analyze::rates::Rates;
use anyhow::{Context, Result};
use base::{Currency, Lang, Scope, Time};

/// How many simulated pipelines each figure rests on.
pub const RUNS: u32 = 1_000;

/// Runs of each kind, spread over the processors; the seed of a run is its number.
pub fn each<T: Send>(runs: u32, run: impl Fn(u64) -> T + Sync) -> Vec<T> {
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get) as u64;
    let run = &run;
    let mut parts: Vec<(u64, T)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..workers)
            .map(|worker| {
                scope.spawn(move || {
                    (worker..u64::from(runs))
                        .step_by(workers as usize)
                        .map(|seed| (seed, run(seed)))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap_or_default())
            .collect()
    });
    parts.sort_by_key(|(seed, _)| *seed);
    parts.into_iter().map(|(_, part)| part).collect()
}

/// What counting needs, at this moment.
pub fn ground(now: i64) -> Ground {
    Ground {
        zone: chrono_tz::Europe::Moscow,
        currency: Currency::RUB,
        rates: Rates::none(Currency::RUB),
        scope: Scope::All,
        now: Time(now),
        lang: Lang::Ru,
        spent: std::sync::Arc::default(),
        patience: std::sync::Arc::default(),
    }
}

/// Everything in the pipeline.
pub fn question() -> Question {
    Question {
        pipeline: Some(world::pipeline()),
        ..Question::default()
    }
}

fn main() -> Result<()> {
    let mut words = std::env::args().skip(1);
    let path: PathBuf = words.next().context("where to write the page")?.into();
    let runs = match words.next() {
        Some(word) => word.parse().context("a number of runs")?,
        None => RUNS,
    };
    let page = page::Page {
        runs,
        conversions: conversions::check(runs),
        forecasts: forecasts::check(runs)?,
        alarms: alarms::check(runs),
    };
    std::fs::write(&path, page.render())
        .with_context(|| format!("cannot write {}", path.display()))?;
    println!("wrote {}", path.display());
    Ok(())
}
