//! The command line.

use std::io::IsTerminal;
use std::path::PathBuf;

use anyhow::{Context, bail};
use base::{Actor, Clock, Ids, Lang, Problem, Role};
use clap::{Parser, Subcommand, ValueEnum};
use connect::mail::Vault;
use db::{Db, Location};
use identity::users::model::NewUser;
use identity::{password, users};

use crate::serve::{self, Listen};
use crate::{demo, import, openapi, permissions_page, setup};

/// Voronka: a B2B sales-funnel system in one binary.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Cli {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Command,
}

/// Where the data is.
#[derive(Debug, Clone, clap::Args)]
struct Place {
    /// The folder of the embedded database.
    #[arg(long, global = true, default_value = "data", env = "VORONKA_DATA")]
    data: PathBuf,
    /// PostgreSQL instead of the embedded database: postgres://user:password@host/name.
    #[arg(long, global = true, env = "DATABASE_URL")]
    database_url: Option<String>,
    /// What passwords of mail accounts are encrypted with; without it a key file is made in the data folder.
    #[arg(long, global = true, env = "VORONKA_KEY", hide_env_values = true)]
    key: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the interface and the API.
    Serve(Listen),
    /// Serve a demo company; it is made on the first start in its own data folder.
    Demo(Listen),
    /// Manage users.
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
    /// Load companies, contacts, deals or stage changes from a file.
    Import(import::ImportArgs),
    /// Write a consistent copy of the embedded database, also while it is in use.
    Backup {
        /// The file to write; it must not exist yet.
        to: PathBuf,
    },
    /// Print the OpenAPI document.
    Openapi,
    /// Print the tables of roles and endpoints with their permissions.
    Permissions,
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Add a user. The first one becomes the owner and the company is set up.
    Add {
        #[arg(long)]
        email: String,
        #[arg(long)]
        name: String,
        #[arg(long, default_value = "salesperson")]
        role: RoleName,
        /// The company's name, for the first user.
        #[arg(long, default_value = "Voronka")]
        company: String,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
enum RoleName {
    Owner,
    HeadOfSales,
    Salesperson,
    Marketer,
    Accountant,
    Support,
    Viewer,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Owner => Self::Owner,
            RoleName::HeadOfSales => Self::HeadOfSales,
            RoleName::Salesperson => Self::Salesperson,
            RoleName::Marketer => Self::Marketer,
            RoleName::Accountant => Self::Accountant,
            RoleName::Support => Self::Support,
            RoleName::Viewer => Self::Viewer,
        }
    }
}

impl Place {
    fn location(&self) -> Location {
        match &self.database_url {
            Some(url) => Location::Url(url.clone()),
            None => Location::File(self.data.join("voronka.db")),
        }
    }

    fn vault(&self) -> Vault {
        // A setting that is there but empty is none: everybody could guess it.
        match self.key.as_deref().filter(|key| !key.trim().is_empty()) {
            Some(phrase) => Vault::of_phrase(phrase),
            None => Vault::in_file(self.data.join("voronka.key")),
        }
    }

    async fn open(&self) -> anyhow::Result<Db> {
        Db::open(&self.location(), Clock::System, Ids::Random).await
    }
}

/// Runs one command.
///
/// # Errors
/// Whatever stopped it, in words for the person at the terminal.
pub async fn run(cli: Cli) -> anyhow::Result<()> {
    let Cli { mut place, command } = cli;
    match command {
        Command::Serve(listen) => serve::serve(place.open().await?, listen, place.vault()).await,
        Command::Demo(listen) => {
            // The demo company never mixes with real data.
            if place.data.as_os_str() == "data" {
                place.data = PathBuf::from("data/demo");
            }
            let db = place.open().await?;
            if !users::store::any(db.reader()).await.map_err(said)? {
                println!("Создаётся демонстрационная компания… / Making the demo company…");
                demo::fill(&db).await?;
                if let Some(site) = listen.site() {
                    demo::reached_at(&db, site).await.map_err(said)?;
                }
            }
            println!("{}", demo::WELCOME);
            serve::serve(db, listen, place.vault()).await
        }
        Command::User {
            command:
                UserCommand::Add {
                    email,
                    name,
                    role,
                    company,
                },
        } => {
            let db = place.open().await?;
            let new = NewUser {
                name,
                email,
                role: role.into(),
                visibility: None,
                team_id: None,
                lang: Some(Lang::Ru),
                password: read_password()?,
            };
            add_user(&db, new, &company).await
        }
        Command::Import(args) => import::run(place.open().await?, args, place.vault())
            .await
            .map_err(said),
        Command::Backup { to } => place.open().await?.back_up(&to).await,
        Command::Openapi => {
            println!(
                "{}",
                openapi()
                    .to_pretty_json()
                    .context("the document cannot be written")?
            );
            Ok(())
        }
        Command::Permissions => {
            print!("{}", permissions_page());
            Ok(())
        }
    }
}

async fn add_user(db: &Db, new: NewUser, company: &str) -> anyhow::Result<()> {
    let hash = password::hash(&new.password).await.map_err(said)?;
    let first = !users::store::any(db.reader()).await.map_err(said)?;
    let tx = db.begin(Actor::system()).await.map_err(said)?;
    let user = if first {
        let workspace = api::Workspace {
            name: company.to_owned(),
            ..api::Workspace::default()
        };
        setup::set_up(
            &tx,
            &workspace,
            NewUser {
                role: Role::Owner,
                ..new
            },
            hash,
        )
        .await
    } else {
        users::actions::create(&tx, new, hash).await
    }
    .map_err(said)?;
    tx.commit().await.map_err(said)?;
    println!("{} <{}>: {}", user.name, user.email, user.role.as_str());
    Ok(())
}

/// From the terminal without showing it, or the first line of the standard input.
fn read_password() -> anyhow::Result<String> {
    let password = if std::io::stdin().is_terminal() {
        rpassword::prompt_password("Пароль / Password: ")?
    } else {
        let mut line = String::new();
        std::io::stdin().read_line(&mut line)?;
        line.trim_end_matches(['\r', '\n']).to_owned()
    };
    if password.is_empty() {
        bail!("Пароль пуст. / The password is empty.");
    }
    Ok(password)
}

/// A problem in both languages, since the terminal's is not known.
fn said(problem: Problem) -> anyhow::Error {
    let details = &problem.0;
    let mut text = format!("{} / {}", details.title.ru, details.title.en);
    for error in &details.errors {
        use std::fmt::Write as _;
        let _ = write!(
            text,
            "\n  {}: {} / {}",
            error.field, error.message.ru, error.message.en
        );
    }
    if let Some(cause) = &details.cause {
        text.push_str("\n  ");
        text.push_str(cause);
    }
    anyhow::anyhow!(text)
}
