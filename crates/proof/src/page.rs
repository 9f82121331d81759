//! The page that says how it went.

use std::fmt::Write as _;

use crate::{alarms, conversions, forecasts};

pub struct Page {
    pub runs: u32,
    pub conversions: Vec<conversions::Checked>,
    pub forecasts: Vec<forecasts::Checked>,
    pub alarms: Vec<alarms::Checked>,
}

fn percent(share: f64) -> String {
    let tenths = (share * 1_000.0).round() / 10.0;
    // Nought has no sign.
    format!("{:.1} %", tenths + 0.0)
}

impl Page {
    pub fn render(&self) -> String {
        let mut page = String::from(HEAD);
        let _ = write!(
            page,
            "Every figure rests on {} simulated pipelines a row; the seeds are fixed, so `cargo xtask statistics` \
             gives this page again.\nOnly the figures of the fit score come from real data, by `crates/proof/lead_scoring.py`.\n\n",
            self.runs
        );
        page.push_str(CONVERSIONS);
        for row in &self.conversions {
            let step = if row.step == "выигрыш" {
                "won"
            } else {
                &row.step
            };
            let _ = writeln!(
                page,
                "| {} | {} | {step} | {} | {} | {} | **{}** | {} | {} | {} |",
                row.world.1,
                row.cohort.1,
                percent(row.censored),
                percent(row.truth),
                percent(row.expected),
                percent(row.coverage),
                percent(row.of_all),
                percent(row.naive_coverage),
                percent(row.of_settled),
            );
        }
        page.push_str(FORECASTS);
        for row in &self.forecasts {
            let _ = writeln!(
                page,
                "| {} | {} | **{}** | {} | **{}** | {} | {} |",
                row.world.1,
                row.days,
                percent(row.revenue),
                percent(row.promised),
                percent(row.sales),
                percent(row.bias),
                percent(row.naive_bias),
            );
        }
        page.push_str(ALARMS);
        for row in &self.alarms {
            let _ = writeln!(
                page,
                "| {} | **{}** | {} |",
                row.world.1,
                percent(row.false_alarms),
                percent(row.found),
            );
        }
        page.push_str(FIT);
        page
    }
}

const HEAD: &str = "\
# Do the numbers keep what they promise?

An interval of 95 % has to hold the truth in 95 of 100 cases, and a forecast's interval of 80 % what comes in 80
of 100. That can be checked where the truth is known: in simulated pipelines. `crates/proof` makes
three: a quick one, a slow one with a growing inflow where many deals are still open, and a tangled one
where deals skip stages and go back often. It asks the product's own code, the same that
answers in the browser. The estimators themselves are checked against `lifelines`, `scikit-survival`, `statsmodels`,
`scipy`, `cmprsk`, `lifetimes` and published tables in `crates/stats/tests`.

";

const CONVERSIONS: &str = "\
## Expected conversion

*Of all* is what most products show: went on / entered, whatever is still open. *Of settled* leaves the open deals out:
losses and wins take different times, so that is wrong too.

| pipeline | cohort | step | still open | truth | expected, mean | interval holds the truth | of all, mean | its interval holds | of settled, mean |
|---|---|---|---|---|---|---|---|---|---|
";

const FORECASTS: &str = "
## Forecast

As of a day with what was known then, for the days after it. *The usual way* multiplies the amount of all open deals
by the share of won among settled ones. Sales are whole numbers and both ends belong to their interval, so that it holds
more than 80 % of the futures; how many, the product tells (*promised*), and that is what has to come true.

| pipeline | days ahead | P10–P90 holds the revenue | promised for the sales | holds the sales | bias of the mean | bias of the usual way |
|---|---|---|---|---|---|---|
";

const ALARMS: &str = "
## Weak points

*Claimed falsely*: anything at all is claimed in a pipeline where all six people, five sources and all times are alike.
*Found*: one of six people lets on 0.4 times as many deals from one stage as the others, and the product names that
person and that stage.

| pipeline | claimed falsely | found |
|---|---|---|
";

/// Real data that the repository does not hold, so its figures are written down: `lead_scoring.py` gives them again.
const FIT: &str = "
## The fit score

A public file of leads of an education firm (9,240, of which 3,561 converted) is loaded through the import, in the
order of its lead numbers; columns that its people filled in while they worked on a lead are left out. The program learns
from the older seven of ten and is judged on the newer three, which it has not seen. Independently, scikit-learn 1.9.1
(`LogisticRegression`, C = 1) is given the same facts: `crates/proof/lead_scoring.py` loads, asks and compares.

| on 2,772 deals held back | product | scikit-learn |
|---|---|---|
| area under the ROC curve, all facts | **0.714202** (0.694–0.734) | 0.714202 |
| Brier score (always saying the older share: 0.240267) | **0.196872** | 0.196872 |
| area of the proposed points (28 sure rules, rounded) | **0.712** (0.692–0.732) | |

| chance told | under 10 % | 10–20 % | 20–30 % | 30–40 % | 40–50 % | 50–60 % | 60–70 % | 70–80 % | 80–90 % | over 90 % |
|---|---|---|---|---|---|---|---|---|---|---|
| deals held back | 42 | 87 | 442 | 948 | 686 | 164 | 109 | 63 | 43 | 188 |
| told, mean | 7.6 % | 14.5 % | 21.8 % | 33.8 % | 44.5 % | 52.9 % | 64.6 % | 73.5 % | 81.2 % | 95.2 % |
| came | 11.9 % | 13.8 % | 22.4 % | 30.8 % | 38.9 % | 53.0 % | 68.8 % | 73.0 % | 95.3 % | 97.3 % |

| band of the proposed points | A | B | C | D |
|---|---|---|---|---|
| won of the older | 59.0 % | 41.1 % | 30.3 % | 15.6 % |
| won of those held back | 57.1 % | 42.2 % | 26.4 % | 21.1 % |
";
