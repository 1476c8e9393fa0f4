"""Does the reader learn in plain words why a column is not used?"""

from __future__ import annotations

import pytest

from finseg.records.acting import Obstacle


@pytest.mark.parametrize(
    ("facet", "value", "is_sure", "said"),
    [
        ("owner", "flow out", True, "`X` is money that is paid out"),
        ("owner", "", False, "whether `X` is held, owed, or moves is not sure"),
        ("per", "point in time", True, "`X` is what there is at one time"),
        ("per", "month", True, "`X` is per month"),
        ("whom", "area", True, "`X` speaks of the area, not of the customer"),
        ("scale", "standardised", True, "`X` holds no amounts: its figures are standardised"),
    ],
)
def test_an_obstacle_is_a_sentence(facet, value, is_sure, said):
    obstacle = Obstacle(column="X", facet=facet, value=value, is_sure=is_sure)

    assert str(obstacle.write_reason()).startswith(said)
