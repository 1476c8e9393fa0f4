"""Which columns are known only after the outcome, or may be the outcome themselves?

A column that is 0 or blank for everyone of whom the outcome says no, and hardly ever for the
others, gives the outcome away; so does one that holds the mean of the outcome in groups. What
customers will have been worth, or will have cost, is what others try to predict, and so are the
parts that such a figure is the sum of, and rates of fraud, churn or default: they are kept out
until somebody says that they are none.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from finseg.document.said import ColumnName, Names, say
from finseg.maths.arrays import Bools, Floats, Ints
from finseg.maths.sum_parts import find_sum_parts
from finseg.understand.guess import Guess
from finseg.understand.table_sample import HOLDS, Holding, TableSample, count_rows

_FEWEST = 20  # rows of each side
_HARDLY = 0.05  # share of the others that may be 0 as well
_LEVELS = 5  # of an outcome; with more it is an amount
_MOST = 60  # columns that may be parts of a sum
_MOST_DECIMALS = 6
_ERRORS = 5.0  # standard errors by which a sample may miss a slope of 1
_MOST_PERCENT = 250.0  # a loan to the value of its collateral
_BY_CHANCE = 1e-6  # probability that means of the outcome agree with a column as well


def find_linked_outcomes(
    sample: TableSample, guesses: Sequence[Guess]
) -> Iterator[tuple[int, Guess]]:
    """Find columns that follow the outcome, then those whose heading names one."""
    outcomes = [
        p
        for p, look in enumerate(sample.looks)
        if guesses[p].role == "outcome"
        or (guesses[p].role == "descriptor" and look.says("decision"))
        if look.has_few_values(_LEVELS, 2)
    ]
    for place in range(len(sample.looks)):
        if guesses[place].role == "feature":
            guess = _find_leak(sample, outcomes, place) or _read_outcome_words(sample, place)
            if guess is not None:
                yield place, guess


def find_outcome_parts(
    sample: TableSample, guesses: Sequence[Guess]
) -> Iterator[tuple[int, Guess]]:
    """Find the columns that add up to an amount that is, or may be, an outcome."""
    wholes = [
        place
        for place, look in enumerate(sample.looks)
        if guesses[place].role == "outcome" and look.is_number and not look.has_few_values(_LEVELS)
    ]
    if not wholes:
        return
    places = [
        place
        for place, look in enumerate(sample.looks)
        if guesses[place].role == "feature" and not look.has_few_values(2)
    ][:_MOST]
    for whole in wholes:
        found = _add_up(sample, whole, places)
        if found is not None and sample.rows is not None:
            found = _add_up(sample.whole, whole, found[0])
        if found is None:
            continue
        parts, holding = found
        reason = say(
            "a part of {whole}, which may be an outcome: {parts} add up to it{exceptions}",
            whole=ColumnName(sample.looks[whole].name),
            parts=Names(tuple(sample.looks[part].name for part in parts)),
            exceptions=holding.write_exceptions(),
        )
        for part in parts:
            yield (
                part,
                Guess(role="outcome", reason=reason, confidence="low", code="may be outcome"),
            )


def _find_leak(sample: TableSample, outcomes: Sequence[int], place: int) -> Guess | None:
    for outcome in outcomes:
        name = ColumnName(sample.looks[outcome].name)
        found = _measure_following(sample, outcome, place)
        if found is not None:
            reason = say(
                "0 or blank for {whom} on one side of {outcome}{exceptions}, and hardly ever on "
                "the other",
                whom="nearly everyone" if found.exceptions else "everyone",
                outcome=name,
                exceptions=found.write_exceptions(),
            )
            return Guess(role="descriptor", reason=reason, confidence="fair", code="leak")
        found = _measure_group_means(sample, outcome, place)
        if found is not None:
            reason = say(
                "the mean of {outcome} among those with the same value{exceptions}: it was "
                "computed from the outcome",
                outcome=name,
                exceptions=found.write_exceptions(),
            )
            return Guess(role="descriptor", reason=reason, confidence="fair", code="leak")
    return None


def _read_outcome_words(sample: TableSample, place: int) -> Guess | None:
    look = sample.looks[place]
    word = look.says("outcome_amount")
    if not word and look.usual[1] > _MOST_PERCENT and "ltv" in look.phrase.split():
        word = "ltv"  # no loan is so many times its collateral: a lifetime value
    if word:
        reason = say("may be an outcome: `{word}` in the heading", word=word)
        return Guess(role="outcome", reason=reason, confidence="low", code="may be outcome")
    event, rate = look.says("outcome_event"), look.says("outcome_rate")
    if not (event and rate):
        return None
    reason = say(
        "may be computed from an outcome: `{event}` and `{rate}` in the heading",
        event=event,
        rate=rate,
    )
    return Guess(role="outcome", reason=reason, confidence="low", code="may be outcome")


def _measure_following(sample: TableSample, outcome: int, place: int) -> Holding | None:
    """Count where a column is 0 or blank for one level of the outcome, and hardly for others."""
    levels, values = sample.get_levels(outcome), sample.get_numbers(place)
    nothing: Bools = np.isnan(values) | (values == 0)
    for level in range(int(levels.max(initial=-1)) + 1):
        inside = levels == level
        for none, some in ((inside, ~inside & (levels >= 0)), (~inside & (levels >= 0), inside)):
            if min(none.sum(), some.sum()) < _FEWEST or nothing[some].mean() > _HARDLY:
                continue
            found = count_rows(~nothing[none])
            if found.exceptions <= (1 - HOLDS) * found.rows:
                return (
                    found
                    if sample.rows is None
                    else _measure_following(sample.whole, outcome, place)
                )
    return None


def _measure_group_means(sample: TableSample, outcome: int, place: int) -> Holding | None:
    """Count where a column is the mean of the outcome among those who have the same value.

    None where chance could explain it: as exact as the column is written, the means of so many
    people would be as near with a probability above one in a million.
    """
    look = sample.looks[place]
    if look.whole or look.distinct is None or not sample.looks[outcome].has_few_values(2, 2):
        return None
    scale = 1.0 if look.highest <= 1 else 100.0
    if look.lowest < 0 or look.highest > scale:
        return None
    if sample.rows is not None and not _may_be_means(sample, outcome, place, scale):
        return None
    levels, values = sample.whole.get_levels(place), sample.whole.get_numbers(place)
    event = sample.whole.get_levels(outcome)
    there = (levels >= 0) & (event >= 0)
    if int(there.sum()) < 2 * _FEWEST:
        return None
    levels, values, happened = levels[there], values[there] / scale, (event[there] == 1)
    return _compare_means(levels, values, happened) or _compare_means(levels, values, ~happened)


def _may_be_means(sample: TableSample, outcome: int, place: int, scale: float) -> bool:
    """Tell from some thousand rows whether those with a higher value have the outcome as often.

    Means of the outcome in groups rise with it one to one: only then are all rows looked at.
    """
    values, event = sample.get_numbers(place) / scale, sample.get_levels(outcome)
    there = ~np.isnan(values) & (event >= 0)
    values, happened = values[there], (event[there] == 1).astype(np.float64)
    spread = float(values.std())
    if len(values) < 2 * _FEWEST or spread == 0:
        return False
    slope = float(np.cov(values, happened, ddof=0)[0, 1]) / spread**2
    error = float(happened.std()) / (spread * math.sqrt(len(values)))
    return abs(abs(slope) - 1) <= _ERRORS * error


def _compare_means(levels: Ints, values: Floats, happened: Bools) -> Holding | None:
    people = np.bincount(levels)
    there = people > 0
    people = people[there]
    means = np.bincount(levels, happened)[there] / people
    written = np.bincount(levels, values)[there] / people
    share = float(happened.mean())
    if share in (0.0, 1.0):
        return None  # of those who have a value all went one way: any mean is that
    error = np.sqrt(share * (1 - share) / people)
    near = np.abs(means - written) <= _find_rounding(written)
    held = int(people[near].sum())
    if held < HOLDS * len(levels):
        return None
    likely = np.minimum(1.0, 2 * _find_rounding(written) / (error * math.sqrt(2 * math.pi)))
    if float(np.log(likely[near]).sum()) > math.log(_BY_CHANCE):
        return None
    return Holding(len(levels), len(levels) - held)


def _find_rounding(written: Floats) -> float:
    """Return half a unit of the last decimal that is written."""
    for digits in range(1, _MOST_DECIMALS):
        if (np.abs(written * 10.0**digits - np.round(written * 10.0**digits)) < 1e-6).all():
            return float(0.5 * 10.0**-digits + 1e-9)
    return float(10.0**-_MOST_DECIMALS)


def _add_up(
    sample: TableSample, whole: int, places: Sequence[int]
) -> tuple[list[int], Holding] | None:
    others = [place for place in places if place != whole]
    if len(others) < 2:
        return None
    rows = np.stack([sample.get_numbers(place) for place in others], axis=1)
    found = find_sum_parts(sample.get_numbers(whole), rows, HOLDS)
    if found is None:
        return None
    return [others[j] for j in found.columns], count_rows(found.fails)
