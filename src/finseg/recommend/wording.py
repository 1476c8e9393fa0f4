"""What does a line of offers say: what is offered, why, and what is not?

Codes per customer in, text columns out. Sentences are put together once per pattern and per figure
as it is printed, never once per customer, so that a million of them take seconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl

from finseg.document.numbers import Numbers, Unit
from finseg.document.said import Limit, Share, join_said, say, write_text
from finseg.maths.arrays import Floats, Ints
from finseg.recommend.barriers import PLACES, describe_barrier
from finseg.records.dataset import Dataset
from finseg.records.offers import OUTCOMES, Barrier, Line, Metric, Offers, Test

_DIGITS = 3  # significant, of a figure that is not written short
_SLOTS = (1, 2, 3)
ANSWERS = (
    "row",
    "segment",
    "name",
    "outcome",
    *(f"{what}_{slot}" for slot in _SLOTS for what in ("offer", "because")),
    "withheld",
    *(f"codes_{slot}" for slot in _SLOTS),  # for programs, behind the words
)


def build_customer_table(
    offers: Offers, dataset: Dataset, names: Sequence[str], numbers: Numbers
) -> pl.DataFrame:
    """Lay out one row per customer used, in the file's order.

    Returns
    -------
    polars.DataFrame
        Identifiers under their own names; `row` (counted from 1 over all rows read), `segment`,
        `name`, `outcome`; for each of three offers the product and its reasons, a sentence with the
        customer's own figures; what was withheld, with the first thing that forbids it; last the
        codes of the reasons, for programs. Empty where there is none.

    """
    return pl.concat(lay_out_customers(offers, dataset, names, numbers, size=offers.customers))


def lay_out_customers(
    offers: Offers, dataset: Dataset, names: Sequence[str], numbers: Numbers, *, size: int
) -> Iterator[pl.DataFrame]:
    """Lay out the same table in parts of `size` rows: the texts of a million need much room."""
    numbered = dataset.find_row_numbers()
    ids = [dataset.table[c.name] for c in dataset.select_by_role("id")]
    for start in range(0, max(offers.customers, 1), max(size, 1)):
        rows = slice(start, start + size)
        columns: dict[str, pl.Series] = {
            "row": pl.Series(numbered[rows]),
            **_write_offers(offers.select_customers(rows), names, numbers),
        }
        own = {f"{s.name} (id)" if s.name in columns else s.name: s[rows] for s in ids}
        yield pl.DataFrame({**own, **columns})


def _write_offers(offers: Offers, names: Sequence[str], numbers: Numbers) -> dict[str, pl.Series]:
    segment = offers.segment
    columns: dict[str, pl.Series] = {
        "segment": pl.Series(segment),
        "name": pl.Series(names, dtype=pl.String).gather(segment),
        "outcome": pl.Series(OUTCOMES).gather(offers.decisions.outcome),
    }
    products = pl.Series([*(line.name for line in offers.lines), ""], dtype=pl.String)
    metrics = {m.name: m for m in offers.metrics}
    programs: dict[str, pl.Series] = {}
    for slot in _SLOTS:
        chosen = offers.decisions.offers[:, slot - 1]
        held = offers.decisions.held[:, slot - 1]
        columns[f"offer_{slot}"] = products.gather(np.where(chosen < 0, len(products) - 1, chosen))
        codes, because = _write_slot_reasons(offers.lines, chosen, held, metrics, numbers)
        columns[f"because_{slot}"] = because
        programs[f"codes_{slot}"] = codes
    columns["withheld"] = _write_withheld_offers(offers, numbers)
    return {**columns, **programs}


def _write_slot_reasons(
    lines: Sequence[Line],
    chosen: npt.NDArray[np.int16],
    held: npt.NDArray[np.uint32],
    metrics: dict[str, Metric],
    numbers: Numbers,
) -> tuple[pl.Series, pl.Series]:
    """Write codes and sentence of each customer's reasons, product and pattern by pattern."""
    nobody = np.flatnonzero(chosen < 0)
    rows, codes, texts = [nobody], [_repeat_text("", len(nobody))], [_repeat_text("", len(nobody))]
    for p, line in enumerate(lines):
        own = np.flatnonzero(chosen == p)
        for bits in np.unique(held[own]):
            at = own[held[own] == bits]
            true = [test for i, test in enumerate(line.reasons) if int(bits) >> i & 1]
            together: dict[str, list[Test]] = {}
            for test in true:
                together.setdefault(test.measure, []).append(test)
            rows.append(at)
            codes.append(_repeat_text("; ".join(test.code for test in true), len(at)))
            texts.append(
                _join_reasons(
                    [
                        _write_metric_reason(ts, metrics[m], at, numbers)
                        for m, ts in together.items()
                    ]
                )
            )
    place = np.empty(len(chosen), np.int64)
    place[np.concatenate(rows)] = np.arange(len(chosen))
    return pl.concat(codes).gather(place), pl.concat(texts).gather(place)


def _repeat_text(text: str, number: int) -> pl.Series:
    return pl.repeat(text, number, dtype=pl.String, eager=True)


def _join_reasons(parts: Sequence[pl.Series]) -> pl.Series:
    if len(parts) == 1:
        return parts[0]
    frame = pl.DataFrame([part.alias(str(i)) for i, part in enumerate(parts)])
    return frame.select(pl.concat_str(frame.columns, separator="; ").alias("")).to_series()


def _write_metric_reason(
    tests: Sequence[Test], metric: Metric, at: Ints, numbers: Numbers
) -> pl.Series:
    """Write "Investment ₹41K, higher than that of 60% of the customers"."""
    unit, limits = (
        metric.unit,
        tuple(limit for test in tests for limit in _list_printed_limits(test)),
    )
    against = " and ".join(_write_comparison(test, numbers) for test in tests)
    values = metric.values[at]
    printed = _round_as_printed(values, unit, numbers)
    # A figure that is rounded to the wrong side of its limit is told from the others, and written
    # with the digits that bear the reason out.
    for limit in limits:
        wrong = np.sign(printed - limit) != np.sign(values - limit)
        printed[wrong] = values[wrong]
    unique, place = np.unique(printed, return_inverse=True)
    label = f"{metric.label} " if metric.which is None else ""
    texts = [
        f"{label}{_write_reason_value(float(v), limits, unit, numbers)}, {against}" for v in unique
    ]
    told = pl.Series(texts, dtype=pl.String).gather(place.ravel())
    if metric.which is None:
        return told
    return pl.Series(metric.parts, dtype=pl.String).gather(metric.which[at]) + " " + told


def _list_printed_limits(test: Test) -> tuple[float, ...]:
    """Return the limits that a reason prints beside the figure."""
    places = [place[1] for place in (test.above, test.below) if place is not None]
    plain = [x for x in (test.over, test.at_least, test.at_most) if x is not None]
    return (*plain, *places)


@lru_cache(maxsize=1 << 16)  # the same figures come again in every slot
def _write_reason_value(
    value: float, limits: tuple[float, ...], unit: Unit, numbers: Numbers
) -> str:
    if not limits:
        return numbers.write_value(value, unit)
    return max((numbers.write_beside_limit(value, limit, unit) for limit in limits), key=len)


def _write_comparison(test: Test, numbers: Numbers) -> str:
    """Say what a figure is held against."""
    parts = []
    for template, limit in (
        ("over the limit of {limit}", test.over),
        ("at least {limit}", test.at_least),
        ("at most {limit}", test.at_most),
    ):
        if limit is not None:
            parts.append(say(template, limit=Limit(limit, test.unit)))
    if test.above is not None:
        parts.append(
            say(
                "higher than that of {share} of the customers (over {limit})",
                share=Share(test.above[0], digits=0),
                limit=Limit(test.above[1], test.unit),
            )
        )
    if test.below is not None:
        parts.append(
            say(
                "lower than that of {share} of the customers (under {limit})",
                share=Share(1 - test.below[0], digits=0),
                limit=Limit(test.below[1], test.unit),
            )
        )
    return join_said(parts, " and ").write(numbers)


def _round_as_printed(values: Floats, unit: Unit, numbers: Numbers) -> Floats:
    """Round to what `Numbers.write_value` prints: few different figures are left to write."""
    sizes = np.abs(values)
    digits = np.full(len(values), _DIGITS)
    if unit == "currency":
        for least, _, short in reversed(numbers.manner.scale):
            digits[sizes >= least] = short
    exponent = np.zeros_like(sizes)
    np.log10(sizes, out=exponent, where=sizes > 0)
    decimals = digits - 1 - np.floor(exponent)
    if unit != "currency":
        decimals = np.maximum(decimals, 0)  # a bare number keeps its whole digits
    step = 10.0 ** np.clip(decimals, -12, 12)
    return np.asarray(np.round(values * step) / step)


def _write_withheld_offers(offers: Offers, numbers: Numbers) -> pl.Series:
    """Write what was withheld and why, once per pattern."""
    kinds, by = offers.decisions.withheld, offers.decisions.withheld_by
    # One number for what forbids a product and by which condition, to find equal customers by.
    pairs = {str(p): kinds[p].astype(np.int16) * PLACES + by[p] for p in range(len(kinds))}
    frame = pl.DataFrame(pairs)
    patterns = frame.unique(maintain_order=True).with_row_index("place")
    said = [
        {pair: _write_barrier(line, pair, numbers) for pair in patterns[str(p)].unique() if pair}
        for p, line in enumerate(offers.lines)
    ]
    texts = pl.Series(
        [
            "; ".join(own[pair] for own, pair in zip(said, row[1:], strict=True) if pair)
            for row in patterns.iter_rows()
        ],
        dtype=pl.String,
    )
    place = frame.join(patterns, on=frame.columns, how="left", maintain_order="left")["place"]
    return texts.gather(place)


def _write_barrier(line: Line, pair: int, numbers: Numbers) -> str:
    kind, by = divmod(pair, PLACES)
    why = describe_barrier(Barrier(kind), by, line.eligible, line.negative)
    return f"{line.name}: {write_text(why, numbers)}"
