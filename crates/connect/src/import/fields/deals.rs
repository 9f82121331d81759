//! The fields of a deal and of its past.

use base::requisites::Requisite;

use super::{Field, Kind, LONG, NAME, SHORT, STAGE_ENTERED, field};

pub const FIELDS: &[Field] = &[
    field(
        "external_id",
        "Номер в прежней системе",
        "Id in the other system",
        Kind::Text(SHORT),
        "5001",
        "external id; внешний id; внешний код; номер в прежней системе; \
         id in the other system; record id; deal id; id сделки; номер сделки; potential id; \
         potentialid; opportunity id; leadid; lead id; mql id; prospect id; deal deal id; id",
    )
    .hint(
        "По нему повторный импорт узнаёт сделку",
        "A second import knows the deal by it",
    ),
    field(
        "title",
        "Название",
        "Title",
        Kind::Text(NAME),
        "Поставка насосов",
        "название сделки; название; сделка; наименование; тема; title; deal title; \
         deal name; deal; potential name; opportunity name; opportunity; name; lead name; \
         subject",
    )
    .hint(
        "Если пусто, названием станет компания или контакт",
        "When empty, the company or the contact gives it",
    ),
    field(
        "value",
        "Сумма",
        "Amount",
        Kind::Money,
        "1 234 567,89 ₽",
        "сумма; бюджет; сумма сделки; бюджет сделки; стоимость; цена; сумма руб; бюджет руб; \
         amount; value; deal value; deal amount; price; opportunity amount; budget; deal size",
    ),
    field(
        "currency",
        "Валюта",
        "Currency",
        Kind::Currency,
        "RUB",
        "валюта; валюта сделки; currency; deal currency; deal currency of value; \
         currency of value; currency code; currency id",
    ),
    field(
        "company",
        "Компания",
        "Company",
        Kind::Text(NAME),
        "ООО «Ромашка»",
        "компания; название компании; организация; клиент; заказчик; контрагент; \
         компания название; company; company name; account name; account; organization; \
         organisation; deal organization; organization name; associated company; \
         primary associated company; customer; lead company",
    )
    .hint(
        "Ищется по названию без ООО и кавычек",
        "Found by its name without Ltd and quotes",
    ),
    field(
        "company_inn",
        "ИНН компании",
        "INN of the company",
        Kind::Requisite(Requisite::Inn),
        "7700000016",
        "инн; инн компании; инн организации; инн клиента; инн контрагента; inn; company inn; \
         company tax id",
    ),
    field(
        "company_external_id",
        "Номер компании",
        "Id of the company",
        Kind::Text(SHORT),
        "41",
        "id компании; номер компании; company id; account id; accountid; organization id; \
         id of the company; associated company ids",
    )
    .hint(
        "Тот же, что в файле компаний",
        "The same as in the file of companies",
    ),
    field(
        "contact",
        "Контакт",
        "Contact",
        Kind::Text(NAME),
        "Анна Петрова",
        "контакт; основной контакт; контактное лицо; имя контакта; фио контакта; \
         контакт имя; contact; contact name; primary contact; deal contact person; \
         contact person; person name; associated contact; full name; last name; фио; фамилия",
    ),
    field(
        "contact_email",
        "Почта контакта",
        "E-mail of the contact",
        Kind::Email,
        "petrova@romashka.ru",
        "почта контакта; email контакта; рабочий email; рабочий email контакт; email; \
         e mail; почта; электронная почта; contact email; person email; person email work; \
         email address; e mail контакта; контакт рабочий e mail",
    ),
    field(
        "contact_phone",
        "Телефон контакта",
        "Phone of the contact",
        Kind::Phone,
        "+7 912 345-67-89",
        "телефон контакта; мобильный телефон контакт; рабочий телефон контакт; \
         рабочий телефон; мобильный телефон; телефон; contact phone; mobile; phone; \
         phone number; mobile phone; person phone; person phone work; person phone mobile; \
         контакт рабочий телефон",
    ),
    field(
        "contact_external_id",
        "Номер контакта",
        "Id of the contact",
        Kind::Text(SHORT),
        "51",
        "id контакта; номер контакта; contact id; contactid; person id; id of the contact; \
         associated contact ids",
    ),
    field(
        "owner",
        "Ответственный",
        "Owner",
        Kind::Text(SHORT),
        "Анна Петрова",
        "ответственный; ответственный менеджер; менеджер; менеджер по продажам; \
         ответственный за сделку; owner; deal owner; potential owner; opportunity owner; \
         lead owner; assigned to; responsible; sales rep; sr id",
    )
    .hint("Имя или почта сотрудника", "A user's name or e-mail"),
    field(
        "source",
        "Источник",
        "Source",
        Kind::Text(SHORT),
        "Сайт",
        "источник; источник сделки; источник лида; канал; канал привлечения; \
         рекламный источник; source; lead source; deal source; origin; channel; \
         original source; original traffic source; deal source channel; utm source; \
         campaign source",
    ),
    field(
        "pipeline",
        "Воронка",
        "Pipeline",
        Kind::Text(SHORT),
        "Продажи",
        "воронка; воронка продаж; направление; pipeline; deal pipeline; sales pipeline",
    )
    .hint(
        "Если пусто — та, что выбрана в параметрах",
        "When empty, the one chosen in the options",
    ),
    field(
        "stage",
        "Этап",
        "Stage",
        Kind::Text(SHORT),
        "Презентация",
        "этап; этап сделки; стадия; стадия сделки; этап воронки; stage; deal stage; \
         stage name; stagename; pipeline stage; opportunity stage; lead status; статус лида",
    ),
    field(
        "status",
        "Исход",
        "Outcome",
        Kind::Outcome,
        "выиграна",
        "исход; статус; статус сделки; результат; итог; status; deal status; outcome; \
         stage semantic id; forecast type; iswon; is won",
    )
    .hint("выиграна, проиграна или в работе", "won, lost or open"),
    field(
        "created_at",
        "Дата создания",
        "Created",
        Kind::Moment,
        "31.12.2026 14:05",
        "дата создания; создана; создано; дата создания сделки; дата добавления; \
         дата обращения; created; created at; created time; create date; date created; \
         created date; date create; createddate; deal created; deal created on; \
         deal deal created; first contact date; add time",
    ),
    field(
        "closed_at",
        "Дата закрытия",
        "Closed",
        Kind::Moment,
        "31.12.2026 14:05",
        "дата закрытия; дата завершения; закрыта; закрыто; дата закрытия сделки; close date; \
         closedate; closing date; closed at; closed date; closed time; deal deal closed on; \
         deal closed on; end date; date closed",
    )
    .hint(
        "Выигранной или проигранной сделке — её конец, открытой — ожидаемый",
        "The end of a won or lost deal, the expected one of an open deal",
    ),
    field(
        "expected_close",
        "Ожидаемое закрытие",
        "Expected close",
        Kind::Day,
        "31.12.2026",
        "ожидаемая дата закрытия; предполагаемая дата закрытия; ожидаемое закрытие; \
         планируемая дата закрытия; плановая дата закрытия; прогноз закрытия; \
         expected close; expected close date; deal expected close date; \
         expected closing date; forecast close date; expected closing",
    ),
    field(
        "won_at",
        "Дата выигрыша",
        "Won at",
        Kind::Moment,
        "31.12.2026 14:05",
        "дата выигрыша; дата победы; дата продажи; дата оплаты; выиграна; won at; won time; \
         won date; deal won time; date won; дата успешного закрытия",
    ),
    field(
        "lost_at",
        "Дата проигрыша",
        "Lost at",
        Kind::Moment,
        "31.12.2026 14:05",
        "дата проигрыша; дата отказа; дата потери; проиграна; lost at; lost time; lost date; \
         deal lost time; date lost",
    ),
    field(
        "lost_reason",
        "Причина проигрыша",
        "Lost reason",
        Kind::Text(SHORT),
        "Дорого",
        "причина отказа; причина проигрыша; причина потери; причина закрытия; lost reason; \
         loss reason; deal lost reason; closed lost reason; reason lost; reason for loss; \
         причина",
    ),
    field(
        "next_step",
        "Следующий шаг",
        "Next step",
        Kind::Text(500),
        "Позвонить",
        "следующий шаг; ближайшая задача; следующее действие; next step; next activity; \
         deal next activity subject; next task",
    ),
    field(
        "next_step_at",
        "Срок следующего шага",
        "Next step due",
        Kind::Moment,
        "31.12.2026 14:05",
        "срок следующего шага; дата следующего шага; дата ближайшей задачи; срок задачи; \
         next step date; next step due; next activity date; deal next activity date",
    ),
    field(
        "tags",
        "Теги",
        "Tags",
        Kind::List,
        "VIP, опт",
        "теги; теги сделки; тег; метки; метка; tags; tag; labels; label; deal label; \
         deal tags",
    ),
    field(
        "note",
        "Примечание",
        "Note",
        Kind::Text(LONG),
        "Просили скидку",
        "примечание; комментарий; комментарии; заметка; заметки; описание; примечание 1; \
         note; notes; comment; comments; description; deal description",
    )
    .hint("Станет заметкой", "Becomes a note"),
    field(
        STAGE_ENTERED,
        "Когда вошла в этап…",
        "When it entered the stage…",
        Kind::Moment,
        "31.12.2026 14:05",
        "",
    )
    .hint(
        "По столбцу на этап: прошлое сделки для воронки",
        "A column for each stage: the deal's past for the funnel",
    ),
];
