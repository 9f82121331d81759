//! `voronka import …` as it is typed.

use std::path::PathBuf;

use base::{Currency, Lang, Problem, Result};
use clap::{Args, ValueEnum};
use connect::import::fields::Entity;
use connect::import::values::DateOrder;
use db::Db;

use crate::{Vault, Voronka};

/// Load a file; run it again and what is there already is updated, not doubled.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// What the rows of the file are.
    entity: What,
    /// A CSV or XLSX file.
    file: PathBuf,
    /// A column by name or number and the field it holds: `--map "Бюджет=value"`. May be repeated;
    /// an empty field leaves the column out.
    #[arg(long, value_name = "COLUMN=FIELD")]
    map: Vec<String>,
    /// Only count what would happen.
    #[arg(long)]
    dry_run: bool,
    /// Leave records alone that are there already.
    #[arg(long)]
    keep_existing: bool,
    /// Refuse rows that name companies, stages, sources … that are not there, instead of making them.
    #[arg(long)]
    no_missing: bool,
    /// How to read 03/04/2026.
    #[arg(long, default_value = "auto")]
    date_order: Order,
    /// The currency of amounts that name none.
    #[arg(long)]
    currency: Option<String>,
    /// The pipeline of deals that name none.
    #[arg(long)]
    pipeline: Option<String>,
    /// Who gets the records that name nobody: an e-mail or a name.
    #[arg(long)]
    owner: Option<String>,
    #[arg(long)]
    encoding: Option<String>,
    #[arg(long)]
    separator: Option<String>,
    #[arg(long)]
    sheet: Option<String>,
    /// Where refused rows go with the reasons; usually beside the file.
    #[arg(long)]
    refused: Option<PathBuf>,
    /// The language of what is said.
    #[arg(long, default_value = "ru")]
    lang: Language,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum What {
    Companies,
    Contacts,
    Deals,
    StageChanges,
    /// A report of Yandex Direct, VK Реклама or Google Ads.
    AdDays,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Order {
    Auto,
    Dmy,
    Mdy,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Language {
    Ru,
    En,
}

/// Imports the file, telling how far it is.
///
/// # Errors
/// What the browser would show.
pub async fn run(db: Db, args: ImportArgs, vault: Vault) -> Result<()> {
    let currency = match &args.currency {
        None => None,
        Some(code) => Some(Currency::parse(code).ok_or_else(|| {
            Problem::bad_request(base::Text::fixed(
                "Валюта — три латинские буквы, например RUB",
                "A currency is three Latin letters, like RUB",
            ))
        })?),
    };
    let order = connect::import::Order {
        entity: match args.entity {
            What::Companies => Entity::Companies,
            What::Contacts => Entity::Contacts,
            What::Deals => Entity::Deals,
            What::StageChanges => Entity::StageChanges,
            What::AdDays => Entity::AdDays,
        },
        file: args.file,
        map: args.map,
        dry_run: args.dry_run,
        keep_existing: args.keep_existing,
        no_missing: args.no_missing,
        date_order: match args.date_order {
            Order::Auto => DateOrder::Auto,
            Order::Dmy => DateOrder::Dmy,
            Order::Mdy => DateOrder::Mdy,
        },
        currency,
        pipeline: args.pipeline,
        owner: args.owner,
        encoding: args.encoding,
        separator: args.separator,
        sheet: args.sheet,
        refused: args.refused,
        lang: match args.lang {
            Language::Ru => Lang::Ru,
            Language::En => Lang::En,
        },
    };
    let Voronka { jobs, .. } = Voronka::new(db.clone(), false, vault);
    let done = connect::import::cli(&db, &jobs, &order, &mut std::io::stdout()).await;
    db.close().await;
    done
}
