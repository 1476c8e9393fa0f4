from __future__ import annotations

import pytest

from finseg.document.numbers import Numbers
from finseg.figures.ticks import place_log_ticks, place_ticks, round_values
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
