"""What does a record show in a notebook?"""

from __future__ import annotations

import re

import pytest

from tests.deliver.written import HOSTILE, records

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
    "verdict": lambda made: made["choice"].verdict,
    "redundancy": lambda made: made["checked"].redundancy,
    "contributions": lambda made: made["interpretation"].contributions,
    "rules": lambda made: made["interpretation"].rules,
    "holdings": lambda made: made["interpretation"].holdings,
    "outside": lambda made: made["interpretation"].outside,
}


@pytest.mark.parametrize("name", [*OWN, *PARTS])
def test_a_record_shows_its_blocks_in_a_notebook(name):
    made = records(column=HOSTILE, name=HOSTILE)
    record = PARTS[name](made) if name in PARTS else made[name]

    html = record._repr_html_()

    assert "<script" not in html
    assert "<img" not in html
    if name not in {"outside", "holdings"}:  # there is nothing in these two
        assert re.match(r"<(h\d|p|div|table)", html), html[:80]
