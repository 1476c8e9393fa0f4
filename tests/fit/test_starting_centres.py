"""Does k-means start where it is told to, and is what cannot be a start refused?"""

from __future__ import annotations

import numpy as np
import pytest

from finseg.errors import SettingsError
from finseg.fit import fit_segments, parse_starting_centres
from finseg.own_files import load_starting_centres
from finseg.settings import FitSettings, Settings

TEXT = "b,a\n1,10\n2.5,20\n-3,15\n"


def test_centres_stand_in_the_features_order_whatever_the_files():
    found = parse_starting_centres(TEXT, where="c.csv")

    assert found.k == 3
    assert found.arrange(("a", "b")).tolist() == [[10, 1], [20, 2.5], [15, -3]]


@pytest.mark.parametrize(
    ("columns", "said", "fix"),
    [
        (("a", "b", "income"), "no column `income`", "add its starting values"),
        (("bb",), "no column `bb`", "add its starting values"),
        (("a",), "`b` is no feature", "choose one of `a`"),
    ],
)
def test_columns_are_the_features_no_more_and_no_less(columns, said, fix):
    with pytest.raises(SettingsError, match=said) as raised:
        parse_starting_centres(TEXT, where="c.csv").arrange(columns)

    assert (raised.value.where, raised.value.fix) == ("c.csv", fix)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n3,\n", "a number is missing"),
        ("a,b\n1,2\n3,inf\n", "a number is missing"),
        ("a,b\n1,2\n3,many\n", "no table of numbers"),
        ("", "no table of numbers"),
        ("a,b\n1,2\n", "at least two rows"),
        ("a,b\n1,2\n3,4\n1,2\n", "no two alike"),
    ],
)
def test_what_is_no_start_is_refused(text, said):
    with pytest.raises(SettingsError, match=said) as raised:
        parse_starting_centres(text, where="c.csv")

    assert raised.value.where == "c.csv"


def test_the_number_of_rows_is_the_number_of_segments(tmp_path):
    path = tmp_path / "c.csv"
    path.write_text(TEXT, encoding="utf-8")

    def load(**choose):
        return load_starting_centres(
            Settings.from_tree({"fit": {"centres": str(path)}, "choose": choose})
        )

    found = load()
    assert found is not None
    assert (found.k, found.file) == (3, str(path))
    assert load(k=3) is not None
    with pytest.raises(SettingsError, match="3 starting centres for k = 4"):
        load(k=4)
    assert load_starting_centres(Settings()) is None


def test_one_start_from_given_centres_ends_where_these_lead():
    # Four corners of a flat rectangle: cut upright is best, across is a division that stays.
    x = np.array([[0.0, 0.0], [0.0, 2.0], [5.0, 0.0], [5.0, 2.0]] * 5)
    settings = FitSettings(starts=10)

    free = fit_segments(x, x, ("a", "b"), k=2, settings=settings)
    led = fit_segments(
        x,
        x,
        ("a", "b"),
        k=2,
        settings=settings,
        centres=np.array([[2.5, 0.3], [2.5, 1.7]]),
        centres_from="c.csv",
    )

    assert free.inertia == pytest.approx(20.0)
    assert led.inertia == pytest.approx(20 * 2.5**2)
    assert sorted(map(tuple, led.centres.tolist())) == [(2.5, 0.0), (2.5, 2.0)]
    assert (led.starts, led.starts_at_best) == (1, 1)
    assert str(led.say_start_count()) == "started from the centres in c.csv"
    assert str(free.say_start_count()).endswith("of 10 starts reached it")
