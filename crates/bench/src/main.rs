//! Measures the optimised server on many deals, beside the same statements run bare on the file.

mod bare;
mod chance;
mod crowd;
mod fill;
mod measure;
mod names;
mod operations;
mod plans;
mod report;
mod server;
mod world;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use clap::Parser;
use db::Location;

/// Fills a fresh database, starts the release binary on it and measures it.
#[derive(Debug, Parser)]
struct Options {
    /// How many deals; each has three changes of stage.
    #[arg(long, default_value_t = 100_000)]
    deals: usize,
    /// sqlite, postgres (the server named by VORONKA_TEST_POSTGRES), or postgres://… of an empty database.
    #[arg(long, default_value = "sqlite")]
    database: String,
    /// How long each operation is measured.
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// Numbers of clients at once.
    #[arg(long, value_delimiter = ',', default_values_t = [1, 8])]
    clients: Vec<usize>,
    /// The report; the part of this database and number of deals is replaced in it.
    #[arg(long, default_value = "docs/benchmarks.md")]
    out: PathBuf,
    /// Where the data lies; usually a temporary folder that is removed. A folder that already holds
    /// a filled database is used as it is.
    #[arg(long)]
    data: Option<PathBuf>,
    /// The server's binary.
    #[arg(long, env = "VORONKA", default_value = "target/release/voronka")]
    server: PathBuf,
}

/// Where the benchmark's database is.
#[derive(Debug)]
struct Place {
    location: Location,
    /// Removed with the value.
    folder: Option<tempfile::TempDir>,
    postgres: Option<(pgtest::Server, String)>,
}

impl Drop for Place {
    fn drop(&mut self) {
        drop(self.folder.take());
        if let Some((server, name)) = &self.postgres {
            // A database that stays behind costs disk and nothing else.
            let _ = server.drop_database(name);
        }
    }
}

fn place(options: &Options) -> anyhow::Result<Place> {
    if options.database.starts_with("postgres://") {
        let location = Location::Url(options.database.clone());
        return Ok(Place {
            location,
            folder: None,
            postgres: None,
        });
    }
    if options.database == "postgres" {
        let server = pgtest::shared()?;
        let name = format!("voronka_bench_{}", std::process::id());
        let location = Location::Url(server.create_database(&name, None)?);
        return Ok(Place {
            location,
            folder: None,
            postgres: Some((server, name)),
        });
    }
    anyhow::ensure!(
        options.database == "sqlite",
        "--database is sqlite, postgres or postgres://…"
    );
    let (folder, path) = match &options.data {
        Some(path) => (None, path.clone()),
        None => {
            // Not in /tmp: that may be memory, and durable writes are to be measured.
            std::fs::create_dir_all("target")?;
            let folder = tempfile::tempdir_in("target")?;
            let path = folder.path().to_owned();
            (Some(folder), path)
        }
    };
    let location = Location::File(path.join("voronka.db"));
    Ok(Place {
        location,
        folder,
        postgres: None,
    })
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    anyhow::ensure!(
        options.server.exists(),
        "no server at {}; build it with: cargo build --release -p app",
        options.server.display()
    );
    let place = place(&options)?;
    let world = world::open(&place.location, options.deals).await?;

    let plans = plans::scans(&options.server, &place.location, &world).await?;
    let mut rows = Vec::new();
    let beside = {
        let server = server::Server::start(&options.server, &place.location, None).await?;
        let duration = Duration::from_secs_f64(options.seconds);
        for operation in operations::ALL {
            let mut measured = Vec::new();
            for clients in &options.clients {
                let result = measure::measure(&server, &world, *operation, *clients, duration)
                    .await
                    .with_context(|| format!("measuring: {}", operation.name()))?;
                println!("{:52} {clients:2} clients  {result}", operation.name());
                measured.push(result);
            }
            rows.push((*operation, measured));
        }
        let beside = crowd::measure(&server, &world, duration).await?;
        server.stop().await;
        beside
    };
    let limits = match &place.location {
        Location::File(path) => bare::measure(path, &world)?,
        Location::Url(_) => Vec::new(),
    };
    let report = report::Report {
        options: &options,
        location: &place.location,
        world: &world,
        rows: &rows,
        limits: &limits,
        plans: &plans,
        beside: &beside,
    };
    let text = report.markdown();
    println!("\n{text}");
    report::write(&options.out, &report.heading(), &text)?;
    Ok(())
}
