//! The fields of a day of a campaign, as reports of Yandex Direct, VK Реклама and Google Ads name them.

use super::{Field, Kind, NAME, field};

pub const FIELDS: &[Field] = &[
    field(
        "day",
        "День",
        "Day",
        Kind::Day,
        "20.11.2026",
        "дата; date; дата показа; дата статистики; segments date",
    )
    .required(),
    field(
        "campaign_id",
        "Номер кампании",
        "Campaign id",
        Kind::Text(100),
        "700001",
        "кампании; campaignid; campaign id; id кампании; номер кампании; ид кампании; \
         идентификатор кампании; ad plan id; id рекламной кампании; id",
    )
    .hint(
        "По нему кампания узнаётся, даже если её переименовали",
        "A campaign is known by it even when renamed",
    ),
    field(
        "campaign_name",
        "Кампания",
        "Campaign",
        Kind::Text(NAME),
        "CRM поиск",
        "campaignname; campaign name; название кампании; рекламная кампания; \
         имя кампании; ad plan name; название рекламной кампании; name; название",
    ),
    field(
        "cost",
        "Расход",
        "Cost",
        Kind::Money,
        "14 640,00",
        "расход руб; расход всего руб; расход всего; расход с ндс; расход без ндс; \
         цена; spent; base spent; стоимость; потрачено; потрачено руб; списано; списано руб; \
         расходы; сумма; spend",
    ),
    field(
        "cost_micros",
        "Расход в миллионных долях",
        "Cost in micros",
        Kind::Micros,
        "14640000000",
        "costmicros; metrics cost micros; metrics costmicros",
    )
    .hint(
        "Так отдаёт расход API Директа и Google Ads: 14640000000 — это 14 640,00",
        "The APIs of Direct and Google Ads give it so: 14640000000 is 14,640.00",
    ),
    field(
        "impressions",
        "Показы",
        "Impressions",
        Kind::Count,
        "12000",
        "impr; base shows; shows; показов; metrics impressions",
    ),
    field(
        "clicks",
        "Клики",
        "Clicks",
        Kind::Count,
        "240",
        "base clicks; кликов; переходы; metrics clicks",
    ),
    field(
        "reach",
        "Охват",
        "Reach",
        Kind::Count,
        "9000",
        "uniques reach; уникальные пользователи",
    )
    .hint(
        "Люди: по дням и кампаниям не складывается",
        "People: not added up over days and campaigns",
    ),
    field(
        "currency",
        "Валюта",
        "Currency",
        Kind::Currency,
        "RUB",
        "код валюты; currency code",
    ),
];
