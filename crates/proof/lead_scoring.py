"""Checks the fit score on a public file of leads: Leads.csv of an education firm (9,240 rows, 3,561 converted).

    python3 lead_scoring.py files Leads.csv FOLDER         writes companies.csv and deals.csv for `voronka import`
    python3 lead_scoring.py compare Leads.csv ADDRESS TOKEN   asks the product, and scikit-learn, and compares

What the firm's people filled in while they worked on a lead (tags, lead quality, lead profile, the last activity,
the occupation, Asymmetrique's scores) would tell the outcome: it is left out. The file has no dates. Lead numbers
grow, so leads are taken to be created in that order, a minute apart, and settled a day later.
"""

import csv
import datetime
import json
import pathlib
import sys
import time
import urllib.request

BEGIN = datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc)


def leads(path):
    with open(path, newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    rows.sort(key=lambda row: int(row["Lead Number"]))
    given = lambda text: "" if text.strip() in ("", "Select") else text.strip()
    for row in rows:
        yield {
            "id": row["Prospect ID"],
            "won": row["Converted"] == "1",
            "industry": given(row["Specialization"]),
            "source": given(row["Lead Source"]),
            # Tags are compared with having none: the usual case has none.
            "tags": [
                tag
                for tag, is_so in (
                    (f"Origin: {row['Lead Origin']}", row["Lead Origin"] != "Landing Page Submission"),
                    (f"City: {row['City']}", given(row["City"])),
                    ("No mail", row["Do Not Email"] == "Yes"),
                    ("Free copy", row["A free copy of Mastering The Interview"] == "Yes"),
                )
                if is_so
            ],
        }


def files(path, folder):
    folder = pathlib.Path(folder)
    moment = lambda minutes: (BEGIN + datetime.timedelta(minutes=minutes)).isoformat()
    with open(folder / "companies.csv", "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["external_id", "name", "industry"])
        for lead in leads(path):
            out.writerow([lead["id"], lead["id"], lead["industry"]])
    with open(folder / "deals.csv", "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["external_id", "title", "company_external_id", "source", "tags", "created_at", "won_at", "lost_at"])
        for place, lead in enumerate(leads(path)):
            settled = moment(place + 24 * 60)
            ends = [settled, ""] if lead["won"] else ["", settled]
            out.writerow(
                [lead["id"], lead["id"], lead["id"], lead["source"], ";".join(lead["tags"]), moment(place), *ends]
            )


def compare(path, address, token):
    def ask(method, route, body=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{address}/api/v1{route}", data, headers, method=method)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def done(job):
        while job["state"] in ("queued", "running"):
            time.sleep(0.5)
            job = ask("GET", f"/jobs/{job['id']}")
        assert job["state"] == "done", job

    done(ask("POST", "/fit-profile/lesson", {}))
    told = ask("GET", "/fit-profile/lesson")
    lesson = told["lesson"]
    sure = [effect["rule"] for effect in lesson["effects"] if effect["sure"] and effect["rule"]["points"]]
    profile = ask("GET", "/fit-profile")
    changed = {"version": profile["number"], "rules": sure, "limits": lesson["limits"]}
    saved = ask("PUT", "/fit-profile", changed)
    done(saved["job"])
    accuracy = ask("GET", "/fit-profile/accuracy")

    import numpy
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import brier_score_loss, roc_auc_score

    rows = list(leads(path))
    # As the product does: without the deals that nine of ten would not have outlived.
    rows = rows[: lesson["learned_from"] + lesson["held_back"]]
    seen, back = rows[: lesson["learned_from"]], rows[lesson["learned_from"] :]
    facts = lambda lead: [
        *(("tag", tag) for tag in lead["tags"]),
        *([("industry", lead["industry"].casefold())] if lead["industry"] else []),
        *([("source", lead["source"].casefold())] if lead["source"] else []),
    ]
    counts = {}
    for lead in seen:
        for fact in set(facts(lead)):
            counts[fact] = counts.get(fact, 0) + 1
    usual = sorted(fact for fact, count in counts.items() if 20 <= count <= len(seen) - 20)
    for kind in ("industry", "source"):
        of_kind = [fact for fact in usual if fact[0] == kind]
        if sum(counts[fact] for fact in of_kind) > len(seen) - 20:
            usual.remove(max(of_kind, key=counts.get))
    columns = {fact: place for place, fact in enumerate(usual)}

    def matrix(leads):
        out = numpy.zeros((len(leads), len(columns)))
        for row, lead in enumerate(leads):
            for fact in facts(lead):
                if fact in columns:
                    out[row, columns[fact]] = 1
        return out

    truth = numpy.array([lead["won"] for lead in back])
    model = LogisticRegression(C=1.0, max_iter=10_000, tol=1e-10)
    model.fit(matrix(seen), [lead["won"] for lead in seen])
    chances = model.predict_proba(matrix(back))[:, 1]
    print("learned from", lesson["learned_from"], "held back", lesson["held_back"], "young", lesson["young"])
    print("facts", len(lesson["effects"]), "scikit-learn's", len(columns), "sure", len(sure))
    print("won", f"{lesson['won_share_learned']:.4f} of the older, {lesson['won_share']:.4f} of those held back")
    print("AUC", f"{lesson['auc']['area']:.6f}", lesson["auc"], "scikit-learn", f"{roc_auc_score(truth, chances):.6f}")
    print("Brier", f"{lesson['brier']:.6f}", "scikit-learn", f"{brier_score_loss(truth, chances):.6f}")
    print("Brier of saying the older share of all", f"{lesson['brier_of_share']:.6f}")
    print("AUC of the points of the sure rules, on those held back", lesson["auc_of_sure"])
    print("limits", lesson["limits"])
    for bin in lesson["bins"]:
        print("bin", {key: round(value, 3) for key, value in bin.items()})
    print("all, by the profile", accuracy["all"])
    for band in accuracy["bands"]:
        part = lambda share: f"{share['count']}/{share['of']}" + (f" = {share['share']:.3f}" if share["of"] else "")
        print("band", band["band"], part(band["earlier"]), "then", part(band["later"]), band["holds"])
    for effect, text in list(zip(lesson["effects"], told["told"]))[:12]:
        print(f"{effect['rule']['points']:+d} ({effect['low']:.1f} to {effect['high']:.1f})", text, effect["deals"])


if __name__ == "__main__":
    {"files": files, "compare": compare}[sys.argv[1]](*sys.argv[2:])
