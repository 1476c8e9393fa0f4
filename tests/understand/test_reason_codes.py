"""Does every reason that steers something come with its code?"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from finseg.settings import Settings
from finseg.understand import read_source

N = 200


def read(rng, **columns):
    table = {"income": rng.lognormal(10, 1, N), "q7": rng.normal(size=N), **columns}
    return read_source(pl.DataFrame(table), Settings())


@pytest.mark.parametrize(
    ("name", "values", "role", "code"),
    [
        ("nr", lambda _: np.arange(1, N + 1), "id", "row counter"),
        ("constant", lambda _: np.full(N, 7), "ignore", "constant"),
        ("empty", lambda _: [None] * N, "ignore", "empty"),
        ("zip code", lambda r: r.integers(10_000, 99_999, N), "ignore", "names only"),
        ("branch code", lambda r: r.integers(1, 9, N), "descriptor", "names only"),
        ("credit score", lambda r: r.integers(310, 840, N), "feature", "measured"),
    ],
)
def test_a_column_says_by_code_why_it_has_its_role(name, values, role, code, rng):
    column = read(rng, **{name: values(rng)}).find_column(name)

    assert (column.role, column.reason_code) == (role, code)
    assert column.reason


def test_a_feature_without_a_telling_name_is_unnamed_and_unsure(rng):
    data = read(rng)

    assert data.find_column("q7").reason_code == "unnamed"
    assert data.find_column("q7").confidence == "low"
    assert data.find_column("income").reason_code == "measured"
    assert str(data.find_column("income").quantity_reason) in str(data.find_column("income").reason)


def test_the_length_of_a_call_leaks(rng):
    calls = {"duration": rng.integers(10, 900, N), "campaign": rng.integers(1, 9, N),
             "previous": rng.integers(0, 5, N), "pdays": rng.integers(1, 99, N)}  # fmt: skip

    assert read(rng, **calls).find_column("duration").reason_code == "leak"


def test_what_the_settings_say_is_coded_so(rng):
    settings = Settings().change_section("read", roles={"q7": "descriptor"})
    table = pl.DataFrame({"q7": rng.normal(size=N), "income": rng.lognormal(10, 1, N)})

    column = read_source(table, settings).find_column("q7")

    assert (column.reason_code, column.confidence, column.given) == ("settings", "given", True)
