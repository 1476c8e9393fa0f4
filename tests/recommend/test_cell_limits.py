"""When does a cell of the matrix turn, and what does it say? At each limit, on unequal segments."""

from __future__ import annotations

import numpy as np
import pytest

from finseg.maths.association import wilson_interval
from finseg.recommend.barriers import Asked, find_barriers, find_product_tests
from finseg.recommend.matrix import Counted, _collect_mean_limits, _decide_stance, make_cells
from finseg.settings import AffordabilitySettings, RecommendSettings
from tests.builders.segments import make_subject, make_trait
from tests.recommend.test_barriers import bench, product

EARNS = {"says": "earn more", "axis": "income", "at_least": 0.4}
POOR = {"says": "earn less", "axis": "income", "at_most": 0.6}
MANY = [EARNS, {**EARNS, "says": "earn well"}, {**EARNS, "says": "earn much"}]


def subject(low=0.5, high=0.7):
    return make_subject({"income": [make_trait("pay", low=low, high=high)]})


def asked(**changes) -> Asked:
    own = product(**{"kind": "deposit", **changes})
    return find_product_tests(own, bench(income=[1.0]), RecommendSettings())


def decide(own, size=100, free=100, beyond=None, who=None, **settings):
    counted = Counted(size, free, beyond)
    stance, reasons = _decide_stance(own, counted, who or subject(), RecommendSettings(**settings))
    return stance, [str(reason) for reason in reasons]


@pytest.mark.parametrize(("free", "size"), [(3, 40), (0, 17)])
def test_few_who_may_have_it_are_too_few_only_below_the_limit_with_the_whole_interval(free, size):
    most = wilson_interval(free, size)[1]

    assert decide(asked(), size, free, least_eligible=most)[0] == "neutral"
    assert decide(asked(), size, free, least_eligible=most * 1.001) == ("not for", [])


def test_an_empty_segment_is_not_one_where_too_few_may_have_it():
    assert decide(asked(), 0, 0, least_eligible=0.9)[0] == "neutral"


def test_what_speaks_against_a_product_goes_before_what_speaks_for_it():
    both = asked(need=[EARNS], against=[{**POOR, "says": "have enough", "at_most": 0.8}])

    stance, reasons = decide(both)
    assert stance == "not for"
    assert len(reasons) == 1
    assert reasons[0].startswith("they have enough: ")
    assert decide(asked(need=[EARNS], against=[POOR]))[0] == "target"


def test_of_three_reasons_two_are_given_and_the_share_over_a_limit_is_the_first():
    stance, reasons = decide(asked(need=MANY))
    assert stance == "target"
    assert [r.split(":")[0] for r in reasons] == ["they earn more", "they earn well"]

    stance, reasons = decide(asked(need=MANY, kind="advice", stretched=True), beyond=60)
    assert stance == "target"
    assert [r.split(":")[0] for r in reasons] == [
        "60.0% of them are over a limit of affordability", "they earn more",
    ]  # fmt: skip


def test_too_few_over_a_limit_are_told_of_before_the_need_that_is_not_shown():
    stance, reasons = decide(
        asked(need=[EARNS], kind="advice", stretched=True), beyond=3, who=subject(0.1, 0.7)
    )

    assert stance == "neutral"
    assert reasons[0] == "3.0% of them are over a limit of affordability"
    assert reasons[1].startswith("not shown that they earn more: ")
    assert len(reasons) == 2


def test_being_over_a_limit_is_no_reason_for_what_is_no_help():
    assert decide(asked(), beyond=100) == ("neutral", [])


def test_the_mean_of_a_segment_is_held_against_the_strictest_of_all_limits():
    on = bench(
        income=[1], credit_score=[1], loan_to_income=[1], secured_loan_to_income=[1],
        utilisation=[1],
    )  # fmt: skip
    own = AffordabilitySettings()

    def limits(**changes):
        return dict(_collect_mean_limits(product(**changes), on, own))

    plain = {
        "credit score": 550.0, "loan to income": 0.5, "secured loan to income": 4.5,
        "utilisation": 0.8,
    }  # fmt: skip
    assert limits() == plain
    assert limits(secured=True) == plain
    assert limits(limits={"utilisation": 0.6, "score_floor": 700}) == {
        **plain, "utilisation": 0.6, "credit score": 700.0,
    }  # fmt: skip
    assert limits(secured=True, limits={"loan_to_income": 3.0})["secured loan to income"] == 3.0


def test_cells_count_who_may_have_it_in_their_own_segment():
    """Of seven, three and no customers, five, one and none are of age."""
    on = bench(income=[5] * 10, age=[20] * 5 + [17] * 2 + [30, 12, 12], utilisation=[0.1] * 10)
    segment = np.array([0] * 7 + [1] * 3)
    own = RecommendSettings()
    one = find_product_tests(
        product(kind="deposit", eligible=[{"measure": "age", "at_least": 18}]), on, own
    )
    other = find_product_tests(
        product(kind="advice", stretched=True, eligible=[{"measure": "arrears", "at_least": 1}]),
        on,
        own,
    )
    cells = make_cells(
        [one, other],
        [find_barriers(x, on, own) for x in (one, other)],
        on,
        np.zeros(10, bool),
        segment,
        [subject()] * 3,
        own,
    )

    assert [(c.product, c.segment) for c in cells] == [(p, s) for p in (0, 1) for s in range(3)]
    assert [c.eligible for c in cells[:3]] == pytest.approx([5 / 7, 1 / 3, 0])
    assert {(c.stance, c.eligible) for c in cells[3:]} == {("unknown", 0.0)}
