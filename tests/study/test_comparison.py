"""Are customers found again in another study, and counted right?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from finseg.errors import UsageError
from tests.study.test_study import make_study


def regroup(study, segment, ids=None):
    """Return the study with its customers in other segments, and perhaps with other ids."""
    results = study.results
    assignment = replace(results.segmentation.assignment, segment=np.array(segment))
    dataset = results.dataset
    if ids is not None:
        dataset = replace(dataset, table=dataset.table.with_columns(who=pl.Series(ids)))
    segmentation = replace(results.segmentation, assignment=assignment)
    return replace(study, results=replace(results, segmentation=segmentation, dataset=dataset))


def test_a_study_agrees_with_itself():
    study = make_study()

    same = study.compare(study)

    assert (same.agreement, same.customers, same.by) == (1.0, 20, "")
    assert same.table["customers"].to_list() == [12, 8]
    assert (same.only_here, same.only_there) == (0, 0)
    assert "their rows" in repr(same)
    assert "\n" not in repr(same)


def test_customers_are_matched_by_their_identifier_whatever_their_rows():
    study = make_study(ids=("who",))
    turned = regroup(study, [1] * 8 + [0] * 12, [f"c{i}" for i in range(19, -1, -1)])
    moved = regroup(study, [0] * 9 + [1] * 11)

    again = study.compare(turned)
    assert (again.agreement, again.by) == (1.0, "who")
    found = study.compare(moved)
    assert found.counts.tolist() == [[9, 3], [0, 8]]
    assert 0 < found.agreement < 1
    assert found.table.rows()[1] == (0, "Savers 0", 1, "Savers 1", 3, 0.25)
    assert "25.0%" in str(found)


def test_those_that_are_only_in_one_study_do_not_count():
    study = make_study(ids=("who",))
    others = [f"c{i}" for i in range(18)] + ["n1", "n2"]

    found = study.compare(regroup(study, [0] * 12 + [1] * 8, others))

    assert (found.customers, found.only_here, found.only_there) == (18, 2, 2)
    assert "only in this study" in str(found)
    assert "only in this study" not in str(study.compare(study))


def test_an_identifier_that_stands_twice_tells_nobody():
    study = make_study(ids=("who",))

    assert study.compare(regroup(study, [0] * 12 + [1] * 8, ["c"] * 20)).by == ""


def test_studies_of_other_customers_cannot_be_compared():
    study = make_study(ids=("who",))
    strangers = regroup(study, [0] * 12 + [1] * 8, [f"n{i}" for i in range(20)])
    source = replace(study.dataset.source, rows_read=24)
    longer = replace(make_study(), results=replace(
        make_study().results, dataset=replace(make_study().dataset, source=source)))  # fmt: skip

    for other in (strangers, longer):
        with pytest.raises(UsageError, match="no customers in common"):
            study.compare(other)
    with pytest.raises(UsageError, match="got int"):
        study.compare(3)
