//! Callers at work, and how long each request took.

use std::time::{Duration, Instant};

use crate::operations::{Caller, Operation};
use crate::server::Server;
use crate::world::World;

/// What was measured of one operation at one number of callers.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    pub p50: Duration,
    pub p95: Duration,
    pub a_second: f64,
}

impl std::fmt::Display for Measured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (p50, p95) = (milliseconds(self.p50), milliseconds(self.p95));
        write!(
            f,
            "p50 {p50:>8} ms  p95 {p95:>8} ms  {:>7.0}/s",
            self.a_second
        )
    }
}

pub fn milliseconds(time: Duration) -> String {
    let milliseconds = time.as_secs_f64() * 1000.0;
    if milliseconds < 1.0 {
        format!("{milliseconds:.3}")
    } else {
        format!("{milliseconds:.1}")
    }
}

impl Measured {
    pub fn of(mut times: Vec<Duration>, whole: Duration) -> Self {
        times.sort_unstable();
        let at = |share: f64| {
            let index = (times.len() as f64 * share) as usize;
            times
                .get(index.min(times.len().saturating_sub(1)))
                .copied()
                .unwrap_or_default()
        };
        Self {
            p50: at(0.5),
            p95: at(0.95),
            a_second: times.len() as f64 / whole.as_secs_f64(),
        }
    }
}

/// Lets `clients` callers do the operation over and over.
pub async fn measure(
    server: &Server,
    world: &World,
    operation: Operation,
    clients: usize,
    duration: Duration,
) -> anyhow::Result<Measured> {
    let mut callers = Vec::new();
    for number in 0..clients {
        let mut caller = Caller::new(&server.address, world, operation, (number, clients)).await?;
        // The first ones fill caches and open connections.
        for _ in 0..3 {
            caller.run(operation).await?;
        }
        callers.push(caller);
    }
    let start = Instant::now();
    let mut times = Vec::new();
    std::thread::scope(|scope| {
        let handles: Vec<_> = callers
            .into_iter()
            .map(|mut caller| {
                // A thread each: a caller that waits for another would be measured as a slow server.
                scope.spawn(move || -> anyhow::Result<Vec<Duration>> {
                    let runtime = tokio::runtime::Builder::new_current_thread()
                        .enable_all()
                        .build()?;
                    runtime.block_on(async {
                        let mut times = Vec::new();
                        while start.elapsed() < duration {
                            let asked = Instant::now();
                            caller.run(operation).await?;
                            times.push(asked.elapsed());
                        }
                        Ok(times)
                    })
                })
            })
            .collect();
        for handle in handles {
            match handle.join() {
                Ok(measured) => times.extend(measured?),
                Err(_) => anyhow::bail!("a caller panicked"),
            }
        }
        Ok(())
    })?;
    Ok(Measured::of(times, start.elapsed()))
}
