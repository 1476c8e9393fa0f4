"""Do levels that say the same have the weight of one?"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from finseg.check import check
from finseg.derive import add_derived_columns
from finseg.settings import Settings
from finseg.understand import read_source

N = 400


def services(*, noise=0, redundant="leave out exact"):
    """Three services of which those without internet have none; `noise` rows say otherwise."""
    rng = np.random.default_rng(4)
    without = np.arange(N) % 5 == 0
    columns = {}
    for j in range(3):
        own = np.where(rng.random(N) < 0.5, "Yes", "No")
        words = np.where(without, "No internet", own)
        words[rng.permutation(N)[: noise * (j > 0)]] = "No"
        columns[f"service {j}"] = words
    knobs = Settings.from_tree({"prepare": {"features": list(columns), "redundant": redundant}})
    made = add_derived_columns(read_source(pl.DataFrame(columns), knobs), knobs.prepare)
    return check(made, knobs).redundancy


def test_levels_that_say_the_same_share_the_weight_of_one():
    found = services()

    names = tuple(f"service {j}: No internet" for j in range(3))
    assert [g.columns for g in found.groups] == [names]
    assert found.find_shared_weights() == pytest.approx(dict.fromkeys(names, 3**-0.5))


def test_levels_that_differ_in_many_rows_keep_their_own_weight():
    assert services(noise=80).groups == ()


def test_they_keep_it_too_where_the_settings_say_so():
    assert services(redundant="keep").groups == ()
