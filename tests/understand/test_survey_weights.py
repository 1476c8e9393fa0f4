"""Are columns refused as weights that nothing can be counted by?"""

from __future__ import annotations

import polars as pl
import pytest

from finseg.errors import ColumnKindError
from finseg.settings import Settings
from finseg.understand import read_source

TOLD = Settings.from_tree({"read": {"roles": {"w": "weight"}}})


@pytest.mark.parametrize("values", [[0.0, 1.5, 2.0], [7, 3, 1], [None, 0.0, 2.0]])
def test_figures_from_0_on_can_be_weights(values):
    (column,) = read_source(pl.DataFrame({"a": [1, 2, 4], "w": values}), TOLD).select_by_role(
        "weight"
    )

    assert column.name == "w"


@pytest.mark.parametrize(
    "values", [[-0.5, 1.5, 2.0], [0.0, 0.0, 0.0], ["few", "many", "some"], [None, None, None]]
)
def test_what_nothing_can_be_counted_by_is_refused_with_its_place(values):
    with pytest.raises(ColumnKindError, match="weight of rows") as raised:
        read_source(pl.DataFrame({"a": [1, 2, 4], "w": values}), TOLD)

    assert raised.value.where == "settings, [read.roles] w"
