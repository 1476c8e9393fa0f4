"""Are columns refused as weights that nothing can be counted by?"""

from __future__ import annotations

import polars as pl
import pytest

from finseg.check.row_weights import report_row_weights
from finseg.errors import ColumnKindError, SettingsError
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


@pytest.mark.parametrize("heading", ["fnlwgt", "Survey weight"])
@pytest.mark.parametrize(("lowest", "role"), [(-0.1, "ignore"), (0.0, "weight")])
def test_weights_with_a_value_below_0_are_kept_out_and_it_is_said(heading, lowest, role, rng):
    values = [lowest, *rng.uniform(0.5, 9, 59)]
    dataset = read_source(pl.DataFrame({"a": range(60), heading: values}), Settings())

    column = dataset.columns[1]
    findings = list(report_row_weights(dataset, Settings()))

    assert column.role == role
    assert [f.code for f in findings] == ["D059" if role == "ignore" else "D058"]
    assert ("below 0" in str(findings[0].message)) == (role == "ignore")


def test_a_heading_that_does_not_settle_it_keeps_nothing_out(rng):
    values = [-0.1, *rng.uniform(0.5, 9, 59)]
    dataset = read_source(pl.DataFrame({"a": range(60), "wgt": values}), Settings())

    assert dataset.columns[1].role == "feature"


def test_two_columns_cannot_both_be_the_weight():
    told = Settings.from_tree({"read": {"roles": {"w": "weight", "v": "weight"}}})
    table = pl.DataFrame({"a": [1, 2, 4], "w": [1, 2, 3], "v": [2, 3, 4]})

    with pytest.raises(SettingsError, match="2 columns are set to be the weight") as raised:
        read_source(table, told)

    assert raised.value.where == "settings, [read.roles]"
    assert "keep one" in raised.value.fix
