"""Offers of real tables, recomputed from the rows of the file without finseg's code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from importlib.resources import files

import numpy as np
import polars as pl
import pytest

import finseg

pytestmark = pytest.mark.slow

SLOTS = ("1", "2", "3")
# The column and the values of those who have left or do not pay, where a table says so.
FILES: dict[str, tuple[str, tuple[str, ...]]] = {
    "BankChurners": ("Attrition_Flag", ("Attrited Customer",)),
    "telco_churn": ("Churn", ("Yes",)),
    "hmeq": ("Default", ("1",)),
    "credit_risk_dataset": ("", ()),
    "Bank_Personal_Loan_Modelling": ("", ()),
}
SIGNS: dict[str, Callable[[float, float], bool]] = {
    ">=": lambda own, limit: own >= limit,
    "<=": lambda own, limit: own <= limit,
    ">": lambda own, limit: own > limit,
    "<": lambda own, limit: own < limit,
}


@pytest.fixture(scope="module", params=FILES)
def case(request, shared):
    path = shared / "data" / f"{request.param}.csv"
    raw = pl.read_csv(path, infer_schema_length=0, null_values=["", "NA"])
    study = finseg.segment(path, k=4, quick=True)
    return request.param, raw, study, study.offers_table


def read_formula(label, raw):
    """Work out the figure that a reason names: `Loan ÷ Income`, `(A + B) ÷ C`, `Rate ÷ 100`."""
    inside = re.fullmatch(r"[a-z ]+ \((.*)\)", label)
    tokens = re.findall(r"[()÷×+]|[^()÷×+]+", inside[1] if inside else label)
    columns: dict[str, np.ndarray] = {}
    written = []
    for token in (t.strip() for t in tokens):
        if token in raw.columns:
            columns[f"c{len(columns)}"] = raw[token].cast(pl.Float64, strict=False).to_numpy()
            written.append(f"c{len(columns) - 1}")
        else:
            written.append({"÷": "/", "×": "*"}.get(token, token))
    assert re.fullmatch(r"[c\d.()+*/ ]+", " ".join(written)), label
    with np.errstate(all="ignore"):
        return eval(" ".join(written), {}, columns)  # noqa: S307 - arithmetic, as just checked


def list_conditions(code):
    """Split a code into its measure and its conditions."""
    measure = re.split(r"[<>]", code)[0]
    parts = code.removeprefix(measure).split(" and ")
    return measure, [re.fullmatch(r"(>=|<=|>|<)(p?)(-?[\d.]+)", part) for part in parts]


def find_place(values, share):
    ordered = np.sort(values[np.isfinite(values)])
    return ordered[max(int(np.ceil(share * len(ordered) - 1e-9)) - 1, 0)]


def test_every_reason_is_true_of_the_row_in_the_file(case):
    name, raw, _, table = case
    figures: dict[str, np.ndarray] = {}
    used = table["row"].to_numpy() - 1
    told = 0
    for slot in SLOTS:
        rows = table.filter(pl.col(f"offer_{slot}") != "")
        for row, codes, because in rows.select(
            "row", f"codes_{slot}", f"because_{slot}"
        ).iter_rows():
            sentences = because.split("; ")
            groups: dict[str, list[re.Match[str] | None]] = {}
            for code in codes.split("; "):
                measure, conditions = list_conditions(code)
                groups.setdefault(measure, []).extend(conditions)
            for conditions, sentence in zip(groups.values(), sentences, strict=True):
                label = re.split(r" −?-?[\d.,]+[KMB]?%?(?: months)?, ", sentence)[0]
                if label not in figures:
                    figures[label] = read_formula(label, raw)
                for condition in conditions:
                    assert condition is not None, codes
                    sign, place, limit = condition[1], condition[2], float(condition[3])
                    if place:
                        limit = find_place(figures[label][used], limit / 100)
                    assert SIGNS[sign](figures[label][row - 1], limit), (codes, sentence)
                    told += 1
    assert told > 500 or name == "hmeq"


def test_every_count_is_that_of_the_list(case):
    _, _, study, table = case
    offers = study.offers

    assert offers.customers_with_offer == int((table["outcome"] == "offer").sum())
    assert int((table["offer_1"] != "").sum()) == offers.customers_with_offer
    for line in offers.lines:
        slots = [table[f"offer_{slot}"] == line.name for slot in SLOTS]
        assert line.offered == sum(int(s.sum()) for s in slots)
        assert line.first == int(slots[0].sum())
        held = table["withheld"].str.contains(rf"(?:^|; ){re.escape(line.name)}: ")
        assert line.withheld == int(held.sum())
    demand = sum(
        part.score * len(table.filter(pl.col("segment") == worth.segment))
        for worth in offers.worth
        for part in worth.attractiveness
        if part.name == "demand"
    )
    asked = table["outcome"].is_in(["offer", "no offer: withheld"])
    assert demand == pytest.approx(int(asked.sum()))


def test_nobody_who_has_left_or_does_not_pay_gets_an_offer(case):
    name, raw, study, table = case
    column, values = FILES[name]
    if not column:
        assert not any(
            g.name in ("has left", "in default or collection") for g in study.offers.guards
        )
        return
    gone = raw[column].gather(table["row"] - 1).is_in(list(values))

    assert set(table.filter(gone)["offer_1"]) == {""}
    assert set(table.filter(gone)["outcome"]) <= {
        "no offer: has left", "no offer: in default or collection",
    }  # fmt: skip


def test_what_excludes_each_other_is_not_offered_together_and_nothing_is_sold_beside_help(case):
    _, _, _, table = case
    folder = files("finseg.recommend")
    texts = [folder.joinpath("catalogue.toml").read_text("utf-8")]
    texts += [p.read_text("utf-8") for p in folder.joinpath("catalogues").iterdir()]
    products = {p["name"]: p for text in texts for p in tomllib.loads(text)["products"]}

    for row in table.select(f"offer_{slot}" for slot in SLOTS).unique().iter_rows():
        own = [products[name] for name in row if name]
        helps = any(p.get("stretched") and p["kind"] == "advice" for p in own)
        for product in own:
            assert not set(product.get("excludes", ())) & set(row)
            assert product.get("stretched") or not helps
