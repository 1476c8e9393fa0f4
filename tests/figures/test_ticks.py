from __future__ import annotations

import pytest

from finseg.document.numbers import Numbers
from finseg.figures.ticks import (
    Ticks,
    _count_step_decimals,
    _shorten_tick,
    place_log_ticks,
    place_ticks,
    round_values,
)
from tests.builders.figures import RUPEES


def test_axes_speak_of_lakh_in_indian_rupees():
    money = place_ticks(0, 160_000, "currency", RUPEES, most=5)

    assert money.values == (0, 50_000, 100_000, 150_000)
    assert money.labels == ("₹0", "₹50K", "₹1L", "₹1.5L")


def test_axes_speak_the_reader_s_language():
    german = Numbers(locale="de-DE", currency="EUR")

    assert place_ticks(0, 1, "share", german, most=3).labels == ("0,0", "0,5", "1,0")
    assert place_ticks(0, 2e6, "count", german, most=3).labels == (
        "0",
        "1\u00a0Mio.",
        "2\u00a0Mio.",
    )
    assert place_ticks(0, 100, "percent", german, most=3).labels == (
        "0\u00a0%",
        "50\u00a0%",
        "100\u00a0%",
    )


def test_close_ticks_are_told_apart():
    labels = place_ticks(100_100, 100_160, "currency", RUPEES).labels

    assert len(set(labels)) == len(labels) > 2


@pytest.mark.parametrize("most", [2, 3, 5, 8])
@pytest.mark.parametrize("span", [1e-9, 0.37, 3, 999, 7.7e8])
@pytest.mark.parametrize("low", [-3.3, 0.0, 12.5])
def test_ticks_are_few_round_and_inside(low, span, most):
    high = low + span * max(1.0, abs(low))

    step, values = round_values(low, high, most=most)

    assert len(values) <= most
    assert all(low - step * 1e-6 <= v <= high + step * 1e-6 for v in values)


def test_log_ticks_thin_out_and_keep_zero():
    marks = place_log_ticks(-1, 5e6, "currency", Numbers(currency="USD"), most=4)

    assert marks.labels[0] == "$0"
    assert marks.labels[-1] == "$1M"
    assert len(marks.values) <= 5


@pytest.mark.parametrize(
    ("low", "high", "most", "step", "values"),
    [
        (0, 10, 5, 5.0, (0, 5, 10)),  # with a step of 2 there would be six
        (0, 10, 6, 2.0, (0, 2, 4, 6, 8, 10)),
        (0.3, 2.1, 4, 0.5, (0.5, 1.0, 1.5, 2.0)),
        (-3, 3, 3, 2.0, (-2, 0, 2)),
        (-3, 3, 2, 5.0, (0,)),
        (-4, 9, 4, 5.0, (0, 5)),
        (0, 1, 2, 1.0, (0, 1)),
        (7, 7, 5, 0.0, (7,)),
        (0, 0.1 * 3, 4, 0.1, (0, 0.1, 0.2, 0.3)),  # for all the rounding of .3
        (97, 103, 2, 5.0, (100,)),
    ],
)
def test_the_smallest_round_step_that_gives_few_enough_marks(low, high, most, step, values):
    found, marks = round_values(low, high, most=most)

    assert found == pytest.approx(step)
    assert marks == pytest.approx(values)


def test_no_marks_are_placed_between_what_is_no_number():
    assert round_values(float("nan"), 1, most=4) == (0.0, ())
    assert round_values(2.0, 1.0, most=4) == (0.0, (2.0,))


@pytest.mark.parametrize(
    ("low", "high", "most", "values"),
    [
        (0, 1_000, 4, (0, 10, 100, 1_000)),  # 1 would run into nought
        (0, 1e6, 4, (0, 100, 1e4, 1e6)),  # every second power: at most four in all
        (-50, 5_000, 4, (-10, 0, 10, 100, 1_000)),
        (-200, 0, 4, (-100, -10, -1, 0)),
        (-500, 0, 4, (-100, -10, 0)),
        (20, 5_000, 4, (100, 1_000)),
        (0, 0.5, 4, (0, 0.2, 0.4)),  # less than two powers of ten: plain marks
        (200, 500, 4, (200, 300, 400, 500)),
    ],
)
def test_powers_of_ten_mark_a_bent_axis_but_for_those_beside_nought(low, high, most, values):
    marks = place_log_ticks(low, high, "none", Numbers(), most=most)

    assert marks.values == pytest.approx(values)


@pytest.mark.parametrize(
    ("values", "unit", "labels"),
    [
        ((0, 9_999), "none", ("0", "9,999")),
        ((0, 10_000), "none", ("0", "10K")),
        ((-20_000, 0), "none", ("−20K", "0")),
        ((0, 0.25), "none", ("0.0", "0.2")),
        ((0, 0.5), "yes or no", ("0%", "50%")),
        ((0, 5.0), "percent", ("0%", "5%")),
    ],
)
def test_long_bare_numbers_are_short_and_shares_have_their_sign(values, unit, labels):
    step = 0.1 if 0.25 in values else values[1] - values[0] if unit == "yes or no" else 1.0

    assert tuple(_shorten_tick(v, step, unit, Numbers()) for v in values) == labels


def test_marks_as_near_as_their_short_form_are_written_in_full():
    rupees = place_ticks(10_100, 10_400, "currency", RUPEES, most=4)
    thousands = place_ticks(10.1, 10.4, "thousands", RUPEES, most=4)
    plain = place_ticks(10_100, 10_400, "none", Numbers(), most=4)

    assert rupees.labels == thousands.labels == ("₹10,100", "₹10,200", "₹10,300", "₹10,400")
    assert plain.labels == ("10,100", "10,200", "10,300", "10,400")


@pytest.mark.parametrize(
    ("step", "decimals"), [(0, 0), (2.0, 0), (1.0, 0), (0.5, 1), (0.1, 1), (0.05, 2), (0.001, 3)]
)
def test_marks_have_the_decimals_of_their_step(step, decimals):
    assert _count_step_decimals(step) == decimals


def test_an_axis_says_each_label_at_its_value():
    axis = Ticks((0.0, 2.5), ("0", "2½")).as_axis(title="T")

    assert axis["values"] == [0.0, 2.5]
    assert axis["labelExpr"] == '["0", "2\\u00bd"][indexof([0.0, 2.5], datum.value)]'
    assert axis["title"] == "T"
