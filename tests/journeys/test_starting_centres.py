"""Do the centres that the settings name decide where a study's segments come from?"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from finseg import segment
from finseg.errors import SettingsError


def test_a_study_starts_from_the_centres_of_a_file_in_the_customers_units(tmp_path, rng):
    table = pl.DataFrame(
        {"visits": np.repeat([2.0, 9.0], 60), "age": np.tile([30.0, 31.0, 39.0, 40.0], 30)}
    ).with_columns(pl.col("visits") + rng.uniform(0, 0.1, 120))
    path = tmp_path / "centres.csv"
    path.write_text("age,visits\n30,5\n40,5\n", encoding="utf-8")
    knobs = {"fit": {"centres": str(path)}, "choose": {"quick": True}}

    study = segment(table, settings=knobs)

    assert study.segmentation.k == 2
    assert sorted(s.find_trait("age").mean for s in study.segments) == pytest.approx([30.5, 39.5])
    assert "started from the centres in" in str(study.segmentation.say_start_count())
    kept = study.results.choice.kept
    assert kept is not None
    assert str(kept.origin) == f"from the centres in {path}"
    assert "another seed" not in {a.code for a in study.assessment.alternatives}


def test_starts_at_random_and_given_centres_exclude_one_another(tmp_path):
    path = tmp_path / "centres.csv"
    path.write_text("age,visits\n30,1\n32,5\n", encoding="utf-8")
    table = pl.DataFrame({"age": range(20, 60), "visits": [i % 7 for i in range(40)]})

    with pytest.raises(SettingsError, match="starts") as caught:
        segment(table, settings={"fit": {"centres": str(path), "starts": 5}})

    assert caught.value.where == "[fit]"


def test_a_file_of_other_columns_is_refused_before_anything_is_fitted(tmp_path):
    path = tmp_path / "centres.csv"
    path.write_text("age\n30\n32\n", encoding="utf-8")
    table = pl.DataFrame({"age": range(20, 60), "visits": [i % 7 for i in range(40)]})

    with pytest.raises(SettingsError, match="no column `visits`"):
        segment(table, settings={"fit": {"centres": str(path)}, "choose": {"quick": True}})
