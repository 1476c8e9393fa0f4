"""What does a line of offers say: what is offered, why, and what is not?

Codes per customer in, text columns out. Sentences are put together once per pattern and per figure
as it is printed, never once per customer, so that a million of them take seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl

from finseg.document.numbers import Figures, Unit, percent
from finseg.recommend.barriers import FREE, said
from finseg.records.dataset import Dataset
from finseg.records.offers import Line, Measure, Offers, Test

_DIGITS = 3  # significant, of a figure that is not written short
_SLOTS = (1, 2, 3)
OUTCOMES = (
    "offer",
    "no offer: opted out",
    "no offer: not known to agree",
    "no offer: withheld",
    "no offer: no reason for one",
)
ANSWERS = (
    "row",
    "segment",
    "name",
    "outcome",
    *(f"{what}_{slot}" for slot in _SLOTS for what in ("offer", "codes", "because")),
    "withheld",
)


def customer_table(
    offers: Offers, dataset: Dataset, names: Sequence[str], figures: Figures
) -> pl.DataFrame:
    """Lay out one row per customer used, in the file's order.

    Returns
    -------
    polars.DataFrame
        Identifiers under their own names; `row` (counted from 1 over all rows read), `segment`,
        `name`, `outcome`; for each of three offers the product, the codes of the reasons that hold
        and the sentence with the customer's own figures; and what was withheld, with the first
        thing that forbids it. Empty where there is none.

    """
    segment = offers.segment
    columns: dict[str, pl.Series] = {
        "row": pl.Series(dataset.row_numbers()),
        "segment": pl.Series(segment),
        "name": pl.Series(names, dtype=pl.String).gather(segment),
        "outcome": pl.Series(OUTCOMES).gather(_outcomes(offers)),
    }
    products = pl.Series([*(line.name for line in offers.lines), ""], dtype=pl.String)
    measures = {m.name: m for m in offers.measures}
    for slot in _SLOTS:
        chosen = offers.decisions.offers[:, slot - 1]
        held = offers.decisions.held[:, slot - 1]
        columns[f"offer_{slot}"] = products.gather(np.where(chosen < 0, len(products) - 1, chosen))
        columns[f"codes_{slot}"] = _codes(offers.lines, chosen, held)
        columns[f"because_{slot}"] = _because(offers.lines, chosen, held, measures, figures)
    columns["withheld"] = _withheld(offers)
    ids = [dataset.table[c.name] for c in dataset.named("id")]
    own = {f"{s.name} (id)" if s.name in columns else s.name: s for s in ids}
    return pl.DataFrame({**own, **columns})


def _outcomes(offers: Offers) -> npt.NDArray[np.int64]:
    decisions = offers.decisions
    withheld = (decisions.withheld != FREE).any(axis=0)
    return np.select(
        [decisions.contact == 1, decisions.contact == 2, decisions.offers[:, 0] >= 0, withheld],
        [1, 2, 0, 3],
        default=4,
    )


def _codes(
    lines: Sequence[Line], chosen: npt.NDArray[np.int16], held: npt.NDArray[np.uint32]
) -> pl.Series:
    """Write the codes of the reasons that hold, once per product and pattern."""
    pattern = (chosen.astype(np.int64) + 1) << 32 | held.astype(np.int64)
    unique, inverse = np.unique(pattern, return_inverse=True)
    texts = [
        "; ".join(t.code for t in _held(lines[(u >> 32) - 1].reasons, u & 0xFFFFFFFF))
        if u >> 32
        else ""
        for u in map(int, unique)
    ]
    return pl.Series(texts, dtype=pl.String).gather(inverse.ravel())


def _held(reasons: Sequence[Test], bits: int) -> list[Test]:
    return [test for i, test in enumerate(reasons) if bits >> i & 1]


def _because(
    lines: Sequence[Line],
    chosen: npt.NDArray[np.int16],
    held: npt.NDArray[np.uint32],
    measures: dict[str, Measure],
    figures: Figures,
) -> pl.Series:
    """Write the sentence of each customer's reasons, product by product and pattern by pattern."""
    rows, texts = [np.flatnonzero(chosen < 0)], []
    texts.append(pl.repeat("", len(rows[0]), dtype=pl.String, eager=True))
    for p, line in enumerate(lines):
        own = np.flatnonzero(chosen == p)
        for bits in np.unique(held[own]):
            at = own[held[own] == bits]
            parts = [
                _reason(test, measures[test.measure], at, figures)
                for test in _held(line.reasons, int(bits))
            ]
            rows.append(at)
            texts.append(_joined(parts))
    place = np.empty(len(chosen), np.int64)
    place[np.concatenate(rows)] = np.arange(len(chosen))
    return pl.concat(texts).gather(place)


def _joined(parts: Sequence[pl.Series]) -> pl.Series:
    frame = pl.DataFrame([part.alias(str(i)) for i, part in enumerate(parts)])
    return frame.select(pl.concat_str(frame.columns, separator="; ").alias("")).to_series()


def _reason(test: Test, measure: Measure, at: npt.NDArray[np.int64], figures: Figures) -> pl.Series:
    """Write "Investment ₹41K, more than 60% of the customers have"."""
    against, unit = _against(test, measure.unit, figures), measure.unit
    unique, inverse = np.unique(_rounded(measure.values[at], unit, figures), return_inverse=True)
    texts = [f"{measure.label} {_written(float(v), unit, figures)}{against}" for v in unique]
    return pl.Series(texts, dtype=pl.String).gather(inverse.ravel())


@lru_cache(maxsize=1 << 16)  # the same figures come again in every slot
def _written(value: float, unit: Unit, figures: Figures) -> str:
    return figures.value(value, unit)


def _against(test: Test, unit: Unit, figures: Figures) -> str:
    """Say what a figure is held against."""
    said_ = []
    if test.over is not None:
        said_.append(f"over the limit of {figures.limit(test.over, unit)}")
    if test.at_least is not None:
        said_.append(f"at least {figures.limit(test.at_least, unit)}")
    if test.at_most is not None:
        said_.append(f"at most {figures.limit(test.at_most, unit)}")
    if test.above is not None:
        said_.append(f"more than {percent(test.above[0], digits=0)} of the customers have")
    if test.below is not None:
        said_.append(f"less than {percent(1 - test.below[0], digits=0)} of the customers have")
    return ", " + " and ".join(said_)


def _rounded(
    values: npt.NDArray[np.float64], unit: Unit, figures: Figures
) -> npt.NDArray[np.float64]:
    """Round to what `Figures.value` prints, so that few different figures are left to write."""
    sizes = np.abs(values)
    digits = np.full(len(values), _DIGITS)
    if unit == "currency":
        for least, _, short in reversed(figures.manner.scale):
            digits[sizes >= least] = short
    exponent = np.zeros_like(sizes)
    np.log10(sizes, out=exponent, where=sizes > 0)
    decimals = digits - 1 - np.floor(exponent)
    if unit != "currency":
        decimals = np.maximum(decimals, 0)  # a bare number keeps its whole digits
    step = 10.0 ** np.clip(decimals, -12, 12)
    return np.asarray(np.round(values * step) / step)


def _withheld(offers: Offers) -> pl.Series:
    """Write what was withheld and why, once per pattern."""
    codes = offers.decisions.withheld
    frame = pl.DataFrame({str(p): codes[p] for p in range(len(codes))})
    patterns = frame.unique(maintain_order=True).with_row_index("place")
    texts = pl.Series(
        [
            "; ".join(
                f"{line.name}: {said(int(code), line.eligible, line.negative)}"
                for line, code in zip(offers.lines, row[1:], strict=True)
                if code != FREE
            )
            for row in patterns.iter_rows()
        ],
        dtype=pl.String,
    )
    place = frame.join(patterns, on=frame.columns, how="left", maintain_order="left")["place"]
    return texts.gather(place)
