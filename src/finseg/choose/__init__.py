"""How many segments do these customers support?

`choose_k` tries several numbers and says which, and why; `sample_rows` draws the rows it looks at.
"""

from __future__ import annotations

from finseg.choose.candidates import choose_k
from finseg.choose.sample import sample_rows

__all__ = ["choose_k", "sample_rows"]
