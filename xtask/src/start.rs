//! `cargo xtask start` and `cargo xtask dev`: from a clone to a running CRM.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::arguments::Arguments;
use crate::install::need_node;
use crate::project::{Project, run, shown, spawn};
use crate::ui;
use crate::watch::Watch;

/// Where Vite expects the server in development.
const DEV_PORT: u16 = 8080;

/// Filling the demo company with an unoptimised build on a busy machine takes its time.
const PATIENCE: Duration = Duration::from_mins(5);

/// Builds what is stale and becomes the server with the demo company.
pub fn start(project: &Project, mut arguments: Arguments) -> Result<()> {
    let port = arguments.port()?;
    let data = arguments.value("--data")?;
    let release = arguments.flag("--release");
    if arguments.flag("--dev") && release {
        bail!("--dev and --release at once");
    }
    arguments.finish()?;

    need_node()?;
    ui::install(project)?;
    ui::build_if_stale(project)?;
    build_server(project, release)?;

    let mut server = demo(project, release, port, data.as_deref().map(Path::new));
    println!("Starting {}", shown(&server));
    // Becoming the server, rather than watching it, leaves Ctrl-C and signals to it alone.
    let error = server.exec();
    Err(error).with_context(|| format!("could not start {}", shown(&server)))
}

/// The server and Vite, side by side.
pub fn dev(project: &Project, mut arguments: Arguments) -> Result<()> {
    let port = arguments.port()?.unwrap_or(DEV_PORT);
    let data = arguments.value("--data")?;
    let release = arguments.flag("--release");
    arguments.finish()?;

    need_node()?;
    ui::install(project)?;
    ui::ensure_dist(project)?;
    build_server(project, release)?;

    let mut watch = Watch::new()?;
    let mut server = spawn(demo(
        project,
        release,
        Some(port),
        data.as_deref().map(Path::new),
    ))?;
    watch.over(&server)?;
    wait_until_ready(&mut server, port)?;
    let mut vite = project.web_program("vite");
    vite.env("VORONKA_URL", url(port));
    let mut vite = spawn(vite)?;
    watch.over(&vite)?;
    loop {
        for (name, child) in [("the server", &mut server), ("Vite", &mut vite)] {
            if let Some(status) = child.try_wait()? {
                // Dropping the watch stops the other one.
                drop(watch);
                if status.success() {
                    return Ok(());
                }
                bail!("{name} ended ({status})");
            }
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// The binary of the app, in the profile that tests use or in the one that ships.
pub fn build_server(project: &Project, release: bool) -> Result<()> {
    ui::ensure_dist(project)?;
    let mut cargo = project.cargo();
    cargo.args(["build", "-p", "app", "--bin", "voronka"]);
    if release {
        cargo.arg("--release");
    }
    run(cargo)
}

/// `voronka demo`, which makes the demo company on first start and serves it.
pub fn demo(project: &Project, release: bool, port: Option<u16>, data: Option<&Path>) -> Command {
    let mut server = project.command(project.voronka(release));
    server.arg("demo");
    if let Some(port) = port {
        server.args(["--port", &port.to_string()]);
    }
    if let Some(data) = data {
        server.arg("--data").arg(data);
    }
    server
}

pub fn url(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("looking for a port")?;
    Ok(listener.local_addr()?.port())
}

/// Waits until the server answers a request.
pub fn wait_until_ready(server: &mut Child, port: u16) -> Result<()> {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if let Some(status) = server.try_wait()? {
            bail!("the server ended before it was ready ({status})");
        }
        if answers(port).is_ok_and(|answer| answer.starts_with("HTTP/1.1 200")) {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    bail!(
        "the server did not answer on port {port} within {} s",
        PATIENCE.as_secs()
    )
}

fn answers(port: u16) -> std::io::Result<String> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    write!(
        stream,
        "GET /api/v1/setup HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.take(4096).read_to_string(&mut answer)?;
    Ok(answer)
}
