"""What do all tests share? The reference study, small tables made on the spot, and real files."""

from __future__ import annotations

import os
from pathlib import Path

# Several tests run at once: threads inside each would only wait for one another.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import hypothesis
import numpy as np
import polars as pl
import pytest

from finseg.journey import example, segment
from finseg.records.dataset import Column, Dataset, Source
from finseg.study import Study
from finseg.understand.units import guess_period
from finseg.vocabulary.words import split_heading
from tests.builders.measures import make_measure

# How long an example takes says something of the machine, and nothing of the claim. In CI the same
# examples are tried every time, so that red means the change; elsewhere new ones are looked for.
hypothesis.settings.register_profile(
    "finseg", deadline=None, derandomize=bool(os.environ.get("CI"))
)
hypothesis.settings.load_profile("finseg")

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real customer tables; they may not be shipped, so it can be absent."""
    if not SHARED.is_dir():
        if os.environ.get("CI"):
            pytest.fail("the real customer tables must be present in CI")
        pytest.skip("needs the real customer tables, which are not part of the project")
    return SHARED


@pytest.fixture(scope="session")
def reference() -> Study:
    """Return the reference study, run once."""
    return segment(example("customers.csv"), settings=example("finseg.toml"))


@pytest.fixture
def rng() -> np.random.Generator:
    """Return a generator that starts the same for every test."""
    return np.random.default_rng(np.random.SeedSequence(20_260_823))


def dataset_of(table: pl.DataFrame) -> Dataset:
    """Make a dataset whose columns are all features."""
    numbers = table.cast(pl.Float64)
    return Dataset(
        table=numbers,
        columns=tuple(
            Column(
                name=c,
                original=f"{c} ",  # not the name: the one must not stand for the other
                role="feature",
                kind="number",
                unit="none",
                reason="given",
                measure=make_measure(per=guess_period(split_heading(c))),
                missing=numbers[c].null_count(),
            )
            for c in numbers.columns
        ),
        lines=np.arange(2, len(numbers) + 2),
        source=Source(name="made", format="polars", rows_read=len(numbers)),
    )


def groups(rng: np.random.Generator, *, k: int, d: int = 3, each: int = 60) -> np.ndarray:
    """Draw k <= d + 1 groups, all equally far apart, shape (k * each, d)."""
    corners = np.vstack([np.zeros(d), np.eye(d)])[:k] * 12.0
    return np.vstack([rng.normal(corner, 1.0, size=(each, d)) for corner in corners])
