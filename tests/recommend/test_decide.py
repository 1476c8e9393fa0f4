"""Who gets which product in which slot: decided by hand on a few customers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from finseg.recommend.barriers import Asked, Barriers, find_product_tests
from finseg.recommend.decide import Wanted, decide_offers, find_reasons, is_help
from finseg.recommend.products import Product, ProductCondition
from finseg.records.offers import Barrier, Cell, Outcome
from finseg.records.offers import Test as Condition
from finseg.settings import RecommendSettings
from tests.recommend.test_barriers import bench


def asked(name="A", kind="deposit", reasons=(), missing=(), **changes):
    product = Product(name=name, kind=kind, what="x", **changes)
    return Asked(product=product, reasons=reasons, eligible=(), negative=(), missing=missing)


def want(*strength, known=True):
    clear = np.array(strength, np.float32)
    return Wanted((clear > 0).astype(np.uint32), clear, np.full(len(clear), known))


def free(n, kind=Barrier.NONE, by=0):
    return Barriers(kind=np.full(n, kind, np.int8), by=np.full(n, by, np.int8))


def decide(
    ones,
    wants,
    *,
    barriers=None,
    stances=None,
    segment=None,
    contact=None,
    standing=None,
    deciding=None,
    most=3,
):
    n = len(wants[0].strength)
    segment = np.zeros(n, int) if segment is None else np.array(segment)
    stances = stances or [["neutral"]] * len(ones)
    cells = [
        Cell(product=p, segment=s, stance=stance, reasons=(), eligible=1.0)
        for p, own in enumerate(stances)
        for s, stance in enumerate(own)
    ]
    return decide_offers(
        ones,
        barriers or [free(n)] * len(ones),
        wants,
        cells,
        segment,
        deciding or [True] * len(stances[0]),
        np.zeros(n, np.int8) if contact is None else np.array(contact, np.int8),
        np.zeros(n, np.int8) if standing is None else np.array(standing, np.int8),
        most,
    )


def test_the_clearer_reason_goes_first_and_a_target_segment_counts_as_much_as_any_reason():
    made = decide(
        [asked("A"), asked("B")],
        [want(0.9, 0.9, 0.8), want(0.8, 0.8, 0.9)],
        stances=[["neutral", "neutral"], ["neutral", "target"]],
        segment=[0, 1, 0],
    )

    assert made.offers.tolist() == [[0, 1, -1], [1, 0, -1], [1, 0, -1]]
    assert made.outcome.tolist() == [Outcome.OFFER] * 3


def find_codes(least, *conditions, stretched=False):
    """Return the reasons that act in a segment that is a target, and in others."""
    product = Product(
        name="A", kind="deposit", what="x", target=tuple(conditions), stretched=stretched
    )
    on = bench(income=np.arange(100.0))
    one = find_product_tests(product, on, RecommendSettings(least_fit=least))
    return tuple(
        [test.code for i, test in enumerate(one.reasons) if mask >> i & 1]
        for mask in (one.in_target, one.elsewhere)
    )


@pytest.mark.parametrize(
    ("least", "in_target", "elsewhere"),
    [
        (0.4, ["income>p75", "income<p40", "income>=5"], ["income>p90", "income<p10", "income>=5"]),
        (0.3, ["income>p75", "income<p40", "income>=5"], ["income>p80", "income<p20", "income>=5"]),
        (0.41, ["income>p75", "income<p40", "income>=5"], ["income>p91", "income<p9"]),
        (0.0, ["income>p75", "income<p40", "income>=5"], ["income>p75", "income<p40", "income>=5"]),
        (0.8, ["income>p80", "income<p20", "income>=5"], []),
        (0.95, ["income>p95", "income<p5"], []),
    ],
)
def test_where_the_segment_is_no_target_a_place_must_lie_further_out(least, in_target, elsewhere):
    conditions = [
        ProductCondition(measure="income", above=0.75),
        ProductCondition(measure="income", below=0.4),
        ProductCondition(measure="income", at_least=5),
    ]

    assert find_codes(least, *conditions) == (in_target, elsewhere)


@pytest.mark.parametrize(
    ("stance", "deciding", "held", "acts"),
    [
        ("target", True, 0b01, 0b01),
        ("target", True, 0b11, 0b01),  # the stricter limit is told where it is the one that acts
        ("target", False, 0b01, 0),
        ("target", False, 0b11, 0b10),
        ("neutral", True, 0b01, 0),
        ("neutral", True, 0b11, 0b10),
        ("not for", True, 0b11, 0),
        ("not for", False, 0b11, 0b10),
        ("target", True, 0, 0),  # a segment is no reason of one's own
    ],
)
def test_only_a_reason_that_acts_makes_an_offer_and_is_told(stance, deciding, held, acts):
    one = replace(asked(), in_target=0b01, elsewhere=0b10)
    own = want(0.8)
    own.held[:] = held

    made = decide([one], [own], stances=[[stance]], deciding=[deciding])

    assert made.offers[0, 0] == (0 if acts else -1)
    assert made.held[0, 0] == acts


def test_where_help_is_urgent_the_limits_of_the_catalogue_are_enough():
    one = replace(asked(kind="advice", stretched=True), in_target=0b01, elsewhere=0b10)
    for strength, offers in ((1.9, 0), (2.0, 1), (4.0, 1)):
        assert int((decide([one], [want(strength)]).offers >= 0).sum()) == offers


def test_of_equal_fits_the_more_valuable_goes_first_and_then_the_catalogue_s_order():
    ones = [asked("A"), asked("B", value=10.0, cost=9.0), asked("C", value=5.0), asked("D")]

    made = decide(ones, [want(0.9)] * 4)

    assert made.offers.tolist() == [[2, 1, 0]]


@pytest.mark.parametrize("most", [0, 1, 2, 3])
def test_no_more_offers_than_the_settings_allow(most):
    made = decide([asked(n) for n in "ABCD"], [want(0.9)] * 4, most=most)

    assert (made.offers >= 0).sum() == most


def test_each_slot_keeps_the_reasons_of_its_own_product():
    first, second = want(0.9, 0.8), want(0.8, 0.9)
    first.held[:], second.held[:] = 5, 2

    made = decide([asked("A"), asked("B")], [first, second])

    assert made.held.tolist() == [[5, 2, 0], [2, 5, 0]]


def test_what_excludes_each_other_is_not_offered_together_whichever_says_so():
    for ones in (
        [asked("A", excludes=("B",)), asked("B"), asked("C")],
        [asked("A"), asked("B", excludes=("A",)), asked("C")],
    ):
        made = decide(ones, [want(0.9), want(0.85), want(0.8)])

        assert made.offers.tolist() == [[0, 2, -1]]
        assert made.withheld[:, 0].tolist() == [0, Barrier.BESIDE, 0]


def test_beside_help_nothing_is_sold_but_what_is_for_the_stretched_too():
    ones = [
        asked("Sold"),
        asked("Help", kind="advice", stretched=True),
        asked("Reserve", stretched=True),
    ]

    made = decide(ones, [want(0.9, 0.9), want(4.0, 0.0), want(2.0, 0.0)])

    assert made.offers.tolist() == [[1, 2, -1], [0, -1, -1]]
    assert made.withheld.T.tolist() == [[Barrier.HELP_FIRST, 0, 0], [0, 0, 0]]


def test_where_something_else_comes_first_help_is_what_is_excluded():
    ones = [asked("Sold"), asked("Help", kind="advice", stretched=True)]

    made = decide(ones, [want(0.9), want(0.8)])

    assert made.offers.tolist() == [[0, -1, -1]]
    assert made.withheld[:, 0].tolist() == [0, Barrier.BESIDE]


def test_a_segment_forbids_what_it_is_not_for_but_never_help():
    ones = [asked("Sold"), asked("Help", kind="advice", stretched=True)]

    made = decide(
        ones, [want(0.9, 0.9), want(0.0, 0.8)], stances=[["not for"], ["not for"]], segment=[0, 0]
    )

    assert made.offers[:, 0].tolist() == [-1, 1]
    assert made.withheld[0].tolist() == [Barrier.SEGMENT, Barrier.SEGMENT]


def test_only_what_was_wanted_is_withheld_and_the_customer_s_own_barrier_goes_before_the_segment():
    made = decide(
        [asked()],
        [want(0.9, 0.0, 0.9)],
        barriers=[
            Barriers(
                kind=np.array([Barrier.NEGATIVE, Barrier.NEGATIVE, 0], np.int8),
                by=np.array([3, 3, 0], np.int8),
            )
        ],
        stances=[["not for"]],
    )

    assert made.withheld[0].tolist() == [Barrier.NEGATIVE, 0, Barrier.SEGMENT]
    assert made.withheld_by[0].tolist() == [3, 0, 0]


def test_what_came_out_is_told_in_the_order_consent_offer_withheld_unknown():
    n = 7
    kind = np.array(
        [0, 0, 0, Barrier.NEGATIVE, Barrier.NEGATIVE_UNKNOWN, 0, Barrier.AFFORDABILITY_UNKNOWN],
        np.int8,
    )
    wants = want(0.9, 0.9, 0.9, 0.9, 0.9, 0.0, 0.0)
    wants.known[5] = False

    made = decide(
        [asked()],
        [wants],
        barriers=[Barriers(kind=kind, by=np.zeros(n, np.int8))],
        contact=[1, 2, 0, 0, 0, 0, 0],
    )

    assert made.outcome.tolist() == [
        Outcome.OPTED_OUT,
        Outcome.CONSENT_UNKNOWN,
        Outcome.OFFER,
        Outcome.WITHHELD,
        Outcome.WITHHELD,
        Outcome.FIGURES_UNKNOWN,
        Outcome.NO_REASON,
    ]
    assert made.withheld[0, :2].tolist() == [Barrier.REFUSED, Barrier.CONSENT_UNKNOWN]


INCOME = Condition(measure="income", code="", at_least=2)
TOP = Condition(measure="savings", code="", above=(0.5, 20))


def test_every_reason_that_holds_has_its_bit_and_the_clearest_counts():
    on = bench(income=[1, 2, 3, np.nan, np.nan], savings=[10, 20, 30, 40, np.nan])
    found = find_reasons(asked(reasons=(INCOME, TOP)), on, np.zeros(5, bool))

    assert found.held.tolist() == [0, 1, 3, 2, 0]
    assert found.known.tolist() == [True, True, True, True, False]
    assert found.strength[:3] == pytest.approx([0, 0.8, 0.8])
    assert found.strength[3] == on.get_place("savings").high[3]


def test_help_goes_before_everything_for_the_stretched_and_for_acute_reasons():
    on = bench(income=[1, 2, 3], savings=[10, 30, 40])
    beyond = np.array([True, True, False])
    own = {"reasons": (INCOME,), "stretched": True}

    advice = find_reasons(asked(kind="advice", **own), on, beyond)
    reserve = find_reasons(asked(kind="deposit", **own), on, beyond)
    ranked = find_reasons(asked(kind="advice", stretched=True, reasons=(TOP,)), on, beyond)

    assert advice.strength.tolist() == [0, 4, 4]
    assert reserve.strength == pytest.approx([0, 2, 0.8])
    assert ranked.strength[:2].tolist() == [0, 4]
    assert 0 < ranked.strength[2] < 1


def test_help_is_advice_for_the_stretched_and_nothing_else():
    assert is_help(asked(kind="advice", stretched=True))
    assert not is_help(asked(kind="advice"))
    assert not is_help(asked(kind="deposit", stretched=True))


def test_a_product_that_lacks_a_figure_is_wanted_by_nobody():
    on = bench(income=[5.0])

    found = find_reasons(asked(reasons=(INCOME,), missing=("x",)), on, np.ones(1, bool))

    assert (found.held.tolist(), found.known.tolist()) == ([0], [False])
