//! `cargo xtask test`: everything that CI runs, or parts of it.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use pgtest::{Cluster, SERVER_VARIABLE};

use crate::arguments::Arguments;
use crate::codegen;
use crate::install::{Package, chromium, need_node, need_packages};
use crate::project::{Project, run as run_command, spawn};
use crate::start::{build_server, demo, free_port, url, wait_until_ready};
use crate::steps::Steps;
use crate::tidy;
use crate::totals::Runner;
use crate::ui;
use crate::watch::Watch;

/// Tells the test kit which database to run on.
const DATABASE_VARIABLE: &str = "VORONKA_TEST_DATABASE";

/// Crates whose tests touch no database, so that one run of them is enough.
const WITHOUT_DATABASE: [&str; 3] = ["base", "pgtest", "xtask"];

/// Vite renews it during a build.
const ROUTE_TREE: &str = "web/src/routeTree.gen.ts";

const CATALOGUES: [&str; 2] = [
    "web/src/locales/ru/messages.po",
    "web/src/locales/en/messages.po",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Check,
    Rust,
    Ui,
    Browser,
}

impl Part {
    const ALL: [Self; 4] = [Self::Check, Self::Ui, Self::Rust, Self::Browser];

    fn named(name: &str) -> Result<Self> {
        Ok(match name {
            "check" => Self::Check,
            "rust" => Self::Rust,
            "ui" => Self::Ui,
            "browser" => Self::Browser,
            _ => bail!("there is no part {name}; the parts are check, rust, ui, browser"),
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Database {
    Sqlite,
    Postgres,
}

/// What was asked for.
struct Plan {
    parts: Vec<Part>,
    databases: Vec<Database>,
    /// Handed to the test runners, which take it as the name of a test or of a file.
    filter: Vec<String>,
    install: bool,
}

pub fn run(project: &Project, mut arguments: Arguments) -> Result<()> {
    let filter = arguments.after_dashes();
    let install = arguments.flag("--install") || std::env::var("CI").is_ok_and(|ci| ci == "true");
    let keep_going = arguments.flag("--keep-going");
    let databases = match arguments.value("--database")?.as_deref() {
        None => vec![Database::Sqlite, Database::Postgres],
        Some("sqlite") => vec![Database::Sqlite],
        Some("postgres") => vec![Database::Postgres],
        Some(other) => bail!("--database {other}: sqlite or postgres is meant"),
    };
    let named = arguments.plain();
    let asked: Vec<Part> = named
        .iter()
        .map(|name| Part::named(name))
        .collect::<Result<_>>()?;
    arguments.finish()?;
    let wanted = |part: &Part| asked.is_empty() || asked.contains(part);

    let mut steps = Steps::new(keep_going);
    let plan = Plan {
        parts: Part::ALL.into_iter().filter(wanted).collect(),
        databases,
        filter,
        install,
    };
    let result = all(project, &mut steps, &plan);
    // The summary also names the step that stopped the run.
    let finished = steps.finish();
    finished.and(result)
}

/// `cargo xtask check`.
pub fn check(project: &Project, arguments: Arguments) -> Result<()> {
    let words = arguments.rest().into_iter();
    run(
        project,
        Arguments::new(["check".to_owned()].into_iter().chain(words)),
    )
}

fn all(project: &Project, steps: &mut Steps, plan: &Plan) -> Result<()> {
    let parts = &plan.parts;
    let needs_node = *parts != [Part::Rust];
    steps.run("the tools are here", "cargo xtask test", || {
        let mut packages = Vec::new();
        if parts.contains(&Part::Rust) && plan.databases.contains(&Database::Postgres) {
            packages.push(Package::Postgresql);
        }
        if parts.contains(&Part::Browser) {
            packages.push(Package::Chromium);
        }
        if needs_node {
            need_node()?;
        }
        need_packages(project, &packages, plan.install)
    })?;
    if needs_node {
        steps.run("the packages of the interface", "cd web && npm ci", || {
            ui::install(project)
        })?;
    }
    for part in parts {
        match part {
            Part::Check => checks(project, steps)?,
            Part::Ui => interface(project, steps, plan)?,
            Part::Rust => rust(project, steps, plan)?,
            Part::Browser => browser(project, steps, plan)?,
        }
    }
    Ok(())
}

fn checks(project: &Project, steps: &mut Steps) -> Result<()> {
    let mut fmt = project.cargo();
    // Only the names of the files: the differences themselves are for `cargo fmt` to mend.
    fmt.args(["fmt", "--all", "--", "--check", "-l"]);
    steps.command("Rust formatting", fmt)?;

    steps.run("tidy", "cargo xtask tidy", || tidy::run(project.root()))?;

    ui::ensure_dist(project)?;
    let mut clippy = project.cargo();
    clippy.args(["clippy", "--workspace", "--all-targets", "--quiet"]);
    clippy.args(["--", "-D", "warnings"]);
    steps.command("Rust lints", clippy)?;

    steps.run("generated files are fresh", "cargo xtask codegen", || {
        codegen::run(project, true)
    })
}

fn interface(project: &Project, steps: &mut Steps, plan: &Plan) -> Result<()> {
    steps.run(
        "translations are complete",
        "cd web && npm run i18n:extract && npm run i18n:compile",
        || {
            codegen::guarded(project.root(), &CATALOGUES, true, || {
                npm_run(project, "i18n:extract")
            })?;
            npm_run(project, "i18n:compile")
        },
    )?;

    let mut biome = project.web_program("biome");
    biome.arg("check");
    steps.command("interface lints", biome)?;

    let mut types = project.npm();
    types.args(["run", "--silent", "typecheck"]);
    steps.command("interface types", types)?;

    let mut vitest = project.web_program("vitest");
    vitest.arg("run").args(&plan.filter);
    steps.tests("interface tests", Runner::Vitest, vitest)?;

    steps.run("interface build", "cd web && npm run build", || {
        codegen::guarded(project.root(), &[ROUTE_TREE], true, || ui::build(project))
    })
}

fn npm_run(project: &Project, script: &str) -> Result<()> {
    let mut npm = project.npm();
    npm.args(["run", "--silent", script]);
    run_command(npm)
}

fn rust(project: &Project, steps: &mut Steps, plan: &Plan) -> Result<()> {
    ui::ensure_dist(project)?;
    let runner = if has_nextest(project) {
        Runner::Nextest
    } else {
        Runner::CargoTest
    };
    for database in &plan.databases {
        let mut command = rust_tests(project, runner);
        command.args(&plan.filter);
        if *database == Database::Sqlite {
            command.env(DATABASE_VARIABLE, "sqlite");
            steps.tests("Rust tests on SQLite", runner, command)?;
            continue;
        }
        command.env(DATABASE_VARIABLE, "postgres");
        if plan.databases.len() > 1 {
            for name in WITHOUT_DATABASE {
                command.args(["--exclude", name]);
            }
        }
        let mut cluster = None;
        steps.run("a temporary PostgreSQL", "cargo test -p pgtest", || {
            let started = cluster.insert(Cluster::start()?);
            command.env(SERVER_VARIABLE, started.url());
            Ok(())
        })?;
        let result = steps.tests("Rust tests on PostgreSQL", runner, command);
        drop(cluster);
        result?;
    }
    if !plan.filter.is_empty() {
        return Ok(());
    }
    let mut documentation = project.cargo();
    documentation.args(["test", "--workspace", "--doc", "--quiet"]);
    steps.tests(
        "Rust examples in comments",
        Runner::CargoTest,
        documentation,
    )
}

fn has_nextest(project: &Project) -> bool {
    let mut command = project.cargo();
    command
        .args(["nextest", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn rust_tests(project: &Project, runner: Runner) -> Command {
    let mut command = project.cargo();
    if runner == Runner::Nextest {
        command.args(["nextest", "run", "--no-fail-fast", "--no-tests=pass"]);
        command.args(["--status-level=fail", "--final-status-level=fail"]);
    } else {
        command.args(["test", "--no-fail-fast", "--lib", "--bins", "--tests"]);
    }
    command.arg("--workspace");
    command
}

/// Playwright drives the real server, filled with the demo company.
fn browser(project: &Project, steps: &mut Steps, plan: &Plan) -> Result<()> {
    steps.run("the server to look at", "cargo build -p app", || {
        ui::build_if_stale(project)?;
        build_server(project, false)
    })?;

    let data = Scratch::new()?;
    let port = free_port()?;
    let mut watch = Watch::new()?;
    let mut server = None;
    steps.run("the demo company", "cargo xtask start", || {
        let mut command = demo(project, false, Some(port), Some(&data.0));
        command.env_remove("DATABASE_URL");
        let child = server.insert(spawn(command)?);
        watch.over(child)?;
        wait_until_ready(child, port)
    })?;

    let mut playwright = project.web_program("playwright");
    playwright
        .arg("test")
        .args(&plan.filter)
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .env("VORONKA_URL", url(port))
        .env("VORONKA_BIN", project.voronka(false));
    if let Some(chromium) = chromium() {
        playwright.env("CHROMIUM", chromium);
    }
    let result = steps.tests_of(
        "browser tests",
        "cargo xtask test browser",
        Runner::Playwright,
        playwright,
    );
    drop(watch);
    if let Some(mut server) = server {
        server.wait().context("waiting for the server to end")?;
    }
    result
}

/// A folder that goes with the value.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Self> {
        let path = std::env::temp_dir().join(format!("voronka-browser-{}", std::process::id()));
        std::fs::create_dir_all(&path).with_context(|| format!("making {}", path.display()))?;
        Ok(Self(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed stays in the system's temporary folder.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
