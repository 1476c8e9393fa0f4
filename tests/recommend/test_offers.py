"""Laws that hold for any table and any catalogue, counted again without finseg's code."""

from __future__ import annotations

import re
import warnings
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from finseg.errors import CatalogueError
from finseg.recommend import build_customer_table
from finseg.recommend.barriers import AFFORDABLE
from finseg.settings import Settings
from tests.builders.products import FIGURES, catalogue_of, dataset, offered, products, tables

ANY = examples(
    max_examples=120,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)


def parsed(drawn):
    """Parse what was drawn; a catalogue that contradicts itself has its own tests."""
    try:
        return catalogue_of(drawn)
    except CatalogueError:
        assume(False)
        raise


def figure(measure, columns, n):
    """Return a figure of every customer, or None where the table has not what it takes."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            values = FIGURES[measure](columns)
        except KeyError:
            return None
    values = np.asarray(values, float)
    return np.where(np.isfinite(values), values, np.nan) if len(values) == n else None


def holds(condition, columns, n):
    """Tell of whom a condition holds, and of whom it cannot be told; None: no such column."""
    values = figure(condition["measure"], columns, n)
    if values is None:
        return None
    known = np.isfinite(values)
    true = known.copy()
    with np.errstate(invalid="ignore"):
        if "at_least" in condition:
            true &= values >= condition["at_least"]
        if "at_most" in condition:
            true &= values <= condition["at_most"]
        if "over" in condition:
            true &= values > condition["over"]
        if "above" in condition:  # more than that share of the customers have
            shares = np.array([np.mean(values[known] < v) if np.isfinite(v) else 0 for v in values])
            reached = np.array(
                [np.mean(values[known] <= v) if np.isfinite(v) else 0 for v in values]
            )
            limit = min(values[known][reached[known] >= condition["above"] - 1e-9])
            true &= values > limit
            assert (shares[true] >= condition["above"] - 1e-9).all()
        if "below" in condition:
            reached = np.array(
                [np.mean(values[known] <= v) if np.isfinite(v) else 0 for v in values]
            )
            limit = min(values[known][reached[known] >= condition["below"] - 1e-9])
            true &= values < limit
            assert (reached[true] < condition["below"] + 1e-9).all()
    return true, known


def who_gets(offers, place):
    return (offers.decisions.offers == place).any(axis=1)


@ANY
@given(tables(), products())
def test_nobody_is_offered_what_they_may_not_have(table, drawn):
    columns, segment = table
    n, catalogue = len(segment), parsed(drawn)
    offers = offered(dataset(columns, {}), segment, catalogue, Settings())

    for place, product in enumerate(drawn):
        got = who_gets(offers, place)
        for condition in product["eligible"]:
            answer = holds(condition, columns, n)
            if answer is None:
                assert condition.get("if_known") or not got.any()
            else:
                assert answer[0][got].all()
        for condition in product["negative"]:
            answer = holds(condition, columns, n)
            if answer is not None:
                assert not answer[0][got].any()
                assert answer[1][got].all(), "no claim on what is not known of a customer"


@ANY
@given(tables(), products(), st.sampled_from([0.3, 0.5, 2.0]), st.sampled_from([0.5, 0.9]))
def test_no_credit_beyond_what_can_be_afforded(table, drawn, most, used):
    columns, segment = table
    n, catalogue = len(segment), parsed(drawn)
    own = Settings().change_section(
        "recommend.affordability",
        loan_to_income=most,
        utilisation=used,
        secured_loan_to_income=3.0,
    )
    offers = offered(dataset(columns, {}), segment, catalogue, own)

    figures = {name: figure(name, columns, n) for name in AFFORDABLE if name in FIGURES}
    for place, product in enumerate(drawn):
        got = who_gets(offers, place)
        if product["kind"] != "credit":
            continue
        assert not got.any() or any(v is not None for v in figures.values())
        adds = product["adds"]["loan_to_income"]
        open_, whole = figures["loan to income"], figures["secured loan to income"]
        if figures["utilisation"] is not None:
            assert (figures["utilisation"][got] <= used).all()
        if open_ is not None and not product["secured"]:
            assert (open_[got] + adds <= most).all()
        if whole is not None or product["secured"]:
            everything = open_ if whole is None else whole
            assert everything is None or (everything[got] + adds <= 3.0).all()
        if figures["credit score"] is not None:
            assert (figures["credit score"][got] >= 550).all()


@ANY
@given(tables(), products())
def test_every_reason_is_true_of_its_customer_and_at_least_one_is_given(table, drawn):
    columns, segment = table
    n, catalogue = len(segment), parsed(drawn)
    data = dataset(columns, {})
    offers = offered(data, segment, catalogue, Settings())
    rows = build_customer_table(offers, data, ["One", "Two"], Settings().numbers())
    limits = {"loan to income": 0.5, "secured loan to income": 4.5, "utilisation": 0.8}

    for slot in (1, 2, 3):
        for i, (name, codes, told) in enumerate(
            rows.select(f"offer_{slot}", f"codes_{slot}", f"because_{slot}").iter_rows()
        ):
            assert bool(name) == bool(codes) == bool(told)
            if not name:
                continue
            product = next(p for p in drawn if p["name"] == name)
            held = [reason(code, product, limits) for code in codes.split("; ")]
            metrics = list(dict.fromkeys(c["measure"] for c in held))
            printed = dict(zip(metrics, map(amount, told.split("; ")), strict=True))
            assert all(any(c in part for c in columns) for part in told.split("; "))
            for condition in held:
                answer, _ = holds(condition, columns, n)
                assert answer[i], (condition, told)
                own = figure(condition["measure"], columns, n)[i]
                assert printed[condition["measure"]] == pytest.approx(own, rel=0.06)
                assert within(printed[condition["measure"]], condition), "the print bears it out"


def amount(sentence):
    """Return the figure that a reason prints."""
    text = re.findall(r" (-?[\d.,]+[KMB]?), ", sentence.replace("−", "-"))[0]
    number = float(text.rstrip("KMB").replace(",", ""))
    return number * {"K": 1e3, "M": 1e6, "B": 1e9}.get(text[-1], 1)


def reason(code, product, limits):
    """Find the condition that a code stands for; a limit of affordability stands in none."""
    for condition in product["target"]:
        # Where the segment is no target, only the outer tenth counts, and that is the code.
        outer = {"above": max(condition.get("above", 0), 0.9)} if "above" in condition else {}
        if "below" in condition:
            outer["below"] = min(condition["below"], 0.1)
        for told in (condition, {**condition, **outer}):
            if coded(told) == code:
                return told
    measure, limit = code.split(">")
    assert product["stretched"]
    assert float(limit) == limits[measure]
    return {"measure": measure, "over": float(limit)}


def within(value, condition):
    low, high = condition.get("at_least", -np.inf), condition.get("at_most", np.inf)
    return low <= value <= high and value > condition.get("over", -np.inf)


def coded(condition):
    signs = {"at_least": ">=", "at_most": "<=", "above": ">p", "below": "<p"}
    (key,) = signs.keys() & condition.keys()
    value = condition[key] * (100 if key in ("above", "below") else 1)
    return f"{condition['measure']}{signs[key]}{value:.10g}"


@examples(max_examples=40, suppress_health_check=list(HealthCheck))
@given(tables(), products(), st.data())
def test_taking_a_protected_column_out_changes_no_offer(table, drawn, data):
    columns, segment = table
    catalogue = parsed(drawn)
    # Any figure that products ask for: were it read, the offers would differ.
    taken = data.draw(st.sampled_from(sorted(columns)))
    whole = dataset(columns, {"Sex": ("protected", (["f", "m"] * len(segment))[: len(segment)])})
    whole = replace(
        whole,
        columns=tuple(
            replace(c, role="protected", given=True) if c.name == taken else c
            for c in whole.columns
        ),
    )
    without = dataset({c: v for c, v in columns.items() if c != taken}, {})
    offers = [offered(own, segment, catalogue, Settings()) for own in (whole, without)]

    assert (offers[0].decisions.offers == offers[1].decisions.offers).all()
    assert (offers[0].decisions.withheld == offers[1].decisions.withheld).all()
    assert offers[0].cells == offers[1].cells
    assert offers[0].gaps == offers[1].gaps


@examples(max_examples=25, suppress_health_check=list(HealthCheck))
@given(tables(), products(), st.data())
def test_who_opted_out_gets_nothing_and_is_counted(table, drawn, data):
    columns, segment = table
    n, catalogue = len(segment), parsed(drawn)
    words = st.sampled_from(["yes", "Yes ", "no", "perhaps", None])
    said = data.draw(st.lists(words, min_size=n, max_size=n))
    made = dataset(columns, {"Consent": ("consent", said)})
    offers = offered(made, segment, catalogue, Settings())

    out = np.array([w is None or not w.lower().startswith("yes") for w in said])
    assert (offers.decisions.offers[out] == -1).all()
    (guard,) = (g for g in offers.guards if g.name == "consent")
    assert guard.customers == out.sum()


@examples(max_examples=25, suppress_health_check=list(HealthCheck))
@given(tables(), products())
def test_no_two_offers_exclude_each_other_and_none_comes_twice(table, drawn):
    columns, segment = table
    catalogue = parsed(drawn)
    offers = offered(dataset(columns, {}), segment, catalogue, Settings())

    excluded = {
        frozenset((i, names.index(other)))
        for names in [[p["name"] for p in drawn]]
        for i, product in enumerate(drawn)
        for other in product.get("excludes", ())
    }
    for row in offers.decisions.offers:
        given_ = [p for p in row if p >= 0]
        assert list(row[: len(given_)]) == given_, "no gap before an offer"
        assert len(set(given_)) == len(given_)
        assert not any(pair <= set(given_) for pair in excluded)


LOAN = {
    "name": "Loan",
    "kind": "credit",
    "what": "money",
    "target": [{"measure": "credit score", "at_least": 600}],
}
HELP = {
    "name": "Help",
    "kind": "advice",
    "what": "help",
    "target": [{"measure": "loan to income", "at_least": 2.0}],
    "stretched": True,
}


def ten(score, loan):
    return {
        "Annual_Income": np.full(10, 1e4) + np.arange(10),
        "Loan_Amount": np.array(loan, float),
        "Credit_Score": np.array(score, float),
    }


def test_the_stretched_get_help_in_the_place_of_a_loan():
    columns = ten([700] * 9 + [540], [1e3] * 5 + [9e3] * 5)
    data = dataset(columns, {})
    offers = offered(data, np.arange(10) % 2, catalogue_of([LOAN, HELP]), Settings())
    rows = build_customer_table(offers, data, ["One", "Two"], Settings().numbers())

    assert rows["offer_1"].to_list() == ["Loan"] * 5 + ["Help"] * 5
    assert set(rows["withheld"][5:9]) == {"Loan: loan to income would be over its limit"}
    assert {g.name: g.customers for g in offers.guards}["help instead of debt"] == 5


def test_a_score_on_another_scale_is_not_held_against_our_floor():
    columns = ten(np.linspace(1, 99, 10), [1e3] * 10)
    columns["Credit_Score"][:] = np.linspace(1, 99, 10)
    offers = offered(dataset(columns, {}), np.arange(10) % 2, catalogue_of([LOAN]), Settings())

    assert offers.customers_with_offer == 0
    assert any("from 1 to 99" in str(gap) for gap in offers.gaps)


# A product that lacks nothing: without any, one sentence stands for all gaps.
OPEN = {"name": "Open", "kind": "deposit", "what": "x",
        "target": [{"measure": "savings", "at_least": 1}]}  # fmt: skip


def test_a_gap_in_the_table_is_said_once_and_credit_without_any_ratio_is_not_offered():
    other = {**LOAN, "name": "Card", "target": [{"measure": "savings", "at_least": 1}]}
    more = {**other, "name": "Second card"}
    columns = {"Savings": np.arange(10) + 5.0, "Age": np.arange(10) + 30.0}
    offers = offered(
        dataset(columns, {}), np.arange(10) % 2, catalogue_of([other, more, OPEN]), Settings()
    )

    assert [line.offered for line in offers.lines[:2]] == [0, 0]
    (gap,) = (gap for gap in map(str, offers.gaps) if "afford" in gap)
    assert "Card and Second card" in gap


def test_each_figure_that_is_lacking_is_said_once_with_all_that_it_costs():
    lacking = [
        {"name": "A", "kind": "deposit", "what": "a", "target": [
            {"measure": "savings", "at_least": 1}, {"measure": "income", "at_least": 1}]},
        {"name": "B", "kind": "deposit", "what": "b", "target": [
            {"measure": "spending", "above": 0.5}], "eligible": [
            {"measure": "income", "at_least": 1}]},
    ]  # fmt: skip
    data = dataset({"Age": np.arange(10) + 30.0, "Investment": np.arange(10.0)}, {})
    invest = {**OPEN, "target": [{"measure": "investment", "at_least": 1}]}
    offers = offered(data, np.arange(10) % 2, catalogue_of([*lacking, invest]), Settings())
    gaps = [str(gap) for gap in offers.gaps]

    for product, figure in (("B", "spending"), ("B", "income"), ("A", "savings")):
        assert f"There is no offer of {product}: no column of this table holds {figure}." in gaps
    assert all(sum(g.count(m) for g in gaps) == 1 for m in ("savings", "income", "spending"))


def test_a_flag_named_do_not_contact_is_read_the_other_way_round():
    columns = ten([700] * 10, [1e3] * 10)
    flags = ["1", "0", "yes", "no", "opted in", "opted out", "?", None, "0", "1"]
    data = dataset(columns, {"do_not_contact": ("consent", flags)})
    offers = offered(data, np.arange(10) % 2, catalogue_of([LOAN]), Settings())

    assert offers.decisions.contact.tolist() == [1, 0, 1, 0, 0, 1, 2, 2, 0, 1]


@pytest.mark.parametrize("most", [0, 1])
def test_no_more_offers_are_made_than_the_settings_allow(most):
    columns = ten([700] * 10, [1e3] * 10)
    second = {**LOAN, "name": "Second"}
    own = Settings().change_section("recommend", most_offers=most)
    offers = offered(dataset(columns, {}), np.arange(10) % 2, catalogue_of([LOAN, second]), own)

    assert ((offers.decisions.offers >= 0).sum(axis=1) == most).all()


def test_the_arithmetic_of_the_ranking_adds_up():
    columns = ten([700] * 10, [1e3] * 10)
    offers = offered(dataset(columns, {}), np.arange(10) % 2, catalogue_of([LOAN]), Settings())

    for worth in offers.worth:
        for parts in (worth.attractiveness, worth.strength):
            assert sum(p.weight for p in parts) == pytest.approx(1)
            assert all(0 <= p.score <= 1 for p in parts)
    scores = [w.attractiveness_score * w.strength_score for w in offers.rank_segments()]
    assert scores == sorted(scores, reverse=True)


def test_a_segment_that_is_knocked_out_comes_last():
    columns = ten([700] * 10, [1e3] * 10)
    segment = np.array([0] * 9 + [1])
    own = Settings().change_section("recommend.knockouts", least_share=0.2)
    offers = offered(dataset(columns, {}), segment, catalogue_of([LOAN]), own)

    assert [w.segment for w in offers.rank_segments()] == [0, 1]
    assert offers.rank_segments()[1].knocked_out


def test_the_customer_table_keeps_identifiers_and_order():
    columns = ten([700] * 10, [1e3] * 10)
    ids = [f"00{i}" for i in range(10)]
    data = dataset(columns, {"row": ("id", ids)})
    offers = offered(data, np.arange(10) % 2, catalogue_of([LOAN]), Settings())
    rows = build_customer_table(offers, data, ["One", "Two"], Settings().numbers())

    assert rows["row (id)"].to_list() == ids
    assert rows["row"].to_list() == list(range(1, 11))
    assert rows.schema["withheld"] == pl.String
