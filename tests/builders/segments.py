"""How is one segment made up, trait by trait, for what is claimed of it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from finseg.interpret.claims import Band, Subject
from finseg.maths.association import Association
from finseg.records.dataset import Column, Dataset
from finseg.records.interpretation import Trait
from finseg.records.outside import Comparison, LevelShare, OutsideColumn
from finseg.settings import Settings
from finseg.understand import read_source


def make_trait(column: str, **changes: Any) -> Trait:
    """Make a trait of 200 customers with a mean of 100, who stand 0.5 above everybody."""
    values: dict[str, Any] = {
        "unit": "currency",
        "mean": 100.0,
        "median": 90.0,
        "p25": 50.0,
        "p75": 120.0,
        "deviation": 0.5,
        "low": 0.4,
        "high": 0.6,
        "sd": 10.0,
        "present": 200,
        "zero_share": 0.0,
    }
    return Trait(column=column, **values | changes)


def make_subject(
    traits: Mapping[str, Sequence[Trait]],
    population: Mapping[str, Sequence[Trait]] | None = None,
    *,
    bands: Mapping[str, tuple[float, float, float]] | None = None,
    surplus: Mapping[tuple[str, str], float] | None = None,
) -> Subject:
    """Make a subject; a band not given is that of the axis's first trait."""
    everyone = population or {
        axis: [
            make_trait(t.column, unit=t.unit, mean=80.0, median=70.0, present=1_000) for t in own
        ]
        for axis, own in traits.items()
    }
    own_bands = {axis: (t[0].deviation, t[0].low, t[0].high) for axis, t in traits.items()}
    return Subject(
        traits=traits,
        population=everyone,
        bands={
            axis: Band(value=value, low=low, high=high)
            for axis, (value, low, high) in (own_bands | dict(bands or {})).items()
        },
        surplus={
            pair: Band(value=low + 1, low=low, high=low + 2)
            for pair, low in (surplus or {}).items()
        },
    )


def make_dataset(columns: Mapping[str, Any], *, money: Sequence[str] = (), **roles: Any) -> Dataset:
    """Read columns as a dataset; what has no role given is a feature."""
    chosen = dict.fromkeys(columns, "feature") | roles
    read = {"roles": chosen, "units": dict.fromkeys(money, "currency")}
    return read_source(pl.DataFrame(columns), Settings.from_tree({"read": read}))


def make_outside(name: str, kind: Any = "category", unit: Any = "none") -> Column:
    """Make a column that had no part in making the segments."""
    return Column(name=name, original=name, role="descriptor", kind=kind, unit=unit, reason="")


def repeat_segments(*sizes: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return the segment of each customer, sizes in order."""
    return np.repeat(np.arange(len(sizes)), sizes)


def compare_levels(column: str, counts: Mapping[str, Sequence[int]]) -> Comparison:
    """Compare segments in the levels of a column; `counts` has a level and its customers a row."""
    table = np.array(list(counts.values()))
    shares = table / np.maximum(table.sum(axis=0), 1)
    everyone = np.maximum(table.sum(axis=1) / max(table.sum(), 1), 1e-9)
    return Comparison(
        outside=OutsideColumn(make_outside(column)),
        method="chi-squared",
        association=Association(statistic=9.0, freedom=2, p=0.001, effect=0.5),
        p_corrected=0.001,
        levels=tuple(
            tuple(
                LevelShare(
                    level=level,
                    customers=int(table[i, s]),
                    share=shares[i, s],
                    low=0.0,
                    high=1.0,
                    index=shares[i, s] / everyone[i],
                )
                for i, level in enumerate(counts)
            )
            for s in range(table.shape[1])
        ),
    )
