"""What does a record show in a notebook?"""

from __future__ import annotations

import inspect
import pkgutil
import re
from importlib import import_module

import pytest

import finseg.records
from tests.builders.pages import HOSTILE
from tests.builders.results import make_results

OWN = (
    "dataset",
    "checked",
    "recipe",
    "shares",
    "exploration",
    "choice",
    "segmentation",
    "assessment",
    "interpretation",
    "offers",
)
PARTS = {
    "verdict": lambda made: made.choice.verdict,
    "redundancy": lambda made: made.checked.redundancy,
    "contributions": lambda made: made.interpretation.contributions,
    "rules": lambda made: made.interpretation.rules,
    "holdings": lambda made: made.interpretation.holdings,
    "outside": lambda made: made.interpretation.outside,
}


@pytest.mark.parametrize("name", [*OWN, *PARTS])
def test_a_record_shows_its_blocks_in_a_notebook(name):
    made = make_results(column=HOSTILE, name=HOSTILE)
    record = PARTS[name](made) if name in PARTS else getattr(made, name)

    html = record._repr_html_()

    assert "<script" not in html
    assert "<img" not in html
    if name not in {"outside", "holdings"}:  # there is nothing in these two
        assert re.match(r"<(h\d|p|div|table)", html), html[:80]


def test_every_record_that_describes_itself_shows_itself_in_a_notebook():
    modules = [
        import_module(f"finseg.records.{module.name}")
        for module in pkgutil.iter_modules(finseg.records.__path__)
    ]
    described = {
        own
        for module in modules
        for _, own in inspect.getmembers(module, inspect.isclass)
        if own.__module__ == module.__name__ and hasattr(own, "blocks")
    }

    assert len(described) > 15
    assert not [own.__name__ for own in described if not hasattr(own, "_repr_html_")]
