"""Is every customer counted in one segment, and listed so that the file can be joined back?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from finseg.document.printers import to_text
from finseg.records.segmentation import (
    ASSIGNMENT_COLUMNS,
    Assignment,
    Segmentation,
    build_assignment_table,
)
from tests.conftest import dataset_of


def assign(segment, margin=0.5):
    own = np.array(segment)
    margins = np.broadcast_to(np.array(margin, dtype=float), own.shape)
    return Assignment(segment=own, second=1 - own, margin=margins, distance=np.ones(len(own)))


def segmentation(segment, margin, **changes):
    values = {"starts": 10, "starts_at_best": 7, "seed": 3, "order": "falling size", **changes}
    return Segmentation(
        centres=np.zeros((2, 1)),
        reach=np.ones(2),
        assignment=assign(segment, margin),
        inertia=1234.56,
        **values,
    )


def test_without_an_identifier_customers_are_known_by_their_row():
    dataset = dataset_of(pl.DataFrame({"x": [5, 6]}))

    table = build_assignment_table(dataset, assign([0, 1]), ["A", "B"], pl.Series(["", "far"]))

    assert tuple(table.columns) == ASSIGNMENT_COLUMNS
    assert table.rows() == [(1, 0, "A", 0.5, 1, ""), (2, 1, "B", 0.5, 0, "far")]


@pytest.mark.parametrize("name", ["segment", "row", "name"])
def test_an_identifier_with_one_of_our_names_keeps_its_values(name):
    dataset = dataset_of(pl.DataFrame({name: [5, 6]}))
    dataset = replace(dataset, columns=(replace(dataset.columns[0], role="id"),))

    table = build_assignment_table(dataset, assign([0, 0]), ["A", "B"], pl.Series(["", ""]))

    assert table[f"{name} (id)"].to_list() == [5, 6]


def test_sizes_shares_and_median_margins_are_those_of_each_segment():
    fit = segmentation([0, 0, 0, 1], [0.1, 0.2, 0.9, 0.4])

    (table,) = (block for block in fit.blocks() if hasattr(block, "rows"))

    assert [[str(cell) for cell in row] for row in table.rows] == [
        ["0", "3", "75.0%", "0.20"],
        ["1", "1", "25.0%", "0.40"],
    ]


@pytest.mark.parametrize(("starts", "best", "effort"), [(1, 1, "one start"), (10, 7, "7 of 10")])
def test_the_effort_is_told(starts, best, effort):
    fit = segmentation([0, 1], 0.5, starts=starts, starts_at_best=best)

    text = to_text(fit.blocks())

    assert effort in text
    assert "inertia 1,234.6" in text
