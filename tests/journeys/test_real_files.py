"""Each real customer table, from file to results."""

from __future__ import annotations

import json
import re

import numpy as np
import polars as pl
import pytest

import finseg
from finseg.interpret import load_bundled_lexicon
from finseg.interpret.lexicon import find_forbidden_words
from finseg.journey import check
from finseg.records.dataset import Role

pytestmark = pytest.mark.slow

# How many features each has, without those that follow exactly from others, and the columns of
# the other roles that matter.
FILES: dict[str, tuple[int, dict[Role, list[str]]]] = {
    "CC GENERAL": (16, {"id": ["CUST_ID"]}),
    "BankChurners": (13, {"id": ["CLIENTNUM"], "outcome": ["Attrition_Flag"]}),
    "Churn_Modelling": (
        6,
        {"id": ["RowNumber", "CustomerId"], "outcome": ["Exited"], "personal": ["Surname"]},
    ),
    "german_credit_data": (5, {"outcome": ["Risk"], "protected": ["Sex"]}),
    "bank-full": (4, {"id": []}),
    "Cust_Segmentation": (5, {"id": ["Customer Id"], "outcome": ["Defaulted"]}),
    "Mall_Customers": (3, {"id": ["CustomerID"], "protected": ["Gender"]}),
    "customer_segment_data": (5, {"id": []}),
}


@pytest.fixture(scope="module", params=FILES)
def case(request, shared, tmp_path_factory):
    path = shared / "data" / f"{request.param}.csv"
    study = finseg.segment(path)
    folder = study.write(tmp_path_factory.mktemp("study") / "out")
    return request.param, path, study, folder


def test_columns_get_the_roles_a_banker_would_give_them(case):
    name, _, study, _ = case
    features, roles = FILES[name]

    assert len(study.dataset.ideas) == features
    for role, columns in roles.items():
        assert [c.name for c in study.dataset.select_by_role(role)] == columns


def test_every_row_is_used_or_rejected_and_every_segment_can_be_served(case):
    name, path, study, _ = case
    with path.open(encoding="utf-8") as file:
        lines = sum(1 for line in file if line.strip()) - 1

    assert study.dataset.source.rows_read == lines
    assert study.dataset.rows + study.dataset.rows_rejected == lines
    assert sum(s.size for s in study.segments) == study.dataset.rows
    assert min(s.share for s in study.segments) >= 0.03, name


def test_segments_join_back_to_the_input(case):
    name, path, study, folder = case
    ids = FILES[name][1].get("id")
    written = pl.read_csv(folder / "segments.csv", infer_schema=False)

    assert len(written) == study.dataset.rows
    if ids:
        source = pl.read_csv(path, infer_schema=False, separator=",")
        joined = source.join(written, on=ids[-1], how="inner")
        assert len(joined) == len(source) == written[ids[-1]].n_unique()


def test_the_model_gives_the_training_segments_back_exactly(case):
    _, path, study, folder = case

    scored = finseg.load(folder / "model.json").score(path).assignments

    assert scored.equals(study.assignments)


def test_names_are_unique_and_the_report_holds_them(case):
    _, _, study, folder = case
    page = (folder / "report.html").read_text(encoding="utf-8")

    names = [s.name for s in study.segments]
    assert len(set(names)) == len(names)
    assert all(name in page for name in names)


def prepared_again(path, folder):
    """Prepare the input from the file and the model's recipe, without finseg's own code."""
    model = json.loads((folder / "model.json").read_bytes())
    separator = ";" if ";" in path.read_text(encoding="utf-8").splitlines()[0] else ","
    source = pl.read_csv(path, infer_schema=False, separator=separator)
    written = pl.read_csv(folder / "segments.csv")
    columns = {}
    for step in model["model"]["recipe"]["steps"]:
        raw = read_again(source, step["column"].strip(), model["model"]["recipe"]["derived"])
        raw = raw[written["row"].to_numpy() - 1]
        columns[step["column"]] = (raw, bent(raw, step))
    return columns, written["segment"].to_numpy()


def read_again(source, column, derived):
    """Read a column from the file, or make it again where finseg made it."""
    made = next((d for d in derived if d["column"] == column), None)
    if made is None:
        return source[column].cast(pl.Float64, strict=False).to_numpy()
    above = read_again(source, made["above"], ())
    if made["formula"] == "held":
        return (~np.isnan(above)).astype(float)
    return made["factor"] * above / read_again(source, made["below"], ())


def bent(values, step):
    unit = step.get("bend", 1.0)
    match step["transform"]:
        case "log1p":
            return np.log1p(np.maximum(values, 0) / unit)
        case "asinh":
            return np.arcsinh(values / unit)
        case _:
            return values


def deviation(values, inside):
    """The segment's mean from everyone's, in standard deviations, with the tails cut."""
    known = ~np.isnan(values)
    values, inside = values[known], inside[known]
    cut = np.clip(values, *np.quantile(values, [0.005, 0.995]))
    if cut.std() == 0:
        cut = values
    error = 1.96 * cut[inside].std() / np.sqrt(inside.sum()) / cut.std()
    return (cut[inside].mean() - cut.mean()) / cut.std(), error


def test_every_word_of_a_name_is_true_when_counted_again_from_the_files(case):
    name, path, study, folder = case
    columns, segment = prepared_again(path, folder)

    for s in study.segments:
        assert s.claims or s.name_kind == "composed", name
        inside = segment == s.id
        for claim in s.claims:
            assert claim.holds
            found = [deviation(columns[c][1], inside) for c in claim.columns]
            mean, error = (float(np.mean(part)) for part in zip(*found, strict=True))
            assert mean == pytest.approx(claim.deviation, abs=0.01), (name, s.name, claim)
            slack = 0.2 * error  # the interval is bent by the skewness
            assert claim.at_least is None or mean - error >= claim.at_least - slack
            assert claim.at_most is None or mean + error <= claim.at_most + slack
            if claim.more_than:
                own, other = (
                    sum(np.nanmean(columns[c][0][inside]) for c in side)
                    for side in (claim.columns, claim.more_than)
                )
                assert own > other
            if claim.held:
                some = [np.mean(np.nan_to_num(columns[c][0][inside]) != 0) for c in claim.columns]
                assert max(some) >= 0.95, (name, s.name, claim)
            if claim.lacked:
                none = [np.nanmean(columns[c][0][inside] == 0) for c in claim.columns]
                assert min(none) >= 0.95, (name, s.name, claim)
            if claim.between is not None:
                low, high = claim.between
                assert low <= np.nanmean(columns[claim.columns[0]][0][inside]) <= high


def test_the_stated_agreement_of_the_rules_is_what_the_files_give(case):
    name, path, study, folder = case
    columns, segment = prepared_again(path, folder)
    rules = study.interpretation.rules

    def meet(conditions):
        inside = np.ones(len(segment), dtype=bool)
        for c in conditions:
            raw = columns[c.column][0]
            within = raw >= (-np.inf if c.low is None else c.low)
            within &= raw < (np.inf if c.high is None else c.high)
            inside &= within | (np.isnan(raw) & c.or_blank)
        return inside

    told = np.full(len(segment), -1)
    for leaf in rules.leaves:
        inside = meet(leaf.conditions)
        assert (told[inside] == -1).all(), name  # nobody meets two ends
        told[inside] = leaf.segment

    assert (told >= 0).all(), name
    assert np.mean(told == segment) == pytest.approx(rules.agreement)
    assert [meet(rule.conditions).sum() for rule in rules.plain] == [
        rule.customers for rule in rules.plain
    ], name
    assert len(rules.leaves) <= 2 * study.segmentation.k + 2
    assert rules.is_accurate_enough or "cannot follow such borders" in str(rules.sentence()), name


def test_names_are_short_neutral_and_about_what_was_clustered_on(case):
    _, _, study, _ = case
    features = {c.name for c in study.dataset.features}

    for s in study.segments:
        assert len(s.name.split()) <= 8
        assert s.name.count(",") <= 1
        assert not find_forbidden_words(s.name, load_bundled_lexicon(), ())
        assert {c for claim in s.claims for c in claim.columns} <= features


def test_an_earlier_models_scores_are_kept_out_and_reported(shared):
    done = check(shared / "data" / "BankChurners.csv")

    kept_out = [c.name for c in done.dataset.select_by_role("assignment")]
    assert len(kept_out) == 2
    reported = {f.column for f in done.checked.findings}
    assert set(kept_out) <= reported


def test_an_earlier_segmentation_is_kept_out_whatever_its_name(shared):
    table = pl.read_csv(shared / "data" / "customer_segment_data.csv")
    labels = finseg.segment(table, k=4).assignments["segment"]

    for name in ("Cluster", "grp_x7"):
        study = finseg.segment(table.with_columns(labels.alias(name)), k=4)

        assert study.dataset.find_column(name).role == "assignment"
        assert study.assignments["segment"].equals(labels)


# Per file: which products are targets somewhere, whose column is lacking, how utilisation is had.
OFFERS = {
    "CC GENERAL": (
        {"Rewards card", "Balance transfer"},
        {"credit score"},  # a card issuer asks for no income
        lambda t: t["BALANCE"] / t["CREDIT_LIMIT"],
    ),
    "BankChurners": (
        {"Rewards card", "Balance transfer"},
        {"credit score"},  # a card issuer asks for no income
        lambda t: t["Avg_Utilization_Ratio"],
    ),
    "bank-full": ({"Term deposit", "Savings account"}, {"credit score", "utilisation"}, None),
}


def test_the_offers_are_those_the_columns_allow(case):
    name, path, study, folder = case
    if name not in OFFERS:
        return
    targets, lacking, used = OFFERS[name]
    offers, written = study.offers, pl.read_csv(folder / "offers.csv", infer_schema=False)
    credit = {line.name for line in offers.lines if line.kind == "credit"}
    slots = [pl.col(f"offer_{i}").is_in(credit) for i in (1, 2, 3)]
    with_credit = written.select(pl.any_horizontal(slots)).to_series()

    found = {offers.lines[c.product].name for c in offers.cells if c.stance == "target"}
    assert targets <= found
    for measure in lacking:
        said = re.findall(rf"(?<!to ){measure}\b", " ".join(map(str, offers.gaps)).lower())
        assert len(said) == 1, "a column that is lacking is said once"
    assert 0 < offers.customers_with_offer < offers.customers
    if used is None:
        assert not with_credit.any(), "nothing says what can be afforded"
    else:
        ratio = used(pl.read_csv(path, infer_schema_length=None))
        assert with_credit.any()
        assert ratio.filter(with_credit).max() <= 0.8
        here = written["outcome"] != "no offer: has left"
        first = written["offer_1"].filter((ratio > 0.8) & here)
        assert set(first) <= {"Debt review and repayment plan", "Debt counselling"}


def test_money_that_is_said_to_be_in_thousands_makes_its_ratio_and_its_offers(shared):
    path = shared / "data" / "Cust_Segmentation.csv"
    thousands = {"scale": "thousands"}
    answers = {
        "Income": {"quantity": "income", "owner": "flow in", "whom": "customer", **thousands},
        "Card Debt": thousands,
        "Other Debt": thousands,
    }
    table = pl.read_csv(path)

    offers = finseg.segment(path, settings={"understand": answers}).offers

    found = {offers.lines[c.product].name for c in offers.cells if c.stance == "target"}
    assert {"Pension plan", "Term deposit"} <= found
    (ratio,) = [m for m in offers.metrics if m.name == "loan to income"]
    expected = (table["Card Debt"] + table["Other Debt"]) / table["Income"]
    np.testing.assert_allclose(ratio.values, expected.to_numpy())
    assert not any(line.offered for line in offers.lines if line.kind == "credit")
