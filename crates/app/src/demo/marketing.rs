//! The top of the demo's funnel: campaigns with what each day cost, the touches that led to deals, a site, a
//! form, and the inquiries of the last days. One campaign plainly does not pay.

use attract::campaigns::actions::{self as campaigns, NewCampaign};
use attract::campaigns::days::Day;
use attract::campaigns::model::{CampaignChange, Platform, Rule};
use attract::campaigns::recognise::{Named, Recognised};
use attract::channels::store::{self as channels, ChannelRow};
use attract::forms::model::{Design, Field, Kind as Ask, Purpose, To};
use attract::inquiries::store::InquiryRow;
use attract::utm::{Trace, Utm};
use attract::visits::store::{SiteRow, VisitRow};
use attract::{forms, inquiries, pages, touches, visits};
use base::time::DAY_MS;
use base::{Currency, Lang, Patch, Result, Time, Uuid};
use chrono::{Datelike, Days, Weekday};
use crm::deals::model::Status;
use crm::deals::store::DealRow;
use db::Tx;

use super::calendar::Calendar;
use super::dice::Dice;
use super::history::House;
use super::store::History;

/// A campaign: its channel, the source whose deals it brings, how many of those, and what it costs of
/// the revenue it has brought.
struct Plan {
    name: &'static str,
    channel: &'static str,
    source: usize,
    share: f64,
    cost: f64,
    /// utm_source, utm_medium, utm_campaign
    tags: [&'static str; 3],
}

const PLANS: [Plan; 6] = [
    plan(
        "Директ: насосы",
        "context",
        1,
        0.5,
        0.22,
        ["yandex", "cpc", "pumps"],
    ),
    plan(
        "Директ: компрессоры",
        "context",
        1,
        0.35,
        0.4,
        ["yandex", "cpc", "compressors"],
    ),
    plan(
        "Таргет ВКонтакте",
        "social",
        1,
        0.15,
        1.9,
        ["vk", "cpc", "vk_target"],
    ),
    plan(
        "Статьи и SEO",
        "seo",
        0,
        0.6,
        0.16,
        ["site", "organic", "seo"],
    ),
    plan(
        "Вебинары 2026",
        "webinar",
        5,
        1.0,
        0.2,
        ["webinar", "email", "webinars"],
    ),
    plan(
        "Выставки",
        "exhibition",
        3,
        1.0,
        0.35,
        ["expo", "offline", "expo"],
    ),
];

const fn plan(
    name: &'static str,
    channel: &'static str,
    source: usize,
    share: f64,
    cost: f64,
    tags: [&'static str; 3],
) -> Plan {
    Plan {
        name,
        channel,
        source,
        share,
        cost,
        tags,
    }
}

/// Spend is known for so many days.
const DAYS: u64 = 400;

/// A plan that is in the database, and the deals it brought.
struct Made<'a> {
    plan: &'a Plan,
    id: Uuid,
    channel: ChannelRow,
    deals: Vec<&'a DealRow>,
}

pub async fn write(tx: &Tx, house: &House, history: &History, calendar: Calendar) -> Result<()> {
    let mut dice = Dice::new(40);
    attract::channels::actions::create_defaults(tx, Lang::Ru).await?;
    let landing =
        pages::actions::create(tx, pages::model::Kind::Landing, "Подбор насоса", "/podbor").await?;
    let article = pages::actions::create(
        tx,
        pages::model::Kind::Article,
        "Как выбрать компрессор",
        "/blog/kak-vybrat-kompressor",
    )
    .await?;
    let mut made = Vec::new();
    for plan in &PLANS {
        made.push(create(tx, house, plan).await?);
    }
    for deal in &history.deals {
        let of: Vec<usize> = made
            .iter()
            .enumerate()
            .filter(|(_, one)| deal.source_id == Some(house.sources[one.plan.source]))
            .map(|(index, _)| index)
            .collect();
        let luck = dice.unit();
        let mut before = 0.0;
        for index in of {
            before += made[index].plan.share;
            if luck < before {
                made[index].deals.push(deal);
                break;
            }
        }
    }
    for one in &made {
        spend(tx, one, calendar, &mut dice).await?;
        for deal in &one.deals {
            let page = match dice.below(3) {
                0 => Some((&article.id, &article.name, false)),
                1 => Some((&landing.id, &landing.name, true)),
                _ => None,
            };
            touch(tx, one, deal, page, "demo").await?;
            // Some came back by another campaign before they were a deal.
            if dice.below(5) == 0 {
                let other = &made[dice.below(made.len())];
                touch(tx, other, deal, None, "demo again").await?;
            }
        }
    }
    let pages = [
        ("/podbor", landing.id),
        ("/blog/kak-vybrat-kompressor", article.id),
    ];
    site(tx, &made, pages, calendar, &mut dice).await?;
    form(tx).await?;
    inbox(tx, &made, calendar).await
}

async fn create<'a>(tx: &Tx, house: &House, plan: &'a Plan) -> Result<Made<'a>> {
    let all = channels::list(tx.conn(), None).await?;
    let channel = all.into_iter().find(|row| row.kind == plan.channel);
    let channel = channel.ok_or_else(base::Problem::not_found)?;
    let [source, medium, tag] = plan.tags;
    let rule = Rule {
        source: source.to_owned(),
        medium: medium.to_owned(),
        campaign: format!("{tag}*"),
        ..Rule::default()
    };
    let platform = match plan.tags {
        ["yandex", "cpc", _] => Patch::Set(Platform::YandexDirect),
        ["vk", "cpc", _] => Patch::Set(Platform::VkAds),
        _ => Patch::Keep,
    };
    let number = match plan.tags[2] {
        "pumps" => Patch::Set("70010045".to_owned()),
        "compressors" => Patch::Set("70010046".to_owned()),
        "vk_target" => Patch::Set("15500321".to_owned()),
        _ => Patch::Keep,
    };
    // The marketer's, who is the tenth of the company.
    let more = CampaignChange {
        platform,
        external_id: number,
        goal_leads: match plan.tags[2] {
            "pumps" => Patch::Set(200),
            "vk_target" => Patch::Set(120),
            _ => Patch::Keep,
        },
        rules: Some(vec![rule]),
        owner_id: Patch::Set(house.users[9]),
        goal: Some("Заявки на расчёт".to_owned()),
        ..CampaignChange::default()
    };
    let new = NewCampaign {
        name: plan.name.to_owned(),
        channel_id: channel.id,
        currency: Currency::RUB,
        more,
    };
    let row = campaigns::create(tx, new).await?;
    Ok(Made {
        plan,
        id: row.id,
        channel,
        deals: Vec::new(),
    })
}

/// Every day costs its share of what the campaign has brought, weekends less.
async fn spend(tx: &Tx, made: &Made<'_>, calendar: Calendar, dice: &mut Dice) -> Result<()> {
    let today = calendar.now.day(calendar.zone);
    let since = Time(calendar.now.0 - DAYS as i64 * DAY_MS);
    let brought: i64 = made
        .deals
        .iter()
        .filter(|deal| deal.status == Status::Won && deal.created_at >= since)
        .map(|deal| deal.value.amount)
        .sum();
    let usual = brought as f64 * made.plan.cost / DAYS as f64;
    let days: Vec<Day> = (1..=DAYS)
        .filter_map(|back| today.checked_sub_days(Days::new(back)))
        .map(|day| {
            let rest = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
            let cost = usual * dice.log_normal(1.0, 0.25) * if rest { 0.45 } else { 1.2 };
            let clicks = (cost / 9_000.0).round();
            Day {
                day,
                // Whole roubles: nobody types kopecks of a demo.
                cost: (cost / 100.0).round() as i64 * 100,
                impressions: (clicks * dice.log_normal(38.0, 0.2)) as i64,
                clicks: clicks as i64,
                reach: (made.plan.channel == "social").then_some((clicks * 21.0) as i64),
            }
        })
        .collect();
    campaigns::put_days(tx, made.id, &days, &[]).await
}

async fn touch(
    tx: &Tx,
    made: &Made<'_>,
    deal: &DealRow,
    page: Option<(&Uuid, &String, bool)>,
    key: &str,
) -> Result<()> {
    let [source, medium, tag] = made.plan.tags;
    let trace = Trace {
        utm: Utm {
            source: Some(source.to_owned()),
            medium: Some(medium.to_owned()),
            campaign: Some(tag.to_owned()),
            ..Utm::default()
        },
        ..Trace::default()
    };
    let named = |id: Uuid, name: &str| {
        Some(Named {
            id,
            name: name.to_owned(),
        })
    };
    let (mut landing, mut content) = (None, None);
    match page {
        Some((id, name, true)) => landing = named(*id, name),
        Some((id, name, false)) => content = named(*id, name),
        None => {}
    }
    let recognised = Recognised {
        channel: named(made.channel.id, &made.channel.name),
        campaign: named(made.id, made.plan.name),
        landing,
        content,
        source_id: None,
    };
    let touch = touches::actions::NewTouch {
        deal_id: deal.id,
        key: key.to_owned(),
        at: deal.created_at,
        kind: "visit",
        trace: &trace,
        recognised,
    };
    touches::actions::add_past(tx, touch).await
}

async fn site(
    tx: &Tx,
    made: &[Made<'_>],
    [landing, article]: [(&str, Uuid); 2],
    calendar: Calendar,
    dice: &mut Dice,
) -> Result<()> {
    let site: SiteRow = visits::actions::create_site(
        tx,
        "Сайт ПромТехСервиса",
        &["promtehservis.example".to_owned()],
    )
    .await?;
    let mut rows = Vec::new();
    for index in 0..1_500_u32 {
        let one = &made[dice.weighted([4.0, 3.0, 2.5, 5.0, 0.5, 0.2])];
        let mut tags = one.plan.tags;
        // Somebody made links of their own and told nobody.
        let known = index % 40 != 0;
        if !known {
            tags = ["telegram", "post", "kanal_nasosy"];
        }
        let [source, medium, tag] = tags;
        let at = Time(calendar.now.0 - (dice.unit() * 60.0 * DAY_MS as f64) as i64);
        let path = *dice.pick(&["/", "/podbor", "/blog/kak-vybrat-kompressor", "/kontakty"]);
        let url = format!(
            "https://promtehservis.example{path}?utm_source={source}&utm_medium={medium}&utm_campaign={tag}"
        );
        let trace = Trace::of_url(&url, None);
        let seconds = dice.log_normal(45.0, 0.9) as i64;
        rows.push(VisitRow {
            id: tx.new_id(),
            site_id: site.id,
            // Every fifth visit is one of somebody who was here before.
            visitor_id: Uuid::from_u128(u128::from(index - index % 5 % 2) + 1),
            day: at.day(calendar.zone).to_string(),
            started_at: at.0,
            last_at: at.0 + seconds * 1_000,
            seconds,
            pages: 1 + dice.below(5) as i64,
            landing: trace.landing.clone(),
            referrer: None,
            trace: serde_json::to_string(&trace).map_err(base::Problem::internal)?,
            channel_id: Some(one.channel.id),
            campaign_id: known.then_some(one.id),
            landing_id: (path == landing.0).then_some(landing.1),
            content_id: (path == article.0).then_some(article.1),
        });
    }
    visits::store::put(tx.conn(), &rows).await
}

async fn form(tx: &Tx) -> Result<()> {
    let field = |key: &str, label: &str, kind: Ask, to: To, required: bool| Field {
        key: key.to_owned(),
        label: label.to_owned(),
        kind,
        required,
        options: Vec::new(),
        to,
        purpose: (kind == Ask::Consent).then_some(Purpose::PersonalData),
        topics: Vec::new(),
        version: 0,
    };
    let design = Design {
        title: "Рассчитать насос".to_owned(),
        intro: "Инженер перезвонит в течение рабочего часа.".to_owned(),
        fields: vec![
            field("name", "Имя", Ask::Text, To::Name, true),
            field("company", "Компания", Ask::Text, To::Company, false),
            field("phone", "Телефон", Ask::Phone, To::Phone, true),
            field(
                "task",
                "Что нужно перекачивать?",
                Ask::Textarea,
                To::Message,
                false,
            ),
            field(
                "personal_data",
                "Даю согласие на обработку персональных данных",
                Ask::Consent,
                To::Answer,
                true,
            ),
        ],
        ..Design::default()
    };
    forms::actions::create(tx, "Расчёт насоса", "raschet", design).await?;
    Ok(())
}

/// The newest deals of campaigns came as inquiries: the last ones wait for somebody.
async fn inbox(tx: &Tx, made: &[Made<'_>], calendar: Calendar) -> Result<()> {
    let mut newest: Vec<(&Made<'_>, &DealRow)> = made
        .iter()
        .flat_map(|one| one.deals.iter().map(move |deal| (one, *deal)))
        .collect();
    newest.sort_by_key(|(_, deal)| std::cmp::Reverse((deal.created_at, deal.id)));
    for (index, (one, deal)) in newest.into_iter().take(40).enumerate() {
        let state = match index {
            0..4 => "new",
            4..12 => "taken",
            _ => "settled",
        };
        let taken = (state != "new").then_some(deal.created_at.0 + 20 * 60_000);
        let settled = (state == "settled").then_some(deal.created_at.0 + 3_600_000);
        let row = InquiryRow {
            id: tx.new_id(),
            channel: if index % 3 == 0 { "call" } else { "form" }.to_owned(),
            at: deal.created_at.0,
            received_at: deal.created_at.0,
            key: None,
            state: state.to_owned(),
            name: deal.title.clone(),
            company: String::new(),
            inn: None,
            phones: "[]".to_owned(),
            emails: "[]".to_owned(),
            title: String::new(),
            text: "Прошу рассчитать стоимость и сроки".to_owned(),
            product: None,
            territory: None,
            answers: "{}".to_owned(),
            trace: "{}".to_owned(),
            source_id: deal.source_id,
            source_name: None,
            campaign_id: Some(one.id),
            campaign_name: None,
            visitor_id: None,
            submission_id: None,
            deal_id: Some(deal.id),
            deal_title: None,
            contact_id: None,
            contact_name: None,
            company_id: deal.company_id,
            company_name: None,
            made_deal: true,
            owner_id: deal.owner_id,
            owner_name: None,
            rule_id: None,
            doubt: None,
            take_by: (state == "new").then_some(calendar.now.0 + (index as i64 - 1) * 1_800_000),
            escalated_at: None,
            taken_at: taken,
            taken_by: taken.and(deal.owner_id),
            settled_at: settled,
            settled_by: settled.and(deal.owner_id),
            result: settled.map(|_| "deal".to_owned()),
            version: 1,
        };
        inquiries::store::insert(tx.conn(), &row).await?;
    }
    Ok(())
}
