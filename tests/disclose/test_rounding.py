"""What stands in the place of a count of few? Each limit at itself and from both sides."""

from __future__ import annotations

import math

import pytest

from finseg.disclose.rounding import (
    blank_quantiles,
    disclose_reading,
    hide_small_share,
    raise_small_count,
    raise_small_sizes,
)
from finseg.records.reading import Reading


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, 5), (4, 5), (5, 5), (6, 6)])
def test_a_small_count_is_told_as_the_limit_and_nobody_as_nobody(count, shown):
    assert raise_small_count(count, 5) == shown


@pytest.mark.parametrize(
    ("customers", "hidden"),
    [
        (0, False),
        (1, True),
        (4, True),
        (5, False),
        (35, False),
        (36, True),
        (39, True),
        (40, False),
    ],
)
def test_a_share_of_few_or_of_all_but_few_is_hidden(customers, hidden):
    shown = hide_small_share(customers / 40, 40, 5)

    assert math.isnan(shown) if hidden else shown == customers / 40


def test_a_share_that_is_not_known_stays_unknown():
    assert math.isnan(hide_small_share(math.nan, 40, 5))
    assert hide_small_share(math.inf, 40, 5) == math.inf


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ((3, 60, 80), [5, 60, 78]),
        ((5, 60), [5, 60]),
        ((4, 3, 30), [5, 5, 27]),
        ((0, 60), [0, 60]),
        ((2, 8), [5, 5]),  # ten customers are just enough for two of five
        ((2, 7), [2, 7]),
        ((1, 1, 40, 39), [5, 5, 36, 35]),  # the largest pays each time
    ],
)
def test_small_sizes_are_raised_at_the_cost_of_the_largest(sizes, shown):
    assert raise_small_sizes(sizes, 5) == shown
    assert sum(shown) == sum(sizes)


@pytest.mark.parametrize(
    ("values", "hidden"),
    [
        (199, {"p5", "p95"}),
        (200, set()),
        (40, {"p5", "p95"}),
        (39, {"p5", "p25", "p75", "p95"}),
        (20, {"p5", "p25", "p75", "p95"}),
        (19, {"p5", "p25", "median", "p75", "p95"}),
    ],
)
def test_a_quantile_needs_as_many_on_its_thinner_side_as_the_limit(values, hidden):
    assert set(blank_quantiles(values, 10)) == hidden


def test_what_few_values_tell_of_how_a_column_was_written_goes_or_is_rounded():
    written = Reading(
        basis="values",
        ambiguous=4,
        example="1.234",
        currencies=(("INR", 60), ("USD", 1)),
        units=(("percent", 2), ("years", 7)),
        magnitudes=(("lakh", 3), ("k", 9)),
        credit=4,
        debit=1,
        letters=(("12L", 4), ("K", 5)),
        codes=(("NA", 5), ("ZZ", 1)),
    )

    shown = disclose_reading(written, 5)

    assert (shown.ambiguous, shown.credit, shown.debit) == (5, 5, 5)
    assert shown.currencies == (("INR", 60), ("USD", 5))
    assert shown.units == (("percent", 5), ("years", 7))
    assert shown.magnitudes == (("lakh", 5), ("k", 9))
    assert shown.letters == (("K", 5),)
    assert shown.codes == (("NA", 5),)


@pytest.mark.parametrize(("example", "mark"), [("1.234", "."), ("1,234", ","), ("", "")])
def test_of_an_example_only_its_mark_stays(example, mark):
    assert disclose_reading(Reading(example=example), 5).example == mark
