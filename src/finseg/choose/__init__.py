"""How many segments do these customers support, and are they found or made?

`choose_k` gathers the evidence and reaches the verdict; `sample_rows` draws the rows it looks at.
"""

from __future__ import annotations

from finseg.choose.choice import choose_k
from finseg.choose.sample import column_salts, sample_rows

__all__ = ["choose_k", "column_salts", "sample_rows"]
