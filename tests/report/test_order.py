"""In which order are segments shown, and is it said?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from finseg.document.said import write_text
from finseg.maths.association import Association
from finseg.records.dataset import Column
from finseg.records.holdings import Holding, Holdings
from finseg.records.measure import Facet, Measure
from finseg.records.outside import Comparison, Outside, OutsideColumn, measure_level
from finseg.report.order import choose_money, order_segments, say_order
from tests.builders.results import make_results


def make_outcome(rates, of=1000, p=0.001, everyone=None):
    column = Column(
        name="left", original="left", role="outcome", kind="category", unit="none", reason="test"
    )
    everyone = everyone or sum(rates) / len(rates)
    return Comparison(
        outside=OutsideColumn(column),
        method="chi-squared",
        association=Association(statistic=9.0, p=p, effect=0.3, freedom=1),
        p_corrected=p,
        levels=tuple(
            (
                measure_level("no", round(of * (1 - r)), of=of, share_of_all=1 - everyone),
                measure_level("yes", round(of * r), of=of, share_of_all=everyone),
            )
            for r in rates
        ),
    )


def make_study(sizes, *, rates=None, owner="held", shares=None, p=0.001, everyone=None):
    made = make_results(k=len(sizes))
    own = made.interpretation
    money = () if shares is None else (
        Holding(column="Income", total=9.0, shares=shares, top_share=0.5, holders=1.0),
    )  # fmt: skip
    interpretation = replace(
        own,
        segments=tuple(replace(s, size=n) for s, n in zip(own.segments, sizes, strict=True)),
        holdings=Holdings(columns=money, customers=(1 / len(sizes),) * len(sizes)),
        outside=Outside(
            comparisons=(make_outcome(rates, p=p, everyone=everyone),) if rates else ()
        ),
    )
    columns = tuple(
        replace(c, measure=Measure(owner=Facet(value=owner, certainty="sure")))
        for c in made.dataset.columns
    )
    return replace(
        made,
        interpretation=interpretation,
        dataset=replace(made.dataset, columns=columns),
    )


def list_ids(made):
    return [s.id for s in order_segments(made)]


def test_outcomes_beyond_chance_come_first_then_money_then_size():
    rates = (0.16, 0.155, 0.65, 0.05)  # of all 0.25375
    far = make_study((10, 20, 30, 40), rates=rates, shares=(0.4, 0.3, 0.2, 0.1))
    chance = make_study((10, 20, 30, 40), rates=rates, shares=(0.4, 0.3, 0.2, 0.1), p=0.5)

    assert list_ids(far) == [2, 3, 1, 0]
    assert list_ids(chance) == [0, 1, 2, 3]
    assert list_ids(make_study((10, 20, 30, 40))) == [3, 2, 1, 0]
    assert list_ids(make_study((20, 20, 30))) == [2, 0, 1]
    assert [s.id for s in far.interpretation.segments] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("owner", "does"),
    [("held", "what they hold"), ("flow in", "what they bring in"), ("flow out", "what they spend"),
     ("owed", ""), ("limit", ""), ("price", "")],
)  # fmt: skip
def test_debts_and_limits_are_no_money_to_order_by(owner, does):
    made = make_study((10, 20), owner=owner, shares=(0.9, 0.1))

    assert choose_money(made)[1] == does
    assert list_ids(made) == ([0, 1] if does else [1, 0])
    assert (does in write_text(say_order(made))) == bool(does) or not does


def test_the_order_is_said_with_what_it_rests_on():
    shares = (0.9, 0.1)
    both = make_study((10, 20), rates=(0.1, 0.5), shares=shares)

    assert write_text(say_order(both)) == (
        "In this order: how far `left` departs from all customers, where chance does not explain "
        "it; then what they hold (`Income`); then size."
    )
    assert write_text(say_order(make_study((10, 20), rates=(0.1, 0.5)))).endswith("it; then size.")
    assert write_text(say_order(make_study((10, 20), shares=shares))) == (
        "In this order: what they hold (`Income`), then size."
    )
    assert write_text(say_order(make_study((10, 20)))) == "Largest first."
    assert write_text(say_order(make_results(k=1))) == ""
