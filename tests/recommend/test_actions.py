"""What is done with each segment, and what a product's line counts: by hand on eight customers."""

from __future__ import annotations

import numpy as np
import pytest

from finseg.document.said import Share, list_values
from finseg.recommend.barriers import Asked
from finseg.recommend.offers import _choose_actions, _make_offer_line
from finseg.recommend.products import Product
from finseg.records.deciding import Deciding
from finseg.records.offers import Barrier, Cell, Decisions, MissingFigure
from finseg.records.offers import Test as Condition
from finseg.settings import Settings
from tests.builders.products import catalogue_of, dataset, offered
from tests.recommend.test_barriers import bench
from tests.recommend.test_decide import asked
from tests.recommend.test_targeting import worth

SEGMENT = np.array([0, 0, 0, 0, 0, 1, 1, 1])
FUND, CARD, HELP = asked("Fund"), asked("Card"), asked("Help", "advice", stretched=True)


def decided(*offers, withheld=None):
    n = len(offers)
    none = np.zeros((3, n), np.int8)
    return Decisions(
        offers=np.array(offers, np.int16),
        held=np.zeros((n, 3), np.uint32),
        withheld=none if withheld is None else np.array(withheld, np.int8),
        withheld_by=none,
        contact=np.zeros(n, np.int8),
        standing=np.zeros(n, np.int8),
        outcome=np.zeros(n, np.int8),
    )


def actions(targets, *offers, deciding=Deciding(segments=(True, True))):  # noqa: B008 - frozen
    """Choose what to do; `targets` are pairs of product and segment."""
    cells = [
        Cell(product=p, segment=s, stance="target" if (p, s) in targets else "neutral",
             reasons=(), eligible=1.0)
        for p in range(3)
        for s in range(2)
    ]  # fmt: skip
    found = _choose_actions([FUND, CARD, HELP], cells, deciding, decided(*offers), SEGMENT, 2)
    return [(a.product, a.target, a.customers, a.size) for a in found]


NONE = (-1, -1, -1)


@pytest.mark.parametrize(
    ("targets", "first"),
    [
        ((), ("Fund", False, 3, 5)),  # what most of them are offered
        ([(1, 0)], ("Card", True, 2, 5)),  # a target goes before what more are offered
        ([(1, 1)], ("Fund", False, 3, 5)),  # a target of the other segment does not
        ([(0, 0), (1, 0), (2, 0)], ("Help", True, 1, 5)),  # help goes before other targets
        ([(0, 0), (1, 0)], ("Fund", True, 3, 5)),  # and where it is no target, it does not
    ],
)
def test_help_a_target_then_the_most_offers_decide_what_is_done_with_a_segment(targets, first):
    offers = [(0, -1, -1), (0, 1, -1), (-1, 0, -1), (1, -1, -1), (2, -1, -1)]

    found = actions(targets, *offers, NONE, NONE, NONE)

    assert found == [first, ("", False, 0, 3)]


def test_help_that_a_third_get_goes_first_also_where_the_segment_decides_nothing():
    out = Deciding(segments=(False, False))
    most = [[1, -1, -1], [1, -1, -1], [1, -1, -1]]

    few = actions([(0, 0)], *most, [2, -1, -1], [0, -1, -1], *[[0, -1, -1]] * 3, deciding=out)
    many = actions([(0, 0)], *most, [2, -1, -1], [2, -1, -1], *[[0, -1, -1]] * 3, deciding=out)

    assert few[0] == ("Card", False, 3, 5)
    assert many[0] == ("Help", False, 2, 5)


def test_of_as_many_offers_the_first_of_the_catalogue_is_taken():
    assert actions((), *[NONE] * 5, (1, 0, -1), (0, 1, -1), NONE)[1] == ("Fund", False, 2, 3)


def test_a_target_that_nobody_is_offered_is_nothing_to_do():
    assert actions([(1, 1)], *[NONE] * 5, (0, -1, -1), NONE, NONE)[1] == ("Fund", False, 1, 3)


def test_a_line_counts_offers_first_offers_and_those_it_is_withheld_from():
    withheld = [[0] * 4, [Barrier.REFUSED, 0, Barrier.SEGMENT, Barrier.SCORE_FLOOR], [0] * 4]
    made = decided((1, 0, -1), (0, 1, -1), (0, -1, -1), (-1, -1, -1), withheld=withheld)

    lines = [_make_offer_line(p, one, made) for p, one in enumerate((FUND, CARD, HELP))]

    assert [(x.name, x.offered, x.first, x.withheld) for x in lines] == [
        ("Fund", 3, 2, 0), ("Card", 2, 1, 3), ("Help", 0, 0, 0),
    ]  # fmt: skip


def test_a_line_is_of_its_own_product_each_word_and_condition_in_its_place():
    reason, eligible, negative = (
        Condition(measure=name, code=name, at_least=1) for name in ("income", "age", "debt")
    )
    missing = (MissingFigure(metrics=("savings",)),)
    product = Product(name="Plan", kind="advice", channel="branch", what="help", stretched=True)
    one = Asked(
        product=product, reasons=(reason,), eligible=(eligible,), negative=(negative,),
        missing=missing,
    )  # fmt: skip

    line = _make_offer_line(0, one, decided((1, -1, -1)))

    assert (line.name, line.kind, line.channel, line.what) == ("Plan", "advice", "branch", "help")
    assert (line.reasons, line.eligible, line.negative) == ((reason,), (eligible,), (negative,))
    assert (line.stretched, line.missing) == (True, missing)


@pytest.mark.parametrize("place", ["target", "eligible", "negative"])
def test_every_figure_that_a_product_asks_for_is_kept(place):
    condition = [{"measure": "debt", "at_least": 18}]
    made = {"name": "A", "kind": "deposit", "what": "x",
            "target": [{"measure": "income", "at_least": 1}]}  # fmt: skip
    made[place] = [*made.get(place, []), *condition]
    data = dataset({c: np.arange(8) + 20.0 for c in ("Age", "Annual_Income", "Loan_Amount")}, {})

    offers = offered(data, SEGMENT, catalogue_of([made]), Settings())

    assert {m.name for m in offers.metrics} == {"debt", "income"}


def test_reach_and_service_are_those_of_the_consent_and_of_the_offers():
    made = {"name": "A", "kind": "deposit", "what": "x",
            "target": [{"measure": "income", "at_least": 24}]}  # fmt: skip
    columns = {"Annual_Income": np.arange(8) + 20.0}
    said = ["yes"] * 4 + ["no"] + ["yes"] * 2 + [None]

    def scores(consent):
        data = dataset(columns, {"Consent": ("consent", said)} if consent else {})
        offers = offered(data, SEGMENT, catalogue_of([made]), Settings())
        return [
            {p.name: p.score for p in (*one.attractiveness, *one.strength)} for one in offers.worth
        ]

    first, second = scores(consent=True)
    assert (first["reach"], second["reach"]) == pytest.approx((4 / 5, 2 / 3))
    # Who refused, or whose consent is unknown, is nobody to whom anything can be offered.
    assert (first["demand"], second["demand"]) == pytest.approx((0, 2 / 3))
    assert (first["offered"], second["offered"]) == pytest.approx((0, 2 / 3))
    assert "reach" not in scores(consent=False)[0]


def test_of_several_figures_of_a_relationship_the_mean_place_counts():
    rising = [1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    same, falling = [5.0] * 10, rising[::-1]

    def third(**figures):
        (one,) = (p for p in worth(on=bench(**figures))[2].strength if p.name == "relationship")
        return one

    high, even, low = (
        third(**{name: values}).score
        for name, values in (("tenure", rising), ("products", same), ("activity", falling))
    )
    together = third(tenure=rising, products=rising, activity=falling)
    assert together.score == pytest.approx((2 * high + low) / 3)
    assert third(tenure=rising, products=same).score == pytest.approx((high + even) / 2)
    assert "in tenure, products, activity" in str(together.figure)
    assert [v.digits for v in list_values(together.figure) if isinstance(v, Share)] == [0]
