"""Does long text wrap where the page is narrow?"""

from __future__ import annotations

import re
from importlib.resources import files

import pytest


@pytest.mark.parametrize("part", ["h2", ".size", ".action"])
def test_text_of_a_card_wraps_instead_of_running_out_of_it(part):
    css = (files("finseg.report") / "templates" / "report.css").read_text(encoding="utf-8")

    (rule,) = re.findall(rf"^\.card {re.escape(part)} \{{(.*)\}}$", css, flags=re.MULTILINE)

    assert "overflow-wrap: anywhere" in rule
    assert "nowrap" not in rule
