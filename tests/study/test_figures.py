"""Do the figures of a study show themselves and save, and does another name say which they are?"""

from __future__ import annotations

import json

import pytest

from finseg.errors import UsageError
from finseg.figures import FIGURES
from tests.study.test_study import make_study

FIGURE_NAMES = [name for name, _ in FIGURES]


@pytest.fixture(scope="module")
def figures():
    return make_study().figures


def test_figures_stand_in_the_order_of_the_report_and_show_themselves(figures):
    names = list(figures)

    assert [n for n in FIGURE_NAMES if n in names] == names
    assert len(figures) == len(names)
    assert all(name in repr(figures) for name in names)
    assert "<svg" in figures["sizes"]._repr_html_()
    assert repr(figures["sizes"]).startswith("<Figure sizes: ")
    assert "\n" not in repr(figures["sizes"])


def test_a_figure_saves_as_drawing_picture_or_recipe(figures, tmp_path):
    one = figures["sizes"]

    assert one.save(tmp_path / "a.svg").read_text(encoding="utf-8") == one.svg
    assert one.save(tmp_path / "a.PNG").read_bytes().startswith(b"\x89PNG")
    assert json.loads(one.save(tmp_path / "a.json").read_text(encoding="utf-8")) == one.spec
    with pytest.raises(UsageError, match=r"`\.pdf`") as caught:
        one.save(tmp_path / "a.pdf")
    assert ".svg" in caught.value.fix


def test_a_name_that_is_none_says_which_are(figures):
    assert "sizes" in figures
    assert "sises" not in figures
    with pytest.raises(UsageError, match="no figure `sises`") as near:
        figures["sises"]
    assert near.value.fix == "did you mean `sizes`?"
    with pytest.raises(UsageError) as far:
        figures["zzz"]
    assert "`sizes`" in far.value.fix
