//! Importing reports of advertising: days of campaigns with what they cost and reached.
//!
//! Invariants:
//! * a day of a campaign that is there is replaced, never added to: platforms restate the days before;
//! * reach counts people, so parts of a day do not add up to a reach;
//! * campaigns belong to another area, which is asked through [`AdBook`].

mod back;
mod book;
mod options;
mod report;

use std::collections::{BTreeMap, HashMap};

use base::{Result, Text, Uuid};
use chrono::NaiveDate;
use db::Tx;
use serde_json::json;

pub use back::{CAMPAIGN, DAY, back};
use back::{DayBefore, NameBefore};
pub use book::{AdBook, AdBooks, AdCampaign, AdDay, NewAdCampaign, Told};
pub use options::{AdOptions, Platform, Vat, micros, platform};
pub use report::Report;
use report::{Input, Place as Part, Said, Written, merged, no_options, read, state};

use super::file::Row;
use super::row::Cells;
use super::session::{Place, Session, Verdict};

/// What a click costs at most before it looks like a mistake in the unit, in minor units.
const DEAR_CLICK: i64 = 5_000_000;

/// Gets the report of a session ready: the whole file is heard, the campaigns are read.
pub async fn open(
    session: &mut Session,
    file: &tempfile::NamedTempFile,
    layout: &super::file::Layout,
) -> Result<()> {
    let conn = session.db.reader();
    let options = session.options.ads.clone().ok_or_else(no_options)?;
    let book = session.book.0.clone();
    let campaigns = book.campaigns(conn).await?;
    let channel = book
        .channel(conn, options.platform, options.channel_id)
        .await?;
    let mut report = Report::new(campaigns, channel);
    report
        .hear(
            file,
            layout,
            &session.columns,
            &session.options,
            session.now,
        )
        .await?;
    session.report = Some(report);
    Ok(())
}

pub async fn batch(session: &mut Session, place: Place<'_>, rows: &[Row]) -> Result<Vec<Verdict>> {
    let Some(mut report) = session.report.take() else {
        return Err(no_options());
    };
    let verdicts = decide(session, &mut report, place, rows).await;
    session.report = Some(report);
    verdicts
}

async fn decide(
    session: &mut Session,
    report: &mut Report,
    place: Place<'_>,
    rows: &[Row],
) -> Result<Vec<Verdict>> {
    let columns = session.columns.clone();
    let mut read_rows = Vec::with_capacity(rows.len());
    for row in rows {
        let mut cells = Cells::new(row, &columns, session.now);
        let said = read(&mut cells, &session.options, report.today);
        read_rows.push((cells, said));
    }
    let mut wanted: Vec<(Uuid, NaiveDate)> = Vec::new();
    let mut told: Vec<std::result::Result<(Input, Uuid), Verdict>> = Vec::new();
    for (cells, said) in read_rows {
        let verdict = match said {
            Said::Total => Err(Verdict::Skipped),
            Said::Nothing => Err(Verdict::Refused(cells.reason())),
            Said::Day(input) => match report.place(cells.row.number, &input) {
                Part::Again => Err(Verdict::Unchanged),
                Part::Refused(why) => Err(Verdict::Refused(why)),
                Part::Part => {
                    let found = campaign(session, report, place, cells.row.number, &input).await?;
                    found.map(|id| (input, id)).map_err(Verdict::Refused)
                }
            },
        };
        if let Ok((input, id)) = &verdict {
            wanted.push((*id, input.day.day));
        }
        told.push(verdict);
    }
    wanted.sort_unstable();
    wanted.dedup();
    let book = session.book.0.clone();
    let known: HashMap<(Uuid, NaiveDate), AdDay> = book
        .days(place.conn, &wanted)
        .await?
        .into_iter()
        .map(|(id, day)| ((id, day.day), day))
        .collect();
    let mut put: BTreeMap<Uuid, Vec<(Option<AdDay>, AdDay)>> = BTreeMap::new();
    let mut verdicts = Vec::with_capacity(told.len());
    for (row, told) in rows.iter().zip(told) {
        let verdict = match told {
            Err(verdict) => verdict,
            Ok((input, id)) => {
                let was = known.get(&(id, input.day.day));
                one(session, report, row.number, &input, id, was, &mut put)
            }
        };
        verdicts.push(verdict);
    }
    if let Some(tx) = place.tx {
        write(session, tx, put).await?;
    }
    Ok(verdicts)
}

/// What becomes of a row that tells of a day, or of a part of it.
fn one(
    session: &mut Session,
    report: &mut Report,
    row: u64,
    input: &Input,
    campaign: Uuid,
    was: Option<&AdDay>,
    put: &mut BTreeMap<Uuid, Vec<(Option<AdDay>, AdDay)>>,
) -> Verdict {
    let (key, day) = (&input.key, input.day.day);
    let under = report
        .told
        .entry((campaign, day))
        .or_insert_with(|| key.clone());
    if under != key {
        return Verdict::Refused(Text::fixed(
            "Этот день той же кампании уже назван в файле под другим номером или названием",
            "The file has this day of the same campaign already, by another number or name",
        ));
    }
    let done = report.written(key, day).unwrap_or_else(|| {
        let (told, parts) = report.day(key, day).unwrap_or((input.day, 1));
        let is = merged(was, told, &session.columns);
        if parts > 1 && session.columns.has("reach") {
            session.progress.warn(row, Text::fixed(
                "День разбит на части: их охват не складывается и не записан",
                "The day comes in parts: their reach does not add up and is not kept",
            ));
        }
        if is.clicks > 0 && is.cost / is.clicks > DEAR_CLICK {
            session.progress.warn(row, Text::fixed(
                "Клик дороже 50 000: похоже, расход в миллионных долях — выберите для столбца «Расход в миллионных долях»",
                "A click costs over 50,000: the cost seems to be in micros; give the column to “Cost in micros”",
            ));
        }
        let written = match was {
            None => Written::Created,
            Some(was) if *was == is || !session.options.update_existing => Written::Unchanged,
            Some(_) => Written::Updated,
        };
        if written != Written::Unchanged {
            put.entry(campaign).or_default().push((was.copied(), is));
        }
        report.write(key, day, written);
        written
    });
    match done {
        Written::Created => Verdict::Created,
        Written::Updated => Verdict::Updated,
        Written::Unchanged => Verdict::Unchanged,
    }
}

async fn write(
    session: &mut Session,
    tx: &Tx,
    put: BTreeMap<Uuid, Vec<(Option<AdDay>, AdDay)>>,
) -> Result<()> {
    let book = session.book.0.clone();
    for (campaign, days) in put {
        for (was, is) in &days {
            let before = DayBefore {
                day: is.day,
                was: *was,
            };
            session.log(DAY, campaign, Some(json!(before)), state(is));
        }
        let days = days.into_iter().map(|(_, is)| is).collect();
        book.put(tx, campaign, days, Vec::new()).await?;
    }
    Ok(())
}

/// The campaign of a row, which is made when the options say so.
async fn campaign(
    session: &mut Session,
    report: &mut Report,
    place: Place<'_>,
    row: u64,
    input: &Input,
) -> Result<std::result::Result<Uuid, Text>> {
    if let Some(id) = report.found.get(&input.key) {
        return Ok(currency_fits(report, *id, input));
    }
    let options = session.options.ads.clone().ok_or_else(no_options)?;
    let known = report.find(options.platform, input).cloned();
    let id = match known {
        Some(known) => {
            if let Err(why) = currency_fits(report, known.id, input) {
                return Ok(Err(why));
            }
            learn(session, report, place, &options, &known, input).await?;
            known.id
        }
        None => match make(session, report, place, &options, row, input).await? {
            Ok(id) => id,
            Err(why) => return Ok(Err(why)),
        },
    };
    report.found.insert(input.key.clone(), id);
    Ok(Ok(id))
}

fn currency_fits(report: &Report, id: Uuid, input: &Input) -> std::result::Result<Uuid, Text> {
    let campaign = report.campaigns.iter().find(|one| one.id == id);
    match campaign {
        Some(one) if one.currency != input.currency.to_string() => Err(Text::new(
            format!(
                "Валюта кампании — {}, а в строке {}",
                one.currency, input.currency
            ),
            format!(
                "The campaign is in {}, the row in {}",
                one.currency, input.currency
            ),
        )),
        _ => Ok(id),
    }
}

/// A campaign found by its name is known by its number from now on.
async fn learn(
    session: &mut Session,
    report: &mut Report,
    place: Place<'_>,
    options: &AdOptions,
    known: &AdCampaign,
    input: &Input,
) -> Result<()> {
    let platform = Some(options.platform.as_str().to_owned());
    let external_id = known
        .external_id
        .clone()
        .or_else(|| input.external_id.clone());
    if (known.platform == platform && known.external_id == external_id)
        || !session.options.update_existing
    {
        return Ok(());
    }
    let mut version = known.version;
    if let Some(tx) = place.tx {
        let book = session.book.0.clone();
        version = book
            .identify(
                tx,
                known.id,
                known.version,
                platform.clone(),
                external_id.clone(),
            )
            .await
            .map_err(super::session::again)?;
        let before = NameBefore {
            platform: known.platform.clone(),
            external_id: known.external_id.clone(),
        };
        session.log(CAMPAIGN, known.id, Some(json!(before)), version);
    }
    if let Some(one) = report.campaigns.iter_mut().find(|one| one.id == known.id) {
        (one.platform, one.external_id, one.version) = (platform, external_id, version);
    }
    Ok(())
}

async fn make(
    session: &mut Session,
    report: &mut Report,
    place: Place<'_>,
    options: &AdOptions,
    row: u64,
    input: &Input,
) -> Result<std::result::Result<Uuid, Text>> {
    let number = input.external_id.clone().unwrap_or_default();
    let name = input.name.clone().unwrap_or_else(|| number.clone());
    if !session.options.create_missing {
        return Ok(Err(Text::new(
            format!("Кампании «{name}» нет"),
            format!("There is no campaign “{name}”"),
        )));
    }
    let Some(channel_id) = report.channel else {
        return Ok(Err(Text::fixed(
            "Новой кампании нужен канал: выберите его или заведите",
            "A new campaign needs a channel: choose one or add one",
        )));
    };
    let new = NewAdCampaign {
        name: name.clone(),
        platform: options.platform,
        external_id: input.external_id.clone(),
        external_name: input.name.clone(),
        channel_id,
        currency: input.currency,
        markup: options.markup,
    };
    let made = match place.tx {
        Some(tx) => {
            let book = session.book.0.clone();
            let made = book.create(tx, new).await.map_err(super::session::again)?;
            session.log(CAMPAIGN, made.id, None, made.version);
            made
        }
        // A check only has to know that it will be there.
        None => AdCampaign {
            id: session.new_id(),
            name: name.clone(),
            platform: Some(options.platform.as_str().to_owned()),
            external_id: input.external_id.clone(),
            external_name: input.name.clone(),
            currency: input.currency.to_string(),
            version: 1,
        },
    };
    session.progress.related.campaigns += 1;
    session.progress.warn(
        row,
        Text::new(
            format!("Новая кампания: «{name}»"),
            format!("A new campaign: “{name}”"),
        ),
    );
    let id = made.id;
    report.campaigns.push(made);
    Ok(Ok(id))
}
