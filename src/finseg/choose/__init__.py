"""How many segments do these customers support, and are they found or made?

`choose_k` gathers the evidence and reaches the verdict; `choose_again` weighs it anew where a
number broke a limit when it was kept; `compare_kept` holds what was kept against what was weighed;
`sample_rows` draws the rows they look at, `draw_rows` does so by weight; `find_quick_groups` asks
about a changed table.
"""

from __future__ import annotations

from finseg.choose.choice import choose_again, choose_k
from finseg.choose.compare_kept import compare_kept
from finseg.choose.quick_groups import find_other_groups, find_quick_groups
from finseg.choose.sample import column_salts, draw_rows, sample_rows

__all__ = [
    "choose_again",
    "choose_k",
    "column_salts",
    "compare_kept",
    "draw_rows",
    "find_other_groups",
    "find_quick_groups",
    "sample_rows",
]
