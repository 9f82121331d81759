//! The pipeline that a new company starts with: the six stages of the way of a client.

use base::{Lang, Text};

use super::model::StageKind;

/// A stage of the first pipeline.
pub struct DefaultStage {
    pub name: Text,
    pub kind: StageKind,
    pub color: &'static str,
    pub goal: Text,
    pub checklist: &'static [Text],
    pub age_limit_days: Option<i64>,
    pub target_conversion: Option<i64>,
}

pub const NAME: Text = Text::fixed("Продажи", "Sales");

const fn t(ru: &'static str, en: &'static str) -> Text {
    Text::fixed(ru, en)
}

pub static STAGES: [DefaultStage; 7] = [
    DefaultStage {
        name: t("Новый лид", "New lead"),
        kind: StageKind::Attract,
        color: "#2563eb",
        goal: t(
            "Связаться, пока клиент помнит о своём обращении",
            "Get in touch while the client remembers having asked",
        ),
        checklist: &[
            t(
                "Ответить в течение рабочего часа",
                "Answer within a working hour",
            ),
            t(
                "Узнать, кто обратился и откуда узнал о нас",
                "Learn who asked and how they found us",
            ),
        ],
        age_limit_days: Some(3),
        target_conversion: Some(6_000),
    },
    DefaultStage {
        name: t("Квалификация", "Qualification"),
        kind: StageKind::Qualify,
        color: "#0891b2",
        goal: t(
            "Понять, стоит ли продолжать: бюджет, полномочия, потребность, сроки",
            "Find out whether to go on: budget, authority, need, timeline",
        ),
        checklist: &[
            t(
                "Потребность записана словами клиента",
                "The need is written down in the client's words",
            ),
            t(
                "Известен тот, кто принимает решение",
                "The person who decides is known",
            ),
            t(
                "Известны бюджет и срок",
                "The budget and the timeline are known",
            ),
        ],
        age_limit_days: Some(7),
        target_conversion: Some(5_500),
    },
    DefaultStage {
        name: t("Презентация", "Presentation"),
        kind: StageKind::Present,
        color: "#0d9488",
        goal: t(
            "Показать решение тем, кто решает, на их задачах",
            "Show the solution to those who decide, on their own tasks",
        ),
        checklist: &[
            t(
                "Встреча назначена с тем, кто решает",
                "The meeting is set with the one who decides",
            ),
            t(
                "Презентация проведена, вопросы записаны",
                "The presentation was held, questions noted",
            ),
        ],
        age_limit_days: Some(14),
        target_conversion: Some(7_000),
    },
    DefaultStage {
        name: t("Коммерческое предложение", "Proposal"),
        kind: StageKind::Present,
        color: "#4d7c0f",
        goal: t(
            "Предложить то, что нужно этому клиенту, с понятной ценой и выгодой",
            "Offer what this client needs, with a clear price and benefit",
        ),
        checklist: &[
            t("Предложение отправлено", "The proposal is sent"),
            t("Получена обратная связь", "Feedback received"),
        ],
        age_limit_days: Some(10),
        target_conversion: Some(5_500),
    },
    DefaultStage {
        name: t("Переговоры", "Negotiation"),
        kind: StageKind::Close,
        color: "#b45309",
        goal: t(
            "Снять возражения и договориться об условиях",
            "Answer objections and agree on the terms",
        ),
        checklist: &[
            t(
                "Возражения записаны, на каждое дан ответ",
                "Objections are noted and each is answered",
            ),
            t(
                "Согласованы цена, сроки и порядок оплаты",
                "Price, dates and payment are agreed",
            ),
        ],
        age_limit_days: Some(14),
        target_conversion: Some(6_000),
    },
    DefaultStage {
        name: t("Договор и оплата", "Contract and payment"),
        kind: StageKind::Purchase,
        color: "#15803d",
        goal: t(
            "Подписать, получить оплату и передать в работу без потерь",
            "Sign, get paid and hand over without losing anything",
        ),
        checklist: &[
            t("Договор подписан", "The contract is signed"),
            t("Счёт оплачен", "The invoice is paid"),
            t("Работа передана исполнителям", "The work is handed over"),
        ],
        age_limit_days: Some(21),
        target_conversion: Some(9_000),
    },
    DefaultStage {
        name: t("Сопровождение", "Customer success"),
        kind: StageKind::Retain,
        color: "#9333ea",
        goal: t(
            "Клиент доволен, покупает снова и советует нас",
            "The client is happy, buys again and recommends us",
        ),
        checklist: &[
            t(
                "Узнали, доволен ли клиент",
                "Asked whether the client is happy",
            ),
            t("Назначен следующий контакт", "The next contact is planned"),
        ],
        age_limit_days: None,
        target_conversion: None,
    },
];

/// The texts of a checklist in one language.
pub fn checklist(stage: &DefaultStage, lang: Lang) -> Vec<String> {
    stage
        .checklist
        .iter()
        .map(|text| text.get(lang).to_owned())
        .collect()
}
