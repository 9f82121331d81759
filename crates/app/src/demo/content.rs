//! The demo's content library: six materials, and the pages that salespeople have sent of them.
//!
//! Salespeople send more to those from whom they expect something, and those open more: a material that goes with
//! won deals has not won them.

use base::time::DAY_MS;
use base::{Event, Lang, Result, Time};
use crm::deals::model::Status;
use crm::deals::store::DealRow;
use crm::marks::{self, Mark};
use crm::pipelines::StageKind;
use crm::records::Record;
use db::Tx;
use qualify::content::materials::actions as materials;
use qualify::content::materials::model::{Facts, Kind, Tags};
use qualify::content::sends::store::{self as sends, ItemRow, SendRow, VisitRow};
use qualify::content::sends::{actions, model};
use serde_json::json;

use super::calendar::Calendar;
use super::dice::Dice;
use super::history::House;
use super::store::History;

struct Plan {
    kind: Kind,
    title: &'static str,
    summary: &'static str,
    industries: &'static [&'static str],
    pains: &'static [&'static str],
    stages: &'static [StageKind],
    /// Without it there is a file.
    link: Option<&'static str>,
    /// How often it is the one that is sent.
    weight: f64,
}

const PLANS: [Plan; 6] = [
    Plan {
        kind: Kind::Case,
        title: "Кейс: насосы для молокозавода",
        summary: "Как за три недели заменить насосы и не остановить линию.",
        industries: &["Пищевая промышленность"],
        pains: &["Простои линии"],
        stages: &[StageKind::Qualify, StageKind::Present],
        link: None,
        weight: 4.0,
    },
    Plan {
        kind: Kind::Case,
        title: "Кейс: компрессоры на стройке зимой",
        summary: "Запуск при −35 °C без подогрева и без простоя бригад.",
        industries: &["Строительство"],
        pains: &["Отказы зимой"],
        stages: &[StageKind::Present, StageKind::Close],
        link: Some("https://example.com/cases/zima"),
        weight: 3.0,
    },
    Plan {
        kind: Kind::Webinar,
        title: "Вебинар: сколько стоит час простоя",
        summary: "Запись на 40 минут и таблица для расчёта.",
        industries: &[],
        pains: &["Простои линии"],
        stages: &[StageKind::Attract, StageKind::Qualify],
        link: Some("https://example.com/webinars/prostoy"),
        weight: 3.0,
    },
    Plan {
        kind: Kind::Brochure,
        title: "Каталог насосов и компрессоров",
        summary: "Ряд моделей, подача, напор и сроки поставки.",
        industries: &[],
        pains: &[],
        stages: &[StageKind::Qualify, StageKind::Present],
        link: None,
        weight: 5.0,
    },
    Plan {
        kind: Kind::Article,
        title: "Как выбрать компрессор: семь вопросов",
        summary: "На что смотреть, чтобы не переплатить и не взять мало.",
        industries: &[],
        pains: &["Не ясно, что подойдёт"],
        stages: &[StageKind::Attract],
        link: Some("https://example.com/blog/kak-vybrat-kompressor"),
        weight: 2.0,
    },
    Plan {
        kind: Kind::Video,
        title: "Видео: пуск насосной станции за день",
        summary: "Шесть минут с объекта.",
        industries: &["Водоснабжение"],
        pains: &["Долгий монтаж"],
        stages: &[StageKind::Present],
        link: Some("https://example.com/video/stanciya"),
        weight: 1.0,
    },
];

/// Pages were sent in so many days.
const DAYS: i64 = 300;

pub async fn write(tx: &Tx, house: &House, history: &History, calendar: Calendar) -> Result<()> {
    let mut ids = Vec::new();
    for plan in &PLANS {
        let facts = Facts {
            kind: plan.kind,
            title: plan.title.to_owned(),
            summary: plan.summary.to_owned(),
            lang: Some(Lang::Ru),
            archived: false,
            tags: Tags {
                industries: words(plan.industries),
                pains: words(plan.pains),
                stages: plan.stages.to_vec(),
            },
        };
        let id = materials::create(tx, facts, plan.link).await?;
        if plan.link.is_none() {
            let name = plan.title.trim_start_matches("Кейс: ");
            materials::upload(tx, id, 1, &format!("{name}.pdf"), PDF).await?;
        }
        ids.push(id);
    }
    let mut dice = Dice::new(70);
    let since = calendar.now.0 - DAYS * DAY_MS;
    for deal in history
        .deals
        .iter()
        .filter(|deal| deal.created_at.0 > since)
    {
        let expected = deal.status == Status::Won;
        if !dice.chance(if expected { 0.3 } else { 0.16 }) {
            continue;
        }
        let first = dice.weighted(PLANS.iter().map(|plan| plan.weight));
        let mut chosen = vec![ids[first]];
        if dice.chance(0.3) {
            chosen.push(ids[(first + 3) % ids.len()]);
        }
        let sent_at = deal.created_at.0 + (dice.log_normal(3.0, 0.9) * DAY_MS as f64) as i64;
        if sent_at > calendar.now.0 {
            continue;
        }
        let contact = history
            .deal_contacts
            .iter()
            .find(|(id, ..)| *id == deal.id)
            .map(|(_, contact, ..)| *contact);
        let items = actions::items(tx.conn(), &chosen).await?;
        let row = SendRow {
            id: tx.new_id(),
            deal_id: Some(deal.id),
            deal_title: None,
            contact_id: contact,
            contact_name: None,
            greeting: model::usual_greeting(Lang::Ru, None),
            lang: "ru".to_owned(),
            by_id: deal.owner_id.or(Some(house.users[0])),
            by_name: None,
            by_email: None,
            mailed_to: None,
            closed: false,
            expires_at: None,
            created_at: sent_at,
            visits: 0,
            seconds: 0,
            first_opened_at: None,
            last_opened_at: None,
            version: 1,
        };
        let mut subject = Record::Deal(deal.id).subject(deal.owner_id);
        subject.contact = contact;
        // Nobody has the links of the demo.
        let nowhere = api::secret::hash(&format!("demo {}", row.id));
        actions::put(tx, &row, &items, nowhere, subject).await?;
        let visits = match (
            dice.chance(if expected { 0.8 } else { 0.5 }),
            dice.chance(0.3),
        ) {
            (true, true) => 2,
            (true, false) => 1,
            (false, _) => 0,
        };
        let mut at = sent_at;
        for _ in 0..visits {
            at += (dice.log_normal(0.7, 1.0) * DAY_MS as f64) as i64;
            if at < calendar.now.0 {
                visit(tx, deal, &row, &items, Time(at), &mut dice).await?;
            }
        }
    }
    Ok(())
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

async fn visit(
    tx: &Tx,
    deal: &DealRow,
    row: &SendRow,
    items: &[ItemRow],
    at: Time,
    dice: &mut Dice,
) -> Result<()> {
    let seconds = (dice.log_normal(50.0, 0.8) as i64).clamp(3, 900);
    let visit = VisitRow {
        id: tx.new_id(),
        send_id: row.id,
        started_at: at.0,
        last_at: at.0 + seconds * 1_000,
        seconds,
    };
    sends::insert_visit(tx.conn(), &visit).await?;
    let mut subject = Record::Deal(deal.id).subject(deal.owner_id);
    subject.contact = row.contact_id;
    let titles: Vec<&str> = items.iter().map(|item| item.title.as_str()).collect();
    let told = json!({ "send_id": row.id, "materials": titles });
    tx.record_at(Event::new("content.opened", subject, told), at);
    for item in items {
        if dice.chance(0.8) {
            sends::open_item(tx.conn(), &visit, item.position, at).await?;
            let mark = Mark::named(marks::Kind::ContentOpened, item.material_id, &item.title);
            marks::actions::put(tx, deal.id, &mark, at).await?;
        }
    }
    Ok(())
}

/// One page with a line of text.
const PDF: &[u8] = b"%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj
4 0 obj<</Length 58>>stream
BT /F1 24 Tf 72 760 Td (PromTechService: pumps) Tj ET     
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
%%EOF
";
