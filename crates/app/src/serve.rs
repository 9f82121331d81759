//! Serving until somebody asks to stop.

use std::io::Write as _;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use anyhow::Context;
use db::Db;

use crate::{Vault, Voronka};

/// Where to listen.
#[derive(Debug, Clone, clap::Args)]
pub struct Listen {
    #[arg(long, default_value = "127.0.0.1", env = "VORONKA_HOST")]
    host: IpAddr,
    /// 0 takes any free port.
    #[arg(long, default_value_t = 8080, env = "VORONKA_PORT")]
    port: u16,
    /// The site is reached over HTTPS (a proxy in front): cookies are marked secure.
    #[arg(long, env = "VORONKA_SECURE")]
    secure: bool,
}

impl Listen {
    /// Where a browser on this machine finds it, when that is known beforehand.
    pub fn site(&self) -> Option<String> {
        let known = self.port != 0 && !self.host.is_unspecified();
        known.then(|| format!("http://{}", SocketAddr::new(self.host, self.port)))
    }
}

/// Serves requests and does jobs until Ctrl-C or SIGTERM; requests under way are finished first.
///
/// # Errors
/// When the address is taken.
pub async fn serve(db: Db, listen: Listen, vault: Vault) -> anyhow::Result<()> {
    let Voronka { router, jobs, .. } = Voronka::new(db.clone(), listen.secure, vault);
    let address = SocketAddr::new(listen.host, listen.port);
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}; choose another one with --port"))?;
    let address = listener.local_addr()?;
    println!("Voronka: http://{address}");
    std::io::stdout().flush()?;
    let working = tokio::spawn({
        let db = db.clone();
        async move { jobs.serve(&db).await }
    });
    let carrying = tokio::spawn({
        let db = db.clone();
        async move { db.carry_events().await }
    });
    let stopping = async {
        stop_signal().await;
        // Live updates never end by themselves: after a moment they are cut.
        tokio::spawn(async {
            tokio::time::sleep(Duration::from_secs(3)).await;
            std::process::exit(0);
        });
    };
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(stopping)
        .await?;
    working.abort();
    carrying.abort();
    db.close().await;
    Ok(())
}

async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}
