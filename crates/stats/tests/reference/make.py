"""Computes, with other people's programs, the numbers that the tests beside this file compare with.

    python3 -m venv /tmp/stats-venv
    /tmp/stats-venv/bin/pip install lifelines lifetimes statsmodels scipy scikit-learn scikit-survival confidenceinterval
    git clone https://github.com/cran/cmprsk /tmp/cmprsk      # the R package's own Fortran, for Gray's test
    /tmp/stats-venv/bin/python make.py /tmp/cmprsk/src/crstm.f

Needs gfortran for the last. The versions are written into each answer. The tests read the answers only.
"""

import ctypes
import json
import platform
import subprocess
import sys
import tempfile
import warnings
from collections import Counter
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

warnings.simplefilter("ignore")
HERE = Path(__file__).parent
RNG = np.random.default_rng(20_260_101)
LEVEL = 0.95


def write(name, packages, content):
    content = {"versions": {"python": platform.python_version(), **{p: version(p) for p in packages}}, **content}

    def tidy(value):
        if isinstance(value, dict):
            return {k: tidy(v) for k, v in value.items()}
        if isinstance(value, (list, tuple, np.ndarray)):
            return [tidy(v) for v in value]
        if isinstance(value, np.integer):
            return int(value)
        if isinstance(value, (float, np.floating)):
            value = float(value)
            return None if not np.isfinite(value) else int(value) if value.is_integer() and abs(value) < 1e15 else value
        return value

    text = json.dumps(tidy(content), separators=(",", ":")).replace("},{", "},\n{").replace('","', '",\n"')
    (HERE / f"{name}.json").write_text(text + "\n")


def rows(time, cause, group=None):
    """[time, cause or -1, group, count], alike ones counted."""
    group = np.zeros(len(time), int) if group is None else np.asarray(group)
    counted = Counter(zip(map(float, time), map(int, cause), map(int, group)))
    return [[t, c, g, n] for (t, c, g), n in sorted(counted.items())]


def single_event_sets():
    from lifelines import datasets as d

    lung = d.load_lung()
    larynx = d.load_larynx()
    stage = larynx.Stage_II + 2 * larynx.Stage_III + 3 * larynx.Stage_IV
    leukemia = d.load_leukemia()
    waltons = d.load_waltons()
    rossi = d.load_rossi()
    kidney = d.load_kidney_transplant()
    race = kidney.black_male + 2 * kidney.white_male + 3 * kidney.black_female
    return {
        "lung": (lung.time, lung.status, lung.sex - 1),
        "larynx": (larynx.time, larynx.death, stage),
        "leukemia": (leukemia.t, leukemia.status, leukemia.Rx),
        "waltons": (waltons["T"], waltons.E, (waltons.group == "control").astype(int)),
        "rossi": (rossi.week, rossi.arrest, rossi.prio.clip(upper=4)),
        "kidney": (kidney.time, kidney.death, race),
    }


def survival():
    from lifelines import KaplanMeierFitter
    from lifelines.statistics import multivariate_logrank_test
    from lifelines.utils import qth_survival_times, restricted_mean_survival_time
    from statsmodels.duration.survfunc import SurvfuncRight, survdiff

    sets = []
    for name, (time, event, group) in single_event_sets().items():
        time, event = np.asarray(time, float), np.asarray(event, int)
        km = KaplanMeierFitter(alpha=1 - LEVEL).fit(time, event)
        right = SurvfuncRight(time, event)
        at = np.quantile(np.unique(time), [0.02, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 0.97]).round(1)
        band = km.confidence_interval_.ffill()

        def band_at(t, band=band):
            row = band[band.index <= t].iloc[-1]
            return [row.iloc[0], row.iloc[1]]

        def variance_at(t, right=right):
            before = right.surv_times <= t
            return right.surv_prob_se[before][-1] ** 2 if before.any() else 0.0

        quantiles = []
        for p in (0.25, 0.5, 0.75):
            limits = qth_survival_times(1 - p, km.confidence_interval_)
            quantiles.append([p, km.percentile(1 - p), float(limits.iloc[0, 0]), float(limits.iloc[0, 1])])
        tau = float(np.quantile(time, 0.8))
        # lifelines gives the variance of min(T, tau), not that of its mean: from Klein & Moeschberger (4.5.2).
        steps = km.event_table[km.event_table.observed > 0]
        steps = steps[steps.index <= tau]
        areas = [
            restricted_mean_survival_time(km, tau) - restricted_mean_survival_time(km, t) for t in steps.index
        ]
        d, n = steps.observed.to_numpy(), steps.at_risk.to_numpy()
        with np.errstate(all="ignore"):
            terms = np.where(n > d, np.square(areas) * d / (n * (n - d)), 0.0)
        test = multivariate_logrank_test(time, group, event)
        other = survdiff(time, event, np.asarray(group))
        assert abs(test.test_statistic - other[0]) < 1e-8
        sets.append(
            {
                "name": name,
                "rows": rows(time, event - 1, group),
                "points": [[t, km.predict(t), variance_at(t), *band_at(t)] for t in at],
                "quantiles": quantiles,
                "restricted": [tau, restricted_mean_survival_time(km, tau), terms.sum()],
                "log_rank": [test.test_statistic, test.degrees_of_freedom, test.p_value],
            }
        )
    write("survival", ["lifelines", "statsmodels"], {"sets": sets})


def competing_sets():
    from sksurv.datasets import load_bmt, load_cgvhd

    x, y = load_bmt()
    bmt = (y["ftime"], np.asarray(y["status"], int) - 1, np.asarray(pd.factorize(x.iloc[:, 0])[0], int))
    x, y = load_cgvhd()
    cgvhd = (y["ftime"], np.asarray(y["status"], int) - 1, np.asarray(pd.factorize(x["dx"])[0], int))
    sets = {"bmt": bmt, "cgvhd": cgvhd}
    for name, n, groups, digits in (("untied", 80, 2, 4), ("untied, two", 50, 2, 4), ("untied, three", 60, 3, 4), ("tied", 400, 3, 0), ("sparse", 60, 4, 1)):
        group = RNG.integers(0, groups, n)
        first = RNG.exponential(20 / (1 + 0.4 * group))
        second = RNG.exponential(25.0, n)
        until = RNG.uniform(3, 45, n)
        time = np.minimum.reduce([first, second, until]).round(digits)
        cause = np.where(until < np.minimum(first, second), -1, np.where(first < second, 0, 1))
        sets[name] = (time, cause, group)
    return sets


def competing(fortran):
    from lifelines import AalenJohansenFitter
    from sksurv.nonparametric import cumulative_incidence_competing_risks

    sets = []
    for name, (time, cause, group) in competing_sets().items():
        time = np.asarray(time, float)
        x, estimate, band = cumulative_incidence_competing_risks(
            cause + 1, time, conf_type="log-log", conf_level=LEVEL, var_type="Dinse_Approx"
        )
        at = np.quantile(np.unique(time), [0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 1.0]).round(2)
        points = []
        for c in (0, 1):
            for t in at:
                i = np.searchsorted(x, t, side="right") - 1
                # Where everybody has ended, scikit-survival divides 0 by 0 and gives bands without width.
                low, high = band[c + 1][:, i] if np.ptp(band[c + 1][:, i]) > 1e-9 else (np.nan, np.nan)
                points.append([c, t, estimate[c + 1][i], low, high, own_variance(time, cause, c, t)])
        lifelines = []
        if len(np.unique(time[cause >= 0])) == (cause >= 0).sum():
            for c in (0, 1):
                fit = AalenJohansenFitter(alpha=1 - LEVEL).fit(time, cause + 1, c + 1)
                for t in at:
                    pick = lambda frame: frame[frame.index <= t].iloc[-1]
                    limits = pick(fit.confidence_interval_)
                    lifelines.append(
                        [c, t, pick(fit.cumulative_density_).iloc[0], limits.min(), limits.max(), pick(fit.variance_)]
                    )
        groups = len(np.unique(group))
        gray = [fortran(time, np.where(cause < 0, 0, np.where(cause == c, 1, 2)), group) for c in (0, 1)]
        sets.append(
            {
                "name": name,
                "rows": rows(time, cause, group),
                "sksurv": points,
                "lifelines": lifelines,
                "gray": [[c, statistic, groups - 1, p] for c, (statistic, p) in enumerate(gray)],
            }
        )
    write("competing", ["lifelines", "scikit-survival"], {"cmprsk": "2.2-12 (Fortran source)", "sets": sets})


def own_variance(time, cause, c, until):
    """Marubini & Valsecchi (1995), chapter 10, written out; for tied times, which lifelines does not take."""
    s, f, terms = 1.0, 0.0, []
    for t in np.unique(time[time <= until]):
        n, d, k = (time >= t).sum(), ((time == t) & (cause >= 0)).sum(), ((time == t) & (cause == c)).sum()
        f += s * k / n
        terms.append((s, f, n, d, k))
        s *= 1 - d / n
    total = 0.0
    for s, at, n, d, k in terms:
        if n > d:
            total += (f - at) ** 2 * d / (n * (n - d))
        total += s**2 * k * (n - k) / n**3 - 2 * (f - at) * s * k / n**2
    return total


def grays_program(source):
    """The test as the R package cmprsk computes it: its Fortran, and the two lines of R around it."""
    from scipy.stats import chi2

    library = Path(tempfile.mkdtemp()) / "crstm.so"
    subprocess.run(["gfortran", "-shared", "-fPIC", "-O1", "-std=legacy", "-o", library, source], check=True)
    crstm = ctypes.CDLL(library).crstm_

    def test(time, status, group):
        order = np.argsort(time, kind="stable")
        y = np.ascontiguousarray(time[order], float)
        m = np.ascontiguousarray(status[order], np.int32)
        ig = np.ascontiguousarray(pd.factorize(group, sort=True)[0][order] + 1, np.int32)
        n, ng = len(y), int(ig.max())
        double = lambda size: np.zeros(size)
        integer = lambda size: np.zeros(size, np.int32)
        s, vs = double(ng - 1), double((ng - 1) ** 2)
        arguments = [
            y, m, ig, np.ones(n, np.int32), np.array([n], np.int32), np.zeros(1), np.array([1], np.int32),
            np.array([ng], np.int32), s, vs, double(n), integer(n), integer(n), double(ng * (ng - 1) // 2),
            double(ng - 1), double(ng * (ng - 1) // 2), double(ng * (4 + 3 * ng)), integer(4 * ng),
        ]  # fmt: skip
        crstm(*(a.ctypes.data_as(ctypes.c_void_p) for a in arguments))
        statistic = float(s @ np.linalg.solve(vs.reshape(ng - 1, ng - 1), s))
        return statistic, float(chi2.sf(statistic, ng - 1))

    return test


def shares():
    from scipy.stats import fisher_exact
    from statsmodels.stats.multitest import multipletests
    from statsmodels.stats.proportion import (
        confint_proportions_2indep,
        proportion_confint,
        test_proportions_2indep,
    )

    pairs = [
        (56, 70, 48, 80), (9, 10, 3, 10), (6, 7, 2, 7), (5, 56, 0, 29), (0, 10, 0, 20), (10, 10, 0, 20),
        (10, 10, 0, 10), (1, 3, 2, 3), (120, 1000, 95, 1000), (7, 1234, 15, 1100), (81, 263, 15, 148), (1, 29, 0, 17),
    ]  # fmt: skip
    table = []
    for s1, n1, s2, n2 in pairs:
        low, high = confint_proportions_2indep(s1, n1, s2, n2, method="newcomb", compare="diff", alpha=1 - LEVEL)
        degenerate = s1 + s2 in (0, n1 + n2)
        test = None if degenerate else test_proportions_2indep(s1, n1, s2, n2, method="score", correction=False)
        table.append(
            {
                "counts": [s1, n1, s2, n2],
                "wilson": proportion_confint(s1, n1, 1 - LEVEL, "wilson"),
                "wilson_80": proportion_confint(s1, n1, 0.2, "wilson"),
                "newcombe": [s1 / n1 - s2 / n2, low, high],
                "test": [0, 1] if degenerate else [test.statistic**2, test.pvalue],
                "fisher": fisher_exact([[s1, n1 - s1], [s2, n2 - s2]]).pvalue,
            }
        )
    lists = [
        [0.01, 0.04, 0.03, 0.005, 0.8],
        [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1],
        list(RNG.uniform(size=30) ** 3),
        [0.5],
    ]
    adjusted = [{"p": p, "adjusted": multipletests(p, method="fdr_bh")[1]} for p in lists]
    values = list(np.sort(RNG.normal(size=11)))
    quantiles = [[p, np.quantile(values, p)] for p in (0, 0.1, 0.25, 0.5, 0.87, 0.9, 1)]
    write(
        "shares",
        ["scipy", "statsmodels", "numpy"],
        {"pairs": table, "lists": adjusted, "values": values, "quantiles": quantiles},
    )


def logistic():
    import statsmodels.api as sm
    from lifelines.datasets import load_rossi
    from sklearn.datasets import load_breast_cancer, load_iris
    from sklearn.linear_model import LogisticRegression

    rossi = load_rossi()
    iris = load_iris()
    breast = load_breast_cancer()
    onehot = np.eye(6)[RNG.integers(0, 6, 200)]
    onehot = np.hstack([onehot, np.eye(4)[RNG.integers(0, 4, 200)]])
    truth = 1 / (1 + np.exp(-(onehot @ RNG.normal(size=10) - 0.5)))
    sets = {
        "rossi": (rossi[["fin", "age", "race", "wexp", "mar", "paro", "prio"]].to_numpy(float), rossi.arrest.to_numpy()),
        "iris, separated": (iris.data, (iris.target == 0).astype(int)),
        "breast": (((breast.data - breast.data.mean(0)) / breast.data.std(0)).round(3)[:150, :6], breast.target[:150]),
        "one-hot": (onehot, (RNG.uniform(size=200) < truth).astype(int)),
    }
    answer = []
    for name, (x, y) in sets.items():
        weight = RNG.integers(1, 4, len(y)).astype(float)
        for ridge in (0.5, 4.0):
            fit = LogisticRegression(C=1 / ridge, solver="newton-cholesky", tol=1e-12, max_iter=1000)
            fit.fit(x, y, sample_weight=weight)
            full = np.hstack([x, np.ones((len(y), 1))])
            p = fit.predict_proba(x)[:, 1]
            hessian = full.T @ (full * (weight * p * (1 - p))[:, None]) + ridge * np.diag([1.0] * x.shape[1] + [0.0])
            answer.append(
                {
                    "name": name,
                    "x": x if ridge == 0.5 else None,
                    "y": y,
                    "weight": weight,
                    "ridge": ridge,
                    "coefficients": fit.coef_[0],
                    "intercept": fit.intercept_[0],
                    "errors": np.sqrt(np.diag(np.linalg.inv(hessian))),
                }
            )
    # Without a penalty, with weights and an offset: statsmodels, its standard errors too.
    x, y = sets["rossi"]
    weight = RNG.integers(1, 4, len(y)).astype(float)
    offset = RNG.normal(size=len(y)).round(2)
    fit = sm.GLM(y, sm.add_constant(x), sm.families.Binomial(), freq_weights=weight, offset=offset).fit(tol=1e-14)
    unpenalised = {"weight": weight, "offset": offset, "parameters": fit.params, "errors": fit.bse}
    write("logistic", ["scikit-learn", "statsmodels"], {"fits": answer, "unpenalised": unpenalised})


def lifetime_value():
    import lifetimes.datasets as d
    from lifetimes import BetaGeoFitter, GammaGammaFitter
    from lifetimes.generate_data import beta_geometric_nbd_model
    from lifetimes.utils import summary_data_from_transaction_data

    cdnow = d.load_cdnow_summary_data_with_monetary_value()
    plain = d.load_cdnow_summary()
    same = ["frequency", "recency", "T"]
    assert (plain[same].to_numpy() == cdnow[same].to_numpy()).all()
    counted = cdnow.groupby([*same, "monetary_value"]).size().reset_index(name="customers")
    lines = [f"{int(r.frequency)} {r.recency:g} {r['T']:g} {r.monetary_value:g} {int(r.customers)}" for _, r in counted.iterrows()]
    (HERE / "cdnow.txt").write_text(
        "# The CDNOW sample as lifetimes ships it: repeat purchases, recency and age in weeks, mean value, customers\n"
        + "\n".join(lines)
        + "\n"
    )
    donated = d.load_donations()
    donations = donated.loc[donated.index.repeat(donated.weights)].rename(columns={"periods": "T"})
    np.random.seed(7)
    made = beta_geometric_nbd_model(RNG.integers(100, 365, 600), 0.8, 20.0, 0.9, 3.1, 600)
    transactions = summary_data_from_transaction_data(d.load_transaction_data(), "id", "date")
    sets = []
    for name, data in (("cdnow", cdnow), ("donations", donations), ("simulated", made), ("transactions", transactions)):
        data = data[same].astype(float).round(2)
        fit = fit_exactly(BetaGeoFitter, data.frequency, data.recency, data["T"])
        histories = data.sample(6, random_state=1).to_numpy().tolist() + [[0, 0, 39], [26, 30.86, 31], [2, 30.43, 38.86]]
        predictions = [
            [x, recency, age, t, float(fit.conditional_expected_number_of_purchases_up_to_time(t, x, recency, age)),
             float(np.atleast_1d(fit.conditional_probability_alive(x, recency, age))[0])]
            for x, recency, age in histories for t in (1.0, 39.0, 400.0)
        ]  # fmt: skip
        grouped = data.groupby(same).size().reset_index(name="n").to_numpy().tolist()
        sets.append(
            {
                "name": name,
                "rows": None if name == "cdnow" else grouped,
                "parameters": [fit.params_[k] for k in ("r", "alpha", "a", "b")],
                "mean_negative_log_likelihood": negative_log_likelihood(fit, data),
                "predictions": predictions,
                "of_new": [[t, float(fit.expected_number_of_purchases_up_to_time(t))] for t in (1.0, 39.0, 400.0)],
            }
        )
    spending = []
    bought = cdnow[cdnow.frequency > 0]
    made_up = pd.DataFrame({"frequency": RNG.integers(1, 12, 400)})
    rate = RNG.gamma(4.0, 1 / 30.0, 400)
    made_up["monetary_value"] = (RNG.gamma(2.5 * made_up.frequency) / rate / made_up.frequency).round(2)
    few = made_up[:60].assign(monetary_value=lambda f: (f.monetary_value * 1000).round())
    for name, data in (("cdnow", bought), ("simulated", made_up), ("few", few)):
        fit = fit_exactly(GammaGammaFitter, data.frequency, data.monetary_value)
        picked = data.sample(6, random_state=1)[["frequency", "monetary_value"]].to_numpy().tolist()
        expected = fit.conditional_expected_average_profit(
            pd.Series([x for x, _ in picked]), pd.Series([m for _, m in picked])
        )
        spending.append(
            {
                "name": name,
                "rows": None if name == "cdnow" else data[["frequency", "monetary_value"]].to_numpy().tolist(),
                "parameters": [fit.params_[k] for k in ("p", "q", "v")],
                "mean_negative_log_likelihood": fit._negative_log_likelihood_,
                "expected": [[x, m, e] for (x, m), e in zip(picked, expected)],
            }
        )
    write("lifetime_value", ["lifetimes", "scipy"], {"bg_nbd": sets, "gamma_gamma": spending})


def fit_exactly(fitter, *columns):
    """With the smallest tolerance that lifetimes calls converged."""
    from lifetimes.utils import ConvergenceError

    for tolerance in (1e-8, 1e-7, 1e-6, 1e-5, 1e-4):
        fit = fitter(penalizer_coef=0.0)
        try:
            return fit.fit(*columns, tol=tolerance)
        except ConvergenceError:
            print(fitter.__name__, "does not converge to", tolerance)
    raise RuntimeError("no fit")


def negative_log_likelihood(fit, data):
    from lifetimes import BetaGeoFitter

    logs = np.log([fit.params_[k] for k in ("r", "alpha", "a", "b")])
    values = (data.frequency.to_numpy(), data.recency.to_numpy(), data["T"].to_numpy(), np.ones(len(data)))
    return float(BetaGeoFitter._negative_log_likelihood(logs, *values, 0.0))


def accuracy():
    from sklearn.calibration import calibration_curve
    from sklearn.metrics import brier_score_loss, mean_absolute_error, mean_pinball_loss

    sets = []
    for n in (12, 40, 100):
        actual, predicted = RNG.gamma(2, 50, n).round(2), RNG.gamma(2, 50, n).round(2)
        p = RNG.uniform(size=n).round(4)
        happened = (RNG.uniform(size=n) < p).astype(int)
        observed, mean = calibration_curve(happened, p, n_bins=5)
        sets.append(
            {
                "actual": actual,
                "predicted": predicted,
                "p": p,
                "happened": happened,
                "wmape": mean_absolute_error(actual, predicted) * n / actual.sum(),
                "brier": brier_score_loss(happened, p),
                "reliability": [[m, o] for m, o in zip(mean, observed)],
                "pinball": [[q, mean_pinball_loss(actual, predicted, alpha=q)] for q in (0.1, 0.5, 0.9)],
            }
        )
    write("accuracy", ["scikit-learn"], {"sets": sets})


def discrimination():
    """Of the sets of accuracy.json, rounded so that scores are tied; no new random numbers."""
    from confidenceinterval import roc_auc_score as with_interval
    from sklearn.metrics import roc_auc_score

    sets = []
    for drawn in json.loads((HERE / "accuracy.json").read_text())["sets"]:
        score, happened = [round(p, 1) for p in drawn["p"]], drawn["happened"]
        # Counts in single precision, hence a coarser tolerance in the test.
        _, interval = with_interval(happened, score, confidence_level=LEVEL, method="delong")
        sets.append({"score": score, "happened": happened, "auc": roc_auc_score(happened, score), "delong": interval})
    write("discrimination", ["scikit-learn", "confidenceinterval"], {"sets": sets})


survival()
competing(grays_program(sys.argv[1]))
shares()
logistic()
lifetime_value()
accuracy()
discrimination()
