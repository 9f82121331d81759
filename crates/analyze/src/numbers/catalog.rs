//! Every number of the product: its name, what it means in plain words, and how it is counted.

use base::{Lang, Text};
use serde::Serialize;
use utoipa::ToSchema;

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = MetricUnit)]
pub enum Unit {
    Count,
    /// 0 to 1.
    Share,
    /// Days of 24 hours.
    Days,
    /// Hours of working time.
    Hours,
    /// Minor units of a currency.
    Money,
}

/// Whether more is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    Up,
    Down,
}

/// What is written of a number.
#[derive(Debug)]
pub struct Info {
    pub key: &'static str,
    pub name: Text,
    pub definition: Text,
    pub formula: Text,
    pub unit: Unit,
    /// The kind of stage where it belongs.
    pub stage: Option<&'static str>,
    pub better: Option<Better>,
    /// It is asked about one step of the way.
    pub needs_step: bool,
}

/// A number as the catalogue lists it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MetricInfo {
    #[schema(example = "win_rate")]
    pub key: &'static str,
    pub name: String,
    pub definition: String,
    pub formula: String,
    pub unit: Unit,
    /// The kind of stage where it belongs; null: the whole way.
    pub stage: Option<&'static str>,
    pub better: Option<Better>,
    /// It is asked about one step of the way: `step`.
    pub needs_step: bool,
}

impl Info {
    pub fn told(&self, lang: Lang) -> MetricInfo {
        let text = |text: &Text| text.get(lang).to_owned();
        MetricInfo {
            key: self.key,
            name: text(&self.name),
            definition: text(&self.definition),
            formula: text(&self.formula),
            unit: self.unit,
            stage: self.stage,
            better: self.better,
            needs_step: self.needs_step,
        }
    }
}

macro_rules! metrics {
    ($($variant:ident = $key:literal, $unit:ident, $stage:expr, $better:expr, $step:literal,
        [$name_ru:literal, $name_en:literal], [$says_ru:literal, $says_en:literal], [$how_ru:literal, $how_en:literal];)*) => {
        /// A number that can be asked for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Metric { $($variant,)* }

        impl Metric {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            pub fn parse(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$variant),)* _ => None }
            }

            pub fn info(self) -> &'static Info {
                match self {
                    $(Self::$variant => {
                        static INFO: Info = Info {
                            key: $key,
                            name: Text::fixed($name_ru, $name_en),
                            definition: Text::fixed($says_ru, $says_en),
                            formula: Text::fixed($how_ru, $how_en),
                            unit: Unit::$unit,
                            stage: $stage,
                            better: $better,
                            needs_step: $step,
                        };
                        &INFO
                    })*
                }
            }
        }
    };
}

const UP: Option<Better> = Some(Better::Up);
const DOWN: Option<Better> = Some(Better::Down);

metrics! {
    DealsCreated = "deals_created", Count, None, UP, false,
        ["Создано сделок", "Deals created"],
        ["Сделки, созданные в эти дни.", "Deals created in these days."],
        ["число сделок с датой создания в периоде", "number of deals created in the period"];
    Leads = "leads", Count, Some("attract"), UP, false,
        ["Лиды", "Leads"],
        ["Сделки, которые в эти дни впервые вошли на этап вида «Привлечение».", "Deals that entered an acquisition stage for the first time in these days."],
        ["число сделок с первым входом на этап привлечения в периоде", "number of deals that first entered an acquisition stage in the period"];
    QualifiedLeads = "qualified_leads", Count, Some("qualify"), UP, false,
        ["Квалифицированные лиды", "Qualified leads"],
        ["Сделки, которые в эти дни впервые прошли квалификацию: ушли с этапа этого вида вперёд.", "Deals that passed qualification for the first time in these days: they moved forward from a qualification stage."],
        ["число сделок с первым переходом вперёд с этапа квалификации в периоде", "number of deals that first moved forward from a qualification stage in the period"];
    LeadToQualified = "lead_to_qualified", Share, Some("qualify"), UP, false,
        ["Лид → квалифицированный", "Lead → qualified"],
        ["Какая доля лидов этого периода пройдёт квалификацию, с учётом тех, кто ещё в работе.", "What share of the leads of this period will pass qualification, including those still open."],
        ["сумма по дням: доля ещё не решённых к этому дню × доля прошедших квалификацию в этот день среди них; сделки в работе считаются до сегодняшнего дня (метод Аалена — Йохансена)", "sum over days: the share undecided by then × the share of those that passed qualification that day; open deals count up to today (Aalen–Johansen)"];
    LeadToQualifiedObserved = "lead_to_qualified_observed", Share, Some("qualify"), UP, false,
        ["Лид → квалифицированный, пока", "Lead → qualified, so far"],
        ["Какая доля лидов этого периода уже прошла квалификацию. Пока часть в работе, доля занижена.", "What share of the leads of this period have passed qualification already. While some are open, the share is too low."],
        ["прошли квалификацию / лиды", "passed qualification / leads"];
    FirstResponse = "first_response", Hours, Some("qualify"), DOWN, false,
        ["Время до первого ответа", "Time to first response"],
        ["За сколько рабочих часов отвечают половине клиентов, пришедших в эти дни. Кому ещё не ответили, те учтены как ждущие.", "The working hours it takes to answer half of the clients who came in these days. Those not answered yet count as waiting."],
        ["час, к которому ответили половине; без ответа — считаются до сегодняшнего дня, до проигрыша или до конца квалификации (метод Каплана — Мейера, рабочее время)", "the hour by which half were answered; the unanswered count up to today, to the loss or to the end of qualification (Kaplan–Meier, working time)"];
    AnsweredInTime = "answered_in_time", Share, Some("qualify"), UP, false,
        ["Ответили в срок", "Answered in time"],
        ["Какой доле клиентов этого периода ответили за срок, который сейчас задан для их источника. Считаются те, чей срок уже вышел.", "What share of the clients of this period were answered within the time limit now set for their source. Only those whose limit has passed are counted."],
        ["ответили в срок / срок вышел", "answered in time / limit passed"];
    DealsWon = "deals_won", Count, Some("purchase"), UP, false,
        ["Выиграно сделок", "Deals won"],
        ["Сделки, выигранные в эти дни: вошли на этап покупки и не возвращены в работу.", "Deals won in these days: they entered a purchase stage and were not reopened."],
        ["число сделок с датой выигрыша в периоде", "number of deals won in the period"];
    Revenue = "revenue", Money, Some("purchase"), UP, false,
        ["Выручка", "Revenue"],
        ["Сумма сделок, выигранных в эти дни.", "The sum of the deals won in these days."],
        ["сумма выигранных сделок", "sum of the deals won"];
    AverageCheque = "average_cheque", Money, Some("purchase"), UP, false,
        ["Средний чек", "Average deal size"],
        ["Сколько в среднем приносит выигранная сделка.", "What a won deal brings on average."],
        ["сумма выигранных сделок / их число", "sum of the deals won / their number"];
    MedianCheque = "median_cheque", Money, Some("purchase"), UP, false,
        ["Медианный чек", "Median deal size"],
        ["Половина выигранных сделок меньше этой суммы, половина больше.", "Half of the deals won are below this amount, half above."],
        ["медиана сумм выигранных сделок", "median of the amounts of the deals won"];
    DealsLost = "deals_lost", Count, None, DOWN, false,
        ["Проиграно сделок", "Deals lost"],
        ["Сделки, проигранные в эти дни и не возвращённые в работу.", "Deals lost in these days and not reopened."],
        ["число сделок с датой проигрыша в периоде", "number of deals lost in the period"];
    LostSum = "lost_sum", Money, None, DOWN, false,
        ["Потерянная сумма", "Amount lost"],
        ["Сумма сделок, проигранных в эти дни.", "The sum of the deals lost in these days."],
        ["сумма проигранных сделок", "sum of the deals lost"];
    WinRate = "win_rate", Share, Some("close"), UP, false,
        ["Доля выигрыша", "Win rate"],
        ["Какая доля созданных в эти дни сделок будет выиграна, с учётом тех, кто ещё в работе.", "What share of the deals created in these days will be won, including those still open."],
        ["сумма по дням: доля ещё не решённых к этому дню × доля выигранных в этот день среди них; сделки в работе считаются до сегодняшнего дня (метод Аалена — Йохансена)", "sum over days: the share undecided by then × the share of those that were won that day; open deals count up to today (Aalen–Johansen)"];
    WinRateObserved = "win_rate_observed", Share, Some("close"), UP, false,
        ["Доля выигрыша, пока", "Win rate, so far"],
        ["Какая доля созданных в эти дни сделок уже выиграна. Пока часть в работе, доля занижена.", "What share of the deals created in these days are won already. While some are open, the share is too low."],
        ["выиграно / создано", "won / created"];
    TimeToClose = "time_to_close", Days, Some("close"), DOWN, false,
        ["Время до выигрыша", "Time to close"],
        ["За сколько дней от создания половина сделок была бы выиграна, если не терять их по дороге: открытые и проигранные учтены как ещё не выигранные.", "The days from creation until half of the deals would be won if none were lost on the way: open and lost deals count as not won yet."],
        ["день, к которому выиграна половина: открытые сделки считаются до сегодняшнего дня, проигранные до проигрыша (метод Каплана — Мейера)", "the day by which half are won: open deals count up to today, lost ones up to their loss (Kaplan–Meier)"];
    OpenDeals = "open_deals", Count, None, None, false,
        ["Сделки в работе", "Open deals"],
        ["Сделки, которые сейчас в работе.", "Deals that are open now."],
        ["число открытых сделок", "number of open deals"];
    OpenSum = "open_sum", Money, None, None, false,
        ["Сумма в работе", "Open pipeline"],
        ["Сумма сделок, которые сейчас в работе.", "The sum of the deals that are open now."],
        ["сумма открытых сделок", "sum of the open deals"];
    WeightedPipeline = "weighted_pipeline", Money, None, UP, false,
        ["Ожидаемо из работы", "Weighted pipeline"],
        ["Сколько принесут открытые сделки: сумма каждой, умноженная на вероятность её выигрыша.", "What the open deals will bring: the amount of each times its probability of being won."],
        ["Σ сумма × вероятность выигрыша", "Σ amount × win probability"];
    Stuck = "stuck", Count, None, DOWN, false,
        ["Застряли", "Stuck"],
        ["Открытые сделки, которые стоят на этапе дольше его предела.", "Open deals that stand on a stage longer than its limit."],
        ["число открытых сделок с временем на этапе больше предела этапа", "number of open deals whose time on the stage exceeds its limit"];
    Overdue = "overdue", Count, None, DOWN, false,
        ["Просрочен шаг", "Overdue"],
        ["Открытые сделки, у которых срок следующего шага прошёл.", "Open deals whose next step was due before now."],
        ["число открытых сделок со сроком следующего шага в прошлом", "number of open deals whose next step is due in the past"];
    Neglected = "neglected", Count, None, DOWN, false,
        ["Заброшены", "Neglected"],
        ["Открытые сделки, с которыми 14 дней ничего не происходило.", "Open deals with which nothing has happened for 14 days."],
        ["число открытых сделок без действий 14 дней и дольше", "number of open deals without an activity for 14 days or more"];
    NoNextStep = "no_next_step", Count, None, DOWN, false,
        ["Нет следующего шага", "No next step"],
        ["Открытые сделки, для которых не назначен следующий шаг.", "Open deals for which no next step is planned."],
        ["число открытых сделок без следующего шага", "number of open deals without a next step"];
    Moves = "moves", Count, None, UP, false,
        ["Переходы", "Moves"],
        ["Сколько раз в эти дни сделки переводили с этапа на этап.", "How many times deals were moved from stage to stage in these days."],
        ["число переходов сделок в периоде", "number of stage changes in the period"];
    Clients = "clients", Count, Some("retain"), UP, false,
        ["Покупатели", "Clients"],
        ["Компании, которые купили в эти дни.", "Companies that bought in these days."],
        ["число разных компаний среди выигранных сделок", "number of distinct companies among the deals won"];
    RepeatPurchases = "repeat_purchases", Count, Some("retain"), UP, false,
        ["Повторные покупки", "Repeat purchases"],
        ["Компании, которые в эти дни купили не в первый раз.", "Companies that bought in these days and had bought before."],
        ["число компаний со второй или более поздней выигранной сделкой в периоде", "number of companies with a second or later won deal in the period"];
    RepeatRate = "repeat_rate", Share, Some("retain"), UP, false,
        ["Доля повторных", "Repeat rate"],
        ["Какая доля компаний, впервые купивших в эти дни, купит ещё раз.", "What share of the companies that bought for the first time in these days will buy again."],
        ["1 − доля тех, кто и к последнему дню не купил снова; компании без второй покупки считаются до сегодняшнего дня (метод Каплана — Мейера)", "1 − the share that has not bought again by the last day; companies without a second purchase count up to today (Kaplan–Meier)"];
    Ltv = "ltv", Money, Some("retain"), UP, false,
        ["Выручка на клиента", "Revenue per client"],
        ["Сколько всего принесла к этому дню компания, впервые купившая в эти дни.", "What a company that bought for the first time in these days has brought so far."],
        ["сумма всех выигранных сделок компаний когорты / число компаний", "sum of all won deals of the cohort's companies / number of companies"];
    LtvPredicted = "ltv_predicted", Money, Some("retain"), UP, false,
        ["Прогноз выручки на клиента", "Predicted revenue per client"],
        ["Сколько компания принесёт за следующие 12 месяцев по тому, как часто, как давно и на сколько она покупала.", "What a company will bring in the next 12 months, by how often, how recently and for how much it has bought."],
        ["BG/NBD: ожидаемое число покупок × Gamma-Gamma: ожидаемый чек", "BG/NBD: expected purchases × Gamma-Gamma: expected deal size"];
    Churn = "churn", Share, Some("retain"), DOWN, false,
        ["Отток", "Churn"],
        ["Какая доля компаний, покупавших в предыдущие 12 месяцев, не купила в эти дни и в 12 месяцев до их конца.", "What share of the companies that bought in the 12 months before have bought nothing in the 12 months up to the end of these days."],
        ["1 − купили снова / покупали в предыдущие 12 месяцев", "1 − bought again / bought in the 12 months before"];
    Visitors = "visitors", Count, Some("attract"), UP, false,
        ["Посетители сайта", "Site visitors"],
        ["Разные посетители за эти дни: кто пришёл дважды, сосчитан один раз.", "Different visitors in these days: whoever came twice is counted once."],
        ["число разных посетителей за период", "number of different visitors in the period"];
    Spend = "spend", Money, Some("attract"), None, false,
        ["Расход", "Spend"],
        ["Сколько потрачено на рекламу в эти дни, с наценкой сверх цены площадки.", "What was spent on advertising in these days, with what is paid on top of the platform's price."],
        ["сумма расходов по дням", "sum of the days' costs"];
    CostPerLead = "cost_per_lead", Money, Some("attract"), DOWN, false,
        ["Цена лида (CPL)", "Cost per lead (CPL)"],
        ["Во сколько обходится один лид.", "What one lead costs."],
        ["расход / лиды", "spend / leads"];
    CostPerQualified = "cost_per_qualified", Money, Some("qualify"), DOWN, false,
        ["Цена квалифицированного лида", "Cost per qualified lead"],
        ["Во сколько обходится один квалифицированный лид.", "What one qualified lead costs."],
        ["расход / квалифицированные лиды", "spend / qualified leads"];
    NewClients = "new_clients", Count, Some("purchase"), UP, false,
        ["Новые клиенты", "New clients"],
        ["Сделки, созданные в эти дни и выигранные к сегодняшнему дню, которые были первой покупкой клиента.", "Deals created in these days and won by today that were their client's first purchase."],
        ["число первых покупок когорты", "number of first purchases of the cohort"];
    AcquisitionCost = "acquisition_cost", Money, Some("purchase"), DOWN, false,
        ["Цена клиента (CAC)", "Customer acquisition cost (CAC)"],
        ["Во сколько обошёлся один новый клиент. Пока часть сделок в работе, цена завышена.", "What one new client has cost. While some deals are open, it is too high."],
        ["расход / новые клиенты когорты", "spend / new clients of the cohort"];
    CohortWon = "cohort_won", Count, Some("purchase"), UP, false,
        ["Выиграно из созданных", "Won of those created"],
        ["Сколько сделок, созданных в эти дни, выиграно к сегодняшнему дню.", "How many of the deals created in these days have been won by today."],
        ["число выигранных сделок с датой создания в периоде", "number of won deals whose day of creation lies in the period"];
    CohortRevenue = "cohort_revenue", Money, Some("purchase"), UP, false,
        ["Выручка созданных", "Revenue of those created"],
        ["Сколько принесли к сегодняшнему дню сделки, созданные в эти дни.", "What the deals created in these days have brought by today."],
        ["сумма выигранных сделок с датой создания в периоде", "sum of the won deals whose day of creation lies in the period"];
    Romi = "romi", Share, Some("purchase"), UP, false,
        ["Окупаемость (ROMI), пока", "Return (ROMI), so far"],
        ["Сколько вернулось сверх потраченного. Пока часть сделок в работе, окупаемость занижена.", "What has come back over what was spent. While some deals are open, it is too low."],
        ["(выручка когорты − расход) / расход", "(revenue of the cohort − spend) / spend"];
    RomiExpected = "romi_expected", Share, Some("purchase"), UP, false,
        ["Окупаемость (ROMI), ожидаемая", "Return (ROMI), expected"],
        ["Сколько вернётся сверх потраченного, когда решатся сделки, которые ещё в работе.", "What will have come back over what was spent when the deals still open are settled."],
        ["(выручка когорты + ожидаемые ещё выигрыши × средний чек − расход) / расход", "(revenue of the cohort + further wins expected × average deal size − spend) / spend"];
    Reached = "reached", Count, None, UP, true,
        ["Дошли до этапа", "Reached the stage"],
        ["Сделки, дошедшие до этого этапа или дальше. Пропущенный этап потерей не считается.", "Deals that reached this step or a later one. A skipped stage is no loss."],
        ["число сделок, чей самый дальний этап — этот или более поздний", "number of deals whose furthest step is this one or a later one"];
    Standing = "standing", Count, None, None, true,
        ["Стоят на этапе", "Here now"],
        ["Открытые и выигранные сделки, которые сейчас на этом этапе.", "Open and won deals that stand on this step now."],
        ["число непроигранных сделок на этапе", "number of deals on the step that are not lost"];
    LostAt = "lost_at", Count, None, DOWN, true,
        ["Потеряно на этапе", "Lost at the stage"],
        ["Сделки, проигранные на этом этапе.", "Deals that were lost on this step."],
        ["число проигранных сделок, стоящих на этапе", "number of lost deals that stand on the step"];
    Undecided = "undecided", Count, None, None, true,
        ["Ещё не решено", "Undecided"],
        ["Сделки, дошедшие до предыдущего этапа: сюда ещё не дошли, но и не проиграны.", "Deals that reached the step before: not here yet, and not lost either."],
        ["дошли до предыдущего − дошли сюда − проиграны до этого", "reached the step before − reached this one − lost before it"];
    Conversion = "conversion", Share, None, UP, true,
        ["Конверсия, пока", "Conversion, so far"],
        ["Какая доля дошедших до предыдущего этапа уже дошла до этого. Пока часть в работе, доля занижена.", "What share of those who reached the step before have reached this one. While some are open, the share is too low."],
        ["дошли до этапа / дошли до предыдущего", "reached the step / reached the step before"];
    ExpectedConversion = "expected_conversion", Share, None, UP, true,
        ["Конверсия, ожидаемая", "Conversion, expected"],
        ["Какая доля дошедших до предыдущего этапа дойдёт до этого, с учётом тех, кто ещё в работе.", "What share of those who reached the step before will reach this one, including those still open."],
        ["сумма по дням: доля ещё не решённых к этому дню × доля прошедших дальше в этот день среди них; сделки в работе считаются до сегодняшнего дня (метод Аалена — Йохансена)", "sum over days: the share undecided by then × the share of those that went on that day; open deals count up to today (Aalen–Johansen)"];
    PeriodConversion = "period_conversion", Share, None, UP, true,
        ["Конверсия периода", "Conversion in the period"],
        ["Из сделок, ушедших в эти дни с предыдущего этапа, какая доля ушла вперёд. Так считает обычный отчёт.", "Of the deals that left the step before in these days, what share went forward. What a traditional report shows."],
        ["ушли вперёд / ушли", "left forward / left"];
    TimeInStage = "time_in_stage", Days, None, DOWN, true,
        ["Время на этапе", "Time in stage"],
        ["За сколько дней половина сделок покидает этап. Те, кто ещё стоит, учтены.", "The days it takes half of the deals to leave the stage. Those still there are taken into account."],
        ["день, к которому половина ушла с этапа; сделки, которые ещё стоят, считаются до сегодняшнего дня (метод Каплана — Мейера)", "the day by which half have left the stage; deals that still stand count up to today (Kaplan–Meier)"];
}

impl Metric {
    /// It needs to know what marketing cost.
    pub fn costs(self) -> bool {
        matches!(
            self,
            Self::Visitors
                | Self::Spend
                | Self::CostPerLead
                | Self::CostPerQualified
                | Self::AcquisitionCost
                | Self::Romi
                | Self::RomiExpected
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_described_in_both_languages() {
        let mut keys = std::collections::HashSet::new();
        for metric in Metric::ALL {
            let info = metric.info();
            assert!(keys.insert(info.key), "{} twice", info.key);
            assert_eq!(Metric::parse(info.key), Some(*metric));
            for text in [&info.name, &info.definition, &info.formula] {
                assert!(!text.ru.is_empty() && !text.en.is_empty(), "{}", info.key);
            }
        }
    }
}
